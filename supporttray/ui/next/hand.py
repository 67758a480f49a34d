"""What a person does about what is next, by key or by button: each step has its function here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from supporttray.core.action import Snooze
from supporttray.core.model import Need
from supporttray.core.next import Key
from supporttray.core.page import BuildsPage, Inbox, NextPage, Page, opened
from supporttray.core.work import PAGE, Bring, Move
from supporttray.ui import link
from supporttray.ui.inbox.actions import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from supporttray.core.next import Row
    from supporttray.ui.next.tab import NextTab


def opening(row: Row) -> Page:
    """Return where a row is read: a page of ours that it names, else its own in the browser; else the queue or the inbox."""
    page = "" if row.page == PAGE else row.page
    if not page and not link.openable(row.url):
        return NextPage("queue", row.key) if row.key == row.subject else Inbox(row.key)
    return opened(page, row.url, row.key)


PAGES: Mapping[Key, Callable[[Row], Page]] = {
    Key.OPEN: opening,
    Key.WHY: lambda row: BuildsPage(row.key),
    Key.REPLY: lambda row: Inbox(row.key, reply=True),
}


def as_need(row: Row) -> Need:
    """Return a row as what a sheet asks about."""
    return Need(
        key=row.key,
        kind="",
        subject=row.subject,
        urgency=row.urgency,
        title=row.title,
        because=row.why,
        since=row.since,
        url=row.url,
    )


class Hand(QObject):
    """Turns keys and buttons of the list into pages and actions."""

    def __init__(self, tab: NextTab) -> None:
        super().__init__(tab)
        self._tab = tab
        tab.bar.done.connect(self.do_it)
        tab.focus.done.connect(self.do_it)
        tab.bar.focused.connect(self.turn)
        tab.focus.left.connect(self.turn)
        tab.table.entered.connect(self.do_it)
        tab.table.doubleClicked.connect(self.do_it)
        usual = tab.bar.usual
        usual.snoozed.connect(self.snooze)
        usual.until.connect(self.choose_time)
        usual.wished.connect(lambda step: {Step.OPEN: self.open, Step.COPY: self.copy}[step]())
        keys: Mapping[str, Callable[[], None]] = {
            "F": self.turn,
            "O": self.open,
            "C": self.copy,
            "S": self.choose_span,
            "J": partial(tab.table.step, 1),
            "K": partial(tab.table.step, -1),
            "/": tab.search.setFocus,
        }
        for key, act in keys.items():
            self._key(key, act)

    def do_it(self) -> None:
        """Do what Enter does with the row."""
        row = self._tab.row()
        if row is None:
            return
        if row.default is Key.START:
            self._tab.do(Bring(row.subject, Move.START), partial(self._told, row.title))
        elif row.default is Key.CHECKLIST:
            self._tab.stand_alone(alone=False)
            self._tab.ask_about(row, self._tab.checklist)
        else:
            self._tab.page.emit(PAGES[row.default](row))

    def open(self) -> None:
        """Show it where it is read."""
        if row := self._tab.row():
            self._tab.page.emit(opening(row))

    def copy(self) -> None:
        """Copy its address."""
        row = self._tab.row()
        if row and link.openable(row.url):
            QGuiApplication.clipboard().setText(row.url)
            self._tab.strip.notice.say(self.tr("Its address is copied."))

    def snooze(self, span: timedelta) -> None:
        """Make it quiet for a while."""
        if row := self._tab.row():
            self._tab.do(Snooze(row.subject, span), partial(self._told, row.title))

    def choose_span(self) -> None:
        """Ask for how long it is to be quiet."""
        if self._tab.row() is None:
            return
        if self._tab.alone:
            self._tab.bar.usual.menu.popup(self._tab.focus.step.mapToGlobal(self._tab.focus.step.rect().bottomLeft()))
        else:
            self._tab.bar.usual.open_menu()

    def turn(self) -> None:
        """Show the first row alone, or all."""
        self._tab.stand_alone(alone=not self._tab.alone)

    def choose_time(self) -> None:
        """Ask until when it is to be quiet."""
        if row := self._tab.row():
            self._tab.stand_alone(alone=False)
            self._tab.ask_about(row, self._tab.until)

    def _told(self, about: str, result: object) -> None:
        self._tab.tell(result, about)

    def _key(self, key: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self._tab)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: None if self._tab.takes_letters else act())
