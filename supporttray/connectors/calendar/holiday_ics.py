"""`holiday.ics`: the team's holidays in a calendar, read from the address under which it is published (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.calendar import feed
from supporttray.connectors.calendar.holiday import holiday, window
from supporttray.connectors.calendar.meeting_ics import Pattern, fits
from supporttray.connectors.roster.shift import trace
from supporttray.connectors.web import Web, ask
from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supporttray.core.item import Holiday

LONGEST = timedelta(days=60)  # what lasts longer is a season


class HolidayIcs:
    """The holidays of a calendar: each event of whole days with such a title that is not cancelled."""

    kind: ClassVar[str] = "holiday.ics"
    service: ClassVar[str] = "web"
    every: ClassVar[timedelta] = timedelta(hours=1)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `holiday.ics` watch."""

        title: Pattern = "*"

    def __init__(self, options: Options, service: Web, me: str) -> None:  # noqa: ARG002  holidays are everybody's
        self._options = options
        self._http = service.http
        self._place = f"{service.http.host}/{trace(service.http.address)}"

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Read the calendar once. Raises a `ServiceError`."""
        told = await ask(self._http, memory, f"{now:%G-%V}")  # what is told of goes on with the time
        if told is None:
            return Unchanged()
        body, known = told
        events = await feed.events(body, self._http.host, *window(now))
        items = {one.key: one for one in self._holidays(events)}
        return Answer(items=tuple(items.values()), complete=True, memory=known)

    def _holidays(self, events: tuple[feed.Event, ...]) -> Iterator[Holiday]:
        for event in events:
            if event.days and _short(*event.days) and not event.cancelled and fits(event.summary, self._options.title):
                yield holiday(self._place, plain(event.summary), *event.days)


def _short(first: date, last: date) -> bool:
    return last - first < LONGEST
