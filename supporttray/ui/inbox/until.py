"""Snooze until a time: which one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit

from supporttray.core.action import Snooze
from supporttray.core.rotation import moment
from supporttray.ui.inbox.sheet import Place, Sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from supporttray.core.model import Need

_FORMAT = "ddd d MMM yyyy HH:mm"
_USUAL, _STEP = timedelta(hours=2), timedelta(minutes=15)
_WALL = QTimeZone.Initialization.UTC  # a time on the wall counts as Qt's UTC, which skips no hour in spring


class UntilSheet(Sheet):
    """One field. A time that has passed silences nothing."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("Quiet until"), self.tr("Snoo&ze (Ctrl+Enter)"))
        self.field = QDateTimeEdit()
        self.field.setTimeZone(QTimeZone(_WALL))
        self.field.setDisplayFormat(_FORMAT)
        self.field.setCalendarPopup(True)
        line = self.field.findChild(QLineEdit)
        for part in (self.field, line):
            if part:
                part.setAccessibleName(self.tr("Until when"))
        self.add(self.field)
        self.field.dateTimeChanged.connect(self.check)

    def fill(self, _need: Need) -> None:
        """Propose a time in two hours."""
        now = self.place.clock()
        rounded = now + _USUAL + _STEP
        rounded -= timedelta(minutes=rounded.minute % 15, seconds=rounded.second, microseconds=rounded.microsecond)
        hours = self.place.hours()
        wall = rounded.astimezone(hours.zone if hours else None)
        day, clock = QDate(wall.year, wall.month, wall.day), QTime(wall.hour, wall.minute)
        self.field.setDateTime(QDateTime(day, clock, QTimeZone(_WALL)))
        self.check()

    def first(self) -> QWidget:
        """Begin with the time."""
        return self.field

    def wish(self, need: Need) -> Snooze | None:
        """Return it where the time is still to come."""
        span = self._moment() - self.place.clock()
        return Snooze(need.subject, span) if span > timedelta(0) else None

    def check(self) -> None:
        """Say why it cannot be."""
        super().check()
        past = self._moment() <= self.place.clock()
        self.said.say(self.tr("That time has passed.") if past else "")

    def _moment(self) -> datetime:
        day, clock = self.field.date(), self.field.time()
        hours = self.place.hours()
        zone = hours.zone if hours else None
        return moment(date(day.year(), day.month(), day.day()), time(clock.hour(), clock.minute()), zone)
