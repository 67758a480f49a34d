"""Starts the screen: the icon first, then everything else; ends it cleanly."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from supporttray import program
from supporttray.errors import AlreadyRunning, Failure, Left
from supporttray.paths import resource
from supporttray.ui.tray.drawing import STARTING_UP, Drawing, drawing, failed
from supporttray.ui.tray.icons import Icons
from supporttray.ui.tray.menu import INBOX, Menu
from supporttray.ui.tray.tray import TrayIcon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QIcon

    from supporttray.core.action import Action
    from supporttray.core.page import Page
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.address import Addresses
    from supporttray.ui.bridge import Bridge, Live, Then
    from supporttray.ui.halt import Halt
    from supporttray.ui.tray.panel import Panel
    from supporttray.ui.windows import Windows

_LINUX = sys.platform.startswith("linux")
_STOP_LIMIT_S = 5.0
_SETTLED_MS = 5_000  # by then the engine has its modules, and what reading them took lies idle
_CLOSED_MS = 1_000  # after the last window was closed: who opens one again at once finds it as it was
# Desktops without a portal (XFCE, MATE) make Qt complain at every start; it goes on all right.
_QUIET = "qt.qpa.theme.gnome.warning=false\nqt.qpa.services.warning=false"


def run(live: Live, *, argv: Sequence[str]) -> int:
    """Show the tray and run `live` beside it until the person, or the system, ends it; return the exit code."""
    QLoggingCategory.setFilterRules(_QUIET)
    _name_app()
    with _theme() as ours:
        qt = QApplication(list(argv))
    program.restore_qt()
    if ours:
        # this theme tells that the desktop became dark or light, and leaves the colours as they were
        qt.styleHints().colorSchemeChanged.connect(lambda _: qt.setPalette(qt.style().standardPalette()))
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


def _name_app() -> None:
    """Tell Windows under which name our windows and notifications stand together, before the first of them (AppUserModelID)."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  not elsewhere

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(program.APP_ID)


@contextmanager
def _theme() -> Iterator[bool]:
    """Avoid Qt's GTK theme: it costs 20 MiB and 60 ms for a face that is drawn by the panel. KDE's own is cheap.

    Only while Qt starts: the browser that we open must not inherit it. Yields whether the theme is of our choice.
    """
    name = "QT_QPA_PLATFORMTHEME"
    if not _LINUX or name in os.environ or "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":"):
        yield False
        return
    os.environ[name] = "gnome"
    try:
        yield True
    finally:
        del os.environ[name]


class Screen(QObject):
    """Everything on Qt's thread: the tray, the windows, the bridge and the signals."""

    def __init__(self, qt: QApplication) -> None:
        super().__init__()
        self._qt = qt
        self.exit_code = 0
        self._menu = Menu()
        self._menu.quit.connect(qt.quit)
        self._menu.wanted.connect(self._wanted)
        self._menu.chosen.connect(lambda page: self._all_windows().open(page))
        self._menu.widget.aboutToShow.connect(self._redraw)
        # macOS colours the icon itself, to suit a light or a dark menu bar
        self._icons = Icons(resource("icons"), mask=sys.platform == "darwin")
        self._tray = TrayIcon(self._menu, self._icons)
        self._tray.clicked.connect(lambda: self._wanted(INBOX))
        self._snapshot: Snapshot | None = None
        self._trouble: tuple[str, str] | None = None
        self._icon: QIcon | None = None
        self._aside = ""
        self._windows: Windows | None = None
        self._bridge: Bridge | None = None
        self._panel: Panel | None = None
        self._halt: Halt | None = None
        self._addresses: Addresses | None = None

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
        self._bridge.opened.connect(self._opened)
        self._bridge.failed.connect(self._failed)
        if sys.platform == "darwin":
            from supporttray.ui.address import Addresses  # noqa: PLC0415  macOS only, after the icon

            self._addresses = Addresses(self._qt)
            self._addresses.opened.connect(self._opened)
        if _LINUX:
            from supporttray.ui import thrift  # noqa: PLC0415  after the icon

            thrift.share()
            QTimer.singleShot(_SETTLED_MS, thrift.give_back)
        self._bridge.start()
        if _LINUX:
            from supporttray.ui.tray.panel import Panel  # noqa: PLC0415  Linux only, after the icon

            self._panel = Panel(found=QSystemTrayIcon.isSystemTrayAvailable())
            self._panel.came.connect(self._tray_came)
            self._panel.present.connect(self._tray_present)
            self._menu.exported = self._panel.draws_menu

    def end(self) -> bool:
        """Take the icon away and stop the engine; return whether it stopped."""
        self._tray.hide()
        if self._windows:
            self._windows.close()
        return self._bridge is None or self._bridge.stop(_STOP_LIMIT_S)

    # --- what the engine's thread brings

    @Slot(object)
    def _changed(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._trouble = None
        self._redraw()

    @Slot(object)
    def _opened(self, page: Page) -> None:
        from supporttray.core.page import Setup, Trouble  # noqa: PLC0415  after the icon

        if isinstance(page, Trouble):
            self._trouble = (page.phrase, page.hint)
        elif isinstance(page, Setup) and page.first:
            self._trouble = (self.tr("Not set up yet"), self.tr("Choose Settings… below to begin."))
        self._redraw()
        if not isinstance(page, Trouble) and not (isinstance(page, Setup) and page.quiet):
            self._all_windows().open(page)

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Left):
            self._qt.quit()
            return
        if isinstance(error, AlreadyRunning):
            sys.stderr.write(f"supporttray: {error.phrase}. {error.hint}".rstrip() + "\n")
            self.exit_code = error.exit_code
            self._qt.quit()
            return
        if isinstance(error, Failure):
            self._trouble = (error.phrase, error.hint)
        else:
            self._trouble = (
                f"A fault in Support Tray: {type(error).__name__}",
                "Quit and start it again; the log tells more.",
            )
            sys.excepthook(type(error), error, error.__traceback__)
        self._redraw()

    # --- what a person does

    @Slot(str)
    def _wanted(self, name: str) -> None:
        self._all_windows().want(name)

    def _all_windows(self) -> Windows:
        if self._windows is None:
            from supporttray.ui.windows import Windows  # noqa: PLC0415  when the first is wanted

            self._windows = Windows(self._icons, self._do)
            self._windows.quit.connect(self._qt.quit)
            self._windows.aside.connect(self._put_aside)
            self._windows.draw(self._drawing(), self._snapshot)
            if _LINUX:
                from supporttray.ui.thrift import give_back  # noqa: PLC0415  when there is something

                self._qt.lastWindowClosed.connect(lambda: QTimer.singleShot(_CLOSED_MS, give_back))
        return self._windows

    def _do(self, action: Action, then: Then | None = None) -> None:
        if self._bridge:
            self._bridge.do(action, then)

    @Slot(str)
    def _put_aside(self, why: str) -> None:
        self._aside = why
        self._redraw()

    # --- what is drawn

    @Slot()
    def _redraw(self) -> None:
        """Draw what is known; also when the menu opens, because the ages in it go on."""
        words = self._drawing()
        self._tray.draw(words)
        icon = self._icons.icon(words.state, words.badge)
        if icon is not self._icon:  # each time all windows would be told
            self._icon = icon
            self._qt.setWindowIcon(icon)
        if self._windows:
            self._windows.draw(words, self._snapshot)

    def _drawing(self) -> Drawing:
        from datetime import UTC, datetime  # noqa: PLC0415  after the icon

        words = drawing(self._snapshot, datetime.now(UTC), self._aside) if self._snapshot else STARTING_UP
        return failed(words, *self._trouble) if self._trouble else words

    @Slot()
    def _tray_came(self) -> None:
        self._menu.exported = True
        self._tray.renew()
        self._redraw()

    @Slot(bool)
    def _tray_present(self, present: bool) -> None:  # noqa: FBT001  a signal's argument
        if self._windows or not present:
            self._all_windows().stand_in(instead=not present)
