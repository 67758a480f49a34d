"""What is planned: shifts of duty, meetings, holidays; and the sign that says who is on duty."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from supporttray.core.item.base import Item

OPEN = datetime(3000, 1, 1, tzinfo=UTC)  # the `until` of a shift whose end nobody knows; later than any real one


class Shift(Item, frozen=True, kw_only=True, tag="shift", omit_defaults=True):
    """A stretch of duty of one person, from `at` up to but not including `until`; without a domain for all of them.

    Where nobody knows an end, `until` is `OPEN`.

    `over` says that it goes before what the rota says otherwise: a swap, or somebody who stands in. It displaces `instead_of` only, if
    it says so; else whoever would be on duty in its domain.
    """

    standing: ClassVar[bool] = True

    person: str
    until: datetime
    mine: bool = False
    domain: str = ""
    over: bool = False
    instead_of: str = ""

    @property
    def last_at(self) -> datetime:
        """When it ends."""
        return self.until

    @property
    def state(self) -> str:
        """A shift has no state of its own: whether it is on depends on the time."""
        return "planned"


class Meeting(Item, frozen=True, kw_only=True, tag="meeting", omit_defaults=True):
    """A date in somebody's calendar, from `at` up to `until`: a stand-up, a planning.

    `url` is the page that is wanted there (what blocks the theme, the queue), `link` leads into the meeting itself. One that is
    `skipped` is not for who is on duty. `remind` is how long before it begins a person wants to know, `workdays` says that it takes
    place on working days only.
    """

    until: datetime
    link: str = ""
    skipped: bool = False
    remind: timedelta = timedelta(minutes=5)
    workdays: bool = False

    @property
    def last_at(self) -> datetime:
        """When it ends."""
        return self.until

    @property
    def state(self) -> str:
        """A meeting has no state of its own: whether it is on depends on the time."""
        return "planned"


class Holiday(Item, frozen=True, kw_only=True, tag="holiday", omit_defaults=True):
    """Days on which the team does not work, as the calendar says; both count. `at` is midnight UTC of the first."""

    standing: ClassVar[bool] = True

    first: date
    last: date

    @property
    def last_at(self) -> datetime:
        """The last midnight (UTC) of it."""
        return datetime.combine(self.last, time(), UTC)

    @property
    def state(self) -> str:
        """A holiday has no state of its own."""
        return "planned"


class Sign(Item, frozen=True, kw_only=True, tag="sign", omit_defaults=True):
    """What a channel's topic says; it is where the team looks who is on duty. `at` is when it was last changed, `by` says by whom.

    `text` is a line as people read it, with " | " for the line breaks; `where` is what people call the channel.
    """

    standing: ClassVar[bool] = True

    text: str
    where: str = ""
    by: str = ""

    @property
    def state(self) -> str:
        """What it says is compared with the rota; of itself it is neither right nor wrong."""
        return "shown"
