"""Answers that are ready: what stands in for what, and which mistakes are said."""

from datetime import timedelta

import pytest

from supporttray.core.item import Reaction
from supporttray.core.model import AlertOptions, World
from supporttray.core.reply import PLACEHOLDERS, USUAL, templates, wrong
from supporttray.core.rules.request import ACKNOWLEDGED
from tests.core.make import HOUR, NOON, request, world

ALL = " ".join(f"${name}" for name in PLACEHOLDERS)


def filled(text: str, known: World, **more: object) -> str:
    (only,) = templates({"one": text}, request(**more), known, "Ada", NOON + HOUR)  # type: ignore[arg-type]
    return only.text


def clocked(within: timedelta) -> World:
    return world(alerts={ACKNOWLEDGED: AlertOptions(answer_within=within)})


def test_each_placeholder_stands_for_something() -> None:
    assert filled(ALL, clocked(4 * HOUR)) == "Priya Ada #support Where is my order? 17:00"
    assert filled("${asker}: 5 $$", world()) == "Priya: 5 $"


def test_due_is_the_end_of_the_second_clock_from_when_somebody_saw_it() -> None:
    eyes = (Reaction("eyes", "UBO", "Bo", at=NOON),)

    assert filled("$due", clocked(4 * HOUR), reactions=eyes) == "16:00"
    assert filled("$due", clocked(24 * HOUR)) == "Tue 24 Nov, 13:00"


def test_without_a_clock_and_where_it_is_over_it_is_soon() -> None:
    assert filled("$due", world()) == "soon"
    assert filled("$due", clocked(timedelta(minutes=30)), reactions=(Reaction("eyes", "UBO", at=NOON),)) == "soon"


def test_what_a_person_asked_is_no_placeholder() -> None:
    assert filled("$title", world(), title="$asker ${x} $$") == "$asker ${x} $$"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hi $name", "holds $name, which is not known; known are $asker, $me, $channel, $title, $due."),
        ("5 $ and $", "holds a $ that begins no placeholder"),
        (" \n", "is empty; write what it says."),
        ("5 $$, $asker, ${due}", ""),
    ],
)
def test_a_placeholder_that_is_not_known_is_a_mistake_that_names_the_known_ones(text: str, said: str) -> None:
    assert wrong(text).startswith(said)
    assert bool(wrong(text)) is bool(said)


def test_the_usual_ones_have_no_mistakes_and_all_can_be_filled_in() -> None:
    assert {wrong(text) for text in USUAL.values()} == {""}
    found = templates(USUAL, request(), clocked(HOUR), "", NOON)
    assert [one.name for one in found] == ["on it", "later", "details"]
    assert found[1].text == "Hi Priya, this will take a while. You will hear from me by 13:00."
