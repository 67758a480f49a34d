"""Takes little memory of the system, and gives back what closed windows and the start leave with us."""

from __future__ import annotations

import ctypes
from contextlib import suppress

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

_M_ARENA_MAX = -8  # mallopt(3)
_LITTLE = QSize(1, 1)  # Qt makes the picture as large as its window before it is painted again


def share() -> None:
    """Let all threads take memory from one place: the engine's own would keep 5 MiB that it does not use.

    They seldom wait for it, since Python runs one of them at a time. To be called before there is a second thread.
    """
    with suppress(OSError, AttributeError):  # a C library other than GNU's has no such function
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Let go of the pictures of windows that nobody sees, 2.5 MiB of the inbox, and of what the allocator holds ready, as much."""
    for window in QApplication.topLevelWidgets():
        picture = window.backingStore()
        if picture and not window.isVisible():
            picture.resize(_LITTLE)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
