"""I'm on it: until when. So long the incident is quiet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from supporttray.core.builds import USUAL, TakeOn
from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.label import Label
from supporttray.ui.part.moment import MomentField, rounded

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from supporttray.core.model import Need

_STEP = 15  # minutes


class MineSheet(Sheet):
    """One field. A time that has passed promises nothing."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("I'm on it until"), self.tr("I'm o&n it (Ctrl+Enter)"))
        self.field = MomentField(self.tr("Until when"))
        self.add(Label(self.tr("It is quiet until then, and speaks again if it is still red.")), self.field)
        self.field.dateTimeChanged.connect(self.check)

    def fill(self, _need: Need) -> None:
        """Propose what is usual."""
        self.field.tell(usual(self.place), self.place.zone)
        self.check()

    def first(self) -> QWidget:
        """Begin with the time."""
        return self.field

    def wish(self, need: Need) -> TakeOn | None:
        """Return it where the time is still to come."""
        until = self.field.moment(self.place.zone)
        return TakeOn(need.subject, until) if until > self.place.clock() else None

    def check(self) -> None:
        """Say why it cannot be."""
        super().check()
        past = self.field.moment(self.place.zone) <= self.place.clock()
        self.said.say(self.tr("That time has passed.") if past else "")


def usual(place: Place) -> datetime:
    """Return until when somebody has a build who says nothing else."""
    now, hours = place.clock(), place.hours()
    until = hours.after(now, USUAL) if hours else now + USUAL
    return rounded(until + timedelta(minutes=_STEP), _STEP)
