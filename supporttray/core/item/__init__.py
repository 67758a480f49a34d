"""The items: what services told us, as frozen values with dated facts. A file a kind."""

from __future__ import annotations

from typing import TypeAlias

from supporttray.core.item.base import Item
from supporttray.core.item.build import Build, Job, Result, Run
from supporttray.core.item.deploy import Deploy
from supporttray.core.item.error import Error
from supporttray.core.item.plan import OPEN, Holiday, Meeting, Shift, Sign
from supporttray.core.item.request import Episode, Meaning, Reaction, Reply, Request, Word
from supporttray.core.item.review import Opinion, Review, Says
from supporttray.core.item.task import Stage, Task

__all__ = [
    "OPEN", "AnyItem", "Build", "Deploy", "Episode", "Error", "Holiday", "Item", "Job", "Meaning", "Meeting", "Opinion", "Reaction", "Reply", "Request",
    "Result", "Review", "Run", "Says", "Shift", "Sign", "Stage", "Task", "Word", "fingerprint",
]  # fmt: skip

AnyItem: TypeAlias = Request | Build | Shift | Meeting | Holiday | Sign | Task | Review | Error | Deploy


def fingerprint(item: AnyItem) -> str:
    """Return what changes when something happens to an item: its state and the moment of the last thing that did; of a build the run that turned it, of a review its newest commit, of an error when it came back."""
    if isinstance(item, Build):
        return f"{item.state}@{''.join(run.name for run in item.turns[-1:])}"
    if isinstance(item, Review):  # asleep until there is something new to look at
        return f"{item.head}@{item.asks_me}"
    if isinstance(item, Error):  # that it goes on is no news
        return f"{item.state}@{item.news_at.isoformat()}"
    edited = item.edited if isinstance(item, Request) and item.edited else item.at
    return f"{item.state}@{max(item.last_at, edited).isoformat()}"
