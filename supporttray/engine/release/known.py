"""What the rules and the icon are told of releases: those that are watched, or wait for their summary, and their problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.item import Stage, Task
from supporttray.core.outbox import OPEN, Fate
from supporttray.core.release.plan import DAY_POSTED, SUMMARY_POSTED, Release
from supporttray.core.release.problem import Problem, Standing
from supporttray.core.rules.release import KEPT
from supporttray.core.text import isolated
from supporttray.engine.outbox import Outbox
from supporttray.engine.release.answer import under_way
from supporttray.engine.release.releases import Releases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from supporttray.core.item import AnyItem
    from supporttray.engine.database import Database

MEANT = (*OPEN, Fate.SENT)  # what was undone or refused told nobody


class Known(msgspec.Struct, frozen=True):
    """Releases, their problems, the days whose text was posted (empty: the summary), and the bugs that are done."""

    releases: tuple[Release, ...] = ()
    problems: tuple[Problem, ...] = ()
    posted: frozenset[tuple[int, str]] = frozenset()
    done: frozenset[str] = frozenset()


NOTHING = Known()


def known(base: Database, items: Mapping[str, AnyItem], now: datetime) -> Known:
    """Return what is known of the releases that are watched now or lately."""
    releases = Releases(base)
    lately = tuple(one for one in releases.all() if now < one.over_at + KEPT)
    if not lately:
        return NOTHING
    numbers = {one.number for one in lately}
    problems = tuple(one for one in releases.problems() if one.release in numbers)
    bugs = {one.bug for one in problems if one.bug}
    return Known(lately, told(base, problems), _posted(base), _done(bugs, items.values()))


def told(base: Database, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems with the tickets whose people were told, or are about to be."""
    outbox = Outbox(base)
    return tuple(
        msgspec.structs.replace(one, told=tuple(sorted(under_way(outbox, one.number))))
        if not one.open or one.bug
        else one
        for one in problems
    )


def _posted(base: Database) -> frozenset[tuple[int, str]]:
    days = [intent.removeprefix(DAY_POSTED).split(":") for intent in _wished(base, DAY_POSTED)]
    over = [intent.removeprefix(SUMMARY_POSTED).split(":") for intent in _wished(base, SUMMARY_POSTED)]
    posted = {(int(one[0]), one[1]) for one in days if one[0].isdigit() and len(one) > 1}
    return frozenset(posted | {(int(one[0]), "") for one in over if one[0].isdigit()})


def _wished(base: Database, prefix: str) -> list[str]:
    """Return the intents that begin so, of what was sent or is about to be."""
    query = "SELECT intent, fate FROM outbox WHERE intent >= ? AND intent < ?"
    rows = base.read(query, (prefix, prefix + "\U0010ffff")).fetchall()
    return [intent for intent, fate in rows if fate in MEANT]


def _done(bugs: set[str], items: Iterable[AnyItem]) -> frozenset[str]:
    if not bugs:
        return frozenset()
    tasks = (one for one in items if isinstance(one, Task) and one.stage is Stage.DONE and not one.dropped)
    return frozenset(name for one in tasks for name in (one.url, one.name) if name in bugs)


def menu(found: Known, now: datetime) -> tuple[str, int]:
    """Return what the menu says of the releases that are watched, and how many there are; empty while none is."""
    watched = [one for one in found.releases if one.on(now)]
    if not watched:
        return "", 0
    names = isolated(watched[0].name) if len(watched) == 1 else f"{len(watched)} releases"
    numbers = {one.number for one in watched}
    mine = [one for one in found.problems if one.release in numbers]
    counts = {word: sum(one.standing is word for one in mine) for word in (Standing.SUSPECTED, Standing.CONFIRMED)}
    said = ", ".join(f"{count} {word.value}" for word, count in counts.items() if count)
    return f"{names}: {said or 'nothing suspected'}", len(watched)
