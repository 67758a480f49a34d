"""What "not a request" could teach about a request: this one, all of its author, all with its words; and what that would hide. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supporttray.core.asked import Proposal
from supporttray.core.item.request import place
from supporttray.core.lesson import ANY, LONGEST, About, Lesson, hidden_by
from supporttray.core.text import isolated, plain, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from supporttray.core.item import AnyItem, Request

FEW, MANY, LONGEST_WORD = 2, 6, 40  # words that are proposed, and characters of one
_CHANGING = re.compile(r"\d|://|[*\u200e\u2066-\u2069]")  # numbers and addresses are others the next time


def proposals(request: Request, items: Iterable[AnyItem], now: datetime) -> tuple[Proposal, ...]:
    """Return what could be taught about a request: this one; in its channel its author, and its words."""
    found = list(items)
    this = Lesson(about=About.THIS, value=request.key, said=shorten(request.title, 80), at=now)
    author = Lesson(about=About.AUTHOR, value=request.by, said=shorten(request.name, 60), where=request.where, at=now)
    lessons = (this, author, worded(request, pattern(request.text or request.title), now))
    return tuple(proposal(one, request, found) for one in lessons if one.value)


def worded(request: Request, words: str, now: datetime) -> Lesson:
    """Return the lesson of some words, in the channel of a request."""
    words = plain(words)[:LONGEST]
    return Lesson(about=About.WORDS, value=words, said=words, where=request.where, at=now)


def proposal(lesson: Lesson, request: Request, items: Iterable[AnyItem]) -> Proposal:
    """Return a lesson with what else than the request itself it would have hidden."""
    others = tuple(one.title for one in hidden_by(lesson, items) if one.key != request.key)
    return Proposal(lesson, told(lesson, robot=request.robot), others)


def told(lesson: Lesson, *, robot: bool = False) -> str:
    """Say what a lesson hides: only this one, all by somebody, all with some words."""
    where = f" {place(lesson.where)}" if lesson.where else ""
    said = isolated(lesson.said)
    if lesson.about is About.THIS:
        return f"Only this one: {said}" if said else "Only one, whose text was forgotten"
    if lesson.about is About.AUTHOR:
        return f"All by {'the bot ' if robot else ''}{said or 'somebody'}{where}"
    return f"All with “{said}”{where}"


def pattern(text: str) -> str:
    """Return the first words of a text without what changes each time; empty where too little is left to tell it by."""
    words = plain(text).split()[:MANY]
    found = [ANY if _CHANGING.search(word) or len(word) > LONGEST_WORD else word for word in words]
    lasting = len(found) - found.count(ANY)
    return " ".join(found).strip(f" {ANY}") if lasting >= FEW else ""
