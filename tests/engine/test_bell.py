"""A service that tells at once what happens: it is seen at once, seldom asked, and whatever goes wrong with that nothing is lost."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray.connectors.slack.live import socket
from supporttray.connectors.slack.request.requests import SlackRequests
from supporttray.core.item import Request
from supporttray.demo.slack.socket import Order, exchange
from supporttray.engine.database import Database
from supporttray.engine.poller import MANY
from supporttray.errors import NoKeyring
from tests.engine.lab import MINUTE, Lab, Recorder, lab

TOKENS = {"slack": "demo-credential", "slack.app": "xapp-demo-credential"}
LITTLE = timedelta(seconds=30)  # less than what passes for a sleep of the machine
QUESTIONS = tuple(
    {"do": "message", "at": "-1m", "id": f"q{number}", "by": "rob", "text": f"Question {number}"} for number in range(4)
)


@asynccontextmanager
async def listening(
    folder: Path, *entries: dict[str, Any], tokens: dict[str, str] = TOKENS, every: timedelta = timedelta(seconds=30)
) -> AsyncIterator[tuple[Lab, Recorder]]:
    """A workspace that watches the company's channel as that of a real service, with a credential to ask and one to be told."""
    async with lab(folder, *entries) as company:
        plan = company.plan
        company.plan = msgspec.structs.replace(
            plan,
            accounts={name: msgspec.structs.replace(one, demo=False) for name, one in plan.accounts.items()},
            watches=tuple(
                msgspec.structs.replace(one, every=every) if one.account else one
                for one in plan.watches
                if one.account in ("", "slack")
            ),
        )

        async def credential(name: str) -> str | None:
            return tokens.get(name)

        company.credential = credential  # type: ignore[method-assign]
        with patch.object(socket, "pause", lambda *_: 0.0):
            async with company.engine() as app:
                await company.until(lambda: company.running and app.snapshots and all(company.running._store.health))
                if "slack.app" in tokens:
                    await company.until(lambda: told(company)["sockets"])
                await settled(company)
                yield company, app


def told(company: Lab) -> Counter[str]:
    """How many sockets there are, and how much went over them."""
    found: Counter[str] = Counter()
    for app in exchange(company.company).report():
        found.update({key: value for key, value in app.items() if key != "by"})
    return found


async def settled(company: Lab, *, looks: int = 8) -> None:
    """Wait until nothing is asked any more for as long as the clock stands."""
    before, quiet = -1, 0
    while quiet < looks:
        quiet = quiet + 1 if company.asked("slack") == before else 0
        before = company.asked("slack")
        await asyncio.sleep(0.01 if looks > 3 else 0.002)


async def pass_by(company: Lab, span: timedelta) -> None:
    """Let time pass in small steps."""
    for _ in range(span // LITTLE):
        company.clock.advance(LITTLE)
        await settled(company, looks=3)
    await settled(company)


def methods(company: Lab) -> Counter[str]:
    report: Any = company.company.traffic.report()
    return Counter(report["services"]["slack"]["methods"])


def test_what_happens_is_seen_at_once_with_a_call_or_two(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, QUESTIONS[0]) as (company, app):
            before = company.asked("slack")
            company.ask("new", "Is it down?")
            await company.until(lambda: "Is it down?" in app.titles)
            assert company.asked("slack") - before <= 2
            company.play(do="reply", to="new", by="mei", text="I look.")
            await company.until(lambda: "Is it down?" not in app.titles)
            company.play(do="react", to="q0", by="mei", emoji="white_check_mark::skin-tone-4")
            await company.until(lambda: not app.titles)
            assert company.asked("slack") - before <= 6

    asyncio.run(story())


def test_a_quiet_hour_costs_few_requests(tmp_path: Path) -> None:
    async def story(tokens: dict[str, str]) -> int:
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            async with listening(Path(folder), QUESTIONS[0], tokens=tokens) as (company, _):
                before = company.asked("slack")
                await pass_by(company, 60 * MINUTE)
                return company.asked("slack") - before

    assert 1 <= asyncio.run(story(TOKENS)) <= 6
    assert asyncio.run(story({"slack": "demo-credential"})) <= 130


def test_without_a_second_credential_nobody_asks_for_a_socket(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, tokens={"slack": "demo-credential"}) as (company, _):
            assert "apps.connections.open" not in methods(company)

    asyncio.run(story())


def test_many_things_at_once_cost_one_look_at_everything(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, *QUESTIONS) as (company, app):
            before = methods(company)
            company.company.play(
                [{"do": "message", "by": "rob", "text": f"And {number}?"} for number in range(3 * MANY)]
            )
            await company.until(lambda: len(app.titles) == len(QUESTIONS) + 3 * MANY)
            asked = methods(company) - before
            assert asked["conversations.history"] >= 1
            assert asked.total() <= MANY

    asyncio.run(story())


def test_a_socket_that_is_cut_and_open_again_costs_a_look_and_loses_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, QUESTIONS[0]) as (company, app):
            opened = methods(company)["apps.connections.open"]
            exchange(company.company).order(Order("drop"))
            company.ask("lost", "Nobody tells of this")
            await settled(company)
            assert app.titles == ["Question 0"]
            exchange(company.company).order(Order("cut"))
            await company.until(lambda: "Nobody tells of this" in app.titles)
            assert methods(company)["apps.connections.open"] == opened + 1
            await pass_by(company, 2 * MINUTE)
            before = company.asked("slack")
            await pass_by(company, 5 * MINUTE)
            assert company.asked("slack") == before  # it is told again, so it is not asked

    asyncio.run(story())


def test_what_no_frame_tells_is_found_by_the_next_look_at_everything(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, QUESTIONS[0]) as (company, app):
            exchange(company.company).order(Order("drop"))
            company.ask("lost", "Nobody tells of this")
            for number in range(5):  # looks at single things do not put it off
                await pass_by(company, SlackRequests.unhurried / 5 + MINUTE)
                company.play(do="reply", to="q0", by="rob", text=f"And {number}?")
                await settled(company)
            assert "Nobody tells of this" in app.titles

    asyncio.run(story())


def test_while_nothing_is_told_it_is_asked_as_often_as_without_it_and_the_reason_is_said(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, QUESTIONS[0]) as (company, app):
            exchange(company.company).order(Order("link_disabled"))
            await company.until(lambda: not told(company)["sockets"])
            await settled(company)
            before = company.asked("slack")
            await pass_by(company, 10 * MINUTE)
            assert company.asked("slack") - before >= 10
            assert company.running
            [health] = [one for one in company.running._store.health.values() if one.service]
            assert (health.state, "Switch Socket Mode on" in health.limits) == ("ok", True)
            assert not any(alert.need.kind.startswith("service") for alert in app.alerts)  # it is seen, and never said
            exchange(company.company).order(Order("enable"))
            with another(company) as base:
                base.send("credential", "slack")
            await company.until(lambda: told(company)["sockets"], step=timedelta(seconds=1))
            await settled(company)
            [health] = [one for one in company.running._store.health.values() if one.service]
            assert not health.limits

    asyncio.run(story())


def test_a_short_silence_changes_nothing_and_a_long_one_does(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, QUESTIONS[0]) as (company, _):
            exchange(company.company).disabled = True
            exchange(company.company).order(Order("cut"))
            await company.until(lambda: not told(company)["sockets"])
            before = methods(company)["conversations.history"]
            company.clock.advance(timedelta(seconds=4))
            await asyncio.sleep(0.05)
            assert methods(company)["conversations.history"] == before
            company.clock.advance(timedelta(seconds=2))
            await company.until(lambda: methods(company)["conversations.history"] > before)

    asyncio.run(story())


def test_after_a_sleep_of_the_machine_a_new_socket_is_opened_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, QUESTIONS[0]) as (company, _):
            before = methods(company)["apps.connections.open"]
            company.clock.advance(60 * MINUTE)
            await company.until(lambda: methods(company)["apps.connections.open"] > before)

    asyncio.run(story())


def test_while_the_service_fails_what_is_told_waits_and_is_seen_afterwards(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, QUESTIONS[0]) as (company, app):
            company.fault("slack", "500", path="conversations")
            company.ask("new", "Is it down?")
            await settled(company)
            before = company.asked("slack")
            for number in range(10):
                company.ask(f"more{number}", f"Really, {number}?")
            await settled(company)
            assert company.asked("slack") == before
            company.company.faults.clear()
            await company.until(lambda: len(app.titles) == 12, step=LITTLE)

    asyncio.run(story())


def another(company: Lab) -> Any:
    """Another process, which leaves an errand."""
    from contextlib import closing  # noqa: PLC0415

    return closing(Database(company.database, company.clock.now))


# --- whatever goes wrong, nothing is lost

FAULTS = st.sampled_from(
    ["duplicate", "drop", "reorder", "cut", "warning", "refresh_requested", "too_many_websockets", "garbage", "huge"]
).map(Order)
NAMES = st.sampled_from([question["id"] for question in QUESTIONS])
PEOPLE, EMOJI = st.sampled_from(["ada", "mei", "rob"]), st.sampled_from(["eyes", "white_check_mark"])
ENTRIES = st.one_of(
    st.fixed_dictionaries({"do": st.just("message"), "by": st.just("rob"), "text": st.sampled_from("abc")}),
    st.fixed_dictionaries({"do": st.just("reply"), "to": NAMES, "by": PEOPLE, "text": st.sampled_from("abc")}),
    st.fixed_dictionaries({"do": st.sampled_from(["react", "unreact"]), "to": NAMES, "by": PEOPLE, "emoji": EMOJI}),
    st.fixed_dictionaries({"do": st.just("edit"), "to": NAMES, "text": st.sampled_from("abc")}),
    st.fixed_dictionaries({"do": st.just("delete"), "to": NAMES}),
)
STEPS = st.lists(st.one_of(ENTRIES, ENTRIES, FAULTS, st.none()), min_size=3, max_size=14)
Seen = dict[str, tuple[str, frozenset[str], frozenset[tuple[str, str]]]]


def truth(lines: list[dict[str, Any]]) -> Seen:
    """What stands in the channel by the ledger: of each question its text, its replies and its reactions."""
    texts: dict[str, str] = {}
    replies: dict[str, set[str]] = {}
    reactions: dict[str, set[tuple[str, str]]] = {}
    for line in lines:
        ts = line["ts"]
        match line["what"]:
            case "message":
                texts[ts], replies[ts], reactions[ts] = line["text"], set(), set()
            case "reply":
                replies[line["thread_ts"]].add(ts)
            case "message_changed":
                texts[ts] = line["text"]
            case "message_deleted":
                del texts[ts]
            case "reaction_added":
                reactions[ts].add((line["emoji"], line["by"]))
            case "reaction_removed":
                reactions[ts].discard((line["emoji"], line["by"]))
    return {ts: (text, frozenset(replies[ts]), frozenset(reactions[ts])) for ts, text in texts.items()}


def seen(company: Lab) -> Seen:
    """The same, as the workspace knows it."""
    assert company.running
    return {
        item.key.rpartition("/")[2]: (
            item.text,
            frozenset(reply.id for reply in item.replies or ()),
            frozenset((reaction.name, reaction.by) for reaction in item.reactions),
        )
        for item in company.running._store.items.values()
        if isinstance(item, Request)
    }


@settings(max_examples=8, deadline=None)
@given(steps=STEPS)
def test_duplicates_losses_disorder_and_broken_sockets_lose_nothing(
    steps: list[Order | dict[str, Any] | None],
) -> None:
    """Compared with the ledger. `None` lets the app catch up in between."""

    async def story() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with listening(Path(folder), *QUESTIONS) as (company, _):
                for step in steps:
                    if step is None:
                        await asyncio.sleep(0.02)
                    elif isinstance(step, Order):
                        exchange(company.company).order(step)
                    else:
                        company.play(**step)
                await company.until(lambda: seen(company) == truth(company.company.ledger.lines()), step=LITTLE)

    asyncio.run(story())


def test_a_keyring_that_was_still_locked_is_asked_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path, QUESTIONS[0]) as (company, _):
            known, locked = company.credential, [True]

            async def credential(name: str) -> str | None:
                if locked:
                    raise NoKeyring("The keyring does not answer.")
                return await known(name)

            company.credential = credential  # type: ignore[method-assign]
            company.database = tmp_path / "another.sqlite3"
            async with company.engine() as app:
                await company.until(lambda: app.snapshots and app.snapshots[-1].tray.state)
                await settled(company)
                locked.clear()
                before = methods(company)["apps.connections.open"]
                await pass_by(company, 10 * MINUTE)
                assert methods(company)["apps.connections.open"] > before

    asyncio.run(story())
