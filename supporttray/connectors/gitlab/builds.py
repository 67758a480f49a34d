"""`gitlab.builds`: the pipelines of a project, each branch of them a build; schedules, and what is named so, are builds of their own.

One conditional request a poll says whether anything is new. A pipeline that is run again keeps its id and its place in the list, so
the jobs of each that ended are read, once: they tell how often it was tried, and what failed. What a busy list hides (another branch,
a schedule) is asked for by itself now and then.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.gitlab import explain, reading, trace
from supporttray.connectors.gitlab.api import PAGE, Pipeline, following, home
from supporttray.connectors.gitlab.choice import CHILD, SCHEDULE, Choice
from supporttray.connectors.gitlab.reading import FINISHED, Reading
from supporttray.connectors.http import decode, web
from supporttray.connectors.pattern import plain
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Build
from supporttray.core.text import shorten
from supporttray.errors import ConfigError, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.gitlab.service import GitLab
    from supporttray.core.item import Run
    from supporttray.core.suspect import Changes
    from supporttray.core.triage import Evidence

PAGES = 10  # read at the most to catch up with what happened since the last look
FIRST = 3  # pages that are read at first, until each build is known to have been green once
READS = 40  # pipelines whose jobs are read in one fetch
KEPT = 400  # pipelines that are remembered
SIDE = timedelta(minutes=5)  # how often what a busy list hides is asked for by itself
SIDE_PAGE = "20"
LONG_AGO = datetime.fromtimestamp(0, UTC)
RUNNING = frozenset(
    {"created", "waiting_for_resource", "preparing", "waiting_for_callback", "pending", "running", "canceling"}
)
# the others (manual, scheduled) wait for somebody: they say nothing


class Listed(msgspec.Struct):
    """What is known of one list: its validator, the newest pipeline in it, and when it was asked for."""

    etag: str = ""
    newest: int = 0
    at: datetime = LONG_AGO


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    lists: dict[str, Listed] = {}
    read: dict[int, Reading] = {}
    open: tuple[
        int, ...
    ] = ()  # pipelines that may still change: those that ran, and the newest of each build that was red
    red: dict[str, str] = {}  # the branches of builds that were red
    branches_at: datetime = LONG_AGO  # when it was last asked whether those are still there


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
        branch: Annotated[
            str,
            msgspec.Meta(
                title="Branch",
                description="The branch to watch; patterns such as release/*, re:v\\d+ or !release/old, with spaces between",
                min_length=1,
                max_length=250,
                examples=["main", "main release/*"],
            ),
        ] = "main"
        pipelines: Annotated[
            tuple[str, ...],
            msgspec.Meta(
                title="Pipelines",
                description="Only these, by their source (push, schedule) or name; child pipelines only if parent_pipeline is among them",
                examples=[["push", "schedule"]],
            ),
        ] = ("*",)

        def __post_init__(self) -> None:
            """Refuse what is no pattern, where it is written."""
            try:
                Choice(self.branch.split(), self.pipelines)
            except ConfigError as error:
                raise ValueError(*error.mistakes) from None

    def __init__(self, options: Options, service: GitLab, me: str) -> None:  # noqa: ARG002  the pipelines do not depend on me
        self._options = options
        self._http = service.http
        self._home = home(options.project)
        self._path = f"{self._home}/pipelines"
        self._choice = Choice(options.branch.split(), options.pipelines)
        self._lists = _lists(self._choice)

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask GitLab once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        first = not known.lists
        told: dict[str, Listed] = {}
        found: dict[int, Pipeline] = {}
        for name, query in self._lists.items():
            await self._look(name, query, known, told, found, now)
        gone = await self._vanished(known, now)
        if not told and not gone:
            return Unchanged()
        builds = self._grouped(found)
        unread = await self._read(known, builds, first=first)
        for name, listed in told.items():
            known.lists[name] = Listed(listed.etag if not unread else "", listed.newest, listed.at)
        items = tuple(self._build(key, ours, known) for key, ours in builds.items())
        self._remember(known, found, items)
        return Answer(items=items, gone=gone, memory=msgspec.json.encode(known))

    # --- the lists

    async def _look(
        self,
        name: str,
        query: Mapping[str, str],
        known: Memory,
        told: dict[str, Listed],
        found: dict[int, Pipeline],
        now: datetime,
    ) -> None:
        """Ask for one list, and back to what was seen last; put what is new into `told` and `found`."""
        before = known.lists.get(name, Listed())
        if "per_page" in query and query["per_page"] == SIDE_PAGE and now - before.at < SIDE:
            return
        reply = await self._http.get(self._path, query, if_none_match=before.etag)
        etag = reply.headers.get("etag") or sha256(reply.body).hexdigest()
        if reply.unchanged or etag == before.etag:
            known.lists[name] = Listed(before.etag, before.newest, now)
            return
        listed = await self._pages(reply, query, before, known)
        found |= {one.id: one for one in listed}
        told[name] = Listed(etag, max([before.newest, *(one.id for one in listed)]), now)

    async def _pages(self, reply: Reply, query: Mapping[str, str], before: Listed, known: Memory) -> list[Pipeline]:
        """Return a list's first page, and those after it that are wanted."""
        listed = list(decode(reply.body, tuple[Pipeline, ...], self._http.host))
        floor = (
            min([before.newest, *known.open]) if before.newest and _all_newer(listed, before.newest) else before.newest
        )
        follow: Reply | None = reply
        for number in range(1, PAGES):
            wanted = _all_newer(listed, floor) if before.newest else number < FIRST and self._streaks(listed)
            if not wanted or follow is None or not (follow := await following(self._http, follow, self._path, query)):
                break
            page = decode(follow.body, tuple[Pipeline, ...], self._http.host)
            listed += page
            if not page:
                break
        return listed

    def _streaks(self, listed: list[Pipeline]) -> bool:
        """Whether a build has been red as far as is known: its first red run may stand further back."""
        red = {self._key(one) for one in listed if one.status == "failed"}
        green = {self._key(one) for one in listed if one.status == "success"}
        return bool(red - green - {""})

    async def _vanished(self, known: Memory, now: datetime) -> tuple[str, ...]:
        """Return the red builds whose branch is there no more: nobody will mend them."""
        if not known.red or self._choice.branch or now - known.branches_at < SIDE:
            return ()
        known.branches_at = now
        gone = {branch for branch in set(known.red.values()) if not await self._there(branch)}
        keys = tuple(key for key, branch in known.red.items() if branch in gone)
        known.red = {key: branch for key, branch in known.red.items() if branch not in gone}
        return keys

    async def _there(self, branch: str) -> bool:
        try:
            await self._http.get(f"{self._home}/repository/branches/{reading.quoted(branch)}")
        except Refused as error:
            return error.missing != "name"
        return True

    # --- the builds

    def _key(self, one: Pipeline) -> str:
        """Return the build that a pipeline is a run of; empty for one that is not meant."""
        label = self._choice.label(one)
        if label is None:
            return ""
        return f"build:{self._http.host}/{self._options.project}/-/pipelines{f'/{label}' if label else ''}@{one.ref}"

    def _grouped(self, found: Mapping[int, Pipeline]) -> dict[str, list[Pipeline]]:
        """Return the pipelines of each build, the newest first."""
        builds: dict[str, list[Pipeline]] = {}
        for number in sorted(found, reverse=True):
            if key := self._key(found[number]):
                builds.setdefault(key, []).append(found[number])
        return builds

    async def _read(self, known: Memory, builds: Mapping[str, list[Pipeline]], *, first: bool) -> bool:
        """Read the jobs of what ended, the newest first; return whether some are still to be read.

        At first those of each build's newest and of the red ones are enough.
        """
        wanted: list[Pipeline] = []
        for ours in builds.values():
            ended = [one for one in ours if one.status in FINISHED]
            for one in ended:
                old = known.read.get(one.id)
                if old is not None and old.at == one.updated_at:
                    continue
                if first and one is not ended[0] and one.status != "failed":
                    known.read[one.id] = reading.unread(one)
                else:
                    wanted.append(one)
        wanted.sort(key=lambda one: one.id, reverse=True)
        for one in wanted[:READS]:
            known.read[one.id] = await reading.read(self._http, self._path, one, known.read.get(one.id))
        await self._count(known, builds)
        return len(wanted) > READS

    async def _count(self, known: Memory, builds: Mapping[str, list[Pipeline]]) -> None:
        """Ask how many tests ran in each build's newest run that says something; once."""
        for ours in builds.values():
            newest = next((one for one in ours if one.status in ("success", "failed")), None)
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
            known.red.pop(item.key, None)
            if item.first_red:
                known.red[item.key] = item.branch
        running = [one.id for one in found.values() if one.status in RUNNING and self._key(one)]
        red = [int(item.last.id) for item in items if item.last and item.last.red]
        known.open = tuple(sorted({*running, *red}))
        known.read = {number: known.read[number] for number in sorted(known.read)[-KEPT:]}

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


def _lists(choice: Choice) -> dict[str, dict[str, str]]:
    """Return the lists that are asked for, by name: all of one branch or of all, and what may be hidden in that one."""
    one = {"ref": choice.branch} if choice.branch else {}
    lists = {"": {**one, "per_page": PAGE}}
    if choice.means(SCHEDULE):
        lists["schedule"] = {**one, "source": SCHEDULE, "per_page": SIDE_PAGE}
    if CHILD in choice.pipelines:  # they stand in no other list
        lists["child"] = {**one, "source": CHILD, "per_page": PAGE}
    if not choice.branch:
        names = [branch for pattern in choice.branches if (branch := plain((pattern,)))]
        lists |= {f"on {branch}": {"ref": branch, "per_page": SIDE_PAGE} for branch in names}
    return lists


def _all_newer(listed: list[Pipeline], number: int) -> bool:
    return bool(listed) and min(one.id for one in listed) > number
