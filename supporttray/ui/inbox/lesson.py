"""Not a request: what that teaches, and what it would have hidden. It can be undone afterwards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit

from supporttray.core.asked import AskLesson, Proposal, Teach, WouldHide
from supporttray.core.lesson import LONGEST, About
from supporttray.core.text import isolated, shorten
from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.choice import Choice
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from supporttray.core.model import Need

SHOWN = 5  # titles of what it would have hidden
CHOICES = 4  # that are proposed; the words are one more
_TITLE = 100  # letters of one
_REST_MS = 250  # after the last letter, before it is asked what the words would hide


class LessonSheet(Sheet):
    """Choices, one of them in a person's own words. `taught` comes with the proposal that was taken."""

    taught = Signal(object)

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("This is not a request. What else is none?"), self.tr("H&ide it"))
        self._proposals: tuple[Proposal, ...] = ()
        self._in_words: Proposal | None = None
        self._taken: Proposal | None = None
        self._rows = [Choice() for _ in range(CHOICES + 1)]
        self.choices, self.by_words = [line.button for line in self._rows[:-1]], self._rows[-1].button
        self._group = QButtonGroup(self)
        for line in self._rows:
            self._group.addButton(line.button)
        self.words = QLineEdit()
        self.words.setMaxLength(LONGEST)
        self.words.setAccessibleName(self.tr("Words of what is no request"))
        self._hides = Label()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_REST_MS)
        self._pause.timeout.connect(self._ask_words)
        self.add(*self._rows, self.words, self._hides)
        self._rows[-1].say(self.tr("All with these words (* stands for anything):"))
        self._group.buttonToggled.connect(self._chosen)
        self.words.textEdited.connect(self._edited)

    def fill(self, need: Need) -> None:
        """Ask what it could teach."""
        self._proposals, self._in_words = (), None
        self.words.clear()
        self.choices[0].setChecked(True)
        self._offer()
        self._hides.say(self.tr("Looking what it would hide…"))
        self.ask(AskLesson(need.subject), self._learn)

    def unknown(self) -> None:
        """Look for nothing any more."""
        self._hides.say("")

    def first(self) -> QWidget:
        """Begin with the choice that is made."""
        known = self._proposals or self._in_words
        return (known and self._group.checkedButton()) or self.leave

    def wish(self, need: Need) -> Teach | None:
        """Return the lesson that is chosen."""
        chosen = self._proposal()
        return Teach(need.subject, chosen.lesson) if chosen else None

    def take(self) -> None:
        """Teach what is chosen now: until that is done another one may be."""
        if not self.under_way:
            self._taken = self._proposal()
        super().take()

    def done(self, _need: Need, _result: object) -> None:
        """Say what was taught where it can be undone."""
        if self._taken:
            self.taught.emit(self._taken)

    def _proposal(self) -> Proposal | None:
        if self.by_words.isChecked():
            return self._in_words
        checked = (one for button, one in zip(self.choices, self._proposals, strict=False) if button.isChecked())
        return next(checked, None)

    def _learn(self, result: object) -> None:
        found = [one for one in result if isinstance(one, Proposal)] if isinstance(result, tuple) else []
        self._proposals = tuple(one for one in found if one.lesson.about is not About.WORDS)[:CHOICES]
        own = bool(self.words.text())  # a person was faster
        words = next((one for one in found if one.lesson.about is About.WORDS), None)
        if words and not own:
            self._in_words = words
            self.words.setText(words.lesson.value)
        self._offer()
        (self.choices[0] if self._proposals and not own else self.by_words).setChecked(True)
        if self.leave.hasFocus():  # it stood in until there was something to choose
            self.first().setFocus()
        self._tell()

    def _offer(self) -> None:
        for number, line in enumerate(self._rows[:-1]):
            line.say(self._proposals[number].words if number < len(self._proposals) else "")

    def _chosen(self, _button: object, checked: bool) -> None:  # noqa: FBT001  Qt's signal
        if checked:
            self._tell()

    def _edited(self) -> None:
        """Words of a person's own are chosen by being written; they can be taught once it is known what they hide."""
        self._in_words = None
        self.by_words.setChecked(True)
        self._tell()
        self._pause.start()

    def _ask_words(self) -> None:
        words = self.words.text().strip()
        if words and self.need:
            self.ask(WouldHide(self.need.subject, words), partial(self._learn_words, words))

    def _learn_words(self, words: str, result: object) -> None:
        if isinstance(result, Proposal) and words == self.words.text().strip():
            self._in_words = result
            self._tell()

    def _tell(self) -> None:
        """Say what the choice would have hidden."""
        self.said.say("")
        chosen = self._proposal()
        self._hides.say(self._hidden(chosen) if chosen else "")
        self.announce(self._hides.text().partition(":")[0])
        self.check()

    def _hidden(self, proposal: Proposal) -> str:
        """Return how many it would have hidden, and their titles."""
        count = len(proposal.hidden)
        if not count:
            return self.tr("It would have hidden nothing else in the last 30 days.")
        head = self.tr("It would have hidden {count} more in the last 30 days:").format(count=count)
        titles = [f"•  {isolated(shorten(title, _TITLE))}" for title in proposal.hidden[:SHOWN]]
        more = [self.tr("and {count} more").format(count=count - SHOWN)] if count > SHOWN else []
        return "\n".join([head, *titles, *more])
