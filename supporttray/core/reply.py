"""Answers that are ready: a person's own texts, with placeholders that are filled in for a request. Pure."""

from __future__ import annotations

from string import Template as Pattern
from typing import TYPE_CHECKING

from supporttray.core.asked import Template
from supporttray.core.deadline import deadline
from supporttray.core.display import clock, day
from supporttray.core.item import OPEN
from supporttray.core.rules.request import ACKNOWLEDGED, WAITING
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supporttray.core.item import Request
    from supporttray.core.model import World

PLACEHOLDERS = ("asker", "me", "channel", "title", "due")
SOON = "soon"  # where no time is set
USUAL: Mapping[str, str] = {
    "on it": "Hi $asker, I am looking into it.",
    "later": "Hi $asker, this will take a while. You will hear from me by $due.",
    "details": "Hi $asker, so that we find it quickly: what did you expect, what happens instead, and since when?",
}


def wrong(text: str) -> str:
    """Say what is wrong with a text; empty if nothing is."""
    known = ", ".join(f"${name}" for name in PLACEHOLDERS)
    pattern = Pattern(text)
    if not text.strip():
        return "is empty; write what it says."
    if not pattern.is_valid():
        return f"holds a $ that begins no placeholder; known are {known}, and $$ is a dollar."
    unknown = [f"${name}" for name in pattern.get_identifiers() if name not in PLACEHOLDERS]
    return f"holds {', '.join(unknown)}, which is not known; known are {known}." if unknown else ""


def templates(texts: Mapping[str, str], request: Request, world: World, me: str, now: datetime) -> tuple[Template, ...]:
    """Return the texts as they would be said about a request."""
    values = {
        "asker": request.name,
        "me": me,
        "channel": request.where,
        "title": shorten(request.title, 80),
        "due": _due(request, world, now),
    }
    return tuple(Template(name, Pattern(text).substitute(values)) for name, text in texts.items())


def _due(request: Request, world: World, now: datetime) -> str:
    """Return until when a promise would be in time: the second clock of a request that is seen now, or was; `SOON` without one."""
    episode = request.episode
    seen = episode.seen.at if episode.seen else now
    within = world.options(request.key, ACKNOWLEDGED).answer_within or world.options(request.key, WAITING).answer_within
    limit = deadline(world.hours, seen, within)
    if limit.due == OPEN or limit.due <= now:
        return SOON
    at, zone = limit.due, world.hours.zone
    the_day = "" if day(at, zone) == day(now, zone) else f"{day(at, zone)}, "
    return f"{the_day}{clock(at, zone)}"
