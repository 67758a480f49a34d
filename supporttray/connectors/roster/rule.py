"""`roster.rule`: a rota that goes by a rule: people in order, each for some weeks or days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.roster.shift import (
    OUTSIDE,
    Clock,
    Domain,
    Name,
    Swaps,
    Zone,
    kept_here,
    shift,
    swapped,
    window,
    within,
    zone_of,
)
from supporttray.core.rotation import Absence, Member, Rotation, stretches

PLACE = "rule"


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who joined or left: the first and the last day in the rota."""

    person: Name
    since: date = date.min
    until: date = date.max

    def __post_init__(self) -> None:
        """Refuse somebody who leaves before they join."""
        if self.until < self.since:
            raise ValueError("leaves before joining")


class Away(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody is away from a day up to and including another."""

    person: Name
    begin: date = msgspec.field(name="from")
    end: date = msgspec.field(name="to")

    def __post_init__(self) -> None:
        """Refuse an absence that cannot be."""
        if self.end < self.begin:
            raise ValueError("ends before it begins")


class RosterRule:
    """The shifts that follow from a rule, and the swaps that go before it."""

    kind: ClassVar[str] = "roster.rule"
    service: ClassVar[str] = ""
    every: ClassVar[timedelta] = timedelta(hours=1)
    read_only = staticmethod(kept_here)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `roster.rule` watch."""

        people: Annotated[
            tuple[Name | Person, ...],
            msgspec.Meta(
                min_length=1,
                max_length=200,
                title="People",
                description="Who takes turns, in order",
                examples=[["Ada", "Bo", {"person": "Cy", "until": "2026-12-31"}]],
            ),
        ]
        start: Annotated[
            date, msgspec.Meta(title="Start", description="The day of the first turn", examples=["2026-11-16"])
        ]
        zone: Zone
        weeks: Annotated[
            int, msgspec.Meta(ge=1, le=104, title="Weeks", description="How long a turn is", examples=[1])
        ] = 0
        days: Annotated[
            int,
            msgspec.Meta(ge=1, le=730, title="Days", description="How long a turn is, instead of weeks", examples=[1]),
        ] = 0
        hand_over: Clock = "09:00"
        domain: Domain = ""
        away: Annotated[
            tuple[Away, ...],
            msgspec.Meta(
                max_length=2000,
                title="Away",
                description="Who is away from which day to which; the next in order stands in",
                examples=[[{"person": "Ada", "from": "2026-12-24", "to": "2026-12-27"}]],
            ),
        ] = ()
        swaps: Swaps = ()

        def __post_init__(self) -> None:
            """Refuse what makes no rota."""
            zone_of(self.zone)
            if self.weeks and self.days:
                raise ValueError("a turn has weeks or days, not both")
            if not within(self.start):
                raise ValueError(f"start {OUTSIDE}")
            known = {member.person for member in self.rotation.members}
            for one in self.away:
                if one.person not in known:
                    raise ValueError(f"{one.person!r} is away, but not among the people")

        @property
        def rotation(self) -> Rotation:
            """The rule; a turn is a week unless it is said otherwise."""
            people = [Person(person=one) if isinstance(one, str) else one for one in self.people]
            return Rotation(
                members=tuple(Member(one.person, one.since, one.until) for one in people),
                days=self.days or 7 * (self.weeks or 1),
                start=self.start,
                hand_over=time.fromisoformat(self.hand_over),
                away=tuple(Absence(one.person, one.begin, one.end) for one in self.away),
            )

    def __init__(self, options: Options, service: None, me: str) -> None:  # noqa: ARG002  there is no service to ask
        self._options = options
        self._me = me

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:  # noqa: ARG002  nothing is asked
        """Return the shifts of some months around `now`; there is nothing to wait for."""
        told = stretches(self._options.rotation, zone_of(self._options.zone), *window(now))
        shifts = tuple(shift(PLACE, self._me, one, domain=self._options.domain) for one in told)
        return Answer(items=shifts + swapped(PLACE, self._me, self._options.swaps), complete=True)
