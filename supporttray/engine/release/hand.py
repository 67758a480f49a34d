"""What a person does about releases and their problems."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core.action import Done
from supporttray.core.display import clock, day
from supporttray.core.item import Error
from supporttray.core.release import page
from supporttray.core.release.problem import Problem, Standing
from supporttray.core.text import isolated, plain, shorten
from supporttray.engine.release.mode import SCAN
from supporttray.engine.release.releases import Releases
from supporttray.engine.release.watcher import line
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from supporttray.core.action import Action
    from supporttray.core.release.plan import Release
    from supporttray.engine.desk import Desk
    from supporttray.engine.release.answer import Answerer
    from supporttray.engine.release.paper import Paper
    from supporttray.engine.release.room import Rooms
    from supporttray.engine.view import View

LONGEST = timedelta(days=90)  # a release that is watched for longer is no release
GONE = "There is no such problem: it was merged, or its release is over."
NO_RELEASE = "No release is watched. Begin with its product and version."
WORDS = {
    Standing.CONFIRMED: "It is a problem of the release.",
    Standing.DISMISSED: "It is none; the like of it counts for less.",
    Standing.FIXED: "It is fixed.",
}


class ReleaseHand:
    """What a person does about releases. `scan` looks at once at what is scanned for one."""

    def __init__(
        self,
        desk: Desk,
        look: Callable[[datetime], View],
        compose: Callable[[Any], Awaitable[str]],
        scan: Callable[[], None] | None = None,
    ) -> None:
        self._desk, self._look, self._compose = desk, look, compose
        self._scan = scan or (lambda: desk.store.base.send(SCAN, ""))
        self._releases = Releases(desk.store.base)

    @cached_property
    def rooms(self) -> Rooms:
        """What faces show."""
        from supporttray.engine.release.room import Rooms  # noqa: PLC0415  when somebody looks

        return Rooms(self._desk, self._releases)

    @cached_property
    def _paper(self) -> Paper:
        from supporttray.engine.release.paper import Paper  # noqa: PLC0415  once a day

        return Paper(self._desk, self._compose, self.rooms.room)

    @cached_property
    def _answerer(self) -> Answerer:
        from supporttray.engine.release.answer import Answerer  # noqa: PLC0415  when something is fixed

        return Answerer(self._desk, self._releases)

    async def do(self, action: Action, now: datetime) -> object:
        """Do it and return what the action's own docstring says. Raises a `Failure` that a person can read."""
        return await HANDLERS[type(action)](self, action, now)

    # --- to see

    async def room(self, action: page.AskRelease, now: datetime) -> page.Room:
        """Return the page of a release."""
        await self.rooms.ready(action.number, now)
        return self.rooms.room(action.number, now)

    async def paper(self, action: Any, now: datetime) -> object:
        """Ask for a text about a release, keep it or post it."""
        await self.rooms.ready(action.number, now)
        done: object = await self._paper.do(action, now)
        return done

    async def answer(self, action: Any, now: datetime) -> object:
        """Ask for what is told to those who reported a problem, or tell it."""
        done: object = await self._answerer.do(action, now)
        return done

    # --- releases

    async def begin(self, action: page.Begin, now: datetime) -> Done:
        """Watch a release; one of the same name goes on."""
        wanted = action.release
        if not wanted.product.strip():
            raise NotDone("A release needs a product.")
        if wanted.end <= max(wanted.start, now):
            raise NotDone("Its end is over already: choose a later one.")
        if wanted.end - wanted.start > LONGEST:
            raise NotDone("A release is watched for 90 days at the most.")
        known = next((one for one in self._releases.all() if one.name.casefold() == wanted.name.casefold()), None)
        number = known.number if known else 0
        kept = self._releases.keep(msgspec.structs.replace(wanted, number=number, stopped=None))
        self._scan()
        zone = self._desk.plan.zone
        since = "" if kept.start <= now else f" from {day(kept.start, zone)} {clock(kept.start, zone)}"
        return Done(f"{isolated(kept.name)} is watched{since} until {day(kept.end, zone)} {clock(kept.end, zone)}.")

    async def stop(self, action: page.Stop, now: datetime) -> Done:
        """Watch a release no more."""
        release = self.release(action.number, now)
        if not release.on(now):
            return Done(f"{isolated(release.name)} is not watched.")
        self._releases.keep(msgspec.structs.replace(release, stopped=now))
        self._scan()
        return Done(f"{isolated(release.name)} is watched no more. Its summary is ready.")

    async def scan(self, _: page.ScanNow, now: datetime) -> Done:  # noqa: ARG002  as the others
        """Look at the tickets and errors at once."""
        self._scan()
        return Done("Looking.")

    def release(self, number: int, now: datetime) -> Release:
        """Return a release by its number; 0 is the one that is watched, else the newest. Raises `NotDone`."""
        found = self.rooms.release(number, now)
        if found is None:
            raise NotDone(NO_RELEASE)
        return found

    # --- problems

    async def confirm(self, action: page.Confirm, now: datetime) -> Done:
        """It is a problem."""
        return self._stand(action.problem, Standing.CONFIRMED, now)

    async def dismiss(self, action: page.Dismiss, now: datetime) -> Done:
        """It is none."""
        return self._stand(action.problem, Standing.DISMISSED, now)

    async def fixed(self, action: page.Fixed, now: datetime) -> Done:
        """It is fixed."""
        return self._stand(action.problem, Standing.FIXED, now)

    def _stand(self, number: int, standing: Standing, now: datetime) -> Done:
        problem = self._problem(number)
        if problem.standing is standing:
            return Done(WORDS[standing])
        fixed_at = now if standing is Standing.FIXED else None
        changed = msgspec.structs.replace(problem, standing=standing, decided_at=now, fixed_at=fixed_at)
        self._decided([changed], standing.value, now)
        return Done(WORDS[standing])

    async def merge(self, action: page.Merge, now: datetime) -> Done:
        """It is the same as another one: that one has its tickets and errors from now on."""
        one, into = self._problem(action.problem), self._problem(action.into)
        if one.number == into.number or one.release != into.release:
            raise NotDone("It can be merged into another problem of the same release.")
        whole = msgspec.structs.replace(
            into,
            tickets=tuple(dict.fromkeys((*into.tickets, *one.tickets))),
            errors=tuple(dict.fromkeys((*into.errors, *one.errors))),
            signs=tuple(dict.fromkeys((*into.signs, *one.signs))),
            since=min(into.since, one.since),
            last_at=max(into.last_at, one.last_at),
            score=max(into.score, one.score),
            bug=into.bug or one.bug,
        )
        empty = msgspec.structs.replace(
            one, standing=Standing.MERGED, into=into.number, tickets=(), errors=(), decided_at=now
        )
        self._decided([whole, empty], "merged", now)
        return Done(f"It is part of problem {into.number} now.")

    async def split(self, action: page.Split, now: datetime) -> Done:
        """These tickets and errors are a problem of their own."""
        one = self._problem(action.problem)
        mine = {key for key in (*one.tickets, *one.errors) if key in action.keys}
        if not mine or len(mine) == len(one.tickets) + len(one.errors):
            raise NotDone("Choose some of its tickets, not all of them.")
        rest = _only(one, lambda key: key not in mine)
        other = _only(one, lambda key: key in mine)
        first = self._first(other)
        other = msgspec.structs.replace(
            other, number=0, title=first[1] or one.title, since=first[0] or one.since, found_at=now, bug="",
            standing=Standing.SUSPECTED, decided_at=None, fixed_at=None, told=(),
        )  # fmt: skip
        _, kept = self._decided([rest, other], "split", now)
        return Done(f"They are problem {kept.number} now.")

    def _first(self, problem: Problem) -> tuple[datetime | None, str]:
        """Return when the first of a problem's tickets or errors came, and its title."""
        tickets = self._desk.store.archive.these(problem.tickets).values()
        errors = (self._desk.store.items.get(key) for key in problem.errors)
        found = [(one.at, one.title) for one in tickets]
        found += [(one.news_at, one.title) for one in errors if isinstance(one, Error)]
        return min(found, default=(None, ""))

    async def link(self, action: page.LinkBug, now: datetime) -> Done:
        """Name the bug that is about it."""
        problem, bug = self._problem(action.problem), shorten(plain(action.bug).strip(), 300)
        if bug != problem.bug:
            self._decided([msgspec.structs.replace(problem, bug=bug)], "linked", now)
        return Done(f"{isolated(bug)} is about it." if bug else "No bug is about it.")

    async def undo(self, action: page.UndoDecision, now: datetime) -> Done:
        """Take back what was last said of it. The journal's line of it stays, and another one tells that it counts no more."""
        problem = self._problem(action.problem)
        word = self._releases.undo(problem.number)
        if not word:
            raise NotDone("Nothing was said of it yet.")
        told = line("problem.undone", problem, now)
        title = f"“{word}” is taken back: {problem.title}"
        self._desk.store.tell([msgspec.structs.replace(told, key=f"{told.key}:{word}", title=title)])
        self._scan()
        return Done(f"“{word}” is taken back.")

    def _problem(self, number: int) -> Problem:
        found = self._releases.problem(number)
        if found is None:
            raise NotDone(GONE)
        return found

    def _decided(self, changed: list[Problem], word: str, now: datetime) -> tuple[Problem, ...]:
        kept = self._releases.decide(changed, word, now)
        self._desk.store.tell([line(f"problem.{word}", kept[0], now)])
        self._scan()
        return kept


def _only(problem: Problem, which: Callable[[str], bool]) -> Problem:
    tickets, errors = (tuple(filter(which, keys)) for keys in (problem.tickets, problem.errors))
    return msgspec.structs.replace(problem, tickets=tickets, errors=errors)


HANDLERS: Mapping[type[Action], Callable[[ReleaseHand, Any, datetime], Awaitable[object]]] = {
    page.AskRelease: ReleaseHand.room,
    page.Begin: ReleaseHand.begin,
    page.Stop: ReleaseHand.stop,
    page.ScanNow: ReleaseHand.scan,
    page.Confirm: ReleaseHand.confirm,
    page.Dismiss: ReleaseHand.dismiss,
    page.Fixed: ReleaseHand.fixed,
    page.Merge: ReleaseHand.merge,
    page.Split: ReleaseHand.split,
    page.LinkBug: ReleaseHand.link,
    page.UndoDecision: ReleaseHand.undo,
    **dict.fromkeys((page.AskDay, page.AskSummary, page.AskBrief, page.KeepDay, page.PostDay), ReleaseHand.paper),
    **dict.fromkeys((page.AskAnswers, page.SendAnswers), ReleaseHand.answer),
}
