"""A task that was made from a question went on: the one who asked is told, by a draft that waits for a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.display import age
from supporttray.core.item import Request, Stage, Task
from supporttray.core.model import Need, Urgency
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import World

NEWS = "request.news"
WAS = {Stage.STARTED: "was started", Stage.DONE: "is done"}
DRAFTS = {Stage.STARTED: "We have started on this: {url}", Stage.DONE: "This is done: {url}"}
DROPPED, DROPPED_DRAFT = "was closed with nothing done", "We have closed this, and nothing was changed: {url}"


def news(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each task that was made from a question and was started or done, if nobody told so yet."""
    for task in world.items.values():
        if isinstance(task, Task) and task.stage is not Stage.OPEN:
            request = world.items.get(world.born.get(task.url, ""))
            if isinstance(request, Request) and news_key(request.key, task) not in world.told:
                yield _need(world, request, task, now)


def news_key(request: str, task: Task) -> str:
    """Return the key of the need for one stage of a task: each is told once."""
    return f"{NEWS}|{request}#{task.key}:{task.stage}"


def _need(world: World, request: Request, task: Task, now: datetime) -> Need:
    was = DROPPED if task.dropped else WAS[task.stage]
    draft = DROPPED_DRAFT if task.dropped else DRAFTS[task.stage]
    asked = shorten(request.title, 80)
    return Need(
        key=news_key(request.key, task),
        kind=NEWS,
        subject=request.key,
        urgency=Urgency.NEEDS_YOU,
        title=f"Tell {isolated(shorten(request.name, 60))} that {isolated(task.name)} {was}",
        because=f"It was made from “{isolated(asked)}”; that was seen {age(now - task.last_at)} ago.",
        since=task.last_at,
        url=request.url,
        app=request.app,
        source=request.where,
        domain=world.watch_of(request.key).domain,
        links=((task.name, task.url),),
        patient=True,
        draft=draft.format(url=task.url),
    )
