"""The daily status of a workspace: what is told of a day, its draft, whether it was posted, and the days before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from supporttray.connectors.registry import posts
from supporttray.core import outbox
from supporttray.core.action import Day
from supporttray.core.daily import bounds, daily
from supporttray.core.deed import Deed, Verb
from supporttray.core.journal import RETENTION
from supporttray.core.lesson import wanted
from supporttray.core.outbox import Fate
from supporttray.core.progress import joined, progress
from supporttray.core.rotation import moment
from supporttray.engine.attempt import Attempts, words
from supporttray.engine.draft import Drafts
from supporttray.engine.plan import Target

if TYPE_CHECKING:
    from supporttray.core.daily import Daily
    from supporttray.core.outbox import Entry
    from supporttray.engine.desk import Desk, Wish
    from supporttray.engine.outbox import Outbox
    from supporttray.engine.plan import Plan
    from supporttray.engine.store import Store
    from supporttray.engine.view import View

POSTED = (Fate.WAITING, Fate.SENDING, Fate.SENT)
PREFIX = "daily:"  # of the intents and of the drafts' keys; then the day, YYYY-MM-DD


class Diary:
    """The days of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._zone = desk.plan.zone
        self._drafts = Drafts(desk.base)

    def today(self, view: View, store: Store, now: datetime) -> Daily:
        """Tell the day from what was seen."""
        begin, end = bounds(now, self._zone)
        events = store.journal(begin - RETENTION)
        today = [event for event in events if begin <= event.at < end]
        blind = [one.watch for one in view.world.health.values() if one.state != "ok"]
        items = {item.key: item for item in wanted(store.items.values(), view.world.lessons)}
        told = daily(events, items, view.needs, view.duty, now, self._zone, blind, store.findings.all)
        return joined(told, progress(today, view.world, begin, now, self._zone))

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
        writing = [name for name, account in accounts.items() if posts(account.kind)]
        account = said.account if said else writing[0] if len(writing) == 1 else None
        place = channel or (said.place if said else None)
        name = said.name if said and not channel else ""
        return Target(account, place, name) if account and place else None

    # --- drafts

    def keep(self, text: str, now: datetime, made_from: str = "", *, day: date | None = None) -> None:
        """Keep a day's draft (today's if none is named); `made_from` is the text that the app itself had made."""
        self._drafts.keep(f"{PREFIX}{day.isoformat()}" if day else self.key(now), text, now, made_from)

    def drop(self, now: datetime, *, day: date | None = None) -> None:
        """Forget a day's draft."""
        self._drafts.drop(f"{PREFIX}{day.isoformat()}" if day else self.key(now))

    def draft(self, now: datetime) -> str:
        """Return what a person wrote of today's status; empty if nobody changed what the app had made."""
        kept = self._drafts.get(self.key(now))
        return kept.text if kept else ""

    # --- posting

    def post(self, target: Target, text: str, now: datetime, wait: timedelta = outbox.UNDO_TIME) -> Wish:
        """Post a text as today's status: once a day and place, and only on its day.

        Raises `NotSent` where an earlier one may have arrived.
        """
        deed = Deed(verb=Verb.POST, place=target.place, text=text)
        intent = self._attempts(target, now).next(now)
        return self._desk.wish(target.account, intent, deed, now, expires=bounds(now, self._zone)[1], wait=wait)

    def posted(self, target: Target, now: datetime) -> Entry | None:
        """Return the last attempt of today's, if there was one."""
        return self._attempts(target, now).last()

    def words(self, entry: Entry) -> str:
        """Return the whole text of an attempt, with its thread."""
        return words(self._desk.outbox, entry)

    def _attempts(self, target: Target, now: datetime) -> Attempts:
        return Attempts(self._desk.outbox, f"{self.key(now)}:{target.account}:{target.place}", "today's status")

    # --- the days before

    def earlier(self, now: datetime) -> tuple[Day, ...]:
        """Return the statuses of the days before, the latest first: as posted, else as they were left."""
        days = {key: Day(_day(key), text) for key, text in self._drafts.beginning(PREFIX).items()}
        posted: dict[str, list[Entry]] = {}
        for entry in self._desk.outbox.beginning(PREFIX):
            if entry.fate is Fate.SENT and entry.deed.text:
                posted.setdefault(entry.intent[: len(PREFIX) + len("YYYY-MM-DD")], []).append(entry)
        for key, entries in posted.items():
            url = next((one.receipt.url for one in entries if one.receipt), "")
            days[key] = Day(_day(key), "\n\n".join(one.deed.text for one in entries), url)
        days.pop(self.key(now), None)
        return tuple(sorted(days.values(), key=lambda one: one.day, reverse=True))


def missing(plan: Plan, outbox: Outbox, now: datetime) -> datetime | None:
    """Return since when today's status is missing; None before its hour, once it is posted or on its way, or where it has no hour."""
    if plan.daily is None or plan.daily.by is None:
        return None
    today = now.astimezone(plan.zone).date()
    since = moment(today, plan.daily.by, plan.zone)
    if now < since or any(entry.fate in POSTED for entry in outbox.beginning(f"{PREFIX}{today.isoformat()}")):
        return None
    return since


def _day(key: str) -> date:
    return date.fromisoformat(key.removeprefix(PREFIX))
