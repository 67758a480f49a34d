"""What the paper of a status shows: the words that Slack would show, with their looks, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextCharFormat, QTextDocument
from pytestqt.qtbot import QtBot

from supporttray.core.mrkdwn import QUOTE, preview
from supporttray.core.pieces import pieces
from supporttray.ui.writing import paper
from supporttray.ui.writing.paper import Paper, write

TEXTS = st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("*_~` \n:>ab.<&")))
# Qt's documents know these as ends of lines, or as its own
QTS_OWN = "\u00a0\u2028\u2029\ufdd0\ufdd1\ufffc\r\0"


def looks(text: str) -> dict[str, QTextCharFormat]:
    """The words of a text and how each looks."""
    document = QTextDocument()
    write(document, text)
    found = {}
    block = document.begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            found[place.fragment().text()] = place.fragment().charFormat()
            place += 1
        block = block.next()
    return found


@pytest.mark.usefixtures("qapp")
@given(TEXTS)
def test_it_shows_every_letter_that_slack_would_and_no_other(text: str) -> None:
    text = "".join(one for one in text if one not in QTS_OWN)
    document = QTextDocument()
    write(document, text)
    wanted = "\n".join(preview(piece) for piece in pieces(text))
    assert document.toPlainText() == wanted.replace(QUOTE, "") or text.count(QUOTE)


@pytest.mark.usefixtures("qapp")
def test_words_look_as_their_markers_say() -> None:
    found = looks("*bold* _slant_ ~gone~ `code` plain *_both_*")
    assert found["bold"].fontWeight() > found["gone"].fontWeight()
    assert found["slant"].fontItalic()
    assert found["gone"].fontStrikeOut()
    assert found["code"].fontFixedPitch()
    assert (found["both"].fontItalic(), found["both"].fontWeight()) == (True, found["bold"].fontWeight())


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("text", ["<b>Dear</b>", "<img src='file:///etc/passwd'>", "<a href='x'>y</a>", "&lt;i&gt;"])
def test_what_looks_like_html_is_words(text: str) -> None:
    (words,) = looks(text)
    assert words == text


@pytest.mark.usefixtures("qapp")
def test_only_web_addresses_are_links() -> None:
    found = looks("https://a.example/x_y, javascript:alert(1) file:///etc <https://b.example|name>")
    assert [one.anchorHref() for one in found.values() if one.isAnchor()] == [
        "https://a.example/x_y",
        "https://b.example",
    ]


def test_a_link_opens_in_the_browser_and_nowhere_else(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(paper.link, "open_page", opened.append)
    shown = Paper("As Slack shows it")
    qtbot.addWidget(shown)
    shown.draw("see https://a.example/x")
    shown.anchorClicked.emit(QUrl("https://a.example/x"))
    assert opened == ["https://a.example/x"]
    assert shown.toPlainText() == "see https://a.example/x"


def test_a_long_text_shows_a_line_between_its_messages(qtbot: QtBot) -> None:
    shown = Paper("As Slack shows it")
    qtbot.addWidget(shown)
    shown.draw("\n\n".join(f"{number} {'word ' * 90}" for number in range(10)))
    rule = paper.QTextFormat.Property.BlockTrailingHorizontalRulerWidth
    block, lines = shown.document().begin(), 0
    while block.isValid():
        lines += block.blockFormat().hasProperty(rule)
        block = block.next()
    assert lines == 1


def test_the_place_that_is_looked_at_stays_while_somebody_writes(qtbot: QtBot) -> None:
    shown = Paper("As Slack shows it")
    qtbot.addWidget(shown)
    shown.resize(300, 120)
    shown.show()
    shown.draw("line\n" * 60)
    shown.verticalScrollBar().setValue(200)
    shown.draw("line\n" * 61)
    assert shown.verticalScrollBar().value() == 200
