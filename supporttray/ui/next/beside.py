"""What is to be thought of beside the list: the status that is due, a stand-up. They have their hour and would bury the work as rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from supporttray.core.text import isolated, shorten
from supporttray.ui.part.area import Area
from supporttray.ui.part.flow import button
from supporttray.ui.part.label import Label, tip, verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.work import Reminder

SHOWN = 4
_TITLE, _WHY = 60, 140
_WIDE = 26  # average letters


class Beside(QWidget):
    """A slim column, away where there is nothing to be thought of. `wished` comes with a reminder."""

    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._reminders: Sequence[Reminder] = ()
        self._cards = [Card() for _ in range(SHOWN)]
        self._more = Label()
        self.setAccessibleName(self.tr("To be thought of"))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(10, 0, 0, 0)
        layout.addWidget(Label(self.tr("To be thought of"), bold=True))
        for number, card in enumerate(self._cards):
            card.open.clicked.connect(partial(self._press, number))
            layout.addWidget(card)
        layout.addWidget(self._more)
        layout.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Area(page))
        self.setFixedWidth(_WIDE * self.fontMetrics().averageCharWidth() + 2 * 10)
        self.hide()

    @property
    def cards(self) -> list[Card]:
        """Those that say something."""
        return self._cards[: len(self._reminders)]

    def draw(self, reminders: Sequence[Reminder]) -> None:
        """Show these; cards that say it already are left alone."""
        self._reminders = reminders
        for number, card in enumerate(self._cards):
            card.draw(reminders[number] if number < len(reminders) else None)
        rest = len(reminders) - SHOWN
        self._more.say(self.tr("and {n} more in the inbox").format(n=rest) if rest > 0 else "")
        self.setVisible(bool(reminders))

    def _press(self, number: int, _checked: object = None) -> None:
        if number < len(self._reminders):
            self.wished.emit(self._reminders[number])


class Card(QFrame):
    """One of them: what, why, and the button that leads there."""

    def __init__(self) -> None:
        super().__init__()
        self._reminder: Reminder | None = None
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.title, self._why = Label(bold=True), Label()
        self.open = button(QCoreApplication.translate("next", "Open"), "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        for part in (self.title, self._why, self.open):
            layout.addWidget(part)
        self.hide()

    def draw(self, reminder: Reminder | None) -> None:
        """Say it, or nothing."""
        if reminder and reminder != self._reminder:
            self.title.say(shorten(reminder.title, _TITLE))
            self._why.say(shorten(reminder.why, _WHY))
            self.open.setAccessibleName(
                QCoreApplication.translate("next", "Open: {title}").format(title=verbatim(isolated(reminder.title)))
            )
            self.open.setToolTip(tip(reminder.title))
        self._reminder = reminder
        self.setVisible(reminder is not None)
