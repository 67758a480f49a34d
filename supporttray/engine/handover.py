"""The hand-over at a desk: its text, its draft and its posting, the file for the next person's app, and another person's taken over here."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from supporttray.core import duty
from supporttray.core.action import Done
from supporttray.core.deed import Deed, Verb
from supporttray.core.handoff import NAME, Handoff, handoff, opening, taken
from supporttray.core.journal import RETENTION
from supporttray.core.model import HANDOFF, SAVED, Mark
from supporttray.core.outbox import UNDO_TIME, Fate
from supporttray.core.text import listed, plain, shorten
from supporttray.engine.attempt import THERE, Attempts, words
from supporttray.engine.desk import Wish, given
from supporttray.engine.diary import Diary
from supporttray.engine.draft import Drafts
from supporttray.engine.lesson import Lessons
from supporttray.errors import NotDone, NotSent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sized
    from datetime import datetime, timedelta

    from supporttray.core.action import Action
    from supporttray.core.duty import HandoffDraft, Opening
    from supporttray.core.handoff import Taken
    from supporttray.engine.desk import Desk
    from supporttray.engine.plan import Target
    from supporttray.engine.view import View

LARGEST = 1_000_000  # bytes of a file; a hand-over is a page
MOST = 1_000  # things of one kind in it
DRAFTS = {False: "handoff", True: "handoff+private"}  # their keys; no day: who begins on Friday ends on Monday


class Letter(msgspec.Struct, frozen=True):
    """What a file holds; the text is for people."""

    handoff: Handoff
    text: str = ""


class Written(NamedTuple):
    """What a person wrote of the hand-over, and whether that takes in what was asked in private."""

    text: str
    private: bool
    at: datetime


class Handover:
    """What a person does about handing over. `look` tells what is known at a moment, `compose` makes a text of it."""

    def __init__(
        self, desk: Desk, look: Callable[[datetime], View], compose: Callable[[Handoff], Awaitable[str]]
    ) -> None:
        self._desk = desk
        self._look = look
        self._compose = compose
        self._diary = Diary(desk)
        self._drafts = Drafts(desk.base)

    async def do(self, action: Action, now: datetime) -> object:
        """Do what is asked about handing over. Raises a `Failure` that a person can read."""
        done: object = await HANDLERS[type(action)](self, action, now)
        return done

    # --- what there is to hand over

    def find(self, now: datetime, *, private: bool) -> Handoff:
        """Return what there is to hand over."""
        view, notes = self._look(now), self._desk.store.notes(now - RETENTION)
        return handoff(view.world, notes, view.duty, now, self._desk.plan.zone, private=private)

    async def draft(self, ask: duty.AskHandoff, now: datetime) -> HandoffDraft:
        """Return the text as it stands: what a person wrote, else what the app makes of what is open."""
        kept = None if ask.anew else self.kept(now)
        private = kept.private if kept else ask.private
        target = self._diary.target()
        posted = self._attempts(target, now).last() if target else None
        found = self.find(now, private=private)
        text = kept.text if kept else words(self._desk.outbox, posted) if posted and posted.fate in THERE else ""
        text = text or await self._compose(found)
        if ask.anew:  # not before there is another text
            self._drop()
        return duty.HandoffDraft(
            text=text,
            person=found.person,
            to=found.to,
            place=target.told if target else "",
            private=found.private if not private else self.find(now, private=False).private,
            included=private,
            day=self._diary.day(now),
            kept=kept is not None,
            written=self._diary.day(kept.at) if kept else None,
            posted=posted,
        )

    # --- what a person wrote

    def kept(self, now: datetime) -> Written | None:
        """Return what a person wrote and did not hand over on an earlier day already."""
        for private, key in DRAFTS.items():
            draft = self._drafts.get(key)
            if draft and (self._diary.day(draft.at) == self._diary.day(now) or not self._handed(draft.at)):
                return Written(draft.text, private, draft.at)
        return None

    def _handed(self, at: datetime) -> bool:
        """Whether a hand-over was posted or saved on the day of `at`."""
        entries, saved = self._desk.outbox.beginning(self._intent(at)), self._desk.store.marks().get((HANDOFF, SAVED))
        is_saved = saved is not None and self._diary.day(saved.at) == self._diary.day(at)
        return is_saved or any(entry.fate is Fate.SENT for entry in entries)

    def _renew(self, text: str, now: datetime) -> None:
        """What a person wrote is today's once it goes out today: then it does not come back on a later day."""
        kept = self.kept(now)
        if kept and kept.text == text:
            self._drafts.keep(DRAFTS[kept.private], text, now)

    async def keep(self, action: duty.KeepHandoff, now: datetime) -> Done:
        """Keep what a person wrote."""
        self._drop()
        if action.text.strip():
            self._drafts.keep(DRAFTS[action.private], action.text, now)
        return Done()

    def _drop(self) -> None:
        for key in DRAFTS.values():
            self._drafts.drop(key)

    # --- posting

    async def send(self, action: duty.PostHandoff, now: datetime) -> Done:
        """Post it as it was edited."""
        text = given(action.text, "There is nothing to post; write a text.")
        await self.keep(duty.KeepHandoff(text, action.private), now)
        wish = self.post(text, self._diary.target(), now)
        again = wish.known is not None and wish.known.fate is Fate.SENT
        return Done("Today's hand-over was posted already." if again else "", wish.entry)

    def post(self, text: str, target: Target | None, now: datetime, wait: timedelta = UNDO_TIME) -> Wish:
        """Post a text as the hand-over: once a day and place. Raises `NotSent` where an earlier one may have arrived."""
        if target is None:
            raise NotDone("It is not known where the hand-over goes: choose a channel in Settings.")
        attempts = self._attempts(target, now)
        last = attempts.last()
        if last and last.fate is Fate.SENT:
            return Wish(last, last)
        if last and last.fate in (Fate.SENDING, Fate.UNKNOWN):
            raise NotSent("It is not known whether today's hand-over arrived already.", "Look there first.")
        deed = Deed(verb=Verb.POST, place=target.place, text=text)
        wish = self._desk.wish(target.account, attempts.next(now), deed, now, wait=wait)
        self._renew(text, now)
        return wish

    def _attempts(self, target: Target, now: datetime) -> Attempts:
        intent = f"{self._intent(now)}:{target.account}:{target.place}"
        return Attempts(self._desk.outbox, intent, "today's hand-over")

    def _intent(self, at: datetime) -> str:
        return f"{HANDOFF}:{self._diary.day(at).isoformat()}"

    # --- the file

    async def save(self, action: duty.SaveHandoff, now: datetime) -> Done:
        """Write it for the next person's app."""
        found = self.find(now, private=action.private)
        await asyncio.to_thread(write, Path(action.path), Letter(found, action.text))
        self._renew(action.text, now)
        self._desk.store.mark(Mark(subject=HANDOFF, kind=SAVED, at=now, until=now))
        to = f" {found.to}" if found.to else " the next person"
        return Done(f"{plain(Path(action.path).name)} was written. Give it to{to}: their app takes it over.")

    async def open(self, action: duty.OpenHandoff, now: datetime) -> Opening:
        """Tell what taking a file over would do."""
        letter = await asyncio.to_thread(read, Path(action.path))
        view = self._look(now)
        found = self._taken(letter, view, now)
        shown = opening(letter.handoff, found, view.world, self._desk.plan.zone, letter.text)
        return msgspec.structs.replace(shown, version=version(letter))

    async def take(self, action: duty.TakeHandoff, now: datetime) -> Done:
        """Take a file over as it was shown; what was taken before changes nothing."""
        letter = await asyncio.to_thread(read, Path(action.path))
        if action.version != version(letter):
            raise NotDone("The file has changed since: open it again.")
        found = self._taken(letter, self._look(now), now)
        if not (found.marks or found.notes or found.lessons):
            return Done("Nothing was taken over: nothing in it is new here.")
        self._desk.store.take(found.marks, found.notes, now)
        Lessons(self._desk.base).add(found.lessons)
        taken_over = (_count(found.marks, "snooze"), _count(found.notes, "line"), _count(found.lessons, "lesson"))
        whose = shorten(letter.handoff.person, NAME) or "somebody"
        return Done(f"Taken over from {whose}: {listed([one for one in taken_over if one])}.")

    def _taken(self, letter: Letter, view: View, now: datetime) -> Taken:
        return taken(letter.handoff, view.world, self._desk.store.notes(now - RETENTION), now)


HANDLERS: Mapping[type[Action], Callable[[Handover, Any, datetime], Awaitable[object]]] = {
    duty.AskHandoff: Handover.draft,
    duty.KeepHandoff: Handover.keep,
    duty.PostHandoff: Handover.send,
    duty.SaveHandoff: Handover.save,
    duty.OpenHandoff: Handover.open,
    duty.TakeHandoff: Handover.take,
}


def write(path: Path, letter: Letter) -> None:
    """Write a file that is not there yet; it holds what others wrote, so it is for its owner only. Raises `NotDone`."""
    content = msgspec.json.format(msgspec.json.encode(letter), indent=2)
    if len(content) > LARGEST or _most(letter.handoff) > MOST:
        raise NotDone("There is more open than the file for a hand-over takes; nothing was written.")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
        except OSError:
            path.unlink(missing_ok=True)  # half a file is none
            raise
    except FileExistsError:
        raise NotDone(f"{plain(str(path))} is there already; nothing was changed.") from None
    except (OSError, ValueError) as error:
        raise NotDone(f"{plain(str(path))} cannot be written ({_why(error)}).") from error


def read(path: Path) -> Letter:
    """Read a file of another person. Raises `NotDone`, in one sentence, whatever stands in it."""
    name = plain(str(path))
    try:
        if not path.is_file():
            raise NotDone(f"{name} is no hand-over: there is no such file.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise NotDone(f"{name} is larger than 1 MB; this is no hand-over.")
        letter = msgspec.json.decode(content, type=Letter)
    except OSError as error:
        raise NotDone(f"{name} cannot be read ({_why(error)}); is it a hand-over?") from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise NotDone(f"{name} is no hand-over of Support Tray ({plain(str(error))[:200]}).") from error
    _check(letter.handoff, name)
    return letter


def version(letter: Letter) -> str:
    """Return what tells a hand-over from every other one."""
    return hashlib.sha256(msgspec.json.encode(letter)).hexdigest()


def _check(found: Handoff, name: str) -> None:
    if found.schema != 1:
        raise NotDone(f"{name} was written by a newer Support Tray; renew this one.")
    if _most(found) > MOST:
        raise NotDone(f"{name} is no hand-over: it holds more than {MOST} things of one kind.")
    if any(mark.until.tzinfo is None for mark in found.marks):
        raise NotDone(f"{name} is no hand-over: a snooze in it has no time zone.")


def _most(found: Handoff) -> int:
    return max(len(value) for value in msgspec.structs.astuple(found) if isinstance(value, tuple))


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or plain(str(error))


def _count(things: Sized, noun: str) -> str:
    number = len(things)
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
