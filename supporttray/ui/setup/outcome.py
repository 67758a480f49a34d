"""What comes after Save: it is done and what is left to do, or there is no keyring and a person chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supporttray.core.text import shorten
from supporttray.ui.part.label import Label
from supporttray.ui.setup.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.setup import Offer, Saved

_NAME_LIMIT = 120


class DonePage(QWidget):
    """Says that it is done, and which channels can be muted now."""

    def __init__(self) -> None:
        super().__init__()
        self._status = Status()
        self._mute = Label(bold=True)
        self._channels = Label()
        self._how = Label()
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for part in (self._status, self._mute, self._channels, self._how):
            layout.addWidget(part)
        layout.addStretch()

    def draw(self, saved: Saved, conversations: Sequence[Offer], title: str) -> None:
        """Show what was said, and a line a channel."""
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
