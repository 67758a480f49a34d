"""The swaps that are not over, and the way to take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from supporttray.core.duty import Rota
from supporttray.ui.duty.words import swap, zone_of
from supporttray.ui.part.label import tip

if TYPE_CHECKING:
    from supporttray.core.duty import SwapLine

_ROWS = 3  # that are seen without scrolling


class Swaps(QWidget):
    """A list of swaps; away while there is none. `removing` is emitted with the swap that a person takes back."""

    removing = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[SwapLine, ...] = ()
        self._writable: frozenset[str] = frozenset()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Swaps"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # a long line ends with …
        self.remove = QPushButton(self.tr("&Remove swap"))
        self.remove.setAutoDefault(True)
        self.remove.clicked.connect(self._remove)
        self.list.currentRowChanged.connect(self._chosen)
        name = QLabel(self.tr("&Swaps:"))
        name.setBuddy(self.list)
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name)
        layout.addLayout(row)
        self.show_rota(Rota())

    def show_rota(self, found: Rota) -> None:
        """Show a rota's swaps."""
        chosen = self._line
        self._writable = frozenset(source.name for source in found.sources if source.writable)
        if found.swaps != self._lines:
            self._lines = found.swaps
            zone = zone_of(found)
            self.list.clear()
            for line in found.swaps:
                self.list.addItem(swap(line, zone))
                self.list.item(self.list.count() - 1).setToolTip(tip(swap(line, zone)))
            row = found.swaps.index(chosen) if chosen in found.swaps else 0
            self.list.setCurrentRow(row)
            self._fit()
        self.setVisible(bool(found.swaps) and self.parentWidget() is not None)
        self._chosen()

    @property
    def _line(self) -> SwapLine | None:
        row = self.list.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def _fit(self) -> None:
        rows = max(1, min(_ROWS, len(self._lines)))
        height = max(self.list.sizeHintForRow(0), self.fontMetrics().height())
        self.list.setFixedHeight(rows * height + 2 * self.list.frameWidth() + 2)

    def _chosen(self, _row: int = 0) -> None:
        """What others keep is theirs to change."""
        line = self._line
        writable = line is not None and line.source in self._writable
        self.remove.setEnabled(writable)
        why = "" if writable or line is None else self.tr("It stands in a rota that only its owner can change.")
        self.remove.setToolTip(why)
        self.remove.setAccessibleDescription(why)

    def _remove(self) -> None:
        if line := self._line:
            self.removing.emit(line)
