"""What is known of an item, in paragraphs for a person: one small function a kind of item."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from supporttray.core.display import clock, day
from supporttray.core.item import OPEN, Build, Item, Meeting, Request, Shift, Sign
from supporttray.core.model import Decision
from supporttray.core.text import isolated, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, tzinfo

    from supporttray.core.item import AnyItem, Run
    from supporttray.core.model import Told

Paragraph = tuple[str, str]
LATEST = 5  # replies and runs that are told


def details(item: AnyItem, zone: tzinfo | None = None) -> tuple[Paragraph, ...]:
    """Return what is known of an item: (what it is, what it says)."""
    return tuple((name, text) for name, text in _told(item, zone) if text)


SPOKEN = {Decision.SPEAK: "Told", Decision.HOLD: "Not told", Decision.SEED: "Not told"}


def spoken(told: Iterable[Told], zone: tzinfo | None = None) -> tuple[Paragraph, ...]:
    """Return why a person was told of something, and why not, the latest last."""
    lines: dict[str, list[str]] = {}
    for one in told:
        lines.setdefault(SPOKEN[one.decision], []).append(f"{_when(one.at, zone)}, because {one.reason}")
    return tuple((name, "\n".join(texts[-LATEST:])) for name, texts in lines.items())


@singledispatch
def _told(item: Item, zone: tzinfo | None) -> Iterator[Paragraph]:
    yield "Since", _when(item.at, zone)


@_told.register(Request)
def _request(item: Request, zone: tzinfo | None) -> Iterator[Paragraph]:
    yield "Question", item.text or item.title
    yield "Asked by", f"{isolated(item.name)}, {_when(item.at, zone)}"
    yield "In", item.where
    yield "State", item.state
    seen = dict.fromkeys(one.person or one.by for one in item.acknowledging)
    yield "Seen by", listed(list(seen)) if seen else ""
    replies = item.replies or ()
    yield "Replies", "\n".join(f"{isolated(reply.name)}, {_when(reply.at, zone)}" for reply in replies[-LATEST:])


@_told.register(Build)
def _build(item: Build, zone: tzinfo | None) -> Iterator[Paragraph]:
    yield "Project", " ".join(part for part in (item.project, item.branch) if part)
    yield "State", f"{item.state}, and a run is on its way" if item.running else item.state
    first, last = item.first_red, item.last
    if first:
        yield "Broken since", _run(first, zone)
        yield "Failed", "\n".join(f"{job.name}: {job.step}" if job.step else job.name for job in first.failed)
    if last and last is not first:
        yield "Latest run", _run(last, zone)


@_told.register(Shift)
def _shift(item: Shift, zone: tzinfo | None) -> Iterator[Paragraph]:
    yield "From", _when(item.at, zone)
    yield "Until", _when(item.until, zone) if item.until < OPEN else ""


@_told.register(Meeting)
def _meeting(item: Meeting, zone: tzinfo | None) -> Iterator[Paragraph]:
    yield "From", _when(item.at, zone)
    yield "Until", _when(item.until, zone)


@_told.register(Sign)
def _sign(item: Sign, zone: tzinfo | None) -> Iterator[Paragraph]:
    yield "It says", item.text
    yield "Set", ", ".join(filter(None, (isolated(item.by), _when(item.at, zone)))) if item.text else ""


def _run(run: Run, zone: tzinfo | None) -> str:
    return " · ".join(part for part in (_when(run.ended, zone), run.title, run.commit[:10]) if part)


def _when(moment: datetime, zone: tzinfo | None) -> str:
    return f"{day(moment, zone)} {clock(moment, zone)}"
