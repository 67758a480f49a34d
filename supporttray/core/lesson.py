"""What a person taught about what is no request: this one, all of an author, all with certain words. Pure.

A lesson hides; nothing is deleted, and a lesson that is taken back shows again what it hid.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from supporttray.core.item import AnyItem, Request

ANY = "*"  # in words: whatever stands there
LONGEST = 200  # characters of words


class About(StrEnum):
    """What a lesson goes by: THIS request's key, the AUTHOR's id (a person's or a bot's), WORDS in the text."""

    THIS = "this"
    AUTHOR = "author"
    WORDS = "words"


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson: requests of which `about` is `value` are none, if they stand in `where` (empty for everywhere).

    `said` is the value as a person reads it (a name, a title). `number` is the store's; `hiding` is how many of what is remembered it
    hides, where that was asked.
    """

    about: About
    value: str
    at: datetime
    where: str = ""
    said: str = ""
    number: int = 0
    hiding: int = 0

    def hides(self, request: Request) -> bool:
        """Whether a request is none by this lesson."""
        if self.where and self.where != request.where:
            return False
        if self.about is About.WORDS:
            return matches(self.value, request.text or request.title)
        return self.value == (request.key if self.about is About.THIS else request.by)


def matches(words: str, text: str) -> bool:
    """Whether a plain text holds the words, in whatever case; `*` in them stands for anything. Words that say nothing match nothing."""
    parts, text, place = _parts(words), text.casefold(), 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return bool(parts)


@lru_cache(maxsize=256)  # each is compared with thousands of texts
def _parts(words: str) -> tuple[str, ...]:
    return tuple(part for one in plain(words).casefold().split(ANY) if (part := one.strip()))


def hidden(request: Request, lessons: Iterable[Lesson]) -> bool:
    """Whether a request is none by one of the lessons."""
    return any(one.hides(request) for one in lessons)


def wanted(items: Iterable[AnyItem], lessons: Collection[Lesson]) -> tuple[AnyItem, ...]:
    """Return the items without the requests that are none."""
    from supporttray.core.item import Request  # noqa: PLC0415  items know nothing of lessons

    return tuple(item for item in items if not (isinstance(item, Request) and hidden(item, lessons)))


def hidden_by(lesson: Lesson, items: Iterable[AnyItem]) -> tuple[Request, ...]:
    """Return the requests among what is remembered (30 days) that a lesson hides, the latest first."""
    from supporttray.core.item import Request  # noqa: PLC0415  items know nothing of lessons

    found = (one for one in items if isinstance(one, Request) and lesson.hides(one))
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))
