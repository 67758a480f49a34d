"""The words that the backup reads when nobody is home, and which message is to be scheduled when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supporttray.core import lease as terms
from supporttray.core.backup import Standing as Known
from supporttray.core.backup import words
from supporttray.core.hours import Hours
from supporttray.core.item import Request
from supporttray.core.lease import Lease, Look, Schedule, Standing, Withdraw, message, move, reference
from tests.core.make import MINUTE, NOON, request

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = Hours(zone=UTC)
LEASE = Lease("slack", "U1", "k7f2", place="D1", looked_at=NOON)
FIRST, SECOND = Standing("Q1", NOON + 15 * MINUTE), Standing("Q2", NOON + 30 * MINUTE)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def asked(number: int, **more: object) -> Request:
    return request(key=f"request:T1/C1/{number}", url=f"https://s/p{number}", asked=NOON - number * MINUTE, **more)  # type: ignore[arg-type]


# --- the words


def test_the_backup_reads_when_the_tray_was_last_seen_and_what_is_open() -> None:
    told = message("Ada", "k7f2", at(9, 32), at(10, 2), [asked(1), asked(2)], BERLIN)
    assert told == (
        "Ada's support tray was last seen at 10:32 CET; 2 questions are open:\n• https://s/p2\n• https://s/p1\n"
        "You are the backup, so you are told. It may only be a closed lid. (ref k7f2)"
    )


def test_of_private_questions_nothing_is_told() -> None:
    told = message("Ada", "k7f2", at(9), at(10), [asked(1, private=True), asked(2)], UTC)
    assert "; 1 question is open:\n• https://s/p2\n" in told
    assert "; no question is open.\n" in message("Ada", "k7f2", at(9), at(10), [asked(1, private=True)], UTC)


def test_what_cannot_be_opened_is_no_link_and_many_are_cut() -> None:
    told = message("", "k7f2", at(9), at(10), [replace(asked(90), url=""), *(asked(one) for one in range(8))], UTC)
    assert told.startswith("A colleague's support tray was last seen at 09:00 UTC; 8 questions are open:")
    assert told.count("https://") == terms.LINKS
    assert "• and 3 more\n" in told


def test_another_day_is_named() -> None:
    assert "was last seen on Mon 23 Nov at 17:20 UTC;" in message("Ada", "k7f2", at(17, 20), at(9, 20, 24), [], UTC)


def test_nobody_is_blamed_and_nobody_is_called() -> None:
    told = message("Ada", "k7f2", NOON, NOON, [asked(1)], UTC) + terms.question("Ada")
    assert not any(word in told.casefold() for word in ("fail", "absent", "missing", "<!", "<@", "should"))
    assert "✅" in told


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=4, max_size=4))
def test_a_reference_is_four_letters_that_are_read_as_they_are_written(numbers: list[float]) -> None:
    made = reference(numbers)
    assert len(made) == 4
    assert not set(made) & set("01ilo")


# --- what is to be done


@pytest.mark.parametrize(
    ("lease", "wanted", "done"),
    [
        (replace(LEASE, looked_at=None), True, Look()),
        (replace(LEASE, looked_at=None), False, Look()),
        (replace(LEASE, looked_at=None, place=""), False, None),
        (LEASE, True, Schedule(NOON + 30 * MINUTE)),
        (LEASE, False, None),
        (replace(LEASE, standing=(FIRST,)), True, Schedule(NOON + 30 * MINUTE)),
        (replace(LEASE, standing=(SECOND,)), True, None),
        (replace(LEASE, standing=(FIRST, SECOND)), True, Withdraw("Q1")),
        (replace(LEASE, standing=(SECOND,)), False, Withdraw("Q2")),
        (replace(LEASE, standing=(replace(FIRST, stuck=True), SECOND)), True, None),
        (replace(LEASE, standing=(replace(SECOND, stuck=True),)), True, Schedule(NOON + 30 * MINUTE)),
        (replace(LEASE, standing=(replace(FIRST, at=NOON + 59 * timedelta(seconds=1)), SECOND)), True, None),
        (replace(LEASE, standing=(replace(FIRST, at=NOON - MINUTE),), looked_at=NOON - 5 * MINUTE), True, Look()),
        (replace(LEASE, standing=(replace(SECOND, at=NOON + 90 * MINUTE),)), True, Schedule(NOON + 30 * MINUTE)),
    ],
    ids=[
        "it looks first", "also where nothing is wanted", "but not where nothing ever was", "nothing stands", "nothing is to stand",
        "it stands too early", "it stands well", "the older one goes", "what is not wanted goes", "what cannot go is left",
        "what cannot go is no lease", "nothing goes in its last minute", "its time has passed: was it sent?", "the clock went back",
    ],
)  # fmt: skip
def test_the_next_step(lease: Lease, wanted: bool, done: terms.Move | None) -> None:  # noqa: FBT001
    assert move(lease, HOURS, NOON, wanted=wanted) == done


def test_half_an_hour_is_working_time() -> None:
    assert move(LEASE, HOURS, at(17, 20), wanted=True) == Schedule(at(9, 20, 24))


def test_what_was_sent_last_is_remembered_and_what_is_stuck_stays_so() -> None:
    stuck = terms.stuck(replace(LEASE, standing=(FIRST, SECOND)), "Q1")
    seen = terms.looked(replace(stuck, told_at=NOON), (FIRST, SECOND), NOON - MINUTE, NOON)
    assert [one.stuck for one in seen.standing] == [True, False]
    assert seen.told_at == NOON
    assert terms.looked(seen, (), NOON + MINUTE, NOON).told_at == NOON + MINUTE


def test_a_lease_is_read_as_the_first_version_wrote_it() -> None:
    """Its fields are only added."""
    written = (
        b'{"account":"slack","person":"U1","reference":"k7f2","place":"D1","standing":[{"id":"Q1","at":"2026-11-23T12:30:00Z"},'
        b'{"id":"Q2","at":"2026-11-23T12:40:00Z","stuck":true}],"looked_at":"2026-11-23T12:00:00Z","agreed":"1.0",'
        b'"told_at":"2026-11-23T11:02:00Z"}'
    )
    standing = (Standing("Q1", at(12, 30)), Standing("Q2", at(12, 40), stuck=True))
    lease = replace(LEASE, standing=standing, agreed="1.0", told_at=at(11, 2))
    assert msgspec.json.decode(written, type=Lease) == lease
    assert msgspec.json.encode(lease) == written


# --- how it stands


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Known(), "no backup is named"),
        (Known(person="U1", name="Bo"), "you have not said that you want it"),
        (Known(person="U1", name="Bo", consent=True), "was not asked yet"),
        (Known(person="U1", name="Bo", consent=True, asking=True), "is on its way"),
        (Known(person="U1", name="Bo", consent=True, asked_at=NOON), "was asked on Mon 23 Nov and has not put ✅"),
        (Known(person="U1", name="Bo", consent=True, asked_at=NOON, agreed=True), "agreed. Nothing is scheduled now"),
        (
            Known(person="U1", name="Bo", consent=True, asked_at=NOON, agreed=True, until=at(12, 30)),
            "Unless your tray is seen again they are told on Mon 23 Nov at 12:30.",
        ),
    ],
)
def test_how_it_stands_is_said_with_what_is_to_be_done(known: Known, said: str) -> None:
    assert said in words(known, UTC)
