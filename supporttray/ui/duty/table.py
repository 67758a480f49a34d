"""The rota's table on the screen: one stop for the Tab key, the arrow keys go from cell to cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from supporttray.ui.duty.rows import RotaModel

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.core.duty import Gap, Rota

_ROWS = 7  # that are seen at least
_NARROWEST = 14  # average letters of a column


class Place(NamedTuple):
    """Where a person is in the table: a row, and the number of a domain."""

    row: int
    column: int


class RotaTable(QTableView):
    """A rota; what is chosen stays chosen when the rota changes."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = RotaModel()
        self._rota: Rota | None = None
        self.setModel(self._rows)
        self.setAccessibleName(self.tr("Who is on duty when"))
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        letter = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(letter.height() + 10)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(_NARROWEST * letter.averageCharWidth())
        self.setMinimumHeight(_ROWS * self.verticalHeader().defaultSectionSize())

    @property
    def place(self) -> Place | None:
        """What is chosen; None if it is no domain's."""
        index = self.currentIndex()
        return Place(index.row(), index.column() - 1) if index.column() > 0 else None

    @property
    def gap(self) -> Gap | None:
        """The gap that is chosen."""
        index = self.currentIndex()
        return self._rows.gap(index.row(), index.column())

    def show_rota(self, found: Rota) -> None:
        """Show a rota."""
        if found == self._rota:
            return
        self._rota = found
        chosen, column = self._rows.row(self.currentIndex().row()), self.currentIndex().column()
        self._rows.show(found)
        head = self.horizontalHeader()
        for section in range(self._rows.columnCount()):
            wide = QHeaderView.ResizeMode.Stretch if section else QHeaderView.ResizeMode.ResizeToContents
            head.setSectionResizeMode(section, wide)
        if not self.currentIndex().isValid():
            self._choose(chosen.begin if chosen else None, max(column, 0))

    def _choose(self, begin: datetime | None, column: int) -> None:
        """Go to where a person was before, or to what lasts now."""
        rows = range(self._rows.rowCount())
        times = [one.begin for one in map(self._rows.row, rows) if one]
        row = times.index(begin) if begin in times else 0
        self.setCurrentIndex(self._rows.index(row, min(column, self._rows.columnCount() - 1)))
