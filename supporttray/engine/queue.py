"""Puts something into the support queue: a task in a tracker, and where it was asked in a thread its link there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors import CanCreate, CanWrite
from supporttray.connectors.registry import SERVICES
from supporttray.core import outbox
from supporttray.core.action import Action, Done
from supporttray.core.asked import AddTask, AskTask, DropDraft, TaskDraft
from supporttray.core.item import Request
from supporttray.core.outbox import LINK, UNDO_TIME, Entry, Fate
from supporttray.core.rules.queue import NEWS
from supporttray.core.text import shorten
from supporttray.engine import news
from supporttray.engine.desk import AGAIN, given
from supporttray.engine.likeness import alike
from supporttray.engine.task import TITLE, by_hand, intent, said
from supporttray.errors import NotDone, NotSent

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from supporttray.connectors import CanAnswer
    from supporttray.core.deed import Deed
    from supporttray.core.item import AnyItem
    from supporttray.engine.desk import Desk
    from supporttray.engine.plan import Queue as Place
    from supporttray.engine.plan import Watch

NONE = "No support queue is set: write a [queue] table into the config."
SAID = f"I put this into our queue: {LINK}"
OPEN = (Fate.WAITING, Fate.SENDING, Fate.HELD, Fate.UNKNOWN)


class Queue:
    """The support queue of a workspace."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def do(self, action: Action, now: datetime) -> object:
        """Do what an action says. Raises a `Failure`."""
        if isinstance(action, AskTask):
            return await self.asked(action, now)
        if isinstance(action, AddTask):
            return self.add(action, now)
        if isinstance(action, DropDraft):
            return self.drop(action, now)
        raise AssertionError(action)

    async def asked(self, action: AskTask, now: datetime) -> TaskDraft:
        """Return the task that something would become, with those that may be the same. Raises `NotDone`."""
        draft = self.draft(action)
        found = () if draft.made else await alike(self._desk, draft.title, draft.text, now)
        return msgspec.structs.replace(draft, alike=found)

    def draft(self, action: AskTask) -> TaskDraft:
        """Return the task that something would become. Raises `NotDone`."""
        place, item = self._place(), self._item(action.subject)
        if item is None:
            return TaskDraft(shorten(action.title, TITLE), action.text, place.exactly)
        title, text = said(self._desk, item)
        known = self._desk.outbox.get(intent(item))
        made = known.receipt.url if known and known.fate is Fate.SENT and known.receipt else ""
        return TaskDraft(title, text, place.exactly, made, linked=self._thread(item) is not None)

    def add(self, action: AddTask, now: datetime, wait: timedelta = UNDO_TIME) -> Done:
        """Make the task, and then post its link where it was asked. The same request makes one task, whatever its words. Raises `Failure`."""
        place, item = self._place(), self._item(action.subject)
        title = given(action.title, "A task needs a title.")
        text = given(action.text if item else action.text or title, "A task needs a text.")
        name = intent(item) if item else by_hand(action.subject, title, now.astimezone(self._desk.plan.zone))
        entries = self._entries(item, place, (name, action.subject), (title, text), now, wait)
        known = self._desk.outbox.get(name)
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
        self,
        item: AnyItem | None,
        place: Place,
        named: tuple[str, str],
        words: tuple[str, str],
        now: datetime,
        wait: timedelta,
    ) -> tuple[Entry, ...]:
        """Return both wishes, with their name and subject; what was asked where nobody can answer, and what nobody asked, has only the first."""
        kind = SERVICES[self._desk.plan.accounts[place.account].kind]
        if not (issubclass(kind, CanWrite) and issubclass(kind, CanCreate)):
            raise NotDone(f"{place.account} has no tracker: choose another service.")
        (name, subject), thread = named, self._thread(item)
        deed: Deed = kind.creation(place.place, *words)
        (deed,) = kind.pieces(msgspec.structs.replace(deed, labels=place.labels, link=item.url if item else ""))
        (task,) = outbox.new(name, place.account, [deed], now, subject=subject, wait=wait)
        if item is None or thread is None:
            return (task,)
        watch, connector = thread
        reply = [connector.reply(item, SAID)]
        told = outbox.new(f"{name}:link", watch.account, reply, now, subject=subject, wait=wait)
        return (task, *(msgspec.structs.replace(one, link_of=task.intent) for one in told))

    def _thread(self, item: AnyItem | None) -> tuple[Watch, type[CanAnswer]] | None:
        """Return what posts where a request was asked; None where nobody can answer, or nobody asked."""
        try:
            return self._desk.answerable(item) if isinstance(item, Request) else None
        except NotDone:
            return None

    def _place(self) -> Place:
        if self._desk.plan.queue is None:
            raise NotDone(NONE)
        return self._desk.plan.queue

    def _item(self, subject: str) -> AnyItem | None:
        """Return what a task is made from; None where no item is behind it. Raises `NotDone` for one that is gone."""
        item = self._desk.store.items.get(subject)
        if item is None and ":" in subject:  # as in the key of an item
            raise NotDone("It is not there any more.")
        return item


def _anew(entry: Entry, wanted: Entry, now: datetime) -> Entry:
    """Return an entry that is to be sent after all, with the words of now."""
    if entry.fate not in AGAIN:
        return entry
    return msgspec.structs.replace(outbox.again(entry, now), deed=wanted.deed, due=wanted.due)
