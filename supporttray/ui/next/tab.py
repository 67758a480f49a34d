"""What is next: one list across all sources, what can be done about its rows, and beside it what has its hour."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from supporttray.core.page import Browse, opened
from supporttray.core.work import AskNext, Next
from supporttray.ui.grid.tab import Tab
from supporttray.ui.inbox.until import UntilSheet
from supporttray.ui.next import word
from supporttray.ui.next.bar import Bar
from supporttray.ui.next.beside import Beside
from supporttray.ui.next.checklist import ChecklistSheet
from supporttray.ui.next.focus import Focus
from supporttray.ui.next.hand import Hand, as_need
from supporttray.ui.next.table import RowTable
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QResizeEvent

    from supporttray.core.action import Action
    from supporttray.core.next import Row
    from supporttray.core.work import Reminder
    from supporttray.ui.inbox.sheet import Sheet
    from supporttray.ui.part.doing import Do

_ROOM = 110  # average letters of width, or what stands beside stands nowhere


class NextTab(Tab):
    """The list, or its first row alone."""

    def __init__(self, do: Do, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(do, clock)
        self.known = Next()
        self.alone = False
        self.table, self.bar, self.beside = RowTable(clock, self._zone), Bar(clock), Beside()
        self.focus, self.foot = Focus(), Label()
        self.checklist, self.until = ChecklistSheet(self.place), UntilSheet(self.place)
        self._put_together()
        self._connect()
        self.hand = Hand(self)
        self._redraw()

    # --- what others call

    def row(self) -> Row | None:
        """The row that keys and buttons are about."""
        if self.alone:
            return self.known.rows[0] if self.known.rows else None
        return self.table.current()

    def tell(self, result: object, about: str = "") -> None:
        """Say what came of something, and look what it changed."""
        self._tell(result, about)

    @property
    def do(self) -> Do:
        """How things are done."""
        return self._do

    def stand_alone(self, *, alone: bool) -> None:
        """Show the first row alone, or all."""
        self.alone = alone
        self._redraw()
        self.first = self.focus.step if alone else self.table
        self.first.setFocus()

    def ask_about(self, row: Row, sheet: Sheet) -> None:
        """Open a sheet about a row; one is open at a time."""
        for one in (self.checklist, self.until):
            if one is not sheet:
                one.hide()
        sheet.begin(as_need(row))

    @property
    def takes_letters(self) -> bool:
        """Whether the keyboard is where letters are no actions."""
        focus = self.window().focusWidget()
        sheets = (self.checklist, self.until)
        return self.search.hasFocus() or (focus is not None and any(one.isAncestorOf(focus) for one in sheets))

    # --- what is asked and answered

    def _question(self) -> Action:
        return AskNext()

    def _take(self, result: object) -> bool:
        if isinstance(result, Next):
            self.known = result
        return isinstance(result, Next)

    def _reveal(self, key: str) -> bool:
        if self._select(key):
            return True
        self.search.clear()
        return self._select(key)

    def _select(self, key: str) -> bool:
        """Select a row by its own key, or by what it is about."""
        found = next((row.key for row in self.known.rows if key in (row.key, row.subject)), "")
        return self.table.select(found)

    def _titles(self) -> Mapping[str, str]:
        return {row.subject: word.called(row) for row in self.known.rows}

    # --- what is seen

    def _redraw(self, *, anew: bool = False) -> None:  # noqa: ARG002  the rows say themselves what is new
        known = self.known
        rows = word.found(known.rows, self.search.text())
        self.table.draw(rows)
        self.bar.usual.hours = self._hours()
        self.bar.draw(self.table.current())
        self.foot.say(word.foot(known, self._services()))
        self.focus.draw(known.rows, self._clock(), self._zone())
        self._say_empty()
        self._say_unfound(any_found=bool(rows) or not known.rows)
        self._choose_view()

    def _choose_view(self) -> None:
        """Show the list, the first row alone, or neither where nothing waits."""
        some = bool(self.known.rows) or not self._known  # what is not known yet is not empty
        if self.alone and self.known.rows:
            self._found.setCurrentWidget(self.focus)
        self._work.setVisible(some)
        self.search.setVisible(some and not self.alone)
        self.bar.setVisible(not self.alone and self.table.current() is not None)
        self._stand_beside()

    def _say_empty(self) -> None:
        """Say that nothing waits; only where all could be seen."""
        if not self._known or self.known.rows:
            self._say_nothing("")
        elif self.known.blind:
            self._say_nothing(self.tr("Nothing is known to wait, but not everything can be seen."), self.foot.text())
        else:
            hint = self.tr("What needs you, reviews and the queue will stand here in one list.")
            self._say_nothing(self.tr("Nothing waits for you."), hint, settings=False)

    def _stand_beside(self) -> None:
        """Show the reminders where there is room; alone stands what is alone."""
        self.beside.draw(self.known.reminders)
        room = self.width() >= _ROOM * self.fontMetrics().averageCharWidth()
        self.beside.setVisible(room and bool(self.known.reminders) and not self.alone)

    def _open_reminder(self, one: Reminder) -> None:
        self.page.emit(opened(one.page, one.url, one.key))

    # --- how it is put together

    def _put_together(self) -> None:
        listed = QWidget()
        line = QHBoxLayout(listed)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.table, 1)
        line.addWidget(self.beside)
        lines = self._lay_out(listed, None, self.tr("What next"))
        self._found.addWidget(self.focus)
        place = lines.indexOf(self._work) + 1
        for number, part in enumerate((self.bar, self.checklist, self.until, self.foot)):
            lines.insertWidget(place + number, part)

    def _connect(self) -> None:
        self.search.setAccessibleName(self.tr("Search in what is next"))
        self.search.setPlaceholderText(self.tr("Title, reason or person (Ctrl+F)"))
        self.search.textChanged.connect(lambda _: self._redraw())
        self.search.moved.connect(self.table.step)
        self.search.left.connect(self.table.setFocus)
        self.table.chosen.connect(lambda: self.bar.draw(self.table.current()))
        self.beside.wished.connect(self._open_reminder)
        self.strip.undone.connect(self._undone)
        self.checklist.page.connect(lambda url: self.page.emit(Browse(url)))
        for sheet in (self.checklist, self.until):
            sheet.left.connect(sheet.hide)
            sheet.left.connect(self.setFocus)
        for one in self.findChildren(QPushButton):
            one.setAutoDefault(True)  # Enter presses it, not only the space bar
        self.first = self.table

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Use the room that there is."""
        super().resizeEvent(event)
        self._stand_beside()
