"""A page with a list and what is known of the chosen row: what is asked and when, what came of it, what is said where there is nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from supporttray.core import page
from supporttray.core.action import Done
from supporttray.core.text import isolated, shorten
from supporttray.ui.inbox.search import Search
from supporttray.ui.inbox.sheet import Place
from supporttray.ui.part.band import Band, Offer
from supporttray.ui.part.label import Label
from supporttray.ui.strip.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import tzinfo

    from PySide6.QtGui import QFocusEvent, QShowEvent

    from supporttray.core.action import Action
    from supporttray.core.hours import Hours
    from supporttray.core.snapshot import ServiceState, Snapshot
    from supporttray.ui.part.doing import Do
    from supporttray.ui.strip.parcel import Parcel

_SIZES = [360, 280]  # of the list, and of what is below; more room is the list's
AGAIN_MS = 300  # of a burst of news the last one is asked about


class Tab(QWidget):
    """A list above, the chosen one below. It is asked anew whenever somebody looks or something changed.

    `page` comes with a page to open. A kind of page says what is asked (`_question`), takes the answer (`_take`), and redraws (`_redraw`).
    """

    page = Signal(object)

    def __init__(self, do: Do, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._do, self._clock = do, clock
        self._snapshot: Snapshot | None = None
        self._wanted = ""  # the key that is to be chosen once it is known
        self._asking = self._stale = self._known = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._ask)
        self.head, self.blind = Label(bold=True), Label(bold=True)
        self.nothing, self.unfound = Band(), Label()
        self.search, self.strip = Search(), Strip(do)
        self._found, self._work = QStackedWidget(), QSplitter(Qt.Orientation.Vertical)
        self._above = QHBoxLayout()
        self.first: QWidget = (
            self.search
        )  # what has the keyboard when the page gets it: a focus proxy would be a stop of its own
        self.place = Place(do, self._tell, clock, self._hours)

    # --- what a kind of page says

    def _question(self) -> Action:
        raise NotImplementedError

    def _take(self, result: object) -> bool:
        """Take an answer; return whether it is one."""
        raise NotImplementedError

    def _redraw(self, *, anew: bool = False) -> None:
        raise NotImplementedError

    def _reveal(self, key: str) -> bool:
        """Choose the thing with this key, also one that the search hides; return whether it is there."""
        raise NotImplementedError

    def _titles(self) -> Mapping[str, str]:
        """What subjects are called on the strip."""
        raise NotImplementedError

    # --- what others call

    def draw(self, snapshot: Snapshot) -> None:
        """Something changed: show what is on its way, and ask how it is now."""
        self._snapshot = snapshot
        self.strip.draw(snapshot.outbox, self._clock(), self._titles())
        if self.isVisible() and not self._again.isActive():
            self._again.start()

    def choose(self, key: str) -> None:
        """Choose what a need is about, or what has this key itself, as soon as it is known."""
        self._wanted = key.partition("|")[2].rpartition("#")[0] if "|" in key else key
        self._choose()

    # --- what is asked and answered

    def _ask(self) -> None:
        """Ask; one question at a time."""
        self._stale = self._asking
        if not self._asking:
            self._asking = True
            self._do(self._question(), self._came)

    def _came(self, result: object) -> None:
        self._asking = False
        if self._take(result):
            self._known = True
            self.strip.draw(self._snapshot.outbox if self._snapshot else (), self._clock(), self._titles())
            self._redraw(anew=True)
            self._choose()
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
        if self._wanted and self._known:
            wanted, self._wanted = self._wanted, ""
            if not self._reveal(wanted):
                self.strip.notice.say(self.tr("That one is not there any more."))

    def _undone(self, _parcel: Parcel) -> None:
        self._ask()

    # --- what is said

    def _say_nothing(self, said: str, hint: str = "", *, settings: bool = True) -> None:
        """Say what to do where there is nothing to list."""
        offers = (Offer(self.tr("S&ettings…"), lambda: self.page.emit(page.Setup())),) if settings else ()
        self.nothing.say(said, hint, *(offers if said else ()))

    def _say_unfound(self, *, any_found: bool) -> None:
        said = self.tr("Nothing matches “{text}”. Escape shows all again.")
        self.unfound.say("" if any_found else said.format(text=isolated(shorten(self.search.text(), 40))))
        self._found.setCurrentIndex(int(not any_found))

    def _services(self) -> Sequence[ServiceState]:
        return self._snapshot.services if self._snapshot else ()

    def _hours(self) -> Hours | None:
        return self._snapshot.hours if self._snapshot else None

    def _zone(self) -> tzinfo | None:
        return self._snapshot.zone if self._snapshot else None

    # --- how it is put together

    def _lay_out(self, table: QWidget, below: QWidget | None, name: str) -> QVBoxLayout:
        """Set the list above what is known of the chosen one, where that may be made higher; return the lines of the page."""
        self._found.addWidget(table)
        self._found.addWidget(self.unfound)
        self.unfound.setAlignment(Qt.AlignmentFlag.AlignCenter)
        work = self._work
        work.setChildrenCollapsible(False)
        work.setAccessibleName(name)
        work.addWidget(self._found)
        if below:
            work.addWidget(below)
        work.setSizes(_SIZES)
        work.setStretchFactor(0, 1)
        self._above.addWidget(self.head, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(self._above)
        layout.addWidget(self.blind)
        layout.addWidget(self.nothing)
        layout.addWidget(self.search)
        layout.addWidget(work, 1)
        layout.addWidget(self.strip)
        layout.addStretch()
        shortcut = QShortcut(QKeySequence.StandardKey.Find, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # there are several pages in a window
        shortcut.activated.connect(self.search.setFocus)
        return layout

    # --- the page comes and goes

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Hand the keyboard on."""
        super().focusInEvent(event)
        self.first.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Ask how it is now."""
        super().showEvent(event)
        if not event.spontaneous():
            self._ask()
