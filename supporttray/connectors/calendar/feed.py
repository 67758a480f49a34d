"""What the connectors of calendars share: the events of a feed, read as others write them and worked out in a child process (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray import child
from supporttray.connectors.http import decode
from supporttray.connectors.roster.shift import aware, within, zone_of
from supporttray.connectors.web import refuse_page
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

SIZE = 5_000_000  # bytes
SERIES = 10_000  # events as they are written, repeated or not
LIMIT_S = 10.0  # for working out what they mean
WRONG = {
    "many": "has more than 2000 events in the months that count",
    "large": "takes more memory than a calendar can need",
    "strange": "breaks the rules of calendars (RFC 5545)",
}
HINT = "Publish a calendar that holds this and nothing else."


class Event(msgspec.Struct, frozen=True):
    """An event as the child tells it: UTC, a moment without an offset, or a day; `zone` is the calendar's own.

    `links` are the web addresses in it, those of a conference first; `url` is the event's own page.
    """

    begin: str
    end: str
    zone: str
    summary: str
    status: str
    url: str = ""
    links: tuple[str, ...] = ()

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.status == "CANCELLED"

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day of one that has no time of day; without an end it is one day (section 3.6.1)."""
        if "T" in self.begin:
            return None
        first, end = date.fromisoformat(self.begin), date.fromisoformat(self.end[:10])
        return first, max(first, end - timedelta(days=1))

    def span(self, host: str, zone: ZoneInfo | None, clock: str = "00:00") -> tuple[datetime, datetime]:
        """Return from when to when it lasts (UTC); what has no offset means `zone`, else the calendar's own, a day begins at `clock`.

        Raises `NotUnderstood` where no zone is known.
        """
        begin, end = (
            datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text) for text in (self.begin, self.end)
        )
        if not isinstance(end, datetime) and end <= begin:
            end = begin + timedelta(days=1)
        try:
            if not (within(begin) and within(end)):
                raise ValueError
            known = zone or (zone_of(self.zone) if self.zone else None)
            return aware(begin, clock, known), aware(end, clock, known)
        except ValueError:
            phrase = f"{host} has the event {shorten(self.summary, 60)!r} without a time zone that is known."
            raise NotUnderstood(phrase, "Write `zone` into the watch.") from None


class Told(msgspec.Struct, frozen=True):
    """What the child answers."""

    events: tuple[Event, ...] = ()
    error: str = ""


async def events(body: bytes, host: str, begin: datetime, end: datetime) -> tuple[Event, ...]:
    """Return the events of a calendar that touch the time from `begin` to `end`, in order. Raises `NotUnderstood`."""
    _check(body, host)
    head = msgspec.json.encode([begin.isoformat(), end.isoformat()])
    try:
        output = await child.run("supporttray.connectors.calendar.ics", head + b"\n" + body, LIMIT_S)
    except TimeoutError:
        phrase = f"{host} gives a calendar that takes longer than {LIMIT_S:.0f} s to work out."
        raise NotUnderstood(phrase, HINT) from None
    told = decode(output or b'{"error": "large"}', Told, host)
    if told.error:
        raise NotUnderstood(f"{host} gives a calendar that {WRONG[told.error]}.", HINT)
    return told.events


def _check(body: bytes, host: str) -> None:
    """Raise `NotUnderstood` at what needs no reading to be refused."""
    refuse_page(body, host, "a calendar")
    if len(body) > SIZE or body.upper().count(b"BEGIN:VEVENT") > SERIES:
        raise NotUnderstood(f"{host} gives a calendar with more in it than is read here.", HINT)
    if b"BEGIN:VCALENDAR" not in body[:10_000].upper():
        raise NotUnderstood(f"{host} gives something that is no calendar.")
    if not body.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise NotUnderstood(f"{host} gives a calendar that breaks off in the middle.")
