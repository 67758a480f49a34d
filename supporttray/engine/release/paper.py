"""What is written of a release: each day's good and bad, the summary, the page for Customer Support. Kept as a person left it, and posted once."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from supporttray.core.action import Done
from supporttray.core.daily import bounds
from supporttray.core.deed import Deed, Verb
from supporttray.core.outbox import UNDO_TIME, Fate
from supporttray.core.planning import slack
from supporttray.core.release import page
from supporttray.core.release.brief import brief
from supporttray.core.release.day import day
from supporttray.core.release.leftover import carried
from supporttray.core.release.summary import summary
from supporttray.core.rotation import moment
from supporttray.engine.attempt import THERE, Attempts
from supporttray.engine.desk import Wish, given
from supporttray.engine.diary import Diary
from supporttray.engine.draft import Drafts
from supporttray.errors import NotDone, NotSent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from supporttray.core.action import Action
    from supporttray.core.release.page import Day, Room, Written
    from supporttray.core.release.plan import Release
    from supporttray.engine.desk import Desk
    from supporttray.engine.plan import Target

DAY, SUMMARY, MADE = "release-day:", "release-summary:", "release-made:"  # of the intents and the drafts' keys
NONE = "No release is known: begin one first."


class Known(NamedTuple):
    """The page of a release at a moment, with the release."""

    room: Room
    release: Release


class Paper:
    """What a person does about the texts of a release. `compose` makes Markdown of what is told, `look` returns the page of a release."""

    def __init__(
        self, desk: Desk, compose: Callable[[Any], Awaitable[str]], look: Callable[[int, datetime], Room]
    ) -> None:
        self._desk, self._compose, self._look = desk, compose, look
        self._diary, self._drafts = Diary(desk), Drafts(desk.base)
        self._zone = desk.plan.zone

    async def do(self, action: Action, now: datetime) -> object:
        """Do it and return what the action's own docstring says. Raises a `Failure` that a person can read."""
        done: object = await HANDLERS[type(action)](self, action, now)
        return done

    def known(self, number: int, now: datetime) -> Known:
        """Return the page of a release. Raises `NotDone` where there is none."""
        room = self._look(number, now)
        if room.release is None:
            raise NotDone(NONE)
        return Known(room, room.release)

    # --- what is written

    def told(self, known: Known, now: datetime) -> Day:
        """Return today's good and bad, with what a person wrote as bad on the last day that was posted."""
        events = self._desk.store.journal(known.release.start)
        return day(known.room, events, self._carried(known.release, now), self._diary.day(now), self._zone)

    async def day(self, ask: page.AskDay, now: datetime) -> Written:
        """Return today's good and bad as it stands."""
        known = self.known(ask.number, now)
        told, key = self.told(known, now), self._key(known.release, now)
        return await self._written(known, told, key, anew=ask.anew, light=told.light, why=told.why, quotes=told.quotes)

    async def summary(self, ask: page.AskSummary, now: datetime) -> Written:
        """Return the whole release as it stands."""
        known = self.known(ask.number, now)
        told = summary(known.room, self._posted(known.release), self._zone)
        key = self._key(known.release, now, whole=True)
        return await self._written(known, told, key, anew=ask.anew, light=told.light, why=told.why)

    async def brief(self, ask: page.AskBrief, now: datetime) -> Written:
        """Return the page for Customer Support; it is not posted."""
        known = self.known(ask.number, now)
        told = brief(known.room, self._zone)
        return page.Written(release=known.release, text=await self._compose(told), light=told.light, why=told.why)

    async def _written(
        self, known: Known, told: object, key: str, *, anew: bool, light: page.Light, **more: Any
    ) -> Written:
        """Return a text as a person left it, else as the app makes it, and whether it was posted."""
        draft = None if anew else self._drafts.get(key)
        text = draft.text if draft else await self._compose(told)
        if anew:  # not before there is another text
            self._drafts.drop(key)
        target = self._diary.target()
        last = self._attempts(key, target).last() if target else None
        return page.Written(
            release=known.release,
            text=text,
            to=target.told if target else "",
            light=light,
            posted=last is not None and last.fate in THERE,
            kept=draft is not None,
            **more,
        )

    async def keep(self, action: page.KeepDay, now: datetime) -> Done:
        """Keep what a person wrote."""
        key = self._key(self.known(action.number, now).release, now, whole=action.summary)
        if action.text.strip():
            self._drafts.keep(key, action.text, now)
        else:
            self._drafts.drop(key)
        return Done()

    # --- posting

    async def send(self, action: page.PostDay, now: datetime) -> Done:
        """Post it as it was edited."""
        text = given(action.text, "There is nothing to post; write a text.")
        wish = await self.post(page.PostDay(action.number, text, action.summary), now)
        said = "The summary was posted already." if action.summary else "Today's good and bad was posted already."
        return Done(said if wish.known and wish.known.fate is Fate.SENT else "", wish.entry)

    async def post(self, action: page.PostDay, now: datetime, wait: timedelta = UNDO_TIME) -> Wish:
        """Post a text as the channel shows it: a day's once a day, and only on its day; the summary once.

        Raises `NotSent` where an earlier one may have arrived.
        """
        known, target = self.known(action.number, now), self._diary.target()
        if target is None:
            raise NotDone("It is not known where this goes: choose a channel for the status in Settings.")
        key = self._key(known.release, now, whole=action.summary)
        attempts = self._attempts(key, target)
        last = attempts.last()
        if last and last.fate is Fate.SENT:
            return Wish(last, last)
        if last and last.fate in THERE and last.fate is not Fate.WAITING:
            raise NotSent("It is not known whether it arrived already.", "Look there first.")
        await self._keep(known, key, action, now)
        deed = Deed(verb=Verb.POST, place=target.place, text=slack(action.text))
        expires = None if action.summary else bounds(now, self._zone)[1]
        return self._desk.wish(target.account, attempts.next(now), deed, now, expires=expires, wait=wait)

    async def _keep(self, known: Known, key: str, action: page.PostDay, now: datetime) -> None:
        """Keep what is posted, and beside it what the app would have: tomorrow's bads need to know what a person wrote."""
        self._drafts.keep(key, action.text, now)
        if not action.summary:
            self._drafts.keep(f"{MADE}{key}", await self._compose(self.told(known, now)), now)

    def _attempts(self, key: str, target: Target) -> Attempts:
        what = "the summary" if key.startswith(SUMMARY) else "today's good and bad"
        return Attempts(self._desk.outbox, f"{key}:{target.account}:{target.place}", what)

    def _key(self, release: Release, now: datetime, *, whole: bool = False) -> str:
        """Return the key of a draft, with which its intents begin as well."""
        return f"{SUMMARY}{release.number}" if whole else f"{DAY}{release.number}:{self._diary.day(now).isoformat()}"

    # --- the days before

    def _carried(self, release: Release, now: datetime) -> tuple[tuple[str, str], ...]:
        """Return the bads that a person wrote on the last day that was posted."""
        today, prefix = self._key(release, now), f"{DAY}{release.number}:"
        days = {entry.intent[: len(today)] for entry in self._desk.outbox.beginning(prefix) if entry.fate is Fate.SENT}
        last = max((key for key in days if key < today), default="")
        text, made = (self._drafts.get(key) for key in (last, f"{MADE}{last}"))
        if not last or text is None:
            return ()
        when = moment(_day(last, prefix), time(12), self._zone)
        return carried(made.text if made else "", text.text, when, self._zone)

    def _posted(self, release: Release) -> tuple[tuple[date, str], ...]:
        """Return the days that were posted, and where."""
        prefix = f"{DAY}{release.number}:"
        sent = (one for one in self._desk.outbox.beginning(prefix) if one.fate is Fate.SENT and not one.after)
        return tuple((_day(one.intent, prefix), one.receipt.url if one.receipt else "") for one in sent)


def _day(key: str, prefix: str) -> date:
    return date.fromisoformat(key.removeprefix(prefix)[: len("YYYY-MM-DD")])


HANDLERS: Mapping[type[Action], Callable[[Paper, Any, datetime], Awaitable[object]]] = {
    page.AskDay: Paper.day,
    page.AskSummary: Paper.summary,
    page.AskBrief: Paper.brief,
    page.KeepDay: Paper.keep,
    page.PostDay: Paper.send,
}
