"""What a face shows of a release: read from the database when somebody looks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.display import BLIND
from supporttray.core.item import Deploy, Error, Task
from supporttray.core.release.page import Flag, Line, Look, Room
from supporttray.core.release.page import Told as Said
from supporttray.core.release.problem import Problem, Standing
from supporttray.core.text import isolated
from supporttray.engine.release.pace import Asked, Pace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from supporttray.core.model import Health
    from supporttray.core.release.page import Light
    from supporttray.core.release.plan import Release
    from supporttray.core.release.ticket import Scan, Ticket
    from supporttray.engine.desk import Desk
    from supporttray.engine.plan import Watch
    from supporttray.engine.release.releases import Releases

WATCHED = ("tickets", "errors")  # what a watch looks for, as its kind says
ORDER = (Standing.SUSPECTED, Standing.CONFIRMED, Standing.FIXED, Standing.DISMISSED, Standing.MERGED)
DAY = timedelta(days=1)


class Rooms:
    """The pages of releases."""

    def __init__(self, desk: Desk, releases: Releases) -> None:
        self._desk, self._releases = desk, releases
        self._store = desk.store
        self._pace = Pace(desk.store, desk.plan.zone)

    async def ready(self, number: int, now: datetime) -> None:
        """Reckon what takes a while, in pieces: the page is there at once then."""
        if release := self.release(number, now):
            await self._pace.ready(self._asked(release, now))

    def release(self, number: int, now: datetime) -> Release | None:
        """Return a release by its number; 0 is the one that is watched, else the one that comes next, else the newest. None if there is none."""
        known = self._releases.all()
        if number:
            return next((one for one in known if one.number == number), None)
        coming = [one for one in reversed(known) if one.start > now and not one.stopped]
        return next(iter((*(one for one in known if one.on(now)), *coming, *known)), None)

    def room(self, number: int, now: datetime) -> Room:
        """Return the page of a release."""
        release = self.release(number, now)
        watches = [watch for watch in self._desk.plan.kept if watch.watched.brings in WATCHED]
        scans = self._store.archive.scans()
        looks = tuple(self._look(watch, scans.get(watch.name), now) for watch in watches)
        if release is None:
            return Room(now=now, looks=looks, watches=bool(watches))
        problems = self._releases.problems(release.number)
        lines = self._lines(problems)
        told = self._pace.rates(self._asked(release, now))
        light, why = self._light(lines, unusual=bool(told.unusual))
        confirmed = sum(one.standing in (Standing.CONFIRMED, Standing.FIXED) for one in problems)
        return Room(
            now=now,
            release=release,
            also=tuple(one for one in self._releases.all() if one.number != release.number),
            headline=told.headline(confirmed),
            rates=told.sentences,
            record=record(self._releases.problems()),
            quota=self._quota(release, now),
            light=light,
            why=why,
            problems=lines,
            looks=looks,
            points=told.points,
            flags=tuple(sorted(self._flags(release, problems), key=lambda one: (one.at, one.says))),
            blind=tuple(sorted(watch.name for watch in watches if self._state(watch.name) in BLIND)),
            watches=bool(watches),
        )

    # --- the watches

    def _health(self, name: str) -> Health | None:
        return self._store.health.get(name)

    def _state(self, name: str) -> str:
        health = self._health(name)
        return health.state if health else ""

    def _look(self, watch: Watch, scan: Scan | None, now: datetime) -> Look:
        health = self._health(watch.name)
        every = health.every if health else watch.every
        trouble = f"{health.detail} {health.hint}".strip() if health and health.state in (*BLIND, "slowed") else ""
        at = scan.at if scan else None
        return Look(
            watch=watch.name,
            at=at,
            new=scan.new if scan else 0,
            next_at=max(at + every, now) if at and not trouble else None,
            trouble=trouble,
        )

    # --- problems

    def _lines(self, problems: Sequence[Problem]) -> tuple[Line, ...]:
        shown = [one for one in problems if one.standing is not Standing.MERGED]
        tickets = self._store.archive.these({key for one in shown for key in one.tickets})
        places = self._store.archive.watches(tickets)
        names = {task.url: task for task in self._store.items.values() if isinstance(task, Task)}
        return tuple(
            Line(
                problem=one,
                tickets=tuple(self._ticket(tickets[key], one, places) for key in one.tickets if key in tickets),
                errors=tuple(self._errors(one)),
                **_bug(one.bug, names),
            )
            for one in sorted(shown, key=lambda it: (ORDER.index(it.standing), -it.score, -it.since.timestamp()))
        )

    def _ticket(self, one: Ticket, problem: Problem, places: Mapping[str, str]) -> Said:
        return Said(
            key=one.key, name=one.name, title=one.title, url=one.url, at=one.at, place=places.get(one.key, ""),
            told=one.key in problem.told, gone=one.gone,
        )  # fmt: skip

    def _errors(self, problem: Problem) -> Iterator[Said]:
        for key in problem.errors:
            error = self._store.items.get(key)
            if isinstance(error, Error):
                yield Said(key=key, name=error.name, title=error.title, url=error.url, at=error.news_at)

    # --- numbers

    def _asked(self, release: Release, now: datetime) -> Asked:
        return Asked(release, self._deploys(release), now, self._free())

    def _deploys(self, release: Release) -> tuple[Deploy, ...]:
        """Return what went live while it is watched, the first one first."""
        live = (one for one in self._store.items.values() if isinstance(one, Deploy))
        mine = [one for one in live if release.start - DAY <= one.at <= release.over_at]
        here = [one for one in mine if one.environment in ("", release.environment)]
        return tuple(sorted(here, key=lambda one: (one.at, one.key)))

    def _free(self) -> tuple[date, ...]:
        return tuple(sorted(self._desk.plan.hours.without(self._store.items.values()).off))

    def _quota(self, release: Release, now: datetime) -> str:
        """Say how much of what is paid for came in the last 24 hours."""
        if not release.quota:
            return ""
        came = sum(self._store.archive.tallies(now - DAY).values())
        return f"{came:,} of {release.quota:,} errors that a day pays for ({came * 100 // release.quota} %)."

    def _flags(self, release: Release, problems: Iterable[Problem]) -> Iterator[Flag]:
        yield Flag(release.start, "start", f"{isolated(release.name)} is watched.")
        for one in self._deploys(release):
            yield Flag(one.at, "deploy", f"{isolated(one.version or one.title)} went live.")
        for problem in problems:
            if problem.standing is Standing.MERGED:
                continue
            yield Flag(problem.since, "problem", f"Problem {problem.number} began.")
            if problem.fixed_at:
                yield Flag(problem.fixed_at, "fixed", f"Problem {problem.number} is fixed.")
            elif problem.standing is Standing.CONFIRMED and problem.decided_at:
                yield Flag(problem.decided_at, "confirmed", f"Problem {problem.number} was confirmed.")

    @staticmethod
    def _light(lines: Sequence[Line], *, unusual: bool) -> tuple[Light, str]:
        from supporttray.core.release.day import proposed  # noqa: PLC0415  half a MiB for what is wanted when somebody looks

        return proposed(lines, unusual=unusual)


def record(problems: Iterable[Problem]) -> str:
    """Say how good the score has been: of what was suspected and decided, how much was a problem."""
    decided = [one for one in problems if one.decided_at and one.standing is not Standing.MERGED]
    right = sum(one.standing in (Standing.CONFIRMED, Standing.FIXED) for one in decided)
    if not decided:
        return ""
    return f"{right} of {len(decided)} that were suspected and decided {'was a problem' if right == 1 else 'were problems'}."


def _bug(bug: str, tasks: Mapping[str, Task]) -> dict[str, str]:
    task = tasks.get(bug) or next((one for one in tasks.values() if one.name.casefold() == bug.casefold()), None)
    if bug and task:
        return {"bug": task.name, "stage": task.stage.value}
    return {"bug": bug.rpartition("/")[2] if bug else "", "stage": ""}
