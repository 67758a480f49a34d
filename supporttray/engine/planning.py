"""The planning with QA at a desk: what a person wrote of it, else what the app makes of the queue; kept, and posted once a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from supporttray.core import planning as about
from supporttray.core.action import Done
from supporttray.core.daily import bounds
from supporttray.core.deed import Deed, Verb
from supporttray.core.outbox import UNDO_TIME, Fate
from supporttray.core.work import AskPlanning, KeepPlanning, PlanningDraft, PostPlanning
from supporttray.engine.attempt import THERE, Attempts
from supporttray.engine.desk import Wish, given
from supporttray.engine.diary import Diary
from supporttray.engine.draft import Drafts
from supporttray.errors import NotDone, NotSent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime, timedelta

    from supporttray.core.action import Action
    from supporttray.engine.desk import Desk
    from supporttray.engine.plan import Target
    from supporttray.engine.view import View

PREFIX = "planning:"  # of the intents and of the drafts' keys; then the day, YYYY-MM-DD


class Planning:
    """What a person does about the planning. `look` tells what is known at a moment, `compose` makes Markdown of it."""

    def __init__(
        self, desk: Desk, look: Callable[[datetime], View], compose: Callable[[about.Planning], Awaitable[str]]
    ) -> None:
        self._desk = desk
        self._look = look
        self._compose = compose
        self._diary = Diary(desk)
        self._drafts = Drafts(desk.base)

    async def do(self, action: Action, now: datetime) -> object:
        """Do it and return what the action's own docstring says. Raises a `Failure` that a person can read."""
        done: object = await HANDLERS[type(action)](self, action, now)
        return done

    def find(self, now: datetime) -> about.Planning:
        """Return what there is to plan."""
        view, zone = self._look(now), self._desk.plan.zone
        events = self._desk.store.journal(about.week(now, zone))
        blind = [one.watch for one in view.world.health.values() if one.state != "ok"]
        return about.planning(view.world, events, now, zone, blind)

    async def draft(self, ask: AskPlanning, now: datetime) -> PlanningDraft:
        """Return it as it stands: what a person wrote of it today, else what the app makes of the queue."""
        kept = "" if ask.anew else self.kept(now)
        target = self._diary.target()
        text = kept or await self._compose(self.find(now))
        if ask.anew:  # not before there is another text
            self._drafts.drop(self._key(now))
        return PlanningDraft(
            text=text,
            day=self._diary.day(now),
            place=target.told if target else "",
            kept=bool(kept),
            posted=self._attempts(target, now).last() if target else None,
        )

    def kept(self, now: datetime) -> str:
        """Return what a person wrote of it today."""
        draft = self._drafts.get(self._key(now))
        return draft.text if draft else ""

    async def keep(self, action: KeepPlanning, now: datetime) -> Done:
        """Keep what a person wrote."""
        if action.text.strip():
            self._drafts.keep(self._key(now), action.text, now)
        else:
            self._drafts.drop(self._key(now))
        return Done()

    # --- posting

    async def send(self, action: PostPlanning, now: datetime) -> Done:
        """Post it as it was edited."""
        text = given(action.text, "There is nothing to post; write a text.")
        wish = self.post(text, self._diary.target(), now)
        if wish.known is not None and wish.known.fate is Fate.SENT:
            return Done("Today's planning was posted already.", wish.entry)
        self._drafts.keep(self._key(now), text, now)
        return Done("", wish.entry)

    def post(self, markdown: str, target: Target | None, now: datetime, wait: timedelta = UNDO_TIME) -> Wish:
        """Post it as the channel shows it: once a day and place, and only on its day. Raises `NotSent` where an earlier one may have arrived."""
        if target is None:
            raise NotDone("It is not known where the planning goes: choose a channel for the status in Settings.")
        attempts = self._attempts(target, now)
        last = attempts.last()
        if last and last.fate is Fate.SENT:
            return Wish(last, last)
        if last and last.fate in THERE and last.fate is not Fate.WAITING:
            raise NotSent("It is not known whether today's planning arrived already.", "Look there first.")
        deed = Deed(verb=Verb.POST, place=target.place, text=about.slack(markdown))
        expires = bounds(now, self._desk.plan.zone)[1]
        return self._desk.wish(target.account, attempts.next(now), deed, now, expires=expires, wait=wait)

    def _attempts(self, target: Target, now: datetime) -> Attempts:
        intent = f"{self._key(now)}:{target.account}:{target.place}"
        return Attempts(self._desk.outbox, intent, "today's planning")

    def _key(self, now: datetime) -> str:
        return f"{PREFIX}{self._diary.day(now).isoformat()}"


HANDLERS: Mapping[type[Action], Callable[[Planning, Any, datetime], Awaitable[object]]] = {
    AskPlanning: Planning.draft,
    KeepPlanning: Planning.keep,
    PostPlanning: Planning.send,
}
