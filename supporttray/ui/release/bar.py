"""What can be done about a problem: a button and a letter each. What cannot be done is not there."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from supporttray.core.release.problem import Standing
from supporttray.ui import link
from supporttray.ui.part.flow import Flow, button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.core.release.page import Line


class Step(Enum):
    """One thing to do."""

    CONFIRM = auto()
    DISMISS = auto()
    FIXED = auto()
    ANSWER = auto()
    LINK = auto()
    CREATE = auto()
    MERGE = auto()
    SPLIT = auto()
    OPEN = auto()
    UNDO = auto()


KEYS: Mapping[Step, str] = {
    Step.CONFIRM: "C",
    Step.DISMISS: "D",
    Step.FIXED: "F",
    Step.ANSWER: "A",
    Step.LINK: "L",
    Step.CREATE: "B",
    Step.MERGE: "M",
    Step.SPLIT: "S",
    Step.OPEN: "O",
    Step.UNDO: "U",
}


class Bar(QWidget):
    """The buttons. `wished` names a step."""

    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        flow = Flow(self)
        self.buttons = {step: button(text, told) for step, (text, told) in self._words().items()}
        for step, one in self.buttons.items():
            one.setAccessibleDescription(one.toolTip())
            one.setToolTip(f"{one.toolTip()} ({KEYS[step]})")
            one.clicked.connect(lambda _=False, step=step: self.wished.emit(step))
            flow.addWidget(one)

    def _words(self) -> Mapping[Step, tuple[str, str]]:
        return {
            Step.CONFIRM: (self.tr("&Confirm"), self.tr("It is a problem of the release")),
            Step.DISMISS: (self.tr("&Dismiss"), self.tr("It is none; what is like it counts less")),
            Step.FIXED: (self.tr("&Fixed"), self.tr("It is fixed")),
            Step.ANSWER: (self.tr("&Answer who reported it…"), self.tr("Tell them that it is fixed")),
            Step.LINK: (self.tr("&Link a bug…"), self.tr("Name the bug that is about it")),
            Step.CREATE: (self.tr("Make a &bug…"), self.tr("Put a task about it into the queue, and link that")),
            Step.MERGE: (self.tr("&Merge into…"), self.tr("It is the same as another one")),
            Step.SPLIT: (self.tr("&Split off…"), self.tr("Some of these are another one")),
            Step.OPEN: (self.tr("&Open the bug"), self.tr("Show it in the browser")),
            Step.UNDO: (self.tr("&Undo"), self.tr("Take back what was last said of it")),
        }

    def offer(self, line: Line, *, others: bool, queue: bool) -> None:
        """Show what can be done: `others` that there is another problem, `queue` that there is one to put a bug into."""
        possible = offered(line, others=others, queue=queue)
        for step, one in self.buttons.items():
            one.setVisible(step in possible)
        name = self.tr("Chan&ge the bug…") if line.problem.bug else self.tr("&Link a bug…")
        if self.buttons[Step.LINK].text() != name:
            self.buttons[Step.LINK].setText(name)


def offered(line: Line, *, others: bool, queue: bool) -> frozenset[Step]:
    """Return what can be done about a problem as it stands."""
    one, there = line.problem, line.problem.standing
    confirmed, reported = there is Standing.CONFIRMED, any(not (told.told or told.gone) for told in line.tickets)
    rules = {
        Step.CONFIRM: there in (Standing.SUSPECTED, Standing.DISMISSED),
        Step.DISMISS: one.open,
        Step.FIXED: confirmed,
        Step.ANSWER: there is Standing.FIXED and reported,
        Step.LINK: one.open,
        Step.CREATE: one.open and not one.bug and queue,
        Step.MERGE: one.open and others,
        Step.SPLIT: one.open and len(line.tickets) + len(line.errors) > 1,
        Step.OPEN: link.openable(one.bug),
        Step.UNDO: there is not Standing.SUSPECTED or bool(one.bug),
    }
    return frozenset(step for step, is_so in rules.items() if is_so)
