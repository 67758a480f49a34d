"""`jenkins.builds`: the builds of a Jenkins' jobs, in folders and by branch as well.

One request a poll asks for the whole tree with the newest builds of each job. Jenkins has no validators: a digest says whether anything
is new. Where that is not all since the last look, or a streak began before it, the older ones of a job are asked for.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.http import decode
from supporttray.connectors.jenkins import explain, place, trace
from supporttray.connectors.jenkins.body import BRANCHES, TELLING, Built, Job, Older
from supporttray.connectors.pattern import Patterns, chosen
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Build, Result, Run
from supporttray.core.item import Job as Failed
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.jenkins.service import Jenkins
    from supporttray.core.suspect import Changes
    from supporttray.core.triage import Evidence

DEPTH = 5  # folders in folders, at the most
FIRST = 20  # builds of each job at the first look
NEWEST = 5  # and at later ones
PAGE = 100  # older builds asked for at once
PAGES = 5  # of one job in one fetch
NAMELESS = ("", ".", "..")  # what is no name
READ = 10  # red runs of which it is read what failed, in one fetch
OLDER = 60  # of all jobs in one fetch: the other jobs come with the next one


class Memory(msgspec.Struct):
    """What is kept between two fetches; `floors` has for each job the number from which on its builds were not seen to end."""

    digest: str = ""
    floors: dict[str, int] = {}
    failed: dict[str, tuple[Failed, ...]] = {}  # of the red runs in sight, by job and number
    late: tuple[str, ...] = ()  # jobs that were there at the first look, and are still to be looked into


class Line(msgspec.Struct, frozen=True):
    """A job that is watched: its full name, its project's, its branch where it has one."""

    full: str
    project: str
    branch: str
    builds: tuple[Built, ...]

    @property
    def title(self) -> str:
        """What a person calls it; its folders stand in the project."""
        name = self.project.rpartition("/")[2]
        return shorten(f"{name} on {self.branch}" if self.branch else name, 120)

    @property
    def newest(self) -> Built | None:
        """The newest build that is over and says something."""
        telling = [one for one in self.builds if one.finished and one.outcome is not Result.IGNORED]
        return max(telling, key=lambda one: one.number, default=None)

    def key(self, one: Built) -> str:
        """What names a build among those of all jobs."""
        return f"{self.full}#{one.number}"

    @property
    def floor(self) -> int:
        """The oldest number whose end is still to come; some wait for somebody without end."""
        newest = max(one.number for one in self.builds)
        open_ = [one.number for one in self.builds if not one.finished and one.number > newest - PAGE]
        return min(open_, default=newest + 1)


class JenkinsBuilds:
    """The builds of a server, of a folder or of one job."""

    kind: ClassVar[str] = "jenkins.builds"
    service: ClassVar[str] = "jenkins"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `jenkins.builds` watch."""

        job: Annotated[
            str,
            msgspec.Meta(
                title="Job",
                description="The full name of a job or a folder; empty for the whole server",
                max_length=500,
                examples=["team/api"],
            ),
        ] = ""
        jobs: Annotated[
            Patterns,
            msgspec.Meta(
                title="Jobs",
                description="Full names or patterns: team/*, re:.*-api, !team/old; none means all",
                examples=[["team/*", "!team/sandbox"]],
            ),
        ] = ("*",)
        branches: Annotated[
            Patterns,
            msgspec.Meta(
                title="Branches",
                description="Where a job has branches: their names or patterns",
                examples=[["main", "release/*"]],
            ),
        ] = ("main", "master")

    def __init__(self, options: Options, service: Jenkins, me: str) -> None:  # noqa: ARG002  the builds do not depend on me
        self._http = service.http
        self._top = "/".join(place.names(options.job))
        self._wanted = chosen(options.jobs or ("*",))
        self._branch_wanted = chosen(options.branches or ("*",))

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:  # noqa: ARG002  nothing depends on the hour
        """Ask Jenkins once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        reply = await self._newest(NEWEST if known.digest else FIRST)
        digest = sha256(reply.body).hexdigest()
        if digest == known.digest:
            return Unchanged()
        found = tuple(self._lines(decode(reply.body, Job, self._http.host)))
        lines, late = await self._completed(found, known.floors)
        failed, unread = await self._failed(lines, known.failed)
        old = {line.full: known.floors[line.full] for line in late if line.full in known.floors}
        new = Memory(
            "" if unread or late else digest,
            {line.full: line.floor for line in lines} | old,
            failed,
            tuple(line.full for line in late if line.full not in old),
        )
        return Answer(
            items=(
                *(self._build(line, failed) for line in lines),
                *(msgspec.structs.replace(self._build(line, failed), runs=()) for line in late if line.full in old),
            ),
            old=tuple(place.key(self._http, line.full) for line in lines if line.full in known.late),
            complete=True,
            memory=msgspec.json.encode(new),
            more=bool(late),
        )

    async def _newest(self, builds: int) -> Reply:
        """Ask for the newest builds of every job; for fewer where that many are too much, or take too long."""
        path, asked = f"{place.path(self._top)}/api/json", {"tree": _tree(builds, DEPTH)}
        try:
            return await self._http.get(path, asked)
        except (NotUnderstood, Unreachable):
            if builds == NEWEST:
                raise
        return await self._newest(NEWEST)

    def _lines(self, top: Job) -> Iterator[Line]:
        """Yield the jobs that are wanted. One that never ran, or is switched off, is none."""
        for full, above, job in _walked(top, self._top, ""):
            by_branch = BRANCHES in above
            project = full.rpartition("/")[0] if by_branch else full
            branch = place.branch(full.rpartition("/")[2]) if by_branch else ""
            meant = self._wanted(project) and (not by_branch or self._branch_wanted(branch))
            if meant and job.builds and not job.off:
                yield Line(full, project, branch, job.builds)

    async def _completed(
        self, lines: tuple[Line, ...], floors: dict[str, int]
    ) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """Return the jobs with the builds back to where they were seen last, or to where the streak began; and those whose turn comes later."""
        left = OLDER
        found: list[Line] = []
        late: list[Line] = []
        for line in lines:
            builds, asked, floor = line.builds, 0, floors.get(line.full)
            while (size := _wanted(builds, floor)) and asked < min(PAGES, left):
                older, asked = await self._older(line.full, len(builds), size), asked + 1
                known = {one.number for one in builds}
                builds += tuple(one for one in older if one.number not in known)
                if len(older) < size:
                    size = 0
                    break
            waits = size and asked == left < PAGES
            left -= asked
            (late if waits else found).append(msgspec.structs.replace(line, builds=builds))
        return tuple(found), tuple(late)

    async def _older(self, full: str, skipped: int, size: int) -> tuple[Built, ...]:
        tree = f"allBuilds[{TELLING}]{{{skipped},{skipped + size}}}"
        reply = await self._http.get(f"{place.path(full)}/api/json", {"tree": tree})
        return decode(reply.body, Older, self._http.host).all_builds or ()

    async def _failed(
        self, lines: tuple[Line, ...], known: dict[str, tuple[Failed, ...]]
    ) -> tuple[dict[str, tuple[Failed, ...]], bool]:
        """Return what failed in the red runs in sight: of each job's newest one it is read, once; and whether some are left to read."""
        found = {key: known[key] for line in lines for one in line.builds if (key := line.key(one)) in known}
        newest = [(line, line.newest) for line in lines]
        told = [(line, one) for line, one in newest if one and one.outcome is Result.FAILED and explain.tells(one.kind)]
        red = [(line, one) for line, one in told if line.key(one) not in found]
        for line, one in red[:READ]:
            found[line.key(one)] = await explain.failed(self._http, line.full, one.number, one.kind)
        return found, len(red) > READ

    def _build(self, line: Line, failed: dict[str, tuple[Failed, ...]]) -> Build:
        url = place.page(self._http, place.path(line.full), "/")
        finished = sorted((one for one in line.builds if one.finished), key=lambda one: one.number)
        return Build(
            key=place.key(self._http, line.full),
            title=line.title,
            url=url,
            at=min(one.at for one in line.builds),
            project=shorten(line.project, 200),
            branch=line.branch,
            runs=tuple(_run(one, line, url, failed.get(line.key(one), ())) for one in finished),
            running=any(not one.finished for one in line.builds),
        )

    async def explain(self, build: Build, run: Run) -> Evidence:
        """Return what Jenkins knows about a red run. Raises `SlowDown` and `Unreachable`."""
        return await explain.explain(self._http, place.full(self._http, build.key), run)

    async def changes(self, build: Build, green: Run | None, red: Run) -> Changes:
        """Return what the change sets say of the builds after `green` up to `red`. Raises a `ServiceError`."""
        return await trace.changes(self._http, place.full(self._http, build.key), build.branch, green, red)

    @staticmethod
    def rerun(build: Build, run: Run) -> Deed:
        """Return what builds a job once more: Jenkins knows no second attempt, it is a build with a new number."""
        return Deed(verb=Verb.RERUN, place=build.key.removeprefix("build:"), message=run.id, text=str(run.attempt))


def _tree(builds: int, depth: int) -> str:
    """Return what is asked of a job, and of those below it."""
    here = f"name,color,builds[{TELLING}]{{0,{builds}}}"
    return f"{here},jobs[{_tree(builds, depth - 1)}]" if depth else here


def _walked(job: Job, full: str, above: str, depth: int = DEPTH) -> Iterator[tuple[str, str, Job]]:
    """Yield a job and those below it, each with its full name and the class of what it is in; no deeper than was asked for."""
    if full:
        yield full, above, job
    for one in job.jobs or () if depth else ():
        if one.name not in NAMELESS and "/" not in one.name:
            yield from _walked(one, f"{full}/{one.name}" if full else one.name, job.kind, depth - 1)


def _wanted(builds: tuple[Built, ...], floor: int | None) -> int:
    """Return how many older builds count: those that were not seen yet, or at the first look more while all that say something are red."""
    oldest = min(one.number for one in builds)
    if len(builds) < NEWEST or oldest <= 1:
        return 0
    if floor is not None:
        return min(max(oldest - floor, 0), PAGE)
    return 0 if Result.PASSED in {one.outcome for one in builds if one.finished} else PAGE


def _run(one: Built, line: Line, url: str, failed: tuple[Failed, ...]) -> Run:
    named = shorten(one.display_name or "", 200)
    return Run(
        id=str(one.number),
        at=one.at,
        ended=one.ended,
        result=one.outcome,
        url=f"{url}{one.number}/" if url else "",
        title="" if named == f"#{one.number}" else named,
        commit=one.commit(line.branch, line.full)[:64],
        failed=failed,
        tests=one.tests,
    )
