"""`roster.ics`: a rota that is kept in a calendar, read from the address under which it is published (RFC 5545)."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.calendar import feed
from supporttray.connectors.roster.shift import (
    Clock,
    Domain,
    Name,
    Zone,
    checked,
    kept_elsewhere,
    resting,
    shift,
    trace,
    window,
    zone_of,
)
from supporttray.connectors.web import Web, ask
from supporttray.core.rotation import Stretch
from supporttray.core.text import plain, shorten
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from supporttray.core.item import Shift

LONGEST = 200  # letters of a summary


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
        events = await feed.events(body, self._http.host, *window(now))
        shifts = await asyncio.to_thread(self._shifts, events)
        return Answer(items=checked(shifts, self._http.host), complete=True, memory=known)

    def _shifts(self, events: tuple[feed.Event, ...]) -> list[Shift]:
        """Make the shifts. Raises `NotUnderstood` where not one title fits: then it is the pattern that does not."""
        pattern = self._options.pattern
        standing = [one for one in events if not one.cancelled]
        fitting = [(one, found) for one in standing if (found := pattern.fullmatch(plain(one.summary)[:LONGEST]))]
        if standing and not fitting:
            phrase = f"{self._http.host}: none of {len(standing)} events has a title like {self._options.summary!r}."
            raise NotUnderstood(phrase, "Write into `summary` how the titles read.")
        return [made for event, found in fitting if (made := self._shift(event, found.groupdict()))]

    def _shift(self, event: feed.Event, found: dict[str, str]) -> Shift | None:
        """Make a shift; None of an event without any length."""
        begin, end = event.span(self._http.host, self._zone, self._options.hand_over)
        if end <= begin:
            return None
        domain = shorten(found.get("domain", ""), 100) or self._options.domain
        return shift(self._place, self._me, Stretch(self._person(found["person"]), begin, end), domain=domain)

    def _person(self, name: str) -> str:
        name = shorten(name, 100)
        return self._aliases.get(name.casefold(), name)
