"""What can be done about a change: a button each. What makes no sense for it is not there."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from supporttray.ui import link
from supporttray.ui.part.flow import Flow, button
from supporttray.ui.part.label import verbatim
from supporttray.ui.review import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.work import Line


class Step(Enum):
    """One thing to do."""

    OPEN = auto()
    ASK = auto()
    REMIND = auto()
    SNOOZE = auto()
    NOT_MINE = auto()
    BACK = auto()
    COMMENT = auto()


class Bar(QWidget):
    """The buttons. `wished` names a step."""

    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        flow = Flow(self)
        words = {
            Step.OPEN: (self.tr("&Open"), self.tr("Show it in the browser")),
            Step.ASK: (self.tr("&Ask…"), self.tr("Ask them for a review; until it is sent it can be undone")),
            Step.REMIND: (self.tr("Remin&d…"), self.tr("Write a kind reminder under it; you see it before it goes")),
            Step.SNOOZE: (self.tr("Snoo&ze until pushed"), self.tr("It is quiet until something new is pushed")),
            Step.NOT_MINE: (self.tr("Not &mine"), self.tr("Say that somebody else reviews it")),
            Step.BACK: (self.tr("It is &mine after all"), self.tr("Take back that it is not yours")),
            Step.COMMENT: (self.tr("&Comment…"), self.tr("Write something under it")),
        }
        self.buttons = {step: button(*told) for step, told in words.items()}
        for step, one in self.buttons.items():
            one.setAccessibleDescription(words[step][1])
            one.clicked.connect(lambda _=False, step=step: self.wished.emit(step))
            flow.addWidget(one)

    def offer(self, line: Line, reviewers: Sequence[str]) -> None:
        """Show what can be done about it."""
        review, mine = line.review, line.review.mine
        whom = word.to_ask(review, reviewers)
        late = word.unheard(review)
        wanted = mine and line.state not in (word.APPROVED, word.DRAFT)
        offered = {
            Step.OPEN: link.openable(review.url),
            Step.ASK: wanted and bool(whom),
            Step.REMIND: wanted and line.remind and bool(late),
            Step.SNOOZE: line.wants_me,
            Step.NOT_MINE: line.wants_me,
            Step.BACK: line.declined,
            Step.COMMENT: True,
        }
        self._say(Step.ASK, self.tr("&Ask {name}").format(name=verbatim(word.called(whom))))
        name = verbatim(word.called(late[0])) if len(late) == 1 else self.tr("them")
        self._say(Step.REMIND, self.tr("Remin&d {name}…").format(name=name))
        for step, one in self.buttons.items():
            one.setVisible(offered[step])

    def _say(self, step: Step, text: str) -> None:
        if self.buttons[step].text() != text:
            self.buttons[step].setText(text)
