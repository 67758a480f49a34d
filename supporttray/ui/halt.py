"""Ends the app on SIGTERM, SIGINT and SIGHUP without a polling timer: the signal wakes Qt through a socket."""

from __future__ import annotations

import signal
import socket
from contextlib import suppress

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_NAMES = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")


class Halt(QObject):
    """Emits `asked` when the system or a person at the terminal wants the app to end.

    Qt's loop never returns to Python while nothing happens, so a Python signal handler alone would never run.
    """

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.settimeout(0)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._heard)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for name in _NAMES:
            if number := getattr(signal, name, None):
                signal.signal(number, _wake_up_only)

    @Slot()
    def _heard(self) -> None:
        with suppress(BlockingIOError):
            self._read.recv(64)
        self.asked.emit()


def _wake_up_only(_number: int, _frame: object) -> None:
    """Keep the signal from killing us; the wake-up socket carries the news."""
