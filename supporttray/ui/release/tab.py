"""The page of problems: the chart, the list, and what is known of the chosen one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from supporttray.core.text import isolated, shorten
from supporttray.ui.inbox.search import Search
from supporttray.ui.part.label import Label
from supporttray.ui.release.bar import KEYS
from supporttray.ui.release.chart import Chart
from supporttray.ui.release.details import ProblemPage
from supporttray.ui.release.table import ProblemTable
from supporttray.ui.release.word import matching

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from supporttray.core.release.page import Room
    from supporttray.ui.inbox.sheet import Place
    from supporttray.ui.release.bar import Step

_SIZES = [230, 390]  # of the list, and of what is below
_ROOM = 24  # lines of text, or the chart is away
_SEARCH_FROM = 9  # so many are seen at a glance


class Problems(QWidget):
    """Draws what a room says; keys do what the buttons do."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._room: Room | None = None
        self._queue = False
        self._wanted = 0
        self.search, self.unfound, self.nothing = Search(), Label(), Label()
        self.chart = Chart(lambda: place.zone)
        self.table, self.problem = ProblemTable(place.clock, lambda: place.zone), ProblemPage(place)
        self._found, self._work = QStackedWidget(), QSplitter(Qt.Orientation.Vertical)
        self._lay_out()
        self._connect()

    def draw(self, room: Room, *, queue: bool) -> None:
        """Show what is known now; `queue` whether there is one to put a bug into."""
        self._room, self._queue = room, queue
        self.chart.draw(room.points, room.flags)
        self._make_room()
        self._redraw()
        if self._wanted:
            self.choose(self._wanted)

    def choose(self, number: int) -> bool:
        """Choose a problem as soon as it is known; return whether it is there."""
        self._wanted = 0 if self._room else number
        if not self._room:
            return True
        if not self.table.select(str(number)):
            self.search.clear()
        return self.table.select(str(number))

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802  Qt's name
        """Begin with the list."""
        self.table.setFocus(reason)

    # --- what is seen

    def _redraw(self) -> None:
        room = self._room
        if room is None:
            return
        lines = matching(room.problems, self.search.text())
        held = self.problem.held
        if held and all(line.problem.number != held for line in lines):  # somebody is asked about it
            lines = (*lines, *(line for line in room.problems if line.problem.number == held))
        self.table.draw(lines)
        self._draw_problem()
        said = self.tr("Nothing matches “{text}”. Escape shows all again.")
        text = isolated(shorten(self.search.text(), 40))
        self.unfound.say("" if lines or not room.problems else said.format(text=text))
        self._found.setCurrentIndex(int(not lines))
        self.search.setVisible(len(room.problems) >= _SEARCH_FROM or bool(self.search.text()))
        self._work.setVisible(bool(room.problems))
        self.nothing.say("" if room.problems else self._calm(room))

    def _calm(self, room: Room) -> str:
        """Say that nothing is suspected; only as far as could be seen."""
        if room.blind:
            return self.tr("No problem is known, but not everything can be seen.")
        if not any(one.at for one in room.looks):
            return self.tr("Nothing was scanned yet. What looks like a problem of the release will stand here.")
        return self.tr("Nothing looks like a problem of the release. What does will stand here, with its reasons.")

    def _draw_problem(self) -> None:
        if self._room:
            self.problem.draw(self.table.current(), self._room, queue=self._queue)

    def _make_room(self) -> None:
        """Show the chart where there is room for it besides."""
        self.chart.setVisible(self.chart.known and self.height() >= _ROOM * self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Use the room that there is."""
        super().resizeEvent(event)
        self._make_room()

    # --- how it is put together

    def _lay_out(self) -> None:
        self._found.addWidget(self.table)
        self._found.addWidget(self.unfound)
        self.unfound.setAlignment(Qt.AlignmentFlag.AlignCenter)
        work = self._work
        work.setChildrenCollapsible(False)
        work.setAccessibleName(self.tr("Problems, and what is known of them"))
        work.addWidget(self._found)
        work.addWidget(self.problem)
        work.setSizes(_SIZES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.chart, self.nothing, self.search):
            layout.addWidget(part)
        layout.addWidget(work, 1)
        layout.addStretch()

    def _connect(self) -> None:
        self.search.setAccessibleName(self.tr("Search in the problems"))
        self.search.setPlaceholderText(self.tr("Title, reason, bug or ticket (Ctrl+F)"))
        self.search.textChanged.connect(lambda _: self._redraw())
        self.search.moved.connect(self.table.step)
        self.search.left.connect(self.table.setFocus)
        self.table.chosen.connect(self._draw_problem)
        self.table.entered.connect(self.problem.take_focus)
        self.problem.decided.connect(self.table.setFocus)
        for step, key in KEYS.items():
            self._key(key, partial(self._take, step))
        self._key("J", partial(self.table.step, 1))
        self._key("K", partial(self.table.step, -1))
        self._key("/", self.search.setFocus)
        self._key("Ctrl+F", self.search.setFocus)

    def _take(self, step: Step) -> None:
        self.problem.take(step)

    def _key(self, key: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(key in ("J", "K"))
        shortcut.activated.connect(lambda: None if self._takes_letters and len(key) == 1 else act())

    @property
    def _takes_letters(self) -> bool:
        """Whether the keyboard is where letters are no actions."""
        focus, sheet = self.window().focusWidget(), self.problem.open_sheet
        return self.search.hasFocus() or bool(sheet and focus and sheet.isAncestorOf(focus))
