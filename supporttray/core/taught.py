"""What was taught to be no request, as one person hands it to the next. Pure.

It comes from outside: of it only plain text is taken, each lesson is shown before, and each can be taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.item import Request
from supporttray.core.lesson import LONGEST, About, Lesson, hidden_by, matches
from supporttray.core.proposal import told
from supporttray.core.text import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from supporttray.core.item import AnyItem
    from supporttray.core.model import World

NAME, KEY = 80, 300  # characters


def handed(lessons: Iterable[Lesson], items: Collection[AnyItem], *, private: bool) -> tuple[Lesson, ...]:
    """Return what the next person's app takes over; what is about a private conversation only if that is wanted.

    A lesson about one request goes along while that request is open.
    """
    requests = [item for item in items if isinstance(item, Request)]
    secret = set[str]() if private else {item.where for item in requests if item.private}
    still = {item.key for item in requests if item.state != "answered" and item.where not in secret}
    return tuple(
        one for one in lessons if one.where not in secret and (one.about is not About.THIS or one.value in still)
    )


def lines(lessons: Iterable[Lesson]) -> tuple[str, ...]:
    """Return what the lessons say that are about more than one request."""
    return tuple(told(one) for one in lessons if one.about is not About.THIS)


def taken(given: Iterable[Lesson], world: World, now: datetime) -> tuple[Lesson, ...]:
    """Return which of another person's lessons are taken here: what would hide something, and is not known already."""
    known = {_what(one) for one in world.lessons}
    found = {_what(one): one for one in (_plain(one, now) for one in given) if one.value}
    return tuple(one for what, one in found.items() if what not in known and _fits(one, world))


def sentences(lessons: Iterable[Lesson], world: World) -> Iterator[str]:
    """Yield what lessons would do here."""
    for one in lessons:
        count = len(hidden_by(one, world.items.values()))
        yield f"Taught to be no request: {told(one)}; that hides {count or 'nothing'} here."


def _plain(lesson: Lesson, now: datetime) -> Lesson:
    this = lesson.about is About.THIS
    return msgspec.structs.replace(
        lesson,
        value=plain(lesson.value)[: KEY if this else LONGEST],
        where=shorten(lesson.where, NAME),
        said=shorten(lesson.value if lesson.about is About.WORDS else lesson.said, NAME),
        at=now,
        number=0,
    )


def _fits(lesson: Lesson, world: World) -> bool:
    if lesson.about is About.THIS:
        return lesson.value in world.items
    return lesson.about is About.AUTHOR or matches(lesson.value, lesson.value)


def _what(lesson: Lesson) -> tuple[str, str, str]:
    return lesson.about.value, lesson.value, lesson.where
