"""A list in columns to choose from: what is chosen and where it is scrolled to survive every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent

    from supporttray.ui.grid.model import GridModel
    from supporttray.ui.grid.paint import GridPaint

T = TypeVar("T")
_AGES_MS = 20_000  # ages are told in minutes


class GridTable(QTableView, Generic[T]):
    """Rows to choose from. `chosen` says that a person selected another one; `entered` that a person goes on with it.

    A kind of list says how wide its columns are (`widths`; what has none shares the rest) and which of them go where there is
    little room (`needed`: the average letters of the whole, or the column goes).
    """

    chosen = Signal()
    entered = Signal()
    needed: Mapping[int, int] = {}

    def __init__(self, model: GridModel[T], paint: GridPaint[T]) -> None:
        super().__init__()
        self._rows, self._paint = model, paint
        self._busy = False
        self._bare: frozenset[int] = frozenset()  # columns that could go and in which no row has a word
        self.setModel(model)
        self.setItemDelegate(paint)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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

    def widths(self, letter: int, room: int) -> Mapping[int, int]:  # noqa: ARG002  as a kind of list needs them
        """Return how wide columns are, given an average letter and the whole; the others share what is left."""
        return {}

    def draw(self, things: Sequence[T]) -> None:
        """Show these. Where the selected one went the next one is selected; where none was, the first."""
        self._busy = True
        self._rows.show(things)
        bare = frozenset(column for column in self.needed if not any(self._rows.words(one, column) for one in things))
        if things and bare != self._bare:
            self._bare = bare
            self._share_room()
        if not self.currentIndex().isValid() and things:
            self.setCurrentIndex(self._rows.index(0, 0))
        self._busy = False

    def current(self) -> T | None:
        """What is selected."""
        return self._rows.line(self.currentIndex().row())

    def select(self, key: str) -> bool:
        """Select a thing; return whether it is in the list."""
        row = self._rows.row(key)
        if row >= 0:
            self.setCurrentIndex(self._rows.index(row, 0))
        return row >= 0

    def step(self, rows: int) -> None:
        """Go some rows down, or up."""
        last = self._rows.rowCount() - 1
        row = self.currentIndex().row() + rows if self.currentIndex().isValid() else 0
        if last >= 0:
            self.setCurrentIndex(self._rows.index(min(max(row, 0), last), 0))

    # --- the room

    def _size_rows(self) -> None:
        self._paint.learn(self.font())
        self.verticalHeader().setDefaultSectionSize(self._paint.height)

    def _share_room(self) -> None:
        """Give each column its width; in a narrow window those go whose words stand elsewhere as well, and where no row has any."""
        letter, room = self.fontMetrics().averageCharWidth(), self.viewport().width()
        for column, letters in self.needed.items():
            self.setColumnHidden(column, column in self._bare or room < letters * letter)
        widths = self.widths(letter, room)
        shown = [column for column in range(self._rows.columnCount()) if not self.isColumnHidden(column)]
        sharing = [column for column in shown if column not in widths]
        left = room - sum(widths[column] for column in shown if column in widths)
        for column in shown:
            self.setColumnWidth(column, widths.get(column) or max(left, 0) // len(sharing))

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
        """Go on with what is chosen, or move."""
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
