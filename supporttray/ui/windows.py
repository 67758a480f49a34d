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
from supporttray.ui.tray import menu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from PySide6.QtWidgets import QWidget

    from supporttray.core.page import Page
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.builds.window import BuildsWindow
    from supporttray.ui.duty.window import Duty
    from supporttray.ui.handoff.window import Handoff
    from supporttray.ui.inbox.window import Inbox
    from supporttray.ui.lesson.window import Lessons
    from supporttray.ui.log.window import Log
    from supporttray.ui.note import Note
    from supporttray.ui.part.doing import Do
    from supporttray.ui.setup.dialog import Setup
    from supporttray.ui.status.window import Status
    from supporttray.ui.team.window import Team
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
        self._builds: BuildsWindow | None = None
        self._duty: Duty | None = None
        self._handoff: Handoff | None = None
        self._status: Status | None = None
        self._note: Note | None = None
        self._log: Log | None = None
        self._lessons: Lessons | None = None
        self._setup: Setup | None = None
        self._team: Team | None = None
        self._toasts: Toasts | None = None

    def draw(self, drawing: Drawing, snapshot: Snapshot | None) -> None:
        """Show what is known in the windows that are open."""
        self._drawing, self._snapshot = drawing, snapshot
        if self._inbox:
            self._inbox.draw(drawing, snapshot)
        for window in (self._builds, self._duty, self._handoff, self._status, self._setup):
            if window and snapshot:
                window.draw(snapshot)

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
        daily = (self._inbox, self._builds, self._duty, self._handoff, self._status, self._note, self._log)
        for window in (*daily, self._lessons, self._setup, self._team, self._toasts):
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
        _raise(inbox)
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

    def show_builds(self, wanted: page.BuildsPage) -> None:
        """Show the builds, with one chosen."""
        if self._builds is None:
            from supporttray.ui.builds.window import BuildsWindow  # noqa: PLC0415

            self._builds = BuildsWindow(self._do)
            self._builds.settings.connect(lambda: self.open(page.Setup()))
            self._builds.gone.connect(lambda: setattr(self, "_builds", None))
            if self._snapshot:
                self._builds.draw(self._snapshot)
        _raise(self._builds)
        if wanted.need:
            self._builds.choose(wanted.need)

    def show_duty(self, wanted: page.DutyPage) -> None:
        """Show who is on duty."""
        if self._duty is None:
            from supporttray.ui.duty.window import Duty  # noqa: PLC0415

            self._duty = Duty(self._do)
            self._duty.settings.connect(lambda: self.open(page.Setup()))
            self._duty.handing.connect(lambda: self.open(page.HandoffPage()))
            self._duty.destroyed.connect(lambda: setattr(self, "_duty", None))
            if self._snapshot:
                self._duty.draw(self._snapshot)
        _raise(self._duty)
        if wanted.announce:
            self._duty.announce()

    def show_handoff(self, _: page.HandoffPage) -> None:
        """Show what there is to hand over."""
        if self._handoff is None:
            from supporttray.ui.handoff.window import Handoff  # noqa: PLC0415

            self._handoff = Handoff(self._do)
            self._handoff.settings.connect(lambda: self.open(page.Setup()))
            self._handoff.destroyed.connect(lambda: setattr(self, "_handoff", None))
            if self._snapshot:
                self._handoff.draw(self._snapshot)
        _raise(self._handoff)

    def show_status(self, _: page.Status) -> None:
        """Show today's status."""
        if self._status is None:
            from supporttray.ui.status.window import Status  # noqa: PLC0415

            self._status = Status(self._do)
            self._status.settings.connect(lambda: self.open(page.Setup()))
            self._status.destroyed.connect(lambda: setattr(self, "_status", None))
            if self._snapshot:
                self._status.draw(self._snapshot)
        _raise(self._status)

    def show_note(self, _: page.AddNote) -> None:
        """Ask for a line."""
        if self._note is None:
            from supporttray.ui.note import Note  # noqa: PLC0415

            self._note = Note(self._do)
            self._note.destroyed.connect(lambda: setattr(self, "_note", None))
        _raise(self._note)

    def show_log(self, _: page.LogPage) -> None:
        """Ask for a request that reached somebody in person."""
        if self._log is None:
            from supporttray.ui.log.window import Log  # noqa: PLC0415

            self._log = Log(self._do, self._zone)
            self._log.destroyed.connect(lambda: setattr(self, "_log", None))
        _raise(self._log)

    def show_lessons(self, _: page.LessonPage) -> None:
        """Show what is no request."""
        if self._lessons is None:
            from supporttray.ui.lesson.window import Lessons  # noqa: PLC0415

            self._lessons = Lessons(self._do, self._zone)
            self._lessons.finished.connect(lambda: setattr(self, "_lessons", None))
        _raise(self._lessons)

    @property
    def _zone(self) -> tzinfo | None:
        return self._snapshot.zone if self._snapshot else None

    def show_setup(self, _: page.Setup) -> None:
        """Ask the first questions, or show the settings."""
        if self._setup is None:
            from supporttray.ui.setup.dialog import Setup  # noqa: PLC0415

            self._setup = Setup(self._do, lambda path: self.open(page.File(path)))
            self._setup.team.connect(lambda: self.open(page.TeamPage()))
            self._setup.finished.connect(lambda: setattr(self, "_setup", None))
            self._setup.draw(self._snapshot)
        _raise(self._setup)

    def show_team(self, _: page.TeamPage) -> None:
        """Show what has changed in the team's file."""
        if self._team is None:
            from supporttray.ui.team.window import Team  # noqa: PLC0415

            self._team = Team(self._do)
            self._team.settings.connect(lambda: self.open(page.Setup()))
            self._team.finished.connect(lambda: setattr(self, "_team", None))
        _raise(self._team)

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
    page.BuildsPage: Windows.show_builds,
    page.DutyPage: Windows.show_duty,
    page.HandoffPage: Windows.show_handoff,
    page.Status: Windows.show_status,
    page.AddNote: Windows.show_note,
    page.LogPage: Windows.show_log,
    page.LessonPage: Windows.show_lessons,
    page.Setup: Windows.show_setup,
    page.TeamPage: Windows.show_team,
    page.Toasts: Windows.show_toasts,
}
_ENTRIES: Mapping[str, Page] = {
    menu.INBOX: page.Inbox(),
    menu.BUILDS: page.BuildsPage(),
    menu.DUTY: page.DutyPage(),
    menu.STATUS: page.Status(),
    menu.NOTE: page.AddNote(),
    menu.LOG: page.LogPage(),
    menu.LESSONS: page.LessonPage(),
    menu.SETTINGS: page.Setup(),
}
_PAUSES: Mapping[str, Callable[[datetime], datetime | None]] = {
    "half-hour": lambda now: (now + timedelta(minutes=30)).astimezone(UTC),
    "hour": lambda now: (now + timedelta(hours=1)).astimezone(UTC),
    "tomorrow": tomorrow,
    menu.RESUME: lambda _: None,
}


def _raise(window: QWidget) -> None:
    """Show a window and put it before the others."""
    window.show()
    window.raise_()
    window.activateWindow()
