"""What is next: one list across all sources, and what can be done about its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.part.doing import Do


class NextTab(QWidget):
    """The list. `page` is emitted with what a person wants to see."""

    page = Signal(object)

    def __init__(self, do: Do, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._do, self._clock = do, clock

    def draw(self, snapshot: Snapshot) -> None:
        """Something changed."""

    def choose(self, key: str) -> None:
        """Go to a row."""
