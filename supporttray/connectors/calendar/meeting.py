"""What the connectors of meetings share: the time that they tell of, the words of their options, and how a meeting is made."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated

import msgspec

from supporttray.core.item import Meeting
from supporttray.core.text import shorten

BEFORE, AFTER = timedelta(days=1), timedelta(days=8)
Address = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/]\S*$", max_length=2000)]
Opens = Annotated[
    Address,
    msgspec.Meta(
        title="Opens",
        description="The page that is wanted there: what blocks the theme, or the queue",
        examples=["https://tracker.example.com/issues?q=blocked"],
    ),
]
Skipped = Annotated[
    bool, msgspec.Meta(title="Not for you", description="Whether who is on duty does not attend it", examples=[True])
]
Remind = Annotated[
    timedelta, msgspec.Meta(title="Remind", description="How long before it begins you are told", examples=["5m"])
]


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """What the config says of every meeting of a watch."""

    opens: str = ""
    skipped: bool = False
    remind: timedelta = timedelta(minutes=5)
    workdays: bool = False


def window(now: datetime) -> tuple[datetime, datetime]:
    """Return the time that meetings are told for."""
    return now - BEFORE, now + AFTER


def meeting(place: str, title: str, span: tuple[datetime, datetime], link: str, habit: Habit) -> Meeting:
    """Make a meeting of a calendar that is kept at `place`, from when to when (UTC), with the way into it."""
    begin, end = span
    name = sha256(title.encode()).hexdigest()[:8]  # a title may be as long as it likes
    return Meeting(
        key=f"meeting:{place}/{name}/{int(begin.timestamp())}",
        title=shorten(title, 100),
        url=habit.opens,
        at=begin,
        until=end,
        link=link,
        skipped=habit.skipped,
        remind=habit.remind,
        workdays=habit.workdays,
    )
