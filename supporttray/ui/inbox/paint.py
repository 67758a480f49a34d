"""Paints a need as a row: how urgent in shape and word, whence, its clock, its title and why. All rows are equally high."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionFocusRect, QStyleOptionViewItem

from supporttray.core.model import Urgency
from supporttray.core.text import isolated
from supporttray.ui.inbox.due import shape
from supporttray.ui.inbox.model import NeedModel
from supporttray.ui.part.tone import warning

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from supporttray.core.model import Need
    from supporttray.ui.part.picture import Pictures

SAID = 3  # lines that title and reason share
_TITLE = 2
_SIDE, _ABOVE, _GAP = 10, 8, 9
_PLATE = 5  # beside the words of what is late
_SMALLER = 0.9
_MUTED = 0.78  # of the text's colour: calm, and still easy to read


class _Fonts(NamedTuple):
    """What a row is written in."""

    base: QFont
    bold: QFont
    small: QFont
    small_bold: QFont


class NeedPaint(QStyledItemDelegate):
    """Draws the rows of a `NeedModel`."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self._key: object = None
        self._fonts_made: _Fonts | None = None

    def sizeHint(  # noqa: N802  Qt's name
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of every row."""
        fonts = self._fonts(option.font)
        small, base = QFontMetrics(fonts.small).height(), QFontMetrics(fonts.bold).height()
        return QSize(180, 2 * _ABOVE + small + 2 + SAID * base)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row."""
        model = index.model()
        if not isinstance(model, NeedModel) or (need := model.need(index.row())) is None:
            return
        self._ground(painter, option)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the places below are; each text has its own
        fonts, area = self._fonts(option.font), option.rect.adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        small = QFontMetrics(fonts.small)
        high = small.height() + 3
        picture = self._pictures.get(shape(need), high, option.widget)
        if need.urgency is Urgency.QUIET and option.state & QStyle.StateFlag.State_Selected:
            _sheet(painter, QRect(area.left() - 2, area.top() - 3, high + 4, high + 4), option)
        painter.drawPixmap(QPointF(area.left(), area.top() - 1), picture)
        area.setLeft(area.left() + high + _GAP)
        ink = _ink(option)
        head = QRect(area.left(), area.top(), area.width(), small.height())
        written = fonts._replace(small_bold=fonts.small) if need.urgency is Urgency.QUIET else fonts
        said = model.clock(need)
        if model.late(need):
            _plate(painter, head, fonts.small_bold, said, option)
            head.setRight(head.right() - QFontMetrics(fonts.small_bold).horizontalAdvance(said) - 2 * _PLATE - _GAP)
            said = ""
        self._head(painter, head, written, (model.word(need), need.source, said), ink)
        area.setTop(head.bottom() + 3)
        self._words(painter, area, fonts, need, ink)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        if not option.state & QStyle.StateFlag.State_Selected:
            line = option.palette.color(QPalette.ColorRole.Text)
            line.setAlphaF(0.15)
            painter.setPen(line)
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            focus = QStyleOptionFocusRect()
            focus.initFrom(option.widget)
            focus.rect, focus.state = option.rect, option.state
            style.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, focus, painter, option.widget)

    def _head(self, painter: QPainter, area: QRect, fonts: _Fonts, words: tuple[str, str, str], ink: QColor) -> None:
        """Draw urgency and source, and the clock at the other end."""
        urgency, source, clock = words
        small, bold = QFontMetrics(fonts.small), QFontMetrics(fonts.small_bold)
        _line(painter, area, fonts.small, ink, clock, Qt.AlignmentFlag.AlignRight)
        left = QRect(area)
        left.setRight(area.right() - small.horizontalAdvance(clock) - _GAP)
        _line(painter, left, fonts.small_bold, ink, bold.elidedText(urgency, Qt.TextElideMode.ElideRight, left.width()))
        left.setLeft(left.left() + bold.horizontalAdvance(f"{urgency} "))
        if source and left.width() > 0:
            said = small.elidedText(f"· {isolated(source)}", Qt.TextElideMode.ElideRight, left.width())
            _line(painter, left, fonts.small, _muted(ink), said)

    def _words(self, painter: QPainter, area: QRect, fonts: _Fonts, need: Need, ink: QColor) -> None:
        """Draw the title, and the reason in the lines that the title leaves."""
        quiet = need.urgency is Urgency.QUIET
        font = fonts.base if quiet else fonts.bold
        height = QFontMetrics(fonts.bold).height()
        title = lines(need.title, font, area.width(), _TITLE)
        because = lines(need.because, fonts.small, area.width(), SAID - len(title))
        area.setHeight(height)
        for text, parts, written, colour in (
            (need.title, title, font, _muted(ink) if quiet else ink),
            (need.because, because, fonts.small, _muted(ink)),
        ):
            painter.setLayoutDirection(direction(text))
            for line in parts:
                _line(painter, area, written, colour, line)
                area.translate(0, height)

    def _fonts(self, base: QFont) -> _Fonts:
        key = base.key()
        if self._fonts_made is None or key != self._key:
            self._key = key
            small = QFont(base)
            small.setPointSizeF(base.pointSizeF() * _SMALLER)
            self._fonts_made = _Fonts(QFont(base), _bold(base), small, _bold(small))
        return self._fonts_made


def lines(text: str, font: QFont, width: int, limit: int) -> list[str]:
    """Return the text in at most `limit` lines that fit into the width; the last one says with … that there is more."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[str] = []
    while text and len(found) < limit:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start = _utf16(text, line.textStart())
        if len(found) == limit - 1:
            found.append(QFontMetrics(font).elidedText(text[start:], Qt.TextElideMode.ElideRight, width))
        else:
            found.append(text[start : _utf16(text, line.textStart() + line.textLength())].rstrip())
    layout.endLayout()
    return found


def direction(text: str) -> Qt.LayoutDirection:
    """Return how a text reads: as its first letter does."""
    if text.isascii():
        return Qt.LayoutDirection.LeftToRight
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return Qt.LayoutDirection.LeftToRight if first == "L" else Qt.LayoutDirection.RightToLeft


def _utf16(text: str, place: int) -> int:
    """Return the place in Python's string of a place in Qt's, where letters beyond 65,535 count twice."""
    if text.isascii():
        return place
    return len(text.encode("utf-16-le")[: 2 * place].decode("utf-16-le", "ignore"))


def _plate(painter: QPainter, area: QRect, font: QFont, text: str, option: QStyleOptionViewItem) -> None:
    """Draw what is late at the right end, on a ground of its own: it is seen first, also without colours."""
    width = QFontMetrics(font).horizontalAdvance(text) + 2 * _PLATE
    plate = QRect(area.right() + 1 - width, area.top() - 1, width, area.height() + 2)
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.Highlight if selected else QPalette.ColorRole.Base
    paper = option.palette.color(_group(option), role)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_ink(option) if selected else warning(option.palette))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawRoundedRect(plate, 3, 3)
    _line(painter, plate, font, paper, text, Qt.AlignmentFlag.AlignHCenter)


def _sheet(painter: QPainter, area: QRect, option: QStyleOptionViewItem) -> None:
    """Lay the list's own ground below a calm shape: its grey is for that, and is lost on the colour of what is selected."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(option.palette.color(QPalette.ColorRole.Base))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawRoundedRect(area, 3, 3)


def _line(
    painter: QPainter,
    area: QRect,
    font: QFont,
    ink: QColor,
    text: str,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw one line; what reads from right to left begins at the right."""
    painter.setFont(font)
    painter.setPen(ink)
    flags = side | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(area, int(flags) | int(Qt.TextFlag.TextSingleLine), text)


def _ink(option: QStyleOptionViewItem) -> QColor:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
    return option.palette.color(_group(option), role)


def _group(option: QStyleOptionViewItem) -> QPalette.ColorGroup:
    active = bool(option.state & QStyle.StateFlag.State_Active)
    return QPalette.ColorGroup.Normal if active else QPalette.ColorGroup.Inactive


def _muted(ink: QColor) -> QColor:
    calm = type(ink)(ink)
    calm.setAlphaF(_MUTED)
    return calm


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setBold(True)
    return made
