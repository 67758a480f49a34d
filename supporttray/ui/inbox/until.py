"""Snooze until a time: which one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from supporttray.core.action import Snooze
from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.moment import MomentField, rounded

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from supporttray.core.model import Need

_USUAL, _STEP = timedelta(hours=2), 15  # minutes


class UntilSheet(Sheet):
    """One field. A time that has passed silences nothing."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("Quiet until"), self.tr("Snoo&ze (Ctrl+Enter)"))
        self.field = MomentField(self.tr("Until when"))
        self.add(self.field)
        self.field.dateTimeChanged.connect(self.check)

    def fill(self, _need: Need) -> None:
        """Propose a time in two hours."""
        usual = self.place.clock() + _USUAL + timedelta(minutes=_STEP)
        self.field.tell(rounded(usual, _STEP), self.place.zone)
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
        return self.field.moment(self.place.zone)
