"""The clock of a need in a few words, by the clock on the wall: how long is left, when it is due, by how much it is late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication

from supporttray.core.display import MINUTE, age, clock, day
from supporttray.core.item import OPEN
from supporttray.core.model import Urgency

if TYPE_CHECKING:
    from datetime import tzinfo

    from supporttray.core.model import Need

SOON = timedelta(minutes=100)  # what is due later today is told by the clock
OUTLINED = "seen"  # the shape of what is quiet and has a clock all the same
SHAPES = {Urgency.URGENT: "urgent", Urgency.NEEDS_YOU: "needs you", Urgency.QUIET: "off duty"}


class Timed(Protocol):
    """What has a clock: since when it is there, and when its time is over."""

    @property
    def since(self) -> datetime:
        """Since when it is there."""

    @property
    def due(self) -> datetime | None:
        """When its time is over."""


def shape(need: Need) -> str:
    """Return the shape of a need; an outline where somebody looks after it, or it sleeps, and its time goes on."""
    return OUTLINED if need.urgency is Urgency.QUIET and need.due else SHAPES[need.urgency]


def late(need: Timed, now: datetime) -> bool:
    """Whether its time is over."""
    return need.due is not None and now >= need.due


def told(need: Timed, now: datetime, zone: tzinfo | None) -> str:
    """Return the clock of a need, or how old it is where it has none."""
    if need.due in (None, OPEN):
        return age(now - need.since)
    if now >= need.due:
        return _late(now - need.due)
    return _left(need.due, now, zone)


def _late(span: timedelta) -> str:
    return _("late by {span}").format(span=age(span)) if span >= MINUTE else _("late")


def _left(due: datetime, now: datetime, zone: tzinfo | None) -> str:
    days = (due.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days > 1:
        return _("due {day} {clock}").format(day=day(due, zone), clock=clock(due, zone))
    if days == 1:
        return _("due tomorrow {clock}").format(clock=clock(due, zone))
    if due - now >= SOON:
        return _("due {clock}").format(clock=clock(due, zone))
    return _("{minutes} min left").format(minutes=-((now - due) // MINUTE))


def _(text: str) -> str:
    return QCoreApplication.translate("due", text)
