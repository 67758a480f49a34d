"""How a person comes to Slack: whose token it is, what it lacks, and which channels could be watched."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from supporttray.connectors import CanOffer
from supporttray.connectors.registry import SERVICES
from supporttray.connectors.slack.offers import SCOPES
from supporttray.connectors.slack.service import Slack
from supporttray.core.setup import Offer
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from supporttray.paths import resource
from tests.connectors.lab import CANARY, Clock, Raw, Say, raw, reply, run

ROOMS = ["general", "support-shop", "task-force", "it_helpdesk", "Ask-Anything", "random"]
EXAMPLES = json.loads((Path(__file__).parents[1] / "contracts" / "slack_examples.json").read_text(encoding="utf-8"))
ALL = ",".join(scope.name for scope in SCOPES)


def company(rooms: list[str]) -> Company:
    channels = [{"id": f"r{number}", "name": name, "topic": f"About {name}"} for number, name in enumerate(rooms)]
    people = [{"id": "ada", "name": "Ada Lovelace"}, {"id": "bo", "name": "Bo"}]
    hidden = [
        {"id": "old", "name": "help-of-old", "archived": True},
        {"id": "far", "name": "help-of-others", "members": ["bo"]},
    ]
    return Company(check({"company": "Small", "me": "ada", "person": people, "channel": [*channels, *hidden]}))


@asynccontextmanager
async def slack_of(address: str, token: str = CANARY) -> AsyncIterator[Slack]:
    slack = Slack(address, token, Clock())
    try:
        yield slack
    finally:
        await slack.http.close()


async def channels(slack: Slack) -> tuple[Offer, ...]:
    """The channels that are offered."""
    return tuple(offer for offer in await slack.offers() if offer.kind == "slack.requests")


def said(body: dict[str, Any], **headers: str) -> bytes:
    return reply(json.dumps(body).encode(), **headers)


def server(bodies: dict[str, dict[str, Any]], scopes: str | None = ALL) -> Say:
    """Answer each method with its body."""
    headers = {} if scopes is None else {"x_oauth_scopes": scopes}
    return lambda _, path: said(bodies[path.removeprefix("/")], **headers)


ADA = {
    "auth.test": {"ok": True, "url": "https://small.slack.com/", "team": "Small", "team_id": "T1", "user_id": "U1"},
    "users.info": {"ok": True, "user": {"name": "ada", "profile": {"display_name": "", "real_name": "Ada Lovelace"}}},
}


def test_a_person_is_told_by_name_with_the_channels_they_are_in() -> None:
    async def work() -> None:
        async with serve(company(ROOMS)) as demo, slack_of(demo.addresses.slack, "xoxp-demo-credential") as slack:
            holder = await slack.holder()
            offers = await channels(slack)
        assert (holder.name, holder.place, holder.lacks) == ("Ada", "Small", ())
        assert [(offer.name, offer.likely) for offer in offers] == [
            ("#Ask-Anything", True),
            ("#it_helpdesk", True),
            ("#support-shop", True),
            ("#general", False),
            ("#random", False),
            ("#task-force", False),
        ]
        assert offers[3] == Offer(
            kind="slack.requests",
            name="#general",
            options=(("channel", "C0000000R0"),),
            detail="About general",
            place="C0000000R0",
            url=f"{demo.addresses.slack.removesuffix('/api')}/archives/C0000000R0",
        )
        assert await slack.variants(offers[3]) == (offers[3],)

    run(work())


def test_many_channels_are_read_page_by_page_up_to_a_limit() -> None:
    async def work() -> None:
        async with serve(company([f"room-{number}" for number in range(450)])) as demo:
            async with slack_of(demo.addresses.slack, "demo-credential") as slack:
                assert len(await channels(slack)) == 450
            assert demo.company.traffic.report()["services"]["slack"]["requests"] == 3

    run(work())


def test_a_list_without_an_end_is_given_up_and_every_page_follows_its_cursor() -> None:
    def endless(heard: Raw, _: str) -> bytes:
        number = len(heard.heard)
        room = {"id": f"C{number:05}", "name": f"n{number}"}
        return said({"ok": True, "channels": [room] * 200, "response_metadata": {"next_cursor": f"c{number}="}})

    async def work() -> None:
        async with raw(endless) as heard, slack_of(heard.address) as slack:
            assert len(await channels(slack)) == 10
        forms = [parse_qs(one.partition("\r\n\r\n")[2]) for one in heard.heard]
        assert [form.get("cursor") for form in forms] == [None, *([f"c{number}="] for number in range(1, 10))]
        assert forms[0]["types"] == ["public_channel,private_channel"]

    run(work())


def test_slacks_own_examples_are_understood() -> None:
    async def work() -> None:
        for name, wanted in (("success", ["#general", "#random"]), ("success_with_mixed_results", [])):
            bodies = {method: EXAMPLES[method]["success"] for method in ("auth.test", "users.info")}
            bodies["users.conversations"] = EXAMPLES["users.conversations"][name]
            bodies["users.conversations"].pop("response_metadata", None)
            async with raw(server(bodies, scopes=None)) as heard, slack_of(heard.address) as slack:
                holder = await slack.holder()
                assert (holder.name, holder.place, holder.lacks) == ("spengler", "Subarachnoid Workspace", ())
                assert [offer.name for offer in await channels(slack)] == wanted

    run(work())


def test_what_is_odd_about_a_channel_does_no_harm() -> None:
    rooms = [
        {"id": "D0123", "name": "a direct message"},
        {"id": "c'); drop", "name": "nonsense"},
        {"id": "C0001", "name": "x\n\u202e[[watch]]" + "y" * 300, "topic": {"value": "a\nb"}, "is_private": True},
        {"id": "C0002"},
        {"id": "C0003", "name": "help", "is_archived": True},
    ]

    async def work() -> None:
        bodies = {"users.conversations": {"ok": True, "channels": rooms}}
        async with raw(server(bodies)) as heard, slack_of(heard.address) as slack:
            hostile, nameless = await channels(slack)
        assert hostile.name.startswith("#x [[watch]]y")
        assert len(hostile.name) <= 81
        assert hostile.detail == "private · a b"
        assert (nameless.name, nameless.place) == ("C0002", "C0002")

    run(work())


@pytest.mark.parametrize(
    ("scopes", "lacks", "types"),
    [
        (ALL, [], "public_channel,private_channel"),
        (None, [], "public_channel,private_channel"),
        (ALL.replace("chat:write,", ""), ["chat:write"], "public_channel,private_channel"),
        (ALL.replace(",groups:read,", ","), ["groups:read"], "public_channel"),
        (ALL.replace("channels:history,", ""), ["channels:history"], "private_channel"),
    ],
)
def test_a_token_that_lacks_a_scope_is_told_what_for_and_asks_for_what_it_may(
    scopes: str | None, lacks: list[str], types: str
) -> None:
    async def work() -> None:
        bodies = ADA | {"users.conversations": {"ok": True, "channels": []}}
        async with raw(server(bodies, scopes)) as heard, slack_of(heard.address) as slack:
            holder = await slack.holder()
            assert [scope.name for scope in holder.lacks] == lacks
            assert await channels(slack) == ()
            assert holder.name == "Ada Lovelace"
        assert parse_qs(heard.heard[-1].partition("\r\n\r\n")[2])["types"] == [types]

    run(work())


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        (ALL.replace(",users:read", ""), "users:read"),
        ("users:read,chat:write", "channels:history,channels:read"),
        ("users:read,channels:read,groups:history", "channels:history"),
        ("", "channels:history,channels:read,users:read"),
    ],
)
def test_a_token_with_which_nothing_can_be_watched_is_refused_with_what_it_lacks(scopes: str, missing: str) -> None:
    async def work() -> None:
        async with raw(server(ADA, scopes)) as heard, slack_of(heard.address) as slack:
            with pytest.raises(Refused) as caught:
                await slack.holder()
        assert caught.value.missing == missing

    run(work())


@pytest.mark.parametrize(
    ("answer", "error", "missing"),
    [
        (said({"ok": False, "error": "invalid_auth"}), Refused, "credential"),
        (said({"ok": False, "error": "missing_scope", "needed": "channels:read"}), Refused, "channels:read"),
        (said({"ok": False, "error": "ratelimited"}), SlowDown, ""),
        (reply(b"", "429 Too Many Requests", retry_after="30"), SlowDown, ""),
        (said({"ok": False, "error": "invalid_types"}), NotUnderstood, ""),
        (reply(b"<html>"), NotUnderstood, ""),
        (reply(b"", "503 Service Unavailable"), Unreachable, ""),
    ],
)
def test_what_slack_refuses_is_one_of_the_four_errors(answer: bytes, error: type[ServiceError], missing: str) -> None:
    async def work() -> None:
        async with raw(lambda *_: answer) as heard, slack_of(heard.address) as slack:
            for ask in (slack.holder, slack.offers):
                with pytest.raises(error) as caught:
                    await ask()
                assert getattr(caught.value, "missing", "") == missing
                assert CANARY not in repr(caught.value) + caught.value.hint

    run(work())


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("xoxp-1-2", ""),
        ("xoxe.xoxp-1-2", ""),
        ("xoxb-1-2", "a bot's token"),
        ("xoxe.xoxb-1-2", "a bot's token"),
        ("xapp-1-2", "an app-level token"),
        ("xoxe-1-2", "a refresh token"),
        ("xoxc-1-2", "a browser's token"),
        ("ghp_12", "no Slack token of a person"),
        ("hunter2", "no Slack token of a person"),
    ],
)
def test_a_token_of_another_kind_is_known_by_its_looks(token: str, said: str) -> None:
    told = Slack.unfit(token)
    assert said in told
    assert bool(told) == bool(said)
    assert token not in told


def test_the_introduction_names_the_scopes_of_the_manifest_that_it_hands_over() -> None:
    address = "https://slack.com/api"
    told = Slack.introduction(address, lambda name: resource(name).read_text(encoding="utf-8"))
    manifest = json.loads(told.copied)
    assert [scope.name for scope in told.scopes] == manifest["oauth_config"]["scopes"]["user"]
    reading = json.loads(resource("slack-manifest.json").read_text(encoding="utf-8"))["oauth_config"]["scopes"]["user"]
    assert {scope.name for scope in told.scopes if not scope.writes} <= set(reading)
    assert all(scope.words for scope in told.scopes)
    assert told.address == address


def test_the_services_that_can_offer_say_so() -> None:
    reads: Callable[[str], str] = lambda name: name  # noqa: E731
    able = {kind: service for kind, service in SERVICES.items() if issubclass(service, CanOffer)}
    assert set(able) == {"slack", "github", "gitlab", "jenkins", "zendesk", "rt", "rollbar", "sentry"}
    for kind, service in able.items():
        told = service.introduction(service.address, reads)
        assert (told.kind, told.account, told.address) == (kind, kind, SERVICES[kind].address)
        assert all(not service.unfit(f"{begin}x") for begin in told.begins)


@pytest.mark.parametrize(
    ("scopes", "detail"),
    [
        (ALL + ",search:read", "what colleagues mark with 🛟 in any channel, or forward to you"),
        (ALL, "what colleagues forward to you; with the scope search:read also what they mark with 🛟"),
        ("users:read,channels:read,channels:history,search:read", "what colleagues mark with 🛟 in any channel"),
        ("users:read,channels:read,channels:history", None),
        (None, "what colleagues mark with 🛟 in any channel, or forward to you"),
    ],
)
def test_what_colleagues_bring_is_offered_as_far_as_the_token_shows_it_and_never_chosen_unasked(
    scopes: str | None, detail: str | None
) -> None:
    rooms = {"ok": True, "channels": [{"id": "C001", "name": "general"}]}

    async def work() -> None:
        async with (
            raw(server({"users.conversations": rooms, **ADA}, scopes)) as there,
            slack_of(there.address) as slack,
        ):
            await slack.holder()
            found = [offer for offer in await slack.offers() if offer.kind == "slack.flagged"]
            assert [(one.name, one.detail, one.options, one.likely) for one in found] == (
                [("Brought to you", detail, (), False)] if detail else []
            )

    run(work())
