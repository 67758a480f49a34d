"""The screen on its own in the desktop, steered by a test: it shows the snapshots that the test hands it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from supporttray.core.snapshot import Snapshot
from tests.desktop.lab.session import AppProcess, Desktop

ACTS = [  # what stands below in the menu at any time
    "What next…",
    "Inbox",
    "Log a request…",
    "Watch a release…",
    "Duty…",
    "Daily status…",
    "Add a line to today…",
    "Pause alerts",
    "Pause alerts>For 30 minutes",
    "Pause alerts>For an hour",
    "Pause alerts>Until tomorrow morning",
    "What is no request…",
    "Settings…",
    "Quit",
]
PROGRAM = Path(__file__).parents[1] / "ui" / "steered.py"


@dataclass(frozen=True)
class Steered:
    """The app under test and the pipe that its engine reads."""

    app: AppProcess
    pipe: IO[bytes]

    def show(self, snapshot: Snapshot) -> None:
        """Let the engine show a snapshot."""
        self.pipe.write(msgspec.json.encode(snapshot) + b"\n")
        self.pipe.flush()

    def order(self, word: str) -> None:
        """Let the engine end as the word says (see steered.py)."""
        self.pipe.write(f"!{word}\n".encode())
        self.pipe.flush()


@contextmanager
def steered(desktop: Desktop, **env: str) -> Iterator[Steered]:
    """Start the steered app; it does not wait for its icon."""
    fifo = desktop.folder / f"orders-{len(desktop.processes)}"
    os.mkfifo(fifo)
    # Opened for both, so that neither side waits for the other.
    with suppress(BrokenPipeError), os.fdopen(os.open(fifo, os.O_RDWR), "wb") as pipe:
        root = str(PROGRAM.parents[2])
        app = desktop.start([sys.executable, str(PROGRAM), str(fifo)], {"PYTHONPATH": root, **env})
        yield Steered(app, pipe)
