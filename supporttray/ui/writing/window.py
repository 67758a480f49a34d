"""The window of a text that is going to be posted: what a person does with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeGuard

from supporttray.core.action import Done
from supporttray.ui import link
from supporttray.ui.part.doing import Counted
from supporttray.ui.part.trouble import told
from supporttray.ui.writing import clip
from supporttray.ui.writing.face import Face, Said
from supporttray.ui.writing.outcome import DECISIONS, Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

    from supporttray.core.action import Action
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.part.doing import Do
    from supporttray.ui.writing.known import Written

_STALE = timedelta(minutes=1)  # who comes back after so long sees it as it is now


class Writing(Face):
    """A text: made by the app, written on, looked at, posted once.

    A window of a kind says what is asked (`_asking`), kept (`_keeping`) and posted (`_posting`). Once it is closed it goes, as soon as it
    has heard that what was written is kept; if it is not, the window comes back.
    """

    def __init__(
        self,
        do: Do,
        prefix: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        head: QWidget | None = None,
        buttons: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(prefix, now, head, buttons)
        self._do = doing = Counted(do)
        doing.rest = self._leave
        self._typed = 0
        self._asked = 0
        self._asked_at = now()
        self._closed = False
        self._unkept = False  # the last words could not be kept
        self._editor.typed.connect(self._written)
        self._editor.rested.connect(self._keep)
        self.anew.clicked.connect(self._start_anew)
        self.copy.clicked.connect(self._copy)
        self.posting.connect(self._post)

    # --- what a kind of window says

    def _asking(self, *, anew: bool) -> Action:
        """Ask for the text."""
        raise NotImplementedError

    def _is_answer(self, result: object) -> TypeGuard[Written]:
        """Whether this is what was asked for."""
        raise NotImplementedError

    def _keeping(self, text: str) -> Action:
        """Keep what was written; an empty text keeps nothing."""
        raise NotImplementedError

    def _posting(self, text: str) -> Action:
        """Post it."""
        raise NotImplementedError

    def _copy(self) -> None:
        """Put it on the clipboard."""
        clip.copy_text(self._shown)

    def _took(self, draft: Written, *, fresh: bool) -> None:
        """Take what else came with a text; `fresh` says that it is shown."""

    def draw(self, snapshot: Snapshot) -> None:
        """Show how far the posting has come."""
        if self._known.draft:
            self._known.learn(snapshot.outbox)
            if self._known.lost(snapshot.outbox):
                self._ask()
            self._redraw()

    # --- what comes from the engine

    def _ask(self, *, anew: bool = False) -> None:
        self._asked += 1
        self._asked_at = self._now()
        number, typed = self._asked, self._typed
        self._do(self._asking(anew=anew), lambda result: self._came(result, number, typed=typed, anew=anew))

    def _came(self, result: object, number: int, *, typed: int, anew: bool) -> None:
        if number != self._asked:
            return
        if self._is_answer(result):
            if self._said and self._said.asking:
                self._said = None
            fresh = self._known.take(result, self._editor.toPlainText(), typed=typed != self._typed, anew=anew)
            if fresh:
                self._editor.fill(result.text, undoable=anew)
            self._took(result, fresh=fresh)
        elif isinstance(result, BaseException):
            self._said = Said(*told(result), asking=True)
        self._redraw()

    def _heard(self, result: object) -> None:
        """Take what came of an action."""
        if isinstance(result, Done) and result.entry:
            self._known.learn((result.entry,))
        elif isinstance(result, BaseException):
            self._said = Said(*told(result))
        self._redraw()

    # --- what a person does

    def _written(self) -> None:
        self._typed += 1
        self._known.written(self._editor.toPlainText())
        self._confirming = False
        self._redraw()

    def _keep(self) -> None:
        if self._known.draft:
            text = self._editor.toPlainText() if self._known.theirs else ""
            self._do(self._keeping(text), self._was_kept)

    def _was_kept(self, result: object) -> None:
        self._heard(result)
        failed = isinstance(result, BaseException)
        self._unkept = failed and not self._closed  # who closes it a second time means it
        if failed and self._closed:
            self.show()

    def _settle(self) -> None:
        """Have kept at once what is not."""
        if self._unkept and self._editor.resting:
            self._unkept = False
            self._keep()
        self._editor.settle()

    def _start_anew(self) -> None:
        self._said = None
        self._confirming = self._known.theirs and bool(self._editor.toPlainText().strip())
        if not self._confirming:
            self._begin_anew()
        self._redraw()

    def _begin_anew(self) -> None:
        self._confirming = False
        self._editor.settle()
        self._editor.setFocus()
        self._ask(anew=True)

    def _keep_mine(self) -> None:
        self._confirming = False
        self._editor.setFocus()
        self._redraw()

    def _post(self) -> None:
        if self._postable:
            self._said, self._confirming, self._busy = None, False, True
            self._editor.settle()
            self._do(self._posting(self._editor.toPlainText()), self._posted)
            self._redraw()

    def _posted(self, result: object) -> None:
        self._busy = False
        self._heard(result)
        if isinstance(result, BaseException):
            self._ask()  # the day may have turned
        else:
            self.outcome.buttons[0].setFocus()  # the second thought is one key away

    def _choose(self, choice: Choice, url: str, number: int) -> None:
        if choice is Choice.OPEN:
            link.open_page(url)
        elif choice is Choice.COPY_LINK:
            clip.copy_link(url)
        elif not self._busy:
            self._said, self._busy = None, True
            self._do(DECISIONS[choice](number), self._decided)
            self._redraw()

    def _decided(self, result: object) -> None:
        self._busy = False
        self._heard(result)
        if self._writable:
            self._editor.setFocus()

    # --- the window comes and goes

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Ask how it stands now."""
        super().showEvent(event)
        self._closed = False
        if not event.spontaneous():
            self._ask()
            self._editor.setFocus()
            self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Keep what was written."""
        self._settle()
        self._tick.stop()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Keep what was written, and go."""
        self._closed = True
        self._settle()
        super().closeEvent(event)
        self._leave()

    def _leave(self) -> None:
        if self._closed and self._do.resting:
            self.deleteLater()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Keep what was written when its author looks away, and look again when they come back."""
        super().changeEvent(event)
        if event.type() == event.Type.ActivationChange and self.isVisible():
            if not self.isActiveWindow():
                self._settle()
            elif self._now() - self._asked_at > _STALE:
                self._ask()
