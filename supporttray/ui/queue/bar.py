"""What can be done about a task: a button each. What its tracker does not allow now is not there."""

from __future__ import annotations

from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from supporttray.core.text import shorten
from supporttray.core.work import Move, Way
from supporttray.ui import link
from supporttray.ui.part.flow import Flow, button
from supporttray.ui.part.label import verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.ui.queue.line import Line

_WORD = 40  # letters of a tracker's word


class Step(Enum):
    """One thing to do."""

    COMMENT = auto()
    OPEN = auto()


class MoveButton(QPushButton):
    """Brings a task on; where the tracker has several words for that they are a menu. `wished` comes with the word."""

    wished = Signal(str)

    def __init__(self, label: str, asking: str, told: str) -> None:
        super().__init__()
        self._label, self._asking = label, asking
        self._ways: Sequence[Way] = ()
        self._menu = QMenu(self)
        self.setAutoDefault(True)  # Enter presses it, not only the space bar
        self.setAccessibleDescription(told)
        self.clicked.connect(self._press)

    def ask(self) -> None:
        """Say that the tracker is being asked."""
        self.setMenu(None)  # type: ignore[arg-type]  # Qt takes nothing; its stubs do not say so
        self.setText(self._asking)
        self.setEnabled(False)
        self.show()

    def offer(self, ways: Sequence[Way]) -> None:
        """Offer what the tracker allows; without a way go away."""
        if ways != self._ways or not self.isEnabled():
            self._ways = ways
            self._fill()
        self.setEnabled(True)
        self.setVisible(bool(ways))

    @property
    def words(self) -> list[str]:
        """What the menu says."""
        return [one.text() for one in self._menu.actions() if one.isVisible()]

    def _fill(self) -> None:
        """Show the words; the entries of the menu are kept and used again."""
        while len(self._menu.actions()) < len(self._ways):
            number = len(self._menu.actions())
            self._menu.addAction("").triggered.connect(partial(self._choose, number))
        for number, action in enumerate(self._menu.actions()):
            action.setVisible(number < len(self._ways))
            if number < len(self._ways):
                action.setText(verbatim(shorten(self._ways[number].word, _WORD)))
        menu = self._menu if len(self._ways) > 1 else None
        self.setMenu(menu)  # type: ignore[arg-type]  # as above
        self.setText(self._label)

    def _press(self) -> None:
        if len(self._ways) == 1:
            self._choose(0)

    def _choose(self, number: int, _checked: object = None) -> None:
        self.wished.emit(self._ways[number].word)


class Bar(QWidget):
    """The buttons. `moved` comes with a move and the tracker's word for it, `wished` names another step."""

    moved = Signal(object, str)
    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        flow = Flow(self)
        self.moves = {
            Move.START: MoveButton(
                self.tr("&Start"), self.tr("Start: asking…"), self.tr("Take it, and move it to in progress")
            ),
            Move.FINISH: MoveButton(self.tr("&Done"), self.tr("Done: asking…"), self.tr("Say that it is done")),
            Move.BLOCK: MoveButton(
                self.tr("&Blocked because…"),
                self.tr("Blocked: asking…"),
                self.tr("Say what it waits for; that is written under it"),
            ),
        }
        self.buttons = {
            Step.COMMENT: button(self.tr("&Comment…"), self.tr("Write something under it")),
            Step.OPEN: button(self.tr("&Open"), self.tr("Show it in the browser")),
        }
        for move, one in self.moves.items():
            one.wished.connect(partial(self.moved.emit, move))
            flow.addWidget(one)
        for step, made in self.buttons.items():
            made.setAccessibleDescription(made.toolTip())
            made.clicked.connect(lambda _=False, step=step: self.wished.emit(step))
            flow.addWidget(made)

    def ask(self, line: Line) -> None:
        """Say that the tracker is asked what it allows."""
        for move, one in self.moves.items():
            if _sensible(move, line):
                one.ask()
            else:
                one.offer(())
        self._others(line)

    def offer(self, line: Line, ways: Sequence[Way]) -> None:
        """Offer what the tracker allows, and nothing that is so already."""
        for move, one in self.moves.items():
            one.offer([way for way in ways if way.move is move] if _sensible(move, line) else ())
        self._others(line)

    def _others(self, line: Line) -> None:
        self.buttons[Step.OPEN].setVisible(link.openable(line.task.url))


def _sensible(move: Move, line: Line) -> bool:
    """Whether it is not so already."""
    so = {Move.START: line.mine, Move.FINISH: line.over, Move.BLOCK: line.task.blocked or line.over}
    return not so[move]
