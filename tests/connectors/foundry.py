"""A small company's GitLab, played by the demo on the test's own loop, and our connector that watches its builds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.gitlab.builds import GitlabBuilds
from supporttray.connectors.gitlab.service import GitLab
from supporttray.core.item import Build, Run
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import Fault, FaultName, WriteFaultName
from supporttray.demo.server import Demo, serve
from supporttray.demo.token import TOKEN
from tests.connectors.lab import Clock, Look

FLOWS = [{"name": name, "file": "p.yml", "jobs": ["unit", "lint"]} for name in ("Pipeline", "Nightly")]
OWNERS = {".gitlab/CODEOWNERS": "* @bo\n"}
RED = {"fails": ["unit"], "log": "boom", "agent": "agent-14", "tests": 12, "broken": ["tests/test_a.py::test_sum"]}
LOG = "E   assert 1 == 2"


@dataclass
class Foundry:
    """The company, its clock, its GitLab and our look at the builds there."""

    demo: Demo
    clock: Clock
    lab: GitLab
    look: Look
    connector: GitlabBuilds

    async def poll(self, *entries: dict[str, Any], minutes: float = 5) -> Answer | Unchanged:
        """Let something happen and time pass; look."""
        self.demo.company.play(list(entries))
        self.clock.forward(minutes=minutes)
        return await self.look.poll()

    def fault(self, fault: FaultName | WriteFaultName, **more: Any) -> None:
        self.demo.company.faults.switch_on(Fault("gitlab", fault, **more))

    def asked(self) -> dict[str, int]:
        """Tell what was asked how often."""
        report = self.demo.company.traffic.report()["services"]
        return dict(report["gitlab"]["methods"]) if "gitlab" in report else {}

    async def counted(self) -> int:
        """Look, and return how many requests it took."""
        before = sum(self.asked().values())
        await self.look.poll()
        return sum(self.asked().values()) - before

    def build(self, title: str = "shop on main") -> Build:
        found = next(item for item in self.look.items.values() if item.title == title)
        assert isinstance(found, Build)
        return found

    def red(self) -> Run:
        """Return the newest run, which is red."""
        last = self.build().last
        assert last is not None
        assert last.red
        return last


@asynccontextmanager
async def foundry(*entries: dict[str, Any], token: str = TOKEN, **options: Any) -> AsyncIterator[Foundry]:
    clock = Clock()
    scenario = check(
        {
            "company": "Small",
            "me": "ada",
            "person": [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}, {"id": "cy", "name": "Cy"}],
            "repository": [{"name": "small/shop", "host": "gitlab", "workflow": FLOWS, "files": OWNERS}],
            "log": [{"id": "boom", "text": LOG}],
            "entry": list(entries),
        }
    )
    async with serve(Company(scenario, clock=clock)) as demo:
        lab = GitLab(demo.addresses.gitlab, token, clock)
        connector = GitlabBuilds(GitlabBuilds.Options(project="small/shop", **options), lab, "Ada")
        try:
            yield Foundry(demo, clock, lab, Look(connector, clock), connector)
        finally:
            await lab.http.close()


def ran(at: str = "-1h", workflow: str = "Pipeline", **more: Any) -> dict[str, Any]:
    """Make an entry: a pipeline ran."""
    return {"at": at, "do": "run", "workflow": workflow, "by": "bo"} | more
