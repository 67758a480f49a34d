"""A person's hand: pastes, counts its clicks, and reads what the dialog says."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from supporttray.ui.part.checklist import Checklist
from supporttray.ui.setup.account import AccountPage, State
from supporttray.ui.setup.dialog import Setup
from supporttray.ui.setup.status import Status

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Clicks, pastes, and counts both."""

    def __init__(self) -> None:
        self.clicks = 0
        self.pastes = 0

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        self.clicks += 1
        QTest.mouseClick(widget, LEFT, pos=place or widget.rect().center())

    def tick(self, checklist: Checklist, row: int) -> None:
        rows = checklist.view
        place = rows.visualItemRect(rows.item(row)).center()
        self.click(rows.viewport(), place)

    def choose(self, box: QComboBox, row: int) -> None:
        QApplication.setDoubleClickInterval(0)
        self.click(box, QPoint(box.width() - 8, box.height() // 2))
        QApplication.processEvents()  # a popup ignores the release of the click that opened it
        view = box.view()
        self.click(view.viewport(), view.visualRect(box.model().index(row, 0)).center())

    def paste(self, line: QLineEdit, text: str) -> None:
        """Paste with the keys, over what stands there."""
        assert line.hasFocus()
        self.pastes += 1
        paste(line, text)


def paste(line: QLineEdit, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    line.selectAll()
    QTest.keySequence(line, "Ctrl+V")


def said(speaker: AccountPage | Status) -> str:
    status = speaker._status if isinstance(speaker, AccountPage) else speaker
    return f"{status.said.text()} {status.hint.text()}".strip()


def rows(checklist: Checklist) -> list[str]:
    items = (checklist.view.item(row) for row in range(checklist.view.count()))
    return [item.text() for item in items if not item.isHidden()]


def work(qtbot: QtBot, dialog: Setup, account: int, token: str) -> None:
    """Have an account that works."""
    page = dialog._accounts[account]
    paste(page._secret.line, token)
    qtbot.waitUntil(lambda: page.state is State.WORKS)
