"""`holiday.country`: the public holidays of a country, or of a part of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from supporttray import child
from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.calendar.holiday import holiday, window
from supporttray.connectors.http import decode
from supporttray.core.text import plain, shorten
from supporttray.errors import NotUnderstood, Unreachable

OTHERWISE = "The team's days off can also be kept in a calendar: holiday.ics."
LIMIT_S = 20.0  # for a large library on a slow machine


class Told(msgspec.Struct, frozen=True):
    """What the child answers: the days, or the subdivisions that there are."""

    days: tuple[tuple[date, str], ...] = ()
    known: tuple[str, ...] | None = None


class HolidayCountry:
    """The public holidays of the coming year; no service is asked."""

    kind: ClassVar[str] = "holiday.country"
    service: ClassVar[str] = ""
    every: ClassVar[timedelta] = timedelta(days=1)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `holiday.country` watch."""

        country: Annotated[
            str,
            msgspec.Meta(
                pattern="^[A-Z]{2}$",
                title="Country",
                description="The country's two letters (ISO 3166-1)",
                examples=["DE"],
            ),
        ]
        subdivision: Annotated[
            str,
            msgspec.Meta(
                pattern="^[A-Za-z0-9 -]{1,40}$",
                title="Subdivision",
                description="The part of the country whose holidays count too (ISO 3166-2, without the country)",
                examples=["BE"],
            ),
        ] = ""

    def __init__(self, options: Options, service: None, me: str) -> None:  # noqa: ARG002  there is no service to ask
        self._options = options

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:  # noqa: ARG002  nothing is remembered
        """Return the holidays around `now`. Raises `NotUnderstood` for a country or subdivision that is not known."""
        begin, end = window(now)
        place = "-".join(part for part in (self._options.country, self._options.subdivision) if part)
        told = await self._told(begin.year, end.year)
        if told.known is not None:
            some = shorten(f"There are {', '.join(told.known)}.", 300)
            raise NotUnderstood(f"The holidays of {place} are not known.", some if told.known else OTHERWISE)
        days = [(day, name) for day, name in told.days if begin.date() <= day <= end.date()]
        return Answer(items=tuple(holiday(place, plain(name), day, day) for day, name in days), complete=True)

    async def _told(self, first: int, last: int) -> Told:
        asked = msgspec.json.encode((self._options.country, self._options.subdivision, first, last))
        try:
            output = await child.run("supporttray.connectors.calendar.country", asked, LIMIT_S)
        except TimeoutError:
            output = b""
        if not output:
            raise Unreachable("The holidays could not be worked out.", "Please report it.")
        return decode(output, Told, "the list of holidays")
