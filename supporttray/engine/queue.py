"""Puts a request into the support queue: a task in a tracker, and then its link in the thread where it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors import CanCreate, CanWrite
from supporttray.connectors.registry import SERVICES
from supporttray.core import outbox
from supporttray.core.action import Action, Done
from supporttray.core.asked import AddTask, AskTask, DropDraft, TaskDraft
from supporttray.core.display import clock, day
from supporttray.core.item import Request
from supporttray.core.outbox import LINK, UNDO_TIME, Entry, Fate
from supporttray.core.rules.queue import NEWS
from supporttray.core.text import shorten
from supporttray.engine import news
from supporttray.engine.desk import AGAIN, given
from supporttray.errors import NotDone, NotSent

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from supporttray.core.deed import Deed
    from supporttray.core.item import AnyItem
    from supporttray.engine.desk import Desk
    from supporttray.engine.plan import Queue as Place

NONE = "No support queue is set: write a [queue] table into the config."
SAID = f"I put this into our queue: {LINK}"
TITLE = 120  # characters
OPEN = (Fate.WAITING, Fate.SENDING, Fate.HELD, Fate.UNKNOWN)


class Queue:
    """The support queue of a workspace."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def do(self, action: Action, now: datetime) -> object:
        """Do what an action says. Raises a `Failure`."""
        if isinstance(action, AskTask):
            return self.draft(action.subject)
        if isinstance(action, AddTask):
            return self.add(action, now)
        if isinstance(action, DropDraft):
            return self.drop(action, now)
        raise AssertionError(action)

    def draft(self, subject: str) -> TaskDraft:
        """Return the task that a request would become. Raises `NotDone`."""
        item, place = self._request(subject), self._place()
        known = self._desk.outbox.get(_intent(item))
        made = known.receipt.url if known and known.fate is Fate.SENT and known.receipt else ""
        return TaskDraft(shorten(item.title, TITLE), self._text(item), place.exactly, made)

    def add(self, action: AddTask, now: datetime, wait: timedelta = UNDO_TIME) -> Done:
        """Make the task, and then post its link. The same request makes one task, whatever its words. Raises `Failure`."""
        item, place = self._request(action.subject), self._place()
        title = given(action.title, "A task needs a title.")
        entries = self._entries(item, place, title, given(action.text, "A task needs a text."), now, wait)
        known = self._desk.outbox.get(entries[0].intent)
        if known and known.fate is Fate.SENT:
            return Done(f"It is in {place.told} already.", known)
        if known and known.fate is Fate.UNKNOWN:
            raise NotSent(f"It is not known whether it is in {place.told} already.", "Look there first.")
        entry = self._desk.outbox.add(entries)
        if entry.fate in AGAIN:  # it is not there: today's words count
            entry = self._desk.outbox.change(entry.number, lambda one: _anew(one, entries[0], now))
        return Done("", entry)

    def drop(self, action: DropDraft, now: datetime) -> Done:
        """Do not say what was drafted. Raises `NotDone` for what is no draft."""
        if not action.need.startswith(f"{NEWS}|"):
            raise NotDone("There is no draft.")
        news.drop(self._desk.store, action.need, now)
        return Done("Nothing is said about it.")

    def _entries(
        self, item: Request, place: Place, title: str, text: str, now: datetime, wait: timedelta
    ) -> tuple[Entry, ...]:
        """Return both wishes; what was asked where nobody can answer has only the first."""
        kind = SERVICES[self._desk.plan.accounts[place.account].kind]
        if not (issubclass(kind, CanWrite) and issubclass(kind, CanCreate)):
            raise NotDone(f"{place.account} has no tracker: choose another service.")
        deed: Deed = kind.creation(place.place, title, text)
        (deed,) = kind.pieces(msgspec.structs.replace(deed, labels=place.labels, link=item.url))
        (task,) = outbox.new(_intent(item), place.account, [deed], now, subject=item.key, wait=wait)
        try:
            watch, connector = self._desk.answerable(item)
        except NotDone:
            return (task,)
        said = outbox.new(
            f"{_intent(item)}:link", watch.account, [connector.reply(item, SAID)], now, subject=item.key, wait=wait
        )
        return (task, *(msgspec.structs.replace(one, link_of=task.intent) for one in said))

    def _text(self, item: Request) -> str:
        """Return what a task says: who asked where and when, and their words."""
        zone = self._desk.plan.zone
        head = f"{item.name} asked in {item.where}, {day(item.at, zone)} {clock(item.at, zone)}:"
        return f"{head}\n\n{item.text or item.title}"

    def _place(self) -> Place:
        if self._desk.plan.queue is None:
            raise NotDone(NONE)
        return self._desk.plan.queue

    def _request(self, subject: str) -> Request:
        item: AnyItem | None = self._desk.store.items.get(subject)
        if not isinstance(item, Request):
            raise NotDone("It is not there any more." if item is None else "Only a request can become a task.")
        return item


def _intent(item: Request) -> str:
    return f"task:{item.key}"


def _anew(entry: Entry, wanted: Entry, now: datetime) -> Entry:
    """Return an entry that is to be sent after all, with the words of now."""
    if entry.fate not in AGAIN:
        return entry
    return msgspec.structs.replace(outbox.again(entry, now), deed=wanted.deed, due=wanted.due)
