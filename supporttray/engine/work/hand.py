"""What a person does about the work of the day: brings a task on, comments, says whose a review is, asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.ci import CanRemark
from supporttray.connectors.registry import SERVICES
from supporttray.connectors.work import CanAsk, CanBring
from supporttray.core import outbox, work
from supporttray.core.action import Done
from supporttray.core.deed import Verb
from supporttray.core.item import Review, Task
from supporttray.core.model import DECLINED, Mark
from supporttray.core.outbox import UNDO_TIME, Fate
from supporttray.core.text import isolated
from supporttray.engine.desk import given
from supporttray.engine.work import page, process
from supporttray.engine.work.critical import LONG
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime, timedelta

    from supporttray.connectors.registry import Service
    from supporttray.core.action import Action
    from supporttray.core.deed import Deed
    from supporttray.core.outbox import Entry
    from supporttray.engine.desk import Desk, Wish
    from supporttray.engine.view import View

WHY = "Say what it waits for: that is written under it."
REASON = ":why"  # how the name of the wish ends that writes it there


class Work:
    """What a person does about the work of the day. `look` tells what is known at a moment, `service` opens an account."""

    def __init__(
        self, desk: Desk, look: Callable[[datetime], View], service: Callable[[str], Awaitable[Service]]
    ) -> None:
        self._desk = desk
        self._look = look
        self._service = service

    async def do(self, action: Action, now: datetime) -> object:
        """Do it and return what the action's own docstring says. Raises a `Failure` that a person can read."""
        done: object = await HANDLERS[type(action)](self, action, now)
        return done

    # --- to see

    async def following(self, _: work.AskNext, now: datetime) -> work.Next:
        """Return what is next."""
        return page.following(self._look(now), now)

    async def queue(self, _: work.AskQueue, now: datetime) -> work.Queue:
        """Return the support queue."""
        return page.queue(self._look(now), now)

    async def reviews(self, _: work.AskReviews, now: datetime) -> work.Reviews:
        """Return the open changes."""
        return page.reviews(self._look(now), now)

    # --- about a task

    async def ways(self, action: work.AskWays, now: datetime) -> tuple[work.Way, ...]:  # noqa: ARG002  as the others
        """Ask its tracker which moves it allows now."""
        task = self._task(action.subject)
        service = await self._service(self._account(task.key))
        if not isinstance(service, CanBring):
            return ()
        return await service.ways(task)

    async def bring(self, action: work.Bring, now: datetime) -> Done:
        """Bring a task on."""
        return self.brought(action, now).done

    def brought(self, action: work.Bring, now: datetime, wait: timedelta = UNDO_TIME) -> Wish:
        """Bring a task on; why it is blocked is written under it once it is. Raises a `Failure`."""
        task = self._task(action.subject)
        account = self._account(task.key)
        kind = SERVICES[self._desk.plan.accounts[account].kind]
        if not issubclass(kind, CanBring):
            raise NotDone(f"{task.name} cannot be changed from here: open it in its tracker.")
        text = given(action.text, WHY) if action.move is work.Move.BLOCK else ""
        deeds = [kind.bringing(task, action.move, action.word)]
        if text and issubclass(kind, CanRemark):
            deeds.append(kind.remark(task.name, text))
        intent = self._intent(task, deeds, now)
        wish = self._desk.wish(account, intent, deeds[0], now, subject=task.key, wait=wait)
        for deed in deeds[1:]:
            said = outbox.new(f"{intent}{REASON}", account, [deed], now, subject=task.key, wait=wait)
            self._desk.outbox.add(tuple(msgspec.structs.replace(one, link_of=intent) for one in said))
        return wish

    def _intent(self, task: Task, deeds: list[Deed], now: datetime) -> str:
        """Return the wish's name: what was sent may be wished again once others moved it, the same that stands still is the same wish.

        Another way, or another reason, is another wish: the earlier one must not be done after this one.
        """
        earlier = [one for one in self._desk.outbox.of(task.key) if one.deed.verb is Verb.STAGE]
        last = earlier[-1] if earlier else None
        same = last if last and last.fate is not Fate.SENT and self._wanted(last) == deeds else None
        for one in earlier:
            if one.fate in (Fate.WAITING, Fate.HELD) and one is not same:
                self._desk.outbox.change(one.number, lambda known: outbox.undo(known, now))
        return same.intent if same else f"{Verb.STAGE}:{task.key}:{len(earlier)}"

    def _wanted(self, entry: Entry) -> list[Deed]:
        """Return what was wanted with an entry: the move, and the reason that is written under it."""
        said = self._desk.outbox.get(f"{entry.intent}{REASON}")
        return [entry.deed, *([said.deed] if said else [])]

    async def remark(self, action: work.Remark, now: datetime) -> Done:
        """Write a comment under a task or a change."""
        return self.remarked(action, now).done

    def remarked(self, action: work.Remark, now: datetime, wait: timedelta = UNDO_TIME) -> Wish:
        """Write a comment; the same one on the same day is one wish. Raises a `Failure`."""
        item = self._desk.store.items.get(action.subject)
        if not isinstance(item, Task | Review):
            raise NotDone("It is not there any more." if item is None else f"A {item.kind} takes no comment from here.")
        account = self._account(item.key)
        kind = SERVICES[self._desk.plan.accounts[account].kind]
        if not issubclass(kind, CanRemark):
            raise NotDone("It takes no comment from here: open it.")
        text = given(action.text, "There is nothing to write.")
        intent = self._desk.intent("remark", item, text, now)
        return self._desk.wish(account, intent, kind.remark(item.name, text), now, subject=item.key, wait=wait)

    async def alike(self, action: work.AskAlike, now: datetime) -> tuple[work.Alike, ...]:
        """Return the open tasks that are like one that is to be made."""
        from supporttray.engine.likeness import alike  # noqa: PLC0415  when somebody makes a task

        return await alike(self._desk, action.title, action.text, now)

    # --- about testing and releases

    async def checklist(self, action: work.AskChecklist, now: datetime) -> work.Checklist:  # noqa: ARG002  as the others
        """Return how a task of a product's process is done."""
        return process.checklist(self._desk, action.subject)

    async def tick(self, action: work.Tick, now: datetime) -> Done:
        """Tick a step, or take that back."""
        return process.tick(self._desk, action.subject, action.step, now, ticked=action.ticked)

    async def post_checklist(self, action: work.PostChecklist, now: datetime) -> Done:
        """Write the checklist as it stands under its task."""
        return process.post(self._desk, action.subject, now).done

    # --- about a review

    async def decline(self, action: work.NotMine, now: datetime) -> Done:
        """Say that a review is not mine to give, or take that back."""
        review = self._review(action.subject)
        until = now if action.mine else now + LONG
        self._desk.store.mark(Mark(subject=review.key, kind=DECLINED, at=now, until=until))
        return Done("It is yours again." if action.mine else "It is not shown as yours any more.")

    async def until_pushed(self, action: work.UntilPushed, now: datetime) -> Done:
        """Silence a review until something new is pushed."""
        self._desk.snooze(self._review(action.subject).key, LONG, now)
        return Done("Silent until something new is pushed.")

    async def ask(self, action: work.AskReviewer, now: datetime) -> Done:
        """Ask a person for a review of my change."""
        review = self._review(action.subject)
        account = self._account(review.key)
        kind = SERVICES[self._desk.plan.accounts[account].kind]
        if not issubclass(kind, CanAsk):
            raise NotDone("Nobody can be asked from here: open it.")
        if not review.mine:
            raise NotDone(f"{isolated(review.name)} is not yours: its author asks.")
        person = given(action.person, "Say whom to ask.")
        intent = f"{Verb.ASK}:{review.key}:{person}:{review.head}"
        return self._desk.wish(account, intent, kind.asking(review, person), now, subject=review.key).done

    def _task(self, key: str) -> Task:
        item = self._desk.store.items.get(key)
        if isinstance(item, Task):
            return item
        raise NotDone("It is not there any more." if item is None else f"A {item.kind} is no task.")

    def _review(self, key: str) -> Review:
        item = self._desk.store.items.get(key)
        if isinstance(item, Review):
            return item
        raise NotDone("It is not there any more." if item is None else f"A {item.kind} is no change to review.")

    def _account(self, key: str) -> str:
        """Return the account through which an item is seen."""
        watches = self._desk.store.seen_by.get(key, ())
        found = (watch.account for watch in self._desk.plan.kept if watch.name in watches and watch.account)
        if account := next(found, ""):
            return account
        raise NotDone("It is kept here alone: there is nothing to write to.")


HANDLERS: Mapping[type[Action], Callable[[Work, Any, datetime], Awaitable[object]]] = {
    work.AskNext: Work.following,
    work.AskQueue: Work.queue,
    work.AskReviews: Work.reviews,
    work.AskWays: Work.ways,
    work.AskAlike: Work.alike,
    work.Bring: Work.bring,
    work.Remark: Work.remark,
    work.AskChecklist: Work.checklist,
    work.Tick: Work.tick,
    work.PostChecklist: Work.post_checklist,
    work.NotMine: Work.decline,
    work.UntilPushed: Work.until_pushed,
    work.AskReviewer: Work.ask,
}
