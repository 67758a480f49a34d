"""A small company's GitHub, played by the demo on the test's own loop, and our connector that watches its builds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.github.builds import GithubBuilds
from supporttray.connectors.github.service import GitHub
from supporttray.core.item import Build
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import Demo, serve
from tests.connectors.lab import Clock, Look

FLOWS = [
    {"name": "Tests", "file": "tests.yml", "jobs": ["unit", "lint"]},
    {"name": "Nightly", "file": "nightly.yml", "jobs": ["deep"]},
]


@dataclass
class Yard:
    """The company, its clock and our look at its builds."""

    demo: Demo
    clock: Clock
    look: Look

    async def poll(self, *entries: dict[str, Any], minutes: float = 5) -> Answer | Unchanged:
        """Let something happen and time pass; look."""
        self.demo.company.play(list(entries))
        self.clock.forward(minutes=minutes)
        return await self.look.poll()

    def methods(self) -> dict[str, int]:
        """Tell what was asked how often."""
        report = self.demo.company.traffic.report()["services"]
        return dict(report["github"]["methods"]) if "github" in report else {}

    async def counted(self) -> int:
        """Look, and return how many requests it took."""
        before = sum(self.methods().values())
        await self.look.poll()
        return sum(self.methods().values()) - before

    def build(self, name: str = "Tests") -> Build:
        """Return a workflow's build."""
        [found] = [item for item in self.look.items.values() if item.title.startswith(name)]
        assert isinstance(found, Build)
        return found

    @property
    def connector(self) -> GithubBuilds:
        """The connector that looks."""
        assert isinstance(self.look.connector, GithubBuilds)
        return self.look.connector

    def ledger(self, what: str) -> list[dict[str, Any]]:
        """Return what really happened of a kind."""
        return [line for line in self.demo.company.ledger.lines() if line["what"] == what]


@asynccontextmanager
async def yard(
    *entries: dict[str, Any],
    prefix: str = "",
    branch: str = "main",
    workflows: tuple[str, ...] = ("*",),
    files: dict[str, str] | None = None,
    logs: dict[str, str] | None = None,
    flows: list[dict[str, Any]] | None = None,
) -> AsyncIterator[Yard]:
    clock = Clock()
    shop = {"name": "small/shop", "workflow": flows or FLOWS, "files": files or {}}
    scenario = check(
        {
            "company": "Small",
            "me": "ada",
            "person": [
                {"id": "ada", "name": "Ada"},
                {"id": "bo", "name": "Bo"},
                {"id": "cy", "name": "Cy"},
                {"id": "robot", "name": "Robot", "kind": "app"},
            ],
            "repository": [shop],
            "entry": list(entries),
        }
        | ({"log": [{"id": key, "text": text} for key, text in logs.items()]} if logs else {})
    )
    async with serve(Company(scenario, clock=clock)) as demo:
        github = GitHub(demo.addresses.github + prefix, "demo-credential", clock)
        options = GithubBuilds.Options(repository="small/shop", branch=branch, workflows=workflows)
        try:
            yield Yard(demo, clock, Look(GithubBuilds(options, github, "Ada"), clock))
        finally:
            await github.http.close()


def ran(at: str = "-1h", workflow: str = "Tests", **more: Any) -> dict[str, Any]:
    """Make an entry: a workflow ran."""
    return {"at": at, "do": "run", "workflow": workflow, "by": "bo"} | more
