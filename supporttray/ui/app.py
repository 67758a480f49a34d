"""Starts the screen: the icon first, then everything else; ends it cleanly."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from supporttray.errors import AlreadyRunning, Failure
from supporttray.paths import resource
from supporttray.ui.drawing import STARTING_UP, Drawing, drawing, failed
from supporttray.ui.icons import Icons
from supporttray.ui.menu import Menu
from supporttray.ui.tray import TrayIcon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from supporttray.core.model import Snapshot
    from supporttray.ui.bridge import Bridge, Live
    from supporttray.ui.halt import Halt
    from supporttray.ui.panel import Panel
    from supporttray.ui.window import Window

_LINUX = sys.platform.startswith("linux")
_STOP_LIMIT_S = 5.0
# Desktops without a portal (XFCE, MATE) make Qt complain at every start; it goes on all right.
_QUIET = "qt.qpa.theme.gnome.warning=false\nqt.qpa.services.warning=false"


def run(live: Live, *, argv: Sequence[str]) -> int:
    """Show the tray and run `live` beside it until the person, or the system, ends it; return the exit code."""
    QLoggingCategory.setFilterRules(_QUIET)
    with _theme():
        qt = QApplication(list(argv))
    qt.setApplicationName("supporttray")
    qt.setApplicationDisplayName("Support Tray")
    qt.setDesktopFileName("supporttray")
    qt.setQuitOnLastWindowClosed(False)
    screen = Screen(qt)
    screen.show()
    QTimer.singleShot(0, lambda: screen.begin(live))
    qt.exec()
    if not screen.end():
        # A thread that hangs in the system would hold the interpreter's exit for ever.
        sys.stderr.write("supporttray: the engine did not end in time\n")
        sys.stderr.flush()
        os._exit(screen.exit_code or 1)
    return screen.exit_code


@contextmanager
def _theme() -> Iterator[None]:
    """Avoid Qt's GTK theme: it costs 20 MiB and 60 ms for a face that is drawn by the panel. KDE's own is cheap.

    Only while Qt starts: the browser that we open must not inherit it.
    """
    name = "QT_QPA_PLATFORMTHEME"
    if not _LINUX or name in os.environ or "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":"):
        yield
        return
    os.environ[name] = "gnome"
    try:
        yield
    finally:
        del os.environ[name]


class Screen(QObject):
    """Everything on Qt's thread: the tray, the window where there is none, the bridge and the signals."""

    def __init__(self, qt: QApplication) -> None:
        super().__init__()
        self._qt = qt
        self.exit_code = 0
        self._menu = Menu()
        self._menu.quit.connect(qt.quit)
        self._menu.widget.aboutToShow.connect(self._redraw)
        # macOS colours the icon itself, to suit a light or a dark menu bar
        self._icons = Icons(resource("icons"), mask=sys.platform == "darwin")
        self._tray = TrayIcon(self._menu, self._icons)
        self._snapshot: Snapshot | None = None
        self._failure: BaseException | None = None
        self._window: Window | None = None
        self._bridge: Bridge | None = None
        self._panel: Panel | None = None
        self._halt: Halt | None = None

    def show(self) -> None:
        """Put the icon into the tray."""
        self._tray.show()
        self._tray.draw(STARTING_UP)

    def begin(self, live: Live) -> None:
        """Do what can wait until the icon is there: signals, the engine, the look for late panels."""
        from supporttray.ui.bridge import Bridge  # noqa: PLC0415  after the icon
        from supporttray.ui.halt import Halt  # noqa: PLC0415  after the icon

        self._halt = Halt()
        self._halt.asked.connect(self._qt.quit)
        self._bridge = Bridge(live)
        self._bridge.changed.connect(self._changed)
        self._bridge.failed.connect(self._failed)
        self._bridge.start()
        if _LINUX:
            from supporttray.ui.panel import Panel  # noqa: PLC0415  Linux only, after the icon

            self._panel = Panel(found=QSystemTrayIcon.isSystemTrayAvailable())
            self._panel.came.connect(self._tray_came)
            self._panel.present.connect(self._tray_present)
            self._menu.exported = self._panel.draws_menu

    def end(self) -> bool:
        """Take the icon away and stop the engine; return whether it stopped."""
        self._tray.hide()
        if self._window:
            self._window.hide()
        return self._bridge is None or self._bridge.stop(_STOP_LIMIT_S)

    @Slot(object)
    def _changed(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._redraw()

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        self._failure = error
        if isinstance(error, AlreadyRunning):
            sys.stderr.write(f"supporttray: {error.phrase}. {error.hint}".rstrip() + "\n")
            self.exit_code = error.exit_code
            self._qt.quit()
            return
        if not isinstance(error, Failure):
            sys.excepthook(type(error), error, error.__traceback__)
        self._redraw()

    @Slot()
    def _redraw(self) -> None:
        """Draw what is known; also when the menu opens, because the ages in it go on."""
        words = self._drawing()
        self._tray.draw(words)
        if self._window:
            self._window.draw(words)

    def _drawing(self) -> Drawing:
        from datetime import UTC, datetime  # noqa: PLC0415  after the icon

        words = drawing(self._snapshot, datetime.now(UTC)) if self._snapshot else STARTING_UP
        if isinstance(self._failure, Failure):
            return failed(words, self._failure.phrase, self._failure.hint)
        if self._failure is not None:
            return failed(
                words,
                f"A fault in Support Tray: {type(self._failure).__name__}",
                "Quit and start it again; the log tells more.",
            )
        return words

    @Slot()
    def _tray_came(self) -> None:
        self._menu.exported = True
        self._tray.renew()
        self._redraw()

    @Slot(bool)
    def _tray_present(self, present: bool) -> None:  # noqa: FBT001  a signal's argument
        if present and self._window:
            self._window.hide()
        elif not present:
            if self._window is None:
                from supporttray.ui.window import Window  # noqa: PLC0415  most desktops never need it

                self._window = Window(self._icons)
                self._window.quit.connect(self._qt.quit)
            self._redraw()
            self._window.show()
