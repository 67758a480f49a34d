"""Which changes have what is typed: every word in name, title, repository, people, state, branch or reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.ui.review import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.core.work import Line


def matching(found: Iterable[Line], typed: str) -> tuple[Line, ...]:
    """Return those, in the order in which they came."""
    words = typed.casefold().split()
    return tuple(line for line in found if not words or all(one in _text(line) for one in words))


def _text(line: Line) -> str:
    review = line.review
    people = (review.by, review.author, *review.asked)
    known = (review.name, review.title, review.where, review.branch, word.state(line), line.why)
    return "\n".join((*known, *people, *review.labels, *review.tickets)).casefold()
