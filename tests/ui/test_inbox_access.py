"""The inbox for everybody: names, the way of the tab key, how a row reads."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.outbox import Fate
from supporttray.errors import Failure
from supporttray.ui.inbox.paint import direction, lines
from tests.ui.inbox_lab import draw, entry, opened, shown
from tests.ui.samples import BLIND, need


def test_whatever_takes_the_keyboard_has_a_name(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1))
    inbox.stand_in(instead=True)
    draw(
        inbox, shown(need(1), outbox=(entry(), entry(2, Fate.UNKNOWN, url="https://chat.example/1")), services=(BLIND,))
    )
    inbox.details.begin()
    inbox.tell(Failure("It did not work"))
    nameless = [
        widget
        for widget in inbox.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_the_tab_key_goes_from_the_top_to_the_bottom(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1))
    draw(inbox, shown(need(1), outbox=(entry(),), services=(BLIND,)))
    inbox.list.setFocus()
    seen: list[QWidget] = []
    while (widget := inbox.focusWidget()) not in seen:
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    order = seen[seen.index(inbox.search) :] + seen[: seen.index(inbox.search)]
    names = [QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name) for widget in order]
    assert names == [
        "Search in what needs you",
        "What needs you",
        "Acknowledge (A)",
        "Reply (R)",
        "Hand to… (H)",
        "Snooze (S)",
        "Open (O)",
        "Copy link (C)",
        "Undo: Post “On it”",
        "Duty…",
        "Daily status…",
        "Settings…",
        "Look now",
    ]


# --- the words of a row


def test_a_title_takes_as_many_lines_as_it_is_allowed_and_says_that_there_is_more(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    font = inbox.font()
    assert lines("short", font, 400, 2) == ["short"]
    two = lines("word " * 100, font, 200, 2)
    assert len(two) == 2
    assert two[1].endswith("…")
    assert lines("", font, 200, 2) == []


def test_letters_beyond_the_first_plane_do_not_shift_the_lines(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    text = "👀👀👀 " * 30
    told = lines(text, inbox.font(), 150, 3)
    assert "".join(told[:2]).replace(" ", "") == "👀" * sum(line.count("👀") for line in told[:2])


@pytest.mark.parametrize(
    ("text", "reads"),
    [("abc", "LeftToRight"), ("שלום abc", "RightToLeft"), ("1. שלום", "RightToLeft"), ("", "LeftToRight")],
)
def test_a_line_reads_as_its_first_letter_does(text: str, reads: str) -> None:
    assert direction(text).name == reads
