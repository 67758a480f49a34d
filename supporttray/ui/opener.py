"""The windows that are there once at the most: how each is made, what it leads to, and which signal says that it goes.

Each is imported when it is first wanted: nobody has all of them open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from supporttray.core import page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from supporttray.core.page import Page
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.part.doing import Do


class Opener(QObject):
    """Makes a window for a page, and knows it until it goes. `led` is emitted with a page that one of them leads to."""

    led = Signal(object)

    def __init__(self, do: Do) -> None:
        super().__init__()
        self.do = do
        self.snapshot: Snapshot | None = None
        self._windows: dict[type[Page], Any] = {}

    def draw(self, snapshot: Snapshot) -> None:
        """Show what is known in the windows that are open, where it changes what they show."""
        self.snapshot = snapshot
        for kind, window in list(self._windows.items()):
            if OPENINGS[kind].draws:
                window.draw(snapshot)

    def window(self, kind: type[Page]) -> Any:
        """Return the window that stands for a kind of page; None if there is none now."""
        return self._windows.get(kind)

    def open(self, wanted: Page) -> None:
        """Show the window of a page, and in it what the page names."""
        kind = type(wanted)
        opening, window = OPENINGS[kind], self._windows.get(kind)
        if window is None:
            window = self._windows[kind] = opening.make(self)
            getattr(window, opening.over).connect(lambda: self._windows.pop(kind, None))
            if opening.draws and self.snapshot:
                window.draw(self.snapshot)
        present(window)
        opening.turn(window, wanted)

    def close(self) -> None:
        """Close all."""
        for window in list(self._windows.values()):
            window.hide()

    def leads(self, signal: Any, wanted: Page) -> None:
        """Let a window's signal open a page."""
        signal.connect(lambda: self.led.emit(wanted))


def present(window: QWidget) -> None:
    """Show a window and put it before the others."""
    window.show()
    window.raise_()
    window.activateWindow()


class Opening(NamedTuple):
    """How a window is made; the name of the signal that says it goes; how it turns to what its page names; whether it draws snapshots."""

    make: Callable[[Opener], Any]
    over: str
    turn: Callable[[Any, Any], None] = lambda _window, _wanted: None
    draws: bool = False


# --- how each is made


def _builds(opener: Opener) -> QWidget:
    from supporttray.ui.builds.window import BuildsWindow  # noqa: PLC0415  each window when it is wanted

    window = BuildsWindow(opener.do)
    opener.leads(window.settings, page.Setup())
    return window


def _duty(opener: Opener) -> QWidget:
    from supporttray.ui.duty.window import Duty  # noqa: PLC0415  (as above)

    window = Duty(opener.do)
    opener.leads(window.settings, page.Setup())
    opener.leads(window.handing, page.HandoffPage())
    return window


def _handoff(opener: Opener) -> QWidget:
    from supporttray.ui.handoff.window import Handoff  # noqa: PLC0415  (as above)

    window = Handoff(opener.do)
    opener.leads(window.settings, page.Setup())
    return window


def _status(opener: Opener) -> QWidget:
    from supporttray.ui.status.window import Status  # noqa: PLC0415  (as above)

    window = Status(opener.do)
    opener.leads(window.settings, page.Setup())
    return window


def _note(opener: Opener) -> QWidget:
    from supporttray.ui.note import Note  # noqa: PLC0415  (as above)

    return Note(opener.do)


def _log(opener: Opener) -> QWidget:
    from supporttray.ui.log.window import Log  # noqa: PLC0415  (as above)

    return Log(opener.do, opener.snapshot.zone if opener.snapshot else None)


def _lessons(opener: Opener) -> QWidget:
    from supporttray.ui.lesson.window import Lessons  # noqa: PLC0415  (as above)

    return Lessons(opener.do, opener.snapshot.zone if opener.snapshot else None)


def _setup(opener: Opener) -> QWidget:
    from supporttray.ui.setup.dialog import Setup  # noqa: PLC0415  (as above)

    window = Setup(opener.do, lambda path: opener.led.emit(page.File(path)))
    opener.leads(window.team, page.TeamPage())
    return window


def _next(opener: Opener) -> QWidget:
    from supporttray.ui.next.window import NextWindow  # noqa: PLC0415  (as above)

    window = NextWindow(opener.do)
    window.page.connect(opener.led)
    return window


def _planning(opener: Opener) -> QWidget:
    from supporttray.ui.planning.window import Planning  # noqa: PLC0415  (as above)

    window = Planning(opener.do)
    opener.leads(window.settings, page.Setup())
    return window


def _release(opener: Opener) -> QWidget:
    from supporttray.ui.release.window import ReleaseWindow  # noqa: PLC0415  (as above)

    window = ReleaseWindow(opener.do)
    window.page.connect(opener.led)
    return window


def _team(opener: Opener) -> QWidget:
    from supporttray.ui.team.window import Team  # noqa: PLC0415  (as above)

    window = Team(opener.do)
    opener.leads(window.settings, page.Setup())
    return window


# --- what they turn to


def _to_build(window: Any, wanted: page.BuildsPage) -> None:
    if wanted.need:
        window.choose(wanted.need)


def _to_row(window: Any, wanted: page.NextPage) -> None:
    window.turn(wanted.view, wanted.need)


def _to_problem(window: Any, wanted: page.ReleasePage) -> None:
    if wanted.begin:
        window.begin()
    if wanted.need:
        window.choose(wanted.need)


def _to_announcement(window: Any, wanted: page.DutyPage) -> None:
    if wanted.announce:
        window.announce()


OPENINGS: Mapping[type[Page], Opening] = {
    page.BuildsPage: Opening(_builds, "gone", _to_build, draws=True),
    page.DutyPage: Opening(_duty, "destroyed", _to_announcement, draws=True),
    page.HandoffPage: Opening(_handoff, "destroyed", draws=True),
    page.Status: Opening(_status, "destroyed", draws=True),
    page.AddNote: Opening(_note, "destroyed"),
    page.LogPage: Opening(_log, "destroyed"),
    page.LessonPage: Opening(_lessons, "finished"),
    page.Setup: Opening(_setup, "finished", draws=True),
    page.NextPage: Opening(_next, "gone", _to_row, draws=True),
    page.PlanningPage: Opening(_planning, "destroyed", draws=True),
    page.ReleasePage: Opening(_release, "gone", _to_problem, draws=True),
    page.TeamPage: Opening(_team, "finished"),
}
