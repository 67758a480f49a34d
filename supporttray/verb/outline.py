"""A release as a person types it: what is watched, since when and until when. Bad input gets a sentence."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from supporttray.core.release.plan import Release
from supporttray.core.text import plain
from supporttray.errors import NotDone
from supporttray.verb.moment import moment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from datetime import datetime

    from supporttray.engine.plan import Plan

USUAL = timedelta(days=7)  # how long a release is watched where nobody says
LONGEST = 20_000  # characters of notes
MANY, WORD = 200, 200  # words and components, and letters of one
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def outline(wanted: argparse.Namespace, plan: Plan, now: datetime) -> Release:
    """Return the release. Raises `NotDone` with what makes no sense."""
    start = moment("--from", wanted.begin, now, plan.zone, clock=plan.hours.begin) if wanted.begin else now
    end = moment("--until", wanted.until, now, plan.zone, clock=plan.hours.end) if wanted.until else start + USUAL
    if end <= start:
        raise NotDone("It would end before it begins: choose a later --until.")
    return Release(
        product=_named("a product", wanted.product),
        version=_named("a version", wanted.version),
        start=start,
        end=end,
        components=_words("--component", wanted.component),
        words=_words("--word", wanted.word),
        notes=_notes(wanted.notes) if wanted.notes else "",
        process=_page(wanted.process),
        environment=plain(wanted.environment) or "production",
        standup=_standup(wanted.standup) if wanted.standup else None,
        quota=wanted.quota,
    )


def _named(what: str, text: str) -> str:
    name = plain(text)
    if not name or len(name) > WORD:
        raise NotDone(f"A release needs {what} of at most {WORD} letters.")
    return name


def _words(option: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words; several may stand in one, with commas between."""
    found = tuple(dict.fromkeys(word for text in texts for part in text.split(",") if (word := plain(part))))
    if len(found) > MANY or any(len(word) > WORD for word in found):
        raise NotDone(f"{option} takes at most {MANY} words of {WORD} letters.")
    return found


def _notes(name: str) -> str:
    try:
        with Path(name).open(encoding="utf-8") as file:
            return file.read(LONGEST)
    except UnicodeDecodeError:
        raise NotDone(f"{name} is no text: the notes must be UTF-8.") from None
    except OSError as error:
        raise NotDone(f"{name} cannot be read ({error.strerror}).") from None


def _page(text: str) -> str:
    address = text.strip()
    if address and not re.fullmatch(r"https?://\S+", address):
        raise NotDone(f"{address!r} is no web page; --process takes an address that begins with https://.")
    return address


def _standup(text: str) -> time:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise NotDone(f"{text!r} is no time of day; write the stand-up like 09:30.")
    return time(int(found[1]), int(found[2]))
