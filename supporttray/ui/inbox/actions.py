"""What can be done about the need that is shown: a button and a key each. What cannot be done is not there."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from supporttray.core.display import clock, day
from supporttray.core.item import OPEN
from supporttray.core.rotation import moment
from supporttray.ui.morning import tomorrow
from supporttray.ui.part.flow import Flow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtGui import QAction

    from supporttray.core.hours import Hours


class Step(Enum):
    """One thing to do."""

    ACKNOWLEDGE = auto()
    REPLY = auto()
    HAND = auto()
    SNOOZE = auto()
    NONE = auto()
    QUEUE = auto()
    WHY = auto()
    OPEN = auto()
    COPY = auto()
    TAKE_BACK = auto()


KEYS = {
    Step.ACKNOWLEDGE: "A",
    Step.REPLY: "R",
    Step.HAND: "H",
    Step.SNOOZE: "S",
    Step.NONE: "N",
    Step.QUEUE: "Q",
    Step.WHY: "W",
    Step.OPEN: "O",
    Step.COPY: "C",
    Step.TAKE_BACK: "T",
}


class Actions(QWidget):
    """The buttons. `wished` names a step; `snoozed` comes with a span, zero to wake it, `until` asks for a time. `hours` are the team's."""

    wished = Signal(object)
    snoozed = Signal(object)
    until = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = now
        self.hours: Hours | None = None
        self._words = {
            Step.ACKNOWLEDGE: self.tr("&Acknowledge ({key})"),
            Step.REPLY: self.tr("&Reply ({key})"),
            Step.HAND: self.tr("&Hand to… ({key})"),
            Step.SNOOZE: self.tr("&Snooze ({key})"),
            Step.NONE: self.tr("Not a r&equest… ({key})"),
            Step.QUEUE: self.tr("Add to the q&ueue… ({key})"),
            Step.WHY: self.tr("&Why… ({key})"),
            Step.OPEN: self.tr("&Open ({key})"),
            Step.COPY: self.tr("&Copy link ({key})"),
            Step.TAKE_BACK: self.tr("Take &back ({key})"),
        }
        flow = Flow(self)
        self.buttons: dict[Step, QPushButton] = {}
        for step, words in self._words.items():
            button = self.buttons[step] = QPushButton(words.format(key=KEYS[step]))
            button.setAccessibleName(words.format(key=KEYS[step]).replace("&", ""))
            button.clicked.connect(lambda _=False, step=step: self.wished.emit(step))
            flow.addWidget(button)
        self._describe()
        self._spans()
        self.buttons[Step.SNOOZE].clicked.disconnect()
        self.buttons[Step.SNOOZE].setMenu(self.menu)

    def offer(self, steps: Collection[Step], *, quiet: bool, draft: bool) -> None:
        """Show what can be done; a `quiet` one can be woken, a `draft` is a reply that was begun."""
        for step, button in self.buttons.items():
            button.setVisible(step in steps)
        self._wake.setVisible(quiet)
        words = self.tr("Continue the &reply ({key})") if draft else self._words[Step.REPLY]
        self.buttons[Step.REPLY].setText(words.format(key=KEYS[Step.REPLY]))

    def offers(self, step: Step) -> bool:
        """Return whether a step can be taken now."""
        return not self.buttons[step].isHidden()

    def open_menu(self) -> None:
        """Show the spans below their button."""
        button = self.buttons[Step.SNOOZE]
        self.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _describe(self) -> None:
        said = {
            Step.ACKNOWLEDGE: self.tr("Say under it that you have seen it, for everybody to see"),
            Step.REPLY: self.tr("Write an answer; it can be taken back for ten seconds"),
            Step.HAND: self.tr("Name a colleague under it, in your words"),
            Step.NONE: self.tr("Say that it needs no answer, and what else needs none; it can be undone"),
            Step.QUEUE: self.tr("Make a task of it, and see first what may be there already"),
            Step.SNOOZE: self.tr("Make it quiet for a while, or until something happens to it"),
            Step.WHY: self.tr("Show among the builds why it is so, and what can be done about it"),
            Step.OPEN: self.tr("Show it: in its own app, in the browser or in a window of this one"),
            Step.COPY: self.tr("Copy its address"),
            Step.TAKE_BACK: self.tr("Take your acknowledgement away again"),
        }
        for step, text in said.items():
            self.buttons[step].setAccessibleDescription(text)
            self.buttons[step].setToolTip(text)

    def _spans(self) -> None:
        """Make the menu of how long it may be quiet."""
        self.menu = QMenu(self)
        self._wake = self._entry(self.tr("&Wake it now"), lambda: timedelta(0))
        self._entry(self.tr("&15 minutes"), lambda: timedelta(minutes=15))
        self._entry(self.tr("1 &hour"), lambda: timedelta(hours=1))
        self._entry(self.tr("&4 hours"), lambda: timedelta(hours=4))
        self._opening = self._entry("", lambda: self._morning() - self._clock())
        self.menu.addAction(self.tr("Until a &time…")).triggered.connect(self.until)
        self.menu.aboutToShow.connect(self._tell_opening)

    def _morning(self) -> datetime:
        """When work begins on the next working day after today; nine o'clock where nobody said when."""
        now, hours = self._clock(), self.hours
        if hours is None:
            return tomorrow(now)
        found = hours.opening(moment(hours.day(now) + timedelta(days=1), time(), hours.zone))
        return tomorrow(now) if found == OPEN else found

    def _tell_opening(self) -> None:
        now, opening, zone = self._clock(), self._morning(), self.hours.zone if self.hours else None
        is_next = opening.astimezone(zone).date() - now.astimezone(zone).date() == timedelta(days=1)
        the_day = self.tr("tomorrow") if is_next else day(opening, zone)
        self._opening.setText(self.tr("&Until {day}, {clock}").format(day=the_day, clock=clock(opening, zone)))

    def _entry(self, words: str, span: Callable[[], timedelta]) -> QAction:
        action = self.menu.addAction(words)
        action.triggered.connect(lambda: self.snoozed.emit(span()))
        return action
