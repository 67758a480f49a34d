"""A small company's trackers, played by the demo on the test's own loop: GitHub, Jira in the cloud and in a data centre."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from supporttray.connectors.github.queue import GithubQueue
from supporttray.connectors.github.service import GitHub
from supporttray.connectors.jira.queue import JiraQueue
from supporttray.connectors.jira.service import Jira
from supporttray.core.deed import Deed
from supporttray.core.item import Task
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import Fault, FaultName, WriteFaultName
from supporttray.demo.server import Demo, serve
from tests.connectors.lab import Clock, Look

TRACKERS = ["github", "jira", "jira-dc"]
FLOWS = [{"name": "Tests", "file": "t.yml", "jobs": ["unit"]}]
CREDENTIALS = {"github": "demo-credential", "jira": "ada@example.com:demo-credential", "jira-dc": "demo-credential"}


@dataclass
class Bench:
    """The company, its clock, one of its trackers and our look at the queue there."""

    demo: Demo
    clock: Clock
    tracker: GitHub | Jira
    place: str
    look: Look

    def play(self, *entries: dict[str, Any]) -> None:
        """Let something happen; an issue is named by its number."""
        sign = "#" if "/" in self.place else "-"
        named = [one | ({"to": f"{self.place}{sign}{one['to']}"} if "to" in one else {}) for one in entries]
        self.demo.company.play(
            [{"by": "bo", "place": self.place, **one} if one["do"] == "open" else {"by": "bo", **one} for one in named]
        )

    def fault(self, fault: FaultName | WriteFaultName, **more: Any) -> None:
        service = "github" if isinstance(self.tracker, GitHub) else "jira"
        self.demo.company.faults.switch_on(Fault(service, fault, **more))  # type: ignore[arg-type]

    def asked(self) -> int:
        """How many requests the tracker has had."""
        services: Any = self.demo.company.traffic.report()["services"]
        return sum(services.get(name, {"requests": 0})["requests"] for name in ("github", "jira"))

    def tasks(self) -> dict[str, Task]:
        """Return the tasks by their titles."""
        return {item.title: item for item in self.look.items.values() if isinstance(item, Task)}

    def deed(self, title: str = "Order 7", text: str = "Where is it?", **more: Any) -> Deed:
        """Return what makes an issue here."""
        made = self.tracker.creation(self.place, title, text)
        return Deed(**{name: getattr(made, name) for name in ("verb", "place", "title", "text")} | more)

    def made(self) -> list[dict[str, Any]]:
        """What was made, by the ledger."""
        return [line for line in self.demo.company.ledger.lines() if line["what"] == "issue_opened"]


@asynccontextmanager
async def bench(
    kind: str, *entries: dict[str, Any], place: str = "", credential: str = "", **options: Any
) -> AsyncIterator[Bench]:
    clock = Clock()
    home = place or ("small/shop" if kind == "github" else "ACME")
    told = [{"by": "bo", "place": "small/shop" if kind == "github" else "ACME", **one} for one in entries]
    day = {
        "company": "Small",
        "me": "ada",
        "person": [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}],
        "repository": [
            {"name": "small/shop", "workflow": FLOWS},
            {"name": "small/closed", "workflow": FLOWS, "issues": False},
        ],
        "tracker": [{"key": "ACME", "name": "Support"}],
        "entry": told,
    }
    async with serve(Company(check(day), clock=clock)) as demo:
        token = credential or CREDENTIALS[kind]
        made: GitHub | Jira
        watch: Any
        if kind == "github":
            made = GitHub(demo.addresses.github, token, clock)
            watch = GithubQueue(GithubQueue.Options(repository=home, **options), made, "Ada")
        else:
            made = Jira(demo.addresses.jira + kind.removeprefix("jira"), token, clock)
            watch = JiraQueue(JiraQueue.Options(project=home, **options), made, "Ada")
        try:
            yield Bench(demo, clock, made, home, Look(watch, clock))
        finally:
            await made.http.close()
