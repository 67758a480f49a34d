"""What a tired person reads first."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from supporttray.core import display
from supporttray.core.hours import Hours
from supporttray.core.model import Duty, Health, Need, Urgency
from supporttray.core.next import Group, Row
from supporttray.core.snapshot import Snapshot, Tray, TrayState
from tests.core.make import HOUR, MINUTE, NOON, health, need

HOURS = Hours()
ON = Duty(on=True, until=NOON + timedelta(days=19), person="Ada")
OFF = Duty(on=False, until=NOON + timedelta(days=50), person="Jonas")
LOUD = need(urgency=Urgency.URGENT)
SOON = replace(need(), due=NOON + 3 * MINUTE, shown_from=NOON)
QUIET = need(urgency=Urgency.QUIET, kind="service.unseen")


@pytest.mark.parametrize(
    ("found", "watch", "duty", "state"),
    [
        ((), "ok", ON, TrayState.CALM),
        ((need(),), "ok", ON, TrayState.NEEDS_YOU),
        ((LOUD, need()), "ok", ON, TrayState.URGENT),
        ((), "unreachable", ON, TrayState.CANNOT_SEE),
        ((), "starting", ON, TrayState.CANNOT_SEE),
        ((), "slowed", ON, TrayState.CALM),
        ((QUIET,), "unreachable", ON, TrayState.CANNOT_SEE),
        ((need(),), "unreachable", ON, TrayState.NEEDS_YOU),
        ((LOUD,), "refused", ON, TrayState.URGENT),
        ((LOUD,), "ok", OFF, TrayState.OFF_DUTY),
        ((), "ok", Duty(), TrayState.CALM),
    ],
)
def test_the_icon_says_the_most_important_thing(
    found: tuple[Need, ...], watch: str, duty: Duty, state: TrayState
) -> None:
    assert display.tray(found, (health(watch),), duty, HOURS, NOON).state is state


def test_the_badge_counts_what_is_loud_and_nothing_off_duty() -> None:
    assert display.tray((LOUD, need(), QUIET), (health(),), ON, HOURS, NOON).count == 2
    assert display.tray((LOUD,), (health(),), OFF, HOURS, NOON).count == 0


def test_calm_says_what_it_rests_on() -> None:
    watches = (health(watch="a"), health(watch="b", seen=NOON + MINUTE))
    moment = f"{NOON.astimezone():%H:%M}"

    assert display.tray((), watches, ON, HOURS, NOON).tooltip == f"Nothing needs you; 2 watched, {moment}."


def test_calm_with_nothing_watched_says_so() -> None:
    assert display.tray((), (), Duty(), HOURS, NOON).tooltip == "Nothing needs you; nothing is watched."


def test_the_tooltip_names_the_loudest_and_what_cannot_be_seen() -> None:
    tray = display.tray((LOUD, need()), (health("refused", watch="shop"),), ON, HOURS, NOON)

    assert tray.tooltip == "Need n, and 1 more (cannot see shop)."


BUG = Row(
    key="bug.critical|task:t/7#1.0",
    subject="task:t/7",
    group=Group.CRITICAL,
    urgency=Urgency.URGENT,
    title="Blocks 3.2: the basket crashes",
    why="nobody has it",
    since=NOON,
)
TODO = replace(BUG, key="task:t/9", urgency=Urgency.QUIET, name="ACME-9", title="Fix the rounding")


@pytest.mark.parametrize(
    ("found", "watch", "duty", "top", "said"),
    [
        ((LOUD, need()), "ok", ON, BUG, "Blocks 3.2: the basket crashes, and 1 more."),
        ((LOUD,), "refused", ON, BUG, "Blocks 3.2: the basket crashes (cannot see w)."),
        ((SOON, need()), "ok", ON, BUG, "Blocks 3.2: the basket crashes, and 1 more; Need n: 3 min left."),
        ((SOON,), "ok", ON, replace(BUG, key=SOON.key), "Need n: 3 min left."),
        ((need(),), "ok", ON, TODO, "Need n."),
        ((), "ok", ON, BUG, "Nothing needs you; 1 watched, 12:00. Next: Blocks 3.2: the basket crashes."),
        ((), "ok", ON, TODO, "Nothing needs you; 1 watched, 12:00. Next: ACME-9 Fix the rounding."),
        (
            (),
            "ok",
            ON,
            replace(TODO, title="\u202egnp\n<b>"),
            "Nothing needs you; 1 watched, 12:00. Next: ACME-9 gnp <b>.",
        ),
        ((), "unreachable", ON, TODO, "Cannot see w."),
        ((), "starting", ON, TODO, display.LOOKING),
        ((LOUD,), "ok", OFF, BUG, "Off duty: Jonas is on duty; your next duty begins Tue 12 Jan."),
    ],
)
def test_the_tooltip_names_what_is_next_and_never_calms_where_it_cannot_see(
    found: tuple[Need, ...], watch: str, duty: Duty, top: Row, said: str
) -> None:
    hours = Hours(zone=UTC)
    assert display.tray(found, (health(watch),), duty, hours, NOON, top).tooltip == said


def test_off_duty_the_tooltip_says_who_is_and_when_my_turn_comes() -> None:
    assert (
        display.tray((LOUD,), (), OFF, HOURS, NOON).tooltip
        == "Off duty: Jonas is on duty; your next duty begins Tue 12 Jan."
    )


@pytest.mark.parametrize(
    ("count", "duty", "header"),
    [
        (2, ON, "On duty until Sat 12 Dec · 2 need you"),
        (1, ON, "On duty until Sat 12 Dec · 1 needs you"),
        (0, ON, "On duty until Sat 12 Dec · nothing needs you"),
        (0, Duty(), "Nothing needs you"),
        (3, OFF, "Off duty: Jonas is on duty; your next duty begins Tue 12 Jan"),
    ],
)
def test_the_menus_first_line(count: int, duty: Duty, header: str) -> None:
    found = tuple(need(str(number)) for number in range(count))
    snapshot = Snapshot(revision=1, at=NOON, tray=Tray(TrayState.CALM, count, ""), duty=duty, needs=found)

    assert display.header(snapshot) == header


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (4 * MINUTE, "4 min"),
        (59 * MINUTE, "59 min"),
        (HOUR, "1 h"),
        (47 * HOUR, "47 h"),
        (48 * HOUR, "2 days"),
        (timedelta(seconds=-5), "less than a minute"),
    ],
)
def test_an_age_is_told_in_the_unit_that_matters(span: timedelta, words: str) -> None:
    assert display.age(span) == words


def test_a_service_fares_as_the_worst_of_its_watches() -> None:
    watches = {one.watch: one for one in (health("ok", watch="a"), health("refused", watch="b", detail="No."))}

    (service,) = display.services(watches)

    assert (service.name, service.state, service.detail) == ("slack", "refused", "b: No.")


@pytest.mark.parametrize(
    ("watches", "heard"),
    [
        ((health(every=timedelta(seconds=30)),), "every 30 s"),
        ((health(every=timedelta(seconds=90)), health(watch="b", every=HOUR)), "every 90 s"),
        ((health(every=20 * MINUTE),), "every 20 min"),
        ((health(every=20 * MINUTE, live=True), health(watch="b", every=30 * MINUTE)), "at once"),
    ],
)
def test_a_service_says_how_soon_it_is_known_what_happens_there(watches: tuple[Health, ...], heard: str) -> None:
    (service,) = display.services({one.watch: one for one in watches})

    assert service.heard == heard


def test_what_a_service_does_not_show_is_said_once() -> None:
    limits = "Slack shows 15 messages a minute."
    watches = {name: health(watch=name, limits=limits) for name in "ab"}

    (service,) = display.services(watches)

    assert service.limits == limits


def test_all_times_are_those_of_the_workspace() -> None:
    zone = ZoneInfo("Pacific/Kiritimati")  # 14 hours ahead: another day
    snapshot = Snapshot(revision=1, at=NOON, tray=Tray(TrayState.CALM, 0, ""), duty=ON, zone=zone)

    assert display.tray((), (health(),), ON, Hours(zone=zone), NOON).tooltip == "Nothing needs you; 1 watched, 02:00."
    assert display.tray((), (), OFF, Hours(zone=zone), NOON).tooltip.endswith("begins Wed 13 Jan.")
    assert display.header(snapshot) == "On duty until Sun 13 Dec · nothing needs you"
    assert display.header(replace(snapshot, duty=OFF)).endswith("begins Wed 13 Jan")


def test_a_day_is_told_in_the_persons_own_zone() -> None:
    assert display.day(NOON, UTC) == "Mon 23 Nov"
