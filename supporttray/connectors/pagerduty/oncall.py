"""`pagerduty.oncall`: the shifts of PagerDuty's schedules, read only.

One call a poll lists who is on call (GET /oncalls). PagerDuty searches three months at the most and knows no shifts that begin later
than 90 days from now, so the look goes from two weeks ago to 75 days ahead. A schedule that no escalation policy uses is not in that
list: it is asked for by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.http import web
from supporttray.connectors.roster.shift import kept_elsewhere
from supporttray.core.item import OPEN, Shift
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from supporttray.connectors.pagerduty.service import OnCall, PagerDuty, User

BACK, AHEAD = timedelta(days=14), timedelta(days=75)  # 89 days: never more than three months
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)  # the beginning of a shift that has none
Id = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]{4,30}$")]


class PagerDutyOnCall:
    """Who is on call at PagerDuty."""

    kind: ClassVar[str] = "pagerduty.oncall"
    service: ClassVar[str] = "pagerduty"
    every: ClassVar[timedelta] = timedelta(minutes=5)
    read_only = staticmethod(kept_elsewhere)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `pagerduty.oncall` watch. Without schedules and policy everything counts that the key sees."""

        schedules: Annotated[
            tuple[Id, ...],
            msgspec.Meta(
                title="Schedules",
                description="The ids of the schedules, as their addresses show",
                examples=[["PI7DH85"]],
            ),
        ] = ()
        policy: Annotated[
            str,
            msgspec.Meta(
                title="Escalation policy",
                description="The id of the escalation policy",
                pattern="^([A-Z0-9]{4,30})?$",
                examples=["PT20YPA"],
            ),
        ] = ""
        level: Annotated[
            int,
            msgspec.Meta(
                title="Level",
                description="The level of the escalation policy that counts; of schedules named without a policy all do",
                ge=1,
                le=20,
                examples=[1],
            ),
        ] = 1
        domain: Annotated[
            str,
            msgspec.Meta(title="Domain", description="For what they are on duty", max_length=100, examples=["apps"]),
        ] = ""
        domains: Annotated[
            dict[str, str],
            msgspec.Meta(
                title="Domains", description="The domain of each schedule, by its id", examples=[{"PI7DH85": "apps"}]
            ),
        ] = {}

    def __init__(self, options: Options, service: PagerDuty, me: str) -> None:
        self._options = options
        self._service = service
        self._me = me.strip().casefold()

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:  # noqa: ARG002  nothing is remembered
        """Ask once. Raises a `ServiceError`, `Refused` for a schedule that is not there."""
        options, since, until = self._options, now - BACK, now + AHEAD
        policies = (options.policy,) if options.policy else ()
        found = await self._service.oncalls(since, until, options.schedules, policies)
        if policies or not options.schedules:
            found = [one for one in found if one.escalation_level == options.level]
        else:
            seen = {one.schedule.id for one in found if one.schedule}
            for schedule in options.schedules:
                if schedule not in seen:
                    found += await self._service.schedule(schedule, since, until)
        shifts = {shift.key: shift for one in found if (shift := self._shift(one))}
        return Answer(items=tuple(shifts.values()), complete=True)

    def _shift(self, one: OnCall) -> Shift | None:
        """Return an entry as a shift; None for one that never is."""
        begin, end = _utc(one.start, ALWAYS), _utc(one.end, OPEN)
        if begin >= end:
            return None
        place = one.schedule or one.escalation_policy
        where = place.id if place else ""
        person = shorten(one.user.name or one.user.summary or one.user.id, 100)
        return Shift(
            key=f"shift:pagerduty/{where}/{one.user.id}/{int(begin.timestamp())}",
            title=shorten(f"{person} on duty", 100),
            url=web(place.html_url or "") if place else "",
            at=begin,
            until=end,
            person=person,
            mine=self._mine(one.user),
            domain=self._options.domains.get(where, self._options.domain),
        )

    def _mine(self, user: User) -> bool:
        names = (user.name or user.summary or "", user.email or "")
        return bool(self._me) and self._me in {shorten(name, 200).casefold() for name in names}


def _utc(at: datetime | None, otherwise: datetime) -> datetime:
    """Return a moment in UTC, between the first and the last one that a shift may have."""
    try:
        return min(max(at.astimezone(UTC), ALWAYS), OPEN) if at else otherwise
    except OverflowError:
        raise NotUnderstood("PagerDuty dates a shift in a way that is not understood.") from None
