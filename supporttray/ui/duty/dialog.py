"""Asks for one swap: who is on duty, from when to when, in whose place."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QTime, QTimeZone, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supporttray.core.action import Done
from supporttray.core.duty import Swap, SwapLine
from supporttray.core.rotation import moment
from supporttray.ui.duty.draft import wall
from supporttray.ui.duty.words import zone_of
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from supporttray.core.duty import Rota
    from supporttray.ui.part.doing import Do

_LONGEST = 100  # letters of a name, as the rota's own
_SHOWN = 20  # of them at least
_WIDTH = 64  # average letters
_FORMAT = "ddd d MMM yyyy HH:mm"


class SwapDialog(QDialog):
    """A swap, filled in with what is likely. Enter makes it, Esc leaves all as it is; what cannot be made stays, with the reason.

    `made` is emitted with what the engine said of it, `lost` with why it could not be made, if nobody looks any more.
    """

    made = Signal(str)
    lost = Signal(object)

    def __init__(self, title: str, found: Rota, draft: SwapLine, do: Do, parent: QWidget) -> None:
        super().__init__(parent)
        self._do = do
        self._zone = zone_of(found)
        self._waiting = False
        self.setWindowTitle(title)
        self.person = _names(self.tr("Who is on duty"), found.people, draft.person)
        whoever = self.tr("whoever it would be")
        self.instead_of = _names(self.tr("Instead of"), found.people, draft.instead_of, whoever)
        self.domain = QComboBox()
        self.domain.setAccessibleName(self.tr("Domain"))
        self._domains = ["", *filter(None, found.domains)]
        self.domain.addItems([self.tr("all domains"), *self._domains[1:]])
        self.domain.setCurrentIndex(self._domains.index(draft.domain) if draft.domain in self._domains else 0)
        self.begin = _moment(self.tr("From"), wall(draft.begin, self._zone))
        self.end = _moment(self.tr("Until"), wall(draft.end, self._zone))
        self.said = Label()
        self.make = QPushButton(self.tr("&Make the swap"))
        self.make.setDefault(True)
        self._lay_out(found)
        self.make.clicked.connect(self._make)
        self.person.editTextChanged.connect(self._check)
        self.begin.dateTimeChanged.connect(self._check)
        self.end.dateTimeChanged.connect(self._check)
        self.finished.connect(self._leave)
        self._check()

    def swap(self) -> SwapLine:
        """What is written now."""
        return SwapLine(
            person=self.person.currentText().strip(),
            begin=self._moment(self.begin),
            end=self._moment(self.end),
            domain=self._domains[self.domain.currentIndex()],
            instead_of=self.instead_of.currentText().strip(),
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Begin with the first thing that is open."""
        super().showEvent(event)
        first = self.begin if self.person.currentText() else self.person
        first.setFocus()

    def _lay_out(self, found: Rota) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Who is on duty:"), self.person)
        form.addRow(self.tr("&From:"), self.begin)
        form.addRow(self.tr("&Until:"), self.end)
        form.addRow(self.tr("&Instead of:"), self.instead_of)
        if len(self._domains) > 1:
            form.addRow(self.tr("&Domain:"), self.domain)
        leave = QPushButton(self.tr("&Close"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.make)
        foot.addWidget(leave)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        if found.zone:
            layout.addWidget(Label(self.tr("Times of {zone}.").format(zone=found.zone)))
        layout.addWidget(self.said)
        layout.addStretch()
        layout.addLayout(foot)
        self.resize(_WIDTH * self.fontMetrics().averageCharWidth(), self.sizeHint().height())

    def _moment(self, field: QDateTimeEdit) -> datetime:
        day, clock = field.date(), field.time()
        return moment(date(day.year(), day.month(), day.day()), time(clock.hour(), clock.minute()), self._zone)

    def _check(self) -> None:
        """A swap has a person, and ends after it begins."""
        ends = self.begin.dateTime() < self.end.dateTime()
        self.make.setEnabled(bool(self.person.currentText().strip()) and ends and not self._waiting)
        if not self._waiting:
            self.said.say("" if ends else self.tr("It ends before it begins."))

    def _make(self) -> None:
        self._wait(waiting=True)
        self.said.say(self.tr("Writing it…"))
        self._do(Swap(self.swap()), self._answered)

    def _answered(self, result: object) -> None:
        self._wait(waiting=False)
        if not isinstance(result, BaseException):
            self.made.emit(result.said if isinstance(result, Done) else "")
            self.accept()
        elif self.isVisible():
            self.said.say(" ".join(told(result)).strip())
            self.make.setFocus()
        else:
            self.lost.emit(result)
            self._leave()

    def _leave(self) -> None:
        """Go, as soon as it is known what came of it."""
        if not self._waiting:
            self.deleteLater()

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        for part in (self.person, self.begin, self.end, self.instead_of, self.domain):
            part.setEnabled(not waiting)
        self._check()


def _names(name: str, people: tuple[str, ...], chosen: str, nobody: str = "") -> QComboBox:
    """Return a field for a person: one of those who are known, or another; `nobody` says what an empty one means."""
    line = QLineEdit()
    line.setMaxLength(_LONGEST)
    line.setPlaceholderText(nobody)
    field = QComboBox()
    field.setLineEdit(line)
    field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(_SHOWN)
    field.addItems(list(people))
    field.setCurrentText(chosen)
    line.setCursorPosition(0)
    for part in (field, line):
        part.setAccessibleName(name)
    return field


def _moment(name: str, wall: datetime) -> QDateTimeEdit:
    """Return a field for a time on the wall. It counts as Qt's UTC, which skips no hour in spring."""
    field = QDateTimeEdit()
    field.setTimeZone(QTimeZone(QTimeZone.Initialization.UTC))
    field.setDisplayFormat(_FORMAT)
    field.setCalendarPopup(True)
    day, clock = QDate(wall.year, wall.month, wall.day), QTime(wall.hour, wall.minute)
    field.setDateTime(QDateTime(day, clock, QTimeZone(QTimeZone.Initialization.UTC)))
    field.setAccessibleName(name)
    line = field.findChild(QLineEdit)
    if line:
        line.setAccessibleName(name)
    return field
