"""What was taught goes to the next person with the hand-over, is shown there before it is taken, and twice changes nothing."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.handoff import Handoff, handoff, opening, taken
from supporttray.core.item import AnyItem
from supporttray.core.lesson import About, Lesson
from supporttray.core.model import Duty, World
from supporttray.core.text import plain
from tests.core.make import NOON, reply, request, world

BOT = Lesson(about=About.AUTHOR, value="B7", where="#support", said="CI", at=NOON, number=3)
WORDS = Lesson(about=About.WORDS, value="deploy * done", where="#support", said="deploy * done", at=NOON, number=4)
THIS = Lesson(about=About.THIS, value=request().key, said="Where is my order?", at=NOON, number=5)


def knows(*items: AnyItem, lessons: tuple[Lesson, ...] = ()) -> World:
    return msgspec.structs.replace(world(*items), lessons=lessons)


def handed(there: World, *, private: bool = False) -> Handoff:
    return handoff(there, (), Duty(on=True, person="Ada"), NOON, NOON.tzinfo, private=private)


def test_what_was_taught_is_told_and_what_it_hides_is_not_open() -> None:
    deploy = request(key="request:T1/C1/2", text="Deploy 4 done", title="Deploy 4 done")

    found = handed(knows(request(by="B7"), deploy, lessons=(BOT, WORDS)))

    assert [line.text for line in found.taught] == ["All by CI in #support", "All with “deploy * done” in #support"]
    assert (found.open, found.subjects, found.empty) == ((), (), False)


def test_a_lesson_about_one_request_goes_along_while_that_is_open_and_is_no_line() -> None:
    answered = request(replies=(reply("bo", 1),))

    assert handed(knows(request(), lessons=(THIS,))).teaches == (THIS,)
    assert handed(knows(request(), lessons=(THIS,))).taught == ()
    assert handed(knows(answered, lessons=(THIS,))).teaches == handed(knows(lessons=(THIS,))).teaches == ()


def test_what_was_taught_in_a_private_conversation_stays_out() -> None:
    secret = msgspec.structs.replace(BOT, where="#salaries")
    about = knows(request(where="#salaries", private=True), lessons=(secret, THIS))

    assert (handed(about).teaches, handed(about).private) == ((), 0), "what is none is not left out either"
    assert handed(about, private=True).teaches == (secret, THIS)


def test_the_next_app_shows_what_each_lesson_would_hide_takes_it_and_not_twice() -> None:
    given_over = handed(knows(request(), lessons=(BOT, WORDS, THIS)))
    here = knows(request(by="B7"))

    found = taken(given_over, here, (), NOON)
    shown = opening(given_over, found, here, NOON.tzinfo, "")

    assert found.lessons == tuple(msgspec.structs.replace(one, number=0) for one in (BOT, WORDS, THIS))
    assert shown.lessons == 3
    assert shown.lines[1:] == (
        "Taught to be no request: All by CI in #support; that hides 1 here.",
        "Taught to be no request: All with “deploy * done” in #support; that hides nothing here.",
        "Taught to be no request: Only this one: Where is my order?; that hides 1 here.",
    )
    assert taken(given_over, msgspec.structs.replace(here, lessons=found.lessons), (), NOON).lessons == ()


@given(st.text(), st.text(), st.text(), st.sampled_from(About))
def test_whatever_stands_in_a_file_becomes_a_lesson_of_plain_short_text_or_none(
    value: str, where: str, said: str, about: About
) -> None:
    given_over = Handoff(
        person="x", at=NOON, teaches=(Lesson(about=about, value=value, where=where, said=said, at=NOON),)
    )

    for one in taken(given_over, world(request()), (), NOON).lessons:
        texts = (one.value, one.where, one.said)
        assert all(text == plain(text) and len(text) <= 300 for text in texts)
        assert one.value
        assert about is not About.THIS or one.value == request().key
        if about is About.WORDS:
            assert one.said == one.value[:80] or one.said.endswith("…"), "what is shown is what it does"


def test_words_that_say_nothing_are_not_taken() -> None:
    nothing = msgspec.structs.replace(WORDS, value=" * ")

    assert taken(Handoff(person="x", at=NOON, teaches=(nothing,)), world(), (), NOON).lessons == ()
