"""What is to be watched: product and version, from when to when, and what would betray trouble."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from supporttray.core.action import Done
from supporttray.core.release.page import Begin
from supporttray.core.release.plan import Release
from supporttray.ui import link
from supporttray.ui.part.area import Area
from supporttray.ui.part.field import Field
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label
from supporttray.ui.part.moment import MomentField, rounded
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from supporttray.ui.inbox.sheet import Place

_USUAL = timedelta(days=7)
_STEP = 15  # minutes
_MOST = 10_000_000  # errors a day
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_WIDTH = 62  # average letters


class BeginDialog(QDialog):
    """Asks what is to be watched, before the page of the release. `begun` says that it is."""

    begun = Signal()

    def __init__(self, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self._place, self._busy = place, False
        self.setWindowTitle(self.tr("Watch a release"))
        self.product, self.version = _line(self.tr("Product")), _line(self.tr("Version"))
        self.start, self.end = MomentField(self.tr("Watched from")), MomentField(self.tr("Watched until"))
        self.components = _line(self.tr("Components"), self.tr("checkout, vouchers"))
        self.words = _line(self.tr("Words"), self.tr("gift card, total is wrong"))
        self.notes = Field(self.tr("What is new in it"), 4)
        self.process = _line(self.tr("Link to the process"), "https://")
        self.environment = _line(self.tr("Environment"))
        self.standup = _line(self.tr("Customer Support's stand-up"), "09:30")
        self.quota, self.said = QSpinBox(), Label()
        self.go = button(self.tr("&Watch it (Ctrl+Enter)"), "")
        self.leave = button(self.tr("Lea&ve (Esc)"), "")
        self._lay_out()
        self._connect()
        self._empty()

    def begin(self) -> None:
        """Show it, with the keyboard in the first field that is empty."""
        self.notes.fit()
        self.show()
        self.raise_()
        self.activateWindow()
        (self.version if self.product.text() else self.product).setFocus()

    def release(self) -> Release | None:
        """Return what was written; None, with the reason said, while something is missing."""
        zone, text = self._place.zone, self.standup.text().strip()
        found = _CLOCK.fullmatch(text)
        made = Release(
            product=self.product.text().strip(),
            version=self.version.text().strip(),
            start=self.start.moment(zone),
            end=self.end.moment(zone),
            components=_listed(self.components.text()),
            words=_listed(self.words.text()),
            notes=self.notes.toPlainText().strip(),
            process=self.process.text().strip(),
            environment=self.environment.text().strip(),
            standup=time(int(found[1]), int(found[2])) if found else None,
            quota=self.quota.value(),
        )
        why = self._missing(made, text)
        self.said.say(why)
        return None if why else made

    def _missing(self, made: Release, standup: str) -> str:
        """Say what is missing or makes no sense."""
        rules = (
            (not made.product, self.tr("Say which product it is.")),
            (not made.version, self.tr("Say which version it is: tickets name it.")),
            (made.end <= made.start, self.tr("It would end before it begins.")),
            (made.end <= self._place.clock(), self.tr("That end has passed.")),
            (bool(made.process) and not link.openable(made.process), self.tr("The link is no web page (https://…).")),
            (bool(standup) and made.standup is None, self.tr("Write the stand-up as a time of day: 09:30.")),
        )
        return next((said for is_so, said in rules if is_so), "")

    # --- what is done

    def _go(self) -> None:
        made = None if self._busy else self.release()
        if made:
            self._wait(busy=True)
            self._place.do(Begin(made), lambda result: self._answered(made.name, result))

    def _answered(self, name: str, result: object) -> None:
        self._wait(busy=False)
        if isinstance(result, Done):
            self._empty()
            self.close()
            self._place.tell(result, name)
            self.begun.emit()
        elif isinstance(result, BaseException):
            self.said.say(" — ".join(part.rstrip(".") for part in told(result) if part))

    def _wait(self, *, busy: bool) -> None:
        self._busy = busy
        self.go.setEnabled(not busy)

    def _empty(self) -> None:
        """Begin with what is usual: from now on, for a week."""
        now, zone = self._place.clock(), self._place.zone
        self.start.tell(rounded(now, _STEP), zone)
        self.end.tell(rounded(now + _USUAL, _STEP), zone)
        for one in (self.version, self.components, self.words, self.process):
            one.clear()
        self.notes.write("")
        self.environment.setText("production")
        self.said.say("")

    # --- how it is put together

    def _lay_out(self) -> None:
        self.quota.setRange(0, _MOST)
        self.quota.setSpecialValueText(self.tr("not said"))
        self.quota.setAccessibleName(self.tr("Errors a day that are paid for"))
        form = QWidget()
        rows = QFormLayout(form)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, field in self._rows():
            rows.addRow(name, field)
        layout = QVBoxLayout(self)
        hint = self.tr("Tickets and errors are then scanned more often, and what looks like trouble with it is listed.")
        layout.addWidget(Label(hint))
        layout.addWidget(Area(form), 1)
        layout.addWidget(self.said)
        layout.addWidget(row(self.go, self.leave))
        letter = self.fontMetrics().averageCharWidth()
        self.resize(
            _WIDTH * letter, min(form.sizeHint().height() + 14 * letter, self.screen().availableSize().height())
        )

    def _rows(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (self.tr("&Product:"), self.product),
            (self.tr("&Version:"), self.version),
            (self.tr("&From:"), self.start),
            (self.tr("&Until:"), self.end),
            (self.tr("&Components (commas):"), self.components),
            (self.tr("W&ords of trouble (commas):"), self.words),
            (self.tr("W&hat is new in it:"), self.notes),
            (self.tr("&Link to the process:"), self.process),
            (self.tr("&Environment of its errors:"), self.environment),
            (self.tr("&Support's stand-up:"), self.standup),
            (self.tr("Errors a &day paid for:"), self.quota),
        )

    def _connect(self) -> None:
        self.go.clicked.connect(self._go)
        self.leave.clicked.connect(self.close)
        self.notes.asked.connect(self._go)
        self.notes.left.connect(self.close)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self._go)
        self.go.setDefault(False)


def _line(name: str, example: str = "") -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(example)
    return made


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
