"""The tests that failed by chance: which, in what build, how often, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from supporttray.core.builds import AskFlaky, Flaky
from supporttray.core.display import day
from supporttray.ui.part.label import Label, tip
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from supporttray.ui.part.doing import Do

_NAMES = 2  # columns that share the room: names may have no end
_NARROWEST = 14  # average letters of a column


class FlakyPage(QWidget):
    """A table, the most frequent first. `ask` reads it anew."""

    def __init__(self, do: Do, zone: Callable[[], tzinfo | None]) -> None:
        super().__init__()
        self._do, self._zone = do, zone
        self._shown: tuple[Flaky, ...] | None = None
        self.said = Label()
        heads = (self.tr("Test"), self.tr("Build"), self.tr("How often"), self.tr("First"), self.tr("Last"))
        self.table = QTableWidget(0, len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setAccessibleName(self.tr("Flaky tests"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        columns = self.table.horizontalHeader()
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        columns.setMinimumSectionSize(_NARROWEST * self.fontMetrics().averageCharWidth())
        for column in range(len(heads)):
            fits = column >= _NAMES
            mode = QHeaderView.ResizeMode.ResizeToContents if fits else QHeaderView.ResizeMode.Stretch
            columns.setSectionResizeMode(column, mode)
        layout = QVBoxLayout(self)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addStretch()
        self.table.hide()

    def ask(self) -> None:
        """Ask which there are."""
        self._do(AskFlaky(), self._learn)

    def _learn(self, result: object) -> None:
        if isinstance(result, BaseException):
            self.said.say(" — ".join(part.rstrip(".") for part in told(result) if part))
        elif isinstance(result, tuple) and result != self._shown:
            self._shown = tuple(one for one in result if isinstance(one, Flaky))
            self._fill(self._shown)

    def _times(self, count: int) -> str:
        return self.tr("once") if count == 1 else self.tr("{n} times").format(n=count)

    def _fill(self, found: tuple[Flaky, ...]) -> None:
        none = self.tr("No test has failed by chance in the last 30 days.")
        head = self.tr("These failed, and passed with the same commit, in the last 30 days:")
        self.said.say(head if found else none)
        self.table.setVisible(bool(found))
        self.table.setRowCount(len(found))
        zone = self._zone()
        for row, one in enumerate(found):
            cells = (one.name, one.build, self._times(one.times), day(one.first, zone), day(one.last, zone))
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(tip(text))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.table.setItem(row, column, item)
