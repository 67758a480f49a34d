"""What can be done about a build: a button each. What cannot be done is not there."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from supporttray.core.text import shorten
from supporttray.core.triage import Cause
from supporttray.ui import link
from supporttray.ui.part.flow import Flow, button
from supporttray.ui.part.label import verbatim

if TYPE_CHECKING:
    from supporttray.core.builds import Why

_NAME = 30  # letters of a name on a button


class Step(Enum):
    """One thing to do."""

    RERUN = auto()
    MINE = auto()
    LET_GO = auto()
    TELL = auto()
    LOG = auto()
    TEACH = auto()


class Bar(QWidget):
    """The buttons. `wished` names a step."""

    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        flow = Flow(self)
        words = {
            Step.RERUN: (self.tr("&Re-run failed"), self.tr("Run again what failed, in all builds with this cause")),
            Step.MINE: (self.tr("&I'm on it…"), self.tr("Say that you have it; it is quiet until the time you name")),
            Step.LET_GO: (self.tr("&Let go"), self.tr("Say that nobody has it; it speaks again")),
            Step.TELL: (self.tr("Tell the &author…"), self.tr("Write to who made the likely change, or under it")),
            Step.LOG: (self.tr("&Open log at the line"), self.tr("Show it in the browser")),
            Step.TEACH: (self.tr("&Wrong? Teach…"), self.tr("Say what the marked line really means")),
        }
        self.buttons = {step: button(text, told) for step, (text, told) in words.items()}
        for step, one in self.buttons.items():
            one.setAccessibleDescription(words[step][1])
            one.clicked.connect(lambda _=False, step=step: self.wished.emit(step))
            flow.addWidget(one)
        self.offer(None)

    def offer(self, why: Why | None, *, red: bool = False) -> None:
        """Show what can be done about it; nothing while that is not known."""
        verdict = why.verdict if why else None
        offered = {
            Step.RERUN: bool(why and why.again) and red,
            Step.MINE: bool(why) and red,
            Step.LET_GO: bool(why and why.has_it) and red,
            Step.TELL: bool(why and why.addressable) and red,
            Step.LOG: bool(verdict and link.openable(verdict.url)),
            Step.TEACH: bool(verdict and (verdict.text or verdict.around)),
        }
        for step, one in self.buttons.items():
            one.setVisible(offered[step])
        if why:
            self._name(why)
        self.setVisible(any(offered.values()))

    def _name(self, why: Why) -> None:
        """Say how many, whom and where on the buttons."""
        again = self.tr("&Re-run failed") if why.again == 1 else self.tr("&Re-run failed ({n})").format(n=why.again)
        self._say(Step.RERUN, again)
        machine = why.verdict is not None and why.verdict.cause is Cause.INFRASTRUCTURE
        whom = verbatim(shorten(why.engineer, _NAME)) if machine and why.engineer else ""
        self._say(Step.TELL, self.tr("&Ask {name}…").format(name=whom) if whom else self.tr("Tell the &author…"))
        line = self.tr("&Open log at the line") if why.verdict and why.verdict.line else self.tr("&Open the log")
        self._say(Step.LOG, line)
        mine = self.tr("&I'm on it longer…") if why.has_it else self.tr("&I'm on it…")
        self._say(Step.MINE, mine)

    def _say(self, step: Step, text: str) -> None:
        if self.buttons[step].text() != text:
            self.buttons[step].setText(text)
