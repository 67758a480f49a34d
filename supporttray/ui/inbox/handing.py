"""Hand to…: whom to name under a request, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget

from supporttray.core.asked import AskColleagues, Colleague, HandTo
from supporttray.core.text import isolated
from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.field import Field
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from supporttray.core.model import Need

_ROWS, _LINES = 5, 3
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_ROWS, Qt.Key.Key_PageDown: _ROWS}


class HandSheet(Sheet):
    """Colleagues to choose from, the likeliest first, and a text that names the one."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("Hand it to a colleague"), self.tr("Se&nd (Ctrl+Enter)"))
        self._known: tuple[Colleague, ...] = ()
        self._chosen: Colleague | None = None
        self._wanted: Colleague | None = None
        self._named: Colleague | None = None  # in the text
        self._kept: dict[str, tuple[Colleague, str]] = {}
        self.search = _Search(self.tr("Type a name"))
        self.people = QListWidget()
        self.people.setAccessibleName(self.tr("Colleagues"))
        self.people.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the letters of a name are written, not pressed as keys
        self.people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.people.setFixedHeight(self.people.fontMetrics().height() * _ROWS * 3 // 2)
        self.text = Field(self.tr("What they read"), _LINES)
        self._hint = Label()
        self.add(self.search, self.people, self.text, self._hint)
        self.search.textChanged.connect(self._sift)
        self.search.moved.connect(self._step)
        self.search.settled.connect(self.text.setFocus)
        self.people.currentRowChanged.connect(self._choose)
        self.text.textChanged.connect(self.check)
        self.text.asked.connect(self.take)
        self.text.left.connect(self.left)

    def suggest(self, colleague: Colleague) -> None:
        """Choose somebody who was named elsewhere."""
        self._wanted = colleague
        if self._known:
            self._learn(self._known)

    def fill(self, need: Need) -> None:
        """Ask to whom it could be handed."""
        self._wanted = self._named = None
        self.search.clear()
        self.text.fit()
        self.text.write("")
        self._show(())
        self._hint.say(self.tr("Looking who could know…"))
        self.ask(AskColleagues(need.subject), self._learn)

    def keep(self, subject: str) -> None:
        """Keep words that are a person's own, and whom they name."""
        text = self.text.toPlainText()
        if self._named and text not in ("", self._usual(self._named)):
            self._kept[subject] = self._named, text

    def unknown(self) -> None:
        """Look for nobody any more."""
        self._hint.say("")

    def first(self) -> QWidget:
        """Begin with the name."""
        return self.search

    def wish(self, need: Need) -> HandTo | None:
        """Return it where somebody is chosen and named in the text."""
        chosen, text = self._chosen, self.text.toPlainText()
        return HandTo(need.subject, chosen, text) if chosen and _called(chosen) in text else None

    def check(self) -> None:
        """Say what is missing."""
        super().check()
        chosen = self._chosen
        if chosen and not self.under_way:
            missing = _called(chosen) not in self.text.toPlainText()
            hint = self.tr("{name} is called by “{called}”: it is not in the text.")
            sure = self.tr("It goes out ten seconds later, in your name; until then it can be undone.")
            self._hint.say(hint.format(name=isolated(chosen.name), called=_called(chosen)) if missing else sure)

    def _learn(self, result: object) -> None:
        found = tuple(one for one in result if isinstance(one, Colleague)) if isinstance(result, tuple) else ()
        kept = self._kept.pop(self.need.subject, None) if self.need else None
        wanted = self._wanted = self._wanted or (kept[0] if kept else None)
        known = {one.id for one in found}
        self._show((wanted, *found) if wanted and wanted.id not in known else found)
        if kept and wanted:
            self.text.write(kept[1].replace(_called(kept[0]), _called(wanted)))
        if not self._known:
            self._hint.say(self.tr("Nobody is known here to whom it could be handed."))

    def _show(self, found: tuple[Colleague, ...]) -> None:
        """List them, and choose the likeliest, or the one who is wanted."""
        self.people.blockSignals(True)  # noqa: FBT003  Qt's argument
        self.people.clear()
        self._known = found
        self.people.addItems([_line(one) for one in found])
        self.people.blockSignals(False)  # noqa: FBT003  Qt's argument
        wanted = self._wanted.id if self._wanted else ""
        chosen = next((place for place, one in enumerate(found) if one.id == wanted), 0 if found else -1)
        self.people.setCurrentRow(chosen)
        self._choose(chosen)
        self._sift(self.search.text())

    def _sift(self, text: str) -> None:
        """Show those who fit what is typed, and choose the first of them."""
        words = text.casefold().split()
        for place, one in enumerate(self._known):
            fits = all(word in f"{one.name} {one.why}".casefold() for word in words)
            self.people.item(place).setHidden(not fits)
        shown = self._shown()
        if self.people.currentRow() not in shown:
            self.people.setCurrentRow(shown[0] if shown else -1)

    def _shown(self) -> list[int]:
        return [place for place in range(self.people.count()) if not self.people.item(place).isHidden()]

    def _step(self, rows: int) -> None:
        """Go some rows on among those who are shown."""
        shown, now = self._shown(), self.people.currentRow()
        if shown:
            place = shown.index(now) + rows if now in shown else 0
            self.people.setCurrentRow(shown[min(max(place, 0), len(shown) - 1)])

    def _choose(self, place: int) -> None:
        """Name another one in the text: what a person wrote around the name stays."""
        self._chosen = self._known[place] if 0 <= place < len(self._known) else None
        if chosen := self._chosen:
            self.announce(_line(chosen))  # the keyboard is not in the list
            last, self._named = self._named, chosen
            text = self.text.toPlainText()
            self.text.write(
                text.replace(_called(last), _called(chosen)) if text and last else text or self._usual(chosen)
            )
        self.check()

    def _usual(self, colleague: Colleague) -> str:
        return self.tr("{name} could you look at this one, please?").format(name=_called(colleague))


class _Search(QLineEdit):
    """A name; the keys that move go on to the list."""

    moved = Signal(int)
    settled = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(self.tr("Up and Down choose, Enter goes on to the text."))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Move in the list, go on, or write."""
        key = Qt.Key(event.key())
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in _MOVES:
            self.moved.emit(_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self.settled.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()  # the sheet's
        else:
            super().keyPressEvent(event)


def _called(colleague: Colleague) -> str:
    return f"@{colleague.name}"


def _line(colleague: Colleague) -> str:
    return f"{isolated(colleague.name)} — {colleague.why}" if colleague.why else isolated(colleague.name)
