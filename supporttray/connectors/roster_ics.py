"""`roster.ics`: a rota that is kept in a calendar, read from the address under which it is published (RFC 5545)."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray import child
from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.http import decode
from supporttray.connectors.rota import (
    Clock,
    Domain,
    Name,
    kept_elsewhere,
    Zone,
    aware,
    checked,
    resting,
    shift,
    trace,
    window,
    within,
    zone_of,
)
from supporttray.connectors.web import Web, ask, refuse_page
from supporttray.core.rotation import Stretch
from supporttray.core.text import plain, shorten
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from supporttray.core.item import Shift

SIZE = 5_000_000  # bytes
SERIES = 10_000  # events as they are written, repeated or not
LIMIT_S = 10.0  # for working out what they mean
LONGEST = 200  # letters of a summary
WRONG = {
    "many": "has more than 2000 events in the months that count",
    "large": "takes more memory than a rota can need",
    "strange": "breaks the rules of calendars (RFC 5545)",
}
HINT = "Publish a calendar that holds the rota and nothing else."


class Event(msgspec.Struct, frozen=True):
    """An event as the child tells it: UTC, a moment without an offset, or a day; `zone` is the calendar's own."""

    begin: str
    end: str
    zone: str
    summary: str
    status: str


class Told(msgspec.Struct, frozen=True):
    """What the child answers."""

    events: tuple[Event, ...] = ()
    error: str = ""


class RosterIcs:
    """The shifts of a calendar: each event that is not cancelled is one."""

    kind: ClassVar[str] = "roster.ics"
    service: ClassVar[str] = "web"
    every: ClassVar[timedelta] = timedelta(minutes=15)
    read_only = staticmethod(kept_elsewhere)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `roster.ics` watch."""

        summary: Annotated[
            str,
            msgspec.Meta(
                max_length=200,
                title="Title",
                description="How an event's title is read; one that reads otherwise is no shift",
                examples=["{domain}: {person} on call"],
            ),
        ] = "{person}"
        aliases: Annotated[
            dict[str, Name],
            msgspec.Meta(title="Names", description="Who is meant by a name", examples=[{"Ada L.": "Ada Lovelace"}]),
        ] = {}
        domain: Domain = ""
        zone: Zone = ""
        hand_over: Clock = "00:00"

        def __post_init__(self) -> None:
            """Refuse a title that nobody can be read from, and a zone that there is not."""
            places = re.findall(r"\{.*?\}", self.summary)
            if sorted(places) not in (["{person}"], ["{domain}", "{person}"]) or "}{" in self.summary:
                raise ValueError("summary must hold {person}, and may hold {domain} apart from it")
            if self.zone:
                zone_of(self.zone)

        @property
        def pattern(self) -> re.Pattern[str]:
            """What a title is compared with, whatever its capitals."""
            parts = re.split(r"\{(\w+)\}", plain(self.summary))
            texts = [f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts)]
            return re.compile("".join(texts), re.IGNORECASE)

    def __init__(self, options: Options, service: Web, me: str) -> None:
        self._options = options
        self._http = service.http
        self._place = f"{service.http.host}/{trace(service.http.address)}"
        self._zone = zone_of(options.zone) if options.zone else None
        self._aliases = {plain(alias).casefold(): person for alias, person in options.aliases.items()}
        self._me = me

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Read the calendar once. Raises a `ServiceError`."""
        told = await ask(self._http, memory, resting(self._me, now))
        if told is None:
            return Unchanged()
        body, known = told
        self._check(body)
        events = await self._expanded(body, *window(now))
        shifts = await asyncio.to_thread(self._shifts, events)
        return Answer(items=checked(shifts, self._http.host), complete=True, memory=known)

    def _check(self, body: bytes) -> None:
        """Raise `NotUnderstood` at what needs no reading to be refused."""
        host = self._http.host
        refuse_page(body, host, "a calendar")
        if len(body) > SIZE or body.upper().count(b"BEGIN:VEVENT") > SERIES:
            raise NotUnderstood(f"{host} gives a calendar with more in it than a rota can have.", HINT)
        if b"BEGIN:VCALENDAR" not in body[:10_000].upper():
            raise NotUnderstood(f"{host} gives something that is no calendar.")
        if not body.rstrip().upper().endswith(b"END:VCALENDAR"):
            raise NotUnderstood(f"{host} gives a calendar that breaks off in the middle.")

    async def _expanded(self, body: bytes, begin: datetime, end: datetime) -> tuple[Event, ...]:
        head = msgspec.json.encode([begin.isoformat(), end.isoformat()])
        try:
            output = await child.run("supporttray.connectors.ics", head + b"\n" + body, LIMIT_S)
        except TimeoutError:
            phrase = f"{self._http.host} gives a calendar that takes longer than {LIMIT_S:.0f} s to work out."
            raise NotUnderstood(phrase, HINT) from None
        told = decode(output or b'{"error": "large"}', Told, self._http.host)
        if told.error:
            raise NotUnderstood(f"{self._http.host} gives a calendar that {WRONG[told.error]}.", HINT)
        return told.events

    def _shifts(self, events: tuple[Event, ...]) -> list[Shift]:
        """Make the shifts. Raises `NotUnderstood` where not one title fits: then it is the pattern that does not."""
        pattern = self._options.pattern
        standing = [one for one in events if one.status != "CANCELLED"]
        fitting = [(one, found) for one in standing if (found := pattern.fullmatch(plain(one.summary)[:LONGEST]))]
        if standing and not fitting:
            phrase = f"{self._http.host}: none of {len(standing)} events has a title like {self._options.summary!r}."
            raise NotUnderstood(phrase, "Write into `summary` how the titles read.")
        return [made for event, found in fitting if (made := self._shift(event, found.groupdict()))]

    def _shift(self, event: Event, found: dict[str, str]) -> Shift | None:
        """Make a shift; None of an event without any length. A day without an end is one day (section 3.6.1)."""
        begin, end = (
            datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
            for text in (event.begin, event.end)
        )
        if not isinstance(end, datetime) and end <= begin:
            end = begin + timedelta(days=1)
        told = Stretch(self._person(found["person"]), self._aware(begin, event), self._aware(end, event))
        if told.end <= told.begin:
            return None
        domain = shorten(found.get("domain", ""), 100) or self._options.domain
        return shift(self._place, self._me, told, domain=domain)

    def _person(self, name: str) -> str:
        name = shorten(name, 100)
        return self._aliases.get(name.casefold(), name)

    def _aware(self, moment: date, event: Event) -> datetime:
        try:
            if not within(moment):
                raise ValueError
            zone = self._zone or (zone_of(event.zone) if event.zone else None)
            return aware(moment, self._options.hand_over, zone)
        except ValueError:
            phrase = (
                f"{self._http.host} has the event {shorten(event.summary, 60)!r} without a time zone that is known."
            )
            raise NotUnderstood(phrase, "Write `zone` into the watch.") from None
