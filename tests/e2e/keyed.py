"""`supporttray` with plain lines that name each alert by its need's key and urgency, and that can die in mid-sentence.

KEYED_DIES is empty, `heard` or `speak`: the first such call of the engine is its last.
"""

import os
import signal
import sys
from collections.abc import Sequence
from typing import TextIO

from supporttray import cli, lines
from supporttray.core.model import Alert, Event


class Keyed(lines.Lines):
    """Lines for a test to count."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        super().__init__(out)
        self._dies = os.environ.get("KEYED_DIES", "")

    def speak(self, alerts: Sequence[Alert]) -> None:
        for alert in alerts:
            self._print(alert.at, "!", f"{alert.need.key} {int(alert.need.urgency)} (because {alert.reason})")
        self._die("speak")

    def found(self, alerts: Sequence[Alert]) -> None: ...

    def heard(self, events: Sequence[Event]) -> None:
        super().heard(events)
        self._die("heard")

    def _die(self, when: str) -> None:
        if self._dies == when:
            os.kill(os.getpid(), signal.SIGKILL)


lines.Lines = Keyed  # type: ignore[misc]
sys.exit(cli.main())
