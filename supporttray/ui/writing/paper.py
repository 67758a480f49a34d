"""Shows a text as Slack will show it. It is drawn from spans with formats; nothing that somebody wrote is ever read as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QPainter,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLength,
    QTextOption,
)
from PySide6.QtWidgets import QTextBrowser

from supporttray.core.mrkdwn import rows
from supporttray.core.pieces import pieces
from supporttray.ui import link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QPaintEvent

    from supporttray.core.mrkdwn import Row, Span

_QUOTED = QTextFormat.Property.UserProperty + 1
_INDENT = 14.0
_BAR = 3.0
_BAR_SHADE, _CODE_SHADE = 0.4, 0.09  # of the letters' colour; themes have no colour of which this is sure


class Paper(QTextBrowser):
    """A text as Slack shows it; a long one with a line between its messages. Links open in the browser only."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._messages: Sequence[Sequence[Row]] = ()
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.anchorClicked.connect(_open)
        self.document().setDefaultTextOption(_by_its_letters())

    def draw(self, text: str) -> None:
        """Show a text; the place that is looked at stays."""
        self.lay_out(messages(text))

    def lay_out(self, told: Sequence[Sequence[Row]]) -> None:
        """Show rows, with a line between the messages that they make."""
        self._messages = told
        place = self.verticalScrollBar().value()
        fill(self.document(), told, self.palette())
        self.moveCursor(QTextCursor.MoveOperation.Start)  # it was pushed to the end, and would be shown first
        self.verticalScrollBar().setValue(place)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Draw anew in the colours of the light or the dark."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and self._messages:
            self.lay_out(self._messages)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw a bar beside what is quoted."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        shift = QPointF(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().property(_QUOTED):
                box = self.document().documentLayout().blockBoundingRect(block).translated(shift)
                right = block.textDirection() is Qt.LayoutDirection.RightToLeft
                left = self.viewport().width() - _INDENT / 2 if right else self.document().documentMargin() + _BAR / 2
                painter.fillRect(QRectF(left, box.top(), _BAR, box.height()), _shade(self.palette(), _BAR_SHADE))
            block = block.next()
        painter.end()


def messages(text: str) -> tuple[tuple[Row, ...], ...]:
    """Return what Slack shows for a text, message by message."""
    return tuple(rows(piece) for piece in pieces(text))


def write(document: QTextDocument, text: str) -> None:
    """Fill a document with what Slack shows for a text in no colours, for a clipboard."""
    fill(document, messages(text), None)


def fill(document: QTextDocument, told: Sequence[Sequence[Row]], palette: QPalette | None) -> None:
    """Fill a document with messages; without a palette in no colours."""
    document.clear()
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    first = True
    for number, message in enumerate(told):
        for place, row in enumerate(message):
            look = _block(row, palette)
            if number and not place:
                _rule(cursor)
            if first:
                cursor.setBlockFormat(look)
            else:
                cursor.insertBlock(look, QTextCharFormat())
            first = False
            for span in row.spans:
                cursor.insertText(span.text, _look(span, None if row.block else palette))
    cursor.endEditBlock()


def _rule(cursor: QTextCursor) -> None:
    """Draw a line below the last message."""
    look = cursor.blockFormat()
    look.setProperty(
        QTextFormat.Property.BlockTrailingHorizontalRulerWidth, QTextLength(QTextLength.Type.PercentageLength, 100)
    )
    cursor.setBlockFormat(look)


def _block(row: Row, palette: QPalette | None) -> QTextBlockFormat:
    look = QTextBlockFormat()
    if row.quoted:
        look.setProperty(_QUOTED, True)  # noqa: FBT003  Qt's argument
        look.setLeftMargin(_INDENT)
        look.setRightMargin(_INDENT)  # where a line that runs to the left begins
    if row.block and palette:
        look.setBackground(_shade(palette, _CODE_SHADE))
    return look


def _look(span: Span, palette: QPalette | None) -> QTextCharFormat:
    look = QTextCharFormat()
    if span.bold:
        look.setFontWeight(QFont.Weight.Bold)
    look.setFontItalic(span.italic)
    look.setFontStrikeOut(span.strike)
    if span.code:
        look.setFontFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
        look.setFontFixedPitch(True)
        if palette:
            look.setBackground(_shade(palette, _CODE_SHADE))
    if span.url:
        look.setAnchor(True)
        look.setAnchorHref(span.url)
        look.setFontUnderline(True)
        if palette:
            look.setForeground(palette.link())
    return look


def _shade(palette: QPalette, share: float) -> QColor:
    colour = palette.color(QPalette.ColorRole.Text)
    colour.setAlphaF(share)
    return colour


def _by_its_letters() -> QTextOption:
    """Each line runs as its letters do."""
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _open(url: QUrl) -> None:
    link.open_page(url.toString())
