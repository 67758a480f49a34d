"""The rows of the builds for Qt: they change by key, so that what is chosen and where one looks survive every answer."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from supporttray.ui.builds import word
from supporttray.ui.inbox.change import Insert, Move, Remove, steps
from supporttray.ui.part.label import tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from supporttray.core.builds import Line

_NOWHERE = QModelIndex()


class Column(IntEnum):
    """What stands in a row, in this order."""

    STATE = 0
    BUILD = 1
    RECENT = 2
    SINCE = 3
    WHY = 4
    WHO = 5


class BuildModel(QAbstractTableModel):
    """Lines in rows; `clock` tells the ages."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._lines: list[Line] = []
        self._heads = {
            Column.STATE: self.tr("State"),
            Column.BUILD: self.tr("Build"),
            Column.RECENT: self.tr("Last runs"),
            Column.SINCE: self.tr("Since"),
            Column.WHY: self.tr("Why"),
            Column.WHO: self.tr("Who"),
        }

    # --- for the window

    def show(self, lines: Iterable[Line]) -> None:
        """Show these lines in this order; what is the same stays untouched."""
        new = list({line.key: line for line in lines}.values())
        for step in steps(self.keys(), [line.key for line in new]):
            self._take(step, new)
        self._renew(new)

    def keys(self) -> list[str]:
        """The keys from top to bottom."""
        return [line.key for line in self._lines]

    def line(self, row: int) -> Line | None:
        """Return the build in a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row(self, key: str) -> int:
        """Return where a build stands; -1 if it does not."""
        return next((row for row, line in enumerate(self._lines) if line.key == key), -1)

    def words(self, line: Line, column: int) -> str:
        """Return what stands in a cell."""
        return _TOLD[column](line, self._clock())

    def _take(self, step: Remove | Move | Insert, new: list[Line]) -> None:
        if isinstance(step, Remove):
            self.beginRemoveRows(_NOWHERE, step.first, step.last)
            del self._lines[step.first : step.last + 1]
            self.endRemoveRows()
        elif isinstance(step, Insert):
            self.beginInsertRows(_NOWHERE, step.first, step.last)
            self._lines[step.first : step.first] = new[step.first : step.last + 1]
            self.endInsertRows()
        else:
            target = step.target + (step.target > step.source)  # Qt counts it before the row is taken out
            self.beginMoveRows(_NOWHERE, step.source, step.source, _NOWHERE, target)
            self._lines.insert(step.target, self._lines.pop(step.source))
            self.endMoveRows()

    def _renew(self, new: list[Line]) -> None:
        """Say what changed within rows that stayed."""
        for row, line in enumerate(new):
            known = self._lines[row]
            if known is not line and known != line:
                self._lines[row] = line
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    # --- for Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802  Qt's name
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802  Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Return what a column is called."""
        named = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[Column(section)] if named else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return what a cell says; the first one says all to who hears it."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(line, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.words(line, index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            columns = Column if index.column() == Column.STATE else (Column(index.column()),)
            return ", ".join(said for column in columns if (said := self.words(line, column)))
        return None


def _state(line: Line, _now: datetime) -> str:
    return word.state(line)


def _build(line: Line, _now: datetime) -> str:
    return " — ".join(part for part in (line.title, word.place(line)) if part)


def _recent(line: Line, _now: datetime) -> str:
    return word.recent(line.recent)


def _why(line: Line, _now: datetime) -> str:
    if line.verdict:
        return word.cause(line.verdict)
    return QCoreApplication.translate("build", "being looked into…") if line.state == word.RED else ""


def _who(line: Line, _now: datetime) -> str:
    return line.owner


_TOLD: tuple[Callable[[Line, datetime], str], ...] = (_state, _build, _recent, word.since, _why, _who)  # by column
