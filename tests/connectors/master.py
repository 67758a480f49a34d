"""A Buildbot that repeats what a real one said (tests/contracts/buildbot), and whatever builds a test adds, filtered as it filters."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from supporttray.connectors.buildbot.builds import BuildbotBuilds
from supporttray.connectors.buildbot.service import Buildbot
from supporttray.core.item import Build
from tests.connectors.lab import Clock, Look, Raw, raw, reply

STORY: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "buildbot" / "story.json").read_text(encoding="utf-8")
)
BUILDS: list[dict[str, Any]] = next(STORY[path]["builds"] for path in STORY if path.startswith("/builds?order"))[::-1]
NONE: dict[str, Any] = {"changes": [], "steps": [], "meta": {"total": 0}}
LAST = datetime.fromtimestamp(BUILDS[-1]["complete_at"], UTC)


@dataclass
class Master:
    """What it has: `said` are its answers by path, which a test may change; `bad` answers in their place, by a part of the path."""

    said: dict[str, Any] = field(default_factory=lambda: deepcopy(STORY))
    builds: list[dict[str, Any]] = field(default_factory=lambda: deepcopy(BUILDS))
    bad: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add(self, count: int = 1, branch: str | None = "main", **told: Any) -> dict[str, Any]:
        """Let there be more builds like the last one; return the last."""
        for _ in range(count):
            one = deepcopy(self.builds[-1] if self.builds else BUILDS[-1])
            number = one["buildid"] + 1
            one |= {"buildid": number, "number": number, "buildrequestid": number + 1000} | deepcopy(told)
            one["properties"]["branch"] = [branch, "Build"]
            self.builds.append(one)
        return self.builds[-1]

    def say(self, _: Raw, target: str) -> bytes:
        path = target.removeprefix("/api/v2")
        self.asked.append(path)
        for part, answer in self.bad.items():
            if part in path:
                return answer
        told = self._told(path)
        return reply(b'{"error": "not found"}', "404 Not Found") if told is None else reply(json.dumps(told).encode())

    def _told(self, path: str) -> Any:
        parts = urlsplit(path)
        query = [(name, value) for name, value in parse_qsl(parts.query) if name != "property"]
        if path in self.said and "/changes" not in path and parts.path != "/builds":
            return self.said[path]
        if found := re.fullmatch(r"(?:/builders/(\d+))?/builds", parts.path):
            return {
                "builds": _filtered([one for one in self.builds if found[1] in (None, str(one["builderid"]))], query)
            }
        if found := re.fullmatch(r"/builds/(\d+)", parts.path):
            builds = [one for one in self.builds if str(one["buildid"]) == found[1]]
            return {"builds": builds} if builds else None
        if re.fullmatch(r"(/builds/\d+)?/(steps|changes)", parts.path):
            return self._beneath(parts.path, query)
        if found := re.fullmatch(r"/(?:builders/\d+/)?(buildrequests|buildsets)(?:/(\d+))?", parts.path):
            return self._requests(found[1], found[2], query)
        return None

    def _beneath(self, path: str, query: list[tuple[str, str]]) -> Any:
        if path == "/changes":
            told = [one for path in self.said if "/changes" in path for one in self.said[path]["changes"]]
            return {"changes": [one for one in told if one["revision"] == dict(query)["revision"]][:1]}
        told = next((self.said[one] for one in self.said if one.startswith(f"{path}?")), NONE)
        return told | {"changes": _filtered(told["changes"], query)}

    def _requests(self, kind: str, number: str | None, query: list[tuple[str, str]]) -> Any:
        id_ = {"buildrequests": "buildrequestid", "buildsets": "bsid"}[kind]
        rows = self.said[f"/{kind}"][kind]
        return {kind: _filtered([one for one in rows if number in (None, str(one[id_]))], query)}


def _filtered(rows: list[dict[str, Any]], query: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Filter, order and cut as Buildbot does."""
    wanted = dict(query)
    for name in {name for name, _ in query} - {"order", "limit", "offset"}:
        values = [int(value) for one, value in query if one == name]
        column, _, test = name.partition("__")
        rows = [row for row in rows if (row[column] > values[0] if test == "gt" else row[column] in values)]
    if order := wanted.get("order"):
        rows = sorted(rows, key=lambda row: int(row[order.removeprefix("-")]), reverse=order.startswith("-"))
    start = int(wanted.get("offset", 0))
    return rows[start : start + int(wanted.get("limit", len(rows) + 1))]


@dataclass
class At:
    """A connector that watches a master."""

    master: Master
    look: Look
    clock: Clock
    service: Buildbot
    server: Raw

    async def poll(self, **forward: float) -> Any:
        self.clock.forward(**forward)
        return await self.look.poll()

    def build(self, title: str = "unit tests on main") -> Build:
        [found] = [item for item in self.look.items.values() if item.title == title]
        assert isinstance(found, Build)
        return found

    async def counted(self) -> int:
        """How many requests a look takes."""
        before = len(self.master.asked)
        await self.poll()
        return len(self.master.asked) - before

    @property
    def connector(self) -> BuildbotBuilds:
        assert isinstance(self.look.connector, BuildbotBuilds)
        return self.look.connector


@asynccontextmanager
async def at_master(
    master: Master | None = None, *, credential: str = "", path: str = "", **options: Any
) -> AsyncIterator[At]:
    """Watch a master; it is a minute after its last build."""
    master = master or Master()
    async with raw(master.say) as server:
        clock = Clock()
        clock.time = LAST
        clock.forward(minutes=1)
        service = Buildbot(server.address + path, credential, clock)
        look = Look(BuildbotBuilds(BuildbotBuilds.Options(**options), service, ""), clock)
        try:
            yield At(master, look, clock, service, server)
        finally:
            await service.http.close()
