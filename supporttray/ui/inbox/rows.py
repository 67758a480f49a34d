"""The list of the inbox: what is selected, where it is scrolled to and what the keys do survive every redraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from supporttray.ui.inbox.model import NeedModel
from supporttray.ui.inbox.paint import NeedPaint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, tzinfo

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QHideEvent, QShowEvent

    from supporttray.core.model import Need
    from supporttray.ui.part.picture import Pictures

AGES_MS = 20_000  # ages are told in minutes


class NeedList(QListView):
    """Needs to choose from. `chosen` says that another one is selected (or none), or that the selected one changed."""

    chosen = Signal()

    def __init__(self, pictures: Pictures, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._needs = NeedModel(clock)
        self._paint = NeedPaint(pictures)
        self._busy = False
        self.setModel(self._needs)
        self.setItemDelegate(self._paint)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("What needs you"))
        self.setAccessibleDescription(self.tr("The most urgent first. J and K move, Enter opens the page."))
        self.ages = QTimer(self)
        self.ages.setInterval(AGES_MS)
        self.ages.timeout.connect(self.viewport().update)

    def draw(self, needs: Iterable[Need], *, hold: str = "", zone: tzinfo | None = None) -> None:
        """Show these needs. Where the selected one goes the next is selected, unless it is the one to `hold`."""
        self._needs.zone = zone
        before, order, top = self.current(), self._needs.keys(), self._top()
        self._busy = True
        self._needs.show(needs)
        self._busy = False
        self._settle(before.key if before else "", order, hold)
        self._back_to(top)
        now = self.current()
        if now is not before and now != before:
            self.chosen.emit()

    def current(self) -> Need | None:
        """The need that is selected."""
        return self._needs.need(self.currentIndex().row())

    def select(self, key: str) -> bool:
        """Select a need; return whether it is in the list."""
        row = self._needs.row(key)
        if row >= 0:
            self.setCurrentIndex(self._needs.index(row))
        return row >= 0

    def step(self, rows: int) -> None:
        """Go some rows down, or up."""
        last = self._needs.rowCount() - 1
        row = self.currentIndex().row() + rows if self.currentIndex().isValid() else 0
        if last >= 0:
            self.setCurrentIndex(self._needs.index(min(max(row, 0), last)))

    def _settle(self, key: str, order: list[str], hold: str) -> None:
        """Select what was selected, or what comes after it."""
        if key and key == hold and self._needs.row(key) < 0:
            self.setCurrentIndex(QModelIndex())
            return
        if not key and hold:
            return
        row = self._needs.row(key) if key else 0
        if row < 0:
            row = max(0, self._needs.row(self._heir(key, order)))
        index = self._needs.index(row)
        if index != self.currentIndex():
            self._busy = True
            self.setCurrentIndex(index)
            self._busy = False

    def _heir(self, key: str, order: list[str]) -> str:
        """Return what came after a row that went, or before it."""
        place, here = order.index(key), set(self._needs.keys())
        return next((one for one in (*order[place:], *reversed(order[:place])) if one in here), "")

    def _top(self) -> tuple[str, int]:
        """Return the row at the upper edge, and how much of it is above; nothing at the very top, where news should be seen."""
        if not self.verticalScrollBar().value():
            return "", 0
        index = self.indexAt(self.viewport().rect().topLeft())
        need = self._needs.need(index.row())
        return (need.key, self.visualRect(index).top()) if need else ("", 0)

    def _back_to(self, top: tuple[str, int]) -> None:
        """Scroll so that the same row stands at the upper edge."""
        key, offset = top
        row = self._needs.row(key) if key else -1
        if row >= 0:
            self.executeDelayedItemsLayout()
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self._needs.index(row)).top() - offset)

    # --- Qt's

    def currentChanged(  # noqa: N802  Qt's name
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tell it, unless it happens within a redraw."""
        super().currentChanged(current, previous)
        if not self._busy:
            self.chosen.emit()

    def selectionCommand(  # noqa: N802  Qt's name
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Keep the selection where a click meets no row."""
        if not index.isValid() and event is not None:
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802  Qt's name
        """Do nothing: letters are actions here, and there is a search field."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Let the ages go on."""
        super().showEvent(event)
        self.ages.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Let them rest while nobody looks."""
        super().hideEvent(event)
        self.ages.stop()
