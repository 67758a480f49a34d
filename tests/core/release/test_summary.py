"""A whole release, the page for Customer Support's stand-up, and what those are told who reported a problem."""

import asyncio
from datetime import UTC, date, timedelta
from pathlib import Path

import msgspec

from supporttray.compose import compose
from supporttray.core.daily import Line
from supporttray.core.release.answer import answer, why_not
from supporttray.core.release.brief import brief
from supporttray.core.release.day import day
from supporttray.core.release.page import Light, Point, Room
from supporttray.core.release.problem import Standing
from supporttray.core.release.summary import summary
from supporttray.paths import Workspace
from tests.core.release.room import FALSE, HOUR, LOST, MENDED, MERGED, MONDAY, RARE, TUESDAY, line, room, ticket

ALL = (LOST, RARE, MENDED, MERGED, FALSE)
MONDAYS = [
    "21 tickets (usually 16)",
    "3 errors",
    "10:00 4.0 went live",
    "10:00 problem 1 was suspected",
    "10:00 problem 2 was suspected",
    "10:00 problem 4 was suspected",
    "11:00 problem 2 was confirmed",
    "12:00 problem 4 turned out to be no problem of the release",
]
TUESDAYS = ["9 tickets", "1 error", "10:00 problem 1 was fixed", "10:00 problem 3 was suspected"]
POSTED = ((date(2026, 11, 23), "https://s/p1"),)


def told(found: object) -> str:
    return str(msgspec.to_builtins(found))


def written(found: object, folder: Path, form: str) -> str:
    return asyncio.run(compose(Workspace("w", folder / "c.toml", folder), found, form))  # type: ignore[arg-type]


def test_a_summary_tells_each_problem_and_what_became_of_it() -> None:
    assert summary(room(*ALL), (), UTC).problems == (
        Line(
            "Problem 1 (search, 1 ticket)",
            "suspected Mon 23 Nov 10:00; is fixed, Tue 24 Nov 10:00; those of 1 ticket were told",
            "https://desk/1",
        ),
        Line(
            "Problem 2 (checkout, 2 tickets, SHOP-12)",
            "suspected Mon 23 Nov 10:00; waits for a fix",
            "https://j/SHOP-12",
        ),
        Line("Problem 3 (1 error)", "suspected Tue 24 Nov 10:00; suspected, not decided yet", "https://r/4"),
        Line(
            "Problem 4 (1 ticket)",
            "suspected Mon 23 Nov 10:00; turned out to be no problem of the release, Mon 23 Nov 12:00",
            "https://desk/4",
        ),
    )


def test_a_summary_tells_each_day_with_what_came_and_what_happened() -> None:
    monday, tuesday = summary(room(*ALL), (), UTC).timeline
    assert (monday.text, monday.detail.split("; ")) == ("Mon 23 Nov", MONDAYS)
    assert (tuesday.text, tuesday.detail.split("; ")) == ("Tue 24 Nov", TUESDAYS)


def test_a_summary_says_what_is_usual_only_of_the_hours_where_it_is_known() -> None:
    texts = [one.text for one in summary(room(quota="4 of 100 errors a day are used."), (), UTC).counts]
    assert texts == [
        "30 tickets; usually 16 in 2 of 3 hours",
        "4 errors",
        "31 tickets since noon, usually 12 ± 4.",
        "4 of 100 errors a day are used.",
    ]
    known = summary(room(points=(Point(MONDAY, 1, 2.4),), rates=()), (), UTC)
    assert [one.text for one in known.counts] == ["1 ticket; usually 2", "0 errors"]
    unknown = summary(room(points=(Point(MONDAY, 1),), rates=()), (), UTC)
    assert unknown.counts[0].text == "1 ticket"
    part = summary(room(points=(Point(MONDAY, 1), Point(MONDAY + HOUR, 1, 2.0))), (), UTC)
    assert part.timeline[0].detail == "2 tickets; 0 errors; 10:00 4.0 went live"


def test_a_release_is_over_when_it_is_watched_no_more() -> None:
    found = room()
    assert not summary(found, (), UTC).over
    stopped = msgspec.structs.replace(found.release, stopped=TUESDAY + HOUR) if found.release else None
    over = summary(room(release=stopped), (), UTC)
    assert (over.over, over.span) == (True, "Mon 23 Nov 09:00 to Tue 24 Nov 10:00")


def test_neither_summary_nor_brief_has_a_customers_words() -> None:
    assert "Kettle" not in told(summary(room(*ALL), POSTED, UTC))
    assert "Kettle" not in told(brief(room(*ALL), UTC))


def test_a_summary_is_copied_as_markdown(tmp_path: Path) -> None:
    found = room(LOST, light=Light.AMBER, why="It waits.", points=(), rates=(), flags=())
    assert written(summary(found, POSTED, UTC), tmp_path, "markdown").split("\n") == [
        "## Release Shop 4.0, Mon 23 Nov 09:00 to Tue 24 Nov 12:00 (so far)",
        "",
        "**Overall:** 🟡 amber, it waits.",
        "",
        "Impact on Customer Support so far: +4 tickets over usual, 1 confirmed.",
        "",
        "2 of 4 suspected were confirmed.",
        "",
        "### Problems",
        "",
        "- [Problem 2 (checkout, 2 tickets, SHOP-12)](https://j/SHOP-12) — suspected Mon 23 Nov 10:00; waits for a fix",
        "",
        "### Day by day",
        "",
        "- Mon 23 Nov — 10:00 problem 2 was suspected; 11:00 problem 2 was confirmed",
        "",
        "### Posted",
        "",
        "- [Good and bad of Mon 23 Nov](https://s/p1)",
    ]


# --- the brief


def page(found: Room) -> dict[str, list[str]]:
    one = brief(found, UTC)
    return {name: [line.text for line in getattr(one, name)] for name in ("new", "open", "say", "fixed")}


def test_new_for_customer_support_is_what_came_since_they_last_stood_together() -> None:
    early = line(6, found_at=MONDAY + timedelta(minutes=20))
    names = page(room(early, *ALL))
    assert names["new"] == ["Problem 2 (checkout, 2 tickets, SHOP-12)", "Problem 3 (1 error)"]
    assert names["open"] == ["Problem 6"]
    assert names["fixed"] == ["Problem 1 (search, 1 ticket)"]
    hourless = room(early)
    release = msgspec.structs.replace(hourless.release, standup=None) if hourless.release else None
    assert page(room(early, release=release))["new"] == ["Problem 6"]


def test_customers_may_be_told_what_is_known_and_nothing_is_promised() -> None:
    assert page(room(*ALL))["say"] == [
        "If they tell of trouble with checkout: we know of it and work on it; we write to them when it is fixed.",
        "If they tell of something like problem 3: we look at it. Please let us know of each such ticket.",
        "If they told of trouble with search: it is fixed, and they may try again. Please let us know if it still happens.",
    ]


def test_a_brief_is_one_page_and_names_tickets_by_their_numbers(tmp_path: Path) -> None:
    many = line(1, tickets=tuple(ticket(number) for number in range(9)), names="search")
    found = brief(room(many, *(line(number) for number in range(2, 30))), UTC)
    assert found.new[0].detail == "suspected, not decided yet; #0, #1, #2, #3, #4 and 4 more"
    assert (len(found.new), found.new[-1].text) == (7, "and 23 more")
    text = written(found, tmp_path, "text")
    assert text.startswith("Release Shop 4.0, for Customer Support, Tue 24 Nov\n\nOverall: amber, 29")
    assert len(text.split("\n")) < 30


def test_templates_of_every_form_tell_the_same(tmp_path: Path) -> None:
    found = room(LOST, blind=("zendesk",))
    for one in (day(found, (), (), date(2026, 11, 24), UTC), summary(found, (), UTC), brief(found, UTC)):
        text = written(one, tmp_path, "slack")
        assert ("*Overall:* 🟡 amber, 1 confirmed" in text, "Could not look at zendesk" in text) == (True, True)
        assert "• Problem 2 (checkout, 2 tickets, SHOP-12)" in text


# --- closing the circle


def test_an_answer_thanks_names_nobody_and_says_where_it_is_fixed_only_if_that_is_known() -> None:
    assert "is fixed in version 4.0.1." in answer("4.0.1")
    assert "What you reported is fixed.\n" in answer()


def test_nobody_is_told_of_a_fix_before_it_is_known_to_be_one() -> None:
    assert why_not(MENDED.problem) == ""
    assert "say so first" in why_not(msgspec.structs.replace(MENDED.problem, standing=Standing.CONFIRMED))
