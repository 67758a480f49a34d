"""A few lines of a log with the one that tells why: plain text in letters of one width, to be selected and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontDatabase, QPainter, QPalette, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from supporttray.core.triage import Verdict

MARK = "►"
_MOST = 14  # lines that are seen at once
_AIR = 6
_WASH = 0.22  # of the highlight's colour, below what is marked


class Excerpt(QPlainTextEdit):
    """Shows a verdict's lines. The marked one has an arrow at its number and a ground of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, ...] = ()
        self._marked, self._first = -1, 0
        self._margin = Margin(self)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as every log is
        self.setAccessibleName(self.tr("Lines of the log"))
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.updateRequest.connect(self._follow)
        self.hide()

    def draw(self, verdict: Verdict | None) -> None:
        """Show the lines of a verdict; where it has none go away. What stands there already keeps its selection."""
        shown = (verdict.around or ((verdict.text,) if verdict.text else ())) if verdict else ()
        marked = _marked(shown, verdict.text) if verdict else -1
        first = verdict.line - max(marked, 0) if verdict and verdict.line else 0
        if (shown, marked, first) != (self._shown, self._marked, self._first):
            self._shown, self._marked, self._first = shown, marked, first
            self.setPlainText("\n".join(shown))
            self._mark()
            self._fit()
        self.setVisible(bool(shown))

    @property
    def line(self) -> str:
        """The line in which the cursor is: the marked one, unless a person went to another."""
        return self.textCursor().block().text()

    def said(self, block: int) -> str:
        """Return what stands beside a line: its number, and an arrow where it is the one."""
        number = f"{self._first + block}" if self._first > 0 else ""
        return f"{MARK} {number}".rstrip() if block == self._marked else number

    @property
    def margin(self) -> int:
        """How wide the numbers are."""
        return self.fontMetrics().horizontalAdvance(f"{MARK} {self._first + len(self._shown)} ")

    def _mark(self) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        if self._marked >= 0:
            cursor = QTextCursor(self.document().findBlockByNumber(self._marked))
            self.setTextCursor(cursor)
            mark = QTextEdit.ExtraSelection()
            wash = self.palette().color(QPalette.ColorRole.Highlight)
            wash.setAlphaF(_WASH)
            mark.format.setBackground(wash)
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # noqa: FBT003  Qt's argument
            mark.cursor = cursor
            marks.append(mark)
        self.setExtraSelections(marks)

    def _fit(self) -> None:
        """Be as high as the lines are, up to a limit; and as the bar below them, where they are longer than there is room."""
        self.setViewportMargins(self.margin, 0, 0, 0)
        metrics = self.fontMetrics()
        lines = min(max(len(self._shown), 1), _MOST)
        longest = max((metrics.horizontalAdvance(line) for line in self._shown), default=0)
        room = self.contentsRect().width() - self.margin - 2 * _AIR
        bar = self.horizontalScrollBar().sizeHint().height() if longest > room else 0
        self.setFixedHeight(lines * metrics.lineSpacing() + bar + 2 * self.frameWidth() + 2 * _AIR)
        box = self.contentsRect()
        self._margin.setGeometry(QRect(box.left(), box.top(), self.margin, box.height()))

    def _follow(self, _rect: QRect, _dy: int) -> None:
        self._margin.update()

    def blocks(self) -> list[tuple[int, QRect]]:
        """Return which lines are seen, and where."""
        found, block = [], self.firstVisibleBlock()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if box.top() > self.viewport().height():
                break
            found.append((block.blockNumber(), box))
            block = block.next()
        return found

    # --- Qt's

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Keep the numbers at their side."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Follow the desktop from light to dark, and to other letters."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            self._mark()
        elif event.type() == event.Type.FontChange:
            self._fit()


class Margin(QWidget):
    """The numbers of the lines."""

    def __init__(self, excerpt: Excerpt) -> None:
        super().__init__(excerpt)
        self._excerpt = excerpt

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Return how wide they are."""
        return QSize(self._excerpt.margin, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw those that are seen."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.AlternateBase))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(self._excerpt.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        for number, box in self._excerpt.blocks():
            area = QRect(0, box.top(), self.width() - _AIR, box.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self._excerpt.said(number))


def _marked(lines: tuple[str, ...], text: str) -> int:
    """Return which of the lines is the one that is meant; it may have been shortened where it is quoted."""
    whole = text.removesuffix("…").strip()
    exact = next((place for place, line in enumerate(lines) if line.strip() == whole), -1)
    if exact >= 0 or not whole:
        return exact
    return next((place for place, line in enumerate(lines) if whole in line), -1)
