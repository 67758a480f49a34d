"""A task in a tracker: an issue, a ticket of the support queue."""

from __future__ import annotations

from datetime import datetime
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

    One that is done may have been `dropped`: closed with nothing done about it. The watch says how long it stays.
    """

    standing: ClassVar[bool] = True

    name: str
    stage: Stage = Stage.OPEN
    assignee: str = ""
    changed: datetime | None = None
    dropped: bool = False

    @property
    def last_at(self) -> datetime:
        """When its stage last changed."""
        return self.changed or self.at

    @property
    def state(self) -> str:
        """Open, started or done."""
        return self.stage.value
