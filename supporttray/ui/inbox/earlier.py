"""Asked before: the earlier questions that are like this one, who answered them, and a way to ask those people."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from supporttray.core.display import day
from supporttray.core.text import isolated, listed, shorten
from supporttray.ui import link
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label, tip, verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from supporttray.core.asked import Before, Colleague

SHOWN = 3
_TITLE, _NAME = 48, 24  # letters on a button
_NAMES = 3  # who answered


class Earlier(QWidget):
    """A heading and a few lines that are kept and used again; away while there is nothing. `hand` comes with a colleague."""

    hand = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.lines = [_Line() for _ in range(SHOWN)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(Label(self.tr("Asked before"), bold=True))
        for line in self.lines:
            line.hand.connect(self.hand)
            layout.addWidget(line)
        self.hide()

    def draw(self, found: Sequence[Before], zone: tzinfo | None) -> None:
        """Show these and no others."""
        for number, line in enumerate(self.lines):
            line.draw(found[number] if number < len(found) else None, zone)
        self.setVisible(bool(found))

    def offer(self, *, hand: bool) -> None:
        """Offer to hand it to who answered, where it can be."""
        for line in self.lines:
            line.offer(hand=hand)


class _Line(QWidget):
    """One earlier question: its title as a link, who answered when, and to whom it could be handed."""

    hand = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._before: Before | None = None
        self._can_hand = False
        self.title, self.ask = button("", ""), button("", "")
        for one in (self.title, self.ask):
            one.setMinimumWidth(1)  # or a long title would set the window's width
        self._who = Label()
        self.title.clicked.connect(self._open)
        self.ask.clicked.connect(self._hand)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 4)
        layout.setSpacing(2)
        layout.addWidget(self._who)
        layout.addWidget(row(self.title, self.ask))
        self.hide()

    def draw(self, before: Before | None, zone: tzinfo | None) -> None:
        """Show an earlier question, or nothing."""
        self._before = before
        if before:
            names = [one.name for one in before.by[:_NAMES]]
            said = self.tr("{day}, answered by {names}") if names else "{day}"
            who = said.format(day=day(before.at, zone), names=listed(names) if names else "")
            leads = link.openable(before.url)
            self._who.say(who if leads else f"{who}: {isolated(shorten(before.title, _TITLE))}")
            _name(self.title, shorten(before.title, _TITLE), self.tr("Asked before: {title}"), before.title)
            self.title.setVisible(leads)
            host = urlsplit(before.url).hostname or ""
            self.title.setAccessibleDescription(self.tr("Show it in the browser, at {host}").format(host=host))
        self.setVisible(before is not None)
        self.offer(hand=self._can_hand)

    def offer(self, *, hand: bool) -> None:
        """Offer to hand it to the first who answered."""
        self._can_hand = hand
        colleague = self._colleague
        if colleague:
            said = self.tr("Hand to {name}…")
            self.ask.setText(verbatim(said.format(name=isolated(shorten(colleague.name, _NAME)))))
            self.ask.setAccessibleName(said.format(name=colleague.name))
        self.ask.setVisible(hand and colleague is not None)

    @property
    def _colleague(self) -> Colleague | None:
        before = self._before
        return next((one for one in before.by if one.id not in before.mine), None) if before else None

    def _open(self) -> None:
        if self._before:
            link.open_page(self._before.url)

    def _hand(self) -> None:
        if colleague := self._colleague:
            self.hand.emit(colleague)


def _name(button: QPushButton, shown: str, spoken: str, whole: str) -> None:
    button.setText(verbatim(isolated(shown)))
    button.setToolTip(tip(whole))
    button.setAccessibleName(spoken.format(title=whole))
