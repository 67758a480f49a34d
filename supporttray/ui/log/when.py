"""When it was asked: now, a while ago, or at a time of day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTimeEdit, QWidget

from supporttray.core.rotation import moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, tzinfo

_DAY = timedelta(days=1)
_MINUTES = (0, 10, 30, 60)


class When(QWidget):
    """A choice, and a time where that is chosen. Times are the workspace's; one that is still to come was yesterday's."""

    changed = Signal()

    def __init__(self, now: Callable[[], datetime], zone: tzinfo | None) -> None:
        super().__init__()
        self._now = now
        self._zone = zone
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("When it was asked"))
        for words in (self.tr("Now"), self.tr("10 minutes ago"), self.tr("Half an hour ago"), self.tr("An hour ago")):
            self.choice.addItem(words)
        self.choice.addItem(self.tr("At a time…"))
        self.time = QTimeEdit()
        self.time.setDisplayFormat("HH:mm")
        self.time.setAccessibleName(self.tr("At what time it was asked"))
        self.time.setVisible(False)
        self.choice.currentIndexChanged.connect(self._chosen)
        self.time.timeChanged.connect(self.changed)
        self.setFocusProxy(self.choice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.choice)
        row.addWidget(self.time)
        row.addStretch()

    @property
    def at(self) -> datetime | None:
        """The moment (UTC); None for now."""
        if self._timed:
            return self._latest()
        back = _MINUTES[self.choice.currentIndex()]
        return self._now() - timedelta(minutes=back) if back else None

    @property
    def yesterday(self) -> bool:
        """Whether the time that is chosen was yesterday's."""
        return self._timed and self._day(self._latest()) != self._day(self._now())

    @property
    def _timed(self) -> bool:
        return self.choice.currentIndex() == len(_MINUTES)

    def _latest(self) -> datetime:
        """Return the last moment at which the clock showed the time."""
        shown, today = self.time.time(), self._now().astimezone(self._zone).date()
        clock = time(shown.hour(), shown.minute())
        found = moment(today, clock, self._zone)
        return found if found <= self._now() else moment(today - _DAY, clock, self._zone)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _chosen(self) -> None:
        self.time.setVisible(self._timed)
        if self._timed:
            local = self._now().astimezone(self._zone)
            self.time.setTime(QTime(local.hour, local.minute))
            self.time.setFocus()
        self.changed.emit()
