"""What "not a request" proposes, and what it would have hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.item import Request
from supporttray.core.lesson import About, Lesson
from supporttray.core.proposal import pattern, proposals, told, worded
from supporttray.core.text import plain
from tests.core.make import HOUR, NOON, build, request

TEXT = "Deploy 417 of shop has finished in 3 min"


def deploy(number: int, **more: object) -> Request:
    text = TEXT.replace("417", str(number))
    known = {"key": f"request:T1/C1/{number}", "title": text, "text": text, "by": "B7", "name": "Deployer"}
    return request(asked=NOON + number * HOUR, **(known | more))


def test_this_one_its_author_and_its_words_are_proposed_with_what_else_they_would_have_hidden() -> None:
    mine = deploy(1)
    items = [mine, deploy(2), deploy(3, by="UBO"), deploy(4, where="#other"), request(), build()]

    this, author, words = proposals(mine, items, NOON)

    assert (this.lesson.about, this.lesson.value, this.hidden) == (About.THIS, mine.key, ())
    assert (author.words, author.lesson.value) == ("All by Deployer in #support", "B7")
    assert author.hidden == (deploy(2).title,)
    assert words.words == "All with “Deploy * of shop has finished” in #support"
    assert words.hidden == (deploy(3).title, deploy(2).title), "the latest first"


def test_a_bot_is_called_one_and_each_lesson_hides_what_it_came_from() -> None:
    mine = deploy(1, robot=True)
    found = proposals(mine, [], NOON)

    assert found[1].words == "All by the bot Deployer in #support"
    assert all(one.lesson.hides(mine) for one in found)


@pytest.mark.parametrize("text", ["", "417", "https://x.example/1 #12", "Hello", "7 Hello 8", "*** !", "a" * 500])
def test_of_a_text_that_would_be_known_by_nothing_no_words_are_proposed(text: str) -> None:
    found = proposals(request(text=text, title=text), [], NOON)

    assert [one.lesson.about for one in found] == [About.THIS, About.AUTHOR]


@given(st.text())
def test_the_words_that_are_proposed_hide_the_text_that_they_are_of(text: str) -> None:
    words = pattern(text)
    mine = request(text=plain(text), title="-")

    assert not words or worded(mine, words, NOON).hides(mine)


def test_a_lesson_says_what_it_is_also_when_its_text_was_forgotten() -> None:
    this = Lesson(about=About.THIS, value="request:T1/C1/1", at=NOON, said="Lunch?")

    assert told(this) == "Only this one: Lunch?"
    assert told(Lesson(about=About.THIS, value="request:T1/C1/1", at=NOON)) == "Only one, whose text was forgotten"
    assert told(Lesson(about=About.AUTHOR, value="B7", at=NOON, said="CI")) == "All by CI"
