"""What a window knows of a text that is going to be posted: the draft, whose words they are, and how far the posting has come. No widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from supporttray.core.outbox import Fate
from supporttray.ui.writing.outcome import shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from supporttray.core.outbox import Entry

# while one of these stands, the text is what was posted and is not written on
FIXED = frozenset({Fate.WAITING, Fate.SENDING, Fate.UNKNOWN, Fate.SENT})
OVER = frozenset({Fate.SENT, Fate.UNDONE, Fate.EXPIRED})


class Written(Protocol):
    """A text as the engine tells it: `day` is today where the workspace is, `kept` that a person wrote it, `posted` its entry if there is one."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def day(self) -> date | None:
        """Today."""

    @property
    def place(self) -> str:
        """Where it goes; empty where nobody said."""

    @property
    def kept(self) -> bool:
        """Whether a person wrote it."""

    @property
    def posted(self) -> Entry | None:
        """Today's last attempt to post it."""


class Known:
    """A draft and its fate. `theirs` says that a person wrote the words, `made` are those of the app while nobody kept others.

    `prefix` is how the intents of its kind of posting begin, before the day.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.draft: Written | None = None
        self.made: str | None = None
        self.theirs = False
        self.entries: tuple[Entry, ...] = ()

    @property
    def day(self) -> date | None:
        """Today, where the workspace is."""
        return self.draft.day if self.draft else None

    @property
    def entry(self) -> Entry | None:
        """The message that says how far all are."""
        return shown(self.entries)

    @property
    def in_thread(self) -> bool:
        """Whether that is not the first one."""
        return bool(self.entry and self.entry.after)

    @property
    def fixed(self) -> bool:
        """Whether the words are what was posted."""
        return any(one.fate in FIXED for one in self.entries)

    def take(self, draft: Written, text: str, *, typed: bool, anew: bool) -> bool:
        """Take a draft; return whether its text is to be shown. `text` is what stands there, `typed` since it was asked for.

        The words of a person stay, unless they belong to a day that has ended.
        """
        same_day = self.draft is not None and self.draft.day == draft.day
        unkept = self.theirs and not draft.kept and bool(text.strip())
        self.draft = draft
        if not same_day:
            self.entries = ()
        if draft.posted:
            self.learn((draft.posted,))
        if same_day and not anew and (typed or unkept) and not self.fixed:
            return False
        self.theirs = draft.kept
        self.made = None if draft.kept else draft.text
        return True

    def written(self, text: str) -> None:
        """A person changed the words."""
        self.theirs = text != self.made

    def learn(self, entries: Iterable[Entry]) -> None:
        """Take entries as they stand now."""
        both = {one.number: one for one in self.entries} | {one.number: one for one in entries}
        self.entries = attempt(both.values(), f"{self._prefix}{self.day.isoformat()}") if self.day else ()

    def lost(self, entries: Iterable[Entry]) -> bool:
        """Whether something that was under way is not among these any more: somebody else decided about it."""
        here = {one.number for one in entries}
        return any(one.number not in here and one.fate not in OVER for one in self.entries)


def attempt(entries: Iterable[Entry], intent: str) -> tuple[Entry, ...]:
    """Return the entries of the last attempt of what is intended so: its first message, then its thread."""
    mine = [one for one in entries if one.intent.startswith(intent)]
    heads = [one for one in mine if not one.after]
    if not heads:
        return tuple(mine)
    head = max(heads, key=lambda one: one.number)
    return (head, *(one for one in mine if one.after == head.intent))
