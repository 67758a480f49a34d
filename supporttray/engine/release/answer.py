"""Tells those who reported a problem that it is fixed: one answer a ticket, through the desk that brought it, and one a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from supporttray.connectors import CanWrite
from supporttray.connectors.registry import SERVICES
from supporttray.connectors.work import CanCorrespond
from supporttray.core.action import Done
from supporttray.core.item import Request, Stage, Task
from supporttray.core.outbox import UNDO_TIME, Fate
from supporttray.core.release.answer import PREFIX, answer, intent, why_not
from supporttray.core.release.page import Answers, AskAnswers, SendAnswers, Told
from supporttray.core.text import isolated, shorten
from supporttray.engine.attempt import THERE, Attempts
from supporttray.engine.desk import given
from supporttray.errors import NotDone, NotSent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from datetime import datetime, timedelta

    from supporttray.core.action import Action
    from supporttray.core.deed import Deed
    from supporttray.core.release.problem import Problem
    from supporttray.engine.desk import Desk, Wish
    from supporttray.engine.outbox import Outbox
    from supporttray.engine.release.releases import Releases

GONE = "There is no such problem."
NO_DESK = "It cannot be answered from here: answer it in its help desk."


class Way(NamedTuple):
    """How somebody is answered: by which account, and what is written there."""

    account: str
    deed: Callable[[str], Deed]


class Sent(NamedTuple):
    """What became of the answers: those that are on their way, how many were told before, and who cannot be told and why."""

    wishes: tuple[Wish, ...]
    before: int
    left: tuple[str, ...]


class Answerer:
    """What a person tells those who reported a problem."""

    def __init__(self, desk: Desk, releases: Releases) -> None:
        self._desk, self._releases = desk, releases

    async def do(self, action: Action, now: datetime) -> object:
        """Do it and return what the action's own docstring says. Raises a `Failure` that a person can read."""
        return await HANDLERS[type(action)](self, action, now)

    async def ask(self, action: AskAnswers, _: datetime) -> Answers:
        """Return what is to be told, and to whom; `gone` says of one why they cannot be told."""
        problem = self._problem(action.problem)
        task = self._task(problem)
        return Answers(problem=problem.number, text=answer(task.release if task else ""), to=tuple(self._to(problem)))

    async def send(self, action: SendAnswers, now: datetime) -> Done:
        """Tell them."""
        sent = self.tell(action, now)
        first = sent.wishes[0].entry if sent.wishes else None
        return Done(said(sent), first)

    def tell(self, action: SendAnswers, now: datetime, wait: timedelta = UNDO_TIME) -> Sent:
        """Write to each of them once: who was told already is told no more. Raises `NotDone` where nothing can be told."""
        text = given(action.text, "There is nothing to say; write a text.")
        problem = self._problem(action.problem)
        wishes: list[Wish] = []
        left: list[str] = []
        before = 0
        for one in self._to(problem):
            if one.key not in action.to:
                continue
            if one.told:
                before += 1
            elif one.gone:
                left.append(f"{_name(one)}: {one.gone}")
            else:
                try:
                    wishes.append(self._wish(problem, one, text, now, wait))
                except (NotDone, NotSent) as failure:
                    left.append(f"{_name(one)}: {failure.phrase} {failure.hint}".strip())
        if not (wishes or left or before):
            raise NotDone("Choose at least one of those who reported it.")
        return Sent(tuple(wishes), before, tuple(left))

    def _wish(self, problem: Problem, one: Told, text: str, now: datetime, wait: timedelta) -> Wish:
        way = self._way(one.key)
        attempts = Attempts(self._desk.outbox, intent(problem.number, one.key), f"the answer to {_name(one)}")
        return self._desk.wish(way.account, attempts.next(now), way.deed(text), now, subject=one.key, wait=wait)

    # --- who reported it

    def _problem(self, number: int) -> Problem:
        problem = self._releases.problem(number)
        if problem is None:
            raise NotDone(GONE)
        task = self._task(problem)
        if why := why_not(problem, done=task is not None and task.stage is Stage.DONE and not task.dropped):
            raise NotDone(why)
        return problem

    def _task(self, problem: Problem) -> Task | None:
        """Return the bug that a problem is linked to, by its address or its name, where a watch sees it."""
        tasks = (one for one in self._desk.store.items.values() if isinstance(one, Task))
        return next((one for one in tasks if problem.bug and problem.bug in (one.url, one.name)), None)

    def _to(self, problem: Problem) -> Iterator[Told]:
        """Yield each who reported it: where they are, whether they were told, and why they cannot be."""
        tickets = self._desk.store.archive.these(problem.tickets)
        done = under_way(self._desk.outbox, problem.number) | set(problem.told)
        for key in problem.tickets:
            one = tickets.get(key) or self._desk.store.items.get(key)
            if one is not None:
                place, gone = self._place(key)
                gone = getattr(one, "gone", "") or gone
                name, title = getattr(one, "name", "") if key in tickets else "", one.title
                yield Told(
                    key=key, name=name, title=title, url=one.url, at=one.at, place=place, told=key in done, gone=gone
                )

    def _place(self, key: str) -> tuple[str, str]:
        """Return where somebody is answered, and why they cannot be."""
        try:
            return self._way(key).account, ""
        except NotDone as failure:
            return "", failure.phrase

    def _way(self, key: str) -> Way:
        """Return how somebody is answered. Raises `NotDone` with the reason where they cannot be."""
        item = self._desk.store.items.get(key)
        if isinstance(item, Request):
            watch, connector = self._desk.answerable(item)
            return Way(watch.account, lambda text: connector.reply(item, text))
        ticket = self._desk.store.archive.these([key]).get(key)
        account = self._account(key)
        kind = SERVICES[self._desk.plan.accounts[account].kind] if account else None
        if ticket is None or kind is None or not (issubclass(kind, CanCorrespond) and issubclass(kind, CanWrite)):
            raise NotDone(NO_DESK)
        return Way(account, lambda text: kind.answer(ticket.name, text))

    def _account(self, key: str) -> str:
        """Return the account of the watch that brought a ticket; empty where the config has it no more."""
        name = self._desk.store.archive.watches([key]).get(key)
        return next((one.account for one in self._desk.plan.kept if one.name == name), "")


def under_way(outbox: Outbox, problem: int) -> set[str]:
    """Return the keys of those who were told that a problem is fixed, or are being told."""
    return {one.subject for one in outbox.beginning(f"{PREFIX}{problem}:") if one.fate in THERE and one.subject}


def told(outbox: Outbox, problem: int) -> tuple[str, ...]:
    """Return the keys of those who were told that a problem is fixed."""
    sent = (one.subject for one in outbox.beginning(f"{PREFIX}{problem}:") if one.fate is Fate.SENT and one.subject)
    return tuple(dict.fromkeys(sent))


def said(sent: Sent) -> str:
    """Say what became of the answers."""
    count = len(sent.wishes)
    parts = (
        f"{count} answer{' is' if count == 1 else 's are'} on {'its' if count == 1 else 'their'} way." if count else "",
        f"{sent.before} {'was' if sent.before == 1 else 'were'} told already." if sent.before else "",
        *sent.left,
    )
    return " ".join(part for part in parts if part)


def _name(one: Told) -> str:
    return isolated(one.name or shorten(one.title, 60))


HANDLERS: Mapping[type[Action], Callable[[Answerer, Any, datetime], Awaitable[object]]] = {
    AskAnswers: Answerer.ask,
    SendAnswers: Answerer.send,
}
