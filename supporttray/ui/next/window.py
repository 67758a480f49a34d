"""The window of the work of the day, in three views: what is next, the support queue, the reviews. Each is made when it is first looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from supporttray.core.page import PlanningPage
from supporttray.ui.next import word
from supporttray.ui.next.tab import NextTab
from supporttray.ui.part.doing import Counted
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.part.doing import Do

NEXT, QUEUE, REVIEWS = "next", "queue", "reviews"
_SIZE = QSize(1000, 680)


class Tab(Protocol):
    """What stands in the window. It shows what is known, goes to what a key names, and asks for pages by its signal `page`."""

    page: SignalInstance

    def draw(self, snapshot: Snapshot) -> None:
        """Something changed."""

    def choose(self, key: str) -> None:
        """Go to what is named, by a need's key or an item's."""


def _next(do: Do, clock: Callable[[], datetime]) -> QWidget:
    return NextTab(do, clock)


def _queue(do: Do, clock: Callable[[], datetime]) -> QWidget:
    from supporttray.ui.queue.tab import Queue  # noqa: PLC0415  each view when it is wanted

    return Queue(do, clock)


def _reviews(do: Do, clock: Callable[[], datetime]) -> QWidget:
    from supporttray.ui.review.tab import Reviews  # noqa: PLC0415  (as above)

    return Reviews(do, clock)


VIEWS: Mapping[str, Callable[[Do, Callable[[], datetime]], QWidget]] = {NEXT: _next, QUEUE: _queue, REVIEWS: _reviews}


class NextWindow(QWidget):
    """The views, and above them what I am on. Once it is closed it goes.

    `page` is emitted with what a person wants to see, `gone` says that the window must not be shown any more.
    """

    page = Signal(object)
    gone = Signal()

    def __init__(self, do: Do, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        doing = Counted(do)
        doing.rest = self._leave
        self._do, self._clock = doing, clock
        self._snapshot: Snapshot | None = None
        self._tabs: dict[str, Any] = {}  # each is a Tab
        self._rooms: dict[str, QVBoxLayout] = {}
        self._closed = False
        self.setWindowTitle(self.tr("What next"))
        self.on, self.tabs = Label(bold=True), QTabWidget()
        self.planning = QPushButton(self.tr("&Planning with QA…"))
        self._lay_out()
        self.tabs.currentChanged.connect(self._turned)
        self.planning.clicked.connect(lambda: self.page.emit(PlanningPage()))
        self._turned(0)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.9))

    # --- what others call

    def draw(self, snapshot: Snapshot) -> None:
        """Show what is known now in the view that is looked at; the others hear of it when they are."""
        self._snapshot = snapshot
        self.on.say(word.on(snapshot.on))
        if self.isVisible():
            self._draw_tab()

    def turn(self, view: str, key: str = "") -> None:
        """Turn to a view, and there to what a key names."""
        self.tabs.setCurrentIndex(list(VIEWS).index(view) if view in VIEWS else 0)
        if key:
            self.tab(self.view).choose(key)

    @property
    def view(self) -> str:
        """Which view is looked at."""
        return list(VIEWS)[self.tabs.currentIndex()]

    def tab(self, view: str) -> Any:
        """Return a view; it is made if it was not looked at before."""
        if view not in self._tabs:
            made: Any = VIEWS[view](self._do, self._clock)
            self._tabs[view] = made
            made.page.connect(self.page)
            self._rooms[view].addWidget(made)
            made.show()  # at once, so that it has the keyboard
        return self._tabs[view]

    # --- how it is put together

    def _lay_out(self) -> None:
        names = {NEXT: self.tr("&Next"), QUEUE: self.tr("&Queue"), REVIEWS: self.tr("&Reviews")}
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("What next, the queue and the reviews"))
        for view in VIEWS:
            holder = QWidget()
            layout = QVBoxLayout(holder)
            layout.setContentsMargins(0, 0, 0, 0)
            self._rooms[view] = layout
            self.tabs.addTab(holder, names[view])
        self.planning.setAutoDefault(True)
        self.planning.setAccessibleDescription(self.tr("Open what QA and you look at together"))
        head = QHBoxLayout()
        head.addWidget(self.on, 1)
        head.addStretch()
        head.addWidget(self.planning)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self.tabs, 1)

    def _turned(self, _index: int) -> None:
        tab = self.tab(self.view)
        if self.isVisible():
            self._draw_tab()
            tab.setFocus()

    def _draw_tab(self) -> None:
        if self._snapshot:
            self.tab(self.view).draw(self._snapshot)

    # --- the window comes and goes

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Ask what is to be known now."""
        super().showEvent(event)
        self._closed = False
        if not event.spontaneous():
            self._draw_tab()
            self.tab(self.view).setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Go, as soon as all is known that was asked for."""
        super().closeEvent(event)
        self._closed = True
        self._leave()

    def _leave(self) -> None:
        if self._closed and self._do.resting:
            self.gone.emit()  # who wants it before Qt has deleted it gets another one
            self.deleteLater()
