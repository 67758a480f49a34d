"""The table of what a person taught about what is no request. Any process may write into it; it is read anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.lesson import About, Lesson
from supporttray.engine.rows import from_ms, to_ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.engine.database import Database

_KEEP = "INSERT OR IGNORE INTO lesson (about, value, place, said, at) VALUES (?, ?, ?, ?, ?)"
_NUMBER = "SELECT number FROM lesson WHERE about = ? AND value = ? AND place = ?"
_ALL = "SELECT number, about, value, place, said, at FROM lesson ORDER BY number DESC"


class Lessons:
    """A workspace's lessons."""

    def __init__(self, base: Database) -> None:
        self._base = base

    def all(self) -> tuple[Lesson, ...]:
        """Return what was taught, the latest first."""
        return tuple(
            Lesson(about=About(about), value=value, where=place, said=said, at=from_ms(at), number=number)
            for number, about, value, place, said, at in self._base.read(_ALL)
        )

    def add(self, lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
        """Keep lessons; return them with their numbers. The same one twice is one."""
        kept = []
        with self._base.write() as base:
            for one in lessons:
                what = (one.about.value, one.value, one.where)
                base.execute(_KEEP, (*what, one.said, to_ms(one.at)))
                kept.append(msgspec.structs.replace(one, number=base.execute(_NUMBER, what).fetchone()[0]))
        return tuple(kept)

    def drop(self, number: int) -> Lesson | None:
        """Take one back; None if there is none with this number."""
        found = next((one for one in self.all() if one.number == number), None)
        if found:
            with self._base.write() as base:
                base.execute("DELETE FROM lesson WHERE number = ?", (number,))
        return found
