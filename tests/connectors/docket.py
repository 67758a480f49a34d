"""A small company's pull requests, played by the demo's GitHub on the test's own loop, and our connector that watches them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.github.review.reviews import GithubReviews
from supporttray.connectors.github.service import GitHub
from supporttray.core.item import Review
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import Fault, FaultName
from supporttray.demo.server import Demo, serve
from tests.connectors.lab import Clock, Look

PEOPLE = [
    {"id": "ada", "name": "Ada", "login": "ada-okafor"},
    {"id": "bo", "name": "Bo"},
    {"id": "cy", "name": "Cy"},
    {"id": "robot", "name": "Robot", "kind": "app"},
]
TEAMS = [{"name": "small/core", "members": ["ada"]}, {"name": "small/web", "members": ["bo"]}]
SHOP = {"name": "small/shop", "workflow": [{"name": "Tests", "file": "t.yml"}]}


@dataclass
class Docket:
    """The company, its clock, our service and our look at its pull requests."""

    demo: Demo
    clock: Clock
    look: Look
    github: GitHub

    async def poll(self, *entries: dict[str, Any], minutes: float = 1) -> Answer | Unchanged:
        """Let something happen and time pass; look."""
        self.demo.company.play(list(entries))
        self.clock.forward(minutes=minutes)
        return await self.look.poll()

    async def all(self) -> int:
        """Look until there is no more to be read at once, as the engine does; return how often."""
        for count in range(1, 200):
            answer = await self.look.poll()
            if not (isinstance(answer, Answer) and answer.more):
                return count
            self.clock.forward(seconds=10)
        raise AssertionError("it never ends")

    def asked(self) -> dict[str, int]:
        """Tell what was asked how often."""
        report = self.demo.company.traffic.report()["services"]
        return dict(report["github"]["methods"]) if "github" in report else {}

    def count(self) -> int:
        """Tell how much was asked."""
        return sum(self.asked().values())

    def fail(self, fault: FaultName, path: str = "", times: int | None = None) -> None:
        """Let the demo's GitHub fail where the address has this in it."""
        self.demo.company.faults.switch_on(Fault("github", fault, times, path=path))

    def heal(self) -> None:
        """Let it work again."""
        self.demo.company.faults.clear("github")

    def review(self, number: int = 7) -> Review:
        """Return one as it was told."""
        found = self.look.items[f"review:{self.github.http.host}/small/shop/{number}"]
        assert isinstance(found, Review)
        return found

    def fresh(self) -> None:
        """Begin a new run of the program: the memory stays."""
        self.look.connector = GithubReviews(GithubReviews.Options(repository="small/shop"), self.github, "Ada")


@asynccontextmanager
async def docket(*entries: dict[str, Any], prefix: str = "") -> AsyncIterator[Docket]:
    clock = Clock()
    company = {"company": "Small", "me": "ada", "person": PEOPLE, "team": TEAMS, "repository": [SHOP]}
    async with serve(Company(check(company | {"entry": list(entries)}), clock=clock)) as demo:
        github = GitHub(demo.addresses.github + prefix, "demo-credential", clock)
        connector = GithubReviews(GithubReviews.Options(repository="small/shop"), github, "Ada")
        try:
            yield Docket(demo, clock, Look(connector, clock), github)
        finally:
            await github.http.close()


def pull(number: int = 7, at: str = "-3h", by: str = "bo", **more: Any) -> dict[str, Any]:
    """Make an entry: somebody proposed a change."""
    return {"do": "pull", "at": at, "by": by, "title": f"Fold {number}", "number": number} | more


def entry(do: str, at: str = "-1h", by: str = "cy", number: int = 7, **more: Any) -> dict[str, Any]:
    """Make an entry about a change."""
    return {"do": do, "at": at, "by": by, "to": f"small/shop#{number}"} | more
