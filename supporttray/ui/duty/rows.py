"""The rota's table for Qt: a row a stretch of time, a column a domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QFont, QGuiApplication, QPalette

from supporttray.core.duty import Cell, Gap, Rota, Row
from supporttray.ui.duty import words
from supporttray.ui.part.label import tip
from supporttray.ui.part.tone import warning

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MINE = 0.16  # of the highlight's colour: seen, and the text on it stays as clear


class RotaModel(QAbstractTableModel):
    """A rota in rows; the first of them lasts now."""

    def __init__(self) -> None:
        super().__init__()
        self._rota = Rota()
        self._always: frozenset[str] = frozenset()
        self._roles: Mapping[int, Callable[[int, int], object]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.ToolTipRole: lambda row, column: tip(self._spoken(row, column)),
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            Qt.ItemDataRole.FontRole: self._font,
            Qt.ItemDataRole.ForegroundRole: self._ink,
            Qt.ItemDataRole.BackgroundRole: self._ground,
        }

    # --- for the window

    def show(self, found: Rota) -> None:
        """Show a rota; where its rows and columns are those of before, what is chosen stays chosen."""
        same = (_begins(found), found.domains) == (_begins(self._rota), self._rota.domains)
        if not same:
            self.beginResetModel()
        self._rota = found
        self._always = frozenset(gap.domain for gap in found.gaps if gap.always)
        if not same:
            self.endResetModel()
        elif found.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def row(self, number: int) -> Row | None:
        """Return a row's time and cells."""
        return self._rota.rows[number] if 0 <= number < len(self._rota.rows) else None

    def gap(self, number: int, column: int) -> Gap | None:
        """Return the gap that a cell is in."""
        row = self.row(number)
        if row is None or column == 0:
            return None
        domain = self._rota.domains[column - 1]
        here = (gap for gap in self._rota.gaps if gap.domain == domain and gap.begin <= row.begin)
        return next((gap for gap in here if gap.end is None or row.begin < gap.end), None)

    # --- for Qt

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  Qt's name
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rota.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  Qt's name
        """Return one more than there are domains: the time."""
        return 0 if parent.isValid() else 1 + len(self._rota.domains)

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what a column is about."""
        if orientation is not Qt.Orientation.Horizontal or role not in _SAYING:
            return super().headerData(section, orientation, role)
        if not 0 < section <= len(self._rota.domains):
            return self.tr("When")
        said = words.column(self._rota.domains[section - 1])
        return tip(said) if role == Qt.ItemDataRole.ToolTipRole else said

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says, and how."""
        if role not in self._roles or self.row(index.row()) is None:
            return None
        return self._roles[role](index.row(), index.column())

    def _cell(self, row: int, column: int) -> Cell | None:
        return self._rota.rows[row].cells[column - 1] if column else None

    def _is_always(self, column: int) -> bool:
        return self._rota.domains[column - 1] in self._always

    def _text(self, row: int, column: int) -> str:
        cell = self._cell(row, column)
        if cell is None:
            return words.when(self._rota.rows[row], words.zone_of(self._rota), now=row == 0)
        return words.who(cell, self._rota.me, always=self._is_always(column))

    def _spoken(self, row: int, column: int) -> str:
        cell, time = self._cell(row, column), self._text(row, 0)
        if cell is None:
            return time
        said = words.spoken(cell, self._rota.me, always=self._is_always(column))
        return f"{words.column(self._rota.domains[column - 1])}: {said}. {time}"

    def _font(self, row: int, column: int) -> QFont | None:
        cell = self._cell(row, column)
        font = QFont()
        font.setBold(True)
        return font if row == 0 or (cell and not cell.people and self._is_always(column)) else None

    def _ink(self, row: int, column: int) -> QBrush | None:
        cell = self._cell(row, column)
        return QBrush(warning(QGuiApplication.palette())) if cell and not cell.people else None

    def _ground(self, row: int, column: int) -> QBrush | None:
        cell = self._cell(row, column)
        if cell is None or not cell.mine:
            return None
        colour = QGuiApplication.palette().color(QPalette.ColorRole.Highlight)
        colour.setAlphaF(_MINE)
        return QBrush(colour)


def _begins(found: Rota) -> list[datetime | None]:
    """Return when each row begins; what lasts now may begin with now itself."""
    return [row.begin if number else None for number, row in enumerate(found.rows)]


_SAYING = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
