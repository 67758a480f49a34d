"""Rows for Qt that change by key, so that what is chosen and where one looks survive every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from supporttray.ui.inbox.change import Insert, Move, Remove, steps
from supporttray.ui.part.label import tip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")
_NOWHERE = QModelIndex()


class GridModel(QAbstractTableModel, Generic[T]):
    """Things in rows. A kind of list says what a thing's `key` is, and what stands in its cells (`words`); `heads` name the columns."""

    def __init__(self, heads: Sequence[str]) -> None:
        super().__init__()
        self._heads = tuple(heads)
        self._rows: list[T] = []

    def key(self, one: T) -> str:
        """Return what a thing is known by."""
        raise NotImplementedError

    def words(self, one: T, column: int) -> str:
        """Return what stands in a cell."""
        raise NotImplementedError

    # --- for the window

    def show(self, things: Iterable[T]) -> None:
        """Show these in this order; what is the same stays untouched."""
        new = {self.key(one): one for one in things}
        rows = list(new.values())
        for step in steps(self.keys(), list(new)):
            self._take(step, rows)
        self._renew(rows)

    def keys(self) -> list[str]:
        """The keys from top to bottom."""
        return [self.key(one) for one in self._rows]

    def line(self, row: int) -> T | None:
        """Return what stands in a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row(self, key: str) -> int:
        """Return where a thing stands; -1 if it does not."""
        return next((row for row, one in enumerate(self._rows) if self.key(one) == key), -1)

    def _take(self, step: Remove | Move | Insert, new: list[T]) -> None:
        if isinstance(step, Remove):
            self.beginRemoveRows(_NOWHERE, step.first, step.last)
            del self._rows[step.first : step.last + 1]
            self.endRemoveRows()
        elif isinstance(step, Insert):
            self.beginInsertRows(_NOWHERE, step.first, step.last)
            self._rows[step.first : step.first] = new[step.first : step.last + 1]
            self.endInsertRows()
        else:
            target = step.target + (step.target > step.source)  # Qt counts it before the row is taken out
            self.beginMoveRows(_NOWHERE, step.source, step.source, _NOWHERE, target)
            self._rows.insert(step.target, self._rows.pop(step.source))
            self.endMoveRows()

    def _renew(self, new: list[T]) -> None:
        """Say what changed within rows that stayed."""
        for row, one in enumerate(new):
            known = self._rows[row]
            if known is not one and known != one:
                self._rows[row] = one
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._heads) - 1))

    # --- for Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802  Qt's name
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802  Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Return what a column is called."""
        named = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if named else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return what a cell says; the first one says all to who hears it."""
        one = self.line(index.row()) if index.isValid() else None
        if one is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(one, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.words(one, index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._heard(one, index.column())
        return None

    def _heard(self, one: T, column: int) -> str:
        columns = (column,) if column else range(len(self._heads))
        return ", ".join(said for place in columns if (said := self.words(one, place)))
