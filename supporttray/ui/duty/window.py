"""The window of duty: who is on duty, until when, who next; swaps, the words for the PM, the announcement."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from supporttray.core.action import Done
from supporttray.core.duty import AskRota, Rota, SwapLine, Unswap
from supporttray.ui.duty import draft, words
from supporttray.ui.duty.dialog import SwapDialog
from supporttray.ui.duty.frame import Frame
from supporttray.ui.part.band import Offer
from supporttray.ui.part.doing import Counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.duty.table import Place
    from supporttray.ui.part.doing import Do

    Draft = Callable[[Rota, Place | None, datetime], SwapLine]

_AGAIN_MS, _TIMES = 1_000, 8  # after a swap: the rota is read anew, and a config is begun with anew


class Duty(Frame):
    """What is known of the rota, asked anew whenever somebody looks or something changed. Once it is closed it goes.

    `settings` asks for the settings, `handing` for the hand-over.
    """

    settings = Signal()
    handing = Signal()

    def __init__(self, do: Do, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        doing = Counted(do)
        super().__init__(doing)
        self._do = doing
        doing.rest = self._leave
        self._now = now
        self._snapshot: Snapshot | None = None
        self._rota: Rota | None = None
        self._asking = self._stale = self._closed = self._announcing = False
        self._left = 0
        self._unread = ""  # what was said of a rota that could not be asked for
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._look_again)
        self.take.clicked.connect(lambda: self._open(self.tr("Take over"), draft.taking))
        self.give.clicked.connect(lambda: self._open(self.tr("Hand over"), draft.giving))
        self.swap.clicked.connect(lambda: self._open(self.tr("Swap"), draft.swapping))
        self.table.doubleClicked.connect(self.swap.click)
        self.report.clicked.connect(self.handing)
        self.swaps.removing.connect(lambda line: self._do(Unswap(line), self._done))
        self.telling.said.connect(self.notice.say)
        self.table.selectionModel().currentChanged.connect(self._draw_deeds)
        self.announcement.told.connect(self._show_announcement)
        self._redraw()

    def draw(self, snapshot: Snapshot) -> None:
        """Show how things stand; the rota may be another one now."""
        self._snapshot = snapshot
        self.announcement.draw(snapshot)
        self._draw_header()
        if self.isVisible():
            self._ask()

    def announce(self) -> None:
        """Begin with the announcement."""
        self._announcing = True
        self.announcement.begin()
        self._show_announcement()
        self._take_focus()

    def _show_announcement(self) -> None:
        """Scroll to it, once its new lines have their places."""
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.announcement))

    # --- what comes from the engine

    def _ask(self) -> None:
        """Ask for the rota; one question at a time."""
        self._stale = self._asking
        if not self._asking:
            self._asking = True
            self._do(AskRota(), self._came)

    def _came(self, result: object) -> None:
        self._asking = False
        if isinstance(result, Rota) and self._unread:
            if self.notice.text == self._unread:
                self.notice.clear()
            self._unread = ""
        if isinstance(result, Rota) and result != self._rota:
            first, self._rota = self._rota is None, result
            self._redraw()
            if first:
                self._take_focus()
        elif isinstance(result, BaseException) and not self._left:
            self.notice.fail(result)
            self._unread = self.notice.text
        if self._stale and not self._closed:
            self._ask()

    def _done(self, result: object) -> None:
        """Say what came of something, and look whether the rota shows it."""
        if isinstance(result, BaseException):
            self.notice.fail(result)
        elif isinstance(result, Done):
            self._made(result.said)

    def _made(self, said: str) -> None:
        self.notice.say(said)
        self._left = _TIMES
        self._again.start()
        self._ask()

    def _lost(self, error: BaseException) -> None:
        """Come back with bad news."""
        self.show()
        self.notice.fail(error)

    def _look_again(self) -> None:
        self._left -= 1
        if self._left <= 0 or not self.isVisible():
            self._left = 0
            self._again.stop()
        self._ask()

    # --- what a person does

    def _open(self, title: str, begin: Draft) -> None:
        if self._rota and self._rota.rows:
            wanted = begin(self._rota, self.table.place, self._now())
            dialog = SwapDialog(title, self._rota, wanted, self._do, self)
            dialog.made.connect(self._made)
            dialog.lost.connect(self._lost)
            dialog.open()

    # --- the window comes and goes

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Ask how the rota stands now."""
        super().showEvent(event)
        self._closed = False
        if not event.spontaneous():
            self._ask()
            self._take_focus()

    def _take_focus(self) -> None:
        """Begin where a person goes on; what is not there yet cannot have the keyboard."""
        wanted = (self.announcement.look, self.table) if self._announcing else (self.table, self.unknown.buttons[0])
        shown = (part for part in wanted if part.isVisibleTo(self))
        next(shown, self.report).setFocus()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Look again when somebody comes back."""
        super().changeEvent(event)
        if event.type() == event.Type.ActivationChange and self.isActiveWindow():
            self._ask()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Go, as soon as all is known that was asked for."""
        super().closeEvent(event)
        self._closed = True
        self._again.stop()
        self._leave()

    def _leave(self) -> None:
        if self._closed and self._do.resting:
            self.deleteLater()

    # --- what is seen

    def _redraw(self) -> None:
        found = self._rota or Rota()
        known = bool(found.rows)
        self.table.show_rota(found)
        self.swaps.show_rota(found)
        self.announcement.allow(announces=found.announces)
        self.telling.show_rota(found)
        for part in (self.table, self.take, self.give, self.swap):
            part.setVisible(known)
        self.stale.say(words.stale(found, words.zone_of(found)))
        self._draw_header()
        self._draw_deeds()
        if self._rota is None or known:
            self.unknown.say("")
        else:
            self.unknown.say(
                self.tr("Are you on duty now? Until when?"),
                self.tr("No rota says it, and Support Tray never guesses."),
                Offer(self.tr("Say &it in the settings…"), self.settings.emit),
            )

    def _draw_header(self) -> None:
        duty = self._snapshot.duty if self._snapshot else None
        self.header.say(words.header(duty, words.zone_of(self._rota or Rota())))

    def _draw_deeds(self) -> None:
        self.give.setEnabled(draft.is_mine(self._rota or Rota()))
        self.telling.choose(self.table.gap)
