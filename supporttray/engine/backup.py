"""The backup of a workspace: the table of the leases, what was asked of the backup, and what a person may know of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from supporttray.core import lease as terms
from supporttray.core.action import Done
from supporttray.core.backup import AskBackup, Standing
from supporttray.core.deed import Deed, Verb
from supporttray.core.lease import Lease
from supporttray.core.outbox import UNDO_TIME, Fate
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from supporttray.core.action import Action
    from supporttray.core.outbox import Entry
    from supporttray.engine.database import Database
    from supporttray.engine.desk import Desk, Wish
    from supporttray.engine.outbox import Outbox
    from supporttray.engine.plan import Backup

NOBODY = "The config names no backup: write [backup] with the person's id and name, and consent = true."
UNDER_WAY = (Fate.WAITING, Fate.SENDING, Fate.UNKNOWN)


class Leases:
    """The table of the leases: one for each person who was ever the backup, until all of theirs is taken back."""

    def __init__(self, base: Database) -> None:
        self._base = base

    def all(self) -> tuple[Lease, ...]:
        """Return them all. One in a form that is no longer read is left out: the service sends what stands there."""
        return tuple(_read(self._base.read("SELECT body FROM lease ORDER BY account, person").fetchall()))

    def get(self, backup: Backup) -> Lease | None:
        """Return the lease with a backup."""
        return next((one for one in self.all() if (one.account, one.person) == backup.whose), None)

    def keep(self, lease: Lease) -> Lease:
        """Keep it, and return it."""
        row = (lease.account, lease.person, msgspec.json.encode(lease))
        with self._base.write() as base:
            base.execute("REPLACE INTO lease VALUES (?, ?, ?)", row)
        return lease

    def drop(self, lease: Lease) -> None:
        """Forget it."""
        with self._base.write() as base:
            base.execute("DELETE FROM lease WHERE account = ? AND person = ?", (lease.account, lease.person))


def _read(rows: list[tuple[bytes]]) -> Iterator[Lease]:
    for (body,) in rows:
        with suppress(msgspec.DecodeError, msgspec.ValidationError):
            yield msgspec.json.decode(body, type=Lease)


# --- asking the backup


def asked(outbox: Outbox, backup: Backup) -> Entry | None:
    """Return the newest thing that was asked of a backup, if any was."""
    return next(reversed(outbox.beginning(_intent(backup))), None)


def question_of(outbox: Outbox, backup: Backup) -> str:
    """Return the message on which a backup is to say yes: the newest that was sent; empty if none was."""
    sent = [one.receipt.id for one in outbox.beginning(_intent(backup)) if one.fate is Fate.SENT and one.receipt]
    return sent[-1] if sent else ""


def question(desk: Desk, name: str = "") -> str:
    """Return what the backup would be asked. Raises `NotDone` where the config names none."""
    _named(desk)
    return terms.question(name or desk.plan.me)


def ask(desk: Desk, now: datetime, wait: timedelta = UNDO_TIME) -> Wish:
    """Ask the backup whether they want that, in the person's name. Asked once a day it is one wish. Raises `NotDone`, `StoreError`."""
    backup = _named(desk)
    if not backup.consent:
        raise NotDone("Say first that you want it yourself: consent = true under [backup], or tick it in Settings.")
    if told(desk).agreed:
        raise NotDone(f"{backup.name} agreed already.")
    day = f"{now.astimezone(desk.plan.zone):%Y-%m-%d}"
    deed = Deed(verb=Verb.DIRECT, place=backup.person, text=question(desk))
    return desk.wish(backup.account, f"{_intent(backup)}{day}", deed, now, wait=wait)


def _named(desk: Desk) -> Backup:
    if desk.plan.backup is None:
        raise NotDone(NOBODY)
    return desk.plan.backup


def _intent(backup: Backup) -> str:
    return ":".join(("backup", *backup.whose, ""))


def do(desk: Desk, action: Action, now: datetime) -> object:
    """Do what a person asks or does about their backup. Raises a `Failure`."""
    if isinstance(action, AskBackup):
        return told(desk)
    wish = ask(desk, now)
    known = wish.known is not None and wish.known.fate is Fate.SENT
    return Done("They were asked today already." if known else "", wish.entry)


# --- what a person may know


def told(desk: Desk) -> Standing:
    """Return how it stands with the backup."""
    backup = desk.plan.backup
    if backup is None:
        return Standing()
    lease, entry = Leases(desk.base).get(backup), asked(desk.outbox, backup)
    message = question_of(desk.outbox, backup)
    return Standing(
        person=backup.person,
        name=backup.name,
        account=backup.account,
        consent=backup.consent,
        asking=entry is not None and entry.fate in UNDER_WAY,
        asked_at=entry.sent_at if entry else None,
        agreed=bool(message and lease and lease.agreed == message),
        until=max((one.at for one in lease.standing), default=None) if lease else None,
        told_at=lease.told_at if lease else None,
    )
