"""`meeting.rule`: a meeting that comes again and again, as the config says."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray import child
from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.calendar.meeting import Address, Habit, Opens, Remind, Skipped, meeting, window
from supporttray.connectors.http import decode
from supporttray.connectors.roster.shift import OUTSIDE, within, zone_of
from supporttray.core.hours import DAY, WEEK, Weekday
from supporttray.core.rotation import moment
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACE = "rule"
LIMIT_S = 3.0  # for working out a rule
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PART = re.compile(
    r"(FREQ|INTERVAL|COUNT|UNTIL|WKST|BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS|BYYEARDAY|BYWEEKNO)=([A-Z0-9,+-]+)"
)

_UNTIL = re.compile(r"(?<=UNTIL=)(\d{8}T\d{6})(Z?)(?=;|$)")


class Told(msgspec.Struct, frozen=True):
    """What the child answers: nothing for a rule that cannot be."""

    days: tuple[date, ...] | None = None


class MeetingRule:
    """The dates of one meeting in the coming days; which of them are working days the engine knows."""

    kind: ClassVar[str] = "meeting.rule"
    service: ClassVar[str] = ""
    every: ClassVar[timedelta] = timedelta(hours=1)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `meeting.rule` watch."""

        title: Annotated[
            str,
            msgspec.Meta(
                min_length=1, max_length=200, title="Title", description="What it is called", examples=["Stand-up"]
            ),
        ]
        at: Annotated[
            str,
            msgspec.Meta(
                pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
                title="At",
                description="When it begins, on the wall's clock",
                examples=["09:45"],
            ),
        ]
        zone: Annotated[
            str, msgspec.Meta(title="Time zone", description="Whose time is meant", examples=["Europe/Berlin"])
        ]
        minutes: Annotated[
            int, msgspec.Meta(ge=1, le=720, title="Minutes", description="How long it lasts", examples=[15])
        ] = 30
        days: Annotated[
            tuple[Weekday, ...],
            msgspec.Meta(title="Days", description="On which days of the week; on all if none", examples=[["mon"]]),
        ] = ()
        rule: Annotated[
            str,
            msgspec.Meta(
                max_length=200,
                title="Rule",
                description="When it recurs, instead of days (RFC 5545)",
                examples=["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"],
            ),
        ] = ""
        start: Annotated[
            date | None,
            msgspec.Meta(title="Start", description="The day the rule counts from", examples=["2026-11-16"]),
        ] = None
        on_holidays: Annotated[
            bool,
            msgspec.Meta(
                title="On holidays", description="Whether it takes place on days off as well", examples=[True]
            ),
        ] = False
        link: Annotated[
            Address,
            msgspec.Meta(title="Link", description="The way into it", examples=["https://meet.example.com/stand-up"]),
        ] = ""
        opens: Opens = ""
        skipped: Skipped = False
        remind: Remind = timedelta(minutes=5)

        def __post_init__(self) -> None:
            """Refuse what makes no meeting."""
            zone_of(self.zone)
            if self.rule and self.days:
                raise ValueError("a meeting has days or a rule, not both")
            if bool(self.rule) != bool(self.start):
                raise ValueError("rule and start go together: the day the rule counts from")
            if self.start and not within(self.start):
                raise ValueError(f"start {OUTSIDE}")
            if self.rule and not _recurs(self.rule):
                raise ValueError('rule must be one of days, like "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"')

    def __init__(self, options: Options, service: None, me: str) -> None:  # noqa: ARG002  there is no service to ask
        self._options = options

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:  # noqa: ARG002  nothing is asked
        """Return the dates around `now`. Raises `NotUnderstood` at a rule that means no days."""
        told, zone = self._options, zone_of(self._options.zone)
        habit = Habit(opens=told.opens, skipped=told.skipped, remind=told.remind, workdays=not told.on_holidays)
        first, last = (at.astimezone(zone).date() for at in window(now))
        begins = (moment(day, time.fromisoformat(told.at), zone) for day in await self._days(first, last))
        length = timedelta(minutes=told.minutes)
        items = tuple(meeting(PLACE, told.title, (begin, begin + length), told.link, habit) for begin in begins)
        return Answer(items=items, complete=True)

    async def _days(self, first: date, last: date) -> Iterable[date]:
        """Return on which days from the first to the last it takes place."""
        if self._options.start:
            return await self._ruled(first, last)
        wanted = {WEEK.index(day) for day in self._options.days or WEEK}
        every = (first + number * DAY for number in range((last - first) // DAY + 1))
        return [day for day in every if day.weekday() in wanted]

    async def _ruled(self, first: date, last: date) -> Iterable[date]:
        rule = _UNTIL.sub(self._last, self._options.rule)
        asked = msgspec.json.encode((rule, self._options.start, first, last))
        try:
            output = await child.run("supporttray.connectors.calendar.recurrence", asked, LIMIT_S)
        except TimeoutError:
            output = b""
        days = decode(output or b"{}", Told, "the rule").days
        if days is None:
            raise NotUnderstood(f"The rule {self._options.rule!r} means no days.", "Mend `rule` in the config.")
        return days

    def _last(self, until: re.Match[str]) -> str:
        """Return the last day on which it begins no later than the moment that calendars write, in UTC or on its own clock."""
        zone, day, utc = zone_of(self._options.zone), until[1], until[2]
        try:
            moment_of = datetime.strptime(day, "%Y%m%dT%H%M%S").replace(tzinfo=UTC if utc else zone)
            last = moment_of.astimezone(zone).date()
            begins = moment(last, time.fromisoformat(self._options.at), zone)
            return f"{last - DAY * (begins > moment_of):%Y%m%d}"
        except (ValueError, OverflowError):
            return until[0]  # the rule means nothing, which is said where it is worked out


def _recurs(rule: str) -> bool:
    """Whether it looks like a rule of days; what it means is worked out when it is asked."""
    parts = [_PART.fullmatch(part) for part in rule.split(";")]
    named = {part[1]: part[2] for part in parts if part}
    return all(parts) and len(named) == len(parts) and named.get("FREQ") in FREQUENCIES
