"""What changed between two looks at an item, as events. Pure: keys come from the service's own ids, so any order gives one journal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core.item import Build, Deploy, Error, Request, Review, Run, Stage, Task
from supporttray.core.model import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from supporttray.core.item import AnyItem, Reaction, Reply

LATELY = timedelta(days=1)  # what happened to a change so long before it was first seen is no news
MINE = "|mine"  # how the key of an event ends that tells what I have said myself
KEPT_RUNS = 20  # a build's memory; what turned before stands in the journal


def changes(old: AnyItem | None, new: AnyItem | None, now: datetime) -> tuple[Event, ...]:
    """Return what happened between `old` and `new`, two looks at one item; None stands for an item that is not there."""
    item = new or old
    assert item is not None, "one of the two looks shows the item"  # noqa: S101
    rule = _RULES.get(type(item))
    return tuple(rule(old, new, now)) if rule else ()


def merge(old: AnyItem | None, new: AnyItem, before: datetime) -> AnyItem:
    """Return `new` with the dated facts of `old` that were not told again (older runs, replies not read this time).

    A reaction that is new was not there at the look `before`, nor was a task's new stage, or a new commit of a change.
    """
    if isinstance(old, Build) and isinstance(new, Build):
        return msgspec.structs.replace(new, runs=_merged_runs(old.runs, new.runs))
    if isinstance(old, Request) and isinstance(new, Request):
        reactions = _dated(old.reactions, new.reactions, before)
        new = new if new.brought_by else _brought(old, new)
        return msgspec.structs.replace(new, replies=_merged_replies(old, new, before), reactions=reactions)
    if isinstance(old, Review) and isinstance(new, Review) and new.pushed_at is None:
        return msgspec.structs.replace(new, pushed_at=old.pushed_at if old.head == new.head else before)
    if isinstance(old, Task) and isinstance(new, Task) and new.changed is None:
        return msgspec.structs.replace(new, changed=old.changed if old.stage is new.stage else before)
    return new


def left(item: AnyItem) -> AnyItem:
    """Return what stays of an item when one of several watches sees it no more: who brought it may have taken that back.

    Where it is still brought, whoever sees that says so at their next look.
    """
    if not isinstance(item, Request):
        return item
    return msgspec.structs.replace(item, brought_by="", brought_at=None, me="")


def trim(item: AnyItem) -> AnyItem:
    """Return what is kept of an item once its changes were told: a build's newest runs.

    The run that began a red streak stays, or the cut would seem a new turn; and the green one before it, from which on something changed.
    """
    if not isinstance(item, Build) or len(item.runs) <= KEPT_RUNS:
        return item
    dropped, kept = msgspec.structs.replace(item, runs=item.runs[:-KEPT_RUNS]), item.runs[-KEPT_RUNS:]
    early = {run.order: run for run in (item.green_before, dropped.first_red) if run and run not in kept}
    return msgspec.structs.replace(item, runs=(*(early[order] for order in sorted(early)), *kept))


def _merged_replies(old: Request, new: Request, before: datetime) -> tuple[Reply, ...] | None:
    """Return the replies of the newer look; those of the older one where the thread was not read this time."""
    if new.replies is None:
        return old.replies
    known = {one.id: one.reactions for one in old.replies or ()}
    return tuple(
        msgspec.structs.replace(one, reactions=_dated(known[one.id], one.reactions, before)) if one.id in known else one
        for one in new.replies
    )


def _brought(old: Request, new: Request) -> Request:
    """Return the newer look with what another watch knows of who brought it."""
    return msgspec.structs.replace(new, brought_by=old.brought_by, brought_at=old.brought_at, me=new.me or old.me)


def _dated(old: Sequence[Reaction], new: Sequence[Reaction], before: datetime) -> tuple[Reaction, ...]:
    """Return the reactions of the newer look with the moments that are known of them; the earliest counts."""
    known = {(one.by, one.name): one for one in old}
    return tuple(_since(one, known.get((one.by, one.name)), before) for one in new)


def _since(one: Reaction, known: Reaction | None, before: datetime) -> Reaction:
    if known is None:
        return msgspec.structs.replace(one, since=before)
    at = min(known.at, one.at) if known.at and one.at else known.at or one.at
    return msgspec.structs.replace(one, at=at, since=known.since)


def _merged_runs(old: tuple[Run, ...], new: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the attempts of both in the order of their runs. The times that were told first stay: services touch them up."""
    attempts = {(run.id, run.attempt): run for run in old}
    for run in new:
        known = attempts.get((run.id, run.attempt), run)
        attempts[run.id, run.attempt] = msgspec.structs.replace(run, at=known.at, ended=known.ended)
    return tuple(sorted(attempts.values(), key=lambda run: run.order))


# --- requests


def _request_events(old: Any, new: Any, now: datetime) -> Iterator[Event]:
    if new is None:
        yield _event("request.deleted", old, now, old.key)
        return
    if old is None:
        yield _event("request.asked", new, now, new.key, at=new.at, actor=new.name)
    if new.edited and (old is None or new.edited != old.edited):
        yield _event("request.edited", new, now, f"{new.key}:{new.edited.isoformat()}", at=new.edited, actor=new.name)
    known = {reply.id for reply in (old and old.replies) or ()}
    for reply in new.replies or ():
        if reply.id not in known and (reply.by == new.by or (reply.counts and not reply.bot)):
            kind = "asked_again" if reply.by == new.by else "acknowledged" if reply.calls else "answered"
            yield _event(f"request.{kind}", new, now, f"{new.key}:{reply.id}", at=reply.at, actor=reply.name)
    yield from _reaction_events(old, new, now)


def _reaction_events(old: Request | None, new: Request, now: datetime) -> Iterator[Event]:
    """Reactions have no time and no id of their own: the moment we saw the change stands in the key."""
    before, after = _acknowledging(old), _acknowledging(new)
    moment = int(now.timestamp() * 1000)
    for kind, these, others in (("acknowledged", after, before), ("unacknowledged", before, after)):
        for by, name in sorted(these.keys() - others.keys()):
            one = these[by, name]
            at = one.at or one.since if kind == "acknowledged" else None
            key = f"{new.key}:{by}:{name}:{moment}"
            yield _event(f"request.{kind}", new, now, key, at=at, actor=one.person or by)


def _acknowledging(request: Request | None) -> dict[tuple[str, str], Reaction]:
    if request is None:
        return {}
    return {(one.by, one.name): one for one in request.acknowledging}


# --- builds


def _build_events(old: Any, new: Any, now: datetime) -> Iterator[Event]:
    """A build breaks or is fixed where its runs turn; what had turned before is told already."""
    if new is None:
        return
    told = {(run.id, run.attempt) for run in old.turns} if old else set()
    for run in new.turns:
        if (run.id, run.attempt) not in told:
            kind = "build.broken" if run.red else "build.fixed"
            yield _event(kind, new, now, f"{new.key}:{run.name}", at=run.ended, url=run.url)
    known = {red.name for red, _ in old.flakes} if old else set()
    for red, run in new.flakes:
        if red.name not in known:
            yield _event("build.flaky", new, now, f"{new.key}:{red.name}", at=run.ended, url=red.url)


# --- tasks


def _task_events(old: Any, new: Any, now: datetime) -> Iterator[Event]:
    """A task that went on, or waits for somebody now, is told; what stood in the tracker before anybody looked is not."""
    if old is None or new is None:
        return
    if old.stage is not new.stage:
        at = new.last_at if new.changed else now
        moment = int(at.timestamp() * 1000)
        yield _event(f"task.{new.stage}", new, now, f"{new.key}:{moment}", at=at, actor=new.assignee)
    if new.blocked and not old.blocked and new.stage is not Stage.DONE:
        yield _event("task.blocked", new, now, f"{new.key}:{int(now.timestamp() * 1000)}", actor=new.assignee)


# --- reviews


def _review_events(old: Any, new: Any, now: datetime) -> Iterator[Event]:
    """A change is opened, pushed to and spoken of by others than its author; where it was not known before, only what is of today is told."""
    if new is None:
        return
    if old is None and now - new.at < LATELY:
        yield _event("review.opened", new, now, new.key, at=new.at, actor=new.author)
    if old is not None and new.head != old.head:
        yield _event("review.pushed", new, now, f"{new.key}:{new.head}", at=new.pushed_at, actor=new.author)
    known = {one.id for one in old.opinions} if old else set()
    for one in new.opinions:
        if one.id not in known and one.by != new.by and (old is not None or now - one.at < LATELY):
            key = f"{new.key}:{one.id}{MINE if one.mine else ''}"
            yield _event(f"review.{one.says}", new, now, key, at=one.at, actor=one.name or one.by)


# --- errors, and what went live


def _error_events(old: Any, new: Any, now: datetime) -> Iterator[Event]:
    """An error that came, came back or ended is told; where it was not known before, only what is of today."""
    if new is None or (old is None and now - new.news_at >= LATELY):
        return
    if old is None or new.again_at != old.again_at:
        kind, at = ("error.back", new.again_at) if new.again_at else ("error.new", new.at)
        yield _event(kind, new, now, f"{new.key}:{int(at.timestamp())}", at=at)
    if old is not None and new.ended and not old.ended:
        yield _event("error.ended", new, now, f"{new.key}:{int(new.last_at.timestamp())}")


def _deploy_events(old: Any, new: Any, now: datetime) -> Iterator[Event]:
    """What went live is told once; what did so before today is no news."""
    if old is None and new is not None and now - new.at < LATELY:
        yield _event("deploy.live", new, now, new.key, at=new.at, actor=new.by)


def _event(
    kind: str, item: AnyItem, now: datetime, key: str, *, at: datetime | None = None, actor: str = "", url: str = ""
) -> Event:
    return Event(
        key=f"{kind}:{key}",
        kind=kind,
        subject=item.key,
        at=at or now,
        seen_at=now,
        actor=actor,
        title=item.title,
        url=url or item.url,
    )


_RULES: dict[type, Callable[[Any, Any, datetime], Iterator[Event]]] = {
    Request: _request_events,
    Build: _build_events,
    Task: _task_events,
    Review: _review_events,
    Error: _error_events,
    Deploy: _deploy_events,
}

RETENTION = timedelta(days=30)  # texts are guests: what is older is forgotten
ERASING = frozenset({"request.deleted"})  # what is deleted there is deleted here, also from earlier events
