"""What is kept in mind of the messages that colleagues brought: by whom, since when, and for how long."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Hint
from supporttray.connectors.slack.request.finding import heard, look_through, search
from supporttray.connectors.slack.request.kept import LATER, OVER, Kept, Memory, over
from tests.connectors.lab import NOON
from tests.core.make import request

MINUTE = timedelta(minutes=1)
TS = "1700000000.000100"
OTHER = "1700000005.000100"
FORWARD = {
    "is_share": True,
    "author_id": "UBO",
    "author_name": "Bo",
    "ts": TS,
    "channel_id": "C0SHOP",
    "text": "Is it down?",
}


class Slack:
    """Slack's answers by method, and what was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {name.replace("_", ".", 1): body for name, body in answers.items()}
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def call(self, method: str, shape: type[Any], **arguments: str) -> Any:
        self.asked.append((method, arguments))
        answer = self.answers[method]
        return msgspec.json.decode(msgspec.json.encode(answer(arguments) if callable(answer) else answer), type=shape)

    def places(self) -> list[str]:
        """Of which conversations the history was asked since the last time."""
        found = [arguments["channel"] for method, arguments in self.asked if method == "conversations.history"]
        self.asked.clear()
        return found


def matches(*paths: str) -> dict[str, Any]:
    found = [dict(zip(("channel", "ts"), path.split("/"), strict=True)) for path in paths]
    return {"messages": {"matches": [{"channel": {"id": one["channel"]}, "ts": one["ts"]} for one in found]}}


def memory(**more: Any) -> Memory:
    return Memory(me="UADA", begin="1600000000.000000", **more)


def keep(known: Memory, *these: Kept) -> Kept:
    for one in these:
        known.keep(one)
    return known.kept[these[-1].path]


def at(minutes: int) -> datetime:
    return NOON + minutes * MINUTE


def kept(**more: Any) -> Kept:
    return Kept("C0SHOP", TS, **more)


# --- since when, by whom


def test_brought_twice_it_is_brought_since_it_was_first() -> None:
    for first, second in ((1, 5), (5, 1)):
        assert keep(memory(), kept(at=at(first)), kept(at=at(second))).at == at(1)


def test_brought_again_once_it_was_answered_it_is_brought_since_then() -> None:
    for first, second in ((1, 5), (5, 1)):
        assert keep(memory(), kept(at=at(first), state="answered"), kept(at=at(second))).at == at(5)


def test_who_forwarded_what_is_marked_is_kept_in_mind_too_and_the_first_one_stays() -> None:
    one = keep(memory(), kept(), kept(by="UCY", forward=f"D1/{TS}"), kept(by="UDI", forward=f"D2/{TS}"))
    assert (one.by, one.forward) == ("UCY", f"D1/{TS}")


def test_what_was_over_is_kept_in_mind_when_it_is_brought_again() -> None:
    known = memory()
    keep(known, kept())
    known.drop(kept().path)
    assert known.passed == {kept().path}
    keep(known, kept())
    assert known.passed == set()


def test_an_answered_one_is_looked_at_again_later_than_an_open_one() -> None:
    assert kept(looked=at(0)).turn(at(9)) == at(0)
    assert kept(looked=at(0), state="answered").turn(at(9)) == at(0) + LATER


@pytest.mark.parametrize(
    ("state", "brought", "now", "gone"),
    [
        ("waiting", 0, OVER * 9, False),
        ("answered", 0, OVER - MINUTE, False),
        ("answered", 0, OVER + MINUTE, True),
        ("answered", 60, OVER + MINUTE, False),
    ],
)
def test_an_answered_one_is_over_when_nobody_has_said_anything_for_long(
    state: str,
    brought: int,
    now: timedelta,
    gone: bool,  # noqa: FBT001
) -> None:
    assert over(kept(state=state, at=at(brought)), request(asked=NOON), NOON + now) is gone


# --- by search


def searched(known: Memory, *paths: str, now: datetime = NOON) -> Memory:
    asyncio.run(search(Slack(search_messages=matches(*paths)), known, "ring_buoy", now))  # type: ignore[arg-type]
    return known


def test_what_is_over_is_not_found_again_until_its_mark_was_away() -> None:
    known = memory(searched=NOON, passed={kept().path})
    recent = f"C0SHOP/{NOON.timestamp():.6f}"
    known.passed = {recent}
    assert searched(known, recent).kept == {}
    assert searched(known).passed == set()
    assert set(searched(known, recent).kept) == {recent}


def test_what_the_search_says_is_kept_in_mind_only_where_it_is_a_message() -> None:
    recent = f"{NOON.timestamp():.6f}"
    wrong = [f"X1/{recent}", "C0SHOP/", f"/{recent}", f"C0SHOP/{recent}9", f"C0SHOP&x=1/{recent}"]
    assert searched(memory(searched=NOON), *wrong).kept == {}


def test_what_was_written_more_than_thirty_days_ago_is_not_looked_for() -> None:
    old = f"C0SHOP/{(NOON - timedelta(days=31)).timestamp():.6f}"
    assert searched(memory(searched=NOON), old).kept == {}


# --- in direct messages


def message(by: str = "UCY", ts: str = OTHER, **more: Any) -> dict[str, Any]:
    return {"ts": ts, "user": by, "text": "", "attachments": [FORWARD | more]}


def told(known: Memory, *messages: dict[str, Any], **hint: Any) -> Memory:
    slack: Any = Slack(conversations_history={"messages": list(messages)})
    one = Hint(**({"place": "D0CY", "message": OTHER} | hint))
    asyncio.run(heard(slack, known, one, "ring_buoy", NOON, forwards=True))
    return known


def test_a_forward_is_kept_in_mind_as_its_original() -> None:
    [one] = told(memory(), message()).kept.values()
    assert (one.path, one.by, one.forward) == (f"C0SHOP/{TS}", "UCY", f"D0CY/{OTHER}")


@pytest.mark.parametrize("odd", [{"channel_id": ""}, {"channel_id": "C0SHOP&ts=1"}, {"channel_id": "general"}])
def test_a_forward_that_does_not_say_where_its_original_stands_stands_for_it(odd: dict[str, str]) -> None:
    [one] = told(memory(), message(**odd)).kept.values()
    assert one.path == one.forward == f"D0CY/{OTHER}"
    assert one.stands_in


@pytest.mark.parametrize(
    "messages",
    [
        [message(by="UADA")],
        [message(author_id="UADA")],
        [message(ts=TS)],
        [message() | {"attachments": []}],
        [{"ts": OTHER, "attachments": [FORWARD]}],
        [],
    ],
    ids=["mine", "of mine", "another one", "nothing", "nobody's", "gone"],
)
def test_what_is_no_colleagues_forward_of_somebody_elses_words_is_left_alone(messages: list[dict[str, Any]]) -> None:
    assert told(memory(), *messages).kept == {}


def test_a_forward_is_brought_once_also_when_it_is_told_again_and_when_it_is_over() -> None:
    known = told(memory(), message())
    known.kept[f"C0SHOP/{TS}"] = stood = msgspec.structs.replace(known.kept[f"C0SHOP/{TS}"], state="answered")
    assert list(told(known, message()).kept.values()) == [stood]
    assert told(memory(passed={f"D0CY/{OTHER}"}), message()).kept == {}


@pytest.mark.parametrize(
    "hint",
    [
        {"place": "C0SHOP"},
        {"thread": TS},
        {"reaction": "eyes"},
        {"reaction": "ring_buoy", "taken": True},
    ],
)
def test_a_hint_of_something_else_asks_nothing(hint: dict[str, Any]) -> None:
    assert told(memory(), message(), **hint).kept == {}


def test_of_many_conversations_the_newest_are_looked_through_and_of_the_others_each_in_turn() -> None:
    rooms = [f"D{number}" for number in range(6)]
    listed = {"channels": [{"id": one} for one in rooms]}
    slack = Slack(users_conversations=listed, conversations_history={"messages": []})
    known = memory(directs={"D1": "1700000009.000000", "D4": "1700000008.000000"})
    seen = []
    for turn in range(5):
        asyncio.run(look_through(slack, known, at(5 * turn)))  # type: ignore[arg-type]
        seen.append(slack.places())
    assert [one[:2] for one in seen] == [["D1", "D4"]] * 5
    assert [one[2:] for one in seen] == [["D0"], ["D2"], ["D3"], ["D5"], ["D0"]]


def test_a_conversation_is_read_from_where_it_was_read_to() -> None:
    slack = Slack(users_conversations={"channels": [{"id": "D1"}]}, conversations_history={"messages": [message()]})
    known = memory()
    for turn in range(2):
        asyncio.run(look_through(slack, known, at(5 * turn)))  # type: ignore[arg-type]
    oldest = [arguments["oldest"] for method, arguments in slack.asked if method == "conversations.history"]
    assert oldest == [known.begin, OTHER]
