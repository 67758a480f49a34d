"""What the bench does at the screen: the whole app in this process, driven step by step as a person's hand would do it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from supporttray.ui.app import Screen

if TYPE_CHECKING:
    from supporttray.ui.bridge import Live

Script = Generator[Callable[[], object], None, None]  # yields what must become true before it goes on
Window = TypeVar("Window", bound=QWidget)

LOOK_MS = 2  # how often a script looks whether it may go on
LIMIT_S = 20.0


class Hand:
    """Drives a script on Qt's loop, and ends the app after its last step, or at a step that takes too long."""

    def __init__(self, qt: QApplication, script: Script) -> None:
        self._qt = qt
        self._script = script
        self._look: Callable[[], object] = lambda: True
        self._since = time.perf_counter()
        self.error: Exception | None = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(LOOK_MS)

    def _go_on(self) -> None:
        try:
            if self._look():
                self._look = next(self._script)
                self._since = time.perf_counter()
            elif time.perf_counter() - self._since > LIMIT_S:
                raise TimeoutError(self._look)
        except StopIteration:
            self._end()
        except Exception as error:  # noqa: BLE001  whatever it is, the loop must end
            self.error = error
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._qt.quit()


def on_screen(live: Live, script: Script) -> None:
    """Run the app with its icon until the script ends; raises what the script raised."""
    qt = QApplication(sys.argv)
    qt.setApplicationName("supporttray")
    qt.setQuitOnLastWindowClosed(False)
    screen = Screen(qt)
    screen.show()
    QTimer.singleShot(0, lambda: screen.begin(live))
    hand = Hand(qt, script)
    qt.exec()
    screen.end()
    if hand.error:
        raise hand.error


def click(text: str) -> None:
    """Choose an entry of the tray's menu."""
    menus = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMenu)]
    next(action for menu in menus for action in menu.actions() if action.text() == text).trigger()


def window(kind: type[Window]) -> Window | None:
    """Return the window of a kind that stands on the screen."""
    return next((one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and _seen(one)), None)


def _seen(widget: QWidget) -> bool:
    handle = widget.windowHandle()
    return widget.isVisible() and bool(handle) and handle.isExposed()


def rest(span_s: float) -> Callable[[], bool]:
    """Return what becomes true after a while."""
    end = time.perf_counter() + span_s
    return lambda: time.perf_counter() >= end


class Heart:
    """A 10 ms timer on the screen's thread that keeps when it came."""

    def __init__(self) -> None:
        self._beats: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._beats.append(time.perf_counter()))
        self._timer.start(10)

    @property
    def beats(self) -> int:
        """How often it came."""
        return len(self._beats)

    def gaps(self) -> dict[str, float]:
        """Return the milliseconds between two beats."""
        found = sorted((after - before) * 1000 for before, after in pairwise(self._beats))
        return {
            "p50": share(found, 0.5),
            "p99.9": share(found, 0.999),
            "max": found[-1],
            "beats": len(self._beats),
        }


def share(ordered: list[float], part: float) -> float:
    """Return the value below which this part of all lies."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
