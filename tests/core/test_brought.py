"""A request that somebody brought: when it waits, and who tells the asker that somebody has it."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations
from typing import Any

import msgspec
import pytest

from supporttray.core.item import Reaction, Reply, Request
from supporttray.core.journal import merge
from supporttray.core.lesson import About, Lesson
from supporttray.core.model import AlertOptions, Need, Urgency, World
from supporttray.core.needs import needs
from supporttray.core.rules.brought import taken
from supporttray.core.rules.request import ACKNOWLEDGED, waiting
from tests.core.make import HOUR, MINUTE, NOON, eyes, reply, request, world

CHATTER = reply("UDAN", 5)


def brought(*, at: int | None = 10, **more: Any) -> Request:
    known: dict[str, Any] = {"brought_by": "Cy", "where": "#random", "me": "UADA"}
    return request(brought_at=None if at is None else NOON + at * MINUTE, **(known | more))


def test_what_others_said_before_it_was_brought_is_no_answer() -> None:
    one = brought(replies=(CHATTER,))
    assert (one.state, one.episode.at) == ("waiting", NOON + 10 * MINUTE)
    assert brought(replies=(CHATTER, reply("UDAN", 12))).state == "answered"


@pytest.mark.parametrize(("name", "state"), [("eyes", "acknowledged"), ("white_check_mark", "answered")])
def test_a_sign_on_the_question_counts_whenever_it_was_put_there(name: str, state: str) -> None:
    assert brought(replies=(CHATTER,), reactions=(Reaction(name, "UBO"),)).state == state


def test_where_it_is_not_known_since_when_it_is_brought_any_reply_answers() -> None:
    assert brought(at=None, replies=(CHATTER,)).state == "answered"


def test_what_nobody_had_answered_waits_since_it_was_asked() -> None:
    assert brought().episode.at == NOON


def test_brought_again_it_is_another_stretch_of_waiting() -> None:
    ids = {brought(at=at, replies=(CHATTER,)).episode.id for at in (10, 20)}
    assert len(ids) == 2


def test_the_need_says_who_brought_it() -> None:
    [first] = waiting(world(brought()), NOON + HOUR)
    assert first.because == "Priya asked in #random 1 h ago, brought by Cy and nobody has answered."
    [again] = waiting(world(brought(replies=(CHATTER,))), NOON + 10 * MINUTE + HOUR)
    assert again.because == "Priya asked in #random, and Cy said 1 h ago that it still waits."


def test_what_one_watch_knows_of_who_brought_it_stays_when_another_sees_it_too() -> None:
    looks = [brought(replies=(CHATTER,)), request(where="#random", replies=(CHATTER,))]
    for order in permutations([*looks, *looks]):
        kept = order[0]
        for look in order[1:]:
            kept = merge(kept, look, NOON)  # type: ignore[assignment]
        assert kept == looks[0]


# --- to tell them who has it


@dataclass(frozen=True)
class Case:
    says: str
    item: Request
    told: int


SEEN: Any = {"reactions": (eyes("UADA"),)}
CASES = [
    Case("I have seen it", brought(**SEEN), 1),
    Case("nobody has seen it", brought(), 0),
    Case("a colleague has seen it", brought(reactions=(eyes("UBO"),)), 0),
    Case("it was asked here", request(**SEEN, me="UADA"), 0),
    Case("it is answered", brought(**SEEN, replies=(Reply("r", NOON + HOUR, "UBO", "Bo"),)), 0),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_asker_is_told_by_whoever_has_it(case: Case) -> None:
    assert len(list(taken(world(case.item), NOON + HOUR))) == case.told


def draft(around: World) -> Need:
    [one] = taken(around, NOON + HOUR)
    return one


def test_the_draft_is_quiet_and_says_who_has_it() -> None:
    one = draft(world(brought(**SEEN), alerts={ACKNOWLEDGED: AlertOptions(answer_within=4 * HOUR)}))
    assert one.draft == "Hi Priya, Uada has this one; you will hear from us today."
    assert (one.kind, one.urgency, one.patient) == ("request.news", Urgency.QUIET, True)
    assert one in needs(
        world(brought(**SEEN), alerts={ACKNOWLEDGED: AlertOptions(answer_within=4 * HOUR)}), NOON + HOUR
    )


@pytest.mark.parametrize("within", [timedelta(hours=30), None])
def test_nothing_is_promised_for_today_that_is_due_later_or_never(within: timedelta | None) -> None:
    assert draft(world(brought(**SEEN), alerts={ACKNOWLEDGED: AlertOptions(answer_within=within)})).draft.endswith(
        "soon."
    )


def test_it_is_told_once_and_not_while_something_is_on_its_way() -> None:
    around = world(brought(**SEEN))
    one = draft(around)
    silent: list[dict[str, Any]] = [
        {"told": frozenset({one.key})},
        {"answering": frozenset({one.subject})},
        {"lessons": (Lesson(about=About.THIS, value=one.subject, at=NOON),)},
    ]
    for changed in silent:
        assert list(taken(msgspec.structs.replace(around, **changed), NOON + HOUR)) == []
