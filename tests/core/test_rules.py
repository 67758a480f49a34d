"""What needs a person, how loud, and the sentence that says why."""

from datetime import timedelta

import msgspec
import pytest

from supporttray.core.item import Job, Result
from supporttray.core.model import SNOOZED, AlertOptions, Mark, Need, Notice, Urgency, Watched, World
from supporttray.core.needs import RULES, needs
from supporttray.core.rules import build as builds
from supporttray.core.rules import request as requests
from supporttray.core.rules import service
from tests.core.make import HOUR, MINUTE, NOON, build, health, reply, request, run, world

LOUD = {"request.waiting": AlertOptions(answer_within=30 * MINUTE), "build.broken": AlertOptions(urgent_after=2 * HOUR)}


def only(found: tuple[Need, ...]) -> Need:
    (need,) = found
    return need


def test_a_question_gets_louder_with_time() -> None:
    asked = world(request(), alerts=LOUD)

    assert only(needs(asked, NOON + 23 * MINUTE)).urgency is Urgency.NEEDS_YOU
    assert only(needs(asked, NOON + 24 * MINUTE)).urgency is Urgency.URGENT


def test_a_question_says_who_asked_where_and_since_when() -> None:
    need = only(needs(world(request()), NOON + 12 * MINUTE))

    assert need.because == "Priya asked in #support 12 min ago and nobody has answered."
    assert (need.title, need.url, need.since) == ("Where is my order?", "https://s/p1", NOON)


def test_an_answered_question_needs_nobody() -> None:
    assert needs(world(request(replies=(reply("mei", 1),))), NOON) == ()


def test_a_red_build_says_since_when_and_what_fails_and_blames_nobody() -> None:
    first = msgspec.structs.replace(run(1, Result.FAILED), title="Cache tax rates (#417)")
    last = msgspec.structs.replace(run(9, Result.FAILED), failed=(Job("unit"), Job("lint")), url="https://g/9")

    need = only(needs(world(build(first, last)), NOON + 62 * MINUTE))

    assert (
        need.because == "Red for 1 h, first in the run started by “Cache tax rates (#417)”; now failing: unit and lint."
    )
    assert need.key == "build.broken|build:g/o/r/1@main#0001.1"
    assert need.url == "https://g/9"


def test_an_error_of_the_machinery_is_called_that() -> None:
    assert "error of its own" in only(needs(world(build(run(1, Result.ERRORED))), NOON + HOUR)).because


def test_a_build_that_breaks_again_is_another_episode() -> None:
    once = build(run(1, Result.FAILED))
    again = build(run(1, Result.FAILED), run(2, Result.PASSED), run(3, Result.FAILED))

    assert only(needs(world(once), NOON)).key != only(needs(world(again), NOON)).key


def test_a_refused_service_is_one_need_however_many_watches_it_has() -> None:
    first, second = (health("refused", watch=name, detail="It refuses the token.", hint="Set one.") for name in "ab")

    need = only(needs(world(healths=(first, second)), NOON + HOUR))

    assert need.title == "slack: It refuses the token."
    assert need.because == "Set one. Not watched for 1 h: a, b."


@pytest.mark.parametrize(("minutes", "every", "seen"), [(4, MINUTE, True), (5, MINUTE, False), (29, 10 * MINUTE, True)])
def test_a_silence_is_said_when_it_lasts(minutes: int, every: timedelta, seen: bool) -> None:  # noqa: FBT001
    silent = health("unreachable", every=every)

    assert (needs(world(healths=(silent,)), NOON + minutes * MINUTE) == ()) is seen


def test_a_silence_never_speaks() -> None:
    silent = needs(world(healths=(health("unreachable"),)), NOON + HOUR)

    assert only(silent).urgency is Urgency.QUIET


def test_the_loudest_comes_first_then_the_jobs_order_then_the_oldest() -> None:
    late = request(asked=NOON - HOUR)
    young, younger = (request(asked=NOON + n * MINUTE, key=f"request:{n}") for n in (1, 2))
    red = build(run(5, Result.FAILED))

    found = needs(world(younger, young, red, late, alerts=LOUD), NOON + 10 * MINUTE)

    assert [need.subject for need in found] == [late.key, red.key, young.key, younger.key]


def test_a_watchs_own_alert_options_win() -> None:
    own = Watched("calm", alerts={"request.waiting": AlertOptions(answer_within=24 * HOUR)})
    seen = World(
        items={"request:T1/C1/1": request()},
        seen_by={"request:T1/C1/1": ("calm",)},
        watches={"calm": own},
        alerts=LOUD,
    )

    assert only(needs(seen, NOON + HOUR)).urgency is Urgency.NEEDS_YOU


def test_a_damaged_database_is_said() -> None:
    notice = Notice(kind="workspace.damaged", title="The database was damaged", because="It was moved.", since=NOON)

    assert only(needs(World(items={}, notices=(notice,)), NOON)).title == "The database was damaged"


def test_who_silences_one_notice_hears_the_others() -> None:
    notices = tuple(Notice(kind=kind, title=kind, because="so", since=NOON) for kind in ("team.changed", "unsaved"))
    (team, _) = needs(World(items={}, notices=notices), NOON)
    mark = Mark(subject=team.subject, kind=SNOOZED, at=NOON, until=NOON + HOUR)

    heard = needs(World(items={}, notices=notices, marks={(team.subject, SNOOZED): mark}), NOON)

    assert {need.kind: need.urgency for need in heard} == {"unsaved": Urgency.NEEDS_YOU, "team.changed": Urgency.QUIET}


def test_every_rule_stands_in_the_table() -> None:
    assert {requests.waiting, builds.broken, service.refused, service.unseen} <= set(RULES)
