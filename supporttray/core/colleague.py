"""To whom a request can be handed: who answered in its channel lately, who is on duty, who is in the team. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.asked import Colleague
from supporttray.core.item import Request, Shift

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from supporttray.core.item import AnyItem, Reply
    from supporttray.core.model import Duty

WEEK = timedelta(days=7)
MOST = 30  # that are named

Answers = dict[str, dict[str, "Reply"]]  # by person and request: the last one


def colleagues(
    request: Request,
    items: Collection[AnyItem],
    team: Mapping[str, str],
    duty: Duty,
    me: Iterable[str],
    now: datetime,
    like: Iterable[Colleague] = (),
) -> tuple[Colleague, ...]:
    """Return the people to whom a request can be handed, the likeliest first, each once; never who asked, nor `me` (names and ids).

    `items` are those of the request's own service, and the rota; `team` has ids by name, `like` are who answered requests like it. Of the rota those are named whose ids are known.
    """
    answers = _answers(request, items)
    known = {one.name.casefold(): Colleague(one.id, one.name) for one in _answerers(answers, request, now)}
    known |= {name.casefold(): Colleague(id_, name) for name, id_ in team.items()}
    out = {one.casefold() for one in me} | {request.by.casefold()}
    found: dict[str, Colleague] = {}
    for one in (*like, *_answerers(answers, request, now), *_rota(known, items, duty), *_team(team)):
        if one.id.casefold() not in out and one.name.casefold() not in out:
            found.setdefault(one.id, one)
    return tuple(found.values())[:MOST]


def mine(items: Iterable[AnyItem], written: Collection[str]) -> frozenset[str]:
    """Return the ids of whoever wrote these messages (by their ids), and my names in the rota."""
    found = set[str]()
    for item in items:
        if isinstance(item, Request):
            found |= {reply.by for reply in item.replies or () if reply.id in written}
        elif isinstance(item, Shift) and item.mine:
            found.add(item.person)
    return frozenset(found)


def default_text(colleague: Colleague) -> str:
    """Return what hands a request to somebody."""
    return f"@{colleague.name}, could you take this one?"


def _answers(request: Request, items: Iterable[AnyItem]) -> Answers:
    """Return who answered requests in the channel of a request."""
    found: Answers = {}
    for item in items:
        if isinstance(item, Request) and item.where == request.where:
            for reply in sorted(item.replies or (), key=lambda one: one.at):
                if reply.counts and not reply.bot and reply.by != item.by:
                    found.setdefault(reply.by, {})[item.key] = reply
    return found


def _answerers(answers: Answers, request: Request, now: datetime) -> Iterator[Colleague]:
    """Yield who answered this request before, then who answered most this week, then at all; the latest first among equals."""
    rows = []
    for id_, replies in answers.items():
        week = sum(now - one.at <= WEEK for one in replies.values())
        last = max(replies.values(), key=lambda one: one.at)
        why = f"answered {week} here this week" if week else f"answered {len(replies)} here this month"
        here = request.key in replies
        one = Colleague(id_, last.name or id_, "answered in this thread" if here else why)
        rows.append(((here, week, len(replies), last.at, id_), one))
    yield from (one for _, one in sorted(rows, key=lambda row: row[0], reverse=True))


def _rota(known: Mapping[str, Colleague], items: Iterable[AnyItem], duty: Duty) -> Iterator[Colleague]:
    """Yield who is on duty, then who else is in the rota."""
    on = {
        person: f"on duty for {turn.domain}" if turn.domain else "on duty"
        for turn in duty.turns
        for person in turn.people
    }
    others = {item.person: "in the rota" for item in items if isinstance(item, Shift)}
    for person, why in (*on.items(), *others.items()):
        if one := known.get(person.casefold()):
            yield Colleague(one.id, one.name, why)


def _team(team: Mapping[str, str]) -> Iterator[Colleague]:
    yield from (Colleague(id_, name, "in the team") for name, id_ in team.items())
