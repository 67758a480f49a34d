"""Add to the support queue: the task that something becomes, to be read before it is made, with what may be there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from supporttray.core.asked import AddTask, AskTask, TaskDraft
from supporttray.core.text import isolated
from supporttray.core.work import AskAlike
from supporttray.ui import link
from supporttray.ui.inbox.alike import Likely
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
        self.likely = Likely()
        self._compared = ""  # the title to which they belong
        self._comparing = False
        self.add(self.where, self.title, self.text, self._hint, row(self.open), self.likely)
        self.open.clicked.connect(lambda: link.open_page(self._made))
        self.title.textChanged.connect(self.check)
        self.title.textEdited.connect(self._compare)
        self.title.returnPressed.connect(self.text.setFocus)
        self.text.textChanged.connect(self.check)
        self.text.asked.connect(self.take)
        self.text.left.connect(self.left)

    def fill(self, need: Need) -> None:
        """Ask what it would be."""
        self._draft = TaskDraft("", "", "")
        self._show(self._draft)
        self.likely.draw(())
        self.where.say(self.tr("Looking what it would be…"))
        self.ask(AskTask(need.subject, need.title, need.because), self._learn)

    def keep(self, subject: str) -> None:
        """Keep a task that was written differently."""
        now = self._draft.worded(self.title.text(), self.text.toPlainText())
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
            self._tell(shown.title, result.title)
            if waits:
                self.first().setFocus()
            if waits and shown.title != result.title:
                self.title.end(False)  # noqa: FBT003  Qt's argument

    def _mine(self, draft: TaskDraft) -> TaskDraft:
        """Return it with what a person wrote before it came."""
        title, text = self.title.text() or draft.title, self.text.toPlainText() or draft.text
        return draft.worded(title, text)

    def _tell(self, shown: str, drafted: str) -> None:
        """Tell what may be there already; where the title is a person's own, that is asked for."""
        self._compared = drafted
        self.likely.draw(self._draft.alike)
        self.announce(self.likely.spoken)
        if shown != drafted:
            self._compare()

    def _compare(self) -> None:
        """Ask what is like the title as it is now: one question at a time, and the next when that one is answered."""
        title = self.title.text().strip()
        if self._made or self._comparing or title == self._compared:
            return
        self._comparing, self._compared, about = True, title, self.need
        self.place.do(AskAlike(title, self.text.toPlainText()), lambda result: self._learn_likely(about, result))

    def _learn_likely(self, about: Need | None, result: object) -> None:
        """Show them; that they could not be asked is no reason to stop anybody."""
        self._comparing = False
        before = self.likely.found
        if isinstance(result, tuple) and about == self.need:
            self.likely.draw(result)
            if self.likely.found != before:
                self.announce(self.likely.spoken)
        self._compare()

    def _show(self, draft: TaskDraft) -> None:
        self._made = draft.made
        there, goes = self.tr("It is in {place} already."), self.tr("It goes to {place}.")
        self.where.say((there if draft.made else goes).format(place=isolated(draft.place)) if draft.place else "")
        self.title.setText(draft.title)
        self.title.setCursorPosition(0)
        self.text.fit()
        self.text.write(draft.text)
        for part in (self.title, self.text, self.go):
            part.setVisible(not draft.made)
        self._hint.setVisible(draft.linked and not draft.made)
        self.open.setVisible(link.openable(draft.made))
        self.check()
