"""The texts about a release: today's good and bad, the page for the stand-up, the whole of it. Made by the app, decided by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supporttray.core.action import Done
from supporttray.core.page import Setup
from supporttray.core.planning import slack
from supporttray.core.release.page import AskBrief, AskSummary, KeepDay, PostDay, Written
from supporttray.core.text import isolated
from supporttray.ui.part.band import Band, Offer
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told
from supporttray.ui.release import word
from supporttray.ui.writing import clip
from supporttray.ui.writing.sheet import Sheet

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from supporttray.core.action import Question
    from supporttray.ui.inbox.sheet import Place


class Text(QWidget):
    """A text: shown, written on and kept, copied, posted. A kind says what is asked, and whether it can be written on and posted.

    `page` comes with a page to open.
    """

    page = Signal(object)
    posts = True  # and is written on; else it is only read
    summary = False

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._number = 0
        self._written: Written | None = None
        self._theirs = False  # a person wrote it
        self._confirming = self._busy = False
        self.notice, self.sheet, self.goes, self.above = Band(), Sheet(), Label(), QVBoxLayout()
        self.anew = button(self.tr("Start &anew"), self.tr("With the app's text of now"))
        self.copy = button(
            self.tr("&Copy as Markdown"), self.tr("As it is written, with its looks for e-mail or Teams")
        )
        self.post = button(self.tr("&Post"), self.tr("It waits ten seconds for a second thought"))
        self.anew.clicked.connect(self._start_anew)
        self.copy.clicked.connect(self._copy)
        self.post.clicked.connect(self._post)
        self.sheet.editor.typed.connect(self._typed)
        self.sheet.editor.rested.connect(self._keep)
        self._lay_out()

    # --- what a kind of text says

    def _question(self, number: int, *, anew: bool) -> Question:
        raise NotImplementedError

    def _took(self, written: Written) -> None:
        """Take what else came with it."""

    # --- what others call

    def draw(self, number: int) -> None:
        """Show it for a release; what a person wrote about another one is kept first."""
        if number != self._number:
            self.sheet.editor.settle()
            self._number, self._written, self._theirs = number, None, False
            self.sheet.editor.fill("")
            self._redraw()
        if self.isVisible() and not self._theirs:
            self._ask()

    def settle(self) -> None:
        """Have kept at once what was written."""
        self.sheet.editor.settle()

    @property
    def text(self) -> str:
        """What stands there."""
        return self.sheet.editor.toPlainText()

    # --- what is asked and answered

    def _ask(self, *, anew: bool = False) -> None:
        number, before = self._number, self.text
        self._place.do(self._question(number, anew=anew), lambda result: self._came(number, before, result, anew=anew))

    def _came(self, number: int, before: str, result: object, *, anew: bool) -> None:
        """Take an answer, unless somebody wrote meanwhile."""
        if number != self._number or (self.text != before and not anew):
            return
        if isinstance(result, Written):
            self._written, self._theirs = result, result.kept
            if not self._theirs or before != result.text:
                self.sheet.editor.fill(result.text, undoable=anew)
            self._took(result)
            self._redraw()
        elif isinstance(result, BaseException):
            self.notice.say(*told(result), Offer(self.tr("Tr&y again"), self._ask))

    # --- what a person does

    def _typed(self) -> None:
        self._theirs = True
        self._confirming = False
        self._redraw()

    def _keep(self) -> None:
        if self._written and self.posts:
            self._place.do(KeepDay(self._number, self.text, self.summary), self._kept)

    def _kept(self, result: object) -> None:
        if isinstance(result, BaseException):
            self.notice.say(*told(result), Offer(self.tr("Tr&y again"), self._keep))

    def _start_anew(self) -> None:
        self._confirming = self._theirs and bool(self.text.strip())
        if not self._confirming:
            self._begin_anew()
        self._redraw()

    def _begin_anew(self) -> None:
        self._confirming = self._theirs = False
        self._place.do(KeepDay(self._number, "", self.summary), self._kept)
        self._ask(anew=True)
        self.sheet.editor.setFocus()

    def _keep_mine(self) -> None:
        self._confirming = False
        self._redraw()
        self.sheet.editor.setFocus()

    def _copy(self) -> None:
        clip.copy_text(slack(self.text), plain=self.text)

    def _post(self) -> None:
        if self._written and not self._busy:
            self._busy = True
            self.sheet.editor.settle()
            self._place.do(PostDay(self._number, self.text, self.summary), self._posted)
            self._redraw()

    def _posted(self, result: object) -> None:
        self._busy = False
        release = self._written.release if self._written else None
        self._place.tell(result, word.named(release) if release else "")
        self._redraw()
        if isinstance(result, Done):
            self._theirs = False
            self._ask()

    # --- what is seen

    def _redraw(self) -> None:
        written, text = self._written, self.text
        self.sheet.draw(slack(text), writing=self.posts)
        self.sheet.editor.setReadOnly(written is None or self._busy)
        self.copy.setEnabled(bool(text.strip()))
        for part in (self.anew, self.post):
            part.setVisible(self.posts)
            part.setEnabled(written is not None and not self._busy)
        to = written.to if written else ""
        self.post.setEnabled(bool(to and text.strip()) and not self._busy and not (written and written.posted))
        self.goes.say(self.tr("Goes to {place}").format(place=isolated(to)) if to and self.posts else "")
        self._say(written)

    def _say(self, written: Written | None) -> None:
        if self._confirming:
            warning = self.tr("Begin again with the app's text? What you wrote goes; Ctrl+Z brings it back.")
            keep = Offer(self.tr("&Keep mine"), self._keep_mine)
            self.notice.say(warning, "", keep, Offer(self.tr("Begin agai&n"), self._begin_anew))
        elif written and written.posted:
            self.notice.say(self.tr("It was posted; change it where it stands."))
        elif written and self.posts and not written.to:
            settings = Offer(self.tr("S&ettings…"), lambda: self.page.emit(Setup()))
            self.notice.say(self.tr("Nobody said where it goes; it can be copied."), "", settings)
        else:
            self.notice.say("")

    # --- how it is put together

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.addWidget(row(self.anew, self.copy), 1)
        below.addWidget(self.goes, 1)
        below.addWidget(self.post)
        layout = QVBoxLayout(self)
        layout.addLayout(self.above)
        layout.addWidget(self.notice)
        layout.addWidget(self.sheet, 1)
        layout.addLayout(below)
        for one in self.findChildren(QPushButton):
            one.setAutoDefault(True)
        self._redraw()

    def setFocus(self) -> None:  # type: ignore[override]  # noqa: N802  Qt's name; the reason is not needed
        """Begin with the text."""
        (self.sheet.editor if self.posts else self.sheet.paper).setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Ask how it is now."""
        super().showEvent(event)
        if not event.spontaneous() and not self._theirs:
            self._ask()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Keep what was written."""
        self.settle()
        super().hideEvent(event)


class Brief(Text):
    """One page for the stand-up, to be read and copied."""

    posts = False

    def _question(self, number: int, *, anew: bool) -> Question:  # noqa: ARG002  it is always made anew
        return AskBrief(number)


class Summary(Text):
    """The whole release."""

    summary = True

    def _question(self, number: int, *, anew: bool) -> Question:
        return AskSummary(number, anew)
