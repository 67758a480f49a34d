"""The inbox: everything that needs you in one window, and what you can do about it without leaving it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from supporttray.core.action import Done, LookNow
from supporttray.core.deed import Verb
from supporttray.core.display import LOOKING
from supporttray.core.page import DutyPage
from supporttray.core.text import isolated, shorten
from supporttray.ui.inbox.banner import Banner
from supporttray.ui.inbox.blank import Blank
from supporttray.ui.inbox.details import DetailsPane
from supporttray.ui.inbox.foot import Foot
from supporttray.ui.inbox.hand import Hand
from supporttray.ui.inbox.header import Header
from supporttray.ui.inbox.rows import NeedList
from supporttray.ui.inbox.search import Search
from supporttray.ui.inbox.taught import Taught
from supporttray.ui.inbox.title import Titles
from supporttray.ui.part.picture import Pictures
from supporttray.ui.strip.strip import Strip
from supporttray.ui.tray.drawing import STARTING_UP
from supporttray.ui.tray.icons import STARTING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent

    from supporttray.core.model import Need
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.part.doing import Do
    from supporttray.ui.strip.parcel import Parcel
    from supporttray.ui.tray.drawing import Drawing
    from supporttray.ui.tray.icons import Icons


def _utc() -> datetime:
    return datetime.now(UTC)


class Inbox(QWidget):
    """The window. `draw` may be called as often as one likes: it touches what changed, and nothing while nobody looks.

    `page` is emitted with what a person wants to see.
    """

    quit = Signal()
    settings = Signal()
    status = Signal()
    page = Signal(object)

    def __init__(self, icons: Icons, do: Do, clock: Callable[[], datetime] = _utc) -> None:
        super().__init__()
        self._icons, self._do, self._clock = icons, do, clock
        self._drawing: Drawing = STARTING_UP
        self._snapshot: Snapshot | None = None
        self._stale = True
        self._stands_in = False
        self._titles = Titles()
        pictures = Pictures(icons)
        self.setWindowTitle(self.tr("Support Tray"))
        self.header, self.banner, self.search = Header(pictures), Banner(pictures), Search()
        self.list = NeedList(pictures, clock)
        self.strip = Strip(do)
        self.details = DetailsPane(do, self.tell, pictures, clock)
        self.blank, self._unfound = Blank(pictures), Blank(pictures)
        self._pages, self._found = QStackedWidget(), QStackedWidget()
        self.taught, self._foot = Taught(do, self.tell), Foot()
        self._build()
        self._connect()
        self.hand = Hand(self)
        self.resize(QSize(1000, 640).boundedTo(self.screen().availableSize() * 0.9))

    # --- what others call

    def draw(self, drawing: Drawing, snapshot: Snapshot | None) -> None:
        """Show what is known now; while the window is hidden it is only kept."""
        if snapshot is not self._snapshot:
            self._titles.learn(snapshot, self._snapshot)
        elif drawing == self._drawing:
            return
        self._drawing, self._snapshot, self._stale = drawing, snapshot, True
        if self.isVisible():
            self._render()

    def choose(self, key: str, *, reply: bool = False, text: str = "") -> None:
        """Select a need, and begin an answer to it with a text that was written elsewhere."""
        self._render()
        needs = self._snapshot.needs if self._snapshot else ()
        if all(one.key != key for one in needs):  # a colleague may have seen it: then the same question is another need
            key = next((one.key for one in needs if key.endswith(f"|{one.subject}{key[key.rfind('#') :]}")), key)
        if not self.list.select(key):
            self.search.clear()
        if self.list.select(key):
            if text and self.details.need:
                self.details.keep(self.details.need.subject, text)
            if reply:
                self.hand.reply()
        elif self._snapshot and key:
            gone = self.tr("That one needs nobody any more.")
            lost = self.tr("{gone} Your text was not sent: “{text}”").format(gone=gone, text=isolated(text))
            self.strip.notice.say(lost if text else gone)

    def stand_in(self, *, instead: bool) -> None:
        """Take the place of the icon where there is no tray, or give it back."""
        self._stands_in = instead
        self._foot.setVisible(instead)
        # it comes unasked then: never into what one types
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, instead)

    def tell(self, result: object, about: str = "") -> None:
        """Say what came of something that was done."""
        if isinstance(result, BaseException):
            self.strip.notice.fail(result, isolated(shorten(about, 60)))
        elif isinstance(result, Done):
            self.strip.notice.say(result.said)

    @property
    def snapshot(self) -> Snapshot | None:
        """What is shown."""
        return self._snapshot

    @property
    def do(self) -> Do:
        """How things are done."""
        return self._do

    # --- how it is put together

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        field = QHBoxLayout()
        field.setContentsMargins(10, 6, 10, 8)
        field.addWidget(self.search)
        column.addLayout(field)
        self._found.addWidget(self.list)
        self._found.addWidget(self._unfound)
        column.addWidget(self._found, 1)
        work = QSplitter()
        work.setChildrenCollapsible(False)
        work.setAccessibleName(self.tr("List and details"))
        for part, share in ((left, 2), (self.details, 3)):
            work.addWidget(part)
            part.setMinimumWidth(220)
            work.setStretchFactor(work.indexOf(part), share)
        work.setSizes([400, 600])
        for page in (self.blank, work):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addLayout(_beside(self.banner))
        layout.addWidget(self._pages, 1)
        layout.addLayout(_beside(self.taught))
        layout.addLayout(_beside(self.strip))
        layout.addWidget(self._foot)

    def _connect(self) -> None:
        self.header.duty.connect(lambda: self.page.emit(DutyPage()))
        self.header.status.connect(self.status)
        self.header.settings.connect(self.settings)
        self.banner.look.connect(lambda: self._do(LookNow(), self.tell))
        self.search.textChanged.connect(self._render)
        self.search.moved.connect(self.list.step)
        self.search.left.connect(self.list.setFocus)
        self.list.chosen.connect(self._turn)
        self.list.ages.timeout.connect(self.details.tell_age)
        self.details.left.connect(self._released)
        self.details.sheets.taught.connect(self.taught.offer)
        self._foot.quit.connect(self.quit)
        self.strip.undone.connect(self._undone)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(True)  # Enter presses it, not only the space bar

    # --- drawing

    def _render(self) -> None:
        self._stale = False
        drawing, snapshot = self._drawing, self._snapshot
        self.setWindowIcon(self._icons.icon(drawing.state, drawing.badge))
        self.header.draw(drawing)
        self.banner.draw(drawing)
        needs = snapshot.needs if snapshot else ()
        self.list.blockSignals(True)  # noqa: FBT003  Qt's argument
        hours = snapshot.hours if snapshot else None
        self.details.bar.hours = hours
        zone = hours.zone if hours else None
        self.list.draw(self.search.found(needs), hold=self.details.held, zone=zone)
        self._follow(needs)
        self.list.blockSignals(False)  # noqa: FBT003  Qt's argument
        self._turn()
        self._page()
        self.strip.draw(snapshot.outbox if snapshot else (), self._clock(), self._titles.known)

    def _follow(self, needs: Sequence[Need]) -> None:
        """Stay with a question about which somebody writes, also when a colleague has seen it meanwhile: then it is another need."""
        held, before = self.details.held, self.details.need
        if before and held and all(one.key != held for one in needs):
            after = next((one for one in needs if one.subject == before.subject), None)
            if after:
                self.details.follow(after)
                self.list.select(after.key)

    def _turn(self) -> None:
        """Show the need that is selected, or the one that is being answered."""
        need, held = self.list.current(), self.details.held
        if need is None and held:
            needs = self._snapshot.needs if self._snapshot else ()
            now = next((one for one in needs if one.key == held), None)
            self.details.draw(now or self.details.need, self.hand.steps(now), gone=now is None)
        else:
            self.details.draw(need, self.hand.steps(need))

    def _page(self) -> None:
        """Show the list, or why there is none."""
        needs = bool(self._snapshot and self._snapshot.needs) or bool(self.details.held)
        if bool(self._pages.currentIndex()) != needs:
            self._turn_page(int(needs))
        self._found.setCurrentIndex(int(self.list.current() is None and not self.list.model().rowCount()))
        if not needs:
            self.blank.draw(*self._blank())
        elif self._found.currentIndex():
            said = self.tr("Nothing here matches “{text}”.").format(text=isolated(shorten(self.search.text(), 40)))
            self._unfound.draw("", said, self.tr("Escape in the search field shows everything again."))

    def _turn_page(self, number: int) -> None:
        """Turn to a page. Where the list had the keyboard it gets it back; no button comes by it unasked meanwhile."""
        focus = self.focusWidget()
        if focus is None or focus is self or self._pages.isAncestorOf(focus):
            self.setFocus()
        self._pages.setCurrentIndex(number)
        if number and self.focusWidget() in (None, self):
            self.list.setFocus()

    def _blank(self) -> tuple[str, str, str]:
        drawing = self._drawing
        if drawing.hint or (self._snapshot and drawing.state != STARTING):
            return drawing.state, drawing.tooltip, ""
        return STARTING, LOOKING, self.tr("What needs you will stand here.")

    def _undone(self, parcel: Parcel) -> None:
        """Give a reply that was taken back to its author, to be written better."""
        entry = parcel.entry
        if entry.subject and entry.deed.verb is Verb.POST and parcel.text:
            self.details.keep(entry.subject, parcel.text)
            self._turn()

    def _released(self) -> None:
        self._render()
        self.list.setFocus()

    # --- Qt's

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Catch up with what came while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self._render()
        if self.details.reply.isHidden():
            (self.list if self._pages.currentIndex() else self).setFocus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Begin at the top the next time; an answer that was begun stays."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.taught.say("")
        if not event.spontaneous() and not self.details.held:
            self.search.clear()
            self.list.setCurrentIndex(QModelIndex())
            self._stale = True

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Hide; where there is no tray, quit: nothing else would show that we run."""
        event.accept()
        if self._stands_in:
            self.quit.emit()


def _beside(part: QWidget) -> QHBoxLayout:
    """Give a part some room at its sides."""
    line = QHBoxLayout()
    line.setContentsMargins(10, 0, 10, 0)
    line.addWidget(part)
    return line
