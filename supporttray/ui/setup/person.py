"""The page of the person: the name, whether on duty now, where the daily status goes, what notifications may show."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from supporttray.core.text import shorten
from supporttray.ui.part.finder import Finder
from supporttray.ui.part.label import Label
from supporttray.ui.setup.backup import BackupBox
from supporttray.ui.setup.choice import words
from supporttray.ui.setup.login import LoginSwitch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.setup import Known, Offer
    from supporttray.ui.setup.question import Questions

_HANDS_OVER = time(9)
_WEEKS = 6


class Duty(NamedTuple):
    """What was said of the duty; nothing is None."""

    on: bool | None
    until: datetime | None


class PersonPage(QWidget):
    """Asks what no service knows. Nothing is said here that the person did not choose: the app never guesses a duty."""

    def __init__(self, known: Known, questions: Questions) -> None:
        super().__init__()
        self._backup = BackupBox(questions)
        self._login = LoginSwitch(questions)
        self._daily = known.daily
        self._daily_name = known.daily_name
        self._name = QLineEdit(known.me)
        self._named = bool(known.me)
        self._name.textEdited.connect(self._say_name)
        self._on = QRadioButton(self.tr("&Yes, until 9 in the morning of"))
        self._off = QRadioButton(self.tr("N&ot now"))
        self._later = QRadioButton(
            self.tr("&Later: I do not say it yet") if known.first else self.tr("&Leave it as it is")
        )
        self._later.setChecked(True)
        self._until = _date(self.tr("On duty until"))
        self._place = Finder(self.tr("Where the daily status goes"))
        self._places: list[tuple[str, str] | None] = []
        self._names: dict[tuple[str, str], str] = {}
        self._hide = QCheckBox(self.tr("&Hide message texts in notifications"))
        self._hide.setChecked(not known.texts)
        self._lay_out(known)
        self.offer(())

    @property
    def last(self) -> QWidget:
        """What the Tab key reaches last."""
        return self._backup.ask if self._backup.parentWidget() else self._hide

    def begin(self) -> None:
        """The page is seen."""
        (self._on if self._name.text() else self._name).setFocus()

    def suggest(self, name: str) -> None:
        """Fill in a name, unless the person wrote one."""
        if name and not self._named:
            self._name.setText(shorten(name, 120))
            self._name.setCursorPosition(0)

    def offer(self, conversations: Sequence[tuple[str, Offer]]) -> None:
        """Offer where the status could go; what is chosen stays chosen, also if it is not offered."""
        chosen = self.daily() if self._places else self._daily
        entries: list[tuple[tuple[str, str] | None, str]] = [(None, self.tr("Nowhere yet"))]
        entries += [((account, offer.place), words(offer)) for account, offer in conversations]
        self._names = {(account, offer.place): offer.name for account, offer in conversations}
        if chosen and chosen not in [place for place, _ in entries]:
            place, account = self._daily_name or chosen[1], chosen[0]
            entries.append((chosen, self.tr("As it is: {place} in {account}").format(place=place, account=account)))
        self._places = [place for place, _ in entries]
        self._place.clear()
        self._place.addItems([text for _, text in entries])
        self._place.setCurrentIndex(self._places.index(chosen))

    def me(self) -> str:
        """The person's name."""
        return self._name.text().strip()

    def duty(self) -> Duty:
        """What was said of the duty."""
        if self._later.isChecked():
            return Duty(None, None)
        if self._off.isChecked():
            return Duty(on=False, until=None)
        day = self._until.date()
        moment = datetime.combine(datetime(day.year(), day.month(), day.day()).date(), _HANDS_OVER)  # noqa: DTZ001  a day
        return Duty(on=True, until=moment.astimezone())

    def daily(self) -> tuple[str, str] | None:
        """Where the daily status goes."""
        index = self._place.currentIndex()
        return self._places[index] if 0 <= index < len(self._places) else None

    def daily_name(self) -> str:
        """What people call that place."""
        daily = self.daily()
        known = self._daily_name if daily == self._daily else ""
        return self._names.get(daily, known) if daily else ""

    def texts(self) -> bool:
        """Whether notifications may show message texts."""
        return not self._hide.isChecked()

    def _say_name(self) -> None:
        self._named = True

    def _lay_out(self, known: Known) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(Label(self.tr("You"), bold=True, larger=1.3))
        name = QLabel(self.tr("Your na&me, as others know it:"))
        name.setBuddy(self._name)
        self._name.setAccessibleName(self.tr("Your name"))
        layout.addWidget(name)
        layout.addWidget(self._name)
        layout.addSpacing(8)
        layout.addWidget(self._duty(known))
        layout.addSpacing(8)
        place = QLabel(self.tr("Your &daily status goes to (nothing is posted without your click):"))
        place.setWordWrap(True)
        place.setBuddy(self._place)
        layout.addWidget(place)
        layout.addWidget(self._place)
        layout.addSpacing(8)
        layout.addWidget(self._hide)
        if not known.first:
            layout.addWidget(self._login)
            layout.addSpacing(8)
            layout.addWidget(self._backup)
            self.setTabOrder(self._hide, self._login.switch)
            self.setTabOrder(self._login.switch, self._backup.part.heading)
        layout.addStretch()

    def _duty(self, known: Known) -> QGroupBox:
        box = QGroupBox(self.tr("Are you on duty now?"))
        row = QHBoxLayout()
        row.addWidget(self._on)
        row.addWidget(self._until)
        row.addStretch()
        inner = QVBoxLayout(box)
        inner.addLayout(row)
        inner.addWidget(self._off)
        inner.addWidget(self._later)
        if known.first:
            inner.addWidget(Label(self.tr("Support Tray never guesses it. Off duty it is silent.")))
        self.setTabOrder(self._on, self._until)
        self.setTabOrder(self._until, self._off)
        self._on.toggled.connect(self._until.setEnabled)
        self._until.setEnabled(False)
        return box


def _date(name: str) -> QDateEdit:
    """Return a field for the end of a duty that began this week and lasts six."""
    today = QDate.currentDate()
    field = QDateEdit(today.addDays(1 - today.dayOfWeek() + 7 * _WEEKS))
    field.setMinimumDate(today.addDays(1))
    field.setCalendarPopup(True)
    field.setDisplayFormat("ddd d MMM yyyy")
    field.setAccessibleName(name)
    line = field.findChild(QLineEdit)
    if line:
        line.setAccessibleName(name)
    return field
