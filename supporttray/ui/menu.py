"""The tray's menu: every entry is made once and only its words change, because Qt never gives rebuilt menus back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from supporttray.ui import link

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from supporttray.ui.drawing import Drawing, Line

NEEDS_SHOWN = 5
BLIND_SHOWN = 5


class Menu(QObject):
    """Header, the loudest needs, how many more there are, what cannot be seen, and Quit.

    `exported` says that a panel draws the menu (over D-Bus, where _ marks a shortcut) and not Qt itself.
    """

    quit = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.exported = False
        self.widget = QMenu()
        self._header = self._told()
        self._hint = self._told()
        self._after_header = self.widget.addSeparator()
        self._needs = [NeedEntry(self.widget) for _ in range(NEEDS_SHOWN)]
        self._more = self._told()
        self._after_needs = self.widget.addSeparator()
        self._blind = [self._told() for _ in range(BLIND_SHOWN)]
        self._more_blind = self._told()
        self._after_blind = self.widget.addSeparator()
        self.widget.addAction("Quit").triggered.connect(self.quit)

    def draw(self, drawing: Drawing) -> None:
        """Say what the drawing says; entries that say it already are left alone."""
        self._say(self._header, drawing.header)
        self._say(self._hint, drawing.hint)
        for index, entry in enumerate(self._needs):
            entry.draw(drawing.needs[index] if index < len(drawing.needs) else None, exported=self.exported)
        self._say(self._more, _rest(len(drawing.needs), NEEDS_SHOWN))
        for index, action in enumerate(self._blind):
            self._say(action, drawing.blind[index] if index < len(drawing.blind) else "")
        self._say(self._more_blind, _rest(len(drawing.blind), BLIND_SHOWN))
        _show(self._after_needs, visible=bool(drawing.needs))
        _show(self._after_blind, visible=bool(drawing.blind))

    def _say(self, action: QAction, text: str) -> None:
        say(action, text, exported=self.exported)

    def _told(self) -> QAction:
        """Add an entry that only tells something."""
        action = self.widget.addAction("")
        action.setEnabled(False)
        action.setVisible(False)
        return action


class NeedEntry(QObject):
    """One kept entry for a need: choosing it opens the need's page."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._url = ""
        self._action = menu.addAction("")
        self._action.setVisible(False)
        self._action.setEnabled(False)
        self._action.triggered.connect(self._open)

    def draw(self, line: Line | None, *, exported: bool) -> None:
        """Show the line, or nothing."""
        if line is not None and line.url != self._url:
            self._url = line.url
            self._action.setEnabled(link.openable(line.url))
        say(self._action, line.text if line else "", exported=exported)

    def _open(self) -> None:
        link.open_page(self._url)


def say(action: QAction, text: str, *, exported: bool) -> None:
    """Set an entry's text, or hide it where there is none. What comes from outside must not become a shortcut."""
    text = text.replace("&", "&&")
    if exported:
        text = text.replace("_", "__")
    if action.text() != text:
        action.setText(text)
    _show(action, visible=bool(text))


def _show(action: QAction, *, visible: bool) -> None:
    if action.isVisible() != visible:
        action.setVisible(visible)


def _rest(total: int, shown: int) -> str:
    return f"and {total - shown} more" if total > shown else ""
