"""The announcement: what it would change, step by step, and how each step stands once it was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QGroupBox, QHBoxLayout, QPushButton, QVBoxLayout

from supporttray.core.action import Undo
from supporttray.core.duty import Announce, AskAnnouncement, Preview
from supporttray.core.outbox import Fate
from supporttray.ui.part.label import Label
from supporttray.ui.part.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.core.duty import PreviewStep
    from supporttray.core.outbox import Entry
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.part.doing import Do


class Announcement(QGroupBox):
    """Asks, shows, announces. Where nothing says where to announce there is one line about that. `told` says that an answer came."""

    told = Signal()

    def __init__(self, do: Do) -> None:
        super().__init__()
        self.setTitle(self.tr("Announcement"))
        self._do = do
        self._announces = False
        self._busy = False
        self._preview: Preview | None = None
        self._entries: dict[int, Entry] = {}
        self._outbox: tuple[Entry, ...] = ()
        self.said = Label()
        self.notice = Notice()
        self.lines: list[Label] = []
        self.look = QPushButton(self.tr("&Preview announcement…"))
        self.go = QPushButton(self.tr("&Announce"))
        self.undo = QPushButton(self.tr("&Undo what still waits"))
        self.look.clicked.connect(self.begin)
        self.go.clicked.connect(self._announce)
        self.undo.clicked.connect(self._undo)
        row = QHBoxLayout()
        for button in (self.look, self.go, self.undo):
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch()
        self._steps = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.addWidget(self.said)
        layout.addLayout(self._steps)
        layout.addWidget(self.notice)
        layout.addLayout(row)
        self._redraw()

    def allow(self, *, announces: bool) -> None:
        """Say whether there is a place for it."""
        if announces != self._announces:
            self._announces = announces
            self._redraw()

    def draw(self, snapshot: Snapshot) -> None:
        """Show how far each step has come; what has left the outbox stands as it was last seen."""
        self._outbox = snapshot.outbox
        if self._learn():
            self._redraw()

    def begin(self) -> None:
        """Ask what announcing would change."""
        self._ask(AskAnnouncement())

    @property
    def _numbers(self) -> list[int]:
        steps = self._preview.steps if self._preview else ()
        return [step.number for step in steps if step.number is not None]

    @property
    def _waiting(self) -> list[int]:
        entries = (self._entries.get(number) for number in self._numbers)
        return [entry.number for entry in entries if entry and entry.fate is Fate.WAITING]

    def _learn(self) -> bool:
        """Take what the outbox says of the steps; return whether that is new."""
        before = dict(self._entries)
        self._entries.update({entry.number: entry for entry in self._outbox if entry.number in self._numbers})
        return before != self._entries

    def _announce(self) -> None:
        self._ask(Announce())
        self.look.setFocus()

    def _ask(self, action: AskAnnouncement | Announce) -> None:
        """One thing at a time. The buttons stay as they are meanwhile: one that is switched off loses the keyboard."""
        if self._busy:
            return
        self._busy = True
        if isinstance(action, AskAnnouncement):
            self._preview = None
        self._entries.clear()
        self.notice.clear()
        self._do(action, self._answered)
        self._redraw()

    def _answered(self, result: object) -> None:
        self._busy = False
        if isinstance(result, Preview):
            self._preview = result
            self._learn()  # the snapshot may have come before this answer
        elif isinstance(result, BaseException):
            self.notice.fail(result)
        self._redraw()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.said.text()))
        self.told.emit()

    def _undo(self) -> None:
        for number in self._waiting:
            self._do(Undo(number), self._undone)

    def _undone(self, result: object) -> None:
        if isinstance(result, BaseException):
            self.notice.fail(result)

    # --- what is seen

    def _redraw(self) -> None:
        steps = self._preview.steps if self._preview else ()
        taken = any(step.number is not None for step in steps)
        self.said.say(self._words(taken=taken))
        self._show([_line(step, self._entries.get(step.number or 0)) for step in steps])
        self.look.setVisible(self._announces)
        self.go.setVisible(any(step.number is None and not step.refused for step in steps))
        self.undo.setVisible(bool(self._waiting))

    def _words(self, *, taken: bool) -> str:
        if not self._announces:
            return self.tr("Nothing says where it is announced: add [announce] to the config.")
        if self._busy:
            return self.tr("Looking…") if self._preview is None else self.tr("Announcing…")
        if self._preview is None:
            return self.tr("Tells the team who is on duty; you see first what would change.")
        place = self._preview.place
        if not self._preview.steps:
            there = self.tr("Nothing is to be changed: {place} says it already.")
            return there.format(place=place) if place else self.tr("Nothing is to be changed: it is said already.")
        head = self.tr("Announced") if taken else self.tr("This would change")
        return f"{head} ({place}):" if place else f"{head}:"

    def _show(self, texts: list[str]) -> None:
        while len(self.lines) < len(texts):
            self.lines.append(Label())
            self._steps.addWidget(self.lines[-1])
        for number, label in enumerate(self.lines):
            label.say(texts[number] if number < len(texts) else "")


def _line(step: PreviewStep, entry: Entry | None) -> str:
    """Return a step and how it stands."""
    if step.refused:
        return f"✗ {step.preview} — {_('not possible')}: {step.refused}"
    if step.number is None:
        return f"• {step.preview}"
    if entry is None:
        return f"… {step.preview}"
    sign, said = _STANDS[entry.fate]
    reason = f" {entry.reason}" if entry.reason and entry.fate in _EXPLAINED else ""
    return f"{sign} {step.preview} — {_(said)}{reason}"


def _(text: str) -> str:
    return QCoreApplication.translate("announcement", text)


_STANDS: Mapping[Fate, tuple[str, str]] = {
    Fate.WAITING: ("…", "goes in a few seconds"),
    Fate.SENDING: ("…", "on its way"),
    Fate.SENT: ("✓", "done"),
    Fate.HELD: ("?", "held; the inbox asks whether it should go"),
    Fate.UNKNOWN: ("?", "not known whether it arrived; the inbox asks"),
    Fate.REFUSED: ("✗", "not done."),
    Fate.EXPIRED: ("✗", "not done."),
    Fate.UNDONE: ("✗", "taken back"),
}
_EXPLAINED = (Fate.REFUSED, Fate.EXPIRED)
