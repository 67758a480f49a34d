"""What a lesson hides, and what it leaves alone."""

import msgspec
import pytest

from supporttray.core.lesson import About, Lesson, hidden_by, matches, wanted
from supporttray.core.needs import needs
from tests.core.make import HOUR, NOON, build, eyes, request, world

BY = Lesson(about=About.AUTHOR, value="UASK", where="#support", at=NOON)
THIS = Lesson(about=About.THIS, value=request().key, at=NOON)
SAYING = Lesson(about=About.WORDS, value="my * order", at=NOON)


@pytest.mark.parametrize(
    ("words", "text", "holds"),
    [
        ("deploy", "The DEPLOY is done", True),
        ("deploy * done", "Deploy 7 of shop done", True),
        ("deploy * done", "done: deploy", False),
        ("*deploy*", "deploy", True),
        ("  deploy   done ", "deploy done", True),
        ("deploy done", "deploy is done", False),
        ("a * a", "a", False),
        ("straße", "STRASSE", True),
        ("", "anything", False),
        (" * ", "anything", False),
        ("deploy", "", False),
        ("[a-z].+", "abc", False),
    ],
)
def test_words_are_found_as_they_stand_in_whatever_case(words: str, text: str, *, holds: bool) -> None:
    assert matches(words, text) is holds


@pytest.mark.parametrize(
    ("lesson", "more", "hides"),
    [
        (BY, {}, True),
        (BY, {"by": "UBO"}, False),
        (BY, {"where": "#other"}, False),
        (THIS, {"where": "#other", "by": "UBO"}, True),
        (THIS, {"key": "request:T1/C1/11"}, False),
        (SAYING, {}, True),
        (SAYING, {"text": "Lunch?"}, False),
        (SAYING, {"text": "Is my last order lost?", "where": "#other"}, True),
    ],
)
def test_a_lesson_hides_what_it_is_about_where_it_was_taught(
    lesson: Lesson, more: dict[str, str], *, hides: bool
) -> None:
    assert lesson.hides(request(**({"title": "Where is my first order?"} | more))) is hides


def test_what_is_none_needs_nobody_whether_it_waits_or_was_seen_and_only_requests_are_hidden() -> None:
    waiting, seen = request(), request(key="request:T1/C1/2", asked=NOON - HOUR, reactions=(eyes("bo"),))
    there = world(waiting, seen, build())

    assert len(needs(there, NOON)) == 2
    assert needs(msgspec.structs.replace(there, lessons=(BY,)), NOON) == ()
    assert hidden_by(BY, there.items.values()) == (waiting, seen), "the latest first"
    assert wanted(there.items.values(), (BY,)) == (build(),)
    assert wanted(there.items.values(), ()) == (waiting, seen, build())
