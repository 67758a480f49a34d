"""A field for a day and a time of day, on the wall's clock of some zone."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit

from supporttray.core.rotation import moment

_FORMAT = "ddd d MMM yyyy HH:mm"
_WALL = QTimeZone.Initialization.UTC  # a time on the wall counts as Qt's UTC, which skips no hour in spring


class MomentField(QDateTimeEdit):
    """Shows what a clock on the wall shows; the zone is said each time (the machine's if none)."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # or Qt turns the format around, and 15:00 reads 00:15
        self.setTimeZone(QTimeZone(_WALL))
        self.setDisplayFormat(_FORMAT)
        self.setCalendarPopup(True)
        for part in (self, self.findChild(QLineEdit)):
            if part:
                part.setAccessibleName(name)

    def tell(self, at: datetime, zone: tzinfo | None) -> None:
        """Show a moment."""
        wall = at.astimezone(zone)
        day, clock = QDate(wall.year, wall.month, wall.day), QTime(wall.hour, wall.minute)
        self.setDateTime(QDateTime(day, clock, QTimeZone(_WALL)))

    def moment(self, zone: tzinfo | None) -> datetime:
        """Return the moment that is shown."""
        day, clock = self.date(), self.time()
        return moment(date(day.year(), day.month(), day.day()), time(clock.hour(), clock.minute()), zone)


def rounded(at: datetime, minutes: int) -> datetime:
    """Return a moment up to so many minutes earlier, as a person says it: at a quarter of an hour, for one."""
    return at.replace(minute=at.minute - at.minute % minutes, second=0, microsecond=0)
