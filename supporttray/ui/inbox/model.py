"""The rows of the inbox for Qt: they change by key, and nothing is worked out for a row before somebody looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from supporttray.core.model import Need, Urgency
from supporttray.ui.inbox import due
from supporttray.ui.inbox.change import Insert, Move, Remove, steps
from supporttray.ui.part.label import tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, tzinfo

_NOWHERE = QModelIndex()


class NeedModel(QAbstractListModel):
    """Needs in rows; `clock` tells the ages, and `zone` whose times of day are told (the machine's if none)."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self.zone: tzinfo | None = None
        self._needs: list[Need] = []
        self._words = {
            Urgency.URGENT: self.tr("Urgent"),
            Urgency.NEEDS_YOU: self.tr("Needs you"),
            Urgency.QUIET: self.tr("Quiet"),
        }

    # --- for the window

    def show(self, needs: Iterable[Need]) -> None:
        """Show these needs in this order; what is the same stays untouched."""
        new = list({need.key: need for need in needs}.values())
        keys = [need.key for need in new]
        for step in steps(self.keys(), keys):
            self._take(step, new)
        self._renew(new)

    def keys(self) -> list[str]:
        """The keys from top to bottom."""
        return [need.key for need in self._needs]

    def need(self, row: int) -> Need | None:
        """Return the need in a row."""
        return self._needs[row] if 0 <= row < len(self._needs) else None

    def row(self, key: str) -> int:
        """Return where a need stands; -1 if it does not."""
        return next((row for row, need in enumerate(self._needs) if need.key == key), -1)

    def word(self, need: Need) -> str:
        """Return a need's urgency in a word."""
        return self._words[need.urgency]

    def clock(self, need: Need) -> str:
        """Return how much of a need's time is left, or how old it is."""
        return due.told(need, self._clock(), self.zone)

    def late(self, need: Need) -> bool:
        """Return whether a need's time is over."""
        return due.late(need, self._clock())

    def _take(self, step: Remove | Move | Insert, new: list[Need]) -> None:
        if isinstance(step, Remove):
            self.beginRemoveRows(_NOWHERE, step.first, step.last)
            del self._needs[step.first : step.last + 1]
            self.endRemoveRows()
        elif isinstance(step, Insert):
            self.beginInsertRows(_NOWHERE, step.first, step.last)
            self._needs[step.first : step.first] = new[step.first : step.last + 1]
            self.endInsertRows()
        else:
            # Qt counts the target before the row is taken out
            target = step.target + (step.target > step.source)
            self.beginMoveRows(_NOWHERE, step.source, step.source, _NOWHERE, target)
            self._needs.insert(step.target, self._needs.pop(step.source))
            self.endMoveRows()

    def _renew(self, new: list[Need]) -> None:
        """Say what changed within rows that stayed, neighbours in one breath."""
        first = None
        for row, need in enumerate(new):
            known = self._needs[row]
            if known is not need and known != need:
                self._needs[row] = need
                first = row if first is None else first
            elif first is not None:
                self.dataChanged.emit(self.index(first), self.index(row - 1))
                first = None
        if first is not None:
            self.dataChanged.emit(self.index(first), self.index(len(new) - 1))

    # --- for Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802  Qt's name
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._needs)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return what a row says."""
        need = self.need(index.row()) if index.isValid() else None
        if need is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return need.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{need.title} — {need.because}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (need.title, need.because, self.clock(need), need.source)
            return f"{need.urgency.word}: {', '.join(part for part in parts if part)}"
        return None
