"""Which builds have what is typed: every word in title, project, branch, state, cause or owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.ui.builds import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.core.builds import Line


def found(lines: Iterable[Line], typed: str) -> tuple[Line, ...]:
    """Return those lines, in the order in which they came."""
    words = typed.casefold().split()
    return tuple(line for line in lines if not words or all(one in _text(line) for one in words))


def _text(line: Line) -> str:
    verdict = word.cause(line.verdict) if line.verdict else ""
    cause = str(line.verdict.cause) if line.verdict else ""
    parts = (line.title, line.project, line.branch, word.state(line), verdict, cause, line.owner)
    return "\n".join(parts).casefold()
