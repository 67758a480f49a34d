"""Paints the cells of a list in columns. All rows are equally high.

A row is drawn at every step of the wheel, so what was measured once is kept, and flags are numbers: Python's own are slow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QStaticText, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from supporttray.ui.grid.model import GridModel
from supporttray.ui.inbox.paint import direction

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPixmap
    from PySide6.QtWidgets import QWidget

T = TypeVar("T")
SIDE, ABOVE, GAP = 5, 5, 6
_MUTED = 0.78  # of the text's colour: calm, and still easy to read
_KEPT = 1024  # texts that are kept as they were laid out
_SELECTED = QStyle.StateFlag.State_Selected.value
_ACTIVE = QStyle.StateFlag.State_Active.value
_RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft


class Cut(NamedTuple):
    """A text as it was shortened and laid out, and how wide it is."""

    text: QStaticText
    width: float


class Cell(NamedTuple):
    """Where one cell is drawn, and how: in which inks, on what ground, from which side."""

    painter: QPainter
    area: QRect
    widget: QWidget
    palette: QPalette
    ink: QColor
    muted: QColor
    selected: bool
    mirrored: bool

    def placed(self, left: int, width: int) -> QRect:
        """Return the part of the cell that begins so far from its leading edge."""
        start = self.area.right() + 1 - left - width if self.mirrored else self.area.left() + left
        return QRect(start, self.area.top(), width, self.area.height())


class GridPaint(QStyledItemDelegate, Generic[T]):
    """Draws the cells of a `GridModel`; `learn` says in which letters. A kind of list draws some cells otherwise than as text (`draw`)."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._cuts: dict[tuple[str, int, bool], Cut] = {}
        self._inks: dict[tuple[int, bool, bool], tuple[QColor, QColor, QColor]] = {}
        self.learn(font)

    def draw(self, cell: Cell, _one: T, _column: int, text: str) -> None:
        """Draw what stands in a cell."""
        self.text(cell, text)

    def learn(self, font: QFont) -> None:
        """Take the letters; what was measured in others is worth nothing."""
        self._font, self._bold = QFont(font), QFont(font)
        self._bold.setBold(True)
        self._metrics, self._bold_metrics = QFontMetrics(self._font), QFontMetrics(self._bold)
        self.high = self._metrics.height()
        self._cuts.clear()

    @property
    def height(self) -> int:
        """How high a row is."""
        return self.high + 2 * ABOVE

    def wide(self, text: str, shapes: int = 0) -> int:
        """Return how wide a cell must be for a bold text behind so many shapes."""
        return 2 * SIDE + shapes * (self.high + GAP) + self._bold_metrics.horizontalAdvance(text) + SIDE

    def sizeHint(  # noqa: N802  Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of every cell."""
        return QSize(10 * SIDE, self.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        model = index.model()
        if isinstance(model, GridModel) and (one := model.line(index.row())) is not None:
            column = index.column()
            self.draw(self._cell(painter, option), one, column, model.words(one, column))

    def _cell(self, painter: QPainter, option: QStyleOptionViewItem) -> Cell:
        """Return the cell; where the row is chosen its ground is drawn, and lines besides where the keyboard is."""
        state, rect, palette, widget = option.state.value, option.rect, option.palette, option.widget
        selected, active = bool(state & _SELECTED), bool(state & _ACTIVE)
        ground, ink, muted = self._ink(palette, selected=selected, active=active)
        if selected:
            painter.fillRect(rect, ground)
            if widget.hasFocus():
                painter.fillRect(rect.left(), rect.top() + 1, rect.width(), 1, ink)
                painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 1, ink)
        area = rect.adjusted(SIDE, 0, -SIDE, 0)
        return Cell(painter, area, widget, palette, ink, muted, selected, option.direction is _RIGHT_TO_LEFT)

    def _ink(self, palette: QPalette, *, selected: bool, active: bool) -> tuple[QColor, QColor, QColor]:
        """Return the colour of the ground, of what is written on it, and of what is written there calmly."""
        key = palette.cacheKey(), selected, active
        if key not in self._inks:
            group, role = _group(active=active), QPalette.ColorRole
            ground = palette.color(group, role.Highlight if selected else role.Base)
            ink = palette.color(group, role.HighlightedText if selected else role.Text)
            self._inks[key] = ground, ink, _mixed(ink, ground)
        return self._inks[key]

    # --- what may stand in a cell

    def shape(self, cell: Cell, picture: QPixmap, left: int = 0) -> None:
        """Draw a shape as high as the letters, so far from the leading edge."""
        place = cell.placed(left, self.high)
        place.setTop(cell.area.top() + ABOVE)
        place.setHeight(self.high)
        if cell.selected:  # on a ground of its own: the colours are made for that
            cell.painter.fillRect(place.adjusted(-1, -1, 1, 1), cell.palette.color(QPalette.ColorRole.Base))
        cell.painter.drawPixmap(QPointF(place.topLeft()), picture)

    def text(
        self,
        cell: Cell,
        text: str,
        left: int = 0,
        *,
        bold: bool = False,
        muted: bool = False,
        middle: bool = False,
        end: bool = False,
    ) -> int:
        """Draw a line of text so far from the leading edge (or at the `end` of the cell), and return how wide it is.

        What is too long loses its end, or its `middle`.
        """
        room = cell.area.width() - left
        if not text or room <= 0:
            return 0
        cut = self._cuts.get((text, room, bold)) or self._laid_out(text, room, bold=bold, middle=middle)
        painter, width = cell.painter, round(cut.width)
        painter.setFont(self._bold if bold else self._font)
        painter.setPen(cell.muted if muted else cell.ink)
        begin = max(left, cell.area.width() - width) if end else left
        painter.drawStaticText(cell.placed(begin, width).left(), cell.area.top() + ABOVE, cut.text)
        return width

    def _laid_out(self, text: str, room: int, *, bold: bool, middle: bool) -> Cut:
        """Return a text as it fits into the room; it has the direction of its own letters."""
        if len(self._cuts) >= _KEPT:
            self._cuts.clear()
        metrics = self._bold_metrics if bold else self._metrics
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        shown = QStaticText(metrics.elidedText(text, mode, room))
        shown.setTextFormat(Qt.TextFormat.PlainText)  # names come from outside
        option = QTextOption()
        option.setTextDirection(direction(text))
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        shown.setTextOption(option)
        shown.prepare(font=self._bold if bold else self._font)
        cut = self._cuts[text, room, bold] = Cut(shown, shown.size().width())
        return cut


def _mixed(ink: QColor, ground: QColor) -> QColor:
    """Return the ink as it would be if the ground shone through: text is drawn twenty times faster in a full colour."""
    pairs = zip((ink.redF(), ink.greenF(), ink.blueF()), (ground.redF(), ground.greenF(), ground.blueF()), strict=True)
    return type(ink).fromRgbF(*(one * _MUTED + other * (1 - _MUTED) for one, other in pairs))


def _group(*, active: bool) -> QPalette.ColorGroup:
    return QPalette.ColorGroup.Normal if active else QPalette.ColorGroup.Inactive
