"""`roster.file`: the shifts as they are written in the config."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.core.item import Shift
from supporttray.core.text import shorten


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shift: who, and from when up to but not including when (TOML date-times with an offset)."""

    person: str
    begin: Annotated[datetime, msgspec.Meta(tz=True)] = msgspec.field(name="from")
    end: Annotated[datetime, msgspec.Meta(tz=True)] = msgspec.field(name="to")
    domain: str = ""

    def __post_init__(self) -> None:
        """Refuse a shift that cannot be."""
        if self.end <= self.begin:
            raise ValueError("ends before it begins")
        if min(self.begin.year, self.end.year) < 1970 or max(self.begin.year, self.end.year) > 2999:
            raise ValueError("lies outside the years 1970 to 2999")


class RosterFile:
    """The rota that the config itself holds."""

    kind: ClassVar[str] = "roster.file"
    service: ClassVar[str] = ""
    every: ClassVar[timedelta] = timedelta(hours=1)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `roster.file` watch."""

        shifts: Annotated[
            tuple[Entry, ...],
            msgspec.Meta(
                title="Shifts",
                description="Who is on duty from when to when",
                examples=[[{"person": "Ada", "from": "2026-11-16T09:00:00Z", "to": "2026-12-28T09:00:00Z"}]],
            ),
        ]

    def __init__(self, options: Options, service: None, me: str) -> None:  # noqa: ARG002  there is no service to ask
        self._options = options
        self._me = me.casefold()

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:  # noqa: ARG002  nothing is asked
        """Return the shifts; there is nothing to wait for."""
        return Answer(items=tuple(self._shift(entry) for entry in self._options.shifts), complete=True)

    def _shift(self, entry: Entry) -> Shift:
        begin, end = entry.begin.astimezone(UTC), entry.end.astimezone(UTC)
        return Shift(
            key=f"shift:config/{entry.domain}/{entry.person}/{int(begin.timestamp())}",
            title=shorten(f"{entry.person} on duty", 100),
            url="",
            at=begin,
            until=end,
            person=entry.person,
            mine=entry.person.casefold() == self._me,
            domain=entry.domain,
        )
