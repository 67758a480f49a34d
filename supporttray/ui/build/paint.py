"""Paints the rows of the builds: the state's shape, the name, the last runs as bars, and words. All rows are equally high."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from supporttray.core.item import Result
from supporttray.ui.build import word
from supporttray.ui.build.model import BuildModel, Column
from supporttray.ui.build.shape import Shapes, tone
from supporttray.ui.inbox.paint import direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor

    from supporttray.core.builds import Line
    from supporttray.core.item import Run

RUNS, BAR, STEP = 20, 4, 6  # bars, and how wide each of them is with the gap after it
SIDE, ABOVE, _GAP = 5, 5, 6
_MUTED = 0.78  # of the text's colour: calm, and still easy to read
_LOW, _CUT = 0.4, 3  # how high a green run is beside a red one; the cut in one that the machinery broke
_KEPT = 4096  # texts whose shortened form is kept


class BuildPaint(QStyledItemDelegate):
    """Draws the cells of a `BuildModel`. What was measured once is kept: a row is drawn at every step of the wheel."""

    def __init__(self) -> None:
        super().__init__()
        self._shapes = Shapes()
        self._key: object = None
        self._bold = QFont()
        self._metrics = self._bold_metrics = QFontMetrics(self._bold)
        self._cut: dict[tuple[str, int, bool], str] = {}
        self._places = {Column.STATE: self._state, Column.BUILD: self._build, Column.RECENT: self._recent}

    def sizeHint(  # noqa: N802  Qt's name
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of every cell."""
        return QSize(10 * SIDE, QFontMetrics(option.font).height() + 2 * ABOVE)

    def widest(self, font: QFont) -> int:
        """Return how wide a state can be."""
        self._learn(font)
        longest = max(self._bold_metrics.horizontalAdvance(text) for text in word.states())
        return 2 * SIDE + self._metrics.height() + _GAP + longest + SIDE

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        model = index.model()
        if not isinstance(model, BuildModel) or (line := model.line(index.row())) is None:
            return
        self._learn(option.font)
        self._ground(painter, option)
        area, column = option.rect.adjusted(SIDE, 0, -SIDE, 0), Column(index.column())
        draw = self._places.get(column)
        if draw:
            draw(painter, option, area, line)
        else:
            self._text(painter, option, area, model.words(line, column))

    def _learn(self, font: QFont) -> None:
        key = font.key()
        if key != self._key:
            self._key = key
            self._bold = QFont(font)
            self._bold.setBold(True)
            self._metrics, self._bold_metrics = QFontMetrics(font), QFontMetrics(self._bold)
            self._cut.clear()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Mark the row that is chosen; where the keyboard is there are lines besides."""
        if not option.state & QStyle.StateFlag.State_Selected:
            return
        painter.fillRect(option.rect, option.palette.color(_group(option), QPalette.ColorRole.Highlight))
        if option.widget and option.widget.hasFocus():
            painter.setPen(_ink(option))
            rect = option.rect.adjusted(0, 1, 0, -1)
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    # --- what stands in the cells

    def _state(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, line: Line) -> None:
        high = self._metrics.height()
        place = QRect(area.left(), area.center().y() - high // 2, high, high)
        place = QStyle.visualRect(option.direction, area, place)
        if option.state & QStyle.StateFlag.State_Selected:  # on a ground of its own: the colours are made for that
            painter.fillRect(place.adjusted(-1, -1, 1, 1), option.palette.color(QPalette.ColorRole.Base))
        painter.drawPixmap(QPointF(place.topLeft()), self._shapes.get(word.shape(line), high, option.widget))
        rest = QStyle.visualRect(option.direction, area, area.adjusted(high + _GAP, 0, 0, 0))
        self._text(painter, option, rest, word.state(line), bold=line.state == word.RED and not line.handled)

    def _build(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, line: Line) -> None:
        """Draw the title, and where it is at home in the room that it leaves."""
        red = line.state == word.RED and not line.handled
        metrics = self._bold_metrics if red else self._metrics
        self._text(painter, option, area, line.title, bold=red)
        taken = metrics.horizontalAdvance(line.title) + 2 * _GAP
        if taken < area.width() // 2 or taken + 4 * _GAP < area.width():
            rest = QStyle.visualRect(option.direction, area, area.adjusted(taken, 0, 0, 0))
            self._text(painter, option, rest, word.place(line), muted=True)

    def _recent(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, line: Line) -> None:
        """Draw a bar a run, the newest at the end."""
        box = QRect(area.left(), option.rect.top() + ABOVE, RUNS * STEP, option.rect.height() - 2 * ABOVE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = _ink(option) if selected else None
        bars(painter, QStyle.visualRect(option.direction, area, box), line.recent, option, ink)

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        text: str,
        *,
        bold: bool = False,
        muted: bool = False,
    ) -> None:
        """Draw a line of text from the leading edge; it has the direction of its own letters."""
        if not text or area.width() <= 0:
            return
        ink = _ink(option)
        if muted:
            ink.setAlphaF(_MUTED)
        painter.setFont(self._bold if bold else option.font)
        painter.setPen(ink)
        painter.setLayoutDirection(direction(text))
        right = option.direction == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, int(flags) | int(Qt.TextFlag.TextSingleLine), self._fit(text, area.width(), bold=bold))

    def _fit(self, text: str, width: int, *, bold: bool) -> str:
        key = text, width, bold
        if key not in self._cut:
            if len(self._cut) >= _KEPT:
                self._cut.clear()
            metrics = self._bold_metrics if bold else self._metrics
            self._cut[key] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return self._cut[key]


def bars(
    painter: QPainter, box: QRect, runs: Sequence[Run], option: QStyleOptionViewItem, ink: QColor | None = None
) -> None:
    """Draw runs: a green one is low, a red one high, one that the machinery broke is high and cut, one that says nothing is a dot.

    The newest stands at the box's end. `ink` is one colour for all: the heights tell enough.
    """
    colours = tone(option.palette)
    shown = runs[-RUNS:]
    right = option.direction == Qt.LayoutDirection.RightToLeft
    for place, run in enumerate(reversed(shown)):
        x = box.left() + place * STEP if right else box.right() + 1 - (place + 1) * STEP
        if run.result is Result.PASSED:
            high = round(box.height() * _LOW)
            painter.fillRect(x, box.bottom() + 1 - high, BAR, high, ink or colours.green)
        elif run.result is Result.IGNORED:
            painter.fillRect(x, box.bottom() - 1, BAR, 2, ink or colours.grey)
        elif run.result is Result.FAILED:
            painter.fillRect(x, box.top(), BAR, box.height(), ink or colours.red)
        else:
            half = (box.height() - _CUT) // 2
            painter.fillRect(x, box.top(), BAR, half, ink or colours.red)
            painter.fillRect(x, box.bottom() + 1 - half, BAR, half, ink or colours.red)


def _ink(option: QStyleOptionViewItem) -> QColor:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
    return option.palette.color(_group(option), role)


def _group(option: QStyleOptionViewItem) -> QPalette.ColorGroup:
    active = bool(option.state & QStyle.StateFlag.State_Active)
    return QPalette.ColorGroup.Normal if active else QPalette.ColorGroup.Inactive
