"""Does what a person does at a face: each action has its function here. Used on the engine's loop."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from supporttray.core import action as act
from supporttray.core import asked, backup, builds, duty, outbox, work
from supporttray.core.action import Action, Details, Done, Question
from supporttray.core.deed import Verb
from supporttray.core.details import details, spoken
from supporttray.core.display import clock, day
from supporttray.core.outbox import Fate
from supporttray.core.release import page as release
from supporttray.engine import rota
from supporttray.engine.desk import given
from supporttray.errors import NotDone, NotSent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from supporttray.core.daily import Daily
    from supporttray.core.handoff import Handoff
    from supporttray.core.item import AnyItem
    from supporttray.core.planning import Planning as Planned
    from supporttray.engine.announcer import Announcer
    from supporttray.engine.asked import Asked
    from supporttray.engine.builds.hand import Bench
    from supporttray.engine.builds.speech import Speech
    from supporttray.engine.desk import Wish
    from supporttray.engine.engine import Engine
    from supporttray.engine.handover import Handover
    from supporttray.engine.planning import Planning
    from supporttray.engine.queue import Queue
    from supporttray.engine.release.hand import ReleaseHand
    from supporttray.engine.status import Status
    from supporttray.engine.work.hand import Work

    Compose = Callable[[Daily | Handoff | Planned], Awaitable[str]]

GONE = "It is not there any more."


class Hand:
    """What a person can do with a running engine. `compose` makes a text of a day."""

    def __init__(self, engine: Engine, compose: Compose) -> None:
        self._engine = engine
        self._desk = engine.desk
        self._compose = compose

    @cached_property
    def of_status(self) -> Status:
        """Today's status."""
        from supporttray.engine.status import Status  # noqa: PLC0415  half a MiB for what is wanted once a day

        return Status(self._desk, self._engine.view, self._compose)

    @cached_property
    def of_bench(self) -> Bench:
        """The builds."""
        from supporttray.engine.builds.hand import Bench  # noqa: PLC0415  when somebody looks at a build

        return Bench(self._desk, self._engine.view, self._engine.judge)

    @cached_property
    def of_speech(self) -> Speech:
        """What is said about a red build."""
        from supporttray.engine.builds.speech import Speech  # noqa: PLC0415  when somebody is told of a build

        return Speech(self._desk, self._engine.view, self._engine.service)

    @cached_property
    def of_work(self) -> Work:
        """What is next, the queue, the reviews."""
        from supporttray.engine.work.hand import Work  # noqa: PLC0415  when somebody looks at the work of the day

        return Work(self._desk, self._engine.view, self._engine.service)

    @cached_property
    def of_release(self) -> ReleaseHand:
        """Releases and their problems."""
        from supporttray.engine.release.hand import ReleaseHand  # noqa: PLC0415  when somebody looks at a release

        return ReleaseHand(self._desk, self._engine.view, self._compose, self._engine.scan)

    @cached_property
    def _announcer(self) -> Announcer:
        from supporttray.engine.announcer import Announcer  # noqa: PLC0415  once a turn of duty

        return Announcer(self._desk, self._engine.service)

    @cached_property
    def of_handover(self) -> Handover:
        """The hand-over."""
        from supporttray.engine.handover import Handover  # noqa: PLC0415  once a turn of duty

        return Handover(self._desk, self._engine.view, self._compose)

    @cached_property
    def of_planning(self) -> Planning:
        """The planning with QA."""
        from supporttray.engine.planning import Planning  # noqa: PLC0415  once a week

        return Planning(self._desk, self._engine.view, self._compose)

    @cached_property
    def of_asked(self) -> Asked:
        """What is done about a request besides answering it."""
        from supporttray.engine.asked import Asked  # noqa: PLC0415  seldom

        return Asked(self._desk, self._engine.view)

    @cached_property
    def of_queue(self) -> Queue:
        """What is put into the support queue."""
        from supporttray.engine.queue import Queue  # noqa: PLC0415  seldom

        return Queue(self._desk)

    async def do(self, action: Action) -> object:
        """Do it and return what the action's own docstring says. Raises a `Failure` that a person can read."""
        done: object = await HANDLERS[type(action)](self, action, self._engine.now)
        if not isinstance(action, Question):
            self._engine.touched()
        return done

    # --- about an item

    async def acknowledge(self, action: act.Acknowledge, now: datetime) -> Done:
        """Say under the item that it was seen."""
        return _sent(self._desk.react(self._item(action.subject), Verb.REACT, now))

    async def take_back(self, action: act.TakeBack, now: datetime) -> Done:
        """Take that back."""
        return _sent(self._desk.react(self._item(action.subject), Verb.UNREACT, now))

    async def reply(self, action: act.Reply, now: datetime) -> Done:
        """Answer under the item."""
        text = given(action.text, "There is nothing to say; write a text.")
        return _sent(self._desk.reply(self._item(action.subject), text, now))

    async def snooze(self, action: act.Snooze, now: datetime) -> Done:
        """Silence an item, or what else needs somebody."""
        is_item = action.subject in self._desk.store.items
        if not is_item and all(need.subject != action.subject for need in self._engine.view(now).needs):
            raise NotDone(GONE)
        until = self._desk.snooze(action.subject, action.span, now)
        if until <= now:
            return Done("It speaks again.")
        change = ", or until something happens to it" if is_item else ""
        return Done(f"Silent until {self._moment(until, now)}{change}.")

    async def about(self, action: act.About, _: datetime) -> Details:
        """Tell what is known of an item, and why it was said or not."""
        item, zone = self._desk.store.items.get(action.subject), self._desk.plan.zone
        known = details(item, zone) if item else ()
        return Details((*known, *spoken(self._engine.told(action.subject), zone)))

    async def asked_before(self, action: asked.AskBefore, now: datetime) -> tuple[asked.Before, ...]:
        """Return the earlier requests that are like one."""
        from supporttray.engine.before import before  # noqa: PLC0415  when somebody looks at a request

        return await before(self._desk, action.subject, self._engine.view(now).world.lessons, now)

    # --- about the day

    async def note(self, action: act.Note, now: datetime) -> Done:
        """Add a line to today."""
        self._desk.note(action.text, now)
        return Done("Noted for today's status.")

    async def pause(self, action: act.Pause, now: datetime) -> Done:
        """Pause alerts, or end the pause."""
        self._engine.leaving()
        self._desk.pause(action.until, now)
        return Done(
            f"Alerts are paused until {self._moment(action.until, now)}." if action.until else "Alerts speak again."
        )

    async def look_now(self, _: act.LookNow, __: datetime) -> Done:
        """Ask every watch now."""
        self._engine.look_now()
        return Done("Looking…")

    # --- about the outbox

    async def undo(self, action: act.Undo, now: datetime) -> Done:
        """Take an entry back before it is sent."""
        wish = self._desk.undo(self._number(action.number), now)
        if wish.entry == wish.known and wish.entry.fate is not Fate.UNDONE:
            raise NotSent("It is too late to take it back.", "What was written can be changed where it stands.")
        return Done("Taken back.", wish.entry)

    async def send(self, action: act.Send, now: datetime) -> Done:
        """Send what stands still."""
        return _sent(self._desk.send(self._number(action.number), now))

    async def seen(self, action: act.Seen, now: datetime) -> Done:
        """Believe that it is there."""
        number = self._number(action.number)
        return Done("", self._desk.decide(number, lambda one: outbox.seen(one, now)).entry)

    # --- about duty

    async def rota(self, _: duty.AskRota, now: datetime) -> duty.Rota:
        """Tell who is on duty in the coming weeks."""
        return await rota.asked(self._desk.plan, self._engine.view(now).world, now)

    async def ask_announcement(self, _: duty.AskAnnouncement, now: datetime) -> duty.Preview:
        """Return what announcing would change."""
        return await self._announcer.preview(self._engine.view(now).duty, now)

    async def announce(self, _: duty.Announce, now: datetime) -> duty.Preview:
        """Say who is on duty where the team looks."""
        return await self._announcer.announce(self._engine.view(now).duty, now)

    async def about_backup(self, action: Action, now: datetime) -> object:
        """Tell how it stands with the backup, or ask them."""
        from supporttray.engine.backup import do  # noqa: PLC0415  seldom

        return do(self._desk, action, now)

    def _item(self, key: str) -> AnyItem:
        if item := self._desk.store.items.get(key):
            return item
        raise NotDone(GONE)

    def _number(self, number: int) -> int:
        """Return the number of an entry that is there."""
        try:
            return self._desk.outbox.change(number, lambda one: one).number
        except (KeyError, OverflowError):
            raise NotDone("It is not in the outbox any more.") from None

    def _moment(self, moment: datetime, now: datetime) -> str:
        """Return a moment as a person says it: today's by the clock alone."""
        zone = self._desk.plan.zone
        the_day = "" if day(moment, zone) == day(now, zone) else f"{day(moment, zone)} "
        return f"{the_day}{clock(moment, zone)}"


def _sent(wish: Wish | None) -> Done:
    return wish.done if wish else Done("Done.")


def _part(of: Callable[[Hand], Any]) -> Callable[[Hand, Any, datetime], Awaitable[object]]:
    """Return what does an action by one of the hand's parts, which is made when it is first wanted."""

    async def do(hand: Hand, action: Action, now: datetime) -> object:
        done: object = await of(hand).do(action, now)
        return done

    return do


HANDLERS: Mapping[type[Action], Callable[[Hand, Any, datetime], Awaitable[object]]] = {
    act.Acknowledge: Hand.acknowledge,
    act.TakeBack: Hand.take_back,
    act.Reply: Hand.reply,
    act.Snooze: Hand.snooze,
    act.About: Hand.about,
    asked.AskBefore: Hand.asked_before,
    act.Note: Hand.note,
    act.Pause: Hand.pause,
    act.LookNow: Hand.look_now,
    act.Undo: Hand.undo,
    act.Send: Hand.send,
    act.Seen: Hand.seen,
    **dict.fromkeys((act.Today, act.KeepDraft, act.PostDaily), _part(lambda hand: hand.of_status)),
    **dict.fromkeys(builds.ACTIONS, _part(lambda hand: hand.of_bench)),
    **dict.fromkeys((builds.AskMessage, builds.SendMessage), _part(lambda hand: hand.of_speech)),
    duty.AskRota: Hand.rota,
    duty.AskAnnouncement: Hand.ask_announcement,
    duty.Announce: Hand.announce,
    **dict.fromkeys((duty.AskHandoff, duty.KeepHandoff, duty.PostHandoff), _part(lambda hand: hand.of_handover)),
    **dict.fromkeys((duty.SaveHandoff, duty.OpenHandoff, duty.TakeHandoff), _part(lambda hand: hand.of_handover)),
    **dict.fromkeys((backup.AskBackup, backup.AskTheBackup), Hand.about_backup),
    **dict.fromkeys(
        (asked.AskLesson, asked.WouldHide, asked.Teach, asked.AskLessons, asked.Unteach),
        _part(lambda hand: hand.of_asked),
    ),
    **dict.fromkeys(
        (asked.AskColleagues, asked.HandTo, asked.AskTemplates, asked.Log), _part(lambda hand: hand.of_asked)
    ),
    **dict.fromkeys(work.ACTIONS, _part(lambda hand: hand.of_work)),
    **dict.fromkeys(work.PLANNING, _part(lambda hand: hand.of_planning)),
    **dict.fromkeys((asked.AskTask, asked.AddTask, asked.DropDraft), _part(lambda hand: hand.of_queue)),
    **dict.fromkeys(release.ACTIONS, _part(lambda hand: hand.of_release)),
}
