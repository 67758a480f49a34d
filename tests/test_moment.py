"""Moments as a person types them at the command line."""

from contextlib import suppress
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.errors import NotDone
from supporttray.verb.moment import moment

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)  # a Monday
BERLIN = ZoneInfo("Europe/Berlin")


def told(text: str, **more: object) -> str:
    """Return the moment as the wall in Berlin shows it; days begin at nine."""
    return f"{moment('TO', text, NOW, BERLIN, clock=time(9), **more).astimezone(BERLIN):%d.%m. %H:%M}"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("now", "23.11. 13:30"),
        ("2h", "23.11. 15:30"),
        ("1d", "24.11. 13:30"),
        ("today", "23.11. 09:00"),
        ("Tomorrow", "24.11. 09:00"),
        ("tomorrowT07:15", "24.11. 07:15"),
        ("thursday", "26.11. 09:00"),
        ("thu 17:00", "26.11. 17:00"),
        ("monday", "23.11. 09:00"),
        ("sun", "29.11. 09:00"),
        ("17:00", "23.11. 17:00"),
        ("8:05", "23.11. 08:05"),
        ("2026-12-24", "24.12. 09:00"),
        ("2026-12-24T18:00", "24.12. 18:00"),
        ("2026-12-24 18:00", "24.12. 18:00"),
        ("2026-12-24T18:00Z", "24.12. 19:00"),
        ("2026-12-24T18:00:30+05:45", "24.12. 13:15"),
        ("2027-03-28T02:30", "28.03. 03:00"),  # an hour that there is not
    ],
)
def test_a_moment_is_a_day_a_time_or_a_span(text: str, at: str) -> None:
    assert told(text) == at


def test_a_day_that_counts_ends_with_the_next_ones_hand_over_and_a_time_is_itself() -> None:
    assert told("thursday", counts=True) == "27.11. 09:00"
    assert told("2026-10-24", counts=True) == "25.10. 09:00"
    assert told("thursday 12:00", counts=True) == "26.11. 12:00"


def test_what_lies_back_is_the_last_weekday_and_a_while_ago() -> None:
    assert told("2h", back=True) == "23.11. 11:30"
    assert told("thursday", back=True) == "19.11. 09:00"
    assert told("monday", back=True) == "23.11. 09:00"


@pytest.mark.parametrize(
    "text",
    ["", " ", "th", "yesterday", "25:00", "2026-13-01", "1969-12-31", "3000-01-01", "-2h", "9", "t09:00", "thu17:00"],
)
def test_anything_else_is_refused_with_what_it_may_be(text: str) -> None:
    with pytest.raises(NotDone, match="is no time; write it like 2026-11-23, 2026-11-23T09:00"):
        told(text)


@given(text=st.text(alphabet="0123456789-:Tt mondaywe+Z."))
def test_whatever_is_typed_is_a_moment_or_a_sentence(text: str) -> None:
    with suppress(NotDone):
        assert moment("TO", text, NOW, None).tzinfo
