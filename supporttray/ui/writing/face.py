"""What is seen in a window in which a text is written: the text, where it goes, and what has become of the posting."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer, Signal

from supporttray.core.outbox import Fate
from supporttray.core.pieces import pieces
from supporttray.ui.part.band import Offer
from supporttray.ui.writing.frame import Frame
from supporttray.ui.writing.known import Known
from supporttray.ui.writing.outcome import Choice, Outcome, label, outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

_TICK_MS = 250


class Said(NamedTuple):
    """What became of the last thing that was done; `asking` that asking for the text failed, which can be done again."""

    said: str
    hint: str = ""
    asking: bool = False


class Face(Frame):
    """Draws what is known. `settings` asks for the settings."""

    settings = Signal()
    making = ""  # said while the text is made
    once = ""  # said of what was posted

    def __init__(
        self,
        prefix: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        head: QWidget | None = None,
        buttons: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(head, buttons)
        self._now = now
        self._known = Known(prefix)
        self._said: Said | None = None
        self._busy = False  # an answer is awaited: nothing is done twice
        self._confirming = False
        self._editor = self.sheet.editor
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._draw_outcome)

    # --- what the bands offer

    def _ask(self) -> None:
        raise NotImplementedError

    def _begin_anew(self) -> None:
        raise NotImplementedError

    def _keep_mine(self) -> None:
        raise NotImplementedError

    def _choose(self, choice: Choice, url: str, number: int) -> None:
        raise NotImplementedError

    # --- what is looked at

    @property
    def _present(self) -> bool:
        """Whether what is looked at is what can be posted."""
        return True

    @property
    def _shown(self) -> str:
        """The text that is looked at."""
        return self._editor.toPlainText()

    def _posted_as(self, text: str) -> str:
        """Return a text as it is posted: it is shown so beside what is written."""
        return text

    @property
    def _remark(self) -> str:
        """What else is to be known of the text."""
        return ""

    @property
    def _warning(self) -> str:
        """What is asked before the words of a person go."""
        return self.tr("Begin again with the app's text? What you wrote goes; Ctrl+Z brings it back.")

    def _told(self) -> tuple[Outcome, str]:
        """What is to be said of the posting, and where it stands."""
        entry = self._known.entry
        words = outcome(entry, self._now(), later=self._known.in_thread, once=self.once)
        return words, entry.receipt.url if entry and entry.receipt else ""

    @property
    def _writable(self) -> bool:
        return bool(self._known.draft) and not self._busy and not self._known.fixed

    @property
    def _postable(self) -> bool:
        draft, text = self._known.draft, self._editor.toPlainText().strip()
        return bool(draft and draft.place and text and self._writable and self._present)

    def _redraw(self) -> None:
        draft, text = self._known.draft, self._shown
        self._editor.setReadOnly(not self._writable)
        self._editor.setPlaceholderText("" if draft else self.making)
        posted = self._posted_as(text)
        self.sheet.draw(posted, writing=self._present)
        self.place.say(self.tr("Goes to {place}").format(place=draft.place) if draft and draft.place else "")
        again = self._known.entry is not None and not self._known.fixed
        self.post.setText(self.tr("&Post again") if again else self.tr("&Post"))
        self.post.setEnabled(self._postable)
        self.post.setVisible(self._present)
        self.anew.setVisible(self._present)
        self.anew.setEnabled(self._writable)
        self.copy.setEnabled(bool(text.strip()))
        count = len(pieces(posted))
        more = self.tr("Longer than one message of Slack's: it goes as {count} messages in a thread.")
        self.foot.say(more.format(count=count) if count > 1 else "")
        self._draw_notice()
        self._draw_outcome()

    def _draw_notice(self) -> None:
        draft = self._known.draft
        if self._said:
            again = (Offer(self.tr("Tr&y again"), self._ask),) if self._said.asking else ()
            self.notice.say(self._said.said, self._said.hint, *again)
        elif self._confirming:
            self.notice.say(
                self._warning,
                "",
                Offer(self.tr("&Keep mine"), self._keep_mine),
                Offer(self.tr("Begin agai&n"), self._begin_anew),
            )
        elif draft and not draft.place and not self._known.fixed and self._present:
            self.notice.say(self.tr("Choose where it goes."), "", Offer(self.tr("S&ettings…"), self.settings.emit))
        else:
            self.notice.say(self._remark)

    def _draw_outcome(self) -> None:
        entry, (words, url) = self._known.entry, self._told()
        number = entry.number if entry else 0
        offers = [Offer(label(one), partial(self._choose, one, url, number)) for one in words.choices]
        self.outcome.say(words.said, words.hint, *offers)
        ticking = self._present and entry is not None and entry.fate is Fate.WAITING and self.isVisible()
        if ticking != self._tick.isActive():
            self._tick.start() if ticking else self._tick.stop()
