"""Whose word is an answer: anybody's, or that of a team, which is a list of people and of Slack's user groups."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.slack.duty import group
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.connectors.slack.api import WebApi

HOUR = timedelta(hours=1)


class Crew(msgspec.Struct):
    """Who is in the groups, when they were read (seconds since 1970), and why that was refused."""

    groups: dict[str, tuple[str, ...]] = {}
    at: int = 0
    refusal: str = ""

    def members(self, responders: Sequence[str]) -> frozenset[str] | None:
        """Return whose word counts; None for anybody's, also where nobody can be told."""
        people = {one for one in responders if not one.startswith("S")}
        people |= {person for one in responders for person in self.groups.get(one, ())}
        return frozenset(people) or None

    def limits(self, responders: Sequence[str]) -> str:
        """Say what is not known because of a refusal; empty if all is."""
        if not self.refusal:
            return ""
        until = "who was in it last" if self.members(responders) else "anybody's"
        return f"Slack does not tell who is in a user group of those who answer ({self.refusal}); until then {until} counts."


async def muster(slack: WebApi, crew: Crew, responders: Sequence[str], now: datetime) -> None:
    """Read the groups, once an hour. What is refused is said, and what was known stays. Raises a `ServiceError`."""
    groups = [one for one in responders if one.startswith("S")]
    second = int(now.timestamp())
    if not groups or second - crew.at < HOUR.total_seconds():
        return
    refusals = []
    for one in groups:
        try:
            crew.groups[one] = await group.members(slack, one)
        except Refused as refused:
            if refused.missing == "credential":
                raise
            refusals.append(refused.hint.rstrip(".") or refused.phrase.rstrip("."))
    crew.at, crew.refusal = second, refusals[0] if refusals else ""
