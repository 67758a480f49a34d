"""The screen on its own, steered by a test: an engine that shows what it reads, line by line, from the file argv[1].

A line is a snapshot as JSON, or `!` and an order: AlreadyRunning, StoreError, fault, or hang (in the system, for ever).
"""

import asyncio
import os
import sys
import time

import msgspec

from supporttray import errors
from supporttray.core.snapshot import Snapshot
from supporttray.ui.app import run
from supporttray.ui.bridge import Stage


async def live(stage: Stage) -> None:
    """Obey the lines as they come, then wait."""
    say("up")
    reader = asyncio.StreamReader()
    lines = os.fdopen(os.open(sys.argv[1], os.O_RDONLY), "rb")  # closed by the transport
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), lines)
    try:
        while line := (await reader.readline()).strip():
            if line.startswith(b"!"):
                obey(line[1:].decode())
            else:
                stage.show(msgspec.json.decode(line, type=Snapshot))
    finally:
        pipe.close()
    await asyncio.Event().wait()


def say(word: str) -> None:
    """Tell the test."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def obey(order: str) -> None:
    """End as an engine may end."""
    if order == "AlreadyRunning":
        raise errors.AlreadyRunning("Support Tray runs already", "Look into the tray.")
    if order == "StoreError":
        raise errors.StoreError("The database is full", "Free some space.")
    if order == "hang":
        say("hanging")
        time.sleep(600)
    raise ZeroDivisionError(order)


if __name__ == "__main__":
    sys.exit(run(live, argv=sys.argv))
