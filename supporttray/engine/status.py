"""Today's status: what a person wrote of it, else what the app makes of the day; kept, and posted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from supporttray.core import action as act
from supporttray.core.action import Done, Draft
from supporttray.core.outbox import Fate
from supporttray.engine.desk import given
from supporttray.engine.diary import Diary
from supporttray.errors import NotDone, NotSent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from supporttray.core.action import Action
    from supporttray.core.daily import Daily
    from supporttray.core.handoff import Handoff
    from supporttray.engine.desk import Desk
    from supporttray.engine.view import View

UNDER_WAY = (Fate.WAITING, Fate.SENDING, Fate.UNKNOWN, Fate.SENT)  # today's words are those that were posted


class Status:
    """What a person does about today's status. `compose` makes a text of a day, `look` tells what is known at a moment."""

    def __init__(
        self, desk: Desk, look: Callable[[datetime], View], compose: Callable[[Daily | Handoff], Awaitable[str]]
    ) -> None:
        self._desk = desk
        self._look = look
        self._compose = compose
        self._diary = Diary(desk)

    async def do(self, action: Action, now: datetime) -> object:
        """Do it and return what the action's own docstring says. Raises a `Failure` that a person can read."""
        done: object = await HANDLERS[type(action)](self, action, now)
        return done

    async def today(self, action: act.Today, now: datetime) -> Draft:
        """Return today's status as it stands: what a person wrote, else what the app makes of the day."""
        kept = "" if action.anew else self._diary.draft(now)
        target = self._diary.target()
        posted = self._diary.posted(target, now) if target else None
        text = kept or (self._diary.words(posted) if posted and posted.fate in UNDER_WAY else "")
        text = text or await self._compose(self._diary.today(self._look(now), self._desk.store, now))
        if action.anew:  # not before there is another text
            self._diary.drop(now)
        return Draft(
            text=text,
            day=self._diary.day(now),
            place=target.told if target else "",
            kept=bool(kept),
            posted=posted,
            earlier=self._diary.earlier(now),
        )

    async def keep_draft(self, action: act.KeepDraft, now: datetime) -> Done:
        """Keep what a person wrote."""
        if action.text.strip():
            self._diary.keep(action.text, now, day=action.day)
        else:
            self._diary.drop(now, day=action.day)
        return Done()

    async def post_daily(self, action: act.PostDaily, now: datetime) -> Done:
        """Post today's status."""
        text = given(action.text, "There is nothing to post; write a text.")
        target = self._diary.target()
        if target is None:
            raise NotDone("It is not known where the status goes: choose a channel in Settings.")
        if action.day not in (None, self._diary.day(now)):
            raise NotSent("The day has turned: yesterday's status is not posted today.")
        posted = self._diary.posted(target, now)
        if posted and posted.fate is Fate.SENT:
            return Done("Today's status was posted already.", posted)
        if posted and posted.fate in (Fate.SENDING, Fate.UNKNOWN):
            raise NotSent("It is not known whether today's status arrived already.", "Look there first.")
        self._diary.keep(text, now)
        return self._diary.post(target, text, now).done


HANDLERS: Mapping[type[Action], Callable[[Status, Any, datetime], Awaitable[object]]] = {
    act.Today: Status.today,
    act.KeepDraft: Status.keep_draft,
    act.PostDaily: Status.post_daily,
}
