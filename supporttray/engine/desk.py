"""Where a person's wishes become entries of the outbox, marks and lines of the journal. Faces and commands both come here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from supporttray.connectors import Answer, CanAnswer, CanHold, CanWrite
from supporttray.connectors.registry import CONNECTORS, SERVICES
from supporttray.core import outbox
from supporttray.core.action import Done
from supporttray.core.deed import Verb
from supporttray.core.item import Review, Task, fingerprint
from supporttray.core.model import ALERTS, PAUSED, SNOOZED, Mark
from supporttray.core.outbox import UNDO_TIME, Entry, Fate
from supporttray.core.text import plain
from supporttray.engine import news
from supporttray.errors import ConfigError, NotDone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from supporttray.core.deed import Deed
    from supporttray.core.item import AnyItem, Item
    from supporttray.engine.database import Database
    from supporttray.engine.outbox import Outbox
    from supporttray.engine.plan import Plan, Watch
    from supporttray.engine.store import Store

AGAIN = (Fate.HELD, Fate.REFUSED, Fate.UNDONE)  # the same wish once more sends these; what is unknown asks
OWN = "request:log/"  # so the keys of what is kept here alone begin
HELD = "held"  # the errand that says that such an item was changed
REACTIONS = (Verb.REACT, Verb.UNREACT)


class Wish(NamedTuple):
    """What became of a wish in the outbox; `known` is the entry that stood there before, if it was wished for already."""

    entry: Entry
    known: Entry | None = None

    @property
    def done(self) -> Done:
        """What a person is told of it."""
        return Done("It was done already." if self.known and self.known.fate is Fate.SENT else "", self.entry)


@dataclass(frozen=True)
class Desk:
    """A workspace at which a person does something."""

    plan: Plan
    base: Database
    store: Store
    outbox: Outbox

    def item(self, key: str) -> AnyItem:
        """Return the item whose key begins so, with or without its kind, or what people call so (ACME-12). Raises `ConfigError`."""
        items = self.store.items if key else {}
        found = sorted(one for one in items if one.startswith(key) or _path(one).startswith(key))
        named = [
            one for one, item in items.items() if key.casefold() in (_name(item).casefold(), _path(one).casefold())
        ]
        found = named if len(named) == 1 and key not in found else found
        if len(found) == 1 or key in found:
            return items[key if key in found else found[0]]
        some = "; ".join(found[:5])
        said = f"{len(found)} begin so: {some}" if found else "`supporttray status --json` lists them"
        raise ConfigError([f"{key!r} is not the beginning of one item's key; {said}."])

    def answerable(self, item: AnyItem) -> tuple[Watch, type[CanAnswer]]:
        """Return a watch that sees the item and can answer it where it was asked. Raises `NotDone`."""
        for watch, connector in self._seeing(item):
            if issubclass(connector, CanAnswer):
                return watch, connector
        if any(issubclass(connector, CanHold) for _, connector in self._seeing(item)):
            raise NotDone("It was asked in person: there is no thread to write in.")
        raise NotDone(f"A {item.kind} cannot be acknowledged or answered.")

    def _seeing(self, item: AnyItem) -> Iterator[tuple[Watch, type[Any]]]:
        seen_by = self.store.seen_by.get(item.key, ())
        yield from ((watch, CONNECTORS[watch.kind]) for watch in self.plan.kept if watch.name in seen_by)

    # --- what is kept here alone

    def _held(self, item: AnyItem, change: Callable[[type[CanHold], Any], Item], now: datetime) -> bool:
        """Change an item that is kept here alone, as it stands now; False where it is not."""
        for watch, connector in self._seeing(item):
            if issubclass(connector, CanHold):
                self.store.read_anew(item.key)  # another process may have changed it
                self.hold(watch, change(connector, self.store.items.get(item.key, item)), now)
                return True
        return False

    def hold(self, watch: Watch, item: Any, now: datetime) -> None:
        """Keep an item that is kept here alone, and let a running engine know."""
        self.store.commit(watch.name, Answer(items=(item,)), self.plan.basis(watch), now)
        self.base.send(HELD, item.key)

    def adopt(self) -> None:
        """Keep what is kept here alone, also where its watch is called otherwise by now: nobody could bring it again."""
        for watch in self.plan.kept:
            if issubclass(CONNECTORS[watch.kind], CanHold):
                self.store.adopt(OWN, watch.name)
                return

    # --- about an item

    def react(self, item: AnyItem, verb: Verb, now: datetime) -> Wish | None:
        """Acknowledge, or take that back; None where it is done with that, for the item is kept here alone.

        A reaction that was sent is sent again if asked for: the service is the truth, and it does no harm.
        """
        me = self.plan.me
        seen = verb is Verb.REACT
        if self._held(item, lambda one, it: one.acknowledged(it, me, now) if seen else one.taken_back(it, me), now):
            return None
        watch, connector = self.answerable(item)
        earlier = [one for one in self.outbox.of(item.key) if one.deed.verb in REACTIONS]
        for one in earlier:
            if one.deed.verb is not verb:  # it must not be sent after this one
                self.outbox.change(one.number, lambda known: outbox.undo(known, now))
        last = earlier[-1] if earlier else None
        intent = f"{verb}:{item.key}:{len(earlier)}"
        if last and last.deed.verb is verb and last.fate is not Fate.SENT:
            intent = last.intent
        deed = connector.acknowledgement(item) if seen else connector.taking_back(item)
        return self.wish(watch.account, intent, deed, now, subject=item.key)

    def reply(self, item: AnyItem, text: str, now: datetime, wait: timedelta = UNDO_TIME) -> Wish | None:
        """Answer an item; None where it is done with that. The same answer on the same day is one wish."""
        if self._held(item, lambda one, it: one.replied(it, self.plan.me, text, now), now):
            news.note(self.store, self.outbox, item.key, "", now)
            return None
        watch, connector = self.answerable(item)
        intent = self.intent("reply", item, text, now)
        news.note(self.store, self.outbox, item.key, intent, now)
        return self.wish(watch.account, intent, connector.reply(item, text), now, subject=item.key, wait=wait)

    def call(
        self, item: AnyItem, person: tuple[str, str], text: str, now: datetime, wait: timedelta = UNDO_TIME
    ) -> Wish:
        """Answer an item with a text that calls a person (a name, an id) where it says `@name`."""
        watch, connector = self.answerable(item)
        deed = msgspec.structs.replace(connector.reply(item, text), people=(person,))
        intent = self.intent(f"hand:{person[1]}", item, text, now)
        return self.wish(watch.account, intent, deed, now, subject=item.key, wait=wait)

    def intent(self, what: str, item: AnyItem, text: str, now: datetime) -> str:
        """Return the name of a wish to write a text about an item: the same one on the same day is one wish."""
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return f"{what}:{item.key}:{digest}:{now.astimezone(self.plan.zone):%Y-%m-%d}"

    def snooze(self, subject: str, span: timedelta, now: datetime) -> datetime:
        """Silence what needs somebody for a while, an item until something happens to it at most; return until when."""
        until, item = now + span, self.store.items.get(subject)
        basis = fingerprint(item) if item else ""
        self.store.mark(Mark(subject=subject, kind=SNOOZED, at=now, until=until, basis=basis))
        return until

    # --- about the day

    def pause(self, until: datetime | None, now: datetime) -> None:
        """Say nothing until a moment; None ends a pause."""
        self.store.mark(Mark(subject=ALERTS, kind=PAUSED, at=now, until=until or now))

    def note(self, text: str, now: datetime) -> None:
        """Add a line to today. Raises `NotDone` where there is none."""
        self.store.note(plain(given(text, "There is nothing to note.")), now)

    # --- about the outbox

    def wish(
        self,
        account: str,
        intent: str,
        deed: Deed,
        now: datetime,
        *,
        subject: str = "",
        expires: datetime | None = None,
        wait: timedelta = UNDO_TIME,
    ) -> Wish:
        """Put a wish into the outbox. Raises `StoreError` where nothing can be kept, `Refused` where it cannot be sent."""
        kind = SERVICES[self.plan.accounts[account].kind]
        if not issubclass(kind, CanWrite):
            raise NotDone(f"{account} takes nothing from us: choose another service.")
        entries = outbox.new(intent, account, kind.pieces(deed), now, subject=subject, expires=expires, wait=wait)
        known = self.outbox.get(intent)
        entry = self.outbox.add(entries)
        if known and known.fate is not Fate.SENT:
            rest = timedelta(0) if deed.repeatable else wait
            (entry, *_) = self.step(known, lambda one: _once_more(one, now, rest))
        return Wish(entry, known)

    def family(self, entry: Entry) -> tuple[Entry, ...]:
        """Return an entry's first piece and those that follow it, and what tells its address, as they stand."""
        intent = entry.after or entry.intent
        found = self.outbox.latest(1000)
        return tuple(one for one in found if intent in (one.intent, one.after, one.link_of)) or (entry,)

    def step(self, entry: Entry, move: Callable[[Entry], Entry]) -> tuple[Entry, ...]:
        """Move an entry and its pieces on."""
        return tuple(self.outbox.change(one.number, move) for one in self.family(entry))

    def decide(self, number: int, move: Callable[[Entry], Entry]) -> Wish:
        """Do what a person says about an entry and the pieces that follow it. Raises `ConfigError`."""
        try:
            before = self.outbox.change(number, lambda one: one)
        except (KeyError, OverflowError):
            raise ConfigError([f"The outbox has no entry {number}; `supporttray outbox` lists them."]) from None
        after = self.step(before, move)
        return Wish(next(one for one in after if one.number == number), before)

    def undo(self, number: int, now: datetime) -> Wish:
        """Take an entry and its pieces back. Of what is there already, or may be, the address is told all the same. Raises `ConfigError`."""

        def back(one: Entry) -> Entry:
            task = self.outbox.get(one.link_of) if one.link_of and one.number != number else None
            late = task is not None and task.fate in (Fate.SENDING, Fate.SENT, Fate.UNKNOWN)
            return one if late else outbox.undo(one, now)

        return self.decide(number, back)

    def send(self, number: int, now: datetime) -> Wish:
        """Send what stands still. Raises `NotDone` where its text is no longer known."""
        before = self.decide(number, lambda one: one).entry
        if not before.deed.text:
            raise NotDone(f"The text of entry {number} was forgotten after a month; write it anew.")
        return self.decide(number, lambda one: outbox.again(one, now))


def _path(key: str) -> str:
    """Return an item's key without its kind."""
    return key.partition(":")[2]


def _name(item: AnyItem) -> str:
    """Return what people call a task or a change; the others have no name."""
    return item.name if isinstance(item, Task | Review) else ""


def given(text: str, nothing: str) -> str:
    """Return a person's text as it was written. Raises `NotDone`."""
    if not plain(text):
        raise NotDone(nothing)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise NotDone("The text is not UTF-8; nothing was done.")
    return text


def _once_more(entry: Entry, now: datetime, wait: timedelta) -> Entry:
    return msgspec.structs.replace(outbox.again(entry, now), due=now + wait) if entry.fate in AGAIN else entry
