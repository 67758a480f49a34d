"""The difference of two texts, line by line: what comes and what goes has a sign and a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QTextDocument

_INK = {"+": ("#116329", "#7ee787"), "-": ("#a40e26", "#ff9492")}  # on light, on dark
_LINES_SEEN = 8
_HALF = 128


class Difference(QPlainTextEdit):
    """Lines to be read; the Tab key goes on from here."""

    _ink: _Ink | None = None  # Qt tells of palettes before it is made

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setAccessibleName(self.tr("The difference, line by line"))
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES_SEEN)
        self._ink = _Ink(self.document())
        self._ink.take(self.palette())

    def say(self, lines: Iterable[str]) -> None:
        """Show lines that begin with + or - or neither; the keys are there at the beginning."""
        self.setPlainText("\n".join(lines))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Take the colours anew when the desktop becomes dark or light."""
        super().changeEvent(event)
        if self._ink and event.type() is QEvent.Type.PaletteChange:
            self._ink.take(self.palette())


class _Ink(QSyntaxHighlighter):
    """Colours a line by its first letter."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}

    def take(self, palette: QPalette) -> None:
        """Take colours that can be read on a palette's ground."""
        dark = palette.color(QPalette.ColorRole.Base).lightness() < _HALF
        self._formats = {sign: _format(inks[dark]) for sign, inks in _INK.items()}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802  Qt's name
        """Colour one line."""
        found = self._formats.get(text[:1])
        if found:
            self.setFormat(0, len(text), found)


def _format(ink: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(ink))
    made.setFontWeight(QFont.Weight.DemiBold)
    return made
