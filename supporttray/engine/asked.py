"""What a person does about a request besides answering it: says that it is none, hands it to somebody, logs one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors import CanHold
from supporttray.connectors.registry import CONNECTORS
from supporttray.core import asked, colleague, proposal, reply
from supporttray.core.action import Done
from supporttray.core.item import Request
from supporttray.core.journal import RETENTION
from supporttray.core.lesson import LONGEST, About, Lesson, hidden_by, matches, wanted
from supporttray.core.outbox import UNDO_TIME, Fate
from supporttray.core.text import plain, shorten
from supporttray.engine.desk import given
from supporttray.engine.lesson import Lessons
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime, timedelta

    from supporttray.core.action import Action
    from supporttray.core.asked import Colleague, Proposal, Template
    from supporttray.core.item import AnyItem
    from supporttray.engine.desk import Desk, Wish
    from supporttray.engine.plan import Watch
    from supporttray.engine.view import View

GONE = "It is not there any more."
FORGET = "supporttray lessons forget"


class Asked:
    """What a person does about requests. `look` tells what is known at a moment."""

    def __init__(self, desk: Desk, look: Callable[[datetime], View]) -> None:
        self._desk = desk
        self._look = look
        self._lessons = Lessons(desk.base)

    async def do(self, action: Action, now: datetime) -> object:
        """Do what is asked about a request. Raises a `Failure` that a person can read."""
        done: object = await HANDLERS[type(action)](self, action, now)
        return done

    def request(self, key: str) -> Request:
        """Return a request. Raises `NotDone` where it is gone, or where it is something else."""
        item = self._desk.store.items.get(key)
        if item is None:
            raise NotDone(GONE)
        if not isinstance(item, Request):
            raise NotDone(f"A {item.kind} is no question of somebody's.")
        return item

    # --- that it is none

    async def proposals(self, action: asked.AskLesson, now: datetime) -> tuple[Proposal, ...]:
        """Return what could be taught about a request."""
        return proposal.proposals(self.request(action.subject), self._desk.store.items.values(), now)

    async def would_hide(self, action: asked.WouldHide, now: datetime) -> Proposal:
        """Return what a person's own words would have hidden."""
        request = self.request(action.subject)
        return proposal.proposal(proposal.worded(request, action.words, now), request, self._desk.store.items.values())

    async def teach(self, action: asked.Teach, now: datetime) -> Done:
        """Keep a lesson, and say what it hides."""
        lesson = msgspec.structs.replace(action.lesson, said=shorten(action.lesson.said, LONGEST), at=now)
        if lesson.about is About.WORDS:
            lesson = msgspec.structs.replace(lesson, value=plain(lesson.value)[:LONGEST])
        if not lesson.value or (lesson.about is About.WORDS and not matches(lesson.value, lesson.value)):
            raise NotDone("That would hide nothing; write the words by which it is known.")
        (kept,) = self._lessons.add([lesson])
        others = [one for one in hidden_by(kept, self._desk.store.items.values()) if one.key != action.subject]
        still = sum(one.state != "answered" for one in others)
        return Done(f"{_hid(len(others), still)}; take it back with `{FORGET} {kept.number}`.")

    async def lessons(self, _: asked.AskLessons, __: datetime) -> tuple[Lesson, ...]:
        """Return what was taught, with how many each hides."""
        items = tuple(self._desk.store.items.values())
        found = self._lessons.all()
        return tuple(msgspec.structs.replace(one, hiding=len(hidden_by(one, items))) for one in found)

    async def unteach(self, action: asked.Unteach, _: datetime) -> Done:
        """Take a lesson back."""
        found = self._lessons.drop(action.number)
        if found is None:
            raise NotDone(f"There is no lesson {action.number} any more.")
        shown = wanted(hidden_by(found, self._desk.store.items.values()), self._lessons.all())
        count = sum(one.state != "answered" for one in shown)
        return Done(f"Taken back.{f' {count} open again.' if count else ''}")

    # --- to somebody else

    async def colleagues(self, action: asked.AskColleagues, now: datetime) -> tuple[Colleague, ...]:
        """Return to whom a request can be handed."""
        from supporttray.engine.before import answered_like, myself  # noqa: PLC0415  when somebody hands one on

        request = self.request(action.subject)
        watch, _ = self._desk.answerable(request)
        plan, view = self._desk.plan, self._look(now)
        team = plan.announce.people if plan.announce and plan.announce.account == watch.account else {}
        items = self._beside(watch)
        me = myself(self._desk, watch.account, items)
        like = await answered_like(self._desk, request.key, view.world.lessons, now)
        return colleague.colleagues(request, items, team, view.duty, me, now, like)

    def _beside(self, watch: Watch) -> tuple[AnyItem, ...]:
        """Return the requests of a watch's account, and what else is known of people."""
        store = self._desk.store
        names = {one.name for one in self._desk.plan.kept if one.account == watch.account}
        return tuple(
            item
            for key, item in store.items.items()
            if not isinstance(item, Request) or names.intersection(store.seen_by.get(key, ()))
        )

    async def hand(self, action: asked.HandTo, now: datetime) -> Done:
        """Name somebody in the thread."""
        wish = self.hand_to(self.request(action.subject), action.colleague, action.text, now)
        return Done("It was said already." if wish.known and wish.known.fate is Fate.SENT else "", wish.entry)

    def hand_to(self, request: Request, to: Colleague, text: str, now: datetime, wait: timedelta = UNDO_TIME) -> Wish:
        """Name somebody in the thread. Raises `NotDone` where the text does not name them."""
        text = given(text, "There is nothing to say; write a text.")
        if f"@{to.name}" not in text:
            raise NotDone(f"The text does not name @{to.name}, so nobody would be called.")
        return self._desk.call(request, (to.name, to.id), text, now, wait)

    # --- answers that are ready

    async def templates(self, action: asked.AskTemplates, now: datetime) -> tuple[Template, ...]:
        """Return the answers that are ready."""
        plan, request = self._desk.plan, self.request(action.subject)
        return reply.templates(plan.replies, request, self._look(now).world, plan.me, now)

    # --- one that reached somebody in person

    async def log(self, action: asked.Log, now: datetime) -> Done:
        """Keep a request that nobody wrote anywhere. The same one twice within a minute is one."""
        from supporttray.connectors.log import logged  # noqa: PLC0415  seldom

        text = given(action.text, "There is nothing to log; write what was asked.")
        name = given(action.name, "Say who asked.")
        at = action.at or now
        if not now - RETENTION < at <= now:
            when = "is still to come" if at > now else "is longer ago than anything is kept here"
            raise NotDone(f"That {when}; say when it was asked.")
        watch = self._holding()
        item = logged(text, name, at, self._desk.store.items.values())
        known = item.key in self._desk.store.items
        if not known:
            self._desk.hold(watch, item, now)
        said = "It was logged already" if known else "Logged"
        if hiding := next((one for one in self._lessons.all() if one.hides(item)), None):
            what = "." if known else f": {shorten(text, 60)}."
            show = f"Show it with `{FORGET} {hiding.number}`."
            return Done(f"{said}, but what was taught hides it{what} {show}")
        return Done(f"{said}." if known else f"{said}: {shorten(text, 60)}")

    def _holding(self) -> Watch:
        for watch in self._desk.plan.kept:
            if issubclass(CONNECTORS[watch.kind], CanHold):
                return watch
        raise NotDone("Nothing can be logged in this workspace.")


def _hid(others: int, still: int) -> str:
    if not others:
        return "Hidden"
    ones = "1 earlier one" if others == 1 else f"{others} earlier ones"
    return f"Hidden. {ones} would have been hidden{f', {still} still open' if still else ''}"


HANDLERS: Mapping[type[Action], Callable[[Asked, Any, datetime], Awaitable[object]]] = {
    asked.AskLesson: Asked.proposals,
    asked.WouldHide: Asked.would_hide,
    asked.Teach: Asked.teach,
    asked.AskLessons: Asked.lessons,
    asked.Unteach: Asked.unteach,
    asked.AskColleagues: Asked.colleagues,
    asked.HandTo: Asked.hand,
    asked.AskTemplates: Asked.templates,
    asked.Log: Asked.log,
}
