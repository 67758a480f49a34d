"""What the outbox strip has a line for: one wish, in however many pieces it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.deed import Verb
from supporttray.core.outbox import Entry, Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

ASKING = (Fate.UNKNOWN, Fate.REFUSED, Fate.HELD)  # these want a word of the person
_FIRST = (*ASKING, Fate.SENDING, Fate.WAITING, Fate.SENT)  # of several pieces the first of these speaks for all


class Parcel(NamedTuple):
    """One line: `entry` is the piece that speaks, `text` what all of them say, `sent` of `pieces` are there."""

    key: str
    entry: Entry
    text: str
    pieces: int
    sent: int
    url: str

    @property
    def fate(self) -> Fate:
        """Where it stands."""
        return self.entry.fate

    def seconds(self, now: datetime) -> int:
        """Return how long it still waits, in whole seconds."""
        return max(0, -int((now - self.entry.due).total_seconds() // 1))


def parcels(entries: Iterable[Entry]) -> tuple[Parcel, ...]:
    """Return the lines for entries, the oldest first. Of two that change one thing only the newer is told."""
    families: dict[str, list[Entry]] = {}
    newest: dict[tuple[str, ...], str] = {}
    for entry in sorted((one for one in entries if one.fate in _FIRST), key=lambda one: one.number):
        key = entry.after or entry.intent
        families.setdefault(key, []).append(entry)
        if entry.target:
            if older := newest.get(entry.target):
                families.pop(older, None)
            newest[entry.target] = key
    found = [_parcel(key, family) for key, family in families.items()]
    return tuple(found)


def foremost(found: Sequence[Parcel], count: int) -> tuple[Parcel, ...]:
    """Return the few that there is room for, in their order: first what can still be undone, then what asks, then the newest."""
    rank = {Fate.WAITING: 0, **dict.fromkeys(ASKING, 1), Fate.SENDING: 2, Fate.SENT: 3}
    places = sorted(range(len(found)), key=lambda place: (rank[found[place].fate], -place))
    return tuple(found[place] for place in sorted(places[:count]))


def acknowledged(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the subjects that were acknowledged a moment ago and can be taken back, the newest last."""
    last: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda one: one.number):
        if entry.subject and entry.deed.verb in (Verb.REACT, Verb.UNREACT) and entry.fate in _FIRST:
            last.pop(entry.subject, None)
            last[entry.subject] = entry
    fates = (Fate.WAITING, Fate.SENDING, Fate.SENT)
    return tuple(key for key, entry in last.items() if entry.deed.verb is Verb.REACT and entry.fate in fates)


def _parcel(key: str, family: Sequence[Entry]) -> Parcel:
    speaker = min(family, key=lambda one: _FIRST.index(one.fate))
    urls = (one.receipt.url for one in family if one.receipt and one.receipt.url)
    return Parcel(
        key=key,
        entry=speaker,
        text="\n".join(one.deed.text for one in family),
        pieces=len(family),
        sent=sum(one.fate is Fate.SENT for one in family),
        url=next(urls, ""),
    )
