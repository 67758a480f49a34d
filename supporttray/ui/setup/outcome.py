"""What comes after Save: it is done and what is left to do, or there is no keyring and a person chooses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supporttray.core.text import shorten
from supporttray.ui import link
from supporttray.ui.part.flow import Flow
from supporttray.ui.part.label import Label, tip, verbatim
from supporttray.ui.setup.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.setup import Offer, Saved

_NAME_LIMIT = 120
_BUTTONS, _WORDS = 6, 40  # ways to channels, letters of a name on one


class DonePage(QWidget):
    """Says that it is done, and which channels can be muted now."""

    def __init__(self) -> None:
        super().__init__()
        self._status = Status()
        self._mute = Label(bold=True)
        self._channels = Label()
        self._how = Label()
        self._telling = Label()
        self.pages = QWidget()
        self.last: QWidget = self  # after it the keys go on below the page
        self._buttons = Flow(self.pages)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for part in (self._status, self._mute, self._channels, self._how, self.pages, self._telling):
            layout.addWidget(part)
        layout.addStretch()

    def draw(self, saved: Saved, conversations: Sequence[Offer], title: str, telling: str = "") -> None:
        """Show what was said, a line and a button a channel, and `telling`: whether the service tells at once what happens."""
        self._telling.say(telling if conversations else "")
        self._lead_to(conversations, title)
        self._status.fine(saved.said or self.tr("Saved."), saved.hint)
        lines = [
            shorten(f"{one.name} · {one.detail}" if one.detail else one.name, _NAME_LIMIT) for one in conversations
        ]
        self._channels.say("\n".join(f"•  {line}" for line in lines))
        if not lines:
            self._mute.say("")
            self._how.say("")
            return
        one = len(lines) == 1
        mute = self.tr("Mute this channel in {title}; the tray speaks for it:")
        mutes = self.tr("Mute these channels in {title}; the tray speaks for them:")
        self._mute.say((mute if one else mutes).format(title=title))
        self._how.say(
            self.tr("Otherwise each message calls you twice. In {title}, right-click the channel to mute it.").format(
                title=title
            )
        )

    def _lead_to(self, conversations: Sequence[Offer], title: str) -> None:
        """Offer the way to each channel, where it is muted."""
        found = [one for one in conversations if link.openable(one.url)][:_BUTTONS]
        for one in found:
            words = self.tr("Open {channel} in {title}").format(channel=shorten(one.name, _WORDS), title=title)
            button = QPushButton(verbatim(words))
            button.setToolTip(tip(one.name))
            button.clicked.connect(partial(link.open_page, one.url))
            self._buttons.addWidget(button)
            self.last = button
        self.pages.setVisible(bool(found))


class KeyringPage(QWidget):
    """Says that there is no keyring, and lets a person choose: try again, or keep the tokens for this run only."""

    again = Signal()
    for_now = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._status = Status()
        self.again_button = QPushButton(self.tr("T&ry again"))
        self.again_button.clicked.connect(self.again)
        self.for_now_button = QPushButton(self.tr("&Keep them for this run only"))
        self.for_now_button.setAccessibleDescription(self.tr("You are asked for the tokens again at the next start"))
        self.for_now_button.clicked.connect(self.for_now)
        row = QHBoxLayout()
        row.addWidget(self.again_button)
        row.addWidget(self.for_now_button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(Label(self.tr("Your tokens have no safe place yet"), bold=True, larger=1.3))
        layout.addWidget(self._status)
        layout.addWidget(
            Label(
                self.tr(
                    "For this run only they stay in memory; at the next start you are asked again. They are never written into a file."
                )
            )
        )
        layout.addLayout(row)
        layout.addStretch()

    def draw(self, saved: Saved) -> None:
        """Show what the keyring said."""
        unlock = self.tr("Unlock the keyring of your system, or install one, and try again.")
        self._status.trouble(saved.said, saved.hint or unlock)
