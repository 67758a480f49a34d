"""A small company's Slack, played by the demo on the test's own loop, and our connector that watches it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from supporttray.connectors.slack.request.requests import SlackRequests
from supporttray.connectors.slack.service import Slack
from supporttray.core.item import Request
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.scenario import Scenario
from supporttray.demo.server import Demo, serve
from tests.connectors.lab import Clock, Look

PEOPLE = [
    {"id": "ada", "name": "Ada Lovelace"},
    {"id": "bo", "name": "Bo Diddley"},
    {"id": "cy", "name": "Cy Twombly"},
    {"id": "robot", "name": "Robot", "kind": "app"},
    {"id": "hook", "name": "Hook", "kind": "webhook"},
    {"id": "dee", "name": "Dee Dee", "left": True},
]
GROUPS = [{"id": "crew", "name": "Crew", "handle": "crew", "members": ["cy", "ada"]}]


def small(*entries: dict[str, Any]) -> Scenario:
    return check(
        {
            "company": "Small",
            "me": "ada",
            "person": PEOPLE,
            "channel": [{"id": "help", "name": "help"}, {"id": "far", "name": "far"}],
            "group": GROUPS,
            "entry": list(entries),
        }
    )


@dataclass
class Desk:
    """The company, its clock and our look at its channel."""

    demo: Demo
    clock: Clock
    look: Look

    def play(self, *entries: dict[str, Any]) -> None:
        self.demo.company.play(list(entries))

    def calls(self) -> int:
        """Count the calls of Slack's methods."""
        services = self.demo.company.traffic.report()["services"]
        return int(services["slack"]["requests"]) if "slack" in services else 0

    async def poll(self, *entries: dict[str, Any], minutes: float = 1) -> dict[str, str]:
        """Let something happen and time pass; look, and return the states by title."""
        self.play(*entries)
        self.clock.forward(minutes=minutes)
        await self.look.poll()
        return self.look.states()

    async def counted(self) -> int:
        """Look, and return how many calls it took."""
        before = self.calls()
        await self.look.poll()
        return self.calls() - before

    def request(self) -> Request:
        """Return the only request."""
        [item] = self.look.items.values()
        assert isinstance(item, Request)
        return item


@asynccontextmanager
async def desk(
    *entries: dict[str, Any], scenario: Scenario | None = None, begin: datetime | None = None, **options: Any
) -> AsyncIterator[Desk]:
    clock = Clock()
    clock.time = begin or clock.time
    chosen = scenario or small(*entries)
    async with serve(Company(chosen, clock=clock)) as demo:
        slack = Slack(demo.addresses.slack, "demo-credential", clock)
        watched = SlackRequests.Options(channel=chosen.channel[0].code, **options)
        try:
            yield Desk(demo, clock, Look(SlackRequests(watched, slack, "Ada Lovelace"), clock))
        finally:
            await slack.http.close()
