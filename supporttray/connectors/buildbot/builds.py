"""`buildbot.builds`: the builders of a master on some branches, by their builds.

One question a poll says what is new, one more how those fare that were running. A build whose worker went away is one that broke,
unless Buildbot went on with another worker at once: it tries such builds again by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar
from urllib.parse import urlsplit

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.buildbot import evidence, trace
from supporttray.connectors.buildbot.api import Attempt, Attempts, Pipelines, ask, moment, page
from supporttray.connectors.buildbot.run import GREEN, failed_jobs, run_of, settled
from supporttray.connectors.pattern import Patterns, chosen
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Build, Run
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from supporttray.connectors.buildbot.service import Buildbot
    from supporttray.core.suspect import Changes
    from supporttray.core.triage import Evidence

FIRST = 200  # builds of a master at the first look, and of a later page
EACH, BACK = 20, 10  # builds of a builder that is asked for by itself: of a page, and pages
PAGES = 10  # of what is new, in one fetch
SINGLE = 20  # builders that are asked for by themselves in one fetch
OPEN = 100  # running builds that are asked for at once
STALE = timedelta(days=2)  # a build that runs for longer was forgotten by its master
READ = 10  # red builds whose steps are read in one fetch
LISTED = timedelta(hours=1)
MERGED = timedelta(days=14)  # a branch that is so much older than its builder's newest one is worked on no more
LONG_AGO = datetime.fromtimestamp(0, UTC)
Place = tuple[int, str]  # a builder and a branch
TOLD = [("property", name) for name in ("branch", "revision", "got_revision", "workername")]


class Running(msgspec.Struct, frozen=True):
    """A build on its way: whose it is, and when it began. Its branch is told a moment later."""

    builder: int
    branch: str | None
    at: datetime


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    listed_at: datetime = LONG_AGO  # when the builders were asked for
    builders: dict[int, str] = {}  # the active ones
    branches: dict[int, dict[str, datetime]] = {}  # what items there are of a builder, and when each was last built
    unasked: list[int] = []  # builders of which nothing is known yet
    newest: int = 0  # build id
    running: dict[int, Running] = {}  # by build id


class BuildbotBuilds:
    """The builders of one master."""

    kind: ClassVar[str] = "buildbot.builds"
    service: ClassVar[str] = "buildbot"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `buildbot.builds` watch."""

        builders: Annotated[
            Patterns,
            msgspec.Meta(
                title="Builders",
                description="Names or patterns such as linux-*; re: begins a regular expression, ! leaves out",
                examples=[["linux-*", "!*-nightly"]],
            ),
        ] = ("*",)
        branches: Annotated[
            Patterns,
            msgspec.Meta(
                title="Branches",
                description='Names or patterns such as release/*; "" is a build that names none',
                examples=[["main", "release/*", ""]],
            ),
        ] = ("main", "master", "")

    def __init__(self, options: Options, service: Buildbot, me: str) -> None:  # noqa: ARG002  the builds do not depend on me
        self._named, self._on = chosen(options.builders), chosen(options.branches)
        self._http = service.http

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask the master once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        before = msgspec.json.encode(known)
        gone = await self._learn_builders(known, now)
        new, more = await self._new(known)
        asked = (*new, *await self._single(known), *await self._under_way(known))
        items = await self._items(known, {one.buildid: one for one in asked}, now)
        after = msgspec.json.encode(known)
        if after == before and not items:
            return Unchanged()
        return Answer(items=items, gone=gone, memory=after, more=more or bool(known.unasked))

    async def explain(self, build: Build, run: Run) -> Evidence:  # noqa: ARG002  a build of Buildbot has a number of its own
        """Return what Buildbot knows of a red build. Raises `SlowDown` and `Unreachable`."""
        return await evidence.explain(self._http, run)

    async def changes(self, build: Build, green: Run | None, red: Run) -> Changes:  # noqa: ARG002  as above
        """Return what came in between two builds. Raises a `ServiceError`."""
        return await trace.changes(self._http, green, red)

    @staticmethod
    def rerun(build: Build, run: Run) -> Deed:
        """Return what runs a build once more, all of it: Buildbot knows no half of one."""
        return Deed(verb=Verb.RERUN, place=build.project, message=run.id, text=str(run.attempt))

    async def _learn_builders(self, known: Memory, now: datetime) -> tuple[str, ...]:
        """Bring the list of builders up to date, now and then; return the keys of those that went."""
        if now - known.listed_at < LISTED:
            return ()
        known.listed_at = now
        listed = (await ask(self._http, "/builders", Pipelines)).builders
        newest = await ask(self._http, "/builds", Attempts, [("order", "-buildid"), ("limit", "1")])
        if known.newest > max((one.buildid for one in newest.builds), default=0):  # its database began anew
            known.newest, known.running = 0, {}
        before, known.builders = (
            known.builders,
            {one.builderid: shorten(one.name, 200) for one in listed if one.masterids},
        )
        known.unasked = [one for one in known.unasked if one in known.builders]
        known.unasked += [
            one for one in known.builders if known.newest and one not in before and self._meant(known, one)
        ]
        return tuple(self._key(before[one], branch) for one in before for branch in _left(known, one))

    async def _new(self, known: Memory) -> tuple[list[Attempt], bool]:
        """Return the builds that began since the last look, and whether there are more of them."""
        if not known.newest:
            return await self._first(known), False
        found: list[Attempt] = []
        for _ in range(PAGES):
            query = [("buildid__gt", str(known.newest)), ("order", "buildid"), ("limit", str(FIRST))]
            builds = (await ask(self._http, "/builds", Attempts, query + TOLD)).builds
            found += builds
            known.newest = max((known.newest, *(one.buildid for one in builds)))
            if any(one.builderid not in known.builders for one in builds):
                known.listed_at = LONG_AGO  # the next look asks for it
            if len(builds) < FIRST:
                return found, False
        return found, True

    async def _first(self, known: Memory) -> list[Attempt]:
        """Return the newest builds. A builder that is not green in these is asked for by itself, to see since when it is red."""
        query = [("order", "-buildid"), ("limit", str(FIRST))]
        builds = list((await ask(self._http, "/builds", Attempts, query + TOLD)).builds)
        known.newest = max((one.buildid for one in builds), default=0)
        green = {one.builderid for one in builds if self._green(one)} if len(builds) == FIRST else known.builders.keys()
        known.unasked = [one for one in known.builders if one not in green and self._meant(known, one)]
        return builds

    async def _single(self, known: Memory) -> list[Attempt]:
        """Ask for some builders by themselves, back to where each was green."""
        found: list[Attempt] = []
        asked, known.unasked = known.unasked[:SINGLE], known.unasked[SINGLE:]
        for builder in asked:
            for back in range(BACK):
                query = [("order", "-number"), ("limit", str(EACH)), ("offset", str(back * EACH))]
                builds = (await ask(self._http, f"/builders/{builder}/builds", Attempts, query + TOLD)).builds
                found += builds
                if len(builds) < EACH or any(self._green(one) for one in builds):
                    break
        return found

    async def _under_way(self, known: Memory) -> list[Attempt]:
        """Ask how those fare that were running."""
        found: list[Attempt] = []
        ids = sorted(known.running)
        for start in range(0, len(ids), OPEN):
            asked = ids[start : start + OPEN]
            query = [("buildid", str(one)) for one in asked]
            builds = {one.buildid: one for one in (await ask(self._http, "/builds", Attempts, query + TOLD)).builds}
            found += builds.values()
            for one in asked:
                if one not in builds:
                    known.running[one] = msgspec.structs.replace(known.running[one], at=LONG_AGO)  # it was forgotten
        return found

    async def _items(self, known: Memory, builds: dict[int, Attempt], now: datetime) -> tuple[Build, ...]:
        """Return the items in which something happened, each with its builds that ended."""
        ended: dict[Place, list[Attempt]] = {}
        for number, one in sorted(builds.items()):
            done = settled(one, builds, now)
            branch = one.told("branch") if done or one.has("branch") else None
            if not self._meant(known, one.builderid) or not (branch is None or self._on(branch)):
                known.running.pop(number, None)
            elif done:
                known.running.pop(number, None)
                ended.setdefault((one.builderid, branch or ""), []).append(one)
            else:
                before, running = known.running.get(number), Running(one.builderid, branch, moment(one.started_at))
                known.running[number] = running
                if branch is not None and running != before:
                    ended.setdefault((one.builderid, branch), [])
        for number, running in list(known.running.items()):
            if now - running.at >= STALE:
                del known.running[number]
                if running.branch is not None:
                    ended.setdefault((running.builder, running.branch), [])
        told = {place: [run_of(self._http, one, builds) for one in these] for place, these in ended.items()}
        await self._learn_jobs(told, builds)
        return tuple(self._build(known, place, tuple(runs), now) for place, runs in told.items())

    async def _learn_jobs(self, told: dict[Place, list[Run]], builds: dict[int, Attempt]) -> None:
        """Read what failed in the newest run of each place, where that is red, and what had come in."""
        red = [runs for runs in told.values() if runs and runs[-1].red]
        for runs in red[:READ]:
            one = builds[int(runs[-1].id)]
            failed, title = await failed_jobs(self._http, one), await trace.title(self._http, one)
            runs[-1] = msgspec.structs.replace(runs[-1], failed=failed, title=title)

    def _build(self, known: Memory, place: Place, runs: tuple[Run, ...], now: datetime) -> Build:
        builder, branch = place
        name = known.builders[builder]
        running = [one.at for one in known.running.values() if (one.builder, one.branch) == place]
        began = (*(run.at for run in runs), *running)
        known.branches.setdefault(builder, {})[branch] = max(began, default=now)
        return Build(
            key=self._key(name, branch),
            title=shorten(f"{name} on {branch}" if branch else name, 120),
            url=page(self._http, f"builders/{builder}"),
            at=min(began, default=now),
            project=self._http.host,
            branch=branch,
            runs=runs,
            running=bool(running),
        )

    def _key(self, builder: str, branch: str) -> str:
        root = urlsplit(self._http.address).path.strip("/")
        return f"build:{self._http.host}/{root}{'/' if root else ''}{builder}" + (f"@{branch}" if branch else "")

    def _meant(self, known: Memory, builder: int) -> bool:
        return builder in known.builders and self._named(known.builders[builder])

    def _green(self, one: Attempt) -> bool:
        return one.results in GREEN and self._on(one.told("branch"))


def _left(known: Memory, builder: int) -> list[str]:
    """Forget the branches that are built no more, and return them; of a builder that was taken out all."""
    seen = known.branches.get(builder, {})
    newest = max(seen.values(), default=LONG_AGO)
    left = [branch for branch, at in seen.items() if builder not in known.builders or newest - at > MERGED]
    for branch in left:
        del seen[branch]
    return left
