"""The attempts to post one thing once: what an earlier one left unsent is dropped, for its text is old."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from supporttray.core import outbox
from supporttray.core.model import HANDOFF, SAVED
from supporttray.core.outbox import Fate
from supporttray.errors import NotSent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from supporttray.core.model import Mark
    from supporttray.core.outbox import Entry
    from supporttray.engine.outbox import Outbox


THERE = (Fate.WAITING, Fate.SENDING, Fate.UNKNOWN, Fate.SENT)  # it is posted, or may be


class Attempts:
    """The attempts of one posting: `intent` is that of the first, the others are numbered. `what` is what people call it."""

    def __init__(self, outbox: Outbox, intent: str, what: str) -> None:
        self._outbox = outbox
        self._intent = intent
        self._what = what

    def __iter__(self) -> Iterator[Entry]:
        """Yield them in their order."""
        for number in count(1):
            entry = self._outbox.get(self._numbered(number))
            if entry is None:
                return
            yield entry

    def last(self) -> Entry | None:
        """Return the last one, if there was one."""
        return max(self, key=lambda entry: entry.number, default=None)

    def next(self, now: datetime) -> str:
        """Return the intent for a text that was just agreed to: a new one, or that of the attempt that arrived.

        Raises `NotSent` where an earlier one may have arrived.
        """
        tried = 0
        for one in self:
            tried += 1
            fate = self._outbox.change(one.number, lambda entry: outbox.undo(entry, now)).fate
            if fate in (Fate.UNKNOWN, Fate.SENDING):
                decide = f"`supporttray outbox seen {one.number}` if it is there, else `supporttray outbox send {one.number}`"
                raise NotSent(f"It is not known whether {self._what} arrived already. Look there: {decide}.")
            if fate is Fate.SENT:
                return one.intent
        return self._numbered(tried + 1)

    def _numbered(self, number: int) -> str:
        return self._intent if number == 1 else f"{self._intent}:{number}"


def words(outbox: Outbox, entry: Entry) -> str:
    """Return the whole text of an attempt, with its thread."""
    pieces = outbox.beginning(entry.intent)
    return "\n\n".join(one.deed.text for one in pieces if entry.intent in (one.intent, one.after))


def handed(outbox: Outbox, marks: Mapping[tuple[str, str], Mark]) -> datetime | None:
    """Return when a hand-over was last posted or saved."""
    posted = [entry.made_at for entry in outbox.beginning(f"{HANDOFF}:") if entry.fate in THERE]
    saved = [mark.at for mark in (marks.get((HANDOFF, SAVED)),) if mark]
    return max((*posted, *saved), default=None)
