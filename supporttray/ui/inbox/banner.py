"""What cannot be seen right now, and a button to look again; there only while it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from supporttray.ui.part.label import Label
from supporttray.ui.tray.drawing import CANNOT_SEE

if TYPE_CHECKING:
    from supporttray.ui.part.picture import Pictures
    from supporttray.ui.tray.drawing import Drawing

SHOWN = 4
_SHAPE = 20


class Banner(QFrame):
    """One line a service that cannot be seen, or why nothing is looked for any more."""

    look = Signal()

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self._shape = QLabel()
        self._lines = Label()
        self.look_now = QPushButton(self.tr("&Look now"))
        self.look_now.setAccessibleDescription(self.tr("Ask every service again at once"))
        self.look_now.clicked.connect(self.look)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(self.tr("What cannot be seen"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(10)
        layout.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._lines, 1)
        layout.addWidget(self.look_now, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._lines.text()

    def draw(self, drawing: Drawing) -> None:
        """Say what the drawing says. Where the engine ended there is nobody who could look."""
        lines = [drawing.hint] if drawing.hint else []
        lines += drawing.blind[:SHOWN]
        if len(drawing.blind) > SHOWN:
            lines.append(self.tr("and {count} more").format(count=len(drawing.blind) - SHOWN))
        self._lines.say("\n".join(lines))
        self.look_now.setVisible(not drawing.hint)
        if lines:
            self._shape.setPixmap(self._pictures.get(CANNOT_SEE, _SHAPE, self))
            self.setAccessibleDescription(" ".join(lines))
        self.setVisible(bool(lines))
