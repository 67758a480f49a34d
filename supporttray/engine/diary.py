"""The daily status of a workspace: what is told of a day, its draft, whether it was posted, and the days before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from supporttray.connectors import CanWrite
from supporttray.connectors.registry import SERVICES
from supporttray.core import outbox
from supporttray.core.action import Day
from supporttray.core.daily import bounds, daily
from supporttray.core.deed import Deed, Verb
from supporttray.core.journal import RETENTION
from supporttray.core.outbox import Fate
from supporttray.engine.plan import Target
from supporttray.engine.rows import to_ms
from supporttray.errors import NotSent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.core.daily import Daily
    from supporttray.core.outbox import Entry
    from supporttray.engine.desk import Desk, Wish
    from supporttray.engine.store import Store
    from supporttray.engine.view import View

_KEEP = """
    INSERT INTO draft VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
    SET text = excluded.text, made_from = excluded.made_from, at = excluded.at
    WHERE excluded.text != excluded.made_from OR draft.text = draft.made_from
"""
PREFIX = "daily:"  # of the intents and of the drafts' keys; then the day, YYYY-MM-DD


class Diary:
    """The days of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._zone = desk.plan.zone

    def today(self, view: View, store: Store, now: datetime) -> Daily:
        """Tell the day from what was seen."""
        events = store.journal(bounds(now, self._zone)[0] - RETENTION)
        blind = [one.watch for one in view.world.health.values() if one.state != "ok"]
        return daily(events, store.items, view.needs, view.duty, now, self._zone, blind)

    def day(self, now: datetime) -> date:
        """Return the day of a moment where the workspace is."""
        return now.astimezone(self._zone).date()

    def key(self, now: datetime) -> str:
        """Return the day of a moment as its draft and its intents name it."""
        return f"{PREFIX}{self.day(now).isoformat()}"

    def target(self, channel: str | None = None) -> Target | None:
        """Return where to post; None where nobody said."""
        said = self._desk.plan.daily
        accounts = self._desk.plan.accounts
        writing = [name for name, account in accounts.items() if issubclass(SERVICES[account.kind], CanWrite)]
        account = said.account if said else writing[0] if len(writing) == 1 else None
        place = channel or (said.place if said else None)
        name = said.name if said and not channel else ""
        return Target(account, place, name) if account and place else None

    # --- drafts

    def keep(self, text: str, now: datetime, made_from: str = "", *, day: date | None = None) -> None:
        """Keep a day's draft (today's if none is named); `made_from` is the text that the app itself had made.

        What a person wrote gives way to a person's words only.
        """
        key = f"{PREFIX}{day.isoformat()}" if day else self.key(now)
        with self._desk.base.write() as base:
            base.execute(_KEEP, (key, text, made_from, to_ms(now)))

    def drop(self, now: datetime, *, day: date | None = None) -> None:
        """Forget a day's draft."""
        key = f"{PREFIX}{day.isoformat()}" if day else self.key(now)
        with self._desk.base.write() as base:
            base.execute("DELETE FROM draft WHERE key = ?", (key,))

    def draft(self, now: datetime) -> str:
        """Return what a person wrote of today's status; empty if nobody changed what the app had made."""
        query = "SELECT text FROM draft WHERE key = ? AND text != made_from"
        row = self._desk.base.read(query, (self.key(now),)).fetchone()
        return str(row[0]) if row else ""

    # --- posting

    def post(self, target: Target, text: str, now: datetime, wait: timedelta = outbox.UNDO_TIME) -> Wish:
        """Post a text as today's status: once a day and place, and only on its day.

        Raises `NotSent` where an earlier one may have arrived.
        """
        deed = Deed(verb=Verb.POST, place=target.place, text=text)
        intent = self._intent(self._place(target, now), now)
        return self._desk.wish(target.account, intent, deed, now, expires=bounds(now, self._zone)[1], wait=wait)

    def posted(self, target: Target, now: datetime) -> Entry | None:
        """Return the last attempt of today's, if there was one."""
        found = None
        for one in self._attempts(self._place(target, now)):
            if one is None:
                return found
            found = one
        return found

    def words(self, entry: Entry) -> str:
        """Return the whole text of an attempt, with its thread."""
        pieces = self._desk.outbox.beginning(entry.intent)
        return "\n\n".join(one.deed.text for one in pieces if entry.intent in (one.intent, one.after))

    def _place(self, target: Target, now: datetime) -> str:
        return f"{self.key(now)}:{target.account}:{target.place}"

    def _attempts(self, intent: str) -> Iterable[Entry | None]:
        for number in count(1):
            yield self._desk.outbox.get(_attempt(intent, number))

    def _intent(self, intent: str, now: datetime) -> str:
        """Return the intent for a text that was just agreed to: what an earlier attempt left unsent is dropped, for its text is old."""
        for number, one in enumerate(self._attempts(intent), 1):
            name = _attempt(intent, number)
            if one is None:
                return name
            fate = self._desk.outbox.change(one.number, lambda entry: outbox.undo(entry, now)).fate
            if fate in (Fate.UNKNOWN, Fate.SENDING):
                decide = f"`supporttray outbox seen {one.number}` if it is there, else `supporttray outbox send {one.number}`"
                raise NotSent(f"It is not known whether today's status arrived already. Look there: {decide}.")
            if fate is Fate.SENT:
                return name
        raise AssertionError

    # --- the days before

    def earlier(self, now: datetime) -> tuple[Day, ...]:
        """Return the statuses of the days before, the latest first: as posted, else as they were left."""
        days: dict[str, Day] = {}
        query = "SELECT key, text FROM draft WHERE substr(key, 1, ?) = ?"
        for key, text in self._desk.base.read(query, (len(PREFIX), PREFIX)):
            days[key] = Day(_day(key), text)
        posted: dict[str, list[Entry]] = {}
        for entry in self._desk.outbox.beginning(PREFIX):
            if entry.fate is Fate.SENT and entry.deed.text:
                posted.setdefault(entry.intent[: len(PREFIX) + len("YYYY-MM-DD")], []).append(entry)
        for key, entries in posted.items():
            url = next((one.receipt.url for one in entries if one.receipt), "")
            days[key] = Day(_day(key), "\n\n".join(one.deed.text for one in entries), url)
        days.pop(self.key(now), None)
        return tuple(sorted(days.values(), key=lambda one: one.day, reverse=True))


def _day(key: str) -> date:
    return date.fromisoformat(key.removeprefix(PREFIX))


def _attempt(intent: str, number: int) -> str:
    return intent if number == 1 else f"{intent}:{number}"
