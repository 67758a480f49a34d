"""The course of a release, painted: tickets an hour as bars, what is usual as a line, errors as a thin one, and marks for what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from supporttray.core.display import clock, day
from supporttray.ui.grid.shape import Tone, ink, pen, tone
from supporttray.ui.part.label import tip
from supporttray.ui.part.tone import calm
from supporttray.ui.release import word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from PySide6.QtGui import QPaintEvent

    from supporttray.core.release.page import Flag, Point

_HIGH = 9  # lines of text that the chart is high
_LEAST = 3.0  # pixels of a bar
_STEPS = (1, 2, 3, 6, 12, 24)  # hours in a bar
_NEAR = 8  # pixels
_SIZE = 10.0  # of a mark
_BARS = 0.5  # so dense they are: the lines over them are seen


class Bin(NamedTuple):
    """Some hours as one bar."""

    hour: datetime
    hours: int
    tickets: int
    usual: float | None
    errors: int


def bins(points: Sequence[Point], room: float) -> tuple[Bin, ...]:
    """Return the hours as bars that are wide enough to be seen; what is usual is unknown where one hour of it is."""
    step = next((one for one in _STEPS if len(points) * _LEAST <= room * one), _STEPS[-1])
    return tuple(_bin(points[first : first + step]) for first in range(0, len(points), step))


def _bin(part: Sequence[Point]) -> Bin:
    known = [one.usual for one in part if one.usual is not None]
    usual = sum(known) if len(known) == len(part) else None
    return Bin(part[0].hour, len(part), sum(one.tickets for one in part), usual, sum(one.errors for one in part))


class Chart(QWidget):
    """Drawn from the points and flags of a room. What it shows is told where the mouse rests, and in words to who hears it."""

    def __init__(self, zone: Callable[[], tzinfo | None]) -> None:
        super().__init__()
        self._zone = zone
        self._points: tuple[Point, ...] = ()
        self._flags: tuple[Flag, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Tickets and errors, hour by hour"))
        self.hide()

    def draw(self, points: tuple[Point, ...], flags: tuple[Flag, ...]) -> None:
        """Show these."""
        if (points, flags) != (self._points, self._flags):
            self._points, self._flags = points, flags
            total = sum(one.tickets for one in points), sum(one.errors for one in points)
            said = ". ".join((word.tickets(total[0]), word.errors(total[1]), *(self._told(one) for one in flags)))
            self.setAccessibleDescription(said)
            self.update()

    @property
    def known(self) -> bool:
        """Whether there is anything to show: a line has two ends."""
        return len(self._points) > 1

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Return a height in lines of text."""
        return QSize(40 * _HIGH, self.fontMetrics().lineSpacing() * _HIGH)

    # --- where things are

    def _plot(self) -> QRectF:
        """Return where the bars stand: marks are above, days below, the scale before them."""
        line, letter = self.fontMetrics().lineSpacing(), self.fontMetrics().averageCharWidth()
        scale = letter * 6.0
        return QRectF(self.rect()).adjusted(scale, line * 1.2 + _SIZE, -scale, -line * 1.4)

    def _x(self, at: datetime) -> float:
        """Return where a moment is; from right to left time runs so too."""
        plot, first = self._plot(), self._points[0].hour
        hours = (at - first).total_seconds() / 3600 / len(self._points)
        share = min(max(hours, 0.0), 1.0)
        return plot.left() + plot.width() * (1 - share if self._mirrored else share)

    @property
    def _mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    # --- what is painted

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw it."""
        if not self.known:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot, colours = self._plot(), tone(self.palette())
        found = bins(self._points, plot.width())
        most = max(1.0, *(float(one.tickets) for one in found), *(one.usual or 0.0 for one in found))
        errors = max(1.0, *(float(one.errors) for one in found))
        self._ground(painter, plot, most, errors)
        self._bars(painter, plot, found, most)
        self._line(
            painter,
            plot,
            [(one, one.usual) for one in found],
            most,
            QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.6),
        )
        thin = QPen(colours.red, 1.2, Qt.PenStyle.DashLine)
        self._line(painter, plot, [(one, float(one.errors)) for one in found], errors, thin)
        for flag in self._flags:
            MARKS.get(flag.kind, _bar)(painter, colours, self._mark(flag))
        painter.end()

    def _ground(self, painter: QPainter, plot: QRectF, most: float, errors: float) -> None:
        """Draw the scale, the days and what the lines mean."""
        soft = calm(self.palette())
        painter.setPen(QPen(soft, 1))
        painter.drawLine(QLineF(plot.bottomLeft(), plot.bottomRight()))
        line = self.fontMetrics().lineSpacing()
        near = QRectF(0, plot.top() - line / 2, plot.left() - 4, line)
        far = QRectF(plot.right() + 4, plot.top() - line / 2, self.width() - plot.right() - 4, line)
        first, last = (far, near) if self._mirrored else (near, far)
        painter.drawText(first, self._towards(inner=not self._mirrored), f"{most:,.0f}")
        if any(one.errors for one in self._points):
            painter.setPen(tone(self.palette()).red)
            painter.drawText(last, self._towards(inner=self._mirrored), f"{errors:,.0f}")
        painter.setPen(soft)
        self._days(painter, plot)
        legend = QRectF(0, 0, self.width(), line)
        painter.drawText(legend, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter), self._legend(plot))

    def _towards(self, *, inner: bool) -> int:
        side = Qt.AlignmentFlag.AlignRight if inner else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)

    def _legend(self, plot: QRectF) -> str:
        hours = bins(self._points, plot.width())[0].hours
        each = self.tr("an hour") if hours == 1 else self.tr("in {n} h").format(n=hours)
        return self.tr("▮ tickets {each}   ━ usual   ┅ errors").format(each=each)

    def _days(self, painter: QPainter, plot: QRectF) -> None:
        """Name the days where there is room; of one day its hours."""
        line, taken, zone = self.fontMetrics().lineSpacing(), -1.0, self._zone()
        one_day = day(self._points[0].hour, zone) == day(self._points[-1].hour, zone)
        for point in sorted(self._points, key=lambda one: self._x(one.hour)):
            local = point.hour.astimezone(zone)
            if not one_day and local.hour:
                continue
            text, x = clock(point.hour, zone) if one_day else day(point.hour, zone), self._x(point.hour)
            width = self.fontMetrics().horizontalAdvance(text)
            left = max(0.0, min(x - width / 2, self.width() - width))
            if left > taken:
                painter.drawLine(QLineF(x, plot.bottom(), x, plot.bottom() + 3))
                painter.drawText(QPointF(left, plot.bottom() + line), text)
                taken = left + width + self.fontMetrics().averageCharWidth() * 2

    def _bars(self, painter: QPainter, plot: QRectF, found: Sequence[Bin], most: float) -> None:
        colour = self.palette().color(QPalette.ColorRole.Highlight)
        colour.setAlphaF(_BARS)
        ink(painter, colour)
        wide = plot.width() / len(self._points)
        for one in found:
            x, width, high = self._x(one.hour), wide * one.hours, plot.height() * one.tickets / most
            left = x - width if self._mirrored else x
            painter.drawRect(QRectF(left + 0.5, plot.bottom() - high, max(width - 1, 1.0), high))

    def _line(
        self, painter: QPainter, plot: QRectF, told: Sequence[tuple[Bin, float | None]], most: float, look: QPen
    ) -> None:
        """Draw a line through the middle of the hours; where nothing is known it is broken."""
        painter.setPen(look)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = plot.width() / len(self._points) / 2 * (-1 if self._mirrored else 1)
        line: list[QPointF] = []
        for one, value in (*told, (told[-1][0], None)):
            if value is None:
                painter.drawPolyline(QPolygonF(line))
                line = []
            else:
                line.append(QPointF(self._x(one.hour) + half * one.hours, plot.bottom() - plot.height() * value / most))

    def _mark(self, flag: Flag) -> QRectF:
        plot = self._plot()
        return QRectF(self._x(flag.at) - _SIZE / 2, plot.top() - _SIZE - 2, _SIZE, plot.height() + _SIZE + 2)

    # --- what is told where the mouse rests

    def event(self, event: QEvent) -> bool:
        """Say what happened there, or how many came."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self._points:
            QToolTip.showText(event.globalPos(), tip(self.told_at(event.pos().x())), self)
            return True
        return super().event(event)

    def told_at(self, x: float) -> str:
        """Return what is to be said at a place: the marks near to it, else the bar."""
        near = [self._told(flag) for flag in self._flags if abs(self._x(flag.at) - x) <= _NEAR]
        found = [one for one in bins(self._points, self._plot().width()) if self._within(one, x)]
        return "\n".join(near) if near else self._counted(found[0]) if found else ""

    def _within(self, one: Bin, x: float) -> bool:
        width = self._plot().width() / len(self._points) * one.hours
        left = self._x(one.hour) - (width if self._mirrored else 0)
        return left <= x < left + width

    def _told(self, flag: Flag) -> str:
        return f"{day(flag.at, self._zone())} {clock(flag.at, self._zone())}: {flag.says}"

    def _counted(self, one: Bin) -> str:
        usual = "" if one.usual is None else self.tr("usually {n}").format(n=f"{one.usual:,.1f}".removesuffix(".0"))
        parts = (word.tickets(one.tickets), usual, word.errors(one.errors))
        when = f"{day(one.hour, self._zone())} {clock(one.hour, self._zone())}"
        return f"{when}: {', '.join(part for part in parts if part)}"


def _post(painter: QPainter, area: QRectF) -> None:
    """Draw the line below a mark."""
    painter.drawLine(QLineF(area.center().x(), area.top() + _SIZE, area.center().x(), area.bottom()))


def _deploy(painter: QPainter, colours: Tone, area: QRectF) -> None:
    """A full triangle that points up."""
    pen(painter, colours.grey, 1)
    _post(painter, area)
    ink(painter, colours.grey)
    top, middle = area.top(), area.center().x()
    painter.drawPolygon(
        QPolygonF([QPointF(middle, top), QPointF(area.right(), top + _SIZE), QPointF(area.left(), top + _SIZE)])
    )


def _diamond(area: QRectF) -> QPolygonF:
    middle, top = area.center().x(), area.top()
    half = _SIZE / 2
    corners = ((middle, top), (middle + half, top + half), (middle, top + _SIZE), (middle - half, top + half))
    return QPolygonF([QPointF(*corner) for corner in corners])


def _problem(painter: QPainter, colours: Tone, area: QRectF) -> None:
    """An empty diamond."""
    pen(painter, colours.amber, 1.4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(_diamond(area))


def _confirmed(painter: QPainter, colours: Tone, area: QRectF) -> None:
    """A full diamond."""
    ink(painter, colours.red)
    painter.drawPolygon(_diamond(area))


def _fixed(painter: QPainter, colours: Tone, area: QRectF) -> None:
    """A tick."""
    pen(painter, colours.green, 2)
    x, top = area.left(), area.top()
    painter.drawPolyline(QPolygonF([QPointF(x, top + 5), QPointF(x + 4, top + 9), QPointF(x + 10, top + 1)]))


def _bar(painter: QPainter, colours: Tone, area: QRectF) -> None:
    """A line from above to below: a beginning, an end."""
    painter.setPen(QPen(colours.grey, 1.4, Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(area.center().x(), area.top(), area.center().x(), area.bottom()))


MARKS: Mapping[str, Callable[[QPainter, Tone, QRectF], None]] = {
    "deploy": _deploy,
    "problem": _problem,
    "confirmed": _confirmed,
    "fixed": _fixed,
    "start": _bar,
}
