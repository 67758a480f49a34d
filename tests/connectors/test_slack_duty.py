"""Topic, user group and status: read, compared and only then written; and each refusal is a plain sentence."""

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import CanWrite
from supporttray.connectors.slack.duty import board as slack_duty
from supporttray.connectors.slack.service import Slack
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import Demo, serve
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Close, Say, raw, reply, run

HELP, GROUP = "C00000HELP", "S00000DUTY"
LINE = "On duty: Bo & Cy until Fri 12 Dec"
SMALL: dict[str, Any] = {
    "company": "Small",
    "me": "ada",
    "person": [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}, {"id": "cy", "name": "Cy"}],
    "channel": [
        {"id": "help", "name": "help", "topic": "Questions &amp; <https://example.com|a b>"},
        {"id": "far", "name": "far", "members": ["bo"]},
        {"id": "old", "name": "old", "archived": True},
        {"id": "full", "name": "full", "topic": "x" * 240},
    ],
    "group": [
        {"id": "duty", "name": "On duty", "handle": "duty", "members": ["ada"]},
        {"id": "shut", "name": "Shut", "handle": "shut", "members": ["ada"], "refuses": "permission_denied"},
        {"id": "free", "name": "Free", "handle": "free", "members": ["ada"], "refuses": "plan_upgrade_required"},
    ],
}
TOPIC = Deed(verb=Verb.TOPIC, place=HELP, text=LINE)
CREW = Deed(verb=Verb.GROUP, place=GROUP, text="U0000000BO, U0000000CY")
STATUS = Deed(verb=Verb.STATUS, place="", text="On duty", emoji=":pager:", until=NOON + timedelta(hours=3))
DEEDS = {"topic": TOPIC, "usergroup": CREW, "status": STATUS}


@dataclass
class Pen:
    """A small company's Slack, and ours that writes there."""

    demo: Demo
    slack: Slack

    def lines(self, what: str) -> list[dict[str, Any]]:
        return [line for line in self.demo.company.ledger.lines() if line["what"] == what]

    def topic(self) -> str:
        return self.demo.company.channels[HELP].topic

    async def refused(self, deed: Deed, act: Callable[[Deed], Coroutine[Any, Any, object]]) -> Refused:
        with pytest.raises(Refused) as caught:
            await act(deed)
        assert not caught.value.maybe
        assert caught.value.hint
        return caught.value

    async def write(self, deed: Deed) -> Receipt:
        return await self.slack.write(deed, "key")

    async def find(self, deed: Deed) -> Receipt | None:
        return await self.slack.find(deed, "key", NOON)


def tell(story: Callable[[Pen], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        clock = Clock()
        async with serve(Company(check(SMALL), clock=clock)) as demo:
            slack = Slack(demo.addresses.slack, "demo-credential", clock)
            try:
                await story(Pen(demo, slack))
            finally:
                await slack.http.close()

    run(told())


async def error_of(say: Say, act: Callable[[Slack], Coroutine[Any, Any, object]]) -> ServiceError:
    async with raw(say) as server:
        slack = Slack(server.address, CANARY, Clock())
        with pytest.raises(ServiceError) as caught:
            await act(slack)
        await slack.http.close()
    return caught.value


@pytest.mark.parametrize("what", DEEDS)
def test_it_is_written_once_found_by_what_is_and_not_written_again(what: str) -> None:
    async def story(pen: Pen) -> None:
        deed = DEEDS[what]
        assert isinstance(pen.slack, CanWrite)
        assert pen.slack.pieces(deed) == (deed,)
        await pen.slack.may(deed)
        assert await pen.find(deed) is None
        receipt = await pen.write(deed)
        assert await pen.find(deed) == receipt == await pen.write(deed)
        assert len(pen.lines(what)) == 1

    tell(story)


def test_the_rest_of_the_topic_stays_and_ours_is_escaped() -> None:
    async def story(pen: Pen) -> None:
        before = pen.topic()
        await pen.write(TOPIC)
        assert pen.topic() == f"{before} | On duty: Bo &amp; Cy until Fri 12 Dec"
        await pen.write(msgspec.structs.replace(TOPIC, text="On duty: Ada"))
        assert pen.topic() == f"{before} | On duty: Ada"

    tell(story)


def test_what_somebody_changed_before_the_sending_stays() -> None:
    async def story(pen: Pen) -> None:
        await pen.write(TOPIC)
        theirs = {"do": "topic", "by": "bo", "channel": "help", "text": "New! | On duty: me | Ask in threads"}
        pen.demo.company.play([theirs])
        assert await pen.find(TOPIC) is None
        await pen.write(TOPIC)
        assert pen.topic() == "New! | On duty: Bo &amp; Cy until Fri 12 Dec | Ask in threads"

    tell(story)


def test_a_group_has_exactly_who_is_named() -> None:
    async def story(pen: Pen) -> None:
        await pen.write(CREW)
        [line] = pen.lines("usergroup")
        assert (line["users"], line["previous"]) == (["U0000000BO", "U0000000CY"], ["U000000ADA"])
        other_order = msgspec.structs.replace(CREW, text="U0000000CY,U0000000BO")
        assert await pen.find(other_order)

    tell(story)


def test_a_status_has_its_end() -> None:
    async def story(pen: Pen) -> None:
        await pen.write(STATUS)
        [line] = pen.lines("status")
        ends = int((NOON + timedelta(hours=3)).timestamp())
        assert (line["text"], line["emoji"], line["expires"]) == ("On duty", ":pager:", ends)
        later = msgspec.structs.replace(STATUS, until=NOON + timedelta(hours=4))
        assert await pen.find(later) is None
        assert await pen.find(msgspec.structs.replace(STATUS, until=None)) is None
        await pen.write(later)
        assert len(pen.lines("status")) == 2

    tell(story)


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (Deed(verb=Verb.TOPIC, place="C00000FULL", text=LINE), "characters too long"),
        (Deed(verb=Verb.TOPIC, place="C000000FAR", text=LINE), "not_in_channel"),
        (Deed(verb=Verb.TOPIC, place="C000000OLD", text=LINE), "is_archived"),
        (Deed(verb=Verb.TOPIC, place="C0000NOONE", text=LINE), "channel_not_found"),
        (Deed(verb=Verb.GROUP, place="S00000SHUT", text="U0000000BO"), "may not change this user group"),
        (Deed(verb=Verb.GROUP, place="S00000FREE", text="U0000000BO"), "free plan"),
        (Deed(verb=Verb.GROUP, place="S0000NOONE", text="U0000000BO"), "no such user group"),
        (Deed(verb=Verb.GROUP, place=GROUP, text="U000NOBODY"), "does not know one of the people"),
    ],
)
def test_what_slack_refuses_is_said_in_a_sentence(deed: Deed, words: str) -> None:
    async def story(pen: Pen) -> None:
        assert words in (await pen.refused(deed, pen.write)).phrase
        assert not [line for line in pen.demo.company.ledger.lines() if line.get("by") == "U000000ADA"]

    tell(story)


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (Deed(verb=Verb.TOPIC, place="C000000FAR", text=LINE), "not a member"),
        (Deed(verb=Verb.TOPIC, place="C000000OLD", text=LINE), "archived"),
        (Deed(verb=Verb.GROUP, place="S00000FREE", text="U0000000BO"), "free plan"),
    ],
)
def test_what_reading_tells_is_said_beforehand(deed: Deed, words: str) -> None:
    async def story(pen: Pen) -> None:
        assert words in (await pen.refused(deed, pen.slack.may)).phrase

    tell(story)


@pytest.mark.parametrize(
    "deed",
    [
        Deed(verb=Verb.TOPIC, place=HELP, text="no colon"),
        Deed(verb=Verb.TOPIC, place=HELP, text="On duty: Ada | Bo"),
        Deed(verb=Verb.TOPIC, place=HELP, text="On duty: " + "x" * 250),
        Deed(verb=Verb.GROUP, place=GROUP, text=" , "),
        Deed(verb=Verb.GROUP, place=GROUP, text="@bo"),
        Deed(verb=Verb.STATUS, place="", text=" "),
        Deed(verb=Verb.STATUS, place="", text="x" * 101),
        Deed(verb=Verb.STATUS, place="", text="On duty", emoji="📟"),
    ],
)
def test_what_makes_no_sense_is_no_wish(deed: Deed) -> None:
    with pytest.raises(Refused) as caught:
        Slack.pieces(deed)
    assert caught.value.phrase
    assert caught.value.hint


READ = {
    "conversations.info": {"ok": True, "channel": {"topic": {"value": "x"}}},
    "usergroups.users.list": {"ok": True, "users": ["U1"]},
    "auth.test": {"ok": True, "url": "https://x/", "team_id": "T1", "user_id": "U1"},
    "users.info": {"ok": True, "user": {"name": "ada"}},
}
CONTRACT = json.loads((Path(__file__).parents[1] / "contracts/slack_methods.json").read_text("utf-8"))
EVERYWHERE = ("internal_error", "fatal_error", "ratelimited", "missing_scope", "invalid_auth", "", "no_such")
CODES = [
    (verb, code)
    for verb, method in slack_duty.METHODS.items()
    for code in sorted({*CONTRACT[method]["errors"], *EVERYWHERE})
]
PERHAPS = {"internal_error", "fatal_error"}


@pytest.mark.parametrize(("verb", "code"), CODES)
def test_each_code_of_each_method_is_one_of_the_four_errors(verb: Verb, code: str) -> None:
    deed = next(deed for deed in DEEDS.values() if deed.verb is verb)

    def say(_: object, path: str) -> bytes:
        return reply(msgspec.json.encode(READ.get(path.removeprefix("/"), {"ok": False, "error": code})))

    error = run(error_of(say, lambda slack: slack.write(deed, "")))
    assert isinstance(error, (Refused, SlowDown, Unreachable, NotUnderstood))
    assert error.maybe == (code in PERHAPS)
    if code in slack_duty.WORDS[verb]:
        assert (error.phrase, error.hint) == slack_duty.WORDS[verb][code]


@pytest.mark.parametrize("what", DEEDS)
def test_a_cut_while_reading_wrote_nothing_and_one_while_writing_may_have(what: str) -> None:
    deed = DEEDS[what]
    assert not run(error_of(lambda *_: Close(), lambda slack: slack.write(deed, ""))).maybe

    def say(_: object, path: str) -> bytes | Close:
        name = path.removeprefix("/")
        return reply(msgspec.json.encode(READ[name])) if name in READ else Close()

    assert run(error_of(say, lambda slack: slack.write(deed, ""))).maybe


def test_a_topic_without_end_is_not_searched() -> None:
    bodies = {"ok": True, "channel": {"topic": {"value": "a | " * 5_000}}}
    error = run(error_of(lambda *_: reply(msgspec.json.encode(bodies)), lambda slack: slack.write(TOPIC, "")))
    assert isinstance(error, NotUnderstood)
    assert not error.maybe
