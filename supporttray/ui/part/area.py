"""A page that scrolls where the screen is small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Area(QScrollArea):
    """Scrolls up and down only; what can be reached in it brings itself into view."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def reveal(self, part: QWidget) -> None:
        """Bring a part of the page into view."""
        self.ensureWidgetVisible(part)


class Short(Area):
    """As high as what stands in it, and `most` at the most; `fit` is called when that is something else."""

    def __init__(self, page: QWidget, most: int) -> None:
        super().__init__(page)
        self._most = most
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def fit(self) -> None:
        """Take the height that is needed in this width."""
        page = self.widget()
        layout = page.layout() if page else None
        needed = layout.totalHeightForWidth(self.viewport().width()) if layout else 0
        self.setFixedHeight(min(max(needed, 0), self._most))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """In another width the lines break elsewhere."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()
