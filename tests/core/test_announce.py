"""An announcement: what it says, what it would change, and that it stops when all is so."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core import topic
from supporttray.core.announce import Announcement, Board, Seen, Status, announcement, line, message, named, right, said
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import OPEN
from supporttray.core.model import Turn
from supporttray.core.pieces import escape
from supporttray.core.text import plain

UNTIL = datetime(2026, 12, 11, 23, 30, tzinfo=UTC)
LATER = datetime(2026, 12, 14, 8, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = {"Ada": "U1", "Bo": "U2", "Cy": "U3"}
BOARD = Board(topic="C1", channel="C2", group="S1", status=True)
MINE = Turn(domain="apps", people=("Ada",), mine=True, until=UNTIL, next_person="Bo", next_at=UNTIL)
OTHER = Turn(domain="data", people=("Bo", "Cy"), until=LATER)


def after(seen: Seen, told: Announcement) -> Seen:
    """What is there when the steps were done."""
    for deed in (step.deed for step in told.steps if step.deed):
        change: dict[str, Any] = {}
        match deed.verb:
            case Verb.TOPIC:
                change["topic"] = topic.changed(seen.topic or "", escape(deed.text))
            case Verb.POST:
                change["messages"] = (plain(deed.text),)
            case Verb.GROUP:
                change["members"] = tuple(deed.text.split(","))
            case Verb.STATUS:
                change["status"] = Status(deed.text, deed.emoji, deed.until)
        seen = msgspec.structs.replace(seen, **change)
    return seen


def test_the_line_of_a_topic_names_who_and_until_when() -> None:
    assert line([MINE], UTC) == "On duty: Ada until Fri 11 Dec"
    assert line([MINE], BERLIN) == "On duty: Ada until Sat 12 Dec"
    assert line([MINE, OTHER], UTC) == "On duty: Ada (apps) until Fri 11 Dec; Bo and Cy (data) until Mon 14 Dec"
    assert line([], UTC) == "On duty: nobody"
    assert line([Turn(until=LATER)], UTC) == "On duty: nobody until Mon 14 Dec"


def test_every_day_of_a_year_is_found_again() -> None:
    for number in range(366):
        turn = msgspec.structs.replace(MINE, until=UNTIL + timedelta(days=number))
        text = line([turn], UTC)
        assert topic.changed(f"{text} see you", line([MINE], UTC)) == f"{line([MINE], UTC)} | see you"


def test_whose_end_is_not_known_comes_first_without_one() -> None:
    endless = msgspec.structs.replace(OTHER, until=OPEN)
    assert line([endless], UTC) == "On duty: Bo and Cy"
    assert line([MINE, endless], UTC) == "On duty: Bo and Cy (data); Ada (apps) until Fri 11 Dec"
    assert announcement([endless], BOARD, Seen(), PEOPLE).expires is None


def test_the_message_tells_names_dates_and_who_follows() -> None:
    assert message([MINE], UTC) == "Ada is on duty until Fri 11 Dec 23:30, then Bo."
    gap = msgspec.structs.replace(MINE, next_at=LATER)
    assert message([gap], UTC) == "Ada is on duty until Fri 11 Dec 23:30, then Bo from Mon 14 Dec 08:00."
    assert message([MINE, OTHER], UTC).splitlines()[1] == "data: Bo and Cy are on duty until Mon 14 Dec 08:00."
    assert message([Turn(until=LATER, next_person="Bo", next_at=LATER)], UTC).startswith("Nobody is on duty until")
    assert message([], UTC) == ""


def test_each_step_says_what_it_changes() -> None:
    seen = Seen(topic="R&amp;D | On duty: Bo", members=("U2", "U9"), status=Status("Lunch", ":tea:"), messages=("old",))
    told = announcement([MINE], BOARD, seen, PEOPLE, UTC)
    assert [step.preview for step in told.steps] == [
        "topic: R&D | On duty: Bo → R&D | On duty: Ada until Fri 11 Dec",
        "message: Ada is on duty until Fri 11 Dec 23:30, then Bo.",
        "user group: Bo and U9 → Ada",
        "status: Lunch → On duty until Fri 11 Dec :pager:",
    ]
    assert [step.deed for step in told.steps] == [
        Deed(verb=Verb.TOPIC, place="C1", text="On duty: Ada until Fri 11 Dec"),
        Deed(verb=Verb.POST, place="C2", text="Ada is on duty until Fri 11 Dec 23:30, then Bo.", once=True),
        Deed(verb=Verb.GROUP, place="S1", text="U1"),
        Deed(verb=Verb.STATUS, place="", text="On duty until Fri 11 Dec", emoji=":pager:", until=UNTIL),
    ]
    assert told.expires == UNTIL


def test_what_was_not_read_is_announced_without_what_was_there() -> None:
    told = announcement([MINE], BOARD, Seen(), PEOPLE, UTC)
    assert [step.preview.partition(": ")[2][:12] for step in told.steps] == [
        "On duty: Ada",
        "Ada is on du",
        "Ada",
        "On duty unti",
    ]
    assert all(step.deed for step in told.steps)


def test_only_what_the_board_names_is_announced_and_only_my_own_status() -> None:
    assert announcement([MINE], Board(), Seen(), PEOPLE, UTC).steps == ()
    assert [step.deed.verb for step in announcement([OTHER], BOARD, Seen(), PEOPLE, UTC).steps if step.deed] == [
        Verb.TOPIC,
        Verb.POST,
        Verb.GROUP,
    ]


def test_my_status_lasts_as_long_as_the_last_of_my_turns() -> None:
    board = Board(status=True)
    both = announcement([MINE, msgspec.structs.replace(OTHER, mine=True)], board, Seen(), {}, UTC)
    assert [step.deed.until for step in both.steps if step.deed] == [LATER]
    endless = announcement([MINE, msgspec.structs.replace(OTHER, mine=True, until=None)], board, Seen(), {}, UTC)
    assert [(step.deed.text, step.deed.until) for step in endless.steps if step.deed] == [("On duty", None)]


def test_what_cannot_be_done_says_why() -> None:
    full = Seen(topic="x" * 240)
    [step] = announcement([MINE], Board(topic="C1"), full, {}, UTC).steps
    assert (step.deed, step.refused[:31]) == (None, "It would be 22 characters too l")
    [step] = announcement([OTHER], Board(group="S1"), Seen(), {"Bo": "U2"}, UTC).steps
    assert (step.deed, step.refused) == (None, "It is not known which Slack account is Cy's.")
    [step] = announcement([Turn()], Board(group="S1"), Seen(members=("U1",)), PEOPLE, UTC).steps
    assert "never left empty" in step.refused
    strange = Turn(people=("A until Fri 12 Dec B",))
    [step] = announcement([strange], Board(topic="C1"), Seen(), {}, UTC).steps
    assert step.deed is None
    assert step.refused


def test_what_anybody_has_said_within_a_day_is_not_said_again() -> None:
    text = message([MINE, OTHER], UTC)
    seen = Seen(messages=("hello", " ".join(text.split())))
    assert announcement([MINE, OTHER], Board(channel="C2"), seen, {}, UTC).steps == ()


@pytest.mark.parametrize(
    ("words", "is_right"),
    [
        ("", False),
        ("On duty: Ada (apps) until Fri 11 Dec; Bo and Cy (data) until Mon 14 Dec", True),
        ("On duty: Ada (apps) until Fri 4 Dec; Bo and Cy (data) until Mon 14 Dec", False),
        ("On duty: Ada until Fri 11 Dec", False),
        ("On duty: ada, Bo & Cy", True),
        ("On duty: Ada, Bob and Cy", False),
        ("On duty: Ada, Bo, Cy and Di", False),
        ("On duty: Ada, Bo, Cy; ask Zoe about parking", True),
    ],
)
def test_a_topic_is_right_with_our_line_or_with_all_names_and_no_other_of_the_rota(words: str, is_right: bool) -> None:  # noqa: FBT001
    assert right(words, [MINE, OTHER], UTC, ["Ada", "Bo", "Cy", "Di"]) is is_right


def test_a_name_is_a_whole_word_in_whatever_letters() -> None:
    assert named("On duty: BO and Ada-Lin (night/day)", ["Bo", "Ada", "Ad", "Ada-Lin", "night|day"]) == {
        "Bo", "Ada", "Ada-Lin", "night|day",
    }  # fmt: skip


NAMES = st.sampled_from(["Ada", "Bo", "Cy", "A|B", "x · y", "<@U1>", "R&D", "N\nL", "אדה"])
TURNS = st.lists(
    st.builds(
        Turn,
        domain=st.sampled_from(["", "apps", "data | night"]),
        people=st.lists(NAMES, max_size=3, unique=True).map(tuple),
        mine=st.booleans(),
        until=st.one_of(
            st.none(), st.just(OPEN), st.integers(0, 400).map(lambda hours: UNTIL + timedelta(hours=hours))
        ),
        next_person=st.sampled_from(["", "Bo"]),
        next_at=st.one_of(st.none(), st.just(LATER)),
    ),
    max_size=3,
)
TOPICS = st.one_of(
    st.none(),
    st.lists(st.sampled_from(["Questions", "FAQ: a &amp; b", "On duty: Zoe", ""]), max_size=4).map(" | ".join),
)
IDS = {
    name: f"U{number}" for number, name in enumerate(["Ada", "Bo", "Cy", "A|B", "x · y", "<@U1>", "R&D", "N\nL", "אדה"])
}


@given(TURNS, TOPICS)
def test_when_all_is_done_nothing_is_left_to_do(turns: list[Turn], present: str | None) -> None:
    seen = Seen(topic=present)
    told = announcement(turns, BOARD, seen, IDS, UTC)
    again = announcement(turns, BOARD, after(seen, told), IDS, UTC)
    assert [step for step in again.steps if step.deed] == []


@given(TURNS, TOPICS)
def test_whoever_is_on_duty_the_line_fits_into_a_topic_and_others_words_stay(
    turns: list[Turn], present: str | None
) -> None:
    done = after(Seen(topic=present), announcement(turns, Board(topic="C1"), Seen(topic=present), {}, UTC)).topic or ""
    for words in (present or "").split(" | "):
        assert words in done or words.startswith("On duty:")
    assert topic.excess(done) == 0


@given(TURNS, TOPICS)
def test_what_was_announced_is_right(turns: list[Turn], present: str | None) -> None:
    seen = Seen(topic=present)
    done = after(seen, announcement(turns, Board(topic="C1"), seen, {}, UTC)).topic or ""
    assert right(said(plain(topic.shown(done))), turns, UTC, IDS)


@given(TURNS, TURNS, TOPICS)
def test_of_two_who_announce_at_once_one_line_stays(mine: list[Turn], theirs: list[Turn], present: str | None) -> None:
    """Both have seen the same topic; at its sending each line goes into the topic as it is then."""
    seen = Seen(topic=present)
    told = [announcement(turns, Board(topic="C1"), seen, {}, UTC) for turns in (mine, theirs)]
    done = after(after(seen, told[0]), told[1]).topic or ""
    assert sum(part.startswith("On duty:") for part in done.split(" | ")) <= 1
