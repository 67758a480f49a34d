"""The outbox strip: what is on its way, what wants a word, what was just sent. There only while it has something to show."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from supporttray.core.action import Done, Undo
from supporttray.core.outbox import Fate
from supporttray.ui.part.label import Label
from supporttray.ui.part.notice import Notice
from supporttray.ui.strip.parcel import Parcel, foremost, parcels
from supporttray.ui.strip.row import ParcelRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from PySide6.QtGui import QHideEvent, QShowEvent

    from supporttray.core.action import Action
    from supporttray.core.outbox import Entry
    from supporttray.ui.part.doing import Do

SHOWN = 4
TICK_MS = 1000


class Strip(QFrame):
    """Lines for the entries of the outbox, and `notice` for what came of a wish. `undone` comes with what was taken back."""

    undone = Signal(object)

    def __init__(self, do: Do) -> None:
        super().__init__()
        self._do = do
        self._now: datetime | None = None
        self._since = QElapsedTimer()
        self._titles: Mapping[str, str] = {}
        self.rows = [ParcelRow() for _ in range(SHOWN)]
        self.notice = Notice()
        self._more = Label()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(self.tr("On its way"))
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(8, 6, 8, 6)
        self._lines.setSpacing(4)
        for row in self.rows:
            row.hide()
            row.wished.connect(lambda action, row=row: self._wish(row, action))
            self._lines.addWidget(row)
        self._lines.addWidget(self._more)
        self._lines.addWidget(self.notice)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.notice.shown.connect(self._appear)
        self.hide()

    def draw(self, entries: Iterable[Entry], now: datetime, titles: Mapping[str, str] | None = None) -> None:
        """Show the entries as they stand now; `titles` tell what a subject is called."""
        self._now, self._titles = now, titles or {}
        self._since.start()
        found = parcels(entries)
        shown = foremost(found, SHOWN)
        free = self._free({one.key for one in shown})
        for place, parcel in enumerate(shown):
            row = self._row(parcel.key) or free.pop(0)
            if self._lines.indexOf(row) != place:
                self._lines.insertWidget(place, row)
            row.draw(parcel, now, self._titles.get(parcel.entry.subject, ""))
            row.show()
        rest = len(found) - len(shown)
        self._more.say(self.tr("and {count} more").format(count=rest) if rest else "")
        self._appear()

    def _free(self, keys: set[str]) -> list[ParcelRow]:
        """Free the lines whose parcel is not shown any more. The others keep theirs: a finger may be on its button."""
        for row in self.rows:
            if row.parcel and row.parcel.key not in keys:
                row.free()
        return [row for row in self.rows if not row.parcel]

    def _row(self, key: str) -> ParcelRow | None:
        return next((row for row in self.rows if row.parcel and row.parcel.key == key), None)

    def _appear(self) -> None:
        busy = any(row.parcel for row in self.rows)
        self.setVisible(busy or not self.notice.isHidden())
        self._count_on()

    def _count_on(self) -> None:
        """Let the clock go only while there is something to count, and somebody to see it."""
        waiting = [row.parcel for row in self.rows if row.parcel and row.parcel.fate is Fate.WAITING]
        counts = self.isVisible() and any(self._waits(one) for one in waiting)
        if counts and not self._clock.isActive():
            self._clock.start()
        elif not counts:
            self._clock.stop()

    def _waits(self, parcel: Parcel) -> bool:
        return self._now is not None and parcel.seconds(self._moment(self._now)) > 0

    def _tick(self) -> None:
        if self._now:
            moment = self._moment(self._now)
            for row in self.rows:
                row.tick(moment)
        self._count_on()

    def _moment(self, drawn: datetime) -> datetime:
        return drawn + timedelta(milliseconds=self._since.elapsed())

    def _wish(self, row: ParcelRow, action: Action) -> None:
        if parcel := row.parcel:
            row.rest(busy=True)
            self._do(action, lambda result: self._answered(parcel, action, result))

    def _answered(self, parcel: Parcel, action: Action, result: object) -> None:
        if row := self._row(parcel.key):
            row.rest(busy=False)
        if isinstance(result, BaseException):
            self.notice.fail(result)
            return
        if isinstance(action, Undo):
            self.undone.emit(parcel)
        if isinstance(result, Done):
            self.notice.say(result.said)

    # --- Qt's

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Count on."""
        super().showEvent(event)
        self._count_on()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Nobody sees it."""
        super().hideEvent(event)
        self._clock.stop()
