"""The windows: each is made when it is first wanted, there is one of each, and nothing of it stays when it is closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from supporttray.core import page
from supporttray.core.action import Pause
from supporttray.ui import link
from supporttray.ui.morning import tomorrow
from supporttray.ui.opener import OPENINGS, Opener, present
from supporttray.ui.tray import menu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supporttray.core.page import Page
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.inbox.window import Inbox
    from supporttray.ui.part.doing import Do
    from supporttray.ui.toast.window import Toasts
    from supporttray.ui.tray.drawing import Drawing
    from supporttray.ui.tray.icons import Icons


class Windows(QObject):
    """Opens pages in windows, and draws what is open. `quit` is emitted where there is no tray and the inbox is closed.

    `do(action, then)` lets the engine do something. `aside` is emitted with the reason why notifications are shown in our own window.
    """

    quit = Signal()
    aside = Signal(str)

    def __init__(self, icons: Icons, do: Do) -> None:
        super().__init__()
        self._icons = icons
        self._do = do
        self._drawing: Drawing | None = None
        self._snapshot: Snapshot | None = None
        self._inbox: Inbox | None = None
        self._unasked = False  # it stands there because there was no tray
        self._toasts: Toasts | None = None
        self.opener = Opener(do)
        self.opener.led.connect(self.open)

    def draw(self, drawing: Drawing, snapshot: Snapshot | None) -> None:
        """Show what is known in the windows that are open."""
        self._drawing, self._snapshot = drawing, snapshot
        if self._inbox:
            self._inbox.draw(drawing, snapshot)
        if snapshot:
            self.opener.draw(snapshot)

    def open(self, wanted: Page) -> None:
        """Show a page."""
        PAGES[type(wanted)](self, wanted)

    def want(self, name: str) -> None:
        """Do what an entry of the menu says."""
        if name in _PAUSES:
            self._do(Pause(_PAUSES[name](datetime.now().astimezone())), self._heard)
        else:
            self.open(_ENTRIES[name])

    def _heard(self, result: object) -> None:
        """Say in the inbox what could not be done; the menu shows what was."""
        if isinstance(result, BaseException):
            self.open(page.Inbox())
            self._one_inbox().tell(result)

    def stand_in(self, *, instead: bool) -> None:
        """Show the inbox where there is no tray; take it away when there is one again, unless a person wanted to see it."""
        if instead:
            inbox = self._one_inbox()
            inbox.stand_in(instead=True)
            self._unasked = self._unasked or not inbox.isVisible()
            inbox.show()
        elif self._inbox:
            self._inbox.stand_in(instead=False)
            if self._unasked:
                self._inbox.hide()
            self._unasked = False

    def close(self) -> None:
        """Close all."""
        self.opener.close()
        for window in (self._inbox, self._toasts):
            if window:
                window.hide()

    # --- one function a page

    def browse(self, wanted: page.Browse) -> None:
        """Open a page in the browser, or in its own desktop app."""
        link.open_page(wanted.url, wanted.app)

    def edit(self, wanted: page.File) -> None:
        """Open a file in the person's editor."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(wanted.path))

    def show_inbox(self, wanted: page.Inbox) -> None:
        """Show the inbox, with a need chosen."""
        inbox = self._one_inbox()
        self._unasked = False
        present(inbox)
        if wanted.need:
            inbox.choose(wanted.need, reply=wanted.reply, text=wanted.text)

    def _one_inbox(self) -> Inbox:
        if self._inbox is None:
            from supporttray.ui.inbox.window import Inbox  # noqa: PLC0415  each window when it is wanted

            self._inbox = Inbox(self._icons, self._do)
            self._inbox.quit.connect(self.quit)
            self._inbox.settings.connect(lambda: self.open(page.Setup()))
            self._inbox.status.connect(lambda: self.open(page.Status()))
            self._inbox.page.connect(self.open)
            if self._drawing:
                self._inbox.draw(self._drawing, self._snapshot)
        return self._inbox

    def show(self, wanted: Page) -> None:
        """Show the window of a page."""
        self.opener.open(wanted)

    def show_toasts(self, wanted: page.Toasts) -> None:
        """Show what the desktop does not."""
        if self._toasts is None:
            from supporttray.ui.toast.window import Toasts  # noqa: PLC0415

            self._toasts = Toasts(self._do, self.open)
        self._toasts.draw(wanted.toasts, wanted.why)
        self.aside.emit(wanted.why)


PAGES: Mapping[type[Page], Callable[[Windows, Any], None]] = {
    page.Browse: Windows.browse,
    page.File: Windows.edit,
    page.Inbox: Windows.show_inbox,
    page.Toasts: Windows.show_toasts,
    **dict.fromkeys(OPENINGS, Windows.show),
}
_ENTRIES: Mapping[str, Page] = {
    menu.NEXT: page.NextPage(),
    menu.INBOX: page.Inbox(),
    menu.BUILDS: page.BuildsPage(),
    menu.DUTY: page.DutyPage(),
    menu.STATUS: page.Status(),
    menu.NOTE: page.AddNote(),
    menu.LOG: page.LogPage(),
    menu.LESSONS: page.LessonPage(),
    menu.SETTINGS: page.Setup(),
    menu.RELEASE: page.ReleasePage(),
    menu.WATCH: page.ReleasePage(begin=True),
}
_PAUSES: Mapping[str, Callable[[datetime], datetime | None]] = {
    "half-hour": lambda now: (now + timedelta(minutes=30)).astimezone(UTC),
    "hour": lambda now: (now + timedelta(hours=1)).astimezone(UTC),
    "tomorrow": tomorrow,
    menu.RESUME: lambda _: None,
}
