"""The table of what was found out about red runs, with the evidence for as long as texts are kept."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.incident import PATIENCE, Finding, reds
from supporttray.core.item import Build
from supporttray.core.journal import RETENTION
from supporttray.core.triage import Evidence
from supporttray.engine.rows import to_ms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from supporttray.core.item import AnyItem, Run
    from supporttray.engine.database import Database

KEPT = 64 * 1024  # bytes of a log that are kept, to be read again with another rule
LATELY = timedelta(days=1)  # what failed by chance is asked about so long: which test it was
_KEEP = "REPLACE INTO finding VALUES (?, ?, ?, ?, ?)"


class Findings:
    """What was found out; `all` is read freely and changed only here."""

    def __init__(self, base: Database) -> None:
        self._base = base
        self.all: dict[tuple[str, str], Finding] = {}
        self.load()

    def load(self) -> None:
        """Read what stands in the table, where another process may have written."""
        rows = self._base.read("SELECT build, run, body FROM finding")
        self.all = {(build, run): one for build, run, body in rows if (one := _finding(body))}

    def notice(self, items: Mapping[str, AnyItem], seeded: Collection[str], now: datetime) -> bool:
        """Note the red runs that nothing is known of yet; return whether there are new ones. What was there before its watch began to look is red since it ended.

        What of a streak is noted together with its first run belongs to the incident of that one.
        """
        new = [
            Finding(
                build=key,
                run=run.name,
                seen_at=min(run.ended, now) if key in seeded else now,
                incident=self._streak(item),
                old=key in seeded,
            )
            for key, item in items.items()
            if isinstance(item, Build)
            for run in _telling(item, now)
            if (key, run.name) not in self.all
        ]
        if new:
            with self._base.write() as base:
                rows = [(one.build, one.run, to_ms(one.seen_at), msgspec.json.encode(one), b"") for one in new]
                base.executemany(_KEEP, rows)
            self.all |= {(one.build, one.run): one for one in new}
        return bool(new)

    def _streak(self, build: Build) -> str:
        """Return the incident of a streak that nothing is known of yet; empty where something is, or where it is over."""
        first = build.first_red
        return f"{build.key}#{first.name}" if first and (build.key, first.name) not in self.all else ""

    def keep(self, one: Finding, evidence: Evidence | None = None) -> None:
        """Keep what was found out, with the evidence that it rests on; None leaves that as it is."""
        body = msgspec.json.encode(one)
        with self._base.write() as base:
            if evidence is None:
                base.execute("UPDATE finding SET body = ? WHERE build = ? AND run = ?", (body, one.build, one.run))
            else:
                base.execute(_KEEP, (one.build, one.run, to_ms(one.seen_at), body, _packed(evidence)))
        self.all[one.build, one.run] = one

    def evidence(self, one: Finding) -> Evidence | None:
        """Return what a verdict rests on; None where it was not kept, or is forgotten."""
        rows = self._base.read("SELECT evidence FROM finding WHERE build = ? AND run = ?", (one.build, one.run))
        for (packed,) in rows:
            if packed:
                return msgspec.msgpack.decode(zlib.decompress(packed), type=Evidence)
        return None

    def pause(self, now: datetime, usual: timedelta) -> timedelta:
        """Return how soon there is a look at what is to be said: as usual, or when something has waited for its cause long enough."""
        ends = (one.seen_at + PATIENCE - now for one in self.all.values() if not one.settled)
        return min((end for end in ends if timedelta(0) < end < usual), default=usual)

    def told(self) -> tuple[Finding, ...]:
        """Return those whose verdict is known, the latest first."""
        found = (one for one in self.all.values() if one.verdict)
        return tuple(sorted(found, key=lambda one: one.seen_at, reverse=True))

    def prune(self, items: Mapping[str, AnyItem], now: datetime) -> None:
        """Forget what is older than the retention, but for what is still red."""
        red = {(key, run.name) for key, item in items.items() if isinstance(item, Build) for run in reds(item)}
        old = [key for key, one in self.all.items() if one.seen_at < now - RETENTION and key not in red]
        with self._base.write() as base:
            base.executemany("DELETE FROM finding WHERE build = ? AND run = ?", old)
            base.execute("UPDATE finding SET evidence = x'' WHERE seen_at < ?", (to_ms(now - RETENTION),))
        for key in old:
            del self.all[key]


def _telling(build: Build, now: datetime) -> Iterator[Run]:
    """Yield the runs whose cause is wanted: of a red streak the first and the newest, and what lately failed by chance."""
    if first := build.first_red:
        yield first
        if (last := build.last) and last.name != first.name:
            yield last
    else:
        yield from (red for red, run in build.flakes if now - run.ended < LATELY)


def _packed(evidence: Evidence) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(shortened(evidence)))


def shortened(evidence: Evidence) -> Evidence:
    """Return evidence as it is kept: the logs' last lines are enough to try another rule on."""
    logs = tuple(
        msgspec.structs.replace(log, body=log.body[-KEPT:], cut=log.cut or len(log.body) > KEPT)
        for log in evidence.logs
    )
    return msgspec.structs.replace(evidence, logs=logs)


def _finding(body: bytes) -> Finding | None:
    """Return a stored finding; None where its form is no longer read: then it is found out anew."""
    try:
        return msgspec.json.decode(body, type=Finding)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
