"""A product's process: how its manual testing and its releases are done. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.core.item import Task


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """What the config says of a product: tasks with one of these labels are done as the `document` (a page) says, in these steps."""

    product: str
    labels: tuple[str, ...]
    document: str = ""
    steps: tuple[str, ...] = ()


def process_of(task: Task, processes: Iterable[Process]) -> Process | None:
    """Return the process that a task is part of: the first one with a label of its; None if it is ordinary work."""
    labels = {label.casefold() for label in task.labels}
    return next((one for one in processes if not labels.isdisjoint(label.casefold() for label in one.labels)), None)
