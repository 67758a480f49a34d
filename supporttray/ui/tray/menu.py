"""The tray's menu: every entry is made once and only its words change, because Qt never gives rebuilt menus back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from supporttray.ui.tray.drawing import LINES

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from supporttray.ui.tray.drawing import Drawing, Line

BLIND_SHOWN = 5
INBOX, LOG, BUILDS, DUTY, STATUS, NOTE = "inbox", "log", "builds", "duty", "status", "note"
NEXT, LESSONS, SETTINGS, RELEASE, WATCH = "next", "lessons", "settings", "release", "watch a release"
PAUSES = {"half-hour": "For 30 minutes", "hour": "For an hour", "tomorrow": "Until tomorrow morning"}
RESUME = "resume"


class Menu(QObject):
    """Header, what I am on, the loudest needs, how many more there are, what cannot be seen, then what a person can do.

    `wanted` is emitted with the name of what was chosen, `chosen` with the page of a need. `exported` says that a panel draws the menu
    (over D-Bus, where _ marks a shortcut) and not Qt itself.
    """

    quit = Signal()
    wanted = Signal(str)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.exported = False
        self.widget = QMenu()
        self._header = self._told()
        self._on = self._told()
        self._hint = self._told()
        self._paused = self._told()
        self._after_header = self.widget.addSeparator()
        self._needs = [NeedEntry(self.widget) for _ in range(LINES)]
        for entry in self._needs:
            entry.chosen.connect(self.chosen)
        self._more = self._told()
        self._after_needs = self.widget.addSeparator()
        self._blind = [self._told() for _ in range(BLIND_SHOWN)]
        self._more_blind = self._told()
        self._after_blind = self.widget.addSeparator()
        self._act()

    def _act(self) -> None:
        self._entry(self.widget, self.tr("What next…"), NEXT)
        self._entry(self.widget, self.tr("Inbox"), INBOX)
        self._entry(self.widget, self.tr("Log a request…"), LOG)
        self._builds = self._entry(self.widget, self.tr("Builds…"), BUILDS)
        self._builds.setVisible(False)  # for who watches none
        self._release = self._entry(self.widget, "", RELEASE)
        self._release.setVisible(False)
        self._watch = self._entry(self.widget, self.tr("Watch a release…"), WATCH)
        self._entry(self.widget, self.tr("Duty…"), DUTY)
        self._entry(self.widget, self.tr("Daily status…"), STATUS)
        self._entry(self.widget, self.tr("Add a line to today…"), NOTE)
        self.widget.addSeparator()
        self._resume = self._entry(self.widget, self.tr("Let alerts speak again"), RESUME)
        self._pause = self.widget.addMenu(self.tr("Pause alerts"))
        for name, text in PAUSES.items():
            self._entry(self._pause, self.tr(text), name)
        self._aside = self._told()
        self._entry(self.widget, self.tr("What is no request…"), LESSONS)
        self._entry(self.widget, self.tr("Settings…"), SETTINGS)
        self.widget.addAction(self.tr("Quit")).triggered.connect(self.quit)

    def draw(self, drawing: Drawing) -> None:
        """Say what the drawing says; entries that say it already are left alone."""
        self._say(self._header, drawing.header)
        self._say(self._on, drawing.on)
        self._say(self._hint, drawing.hint)
        self._say(self._paused, drawing.paused)
        for index, entry in enumerate(self._needs):
            entry.draw(drawing.needs[index] if index < len(drawing.needs) else None, exported=self.exported)
        self._say(self._more, _rest(drawing.total, LINES))
        for index, action in enumerate(self._blind):
            self._say(action, drawing.blind[index] if index < len(drawing.blind) else "")
        self._say(self._more_blind, _rest(len(drawing.blind), BLIND_SHOWN))
        self._say(self._aside, drawing.aside)
        _show(self._after_needs, visible=bool(drawing.needs))
        _show(self._after_blind, visible=bool(drawing.blind))
        _show(self._builds, visible=drawing.builds)
        self._say(self._release, _leading_on(drawing.release))
        _show(self._watch, visible=not drawing.release)
        _show(self._resume, visible=bool(drawing.paused))
        _show(self._pause.menuAction(), visible=not drawing.paused)

    def _say(self, action: QAction, text: str) -> None:
        say(action, text, exported=self.exported)

    def _entry(self, menu: QMenu, text: str, name: str) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda: self.wanted.emit(name))
        return action

    def _told(self) -> QAction:
        """Add an entry that only tells something."""
        action = self.widget.addAction("")
        action.setEnabled(False)
        action.setVisible(False)
        return action


class NeedEntry(QObject):
    """One kept entry for a need; choosing it wants the need's page."""

    chosen = Signal(object)

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._line: Line | None = None
        self._action = menu.addAction("")
        self._action.setVisible(False)
        self._action.triggered.connect(self._open)

    def draw(self, line: Line | None, *, exported: bool) -> None:
        """Show the line, or nothing."""
        self._line = line
        say(self._action, line.text if line else "", exported=exported)

    def _open(self) -> None:
        if self._line:
            self.chosen.emit(self._line.page)


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


def _leading_on(text: str) -> str:
    """Return the words of an entry that opens a window."""
    return f"{text.rstrip('.…')}…" if text else ""


def _rest(total: int, shown: int) -> str:
    return f"and {total - shown} more" if total > shown else ""
