"""Text from outside stands in one line and does nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.text import isolated, plain, shorten


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\r\n lines\tand  more", "two lines and more"),
        ("\x1b[2Jgone\x07", "[2Jgone"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("👩‍🚒 fire", "👩‍🚒 fire"),
        ("שלום", "שלום"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("lone \ud800 half", "lone half"),
    ],
)
def test_what_is_shown_of_a_text(text: str, shown: str) -> None:
    assert plain(text) == shown


YAEL = "יעל"


def test_a_text_written_from_the_right_does_not_turn_our_sentence() -> None:
    assert isolated(YAEL) == f"\u200e\u2068{YAEL}\u2069"
    assert isolated("Mei") == "Mei"
    assert plain(isolated(YAEL) + " asked") == f"\u200e\u2068{YAEL}\u2069 asked"


@pytest.mark.parametrize("text", ["\u2069a\u2068", "\u2068a", "a\u2069", "\u2068\u2068a\u2069"])
def test_an_isolate_that_does_not_end_is_taken_out(text: str) -> None:
    assert plain(text) == "a"


def test_a_long_text_ends_at_a_word() -> None:
    assert shorten("The checkout shows NaN for baskets", 24) == "The checkout shows NaN…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"


@given(st.text(st.characters()), st.integers(1, 60))
def test_any_text_becomes_one_printable_line_within_its_limit(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert len(short) <= limit
    assert len(short.splitlines()) <= 1
    assert short.encode().decode() == short
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in short)
