"""A long text is cut where a reader would cut it, and nowhere else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors.slack.mrkdwn import escape
from supporttray.connectors.slack.mrkdwn import pieces as cut
from supporttray.connectors.slack.service import Slack
from supporttray.errors import Refused
from tests.connectors.test_slack_write import EDIT, POST, REACT

SIGNS = (
    "a",
    "b ",
    "\n",
    "\n\n",
    "&",
    "<",
    ">",
    "&amp;",
    "é",
    "e\u0301",
    "🙏",
    "👩🏽‍🚒",
    "🇬🇧",
    "👍🏿",
    "©️",
    "שלום",
    "\u3000",
)
WHOLE = ("e\u0301", "👩🏽‍🚒", "🇬🇧", "👍🏿", "©️")


@given(st.lists(st.sampled_from(SIGNS), max_size=150).map("".join), st.integers(40, 90))
def test_the_pieces_are_the_text_and_each_fits(text: str, limit: int) -> None:
    found = cut(text, limit)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(escape(piece)) <= limit for piece in found)
    assert all(found) or not text.strip()
    assert sum(piece.count(sign) for piece in found for sign in WHOLE) == sum(text.count(sign) for sign in WHOLE)


@given(st.text(max_size=200), st.integers(6, 60))
def test_the_pieces_of_any_text_are_the_text_and_each_fits(text: str, limit: int) -> None:
    found = cut(text, limit)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(escape(piece)) <= limit for piece in found)


@pytest.mark.parametrize("mark", ["\n\n", "\n", " "])
def test_a_text_is_cut_between_paragraphs_lines_or_words(mark: str) -> None:
    found = cut(mark.join(["word"] * 12), 30)
    assert all(set(piece.split()) == {"word"} for piece in found)


def test_an_edit_cannot_be_cut_and_nothing_cannot_be_said() -> None:
    for deed, words in ((EDIT, "too long"), (POST, "nothing to say")):
        text = "x" * 4000 if deed is EDIT else " \n "
        with pytest.raises(Refused, match=words):
            Slack.pieces(msgspec.structs.replace(deed, text=text))
    assert Slack.pieces(REACT) == (REACT,)
