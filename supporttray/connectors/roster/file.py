"""`roster.file`: the shifts as they are written in the config."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.roster.shift import Entry, Swaps, kept_here, shift, swapped

PLACE = "config"


class RosterFile:
    """The rota that the config itself holds."""

    kind: ClassVar[str] = "roster.file"
    service: ClassVar[str] = ""
    every: ClassVar[timedelta] = timedelta(hours=1)
    read_only = staticmethod(kept_here)

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
        swaps: Swaps = ()

    def __init__(self, options: Options, service: None, me: str) -> None:  # noqa: ARG002  there is no service to ask
        self._options = options
        self._me = me

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:  # noqa: ARG002  nothing is asked
        """Return the shifts; there is nothing to wait for."""
        shifts = tuple(shift(PLACE, self._me, one.stretch, domain=one.domain) for one in self._options.shifts)
        return Answer(items=shifts + swapped(PLACE, self._me, self._options.swaps), complete=True)
