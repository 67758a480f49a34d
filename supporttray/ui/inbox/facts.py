"""What is known of an item, in paragraphs: the name of each beside what it says. The lines are kept and used again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QWidget

from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

SOFT = 0.75  # still easy to read


class Facts(QWidget):
    """Names at the left, texts at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[Label, Label]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    @property
    def text(self) -> str:
        """All that is shown."""
        return "\n".join(f"{name.text()}: {text.text()}" for name, text in self._rows if text.text())

    def draw(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these and no others."""
        while len(self._rows) < len(lines):
            self._add()
        for number, (name, text) in enumerate(self._rows):
            said = lines[number] if number < len(lines) else ("", "")
            name.say(said[0] if said[1] else "")
            text.say(said[1])
            text.setAccessibleName(f"{said[0]}: {said[1]}")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Follow the desktop from light to dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for name, _ in self._rows:
                calm(name)

    def _add(self) -> None:
        row = len(self._rows)
        name, text = Label(), Label()
        name.setWordWrap(False)
        calm(name)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, row, 0, top)
        self._grid.addWidget(text, row, 1, top)
        self._rows.append((name, text))


def calm(label: Label) -> None:
    """Write a label in a softer shade of the desktop's own colour."""
    palette = QPalette()
    ink = palette.color(QPalette.ColorRole.WindowText)
    ink.setAlphaF(SOFT)
    palette.setColor(QPalette.ColorRole.WindowText, ink)
    label.setPalette(palette)
