"""Annotations: what GitHub or a step noted beside a job (GET /repos/{owner}/{repo}/check-runs/{id}/annotations).

That a machine was lost or the time ran out is often said only there. A fine-grained token cannot be given the permission for them:
on private repositories it is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.http import decode
from supporttray.core.text import shorten
from supporttray.core.triage import Annotation

if TYPE_CHECKING:
    from supporttray.connectors.http import Http

PAGE = "50"
LATE = "exceeded the maximum execution time"  # how GitHub says that a job was ended by its time limit
NOWHERE = ".github"  # the path that the runner names where it means none
MESSAGE = 2_000  # characters


class Note(msgspec.Struct, frozen=True):
    """An annotation; only what we use."""

    path: str | None = None
    start_line: int | None = None
    annotation_level: str | None = None
    title: str | None = None
    message: str | None = None


async def notes(http: Http, repository: str, check: str, job: str) -> tuple[Annotation, ...]:
    """Return the first annotations beside a job. Raises a `ServiceError`: `Refused` where they may not be read."""
    reply = await http.get(f"/repos/{repository}/check-runs/{check}/annotations", {"per_page": PAGE})
    return tuple(_annotation(one, job) for one in decode(reply.body, tuple[Note, ...], http.host))


def late(notes: tuple[Annotation, ...]) -> bool:
    """Whether one of them says that the time ran out."""
    return any(LATE in one.message for one in notes)


def _annotation(note: Note, job: str) -> Annotation:
    return Annotation(
        message=shorten(note.message or "", MESSAGE),
        title=shorten(note.title or "", 200),
        level=shorten(note.annotation_level or "", 20),
        job=job,
        path="" if note.path == NOWHERE else shorten(note.path or "", 300),
        line=0 if note.path == NOWHERE else max(0, note.start_line or 0),
    )
