"""`meeting.ics`: meetings in a calendar, by their titles, read from the address under which it is published (RFC 5545)."""

from __future__ import annotations

from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.calendar import feed
from supporttray.connectors.calendar.conference import link
from supporttray.connectors.calendar.meeting import Habit, Opens, Remind, Skipped, meeting, window
from supporttray.connectors.roster.shift import Zone, trace, zone_of
from supporttray.connectors.web import Web, ask
from supporttray.core.text import plain

if TYPE_CHECKING:
    from supporttray.core.item import Meeting

LONGEST = timedelta(hours=12)  # what lasts longer is no meeting

Pattern = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=100,
        title="Title",
        description="How the titles read, whatever their capitals; * stands for anything",
        examples=["*stand-up*"],
    ),
]


class MeetingIcs:
    """The meetings of a calendar: each event with such a title that is not cancelled, and has a time of day."""

    kind: ClassVar[str] = "meeting.ics"
    service: ClassVar[str] = "web"
    every: ClassVar[timedelta] = timedelta(minutes=15)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `meeting.ics` watch."""

        title: Pattern
        zone: Zone = ""
        opens: Opens = ""
        skipped: Skipped = False
        remind: Remind = timedelta(minutes=5)

        def __post_init__(self) -> None:
            """Refuse a zone that there is not."""
            if self.zone:
                zone_of(self.zone)

    def __init__(self, options: Options, service: Web, me: str) -> None:  # noqa: ARG002  they are whoever's on duty
        self._options = options
        self._http = service.http
        self._place = f"{service.http.host}/{trace(service.http.address)}"
        self._zone = zone_of(options.zone) if options.zone else None
        self._habit = Habit(opens=options.opens, skipped=options.skipped, remind=options.remind)

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Read the calendar once. Raises a `ServiceError`."""
        told = await ask(self._http, memory, f"{now:%Y-%m-%d}")  # tomorrow another day is near
        if told is None:
            return Unchanged()
        body, known = told
        events = await feed.events(body, self._http.host, *window(now))
        meetings = [self._meeting(one) for one in events if self._is_meant(one)]
        items = {one.key: one for one in meetings if one.until - one.at <= LONGEST}
        return Answer(items=tuple(items.values()), complete=True, memory=known)

    def _is_meant(self, event: feed.Event) -> bool:
        return event.days is None and not event.cancelled and fits(event.summary, self._options.title)

    def _meeting(self, event: feed.Event) -> Meeting:
        span = event.span(self._http.host, self._zone)
        return meeting(self._place, plain(event.summary), span, link(event), self._habit)


def fits(title: str, pattern: str) -> bool:
    """Whether a title reads like a pattern: * stands for anything, ? for one letter; brackets are letters, titles have them.

    No title reads like none.
    """
    title = plain(title).casefold()
    return bool(title) and fnmatchcase(title, plain(pattern).casefold().replace("[", "[[]"))
