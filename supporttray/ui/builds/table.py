"""The list of builds: a row each, the worst first; what is chosen and where it is scrolled to survive every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from supporttray.ui.builds.model import BuildModel, Column
from supporttray.ui.builds.paint import RUNS, SIDE, STEP, BuildPaint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent

    from supporttray.core.builds import Line

_AGES_MS = 20_000  # ages are told in minutes
_WIDTHS = {Column.SINCE: 17, Column.WHO: 18}  # average letters
_NEEDED = {Column.WHO: 126, Column.SINCE: 112, Column.RECENT: 74}  # average letters of the whole, or the column goes
_SHARE = 0.46  # of what is left is the build's, the rest is why


class BuildTable(QTableView):
    """Builds to choose from. `chosen` says that a person selected another one; `entered` that a person goes on with it."""

    chosen = Signal()
    entered = Signal()

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._builds = BuildModel(clock)
        self._paint = BuildPaint(self.font())
        self._busy = False
        self.setModel(self._builds)
        self.setItemDelegate(self._paint)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("All builds"))
        self.setAccessibleDescription(self.tr("The worst first. Enter goes to what can be done."))
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.ages = QTimer(self)
        self.ages.setInterval(_AGES_MS)
        self.ages.timeout.connect(self.viewport().update)
        self._size_rows()

    def draw(self, lines: Sequence[Line]) -> None:
        """Show these builds. Where the selected one went the next one is selected; where none was, the first."""
        self._busy = True
        self._builds.show(lines)
        if not self.currentIndex().isValid() and lines:
            self.select(lines[0].key)
        self._busy = False

    def current(self) -> Line | None:
        """The build that is selected."""
        return self._builds.line(self.currentIndex().row())

    def select(self, key: str) -> bool:
        """Select a build; return whether it is in the list."""
        row = self._builds.row(key)
        if row >= 0:
            self.setCurrentIndex(self._builds.index(row, 0))
        return row >= 0

    def step(self, rows: int) -> None:
        """Go some rows down, or up."""
        last = self._builds.rowCount() - 1
        row = self.currentIndex().row() + rows if self.currentIndex().isValid() else 0
        if last >= 0:
            self.setCurrentIndex(self._builds.index(min(max(row, 0), last), 0))

    # --- the room

    def _size_rows(self) -> None:
        self._paint.learn(self.font())
        self.verticalHeader().setDefaultSectionSize(self._paint.height)

    def _share_room(self) -> None:
        """Give each column its width; in a narrow window those go whose words stand below as well."""
        letter, room = self.fontMetrics().averageCharWidth(), self.viewport().width()
        for column, letters in _NEEDED.items():
            self.setColumnHidden(column, room < letters * letter)
        widths = {column: letters * letter for column, letters in _WIDTHS.items()}
        widths |= {Column.RECENT: RUNS * STEP + 2 * SIDE, Column.STATE: self._paint.widest}
        left = room - sum(width for column, width in widths.items() if not self.isColumnHidden(column))
        widths |= {Column.BUILD: round(left * _SHARE), Column.WHY: left - round(left * _SHARE)}
        for column, width in widths.items():
            self.setColumnWidth(column, width)

    # --- Qt's

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Use the room that there is."""
        super().resizeEvent(event)
        self._share_room()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """In other letters the rows are as high as these."""
        super().changeEvent(event)
        if event.type() in (event.Type.FontChange, event.Type.StyleChange):
            self._size_rows()
            self._share_room()

    def currentChanged(  # noqa: N802  Qt's name
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tell it, unless it happens within a redraw, or only the column changed."""
        super().currentChanged(current, previous)
        if not self._busy and current.row() != previous.row():
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Go on with the build, or move."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802  Qt's name
        """Do nothing: there is a search field."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Let the ages go on."""
        super().showEvent(event)
        self.ages.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Let them rest while nobody looks."""
        super().hideEvent(event)
        self.ages.stop()
