"""A package manager puts a newer version over the app while it runs: what a frozen app imports later is then no longer where it was.

So the app looks at its own program now and then, and starts itself anew. Windows lets nobody replace a program that runs; its setup asks first.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray import program
from supporttray.errors import Replaced

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

EVERY = timedelta(seconds=5)  # a `stat` costs microseconds


async def watch(file: str, sleep: Callable[[timedelta], Awaitable[None]]) -> None:
    """Look until another file is there and has stayed the same from one look to the next. Raises `Replaced`."""
    first = before = _mark(file)
    while True:
        await sleep(EVERY)
        now = _mark(file)
        if now is not None and now == before and now != first:
            raise Replaced("A newer version of Support Tray was installed", "")
        before = now


async def attend(sleep: Callable[[timedelta], Awaitable[None]]) -> None:
    """Watch our own program where it is one that can be replaced; else wait for ever. Raises `Replaced`."""
    ours = program.replaceable()
    if ours:
        await watch(ours, sleep)
    while True:
        await sleep(timedelta(days=1))


def _mark(file: str) -> tuple[int, int, int] | None:
    try:
        told = os.stat(file)  # noqa: PTH116  a name is enough
    except OSError:
        return None
    return told.st_ino, told.st_mtime_ns, told.st_size
