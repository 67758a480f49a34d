"""One thing alone: what is to be done now, large, why, its one button, and in a grey line what comes then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from supporttray.core.text import isolated, shorten
from supporttray.ui.next import word
from supporttray.ui.part.area import Area
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label
from supporttray.ui.part.tone import calm, warning

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from PySide6.QtGui import QColor

    from supporttray.core.next import Row

_THEN = 90  # letters of what comes then
_WIDE = 80  # average letters: longer lines are hard to read


class Focus(QWidget):
    """The first row alone. `done` says that its button was pressed, `left` that a person wants to see the list again."""

    done = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: Row | None = None
        self.how, self.what, self.why = Label(), Label(bold=True, larger=1.8), Label(larger=1.15)
        self.since, self.then = Label(), Label()
        self.step = button("", self.tr("Enter does it, too"))
        self.back = button(self.tr("Show &all (F)"), self.tr("Show the whole list"))
        font = self.step.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self.step.setFont(font)
        self.step.clicked.connect(self.done)
        self.back.clicked.connect(self.left)
        self._lay_out()
        self.hide()

    def draw(self, rows: Sequence[Row], now: datetime, zone: tzinfo | None) -> None:
        """Show the first of these rows, and name the one after it."""
        first = rows[0] if rows else None
        if first is None:
            self._say_nothing()
            return
        if first != self._row:
            self.what.say(word.called(first))
            self.why.say(word.reason(first))
            self.step.setText(self.tr("&{step}").format(step=word.step(first)))
            self.step.setAccessibleName(f"{word.step(first)}: {word.called(first)}")
        self._row = first
        late = word.late(first, now)
        self.how.say(word.urgency(first))
        self.since.say(self._told(first, now, zone))
        self._tint(self.since, warning(self.palette()) if late else None)
        self._tint(self.then, calm(self.palette()))
        following = rows[1] if len(rows) > 1 else None
        said = (
            self.tr("then: {title}").format(title=isolated(shorten(word.called(following), _THEN))) if following else ""
        )
        self.then.say(said or self.tr("then: nothing more"))
        self.step.show()

    def _told(self, first: Row, now: datetime, zone: tzinfo | None) -> str:
        """Say since when it waits, and when its time is over where it has one."""
        clock = word.clock(first, now, zone)
        since = self.tr("waiting for {age}").format(age=word.old(first, now))
        return since if first.due is None and not first.late else f"{clock} · {since}"

    def _say_nothing(self) -> None:
        self._row = None
        self.what.say(self.tr("Nothing waits for you."))
        for part in (self.how, self.why, self.since, self.then):
            part.say("")
        self.step.hide()

    def _tint(self, label: Label, colour: QColor | None) -> None:
        """Give a line a colour of its own, or the usual one."""
        palette = self.palette()
        if colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
        label.setPalette(palette)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(_WIDE * self.fontMetrics().averageCharWidth())
        column = QVBoxLayout(inner)
        column.setSpacing(14)
        column.addStretch(2)
        for part in (self.how, self.what, self.why, self.since, row(self.step, self.back), self.then):
            column.addWidget(part)
        column.addStretch(3)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(inner, _WIDE)
        middle.addStretch(1)
        page = QWidget()
        page.setLayout(middle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Area(page))
