"""Above everything: which release it is, how it fares, and when it was looked at. What a tired person at nine has to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supporttray.ui import link
from supporttray.ui.inbox.facts import calm
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label
from supporttray.ui.release import word
from supporttray.ui.release.shape import shapes

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from supporttray.core.release.page import Room
    from supporttray.core.release.plan import Release


class Head(QWidget):
    """The release's name, its light, the headline, the looks. `turned` comes with the number of another release; the others say what was pressed."""

    turned = Signal(int)
    scan = Signal()
    begin = Signal()
    stop = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._room: Room | None = None
        self._shapes = shapes()
        self.name, self.which, self.picture = Label(bold=True, larger=1.3), QComboBox(), QLabel()
        self.light = Label(bold=True, larger=1.1)
        self.headline, self.rates = Label(bold=True, larger=1.2), Label()
        self.looks, self.record, self.blind = Label(), Label(), Label(bold=True)
        self.scanning = button(self.tr("Scan &now"), self.tr("Look at the tickets and errors at once"))
        self.process = button(self.tr("P&rocess"), self.tr("Show how a release goes, in the browser"))
        self.another = button(self.tr("Watch &another…"), self.tr("Watch another release besides"))
        self.stopping = button(self.tr("S&top…"), self.tr("Watch it no more"))
        self._connect()
        self._lay_out()

    def draw(self, room: Room, zone: tzinfo | None) -> None:
        """Show how it fares; without a release nothing."""
        self._room = room
        release = room.release
        self.setVisible(release is not None)
        if release is None:
            return
        now = room.now
        self._choose(release, room.also)
        self._show_light()
        self.headline.say(room.headline)
        self.rates.say(" ".join((*room.rates, room.quota)).strip())
        self.looks.say(" · ".join(word.look(one, now, zone) for one in room.looks))
        known = word.span(release, now, zone), room.record
        self.record.say(" · ".join(part for part in known if part))
        unseen = self.tr("What could not be seen: {names}.")
        self.blind.say(unseen.format(names=", ".join(room.blind)) if room.blind else "")
        self._offer(release, now)

    def _offer(self, release: Release, now: datetime) -> None:
        on = release.on(now)
        self.scanning.setVisible(on and bool(self._room and self._room.looks))
        self.stopping.setVisible(now < release.over_at)
        self.process.setVisible(link.openable(release.process))
        self.another.setText(self.tr("Watch &another…") if on else self.tr("&Watch a release…"))

    def _choose(self, release: Release, also: tuple[Release, ...]) -> None:
        """Show the name, or a list of names where there are several."""
        several = bool(also)
        self.name.say("" if several else word.named(release))
        self.which.setVisible(several)
        every = sorted((release, *also), key=lambda one: (one.start, one.number), reverse=True)
        names = [word.named(one) for one in every]
        numbers = [one.number for one in every]
        self.which.blockSignals(True)  # noqa: FBT003  Qt's argument
        if [self.which.itemText(place) for place in range(self.which.count())] != names:
            self.which.clear()
            self.which.addItems(names)
        for place, number in enumerate(numbers):
            self.which.setItemData(place, number)
        self.which.setCurrentIndex(numbers.index(release.number))
        self.which.blockSignals(False)  # noqa: FBT003  Qt's argument

    def _show_light(self) -> None:
        room = self._room
        if room and room.release:
            self.light.say(word.overall(room.light, room.why))
            self.picture.setPixmap(self._shapes.get(room.light, self.light.fontMetrics().height(), self))

    # --- how it is put together

    def _connect(self) -> None:
        self.which.setAccessibleName(self.tr("Release"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(18)
        self.which.setFont(self.name.font())
        self.which.hide()
        self.which.activated.connect(lambda place: self.turned.emit(self.which.itemData(place)))
        self.scanning.clicked.connect(self.scan)
        self.another.clicked.connect(self.begin)
        self.stopping.clicked.connect(self.stop)
        self.process.clicked.connect(self._open_process)
        calm(self.record)

    def _open_process(self) -> None:
        if self._room and self._room.release:
            link.open_page(self._room.release.process)

    def _lay_out(self) -> None:
        first, light, looks = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.name, 1)
        first.addWidget(self.which)
        first.addStretch()
        first.addWidget(_beside(self.process, self.another, self.stopping))
        light.addWidget(self.picture)
        light.addWidget(self.light, 1)
        looks.addWidget(self.looks, 1)
        looks.addWidget(self.scanning)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addLayout(light)
        layout.addWidget(self.headline)
        layout.addWidget(self.rates)
        layout.addWidget(self.blind)
        layout.addLayout(looks)
        layout.addWidget(self.record)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Draw the light for the ground that is there now."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            calm(self.record)
            self._show_light()


def _beside(*buttons: QPushButton) -> QWidget:
    made = row(*buttons)
    made.setMinimumWidth(sum(one.sizeHint().width() + 6 for one in buttons))
    return made
