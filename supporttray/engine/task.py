"""What a task says of what it is made from: a request, a build that is red, a change. Of a build and a change never who it was."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from supporttray.core.display import clock, day
from supporttray.core.incident import latest, reds
from supporttray.core.item import Build, Request, Review, Task
from supporttray.core.text import shorten
from supporttray.engine.builds.phrase import failing
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from supporttray.core.incident import Finding
    from supporttray.core.item import AnyItem
    from supporttray.engine.desk import Desk

TITLE = 120  # characters
LINE = 200  # characters of the line that tells why
PAGES = ("https://", "http://")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


def said(desk: Desk, item: AnyItem) -> tuple[str, str]:
    """Return the title and the text of the task that an item would become. Raises `NotDone` for what becomes none."""
    tell = _TELL.get(type(item))
    if tell:
        title, text = tell(desk, item)
        return shorten(title, TITLE), text
    if isinstance(item, Task):
        raise NotDone(f"{item.name} is a task already.")
    raise NotDone(f"A {item.kind} cannot become a task.")


def intent(item: AnyItem) -> str:
    """Return the wish's name. What is red again another time is another task."""
    first = item.first_red if isinstance(item, Build) else None
    return f"task:{item.key}#{first.name}" if first else f"task:{item.key}"


def by_hand(subject: str, title: str, today: datetime) -> str:
    """Return the wish's name where no item stands behind it: the same title on the same day is one task."""
    digest = hashlib.sha256(" ".join(title.split()).casefold().encode()).hexdigest()[:16]
    return f"task:{subject or 'by hand'}:{digest}:{today:%Y-%m-%d}"


def _request(desk: Desk, item: Request) -> tuple[str, str]:
    """Say who asked where and when, and their words."""
    zone = desk.plan.zone
    head = f"{item.name} asked in {item.where}, {day(item.at, zone)} {clock(item.at, zone)}:"
    return item.title, f"{head}\n\n{item.text or item.title}"


def _build(desk: Desk, item: Build) -> tuple[str, str]:
    """Say what is broken, since when, the line that tells why, and where to look."""
    found = latest(item, desk.store.findings.all)
    return f"{item.title}: {failing(found.verdict if found else None)}", "\n".join(_about(desk, item, found))


def _about(desk: Desk, item: Build, found: Finding | None) -> Iterator[str]:
    zone, red = desk.plan.zone, reds(item)
    if red:
        yield f"{item.title} in {item.project} is red since {day(red[0].ended, zone)} {clock(red[0].ended, zone)}."
    else:
        yield f"{item.title} in {item.project}."
    verdict = found.verdict if found else None
    if verdict and verdict.text and not _names_somebody(verdict.text, found):
        yield f"{verdict.cause.capitalize()}: {shorten(verdict.text, LINE)}"
    elif verdict:
        yield f"{verdict.cause.capitalize()}."
    pages = [red[0].url if red else "", verdict.url if verdict else "", verdict.runbook if verdict else "", item.url]
    yield from ("", *dict.fromkeys(url for url in pages if url.startswith(PAGES)))


def _names_somebody(text: str, found: Finding | None) -> bool:
    """Whether a line of a log has an e-mail, or the name of somebody whose change it may be."""
    suspects = found.suspicion.suspects if found and found.suspicion else ()
    authors = [one.change.author for one in suspects]
    names = {name.casefold() for one in authors for name in (one.name, one.email, one.login) if name}
    return bool(_ADDRESS.search(text)) or any(name in text.casefold() for name in names)


def _review(desk: Desk, item: Review) -> tuple[str, str]:  # noqa: ARG001  as the others
    return item.title, f"It came up in {item.name}, “{item.title}”.\n\n{item.url}"


_TELL: Mapping[type, Callable[[Desk, Any], tuple[str, str]]] = {Request: _request, Build: _build, Review: _review}
