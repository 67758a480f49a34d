"""A sheet with a text: a comment, why something is blocked, a reminder. Nothing goes without a click, and it can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.field import Field
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from supporttray.core.action import Action
    from supporttray.core.model import Need

_LINES = 4


class RemarkSheet(Sheet):
    """Asks for the words. What was written about one thing stands there again when a person comes back to it.

    `make` returns what is done with them, `draft` what is proposed at first; `hint` says who reads them.
    """

    def __init__(
        self,
        place: Place,
        heading: str,
        hint: str,
        make: Callable[[str, str], Action],
        draft: Callable[[], str] = str,
    ) -> None:
        super().__init__(place, heading, "")
        self.go.setText(self.tr("&Write it (Ctrl+Enter)"))
        self._make, self._draft = make, draft
        self._kept: dict[str, str] = {}
        self._drafted = ""
        self.text = Field(heading, _LINES)
        self.add(self.text, Label(hint))
        self.text.textChanged.connect(self.check)
        self.text.asked.connect(self.take)
        self.text.left.connect(self.left)

    def fill(self, need: Need) -> None:
        """Show what was written, or what is proposed."""
        self.text.fit()
        self._drafted = self._draft()
        self.text.write(self._kept.get(need.subject, self._drafted))
        self.check()

    def keep(self, subject: str) -> None:
        """Keep what is a person's own."""
        if self.text.toPlainText() != self._drafted:
            self._kept[subject] = self.text.toPlainText()
        else:
            self._kept.pop(subject, None)

    def give_back(self, subject: str, text: str) -> None:
        """Take a text that was not sent after all; what is being written now is worth more."""
        if self._written != subject:
            self._kept.setdefault(subject, text)

    def first(self) -> QWidget:
        """Begin with the text."""
        return self.text

    def wish(self, need: Need) -> Action | None:
        """Return it where there is something to say."""
        text = self.text.toPlainText().strip()
        return self._make(need.subject, text) if text else None

    def done(self, need: Need, result: object) -> None:
        """Forget what was kept of it, and say so."""
        self._kept.pop(need.subject, None)
        super().done(need, result)
