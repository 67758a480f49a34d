"""The sheets about a problem: which one it is the same as, what of it is another one, which bug is about it, what is told to who reported it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from supporttray.core.release.page import Answers, AskAnswers, LinkBug, Merge, SendAnswers, Split
from supporttray.core.text import isolated, shorten
from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.checklist import Checklist, Row
from supporttray.ui.part.field import Field
from supporttray.ui.part.finder import Finder
from supporttray.ui.part.label import Label
from supporttray.ui.release import word
from supporttray.ui.release.subject import number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from supporttray.core.model import Need
    from supporttray.core.release.page import Line, Room

_LINES = 4
_NAME = 100  # letters


class MergeSheet(Sheet):
    """Asks for the other one. `learn` says which there are."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("It is the same as"), self.tr("&Merge (Ctrl+Enter)"))
        self._others: list[int] = []
        self.other = Finder(self.tr("The other problem"))
        self.add(self.other)
        self.other.currentIndexChanged.connect(self.check)

    def learn(self, line: Line, room: Room) -> None:
        """Offer all other open problems."""
        others = [one for one in room.problems if one.problem.open and one.problem.number != line.problem.number]
        self._others = [one.problem.number for one in others]
        self.other.clear()
        self.other.addItems([word.called(one) for one in others])
        self.other.prompt(self.tr("Choose a problem"))

    def fill(self, _need: Need) -> None:
        """Choose none."""
        self.other.prompt(self.tr("Choose a problem"))
        self.check()

    def first(self) -> QWidget:
        """Begin with the choice."""
        return self.other

    def wish(self, need: Need) -> Merge | None:
        """Return it once one is chosen."""
        chosen = self.other.currentIndex()
        return Merge(number(need.subject), self._others[chosen]) if 0 <= chosen < len(self._others) else None


class SplitSheet(Sheet):
    """Asks for the tickets and errors that are another one; some must stay."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("These are another problem"), self.tr("&Split off (Ctrl+Enter)"))
        self.rows = Checklist(self.tr("Tickets and errors"), "")
        self.rows.view.setMaximumHeight(self.rows.view.minimumHeight())
        self.add(self.rows)
        self.rows.changed.connect(self.check)

    def learn(self, line: Line, _room: Room) -> None:
        """List what tells of it."""
        told = (*line.tickets, *line.errors)
        self.rows.fill([Row(one.key, f"{one.name} · {shorten(one.title, _NAME)}") for one in told])
        self.check()

    def fill(self, _need: Need) -> None:
        """Begin with none."""
        self.check()

    def first(self) -> QWidget:
        """Begin with the list."""
        return self.rows

    def wish(self, need: Need) -> Split | None:
        """Return it where some go and some stay."""
        keys = tuple(str(one) for one in self.rows.checked())
        return Split(number(need.subject), keys) if 0 < len(keys) < len(self.rows.values()) else None


class LinkSheet(Sheet):
    """Asks for the bug; without words the link is taken away."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("The bug that is about it"), self.tr("&Link it (Ctrl+Enter)"))
        self._bug = ""
        self.bug = QLineEdit()
        self.bug.setAccessibleName(self.tr("Address or name of the bug"))
        self.bug.setPlaceholderText(self.tr("Address, or what people call it (SHOP-12)"))
        self.add(self.bug)
        self.bug.textChanged.connect(self.check)
        self.bug.returnPressed.connect(self.take)

    def learn(self, line: Line, _room: Room) -> None:
        """Show the one that is linked."""
        self._bug = line.problem.bug
        self.bug.setText(self._bug)

    def fill(self, _need: Need) -> None:
        """Nothing more is to be known."""
        self.check()

    def first(self) -> QWidget:
        """Begin with the field."""
        return self.bug

    def check(self) -> None:
        """Say on the button what it does."""
        super().check()
        gone = bool(self._bug) and not self.bug.text().strip()
        self.go.setText(self.tr("Take the &link away (Ctrl+Enter)") if gone else self.tr("&Link it (Ctrl+Enter)"))

    def wish(self, need: Need) -> LinkBug | None:
        """Return it where it is another one."""
        bug = self.bug.text().strip()
        return LinkBug(number(need.subject), bug) if bug != self._bug else None


class AnswersSheet(Sheet):
    """The text, and to whom it goes: all are ticked, one click sends them."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("Tell those who reported it"), self.tr("&Send (Ctrl+Enter)"))
        self._kept: dict[str, str] = {}
        self._drafted = ""
        self._known = False
        self.text = Field(self.tr("What they read"), _LINES)
        self.to = Checklist(self.tr("Who is told"), "")
        self.to.view.setMaximumHeight(self.to.view.minimumHeight())
        self.hint = Label(self.tr("Each goes out ten seconds later, in your name; until then it can be undone."))
        self.add(self.text, self.to, self.hint)
        self.text.textChanged.connect(self.check)
        self.text.asked.connect(self.take)
        self.text.left.connect(self.left)
        self.to.changed.connect(self.check)

    def fill(self, need: Need) -> None:
        """Ask what they are told."""
        self._known, self._drafted = False, ""
        self.text.fit()
        self.text.write("")
        self.to.fill(())
        self.said.say(self.tr("Looking who reported it…"))
        self.ask(AskAnswers(number(need.subject)), self._learn)
        self.check()

    def keep(self, subject: str) -> None:
        """Keep a text that is a person's own."""
        if self.text.toPlainText() != self._drafted:
            self._kept[subject] = self.text.toPlainText()

    def unknown(self) -> None:
        """Look for nothing any more."""
        self.said.say("")

    def first(self) -> QWidget:
        """Begin with the text."""
        return self.text

    def wish(self, need: Need) -> SendAnswers | None:
        """Return it where there are words, and somebody to read them."""
        text, to = self.text.toPlainText().strip(), tuple(str(one) for one in self.to.checked())
        return SendAnswers(number(need.subject), text, to) if text and to and self._known else None

    def check(self) -> None:
        """Say on the button how many it is."""
        super().check()
        count = len(self.to.checked())
        many = self.tr("&Send {n} answers (Ctrl+Enter)").format(n=count)
        self.go.setText(self.tr("&Send 1 answer (Ctrl+Enter)") if count == 1 else many)

    def _learn(self, result: object) -> None:
        if isinstance(result, Answers):
            self._known, self._drafted = True, result.text
            self.said.say("" if result.to else self.tr("Nobody is to be told: all who reported it know it."))
            kept = self._kept.pop(self.need.subject, "") if self.need else ""
            self.text.write(self.text.toPlainText() or kept or result.text)
            self.to.fill([Row(one.key, _reader(one.name, one.title, one.place), checked=True) for one in result.to])
            self.check()


def _reader(name: str, title: str, place: str) -> str:
    return " · ".join(part for part in (isolated(name), isolated(shorten(title, _NAME)), isolated(place)) if part)
