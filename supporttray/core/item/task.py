"""A task in a tracker: an issue, a ticket of the support queue."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from supporttray.core.item.base import Item


class Stage(StrEnum):
    """How far a task has come, whatever the tracker calls it."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"


class Task(Item, frozen=True, kw_only=True, tag="task", omit_defaults=True):
    """A task. `name` is what people call it (ACME-12, acme/support#12), `assignee` the name of who does it, `changed` when its stage last did.

    `mine` says that it is mine to do. `status` and `priority` are the tracker's own words for how far it is and how urgent, `rank` a number
    that rises in the order that the tracker keeps (None where that has none); it is no place that could be told. `due` is the day by which it is promised,
    `release` what it is to be in, `customer` for whom, `size` how much work, in the tracker's words; `epic` the name of what it belongs to.
    `blocked` says that it waits for somebody else. One that is done may have been `dropped`: closed with nothing done about it. The watch says how long it stays.
    """

    standing: ClassVar[bool] = True

    name: str
    stage: Stage = Stage.OPEN
    assignee: str = ""
    changed: datetime | None = None
    dropped: bool = False
    mine: bool = False
    status: str = ""
    priority: str = ""
    rank: int | None = None
    due: date | None = None
    release: str = ""
    customer: str = ""
    size: str = ""
    epic: str = ""
    blocked: bool = False
    labels: tuple[str, ...] = ()

    @property
    def last_at(self) -> datetime:
        """When its stage last changed."""
        return self.changed or self.at

    @property
    def state(self) -> str:
        """Open, started or done."""
        return self.stage.value
