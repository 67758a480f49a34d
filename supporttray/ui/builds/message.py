"""Tell the author: what is said, on which way, and until when it is asked for. Nothing goes without a click, and it can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from supporttray.core.builds import AskMessage, Message, SendMessage, Way
from supporttray.core.text import isolated, shorten
from supporttray.ui.builds.mine import usual
from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.field import Field
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label
from supporttray.ui.part.moment import MomentField

if TYPE_CHECKING:
    from supporttray.core.model import Need

_LINES = 9
_WAY = 80  # letters of a way


class MessageSheet(Sheet):
    """A text to write on. What was written about one build stands there again when a person comes back to it."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("What to say"), self.tr("&Send (Ctrl+Enter)"))
        self._message = Message()
        self._kept: dict[str, str] = {}
        self.unclear = Label()
        self.ways = QComboBox()
        self.ways.setAccessibleName(self.tr("How it gets there"))
        self.ways.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.text = Field(self.tr("What to say"), _LINES)
        self.until = MomentField(self.tr("Until when you ask for it"))
        self.copy = button(self.tr("&Copy the text"), "")
        self._parts_of_it = QWidget()
        lines = QFormLayout(self._parts_of_it)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        lines.addRow(self.tr("&How"), self.ways)
        lines.addRow(self.tr("Asked &for until"), self.until)
        self.add(self.unclear, self._parts_of_it, self.text, row(self.copy))
        self.copy.clicked.connect(self._copy)
        self.text.textChanged.connect(self.check)
        self.text.asked.connect(self.take)
        self.text.left.connect(self.left)
        self.until.dateTimeChanged.connect(self.check)

    def fill(self, need: Need) -> None:
        """Ask what could be said, and to whom."""
        self._show(Message(text=self._kept.get(need.subject, "")))
        self.unclear.say(self.tr("Looking what there is to say…"))
        self.ask(AskMessage(need.subject), self._learn)

    def keep(self, subject: str) -> None:
        """Keep what was written."""
        if self.text.toPlainText() != self._message.text:
            self._kept[subject] = self.text.toPlainText()

    def give_back(self, subject: str, text: str) -> None:
        """Take a text that was not sent after all; what is being written now is worth more."""
        self._kept.setdefault(subject, text)

    def unknown(self) -> None:
        """Look for nothing any more."""
        self.unclear.say("")

    def first(self) -> QWidget:
        """Begin with the text."""
        return self.text if self._message.ways else self.leave

    def wish(self, need: Need) -> SendMessage | None:
        """Return it where there is a way and something to say."""
        place, text = self.ways.currentIndex(), self.text.toPlainText().strip()
        until = self.until.moment(self.place.zone)
        if not (0 <= place < len(self._message.ways)) or not text or until <= self.place.clock():
            return None
        return SendMessage(need.subject, self._way(place), text, until)

    def done(self, need: Need, result: object) -> None:
        """Forget what was kept of it, and say so."""
        self._kept.pop(need.subject, None)
        super().done(need, result)

    def check(self) -> None:
        """Say why it cannot be sent."""
        super().check()
        past = bool(self._message.ways) and self.until.moment(self.place.zone) <= self.place.clock()
        self.said.say(self.tr("The time until when you ask for it has passed.") if past else "")

    def _way(self, place: int) -> Way:
        return self._message.ways[place]

    def _learn(self, result: object) -> None:
        if isinstance(result, Message) and self.need:
            waited = self.leave.hasFocus()
            self._show(result)
            if kept := self._kept.get(self.need.subject):
                self.text.write(kept)
            if waited:
                self.first().setFocus()
            self.announce(self.unclear.text() or self.tr("The text is there."))

    def _show(self, message: Message) -> None:
        self._message = message
        self.ways.clear()
        self.ways.addItems([isolated(shorten(way.told, _WAY)) for way in message.ways])
        for part in (self._parts_of_it, self.go):
            part.setVisible(bool(message.ways))
        self.until.tell(message.until or usual(self.place), self.place.zone)
        self.text.write(message.text)
        self.text.fit()
        for part in (self.text, self.copy):
            part.setVisible(bool(message.text or message.ways))
        self.unclear.say(message.unclear)
        self.check()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.said.say(self.tr("The text is copied."))
        self.announce(self.said.text())
