"""What is not covered, and the words to tell others of it. Everything is copied, nothing is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supporttray.core.duty import Rota
from supporttray.core.rota import coverage, pm_text, volunteer_text
from supporttray.ui.duty.words import zone_of
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from supporttray.core.duty import Gap


class Telling(QWidget):
    """A line about the next gap and holiday, and two texts for the PM; away while there is no rota. `said` tells what was copied."""

    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rota = Rota()
        self._chosen: Gap | None = None
        self.coverage = Label()
        self.pm = button(self.tr("&Copy for the PM"), self.tr("All gaps and holidays, as a text"))
        self.volunteer = button(self.tr("I &volunteer…"), self.tr("Copies a message to the PM; nothing is posted"))
        self.pm.clicked.connect(self._copy_for_pm)
        self.volunteer.clicked.connect(self._volunteer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.coverage)
        layout.addWidget(row(self.pm, self.volunteer))

    def show_rota(self, found: Rota) -> None:
        """Tell of a rota."""
        self._rota = found
        self.coverage.say(coverage(found, zone_of(found)))
        self.setVisible(bool(found.rows) and self.parentWidget() is not None)

    def choose(self, gap: Gap | None) -> None:
        """Speak of this gap; without one of the next."""
        self._chosen = gap
        self.volunteer.setEnabled(self._gap is not None)

    @property
    def _gap(self) -> Gap | None:
        return self._chosen or next(iter(self._rota.gaps), None)

    def _copy_for_pm(self) -> None:
        QGuiApplication.clipboard().setText(pm_text(self._rota, zone_of(self._rota)))
        self.said.emit(self.tr("Copied. Send it to your PM; nothing was posted."))

    def _volunteer(self) -> None:
        if gap := self._gap:
            text = volunteer_text(self._rota, gap, zone_of(self._rota))
            QGuiApplication.clipboard().setText(text)
            self.said.emit(self.tr("Copied, nothing was posted: “{text}”").format(text=text))
