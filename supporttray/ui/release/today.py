"""Good, bad and overall of today: the light is proposed with its reason and decided here; customers' own words stand in it only if they are ticked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton

from supporttray.core.release.day import quoted, unquoted
from supporttray.core.release.light import WORDS, lit, relit
from supporttray.core.release.page import AskDay, Light
from supporttray.core.text import shorten
from supporttray.ui.part.checklist import Checklist, Row
from supporttray.ui.part.disclosure import Disclosure
from supporttray.ui.part.label import Label
from supporttray.ui.release import word
from supporttray.ui.release.text import Text

if TYPE_CHECKING:
    from supporttray.core.action import Question
    from supporttray.core.release.page import Written
    from supporttray.ui.inbox.sheet import Place

_QUOTE = 160  # letters


class Today(Text):
    """Today's text, with the light to choose and the quotes to tick."""

    def __init__(self, place: Place) -> None:
        self.why, self.lights = Label(), {light: QRadioButton(word.light(light)) for light in Light}
        self._group = QButtonGroup()
        super().__init__(place)
        line = QHBoxLayout()
        line.addWidget(Label(self.tr("Overall:"), bold=True))
        for light, one in self.lights.items():
            one.setText(f"{WORDS[light].partition(' ')[0]} {word.light(light)}")
            one.setAccessibleName(self.tr("Overall: {light}").format(light=word.light(light)))
            one.clicked.connect(partial(self._decide, light))
            self._group.addButton(one)
            line.addWidget(one)
        line.addWidget(self.why, 1)
        self.quotes = Checklist(self.tr("Customers' own words"), "")
        self.quoting = Disclosure(
            self.tr("&Quote customers in it (nothing is quoted unless it is ticked)"), self.quotes
        )
        self.quotes.view.setMaximumHeight(self.quotes.view.minimumHeight())
        self.quotes.changed.connect(self._quote)
        self._ticked: frozenset[object] = frozenset()
        self.above.addLayout(line)
        self.above.addWidget(self.quoting)
        self.quoting.hide()

    def _question(self, number: int, *, anew: bool) -> Question:
        return AskDay(number, anew)

    def _took(self, written: Written) -> None:
        """Show what is proposed, and what could be quoted."""
        proposed = self.tr("Proposed: {light}").format(light=word.overall(written.light, written.why))
        self.why.say(proposed)
        shown = [Row(one, f"{number}: {shorten(words, _QUOTE)}") for one in written.quotes for number, words in (one,)]
        if self.quotes.values() != list(written.quotes):
            self.quotes.fill(shown)
            self._ticked = frozenset()
        self.quoting.setVisible(bool(written.quotes))

    def _redraw(self) -> None:
        """Show which light the text has."""
        super()._redraw()
        light = lit(self.text)
        self._group.setExclusive(light is not None)  # or none could be off
        for one, made in self.lights.items():
            made.setChecked(one is light)
            made.setEnabled(self._written is not None and not self._written.posted)
        self._group.setExclusive(True)

    def _decide(self, light: Light, _checked: object = None) -> None:
        """Take a person's light; their reason is theirs to write."""
        written = self._written
        if written:
            why = written.why if light is written.light else ""
            self._rewrite(relit(self.text, light, why))

    def _quote(self) -> None:
        """Write under its problem what was ticked just now. What is unticked goes, as long as it stands there as it was written."""
        ticked = frozenset(self.quotes.checked())
        text = self.text
        for number, words in (one for one in self.quotes.values() if isinstance(one, tuple)):
            if (number, words) in ticked - self._ticked:
                text = quoted(text, number, words)
            elif (number, words) in self._ticked - ticked:
                text = unquoted(text, words)
        self._ticked = ticked
        self._rewrite(text)

    def _rewrite(self, text: str) -> None:
        self.sheet.editor.fill(text, undoable=True)
        self._typed()
        self._keep()
