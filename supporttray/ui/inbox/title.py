"""What a subject was called when it was last seen: what was acknowledged leaves the list, and its line below still needs a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supporttray.core.snapshot import Snapshot


class Titles:
    """The titles of what the outbox is about, `known` by subject."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def learn(self, now: Snapshot | None, before: Snapshot | None) -> None:
        """Look for the titles that are wanted now, and forget the others."""
        wanted = {entry.subject for entry in now.outbox if entry.subject} if now else set()
        self.known = {subject: title for subject, title in self.known.items() if subject in wanted}
        if wanted - self.known.keys():
            for snapshot in (before, now):
                needs = snapshot.needs if snapshot else ()
                self.known.update({need.subject: need.title for need in needs if need.subject in wanted})
