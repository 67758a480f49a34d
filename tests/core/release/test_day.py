"""Good, bad and overall of a day of a release: what is told, in which words, and what a person left there the day before."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supporttray.compose import compose
from supporttray.core.planning import slack
from supporttray.core.release.day import NONE_NEW, called, day, proposed, quoted, unquoted
from supporttray.core.release.leftover import carried
from supporttray.core.release.light import lit, relit
from supporttray.core.release.page import Light, Line, Look
from supporttray.core.release.problem import Standing
from supporttray.paths import Workspace
from tests.core.release.room import (
    FALSE,
    HOUR,
    LOST,
    MENDED,
    MERGED,
    MONDAY,
    RARE,
    TUESDAY,
    event,
    line,
    room,
)

TODAY = date(2026, 11, 24)
ALL = (LOST, RARE, MENDED, MERGED, FALSE)
NEW = event("error.new", "b", TUESDAY + 2 * HOUR, "ValueError: bad total of ada@acme.com")


def bad(*lines: Line, events: Any = (), yesterday: Any = (), **more: Any) -> list[str]:
    return [text for text, _ in day(room(*lines, **more), events, yesterday, TODAY, UTC).bad]


def good(*lines: Line, events: Any = (), **more: Any) -> list[str]:
    return [text for text, _ in day(room(*lines, **more), events, (), TODAY, UTC).good]


def test_an_open_problem_is_bad_until_it_is_closed_and_one_of_before_says_since_when() -> None:
    assert bad(*ALL) == [
        "Problem 2 (checkout, 2 tickets, SHOP-12): waits for a fix, since Mon 23 Nov",
        "Problem 3 (1 error): suspected, not decided yet, new today",
    ]


@pytest.mark.parametrize(
    ("stage", "bug", "said"),
    [
        ("", "", "confirmed, nobody works on it yet"),
        ("open", "https://j/S-1", "waits for a fix"),
        ("started", "https://j/S-1", "is being fixed"),
        ("done", "https://j/S-1", "its bug is done, it is to be looked at"),
        ("what is this", "https://j/S-1", "waits for a fix"),
    ],
)
def test_how_far_a_bug_is_says_how_it_stands_with_the_problem(stage: str, bug: str, said: str) -> None:
    (told,) = bad(line(7, Standing.CONFIRMED, stage=stage, bug=bug))
    assert said in told


def test_what_was_closed_today_is_good_and_what_was_closed_before_is_told_no_more() -> None:
    assert good(*ALL) == ["Problem 1 (search, 1 ticket): is fixed; those of 1 ticket were told"]
    today = msgspec.structs.replace(FALSE.problem, decided_at=TUESDAY)
    told = good(msgspec.structs.replace(FALSE, problem=today))
    assert told == ["Problem 4 (1 ticket): turned out to be no problem of the release", NONE_NEW]


def test_nothing_new_is_said_only_where_everything_was_seen() -> None:
    assert good() == [NONE_NEW]
    assert good(blind=("zendesk",)) == []
    assert good(looks=()) == []
    early = room(looks=(Look(watch="tickets"),))
    assert (good(looks=early.looks), day(early, (), (), TODAY, UTC).unseen) == ([], ("tickets",))
    assert day(room(blind=("zendesk",)), (), (), TODAY, UTC).unseen == ("zendesk",)


def test_a_day_has_none_of_a_customers_words_but_as_a_quote_that_a_person_may_tick() -> None:
    told = day(room(*ALL), (), (), TODAY, UTC)
    assert "Kettle" not in str((told.good, told.bad, told.why, told.headline, told.rates))
    assert told.quotes == (("2", "My Kettle 7 is lost"), ("2", "My Kettle 8 is lost"))


def test_a_quote_stands_under_its_problem_and_nowhere_else() -> None:
    text = "- Problem 12 is bad\n- Problem 2 (checkout): waits\n- something"
    lines = quoted(text, "2", "My Kettle").split("\n")
    assert lines == ["- Problem 12 is bad", "- Problem 2 (checkout): waits", "  “My Kettle”", "- something"]
    assert quoted(text, "3", "My Kettle") == text
    nasty = quoted(text, "2", "[free *money*](http://evil) <!channel>")
    assert "  “\\[free \\*money\\*\\](http://evil) \\<!channel\\>”" in nasty.split("\n")
    assert slack(nasty).split("\n")[2] == "  “[free *money*](http://evil) <!channel>”"
    assert unquoted(nasty, "[free *money*](http://evil) <!channel>") == text


def test_errors_builds_and_deploys_are_told_as_they_stand_last() -> None:
    events = (
        event("error.new", "a", MONDAY + HOUR, "TypeError"),
        NEW,
        event("error.new", "c", MONDAY + HOUR),
        event("error.ended", "c", TUESDAY + HOUR, "KeyError"),
        event("error.back", "r", MONDAY + 2 * HOUR, "OSError"),
        event("error.new", "error:r/4", TUESDAY + HOUR, "told as problem 3"),
        event("error.new", "early", MONDAY - HOUR, "before the release"),
        event("build.broken", "m", MONDAY + HOUR),
        event("build.broken", "n", MONDAY + HOUR, "Lint"),
        event("build.fixed", "n", TUESDAY + HOUR, "Lint"),
        event("deploy.live", "d", TUESDAY + 2 * HOUR, "4.0.1"),
        event("deploy.live", "d0", MONDAY + 2 * HOUR, "4.0"),
    )
    assert bad(RARE, events=events)[1:] == [
        "A new error: ValueError: bad total of …@…, new today",
        "An error came back: OSError, since Mon 23 Nov",
        "A new error: TypeError, since Mon 23 Nov",
        "Tests on main is broken, since Mon 23 Nov",
    ]
    assert good(RARE, events=events) == [
        "4.0.1 is live, 11:00",
        "Lint is green again, 10:00",
        "KeyError is resolved, 10:00",
    ]


def test_many_errors_are_counted() -> None:
    told = bad(events=[event("error.new", str(number), TUESDAY + HOUR) for number in range(107)])
    assert len(told) == 6
    assert told[-1] == "and 102 more errors that came or came back"


WORK = line(8, Standing.CONFIRMED, bug="https://j/S-8", stage="started")
LIGHTS = [
    ((), False, Light.GREEN, "No problem is open."),
    ((FALSE, MENDED, MERGED), False, Light.GREEN, "No problem is open."),
    ((RARE,), False, Light.AMBER, "1 suspected problem waits for a decision."),
    ((RARE, WORK), False, Light.AMBER, "1 confirmed problem is in work."),
    ((LOST, RARE, WORK), False, Light.AMBER, "2 confirmed problems are in work."),
    ((line(9, Standing.CONFIRMED), WORK), False, Light.RED, "1 confirmed problem nobody works on yet."),
    (
        (line(9, Standing.CONFIRMED, bug="https://j/S-9", stage="open"),),
        False,
        Light.RED,
        "1 confirmed problem nobody works on yet.",
    ),
    ((WORK,), True, Light.RED, "More comes to Customer Support than usual, and it is rising."),
]


@pytest.mark.parametrize(("lines", "unusual", "light", "why"), LIGHTS)
def test_the_light_follows_from_the_problems_and_the_rate(
    lines: tuple[Line, ...], *, unusual: bool, light: Light, why: str
) -> None:
    assert proposed(lines, unusual=unusual) == (light, why)


def test_a_light_that_was_proposed_already_stays_with_its_reason() -> None:
    told = day(room(light=Light.RED, why="It burns."), (), (), TODAY, UTC)
    assert (told.light, told.why) == (Light.RED, "It burns.")


def test_a_component_is_named_only_where_its_whole_name_stands() -> None:
    assert called(line(1, names="checkout")) == "Problem 1 (checkout)"


# --- what a person wrote


MADE = "## Release\n\n### Good\n\n- it is live\n\n### Bad\n\n- [Problem 2 (a): waits](https://j/1)\n- [An error](https://e/1)\n"
WROTE = (
    "## Release\n\n### Good\n\n- the cake\n\n### Bad\n\n- Problem 2: Mei has a fix\n- [An error, seen](https://e/1)\n"
    "- the search is slow\n- [the docs\\_are old](https://d/1), since Mon 16 Nov\n\n### Thanks\n\n- you all\n"
)


def test_what_a_person_wrote_as_bad_is_carried_over_with_its_day_until_they_take_it_out() -> None:
    own = carried(MADE, WROTE, MONDAY, UTC)
    assert own == (("the search is slow, since Mon 23 Nov", ""), ("the docs_are old, since Mon 16 Nov", "https://d/1"))
    assert bad(RARE, yesterday=own)[1:] == [text for text, _ in own]
    assert carried(MADE, MADE, MONDAY, UTC) == ()
    assert carried("", "*Bad*\n• a\n*Good*\n• b\nBad:\n- c", MONDAY, UTC) == (
        ("a, since Mon 23 Nov", ""),
        ("c, since Mon 23 Nov", ""),
    )


# --- by the templates


def test_a_day_is_told_in_markdown_and_a_channel_shows_the_same(tmp_path: Path) -> None:
    told = day(room(LOST, MENDED, light=Light.AMBER, why="It is mended."), (NEW,), (), TODAY, UTC)
    text = asyncio.run(compose(Workspace("w", tmp_path / "c.toml", tmp_path), told))
    assert text.split("\n") == [
        "## Release Shop 4.0, Tue 24 Nov",
        "",
        "**Overall:** 🟡 amber, it is mended.",
        "",
        "Impact on Customer Support so far: +4 tickets over usual, 1 confirmed.",
        "",
        "31 tickets since noon, usually 12 ± 4.",
        "",
        "### Good",
        "",
        "- [Problem 1 (search, 1 ticket): is fixed; those of 1 ticket were told](https://desk/1)",
        "- No new problem was suspected today.",
        "",
        "### Bad",
        "",
        "- [Problem 2 (checkout, 2 tickets, SHOP-12): waits for a fix, since Mon 23 Nov](https://j/SHOP-12)",
        "- [A new error: ValueError: bad total of …@…, new today](https://e/b)",
    ]
    assert lit(text) is Light.AMBER
    red = relit(text, Light.RED, "Checkout waits.")
    assert "**Overall:** 🔴 red, Checkout waits.\n" in red
    assert "**Overall:** 🔴 red\n" in relit(text, Light.RED)
    assert relit(text, Light.AMBER) == text
    assert lit("all is green") is None
    assert relit("mine", Light.GREEN) == "**Overall:** 🟢 green\n\nmine"
    assert "• Problem 2 (checkout, 2 tickets, SHOP-12): waits for a fix, since Mon 23 Nov https://j/SHOP-12" in slack(
        text
    )


def test_a_day_begins_at_midnight_where_the_team_is() -> None:
    one = line(6, found_at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert bad(one) == ["Problem 6: suspected, not decided yet, since Mon 23 Nov"]
    told = day(room(one), (), (), TODAY, ZoneInfo("Europe/Berlin"))
    assert told.bad[0][0].endswith("new today")
