"""What happened while a person was away, as one thing to say when they are back. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.display import BLIND, MINUTE, STARTING, age
from supporttray.core.model import Alert, Event, Need, Urgency
from supporttray.core.rules.build import BROKEN
from supporttray.core.rules.request import WAITING
from supporttray.core.snapshot import Snapshot
from supporttray.core.text import isolated, listed, shorten
from supporttray.core.toast import NAMED, Button, Toast, toasts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORT = timedelta(minutes=2)  # an absence that is none: what was kept is said as usual
KEY = "away"
WHY = "Said because you are back."
STEPS = (5, 10, 15, 20, 30, 45, 60)  # minutes: how long nothing waits, said roundly
TAKEN = frozenset({"request.answered", "request.acknowledged"})
FIXED = "build.fixed"
FEW = 2  # builds that are named, people who are


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """What a person missed: `kept` would have been said meanwhile, `due` of it is still to be said, `events` tell how the rest went.

    `snapshot` is what is so now.
    """

    since: datetime
    until: datetime
    snapshot: Snapshot
    kept: tuple[Alert, ...] = ()
    due: tuple[Alert, ...] = ()
    events: tuple[Event, ...] = ()


class Back(msgspec.Struct, frozen=True):
    """What is said then: `alone` are the alerts with toasts of their own; `toast` tells the rest, while one of `about` is there."""

    alone: tuple[Alert, ...] = ()
    toast: Toast | None = None
    about: frozenset[str] = frozenset()


def back(absence: Absence, *, texts: bool = True) -> Back:
    """Return what is said to somebody who is back: one toast instead of many; what is urgent keeps its own.

    One need that is left has its own toast, with its buttons, and the story as one more line. What is over is told only if somebody
    asked, or something was red. Off duty, and while alerts are paused, nothing is told.
    """
    due, over = absence.due, _over(absence)
    snapshot = absence.snapshot
    silent = snapshot.duty.on is False or snapshot.paused_until is not None
    rest = due if len(due) == 1 else tuple(one for one in due if one.need.urgency is not Urgency.URGENT)
    if silent or absence.until - absence.since < SHORT or not (over or len(rest) > 1):
        return Back(due)
    story = _story(absence, over, texts=texts)
    alone = tuple(one for one in due if one not in rest)
    about = frozenset(one.need.key for one in rest)
    if len(rest) == 1:
        return Back(alone, _with_its_own(rest[0], story, absence, texts=texts), about)
    return Back(alone, _summary(rest, story, absence, texts=texts), about)


def _over(absence: Absence) -> tuple[Need, ...]:
    """Return the questions and the red builds that nobody needs to hear of any more."""
    there = {need.key for need in absence.snapshot.needs} | {one.need.key for one in absence.due}
    kept = {one.need.key: one.need for one in absence.kept}
    return tuple(need for key, need in kept.items() if key not in there and need.kind in (WAITING, BROKEN))


def _with_its_own(alert: Alert, story: str, absence: Absence, *, texts: bool) -> Toast:
    key = alert.need.key
    (own,) = toasts([[alert]], {key}, absence.snapshot.answerable, texts=texts)
    return msgspec.structs.replace(own, body=f"{own.body}\n{_title(absence)}: {story}".strip())


def _summary(rest: tuple[Alert, ...], story: str, absence: Absence, *, texts: bool) -> Toast:
    names = [isolated(shorten(one.need.title, 60)) for one in rest[:NAMED]] if texts else []
    more = [f"and {len(rest) - len(names)} more"] if names and len(rest) > len(names) else []
    return Toast(
        key=KEY,
        title=_title(absence),
        body="\n".join((story, *names, *more)),
        why=WHY,
        urgent=False,
        buttons=(Button.INBOX,),
        click=Button.INBOX,
    )


def _title(absence: Absence) -> str:
    return f"Away {age(absence.until - absence.since)}"


# --- the story: 2 questions (Jonas took one), main red → green; nothing waits over 20 min.


def _story(absence: Absence, over: tuple[Need, ...], *, texts: bool) -> str:
    told = [*(one.need for one in absence.due), *over]
    asked = {need.subject for need in told if need.kind == WAITING}
    red = {need.subject: need for need in told if need.kind == BROKEN}
    more = sum(need.kind not in (WAITING, BROKEN) for need in told)
    parts = [
        *_questions(asked, {need.subject for need in over}, absence.events, texts=texts),
        *_builds(red, absence, texts=texts),
    ]
    if more:
        parts.append(_many(more, "other thing" if parts else "thing"))
    return f"{', '.join(parts)}; {_waits(absence)}."


def _questions(asked: set[str], over: set[str], events: Iterable[Event], *, texts: bool) -> Iterator[str]:
    """Say how many there were, and who took how many of them."""
    taken = asked & over
    people = {event.actor: None for event in events if event.subject in taken and event.kind in TAKEN and event.actor}
    how_many = "all" if taken == asked else "one" if len(taken) == 1 else str(len(taken))
    if asked and not taken:
        yield _many(len(asked), "question")
    elif asked and texts and people:
        who = listed(list(people)) if len(people) <= FEW else f"{len(people)} people"
        yield f"{_many(len(asked), 'question')} ({who} took {'it' if len(asked) == 1 else how_many})"
    elif asked:
        yield f"{_many(len(asked), 'question')} ({how_many} taken)"


def _builds(red: dict[str, Need], absence: Absence, *, texts: bool) -> Iterator[str]:
    """Say what turned red, and what is green again."""
    still = {need.subject for need in absence.snapshot.needs if need.kind == BROKEN}
    fixed = {
        event.subject: event.title for event in absence.events if event.kind == FIXED and event.subject not in still
    }
    if texts and len(red) <= FEW:
        for subject, need in red.items():
            name = isolated(shorten(fixed.get(subject, need.title), 60))
            yield f"{name} red → green" if subject in fixed else name
    elif red:
        green = len(red.keys() & fixed.keys())
        how = "red → green" if green == len(red) else f"went red ({green} green again)" if green else "went red"
        yield f"{_many(len(red), 'build')} {how}"


def _waits(absence: Absence) -> str:
    """Say how long the oldest question waits that is mine to hear, as an upper bound; none where not everything was seen."""
    snapshot = absence.snapshot
    blind = any(service.state in (*BLIND, STARTING) for service in snapshot.services)
    since = [
        need.since
        for need in snapshot.needs
        if need.kind == WAITING and need.urgency > Urgency.QUIET and snapshot.duty.hears_first(need.domain)
    ]
    if not since:
        return "not everything can be seen" if blind else "nothing waits"
    span = absence.until - min(since)
    if blind:
        return f"of what can be seen the oldest waits {age(span)}"
    step = next((step for step in STEPS if span <= step * MINUTE), None)
    return f"nothing waits over {step} min" if step else f"the oldest waits {age(span)}"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
