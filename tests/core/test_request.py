"""A request is what its facts make of it: the order in which they were told, and how often somebody looked, is no matter."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.deadline import deadline
from supporttray.core.item import AnyItem, Reaction, Reply, Request
from supporttray.core.journal import merge
from tests.core.make import ALWAYS, HOUR, MINUTE, NOON, reply, request

PEOPLE = ("UASK", "mei", "ada", "robot")
minutes = st.integers(1, 300)
signs = st.builds(
    lambda name, by, at: Reaction(name, by, by.title(), NOON + at * MINUTE, counts=by != "robot"),
    st.sampled_from(["eyes", "white_check_mark", "tada"]),
    st.sampled_from(PEOPLE),
    minutes,
)


def once(found: list[Reaction]) -> tuple[Reaction, ...]:
    """A person puts a reaction once."""
    return tuple({(one.name, one.by): one for one in found}.values())


@st.composite
def threads(draw: st.DrawFn) -> Request:
    """A thread with all that may happen in one; each reply has a minute of its own."""
    replies = []
    for minute in draw(st.lists(minutes, max_size=6, unique=True)):
        by = draw(st.sampled_from(PEOPLE))
        put = [one for one in once(draw(st.lists(signs, max_size=2))) if one.at and one.at >= NOON + minute * MINUTE]
        replies.append(
            msgspec.structs.replace(
                reply(by, minute, bot=by == "robot"), thanks=draw(st.booleans()), reactions=tuple(put)
            )
        )
    return request(replies=tuple(replies), reactions=once(draw(st.lists(signs, max_size=5))))


def at(thread: Request, minute: int) -> Request:
    """Return what a look at a minute shows; with the moments of reactions, as a socket tells them."""
    moment = NOON + minute * MINUTE

    def put(reactions: tuple[Reaction, ...]) -> tuple[Reaction, ...]:
        return tuple(one for one in reactions if one.at and one.at <= moment)

    there = tuple(
        msgspec.structs.replace(one, reactions=put(one.reactions)) for one in thread.replies or () if one.at <= moment
    )
    return msgspec.structs.replace(thread, replies=there, reactions=put(thread.reactions))


@given(threads(), st.randoms(use_true_random=False))
def test_in_whatever_order_the_facts_are_told_the_request_is_the_same(thread: Request, lot: object) -> None:
    replies = list(thread.replies or ())
    lot.shuffle(replies)  # type: ignore[attr-defined]

    told = msgspec.structs.replace(thread, replies=tuple(replies))

    assert told.episodes == thread.episodes


@given(threads(), st.lists(st.integers(0, 300), max_size=6))
def test_however_often_somebody_looked_the_request_is_the_same(thread: Request, looks: list[int]) -> None:
    known: AnyItem | None = None
    for minute in [*sorted(looks), 300]:
        known = merge(known, at(thread, minute), NOON)

    assert isinstance(known, Request)
    assert known.episodes == at(thread, 300).episodes


@given(threads())
def test_each_episode_begins_after_the_one_before_was_answered(thread: Request) -> None:
    *ended, _ = thread.episodes
    for one, following in zip(ended, thread.episodes[1:], strict=True):
        assert one.answered
        assert one.answered.at <= following.at


def test_a_reaction_without_a_time_stands_since_the_question_was_asked() -> None:
    seen = request(reactions=(Reaction("eyes", "mei"),)).episode.seen
    assert seen
    assert seen.at == NOON


def test_a_reaction_that_was_not_there_before_stands_since_the_look_that_did_not_show_it() -> None:
    seen = request(reactions=(Reaction("eyes", "mei"),))

    known = merge(merge(request(), seen, NOON + HOUR), seen, NOON + 2 * HOUR)

    assert isinstance(known, Request)
    assert known.episode.seen
    assert known.episode.seen.at == NOON + HOUR


@pytest.mark.parametrize(("told", "state"), [(None, "waiting"), (9, "waiting"), (11, "acknowledged")])
def test_a_sign_on_the_question_answers_the_askers_last_words_only_if_it_is_known_to_be_later(
    told: int | None, state: str
) -> None:
    eyes = Reaction("eyes", "mei", at=None if told is None else NOON + told * MINUTE)
    again = request(replies=(reply("mei", 1), reply("UASK", 10)), reactions=(eyes,))

    assert merge(request(replies=(reply("mei", 1),)), again, NOON + 5 * MINUTE).state == state


def test_a_sign_on_those_words_themselves_answers_them() -> None:
    words = msgspec.structs.replace(reply("UASK", 10), reactions=(Reaction("eyes", "mei"),))
    assert request(replies=(reply("mei", 1), words)).state == "acknowledged"


def test_who_replied_is_named_before_who_only_ticked_it_off() -> None:
    word = request(replies=(reply("ada", 5),), reactions=(Reaction("white_check_mark", "mei"),)).episode.answered
    assert word
    assert word.by == "ada"


def test_who_only_calls_a_colleague_has_seen_it_and_not_answered() -> None:
    call = msgspec.structs.replace(reply("ada", 5), calls=True)

    assert request(replies=(call,)).state == "acknowledged"
    assert request(replies=(call, reply("mei", 9))).state == "answered"


def test_a_moment_that_is_told_later_but_is_earlier_counts() -> None:
    seen = request(reactions=(Reaction("eyes", "mei"),))
    told = request(reactions=(Reaction("eyes", "mei", at=NOON + 5 * MINUTE),))

    known = merge(merge(request(), seen, NOON + 9 * MINUTE), told, NOON + 10 * MINUTE)

    assert isinstance(known, Request)
    assert known.episode.seen
    assert known.episode.seen.at == NOON + 5 * MINUTE


def test_a_thread_that_was_not_read_keeps_what_is_known_of_it() -> None:
    answers: tuple[Reply, ...] = (reply("mei", 1),)
    assert merge(request(replies=answers), request(replies=None), NOON).state == "answered"


@given(st.integers(0, 72), st.integers(1, 600))
def test_half_of_the_time_comes_before_most_of_it_and_most_before_all(hour: int, within: int) -> None:
    found = deadline(ALWAYS, NOON + hour * HOUR, timedelta(minutes=within))
    assert NOON + hour * HOUR < found.half < found.most < found.due
