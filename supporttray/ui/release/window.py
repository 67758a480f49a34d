"""The window of a release: how it fares above, and below its problems, today's text, the page for the stand-up, the whole of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from supporttray.core.action import Done
from supporttray.core.deed import Verb
from supporttray.core.outbox import Fate
from supporttray.core.page import Setup
from supporttray.core.release.page import AskRelease, LinkBug, Room, ScanNow, Stop
from supporttray.core.text import isolated, shorten
from supporttray.ui.inbox.sheet import Place
from supporttray.ui.part.band import Band, Offer
from supporttray.ui.part.doing import Counted
from supporttray.ui.release import word
from supporttray.ui.release.blank import Blank
from supporttray.ui.release.head import Head
from supporttray.ui.release.subject import meant, number, subject
from supporttray.ui.release.tab import Problems
from supporttray.ui.release.view import BRIEF, PROBLEMS, TEXTS, TODAY, WHOLE
from supporttray.ui.strip.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QShowEvent

    from supporttray.core.hours import Hours
    from supporttray.core.release.page import Line
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.part.doing import Do
    from supporttray.ui.release.begin import BeginDialog
    from supporttray.ui.release.text import Text

_AGAIN_MS = 300  # of a burst of news the last one is asked about
_SIZE = QSize(1080, 880)


class ReleaseWindow(QWidget):
    """What is known of a release, asked anew whenever somebody looks or something changed. Once it is closed it goes.

    `page` comes with a page to open, `gone` says that the window must not be shown any more.
    """

    page = Signal(object)
    gone = Signal()

    def __init__(self, do: Do, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        doing = Counted(do)
        doing.rest = self._leave
        self._do, self._clock = doing, clock
        self._snapshot: Snapshot | None = None
        self.room: Room | None = None
        self._number = 0  # the release that is looked at; 0 for the one that is watched now
        self._asking = self._stale = self._closed = False
        self._linked: set[int] = set()  # the problems whose new bug was linked
        self._texts: dict[str, Text] = {}
        self._rooms: dict[str, QVBoxLayout] = {}
        self._begin: BeginDialog | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._ask)
        self.place = Place(doing, self._tell, clock, self._hours)
        self.head, self.question, self.nothing = Head(), Band(), Blank()
        self.problems, self.tabs, self.strip = Problems(self.place), QTabWidget(), Strip(doing)
        self._lay_out()
        self._connect()
        self._redraw()
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.9))

    # --- what others call

    def draw(self, snapshot: Snapshot) -> None:
        """Something changed: show what is on its way, and ask how it is now."""
        self._snapshot = snapshot
        self._link_made(snapshot)
        self._draw_strip()
        if self.isVisible() and not self._again.isActive():
            self._again.start()

    def choose(self, need: str) -> None:
        """Go to the release, or the problem of the one that is looked at, that a need is about."""
        release, problem = meant(need)
        self.tabs.setCurrentIndex(0)
        if release:
            self._turn(release)
        if problem and not self.problems.choose(problem):
            self.strip.notice.say(self.tr("That one is not there any more."))

    def begin(self) -> None:
        """Ask what is to be watched."""
        if self._begin is None:
            from supporttray.ui.release.begin import BeginDialog  # noqa: PLC0415  when it is wanted

            self._begin = BeginDialog(self.place, self)
            self._begin.begun.connect(lambda: self._turn(0))
        self._begin.begin()

    def text(self, name: str) -> Text:
        """Return a view of a text; it is made if it was not looked at before."""
        if name not in self._texts:
            made = self._texts[name] = TEXTS[name](self.place)
            made.page.connect(self.page)
            made.draw(self._shown)
            self._rooms[name].addWidget(made)
            made.show()
        return self._texts[name]

    # --- what is asked and answered

    def _ask(self) -> None:
        """Ask; one question at a time."""
        self._stale = self._asking
        if not self._asking:
            self._asking = True
            self._do(AskRelease(self._number), self._came)

    def _came(self, result: object) -> None:
        self._asking = False
        if self._closed:
            return
        if isinstance(result, Room):
            first, self.room = self.room is None, result
            self._redraw()
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

    def _link_made(self, snapshot: Snapshot) -> None:
        """Link a bug that was made for a problem, once its tracker has given it an address."""
        for entry in snapshot.outbox:
            problem = number(entry.subject)
            made = entry.deed.verb is Verb.CREATE and entry.fate is Fate.SENT and entry.receipt
            if problem and made and problem not in self._linked and not self._bug(problem):
                self._linked.add(problem)
                self._do(LinkBug(problem, made.url), lambda result: self._tell(result, ""))

    def _bug(self, problem: int) -> str:
        return next((line.problem.bug for line in self._lines if line.problem.number == problem), "")

    @property
    def _lines(self) -> tuple[Line, ...]:
        return self.room.problems if self.room else ()

    @property
    def _shown(self) -> int:
        """The number of the release that is shown."""
        return self.room.release.number if self.room and self.room.release else self._number

    # --- what is seen

    def _redraw(self) -> None:
        room = self.room
        release = room.release if room else None
        self.setWindowTitle(word.named(release) if release else self.tr("Release"))
        self.tabs.setVisible(release is not None)
        self.head.setVisible(release is not None)
        self.nothing.draw(room)
        if room and release:
            self.head.draw(room, self.place.zone)
            self.problems.draw(room, queue=bool(self._snapshot and self._snapshot.queue))
            for one in self._texts.values():
                one.draw(release.number)
        self._draw_strip()

    def _draw_strip(self) -> None:
        titles = {subject(line.problem.number): line.problem.title for line in self._lines}
        self.strip.draw(self._snapshot.outbox if self._snapshot else (), self._clock(), titles)

    def _turned(self) -> None:
        name = (PROBLEMS, *TEXTS)[self.tabs.currentIndex()]
        (self.problems if name == PROBLEMS else self.text(name)).setFocus()

    # --- what is done

    def _turn(self, release: int) -> None:
        """Look at another release."""
        self._number = release
        self._ask()

    def _scan(self) -> None:
        self.head.scanning.setEnabled(False)
        self._do(ScanNow(), self._scanned)

    def _scanned(self, result: object) -> None:
        self.head.scanning.setEnabled(True)
        self._tell(result, self.tr("Scan"))

    def _ask_to_stop(self) -> None:
        """Ask once more: what was seen meanwhile comes in no later look."""
        release = self.room.release if self.room else None
        if release:
            said = self.tr("Watch {release} no more?").format(release=word.named(release))
            hint = self.tr("Its problems and its summary stay here.")
            stop = Offer(self.tr("&Go on watching"), self._let_go), Offer(self.tr("&Stop"), self._stop)
            self.question.say(said, hint, *stop)
            self.question.buttons[0].setFocus()

    def _let_go(self) -> None:
        self.question.say("")
        self._take_focus()

    def _stop(self) -> None:
        self.question.say("")
        self._number = self._shown  # its summary is what comes next, and not what else is watched
        self._do(Stop(self._number), lambda result: self._tell(result, ""))
        self.tabs.setCurrentIndex(len(TEXTS))

    def _hours(self) -> Hours | None:
        return self._snapshot.hours if self._snapshot else None

    # --- how it is put together

    def _lay_out(self) -> None:
        names = {TODAY: self.tr("T&oday"), BRIEF: self.tr("&Brief for support"), WHOLE: self.tr("W&hole release")}
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("The release: problems and texts"))
        self.tabs.addTab(self.problems, self.tr("&Problems"))
        for name in TEXTS:
            holder = QWidget()
            layout = QVBoxLayout(holder)
            layout.setContentsMargins(0, 0, 0, 0)
            self._rooms[name] = layout
            self.tabs.addTab(holder, names[name])
        layout = QVBoxLayout(self)
        for part in (self.head, self.question, self.nothing):
            layout.addWidget(part)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.strip)
        layout.addStretch()

    def _connect(self) -> None:
        self.head.turned.connect(self._turn)
        self.head.scan.connect(self._scan)
        self.head.begin.connect(self.begin)
        self.head.stop.connect(self._ask_to_stop)
        self.nothing.begin.connect(self.begin)
        self.nothing.settings.connect(lambda: self.page.emit(Setup()))
        self.tabs.currentChanged.connect(self._turned)
        self.strip.undone.connect(lambda _: self._ask())
        shortcut = QShortcut(QKeySequence.StandardKey.Refresh, self)
        shortcut.activated.connect(self._scan)

    # --- the window comes and goes

    def _take_focus(self) -> None:
        if self._lines:
            self.problems.setFocus()
        elif self.room and self.room.release:
            self.tabs.tabBar().setFocus()
        elif self.nothing.isVisible():
            self.nothing.buttons[0].setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Ask how it is now."""
        super().showEvent(event)
        self._closed = False
        if not event.spontaneous():
            self._ask()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Go, as soon as all is known that was asked for."""
        super().closeEvent(event)
        self._again.stop()
        for one in self._texts.values():
            one.settle()
        self._closed = True
        self._leave()

    def _leave(self) -> None:
        if self._closed and self._do.resting:
            self.gone.emit()  # who wants it before Qt has deleted it gets another one
            self.deleteLater()
