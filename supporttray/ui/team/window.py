"""The window of the team's file: what taking it means, the difference line by line, and a person's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supporttray.core.action import Done
from supporttray.core.team import AskTeam, DeclineTeam, TakeTeam, TeamChange
from supporttray.ui.part import tone
from supporttray.ui.part.area import Short
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told
from supporttray.ui.setup.status import Status
from supporttray.ui.team.text import Difference

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.action import Action
    from supporttray.core.team import Trusted
    from supporttray.ui.part.doing import Do

_SIZE = QSize(720, 620)
_HIGHEST = 240  # of what it means; more of it scrolls


class Team(QDialog):
    """Shows how the team's file differs from what was taken of it. `settings` asks for the settings, where tokens are given."""

    settings = Signal()

    def __init__(self, do: Do) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("The team's file"))
        self._do = do
        self._open = True
        self._change: TeamChange | None = None
        self._asked_for = False  # a token, by what was taken
        self.status = Status()
        self.place = Label()
        self.warning = Label(bold=True)
        self.meaning = Label()
        self.too_long = Label(self.tr("The difference is too long to be shown line by line."))
        self.difference = Difference()
        self.look = QPushButton(self.tr("&Look again"))
        self.give = QPushButton(self.tr("Give the &tokens…"))
        self.later = QPushButton(self.tr("&Not now"))
        self.take = QPushButton(self.tr("&Take it"))
        self.leave = QPushButton(self.tr("&Close"))
        self._lay_out()
        self._colour()
        self._connect()
        self._ask(AskTeam(), self.tr("One moment…"))

    def done(self, result: int) -> None:
        """Close; what comes later is not wanted any more."""
        self._open = False
        super().done(result)

    # --- how it is made

    def _lay_out(self) -> None:
        told = QWidget()
        inner = QVBoxLayout(told)
        inner.setContentsMargins(0, 0, 0, 0)
        for part in (self.warning, self.meaning, self.too_long):
            inner.addWidget(part)
        inner.addStretch()
        self._told = Short(told, _HIGHEST)
        self._told.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # it may have to be scrolled
        self._told.setAccessibleName(self.tr("What it means"))
        foot = QHBoxLayout()
        foot.addWidget(self.look)
        foot.addStretch()
        for button in (self.give, self.later, self.take, self.leave):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.status)
        layout.addWidget(self.place)
        layout.addWidget(self._told)
        layout.addWidget(self.difference, 1)
        layout.addStretch()
        layout.addLayout(foot)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.9))

    def _connect(self) -> None:
        self.later.setToolTip(self.tr("Say nothing more of this version; the next change is told again"))
        self.look.setAccessibleDescription(self.tr("Read the file again where the team keeps it"))
        self.look.clicked.connect(lambda: self._ask(AskTeam(look=True), self.tr("Looking…")))
        self.take.clicked.connect(lambda: self._decide(TakeTeam, self._took))
        self.later.clicked.connect(lambda: self._decide(DeclineTeam, self._declined))
        self.give.clicked.connect(self.settings)
        self.leave.clicked.connect(self.reject)

    # --- what is asked and answered

    def _ask(self, action: Action, said: str) -> None:
        self._draw(None)
        self.status.wait(said, self.tr("There is no answer yet."))
        self._do(action, self._answered)

    def _answered(self, result: object) -> None:
        if not self._open:
            return
        self.status.clear()
        if isinstance(result, TeamChange):
            self._draw(result)
        else:
            self._fail(result)

    def _decide(self, action: type[TakeTeam | DeclineTeam], then: Callable[[object], None]) -> None:
        if self._change is None:
            return
        for button in (self.take, self.later, self.look):
            button.setEnabled(False)
        self._do(action(self._change.version), then)

    def _took(self, result: object) -> None:
        if not self._open:
            return
        if not isinstance(result, Done):
            self._fail(result)
            return
        self._asked_for = any(one.secret for one in self._change.trusted) if self._change else False
        self._draw(None)
        self.status.fine(result.said)
        (self.give if self._asked_for else self.leave).setFocus()

    def _declined(self, result: object) -> None:
        if not self._open:
            return
        if isinstance(result, Done):
            self.accept()
        else:
            self._fail(result)

    def _fail(self, result: object) -> None:
        self._draw(self._change)
        self.status.trouble(*told(result if isinstance(result, BaseException) else TypeError()))

    # --- what is seen

    def _draw(self, change: TeamChange | None) -> None:
        self._change = change
        there = bool(change and change.version)
        for button in (self.take, self.later):
            button.setVisible(there)
            button.setEnabled(there)
        self.look.setEnabled(True)
        self.give.setVisible(self._asked_for and not there)
        self._told.setVisible(there)
        self.place.say(change.address if change else "")
        if change:
            self._draw_change(change)
        self._told.fit()
        self.difference.setVisible(bool(there and change and change.lines))
        # where an address is another one Enter does not take it unread
        (self.take if there and change and not change.trusted else self.leave).setDefault(True)

    def _draw_change(self, change: TeamChange) -> None:
        if change.trouble:
            kept = self.tr("What you took of it is used meanwhile.")
            self.status.trouble(self.tr("The team's file cannot be used."), f"{change.trouble} {kept}")
        elif not change.version:
            self.status.fine(self.tr("Nothing has changed: what you took is what the team has."))
        else:
            self.status.said.say(self.tr("The team's file has changed. Nothing of it counts before you take it."))
            self.status.show()
        self.warning.say("\n".join(self._warning(one) for one in change.trusted))
        self.meaning.say("\n".join(f"•  {line}" for line in change.meaning))
        self.too_long.setVisible(bool(change.version) and not change.lines)
        self.difference.say(change.lines)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Take the warning's colour anew when the desktop becomes dark or light."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, tone.warning(self.palette()))
        self.warning.setPalette(palette)

    def _warning(self, one: Trusted) -> str:
        words = {"moved": self.tr("⚠ Another address: {told}"), "new": self.tr("⚠ A new address: {told}")}
        return words.get(one.news, "{told}").format(told=one.told)
