"""A small company's Jenkins, played by the demo, and one that says what a test puts into its mouth; and our connector before each."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.jenkins.builds import JenkinsBuilds
from supporttray.connectors.jenkins.service import Jenkins
from supporttray.core.item import Build
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import Demo, serve
from tests.connectors.lab import NOON, Clock, Look, Raw, raw, reply

FLOWS = [
    {"name": "Dealer app", "file": "app.yml", "jobs": ["build", "test"]},
    {"name": "Kiosk", "file": "kiosk.yml", "jobs": ["build"]},
]
RED: dict[str, Any] = {"fails": ["build"]}


def ran(at: str = "-1h", workflow: str = "Dealer app", **more: Any) -> dict[str, Any]:
    """Make an entry: a workflow ran."""
    return {"at": at, "do": "run", "workflow": workflow, "by": "bo"} | more


@dataclass
class Works:
    """The company, its clock, our look at its builds, and the service."""

    demo: Demo
    clock: Clock
    look: Look
    jenkins: Jenkins

    @property
    def connector(self) -> JenkinsBuilds:
        assert isinstance(self.look.connector, JenkinsBuilds)
        return self.look.connector

    async def poll(self, *entries: dict[str, Any], minutes: float = 5) -> Answer | Unchanged:
        """Let something happen and time pass; look."""
        self.demo.company.play(list(entries))
        self.clock.forward(minutes=minutes)
        return await self.look.poll()

    def requests(self) -> int:
        report = self.demo.company.traffic.report()["services"]
        return int(report["jenkins"]["requests"]) if "jenkins" in report else 0

    async def counted(self) -> int:
        """Look, and return how many requests it took."""
        before = self.requests()
        await self.look.poll()
        return self.requests() - before

    def build(self, name: str = "Dealer app on main") -> Build:
        """Return a job's build."""
        [found] = [item for item in self.look.items.values() if item.title == name]
        assert isinstance(found, Build)
        return found


@asynccontextmanager
async def works(*entries: dict[str, Any], **options: Any) -> AsyncIterator[Works]:
    clock = Clock()
    scenario = check(
        {
            "company": "Small",
            "me": "ada",
            "person": [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}],
            "repository": [{"name": "small/apps", "host": "jenkins", "workflow": FLOWS}],
            "log": [{"id": "disk", "text": "write error: No space left on device"}],
            "entry": list(entries),
        }
    )
    async with serve(Company(scenario, clock=clock)) as demo:
        jenkins = Jenkins(demo.addresses.jenkins, "ada:demo-credential", clock)
        try:
            yield Works(
                demo, clock, Look(JenkinsBuilds(JenkinsBuilds.Options(**options), jenkins, "Ada"), clock), jenkins
            )
        finally:
            await jenkins.http.close()


# --- one that says what it is told to


@dataclass
class Mouth:
    """What a made-up Jenkins says, by the path below its address; what it was asked, with its tree."""

    says: dict[str, Any]
    asked: list[tuple[str, str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def say(self, server: Raw, path: str) -> bytes:
        parts = urlsplit(path)
        here = parts.path.removeprefix("/ci")
        self.asked.append((here, parse_qs(parts.query).get("tree", [""])[0]))
        self.heads.append(server.heard[-1])
        told = self.says.get(here, self.says.get(unquote(here)))
        if callable(told):
            told = told(self.asked[-1][1])
        if told is None:
            return reply(b"<html><title>Error 404</title></html>", "404 Not Found")
        if isinstance(told, bytes):
            return told if told.startswith(b"HTTP/") else reply(told)
        return reply(json.dumps(told).encode(), x_jenkins="2.516.3")


@dataclass
class Told:
    """A connector before such a Jenkins, below /ci of its host."""

    mouth: Mouth
    look: Look
    jenkins: Jenkins

    @property
    def connector(self) -> JenkinsBuilds:
        assert isinstance(self.look.connector, JenkinsBuilds)
        return self.look.connector

    def builds(self) -> list[Build]:
        return [item for item in self.look.items.values() if isinstance(item, Build)]


@asynccontextmanager
async def told(says: dict[str, Any], *, credential: str = "ada:token", **options: Any) -> AsyncIterator[Told]:
    clock, mouth = Clock(), Mouth(says)
    async with raw(mouth.say) as server:
        jenkins = Jenkins(f"{server.address}/ci/", credential, clock)
        try:
            connector = JenkinsBuilds(JenkinsBuilds.Options(**options), jenkins, "Ada")
            yield Told(mouth, Look(connector, clock), jenkins)
        finally:
            await jenkins.http.close()


def built(number: int, result: str | None = "SUCCESS", **more: Any) -> dict[str, Any]:
    """Write a build as Jenkins does: one an hour."""
    begun = int(NOON.timestamp() * 1000) + (number - 100) * 3_600_000
    body = {"number": number, "result": result, "timestamp": begun, "duration": 60_000, "building": result is None}
    return body | {"displayName": f"#{number}", "url": f"http://elsewhere.example/job/x/{number}/"} | more


def job(name: str, *builds: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write a job, the newest build first."""
    return {"_class": "hudson.model.FreeStyleProject", "name": name, "color": "blue", "builds": list(builds)} | more
