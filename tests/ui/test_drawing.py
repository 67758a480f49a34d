"""What tray, menu and window say, in words."""

import unicodedata

import msgspec
import pytest

from supporttray.core import display
from supporttray.core.snapshot import Tray, TrayState
from supporttray.ui.tray.drawing import SENTENCE_LIMIT, STARTING_UP, drawing, failed
from supporttray.ui.tray.icons import STARTING
from tests.ui.samples import BLIND, FINE, NOW, need, snapshot

OVERRIDES = "\u202a\u202b\u202d\u202e"


def test_a_drawing_says_the_state_the_count_and_the_needs_with_their_ages() -> None:
    words = drawing(snapshot(need(1), need(2)), NOW)
    assert (words.state, words.badge, words.tooltip) == ("needs you", 2, "2 need you.")
    assert [line.text for line in words.needs] == ["Question 1 · 6 min", "Question 2 · 7 min"]


def test_a_watch_that_cannot_be_seen_is_named_with_what_to_do() -> None:
    words = drawing(snapshot(state=TrayState.CANNOT_SEE, services=(FINE, BLIND)), NOW)
    assert words.blind == ("Cannot see support: Slack refused the token — Run supporttray secrets set slack",)


def test_before_the_first_answer_nothing_is_promised() -> None:
    assert STARTING_UP.state not in {state.value for state in TrayState}
    assert "nothing seen yet" in STARTING_UP.header


def test_while_the_first_answers_are_awaited_the_icon_stays_hollow() -> None:
    looking = snapshot(state=TrayState.CANNOT_SEE)
    looking = msgspec.structs.replace(looking, tray=Tray(TrayState.CANNOT_SEE, 0, display.LOOKING))
    assert drawing(looking, NOW).state == STARTING


def test_a_failed_engine_is_said_first_and_what_was_known_stays() -> None:
    words = failed(drawing(snapshot(need(1)), NOW), "The database is full", "Free some space.")
    assert (words.state, words.header, words.hint) == ("cannot see", "The database is full", "Free some space.")
    assert words.tooltip == "The database is full."
    assert len(words.needs) == 1


@pytest.mark.parametrize("text", ["x" * 5000, "line one\nline two\tend", "\u202egnp.exe\u202c", "\x1b[31mred\x00"])
def test_text_from_outside_stays_one_short_line_without_tricks(text: str) -> None:
    words = drawing(snapshot(need(1, text)), NOW)
    words = failed(words, text, text)
    for said in (words.header, words.hint, words.tooltip, words.needs[0].text):
        assert len(said) <= SENTENCE_LIMIT + 1
        assert not [
            letter for letter in said if unicodedata.category(letter) in ("Cc", "Zl", "Zp") or letter in OVERRIDES
        ]
