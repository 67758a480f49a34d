"""The switch of the settings that starts the app at login. It shows what the system says, and acts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from supporttray.core.login import AskLogin, SetLogin, Standing
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from supporttray.ui.setup.question import Questions

_ME = "login"


class LoginSwitch(QWidget):
    """Asks how it stands whenever it is shown: the system's own settings may have changed it meanwhile."""

    def __init__(self, questions: Questions) -> None:
        super().__init__()
        self._questions = questions
        self._known = Standing(on=False, able=False)
        self.switch = QCheckBox(self.tr("Start Support Tray when I lo&g in"))
        self.said = Label()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.switch)
        layout.addWidget(self.said)
        self.switch.clicked.connect(self._turn)
        self._draw(self._known, "")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Look how it stands now."""
        super().showEvent(event)
        if not event.spontaneous():
            self._questions.put(_ME, AskLogin(), self._told)

    def _turn(self) -> None:
        wanted = self.switch.isChecked()
        self.switch.setEnabled(False)
        self._questions.put(_ME, SetLogin(on=wanted), self._told)

    def _told(self, result: object) -> None:
        if isinstance(result, Standing):
            self._known = result
            self._draw(result, result.said)
        else:
            self._draw(self._known, " ".join(told(result if isinstance(result, BaseException) else TypeError())))

    def _draw(self, known: Standing, said: str) -> None:
        self.switch.setChecked(known.on)
        self.switch.setEnabled(known.able)
        self.said.say(said)
        self.said.setVisible(bool(said))
