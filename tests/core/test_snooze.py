"""What wakes a snoozed request early: anybody's word, an edit, a sign taken back. And what does not."""

from typing import Any

import msgspec
import pytest

from supporttray.core.incident import Finding
from supporttray.core.item import AnyItem, Reaction, Request, Result, fingerprint
from supporttray.core.model import SNOOZED, Mark, Urgency, World
from supporttray.core.needs import needs
from supporttray.core.suspect import Suspicion
from supporttray.core.triage import Cause, Verdict
from tests.core.make import HOUR, MINUTE, NOON, build, eyes, reply, request, run, world

LATER = NOON + 20 * MINUTE
THANKS = msgspec.structs.replace(reply("UASK", 10), thanks=True)
SEEN = request(reactions=(eyes("bo"),))


def snoozed(before: AnyItem, after: AnyItem) -> World:
    mark = Mark(subject=before.key, kind=SNOOZED, at=NOON + MINUTE, until=NOON + 2 * HOUR, basis=fingerprint(before))
    return msgspec.structs.replace(world(after), marks={(before.key, SNOOZED): mark})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (request(), {"replies": (reply("UASK", 10),)}),
        (request(), {"replies": (THANKS,)}),
        (request(), {"replies": (reply("bot", 10, bot=True),)}),
        (request(replies=(reply("UASK", 5),)), {"replies": ()}),
        (request(), {"edited": NOON + 10 * MINUTE}),
        (SEEN, {"reactions": ()}),
        (request(), {"reactions": (eyes("bo"),)}),
        (request(replies=(reply("bo", 5), reply("UASK", 6))), {"replies": (reply("bo", 5), reply("UASK", 6), reply("UASK", 9))}),
    ],
    ids=["asker", "thanks", "bot", "deleted", "edit", "taken back", "seen", "again"],
)  # fmt: skip
def test_what_happens_to_a_request_wakes_it_before_its_time(before: Request, after: dict[str, Any]) -> None:
    changed = msgspec.structs.replace(before, **after)

    assert snoozed(before, before).snoozed(before.key, LATER)
    assert not snoozed(before, changed).snoozed(before.key, LATER)


@pytest.mark.parametrize(
    "after", [{"reactions": (Reaction("tada", "bo"),)}, {"title": "Where is my order, please?"}, {"name": "Priya L."}]
)
def test_what_says_nothing_lets_it_sleep(after: dict[str, Any]) -> None:
    assert snoozed(request(), msgspec.structs.replace(request(), **after)).snoozed(request().key, LATER)


def test_it_is_quiet_until_it_wakes_and_then_as_loud_as_it_is_by_then() -> None:
    assert [need.urgency for need in needs(snoozed(request(), request()), LATER)] == [Urgency.QUIET]
    again = request(replies=(reply("UASK", 10),))
    assert [need.urgency for need in needs(snoozed(request(), again), LATER)] == [Urgency.NEEDS_YOU]


def test_a_build_that_stays_red_sleeps_however_often_it_runs_and_wakes_when_it_turns() -> None:
    before = build(run(-9, Result.PASSED), run(-8, Result.FAILED))
    again = build(*before.runs, run(3, Result.FAILED), run(4, Result.IGNORED))
    green = build(*again.runs, run(5, Result.PASSED))
    anew = build(*green.runs, run(6, Result.FAILED))

    assert [need.urgency for need in needs(snoozed(before, again), LATER)] == [Urgency.QUIET]
    assert not snoozed(before, green).snoozed(before.key, LATER)
    assert [need.urgency for need in needs(snoozed(before, anew), LATER)] == [Urgency.NEEDS_YOU]


def test_another_cause_of_the_same_streak_is_not_what_was_snoozed() -> None:
    item = build(run(-9, Result.PASSED), run(-8, Result.FAILED), run(3, Result.FAILED))
    first = Finding(build=item.key, run="-008.1", seen_at=NOON, incident=f"{item.key}#-008.1")
    full = Verdict(cause=Cause.INFRASTRUCTURE, part="disk", about="agent-14")
    later = Finding(build=item.key, run="0003.1", seen_at=NOON + 4 * MINUTE, verdict=full, suspicion=Suspicion())
    before = msgspec.structs.replace(snoozed(item, item), findings={(item.key, first.run): first})
    after = msgspec.structs.replace(
        before, findings={**before.findings, (item.key, later.run): msgspec.structs.replace(later, incident=later.key)}
    )

    assert [need.urgency for need in needs(before, LATER)] == [Urgency.QUIET]
    assert [need.urgency for need in needs(after, LATER)] == [Urgency.NEEDS_YOU]
