"""A small company's GitLab with issues and merge requests, played by the demo on the test's own loop, and our look at one of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.gitlab.queue import GitlabQueue
from supporttray.connectors.gitlab.service import GitLab
from supporttray.core.item import Review, Task
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import Fault, FaultName, WriteFaultName
from supporttray.demo.review import Board
from supporttray.demo.scenario import Person
from supporttray.demo.server import Demo, serve
from supporttray.demo.token import TOKEN
from supporttray.demo.tracker import Issue, Tracker
from tests.connectors.lab import Clock, Look

FLOWS = [{"name": "Pipeline", "file": "p.yml", "jobs": ["unit"]}]
HOME = "small/shop"


@dataclass
class Counter:
    """The company, its clock, its GitLab and our look."""

    demo: Demo
    clock: Clock
    lab: GitLab
    look: Look

    @property
    def tracker(self) -> Tracker:
        return self.demo.company.trackers[HOME]

    @property
    def board(self) -> Board:
        return self.demo.company.boards[HOME]

    @property
    def people(self) -> dict[str, Person]:
        return self.demo.company.people

    def open(self, title: str, **facts: Any) -> Issue:
        """Let Bo make an issue."""
        made = self.tracker.make(self.people["bo"], self.clock(), title, "Where is it?", facts.pop("labels", ()))
        return self.tracker.describe(made, **facts) if facts else made

    async def poll(self, **span: float) -> Answer | Unchanged:
        """Let time pass; look."""
        self.clock.forward(**(span or {"minutes": 1}))
        return await self.look.poll()

    def fault(self, fault: FaultName | WriteFaultName, **more: Any) -> None:
        self.demo.company.faults.switch_on(Fault("gitlab", fault, **more))

    def asked(self) -> int:
        """How many requests there were."""
        services: Any = self.demo.company.traffic.report()["services"]
        return int(services.get("gitlab", {"requests": 0})["requests"])

    def tasks(self) -> dict[str, Task]:
        return {item.title: item for item in self.look.items.values() if isinstance(item, Task)}

    def order(self) -> list[str]:
        """Return the titles of the open tasks as their ranks say."""
        ranked = [(one.rank, title) for title, one in self.tasks().items() if one.rank is not None]
        return [title for _, title in sorted(ranked)]

    def reviews(self) -> dict[str, Review]:
        return {item.title: item for item in self.look.items.values() if isinstance(item, Review)}


def day(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the company's scenario."""
    return {
        "company": "Small",
        "me": "ada",
        "person": [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}, {"id": "cy", "name": "Cy"}],
        "repository": [{"name": HOME, "host": "gitlab", "workflow": FLOWS, **more}],
        "entry": [*entries],
    }


@asynccontextmanager
async def counter(
    *entries: dict[str, Any],
    watch: Any = GitlabQueue,
    token: str = TOKEN,
    home: dict[str, Any] | None = None,
    **options: Any,
) -> AsyncIterator[Counter]:
    clock = Clock()
    async with serve(Company(check(day(*entries, **(home or {}))), clock=clock)) as demo:
        lab = GitLab(demo.addresses.gitlab, token, clock)
        chosen = watch.Options(**({"project": HOME} | options))
        try:
            yield Counter(demo, clock, lab, Look(watch(chosen, lab, "Ada"), clock))
        finally:
            await lab.http.close()
