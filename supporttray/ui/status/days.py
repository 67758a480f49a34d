"""Chooses a day: today, or one of those before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from supporttray.core.display import named
from supporttray.ui.link import openable
from supporttray.ui.writing.outcome import Choice, Outcome

if TYPE_CHECKING:
    from datetime import date

    from supporttray.core.action import Day


class Days(QWidget):
    """A list of days, the latest first. `turned` says that another one is chosen."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[Day, ...] = ()
        self._today: date | None = None
        self._list = QComboBox()
        self._list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._list.setMinimumContentsLength(14)
        self._list.setAccessibleName(self.tr("Day"))
        self._list.currentIndexChanged.connect(self._turn)
        name = QLabel(self.tr("&Day:"))
        name.setBuddy(self._list)
        self._before = _step(Qt.ArrowType.LeftArrow, self.tr("The day before (Alt+Left)"))
        self._after = _step(Qt.ArrowType.RightArrow, self.tr("The day after (Alt+Right)"))
        self._before.clicked.connect(self.back)
        self._after.clicked.connect(self.forward)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (name, self._before, self._list, self._after):
            layout.addWidget(part)
        layout.setStretchFactor(self._list, 1)
        self.fill(None, ())

    @property
    def chosen(self) -> Day | None:
        """The day that is looked at; None for today."""
        row = self._list.currentIndex()
        return self._days[row - 1] if 0 < row <= len(self._days) else None

    def fill(self, today: date | None, days: tuple[Day, ...]) -> None:
        """Offer these days; who looks at one of them goes on looking at it."""
        if (today, days) == (self._today, self._days) and self._list.count():
            return
        looked_at = self.chosen
        self._today, self._days = today, days
        self._list.blockSignals(True)  # noqa: FBT003  Qt's argument
        self._list.clear()
        self._list.addItem(self.tr("Today, {day}").format(day=named(today)) if today else self.tr("Today"))
        posted, left = "{day}", self.tr("{day} · not posted")
        for one in days:
            self._list.addItem((posted if one.url else left).format(day=named(one.day)))
        place = next((row for row, one in enumerate(days, 1) if looked_at and one.day == looked_at.day), 0)
        self._list.setCurrentIndex(place)
        self._list.blockSignals(False)  # noqa: FBT003  Qt's argument
        self._list.setToolTip("" if days else self.tr("There are no earlier days yet."))
        self._list.setAccessibleDescription(self._list.toolTip())
        self._turn()

    def back(self) -> None:
        """Go to the day before."""
        self._go(self._list.currentIndex() + 1)

    def forward(self) -> None:
        """Go to the day after."""
        self._go(self._list.currentIndex() - 1)

    def home(self) -> None:
        """Go to today."""
        self._go(0)

    def _go(self, row: int) -> None:
        if 0 <= row < self._list.count():
            self._list.setCurrentIndex(row)

    def _turn(self) -> None:
        row = self._list.currentIndex()
        self._before.setEnabled(row + 1 < self._list.count())
        self._after.setEnabled(row > 0)
        self.turned.emit()


def earlier(day: Day) -> Outcome:
    """Return what to say of an earlier day's status."""
    said = _("Posted on {day}.") if day.url else _("{day}, as it was left; not posted.")
    links = (Choice.OPEN, Choice.COPY_LINK) if openable(day.url) else ()
    return Outcome(said.format(day=named(day.day)), "", (*links, Choice.HOME))


def _(text: str) -> str:
    return QCoreApplication.translate("days", text)


def _step(arrow: Qt.ArrowType, name: str) -> QToolButton:
    button = QToolButton()
    button.setArrowType(arrow)
    button.setAutoRaise(True)
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button
