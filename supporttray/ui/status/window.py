"""The window of today's status: what a person does with it, and what is seen of that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer, Signal

from supporttray.core.action import Done, Draft, KeepDraft, PostDaily, Today
from supporttray.core.outbox import Fate
from supporttray.core.pieces import pieces
from supporttray.ui import link
from supporttray.ui.part.band import Offer
from supporttray.ui.part.trouble import told
from supporttray.ui.status import clip
from supporttray.ui.status.frame import Frame
from supporttray.ui.status.known import Known
from supporttray.ui.status.outcome import DECISIONS, Choice, earlier, label, outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent

    from supporttray.core.action import Action
    from supporttray.core.model import Snapshot
    from supporttray.ui.part.doing import Do

_TICK_MS = 250
_STALE = timedelta(minutes=1)  # who comes back after so long sees the day as it is now


class _Trouble(NamedTuple):
    said: str
    hint: str
    asking: bool = False  # it came of asking for the day, which can be done again


class Status(Frame):
    """Today's status: written, looked at, posted once. `settings` asks for the settings.

    Once it is closed it goes, as soon as it has heard that what was written is kept; if it is not, the window comes back.
    """

    settings = Signal()

    def __init__(self, do: Do, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._do = do
        self._now = now
        self._known = Known()
        self._trouble: _Trouble | None = None
        self._typed = 0
        self._asked = 0
        self._asked_at = now()
        self._open = 0  # how many answers are still to come
        self._closed = False
        self._unkept = False  # the last words could not be kept
        self._busy = False  # an answer is awaited: nothing is done twice
        self._confirming = False
        self._editor = self.sheet.editor
        self._editor.typed.connect(self._written)
        self._editor.rested.connect(self._keep)
        self.days.turned.connect(self._redraw)
        self.anew.clicked.connect(self._start_anew)
        self.copy.clicked.connect(self._copy_text)
        self.posting.connect(self._post)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._draw_outcome)
        self._redraw()

    def draw(self, snapshot: Snapshot) -> None:
        """Show how far today's posting has come."""
        if self._known.draft:
            self._known.learn(snapshot.outbox)
            if self._known.lost(snapshot.outbox):
                self._ask()
            self._redraw()

    # --- what comes from the engine

    def _send(self, action: Action, then: Callable[[object], None]) -> None:
        self._open += 1
        self._do(action, partial(self._answered, then))

    def _answered(self, then: Callable[[object], None], result: object) -> None:
        self._open -= 1
        then(result)
        self._leave()

    def _ask(self, *, anew: bool = False) -> None:
        self._asked += 1
        self._asked_at = self._now()
        number, typed = self._asked, self._typed
        self._send(Today(anew), lambda result: self._came(result, number, typed=typed, anew=anew))

    def _came(self, result: object, number: int, *, typed: int, anew: bool) -> None:
        if number != self._asked:
            return
        if isinstance(result, Draft):
            if self._trouble and self._trouble.asking:
                self._trouble = None
            fresh = self._known.take(result, self._editor.toPlainText(), typed=typed != self._typed, anew=anew)
            if fresh:
                self._editor.fill(result.text, undoable=anew)
            self.days.fill(result.day, result.earlier)
        elif isinstance(result, BaseException):
            self._trouble = _Trouble(*told(result), asking=True)
        self._redraw()

    def _heard(self, result: object) -> None:
        """Take what came of an action."""
        if isinstance(result, Done) and result.entry:
            self._known.learn((result.entry,))
        elif isinstance(result, BaseException):
            self._trouble = _Trouble(*told(result))
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
            self._send(KeepDraft(text, self._known.day), self._was_kept)

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
        self._trouble = None
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
            self._trouble, self._confirming, self._busy = None, False, True
            self._editor.settle()
            self._send(PostDaily(self._editor.toPlainText(), self._known.day), self._posted)
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
        elif choice is Choice.HOME:
            self.days.home()
        elif not self._busy:
            self._trouble, self._busy = None, True
            self._send(DECISIONS[choice](number), self._decided)
            self._redraw()

    def _decided(self, result: object) -> None:
        self._busy = False
        self._heard(result)
        if self._writable:
            self._editor.setFocus()

    def _copy_text(self) -> None:
        day = self.days.chosen
        clip.copy_text(day.text if day else self._editor.toPlainText())

    # --- the window comes and goes

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Ask how the day stands now."""
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
        if self._closed and not self._open:
            self.deleteLater()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Keep what was written when its author looks away, and look at the day again when they come back."""
        super().changeEvent(event)
        if event.type() == event.Type.ActivationChange and self.isVisible():
            if not self.isActiveWindow():
                self._settle()
            elif self._now() - self._asked_at > _STALE:
                self._ask()

    # --- what is seen

    @property
    def _writable(self) -> bool:
        return bool(self._known.draft) and not self._busy and not self._known.fixed

    @property
    def _postable(self) -> bool:
        draft, text = self._known.draft, self._editor.toPlainText().strip()
        return bool(draft and draft.place and text and self._writable and self.days.chosen is None)

    def _redraw(self) -> None:
        draft, day = self._known.draft, self.days.chosen
        text = day.text if day else self._editor.toPlainText()
        self._editor.setReadOnly(not self._writable)
        self._editor.setPlaceholderText("" if draft else self.tr("Making today's status…"))
        self.sheet.draw(text, writing=day is None)
        self.place.say(self.tr("Goes to {place}").format(place=draft.place) if draft and draft.place else "")
        again = self._known.entry is not None and not self._known.fixed
        self.post.setText(self.tr("&Post again") if again else self.tr("&Post"))
        self.post.setEnabled(self._postable)
        self.post.setVisible(day is None)
        self.anew.setVisible(day is None)
        self.anew.setEnabled(self._writable)
        self.copy.setEnabled(bool(text.strip()))
        count = len(pieces(text))
        more = self.tr("Longer than one message of Slack's: it goes as {count} messages in a thread.")
        self.foot.say(more.format(count=count) if count > 1 else "")
        self._draw_notice()
        self._draw_outcome()

    def _draw_notice(self) -> None:
        draft = self._known.draft
        if self._trouble:
            again = (Offer(self.tr("Tr&y again"), self._ask),) if self._trouble.asking else ()
            self.notice.say(self._trouble.said, self._trouble.hint, *again)
        elif self._confirming:
            self.notice.say(
                self.tr("Begin again with the app's text? What you wrote goes; Ctrl+Z brings it back."),
                "",
                Offer(self.tr("&Keep mine"), self._keep_mine),
                Offer(self.tr("Begin agai&n"), self._begin_anew),
            )
        elif draft and not draft.place and not self._known.fixed and not self.days.chosen:
            self.notice.say(self.tr("Choose where it goes."), "", Offer(self.tr("S&ettings…"), self.settings.emit))
        else:
            self.notice.say("")

    def _draw_outcome(self) -> None:
        entry, day = self._known.entry, self.days.chosen
        words = earlier(day) if day else outcome(entry, self._now(), later=self._known.in_thread)
        url = day.url if day else entry.receipt.url if entry and entry.receipt else ""
        number = entry.number if entry else 0
        offers = [Offer(label(one), partial(self._choose, one, url, number)) for one in words.choices]
        self.outcome.say(words.said, words.hint, *offers)
        ticking = day is None and entry is not None and entry.fate is Fate.WAITING and self.isVisible()
        if ticking != self._tick.isActive():
            self._tick.start() if ticking else self._tick.stop()
