"""The story of a request as a person hears it: once when it comes, the icon from half of its time on, once more when most is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest

from supporttray.core import display, policy
from supporttray.core.hours import Hours
from supporttray.core.item import Holiday, Reaction, Reply, Request
from supporttray.core.item.request import IN_PERSON
from supporttray.core.model import AlertOptions, Decision, Duty, Urgency, World
from supporttray.core.needs import needs
from supporttray.core.snapshot import Tray, TrayState
from supporttray.core.toast import Toast, bursts, toasts
from tests.core.make import MINUTE

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
OFFICE = Hours(begin=time(9), end=time(17), lunch=(time(12), time(13)), zone=UTC)
ALERTS = {
    "request.waiting": AlertOptions(answer_within=timedelta(hours=1)),
    "request.acknowledged": AlertOptions(answer_within=timedelta(hours=4)),
}


def at(clock: str, day: int = 0) -> datetime:
    """A time of a day of that week, Monday's is 0."""
    hour, minute = clock.split(":")
    return MONDAY + timedelta(days=day, hours=int(hour), minutes=int(minute))


def asked(when: datetime, number: int = 1, title: str = "Where is my order?", **more: object) -> Request:
    known: dict[str, object] = {"replies": (), "by": "UASK", "name": "Priya", "where": "#support"}
    known |= {"url": f"https://chat.example/{number}"} | more
    return Request(key=f"request:t/{number}", title=title, at=when, **known)  # type: ignore[arg-type]


class Day:
    """What is said while the clock moves; `look` is the world at a moment."""

    def __init__(self, *items: Request, hours: Hours = OFFICE, duty: Duty = Duty(on=True)) -> None:  # noqa: B008
        self.items = {item.key: item for item in items}
        self.hours = hours
        self.duty = duty
        self.decided: set[tuple[str, Urgency]] = set()
        self.icon = Tray(TrayState.CALM, 0, "")

    def change(self, *items: Request) -> None:
        self.items |= {item.key: item for item in items}

    def look(self, now: datetime) -> tuple[Toast, ...]:
        """Return the toasts that come at a moment, as the engine has them."""
        items = {key: item for key, item in self.items.items() if item.at <= now}
        world = World(items=items, alerts=ALERTS, hours=self.hours)
        found = needs(world, now)
        self.icon = display.tray(found, (), self.duty, self.hours, now)
        made = policy.alerts(found, world=world, duty=self.duty, decided=self.decided, seeding=(), now=now)
        spoken = [one for one in made if one.decision is Decision.SPEAK]
        self.decided |= {(one.need.key, one.need.urgency) for one in spoken}
        alerts = [policy.again(one.need, one.reason, self.hours, now) for one in spoken]
        return toasts(bursts(alerts), {one.need.key for one in alerts}, {one.need.subject for one in alerts})

    def until(self, begin: datetime, end: datetime) -> Iterator[tuple[str, str]]:
        """Yield when something is said, and what, looking each minute."""
        now = begin
        while now <= end:
            for toast in self.look(now):
                yield f"{now:%a %H:%M}", toast.title
            now += MINUTE


def test_a_request_that_nobody_answers_is_said_twice_and_then_it_is_the_icon() -> None:
    day = Day(asked(at("10:00")))

    assert list(day.until(at("09:00"), at("17:00", 4))) == [
        ("Mon 10:00", "Where is my order?"),
        ("Mon 10:48", "12 min left: Where is my order?"),
    ]


@pytest.mark.parametrize(
    ("clock", "left", "state"),
    [
        ("10:00", "", "needs you"),
        ("10:29", "", "needs you"),
        ("10:30", "30m", "needs you"),
        ("10:47", "13m", "needs you"),
        ("10:48", "12m", "urgent"),
        ("10:59", "1m", "urgent"),
        ("11:00", "late", "urgent"),
        ("16:00", "late", "urgent"),
    ],
)
def test_the_icon_tells_the_time_from_half_of_it_on(clock: str, left: str, state: str) -> None:
    day = Day(asked(at("10:00")))
    day.look(at(clock))

    assert (day.icon.left, day.icon.state.value) == (left, state)


def test_the_second_toast_tells_what_is_left_who_asked_and_why_it_speaks() -> None:
    day = Day(asked(at("10:00")))
    day.look(at("10:00"))
    (toast,) = day.look(at("10:48"))

    assert toast.body == "Priya asked in #support 48 min ago and nobody has answered."
    assert toast.why == "Said because you are on duty and it became urgent."
    assert toast.urgent


def test_the_same_question_is_one_toast_it_only_gets_louder() -> None:
    day = Day(asked(at("10:00")))
    (first,) = day.look(at("10:00"))
    (second,) = day.look(at("10:48"))

    assert first.key == second.key


def test_what_is_heard_late_says_that_it_is_late() -> None:
    (toast,) = Day(asked(at("10:00"))).look(at("14:00"))

    assert toast.title == "Late: Where is my order?"


def test_what_comes_at_night_waits_for_the_morning_in_the_order_in_which_it_was_asked() -> None:
    night = (asked(at("22:00"), 3, "First"), asked(at("23:00"), 1, "Second"), asked(at("06:00", 1), 2, "Third"))
    day = Day(*night)

    assert list(day.until(at("21:00"), at("09:30", 1))) == [
        ("Tue 09:00", "First"),
        ("Tue 09:00", "Second"),
        ("Tue 09:00", "Third"),
    ]


def test_a_long_night_is_one_toast_in_order_and_says_why_it_came_now() -> None:
    titles = ["One", "Two", "Three", "Four"]
    day = Day(*(asked(at(f"2{number}:00"), 9 - number, title) for number, title in enumerate(titles[:3])))
    day.change(asked(at("06:00", 1), 1, "Four"))
    assert day.look(at("08:59", 1)) == ()
    (toast,) = day.look(at("09:00", 1))

    assert toast.body.split("\n") == titles
    assert toast.why == "Said because you are on duty and it waited for the team's working hours."


def test_a_night_does_not_use_up_the_time() -> None:
    day = Day(asked(at("16:45")))

    assert list(day.until(at("16:00"), at("12:00", 1))) == [
        ("Mon 16:45", "Where is my order?"),
        ("Tue 09:33", "12 min left: Where is my order?"),
    ]
    day.look(at("23:00"))
    assert day.icon.left == "", "a quarter of an hour is gone, and it is night"


def test_at_lunch_nothing_is_said_and_no_time_goes_by() -> None:
    day = Day(asked(at("12:10")), asked(at("11:30"), 2, "Before lunch"))

    assert list(day.until(at("11:00"), at("13:50"))) == [
        ("Mon 11:30", "Before lunch"),
        ("Mon 13:00", "Where is my order?"),
        ("Mon 13:18", "12 min left: Before lunch"),
        ("Mon 13:48", "12 min left: Where is my order?"),
    ]


def test_on_a_holiday_and_a_week_end_it_waits_too() -> None:
    tuesday = (MONDAY + timedelta(days=1)).date()
    holiday = Holiday(key="holiday:t", title="Day off", url="", at=MONDAY, first=tuesday, last=tuesday)
    day = Day(asked(at("20:00")), asked(at("20:00", 4), 2, "On Friday night"), hours=OFFICE.without([holiday]))

    said = list(day.until(at("19:00"), at("09:00", 7)))
    assert said[0] == ("Wed 09:00", "Where is my order?")
    assert said[-1] == ("Mon 09:00", "On Friday night")


def test_who_has_seen_it_makes_it_quiet_and_it_is_said_once_when_the_second_time_is_over() -> None:
    day = Day(asked(at("10:00")))
    day.look(at("10:00"))
    seen = Reaction("eyes", "UBO", "Bo", at=at("10:10"))
    day.change(asked(at("10:00"), reactions=(seen,)))

    assert list(day.until(at("10:10"), at("17:00", 1))) == [("Mon 15:10", "Where is my order?")]
    assert day.icon.left == "late"


def test_while_it_is_only_seen_the_icon_is_calm() -> None:
    day = Day(asked(at("10:00"), reactions=(Reaction("eyes", "UBO", "Bo", at=at("10:10")),)))
    day.look(at("14:00"))

    assert (day.icon.state.value, day.icon.left, day.icon.count) == ("calm", "", 0)


def test_a_sign_that_is_taken_back_does_not_say_the_same_again() -> None:
    day = Day(asked(at("10:00")))
    day.look(at("10:00"))
    day.change(asked(at("10:00"), reactions=(Reaction("eyes", "UBO", "Bo", at=at("10:10")),)))
    assert day.look(at("10:15")) == ()
    day.change(asked(at("10:00")))

    assert list(day.until(at("10:20"), at("12:00"))) == [("Mon 10:48", "12 min left: Where is my order?")]


def test_one_that_is_asked_again_says_that_it_still_waits_and_has_its_time_anew() -> None:
    answer = Reply("2", at("10:05"), "UBO", "Bo")
    again = Reply("3", at("11:00"), "UASK", "Priya")
    day = Day(asked(at("10:00")))
    day.look(at("10:00"))
    day.change(asked(at("10:00"), replies=(answer,)))
    assert day.look(at("10:05")) == ()
    day.change(asked(at("10:00"), replies=(answer, again)))

    (toast,) = day.look(at("11:00"))
    assert toast.title == "Still waits: Where is my order?"
    assert toast.body == "Priya wrote again less than a minute ago and still waits for an answer."
    assert list(day.until(at("11:01"), at("17:00"))) == [("Mon 11:48", "12 min left: Where is my order?")]


def test_what_i_logged_myself_is_no_news_and_is_said_when_its_time_runs_out() -> None:
    day = Day(asked(at("10:00"), where=IN_PERSON))

    assert list(day.until(at("10:00"), at("17:00"))) == [("Mon 10:48", "12 min left: Where is my order?")]


def test_what_i_logged_and_acknowledged_is_said_when_the_second_time_is_over() -> None:
    day = Day(asked(at("10:00"), where=IN_PERSON, reactions=(Reaction("eyes", "me", "Ada", at=at("10:10")),)))

    assert list(day.until(at("10:00"), at("17:00"))) == [("Mon 15:10", "Where is my order?")]


def test_what_is_answered_is_not_said_any_more() -> None:
    day = Day(asked(at("10:00"), replies=(Reply("2", at("10:20"), "UBO", "Bo"),)))

    assert list(day.until(at("10:20"), at("17:00"))) == []


def test_off_duty_nothing_is_said_and_the_icon_does_not_count_down() -> None:
    day = Day(asked(at("10:00")), duty=Duty(on=False))

    assert list(day.until(at("10:00"), at("12:00"))) == []
    assert day.icon.left == ""


def test_where_others_see_the_screen_it_says_the_time_and_no_words() -> None:
    day = Day(asked(at("10:00")))
    day.look(at("10:00"))
    world = World(items=day.items, alerts=ALERTS, hours=OFFICE)
    (need,) = needs(world, at("10:48"))
    alert = policy.again(need, "it became urgent", OFFICE, at("10:48"))
    (toast,) = toasts([[alert]], {need.key}, (), texts=False)

    assert toast.title.startswith("Request waiting since ")
    assert toast.title.endswith("; 12 min left")
    assert toast.body == ""


def test_a_long_title_still_says_what_is_left() -> None:
    for title in ("word " * 60, "\u05e9\u05dc\u05d5\u05dd " * 40):
        day = Day(msgspec.structs.replace(asked(at("10:00")), title=title))
        day.look(at("10:00"))
        (toast,) = day.look(at("10:48"))
        assert toast.title.startswith("12 min left: ")
        assert len(toast.title) <= 100
