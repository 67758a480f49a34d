"""`gitlab.builds`: the pipelines of a project, each branch of them a build; schedules, and what is named so, are builds of their own.

One conditional request a poll says whether anything is new. A pipeline that is run again keeps its id and its place in the list, so
the jobs of each that ended are read, once: they tell how often it was tried, and what failed. What a busy list hides (another branch,
a schedule) is asked for by itself now and then.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.gitlab import branch, explain, reading, trace
from supporttray.connectors.gitlab.api import Pipeline, home
from supporttray.connectors.gitlab.choice import Choice
from supporttray.connectors.gitlab.listing import LONG_AGO, MAIN, SIDE, Listed, Listing
from supporttray.connectors.gitlab.reading import FINISHED, Reading
from supporttray.connectors.http import decode, web
from supporttray.connectors.pattern import Branches, refusal
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Build
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.connectors.gitlab.service import GitLab
    from supporttray.core.item import Run
    from supporttray.core.suspect import Changes
    from supporttray.core.triage import Evidence

READS = 40  # pipelines whose jobs are read in one fetch
KEPT = 400  # pipelines that are remembered
OPEN = 100  # of them that may still change
HIDDEN = 10  # pipelines that are asked for one by one
BRANCHES = timedelta(minutes=5)  # how often it is asked whether a red branch is still there
QUIET, SOME = timedelta(hours=1), 20  # how often of others, and of how many at once
GONE = 200  # branches
TELLING = frozenset({"success", "failed"})
RUNNING = frozenset(
    {"created", "waiting_for_resource", "preparing", "waiting_for_callback", "pending", "running", "canceling"}
)
# the others (manual, scheduled) wait for somebody: they say nothing


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    lists: dict[str, Listed] = {}
    read: dict[int, Reading] = {}
    open: tuple[
        int, ...
    ] = ()  # pipelines that may still change: those that ran, and the newest of each build that was red
    hidden: tuple[int, ...] = ()  # those of them that stand on no page that is always asked for
    hidden_at: datetime = LONG_AGO  # when these were last asked for
    red: dict[str, str] = {}  # the branches of builds that were red
    builds: dict[str, str] = {}  # the branches of all builds, those first that were asked for longest ago
    gone: dict[str, int] = {}  # branches that are there no more, with the newest pipeline of that moment
    branches_at: datetime = LONG_AGO  # when it was last asked whether the red ones are still there
    quiet_at: datetime = LONG_AGO  # and when that was asked of others


class GitlabBuilds:
    """The builds of one project."""

    kind: ClassVar[str] = "gitlab.builds"
    service: ClassVar[str] = "gitlab"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `gitlab.builds` watch."""

        project: Annotated[
            str,
            msgspec.Meta(
                title="Project",
                description="Its path, with all its groups",
                pattern=r"^[\w.-]{1,250}(/[\w.-]{1,250}){1,20}$",
                examples=["acme/shop"],
            ),
        ]
        branch: Branches = "main"
        pipelines: Annotated[
            tuple[str, ...],
            msgspec.Meta(
                title="Pipelines",
                description="Only these, by their source (push, schedule) or name; child pipelines only if parent_pipeline is among them",
                examples=[["push", "schedule"]],
                extra={"refusal": refusal},
            ),
        ] = ("*",)

    def __init__(self, options: Options, service: GitLab, me: str) -> None:  # noqa: ARG002  the pipelines do not depend on me
        self._options = options
        self._http = service.http
        self._root = service.root
        self._home = home(options.project)
        self._path = f"{self._home}/pipelines"
        self._choice = Choice(options.branch.split(), options.pipelines)
        self._listing = Listing(service.http, self._path, self._choice, self._key)

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask GitLab once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        first = not known.lists
        seen = await self._listing.look(known.lists, known.open, now)
        ended, unsettled = await self._ended(known, now), set(known.open)
        if ended and MAIN not in seen.told:  # what else is known of its build stands there
            known.lists[MAIN] = Listed("", known.lists[MAIN].newest)
            seen |= await self._listing.look(known.lists, known.open, now)
        found = ended | seen.found
        gone = await self._vanished(known, found, now)
        found = {number: one for number, one in found.items() if number > known.gone.get(one.ref, 0)}
        if not seen.told and not gone:
            kept = msgspec.json.encode(known)
            return Answer(memory=kept) if kept != memory else Unchanged()
        builds = self._grouped(found)
        unread = await self._read(known, builds, first=first)
        for name, listed in seen.told.items():
            newest = known.lists.get(name, Listed()).newest
            known.lists[name] = Listed("", newest, listed.at) if unread else listed
        items = tuple(self._build(key, ours, known) for key, ours in builds.items())
        self._remember(known, found, items)
        shown = seen.front if MAIN in seen.told else seen.front | (unsettled - set(known.hidden))
        known.hidden = tuple(number for number in known.open if number not in shown)[-HIDDEN:]
        return Answer(items=items, gone=gone, memory=msgspec.json.encode(known))

    async def _ended(self, known: Memory, now: datetime) -> dict[int, Pipeline]:
        """Return what ended meanwhile, or was run again, of the pipelines that no list shows any more."""
        if not known.hidden or now - known.hidden_at < SIDE:
            return {}
        known.hidden_at = now
        told = [one for number in known.hidden if (one := await self._single(number))]
        kept = {one.id for one in told if one.status in RUNNING or self._key(one) in known.red}
        known.open = tuple(number for number in known.open if number in kept or number not in known.hidden)
        known.hidden = tuple(sorted(kept))
        return {one.id: one for one in told if one.status in FINISHED and not _known(one, known)}

    async def _single(self, number: int) -> Pipeline | None:
        """Ask for one pipeline; None where it was deleted."""
        try:
            return decode((await self._http.get(f"{self._path}/{number}")).body, Pipeline, self._http.host)
        except Refused as error:
            if error.missing != "name":
                raise
            return None

    # --- the builds

    async def _vanished(self, known: Memory, found: Mapping[int, Pipeline], now: datetime) -> tuple[str, ...]:
        """Return the builds whose branch is there no more; what ran on it till now does not bring them back."""
        due = () if self._choice.branch else _due(known, now)
        gone = [name for name in due if not await branch.there(self._http, self._home, name)]
        newest = max([0, *found, *(one.newest for one in known.lists.values())])
        known.gone = dict([*known.gone.items(), *((name, newest) for name in gone)][-GONE:])
        keys = tuple(key for key, name in known.builds.items() if name in gone)
        known.builds = {key: name for key, name in known.builds.items() if name not in gone}
        known.red = {key: name for key, name in known.red.items() if name not in gone}
        return keys

    def _key(self, one: Pipeline) -> str:
        """Return the build that a pipeline is a run of; empty for one that is not meant."""
        label = self._choice.label(one)
        if label is None:
            return ""
        named = f"/{reading.quoted(label)}" if label else ""  # a name may hold an @, and so may a branch
        return f"build:{self._root}/{self._options.project}/-/pipelines{named}@{one.ref}"

    def _grouped(self, found: Mapping[int, Pipeline]) -> dict[str, list[Pipeline]]:
        """Return the pipelines of each build, the newest first."""
        builds: dict[str, list[Pipeline]] = {}
        for number in sorted(found, reverse=True):
            if key := self._key(found[number]):
                builds.setdefault(key, []).append(found[number])
        return builds

    async def _read(self, known: Memory, builds: Mapping[str, list[Pipeline]], *, first: bool) -> bool:
        """Read the jobs of what ended, the newest first; return whether some are still to be read.

        Until then the list itself tells enough of them. At first it does of all but each build's newest.
        """
        wanted: list[Pipeline] = []
        for ours in builds.values():
            ended = [one for one in ours if one.status in FINISHED and not _known(one, known)]
            newest = next((one for one in ended if one.status in TELLING), None)
            wanted += [one for one in ended if one is newest or not first]
            known.read |= {one.id: reading.unread(one) for one in ended if first and one is not newest}
        wanted.sort(key=lambda one: one.id, reverse=True)
        for one in wanted[:READS]:
            known.read[one.id] = await reading.read(self._http, self._path, one, known.read.get(one.id))
        for one in wanted[READS:]:
            known.read.setdefault(one.id, reading.unread(one, at=LONG_AGO))
        await self._count(known, builds)
        return len(wanted) > READS

    async def _count(self, known: Memory, builds: Mapping[str, list[Pipeline]]) -> None:
        """Ask how many tests ran in each build's newest run that says something; once."""
        for ours in builds.values():
            newest = next((one for one in ours if one.status in TELLING), None)
            old = known.read.get(newest.id) if newest else None
            if newest and old and not old.counted and old.at == newest.updated_at:
                usual = any(run.tests for one in ours if one.id in known.read for run in known.read[one.id].runs)
                known.read[newest.id] = await reading.counted(self._http, self._path, old, usual=usual)

    def _build(self, key: str, ours: list[Pipeline], known: Memory) -> Build:
        newest = ours[0]
        runs = [run for one in ours if one.id in known.read for run in known.read[one.id].runs]
        return Build(
            key=key,
            title=shorten(f"{self._name(newest)} on {newest.ref}", 120),
            url=web(newest.web_url),
            at=min(one.created_at for one in ours),
            project=self._options.project,
            branch=newest.ref,
            runs=tuple(sorted(runs, key=lambda run: run.order)),
            running=any(one.status in RUNNING for one in ours),
        )

    def _name(self, newest: Pipeline) -> str:
        """Return what people call a build."""
        project, label = self._options.project.rpartition("/")[2], self._choice.label(newest)
        if not label:
            return project
        return f"{project}: {newest.name if newest.name and label != newest.source else label}"

    def _remember(self, known: Memory, found: Mapping[int, Pipeline], items: tuple[Build, ...]) -> None:
        """Keep what the next look begins with."""
        for item in items:
            known.builds.setdefault(item.key, item.branch)
            if item.last:  # what was only cancelled says nothing of what was before
                known.red.pop(item.key, None)
            if item.first_red:
                known.red[item.key] = item.branch
        known.builds = dict([*known.builds.items()][-KEPT:])
        running = [one.id for one in found.values() if one.status in RUNNING and self._key(one)]
        red = [int(item.last.id) for item in items if item.last and item.last.red]
        known.open = tuple(sorted({*running, *red, *(number for number in known.open if number not in found)}))[-OPEN:]
        newest = sorted(known.read)[-KEPT:]
        known.read = {number: one for number, one in known.read.items() if number >= newest[0] or number in known.open}

    # --- why, since which change, and once more

    async def explain(self, build: Build, run: Run) -> Evidence:
        """Return what GitLab knows of a red pipeline. Raises `SlowDown` and `Unreachable`."""
        return await explain.explain(self._http, build.project, run)

    async def changes(self, build: Build, green: Run | None, red: Run) -> Changes:
        """Return what came in between two pipelines. Raises a `ServiceError`."""
        return await trace.changes(self._http, build, green, red)

    @staticmethod
    def rerun(build: Build, run: Run) -> Deed:
        """Return what runs the failed jobs of a pipeline once more."""
        return Deed(verb=Verb.RERUN, place=build.project, message=run.id, text=str(run.attempt))


def _due(known: Memory, now: datetime) -> tuple[str, ...]:
    """Return the branches of which it is time to ask whether they are still there."""
    due: dict[str, None] = {}
    if known.red and now - known.branches_at >= BRANCHES:
        known.branches_at = now
        due |= dict.fromkeys(known.red.values())
    if known.builds and now - known.quiet_at >= QUIET:
        known.quiet_at = now
        first = dict.fromkeys(tuple(dict.fromkeys(known.builds.values()))[:SOME])
        known.builds = dict(sorted(known.builds.items(), key=lambda one: one[1] in first))
        due |= first
    return tuple(due)


def _known(one: Pipeline, known: Memory) -> bool:
    """Whether the jobs of a pipeline were read since it changed."""
    return one.id in known.read and known.read[one.id].at == one.updated_at
