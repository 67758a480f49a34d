"""An error that is new or came back waits quietly for two days; many of one tracker are one need, and what is ended or muted is none."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from supporttray.core.item import Error, fingerprint
from supporttray.core.model import SNOOZED, Mark, Need, Urgency, Watched, World
from supporttray.core.needs import needs
from supporttray.core.rules.error import NEWS, news
from tests.core.make import HOUR, MINUTE, NOON, world

DAY = timedelta(days=1)


def error(number: int = 1, **more: Any) -> Error:
    known: dict[str, Any] = {
        "key": f"error:rollbar/7/{number}",
        "title": f"TypeError {number}",
        "url": f"https://r/{number}",
        "at": NOON - 3 * HOUR + number * MINUTE,
        "name": f"#{number}",
        "level": "error",
        "status": "active",
        "environment": "production",
        "project": "shop",
    }
    return Error(**(known | more))


def told(*errors: Error, now: datetime = NOON) -> list[Need]:
    return list(news(world(*errors), now))


def test_a_new_error_waits_quietly_and_says_since_when_how_often_and_in_which_version() -> None:
    (need,) = told(error(at=NOON - 3 * HOUR, count=1200, people=31, version="4.0.1"))
    assert (need.title, need.urgency) == ("New error: TypeError 1", Urgency.QUIET)
    assert need.because == "#1 came first 3 h ago in 4.0.1, 1,200 times in all, to 31 people."
    assert (need.source, need.since, need.patient) == ("shop (production)", NOON - 3 * HOUR, True)


def test_one_that_came_back_is_news_again_as_another_episode() -> None:
    first = error(at=NOON - 40 * DAY)
    assert told(first) == []
    (need,) = told(error(at=NOON - 40 * DAY, again_at=NOON - HOUR, count=1))
    assert (need.title, need.because) == ("Back: TypeError 1", "#1 came back 1 h ago.")
    (later,) = told(error(at=NOON - 40 * DAY, again_at=NOON))
    assert later.key != need.key


def test_it_is_news_for_two_days() -> None:
    one = error(at=NOON)
    assert [len(told(one, now=NOON + span)) for span in (DAY, 2 * DAY - MINUTE, 2 * DAY)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"level": "critical"}, 1),
        ({"level": "fatal"}, 1),
        ({"level": "gruesome"}, 1),
        ({"level": ""}, 1),
        ({"level": "warning"}, 0),
        ({"level": "info"}, 0),
        ({"ended": True, "status": "resolved"}, 0),
        ({"ended": True, "status": "muted"}, 0),
    ],
)
def test_what_is_ended_muted_or_less_than_an_error_is_none(more: dict[str, Any], counts: int) -> None:
    assert len(told(error(**more))) == counts


def test_many_of_one_tracker_are_one_need_which_stays_the_same_as_more_come() -> None:
    assert len(told(*(error(number) for number in range(5)))) == 5
    (six,) = told(*(error(number) for number in range(6)))
    (seven,) = told(*(error(number) for number in range(7)))
    assert seven.title == "7 new errors in shop (production)"
    assert seven.because == "The newest came 2 h ago: TypeError 6, TypeError 5, TypeError 4 and 4 more."
    assert six.key == seven.key
    assert seven.since == NOON - 3 * HOUR


def test_another_place_or_project_counts_by_itself() -> None:
    many = [error(number) for number in range(6)]
    titles = [one.title for one in told(*many, error(9, environment="staging"), error(10, project="web"))]
    assert titles == ["6 new errors in shop (production)", "New error: TypeError 9", "New error: TypeError 10"]


def test_some_that_are_back_are_not_called_new() -> None:
    (need,) = told(*(error(number) for number in range(6)), error(7, again_at=NOON))
    assert need.title == "7 errors are new or back in shop (production)"


def test_where_no_project_is_told_the_watch_gives_its_name() -> None:
    one = error(project="", environment="")
    seen = World(items={one.key: one}, seen_by={one.key: ("w",)}, watches={"w": Watched("Shop's errors", "apps")})
    (need,) = news(seen, NOON)
    assert (need.source, need.domain) == ("Shop's errors", "apps")


def test_it_stands_among_the_needs_and_a_snooze_lasts_until_it_comes_back() -> None:
    one = error(seen_at=NOON)
    mark = Mark(subject=one.key, kind=SNOOZED, at=NOON, until=NOON + DAY, basis=fingerprint(one))
    marks = {(one.key, SNOOZED): mark}

    def because(item: Error) -> str:
        (need,) = needs(World(items={item.key: item}, marks=marks), NOON + HOUR)
        assert need.kind == NEWS
        return need.because

    assert "Snoozed" in because(error(seen_at=NOON + HOUR, count=9))
    assert "Snoozed" not in because(error(again_at=NOON + HOUR))
