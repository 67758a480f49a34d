"""A sheet: what one step about a need asks for before it is taken, beside the list and below the need's own words.

It stands where the answer is written, so that the question stays in sight; one is open at a time.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from PySide6.QtGui import QKeyEvent

    from supporttray.core.action import Action
    from supporttray.core.hours import Hours
    from supporttray.core.model import Need
    from supporttray.ui.part.doing import Do


PATIENCE_MS = 500  # what is done by then needs no words


class Place(NamedTuple):
    """What a sheet works with: how things are done, who says what came of it, the time, and the team's hours as they are now."""

    do: Do
    tell: Callable[[object, str], None]
    clock: Callable[[], datetime]
    hours: Callable[[], Hours | None]

    @property
    def zone(self) -> tzinfo | None:
        """Whose clock a person means (the machine's if none)."""
        hours = self.hours()
        return hours.zone if hours else None


class Sheet(QFrame):
    """Asks, and does it. `left` says that it is done with. Escape leaves; what was written stands there again for the same need."""

    left = Signal()

    def __init__(self, place: Place, heading: str, go: str) -> None:
        super().__init__()
        self.place = place
        self.need: Need | None = None
        self.under_way = False
        self._questions: dict[type[Action], int] = {}
        self._written = ""  # the subject that it is filled for
        self._asked = True  # what it has to know was not refused
        self._parts: tuple[QWidget, ...] = ()
        self._writing: QWidget | None = None  # what had the keyboard when it was done
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(heading)
        self.said = Label()
        self.go = button(go, "")
        self.go.clicked.connect(self.take)
        self.leave = button(self.tr("Lea&ve (Esc)"), "")
        self.leave.clicked.connect(self.left)
        self._lines = QVBoxLayout(self)
        self._lines.addWidget(Label(heading, bold=True))
        self.hide()

    # --- for the pane

    def begin(self, need: Need) -> None:
        """Ask about a need."""
        self.need = need
        if not self.under_way and (self._written != need.subject or not self._asked):
            if self._written:
                self.keep(self._written)
            self._written, self._asked = need.subject, True
            self.said.say("")
            self.fill(need)
        self.show()
        (self.leave if self.under_way else self.first()).setFocus()

    # --- what each has of its own

    @abstractmethod
    def fill(self, need: Need) -> None:
        """Begin anew, for this need."""

    def keep(self, subject: str) -> None:
        """Keep what a person wrote about that one: another one is asked about now."""

    def unknown(self) -> None:
        """Say no more that something is looked for: it could not be asked."""

    @abstractmethod
    def first(self) -> QWidget:
        """Return what has the keyboard at first."""

    @abstractmethod
    def wish(self, need: Need) -> Action | None:
        """Return what is to be done; None while something is missing."""

    def done(self, need: Need, result: object) -> None:
        """Say that it was done."""
        self.place.tell(result, need.title)

    # --- what all have

    def add(self, *parts: QWidget) -> None:
        """Set the parts below the heading, then the buttons."""
        self._parts = parts
        for part in (*parts, self.said, row(self.go, self.leave)):
            self._lines.addWidget(part)
        for one in self.findChildren(QPushButton):
            one.setAutoDefault(True)  # Enter presses it, not only the space bar

    def ask(self, question: Action, then: Callable[[object], None]) -> None:
        """Ask something; an answer that comes after the next question of its kind, or about another need, is not heard."""
        kind, about = type(question), self._written
        number = self._questions[kind] = self._questions.get(kind, 0) + 1

        def answered(result: object) -> None:
            if number != self._questions[kind] or about != self._written:
                return
            if isinstance(result, BaseException):
                self._asked = False
                self.unknown()
                self._fail(result)
            else:
                then(result)

        self.place.do(question, answered)

    def check(self) -> None:
        """See whether it can be done now."""
        self.go.setEnabled(not self.under_way and self.need is not None and self.wish(self.need) is not None)

    def take(self) -> None:
        """Do it."""
        need = self.need
        action = self.wish(need) if need and not self.under_way else None
        if need and action:
            self._wait(waiting=True)
            QTimer.singleShot(PATIENCE_MS, self, self._tell_waiting)
            self.place.do(action, lambda result: self._answered(need, result))

    def _tell_waiting(self) -> None:
        if self.under_way:
            self.said.say(self.tr("One moment…"))
            self.announce(self.said.text())

    def _answered(self, need: Need, result: object) -> None:
        """Go where it was done; stay with the reason where it was not. Where another one is asked about now, begin with that."""
        self._wait(waiting=False)
        now = self.need if not self.isHidden() else None
        here = now is not None and now.subject == need.subject
        if isinstance(result, BaseException):
            self._fail(result)
            if not here:
                self.place.tell(result, need.title)
        else:
            self._written = ""
            self.done(need, result)
        if now and not here:
            self.begin(now)
        elif here and not isinstance(result, BaseException):
            self.left.emit()

    def _fail(self, error: BaseException) -> None:
        self.said.say(" — ".join(part.rstrip(".") for part in told(error) if part))
        self.announce(self.said.text())

    def announce(self, text: str) -> None:
        """Let a screen reader say what stands beside the keyboard."""
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _wait(self, *, waiting: bool) -> None:
        """Let nothing be written while it is done: it would be lost. The keyboard comes back to where it was."""
        self.under_way = waiting
        if waiting:
            focus = self.window().focusWidget()
            self._writing = focus if focus and self.isAncestorOf(focus) else None
            self.leave.setFocus()
        for part in self._parts:
            part.setEnabled(not waiting)
        if not waiting and self._writing and self.leave.hasFocus():
            self._writing.setFocus()
        self.check()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Leave, or do it."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take()
        else:
            super().keyPressEvent(event)
