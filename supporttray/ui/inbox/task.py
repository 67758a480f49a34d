"""Add to the support queue: the task that a request becomes, to be read before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from supporttray.core.asked import AddTask, AskTask, TaskDraft
from supporttray.core.text import isolated
from supporttray.ui import link
from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.field import Field
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from supporttray.core.model import Need

_LINES = 6


class TaskSheet(Sheet):
    """A title and a text; or the way to the task that was made already."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("Add it to the support queue"), self.tr("Add (Ctrl+Enter)"))
        self._made = ""
        self._draft = TaskDraft("", "", "")
        self._kept: dict[str, TaskDraft] = {}
        self.where = Label()
        self.title = QLineEdit()
        self.title.setAccessibleName(self.tr("Title"))
        self.title.setPlaceholderText(self.tr("Title"))
        self.text = Field(self.tr("Text"), _LINES)
        self._hint = Label(self.tr("Its address is posted under the question, so that people see where it goes on."))
        self.open = button(self.tr("Open the tas&k"), "")
        self.add(self.where, self.title, self.text, self._hint, row(self.open))
        self.open.clicked.connect(lambda: link.open_page(self._made))
        self.title.textChanged.connect(self.check)
        self.title.returnPressed.connect(self.text.setFocus)
        self.text.textChanged.connect(self.check)
        self.text.asked.connect(self.take)
        self.text.left.connect(self.left)

    def fill(self, need: Need) -> None:
        """Ask what it would be."""
        self._draft = TaskDraft("", "", "")
        self._show(self._draft)
        self.where.say(self.tr("Looking what it would be…"))
        self.ask(AskTask(need.subject), self._learn)

    def keep(self, subject: str) -> None:
        """Keep a task that was written differently."""
        now = TaskDraft(self.title.text(), self.text.toPlainText(), self._draft.place, self._draft.made)
        if now != self._draft:
            self._kept[subject] = now

    def unknown(self) -> None:
        """Look for nothing any more."""
        self.where.say("")

    def first(self) -> QWidget:
        """Begin with the title, or with the task that is there."""
        return self.open if self._made else self.title

    def wish(self, need: Need) -> AddTask | None:
        """Return it where it has a title and was not made yet."""
        title, text = self.title.text().strip(), self.text.toPlainText()
        return AddTask(need.subject, title, text) if title and text.strip() and not self._made else None

    def _learn(self, result: object) -> None:
        if isinstance(result, TaskDraft):
            waits = self.title.hasFocus()
            kept = self._kept.pop(self.need.subject, None) if self.need else None
            self._draft = result
            shown = self._mine(kept or result)
            self._show(result if result.made else shown)
            if waits:
                self.first().setFocus()
            if waits and shown.title != result.title:
                self.title.end(False)  # noqa: FBT003  Qt's argument

    def _mine(self, draft: TaskDraft) -> TaskDraft:
        """Return it with what a person wrote before it came."""
        title, text = self.title.text() or draft.title, self.text.toPlainText() or draft.text
        return TaskDraft(title, text, draft.place, draft.made)

    def _show(self, draft: TaskDraft) -> None:
        self._made = draft.made
        there, goes = self.tr("It is in {place} already."), self.tr("It goes to {place}.")
        self.where.say((there if draft.made else goes).format(place=isolated(draft.place)) if draft.place else "")
        self.title.setText(draft.title)
        self.title.setCursorPosition(0)
        self.text.fit()
        self.text.write(draft.text)
        for part in (self.title, self.text, self._hint, self.go):
            part.setVisible(not draft.made)
        self.open.setVisible(link.openable(draft.made))
        self.check()
