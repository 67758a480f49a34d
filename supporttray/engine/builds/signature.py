"""The table of the rules that a person taught. Any process may write into it; it is read anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.builds import Taught as One
from supporttray.core.triage import Signature
from supporttray.engine.rows import from_ms, to_ms

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.engine.database import Database
    from supporttray.engine.plan import Plan


class Taught:
    """A workspace's taught rules."""

    def __init__(self, base: Database) -> None:
        self._base = base

    def all(self) -> tuple[One, ...]:
        """Return what was taught, the latest first."""
        rows = self._base.read("SELECT number, body, at FROM signature ORDER BY number DESC")
        return tuple(One(number, msgspec.json.decode(body, type=Signature), from_ms(at)) for number, body, at in rows)

    def add(self, signature: Signature, now: datetime) -> One:
        """Keep a rule. The same one twice is one."""
        body = msgspec.json.encode(signature)
        with self._base.write() as base:
            base.execute("INSERT OR IGNORE INTO signature (body, at) VALUES (?, ?)", (body, to_ms(now)))
        return next(one for one in self.all() if one.signature == signature)

    def drop(self, number: int) -> One | None:
        """Take one back; None if there is none with this number."""
        found = next((one for one in self.all() if one.number == number), None)
        if found:
            with self._base.write() as base:
                base.execute("DELETE FROM signature WHERE number = ?", (number,))
        return found


def rules(base: Database, plan: Plan) -> tuple[Signature, ...]:
    """Return a person's rules: the taught ones, then those of the config."""
    return (*(one.signature for one in Taught(base).all()), *plan.builds.signatures)
