"""The window of builds: all of them with their state, what is known of the chosen one, the flaky tests, and what was taught."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from supporttray.core.action import Done
from supporttray.core.builds import AskBuilds, Builds
from supporttray.core.deed import Verb
from supporttray.core.text import isolated, shorten
from supporttray.ui.builds import word
from supporttray.ui.builds.details import Evidence
from supporttray.ui.builds.flaky import FlakyPage
from supporttray.ui.builds.search import found
from supporttray.ui.builds.table import BuildTable
from supporttray.ui.builds.taught import TaughtPage
from supporttray.ui.inbox.search import Search
from supporttray.ui.inbox.sheet import Place
from supporttray.ui.part.band import Band, Offer
from supporttray.ui.part.doing import Counted
from supporttray.ui.part.label import Label
from supporttray.ui.strip.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from PySide6.QtGui import QCloseEvent, QShowEvent

    from supporttray.core.hours import Hours
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.part.doing import Do
    from supporttray.ui.strip.parcel import Parcel

_AGAIN_MS = 300  # of a burst of news the last one is asked about
_SIZE = QSize(1040, 720)


class BuildsWindow(QWidget):
    """What is known of the builds, asked anew whenever somebody looks or something changed. Once it is closed it goes.

    `settings` asks for the settings, `gone` says that it must not be shown any more.
    """

    settings = Signal()
    gone = Signal()

    def __init__(self, do: Do, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        doing = Counted(do)
        doing.rest = self._leave
        self._do, self._clock = doing, clock
        self._snapshot: Snapshot | None = None
        self._builds: Builds | None = None
        self._wanted = ""  # the need whose build is to be chosen once it is known
        self._asking = self._stale = self._closed = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._ask)
        self.setWindowTitle(self.tr("Builds"))
        self.checked, self.blind = Label(bold=True, larger=1.1), Label(bold=True)
        self.nothing, self.unfound = Band(), Label()
        self.search, self.table, self.strip = Search(), BuildTable(clock), Strip(doing)
        self.evidence = Evidence(Place(doing, self._tell, clock, self._hours))
        self.flaky, self.taught = FlakyPage(doing, self._zone), TaughtPage(doing, self._zone)
        self.tabs, self._found = QTabWidget(), QStackedWidget()
        self._lay_out()
        self._connect()
        self._redraw()
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.9))

    # --- what others call

    def draw(self, snapshot: Snapshot) -> None:
        """Something changed: show what is on its way, and ask how the builds are."""
        self._snapshot = snapshot
        titles = {line.key: line.title for line in self._builds.lines} if self._builds else {}
        self.strip.draw(snapshot.outbox, self._clock(), titles)
        if self.isVisible() and not self._again.isActive():
            self._again.start()

    def choose(self, need: str) -> None:
        """Choose the build that a need is about, as soon as it is known."""
        self._wanted = need
        self.tabs.setCurrentIndex(0)
        self._choose()

    # --- what is asked and answered

    def _ask(self) -> None:
        """Ask how the builds are; one question at a time."""
        self._stale = self._asking
        if not self._asking:
            self._asking = True
            self._do(AskBuilds(), self._came)
            self._turned(self.tabs.currentIndex())

    def _came(self, result: object) -> None:
        self._asking = False
        if self._closed:
            return
        if isinstance(result, Builds):
            first, self._builds = self._builds is None, result
            self._redraw(anew=True)
            self._choose()
            if first:
                self._take_focus()
        elif isinstance(result, BaseException):
            self.strip.notice.fail(result)
        if self._stale:
            self._ask()

    def _tell(self, result: object, about: str) -> None:
        """Say what came of something, and look what it changed."""
        if isinstance(result, BaseException):
            self.strip.notice.fail(result, isolated(shorten(about, 60)))
        elif isinstance(result, Done):
            self.strip.notice.say(result.said)
        self._ask()

    def _choose(self) -> None:
        if not self._wanted or self._builds is None:
            return
        wanted, self._wanted = self._wanted, ""
        subject = wanted.partition("|")[2].rpartition("#")[0]
        lines = self._builds.lines
        keys = [line.key for line in lines if line.incident == wanted] or [
            line.key for line in lines if line.key == subject
        ]
        if keys and not self.table.select(keys[0]):
            self.search.clear()
            self.table.select(keys[0])
        elif not keys:
            self.strip.notice.say(self.tr("That one needs nobody any more."))

    # --- what is seen

    def _redraw(self, *, anew: bool = False) -> None:
        builds = self._builds or Builds(())
        self.checked.say(word.checked(builds, self._clock(), self._zone()) if builds.lines or not self._builds else "")
        self.blind.say(word.blind(builds))
        lines = found(builds.lines, self.search.text())
        held = self.evidence.held
        if held and all(line.key != held for line in lines):  # somebody writes about it
            lines = (*lines, *(line for line in builds.lines if line.key == held))
        self.table.draw(lines)
        self.evidence.draw(self.table.current(), anew=anew)
        self._say_nothing(builds)
        said = self.tr("No build matches “{text}”. Escape shows all again.")
        self.unfound.say(said.format(text=isolated(shorten(self.search.text(), 40))) if not lines else "")
        self._found.setCurrentIndex(int(not lines))

    def _say_nothing(self, builds: Builds) -> None:
        """Say what to do where nothing is watched."""
        empty = self._builds is not None and not builds.lines
        self.tabs.setVisible(not empty)
        if empty and builds.checked_at:
            said, hint = self.tr("No build has run yet."), self.tr("What is watched has had none; it will stand here.")
        elif empty:
            said = self.tr("No builds are watched.")
            hint = self.tr("In Settings, choose what runs them (GitHub, GitLab, Jenkins, Buildbot or a cctray feed).")
        else:
            said = hint = ""
        self.nothing.say(said, hint, *((Offer(self.tr("S&ettings…"), self.settings.emit),) if said else ()))

    def _turned(self, tab: int) -> None:
        if tab == self.tabs.indexOf(self.flaky):
            self.flaky.ask()
        elif tab == self.tabs.indexOf(self.taught):
            self.taught.ask()

    def _undone(self, parcel: Parcel) -> None:
        """Give a message that was taken back to its author, to be written better."""
        if parcel.entry.deed.verb in (Verb.DIRECT, Verb.COMMENT):
            self.evidence.keep(parcel.entry.subject, parcel.text)
        self._ask()

    def _hours(self) -> Hours | None:
        return self._snapshot.hours if self._snapshot else None

    def _zone(self) -> tzinfo | None:
        return self._snapshot.zone if self._snapshot else None

    # --- how it is put together

    def _lay_out(self) -> None:
        self._found.addWidget(self.table)
        self._found.addWidget(self.unfound)
        self.unfound.setAlignment(Qt.AlignmentFlag.AlignCenter)
        work = QSplitter(Qt.Orientation.Vertical)
        work.setChildrenCollapsible(False)
        work.setAccessibleName(self.tr("Builds, and why"))
        work.addWidget(self._found)
        work.addWidget(self.evidence)
        work.setSizes([3 * _SIZE.height() // 7, 4 * _SIZE.height() // 7])
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(self.search)
        column.addWidget(work, 1)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Builds, and what is known of them"))
        self.tabs.addTab(page, self.tr("&Builds"))
        self.tabs.addTab(self.flaky, self.tr("Fla&ky tests"))
        self.tabs.addTab(self.taught, self.tr("What you tau&ght"))
        self.search.setAccessibleName(self.tr("Search in the builds"))
        self.search.setPlaceholderText(self.tr("Title, project, branch, state or cause (Ctrl+F)"))
        head = QHBoxLayout()
        head.addWidget(self.checked, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self.blind)
        layout.addWidget(self.nothing)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.strip)
        layout.addStretch()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._redraw())
        self.search.moved.connect(self.table.step)
        self.search.left.connect(self.table.setFocus)
        self.table.chosen.connect(lambda: self.evidence.draw(self.table.current()))
        self.table.entered.connect(self.evidence.take_focus)
        self.tabs.currentChanged.connect(self._turned)
        self.strip.undone.connect(self._undone)
        shortcut = QShortcut(QKeySequence.StandardKey.Find, self)
        shortcut.activated.connect(self.search.setFocus)

    # --- the window comes and goes

    def _take_focus(self) -> None:
        (self.table if self._builds and self._builds.lines else self.nothing.buttons[0]).setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Ask how the builds are now."""
        super().showEvent(event)
        self._closed = False
        if not event.spontaneous():
            self._ask()
            self._take_focus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Go, as soon as all is known that was asked for."""
        super().closeEvent(event)
        self._closed = True
        self._again.stop()
        self._leave()

    def _leave(self) -> None:
        if self._closed and self._do.resting:
            self.gone.emit()  # who wants it before Qt has deleted it gets another one
            self.deleteLater()
