"""What a person does in the inbox, by key or by button: each step has its function here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from supporttray.core.action import Acknowledge, Done, Snooze, TakeBack
from supporttray.core.builds import PAGE
from supporttray.core.page import opened
from supporttray.core.rules.service import REFUSED
from supporttray.ui import link
from supporttray.ui.inbox.actions import KEYS, Step
from supporttray.ui.strip.parcel import acknowledged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from supporttray.core.model import Need
    from supporttray.ui.inbox.window import Inbox


class Hand(QObject):
    """Turns keys and buttons of an inbox into actions."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__(inbox)
        self._inbox = inbox
        self._steps: dict[Step, Callable[[], None]] = {
            Step.ACKNOWLEDGE: self.acknowledge,
            Step.REPLY: self.reply,
            **{step: partial(inbox.details.open_sheet, step) for step in (Step.HAND, Step.NONE, Step.QUEUE)},
            Step.SNOOZE: inbox.details.bar.open_menu,
            Step.WHY: self.open,
            Step.OPEN: self.open,
            Step.COPY: self.copy,
            Step.TAKE_BACK: self.take_back,
        }
        inbox.details.bar.wished.connect(self.take)
        inbox.details.bar.snoozed.connect(self.snooze)
        inbox.details.bar.until.connect(partial(inbox.details.open_sheet, Step.SNOOZE))
        inbox.list.doubleClicked.connect(self._open_row)
        for step, key in KEYS.items():
            self._key(key, partial(self._press, step))
        for key, rows in (("J", 1), ("K", -1)):
            self._key(key, partial(self._letter, partial(inbox.list.step, rows)))
        self._key("/", partial(self._letter, self._search))
        self._key("Ctrl+F", self._search)
        for key in ("Return", "Enter"):
            shortcut = QShortcut(QKeySequence(key), inbox.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self._open_row)

    def steps(self, need: Need | None) -> frozenset[Step]:
        """Return what can be done about a need now."""
        snapshot = self._inbox.snapshot
        if need is None or snapshot is None:
            return frozenset()
        can_answer = need.subject in snapshot.answerable
        url = link.openable(need.url)
        offered = {
            Step.ACKNOWLEDGE: can_answer,
            Step.REPLY: can_answer,
            Step.HAND: can_answer and url,  # what stands nowhere has no thread to name somebody in
            Step.SNOOZE: True,
            Step.NONE: need.teachable,
            Step.QUEUE: bool(snapshot.queue) and _is_work(need),
            Step.WHY: need.page == PAGE,
            Step.OPEN: (url or bool(need.page)) and need.page != PAGE,
            Step.COPY: url,
            Step.TAKE_BACK: need.subject in (*acknowledged(snapshot.outbox), *snapshot.seen),
        }
        return frozenset(step for step, is_so in offered.items() if is_so)

    def take(self, step: Step) -> None:
        """Take a step, if it can be taken now."""
        shown = self._inbox.details.need is not None and self._inbox.details.bar.offers(step)
        if shown or step is Step.TAKE_BACK:
            self._steps[step]()

    def _press(self, step: Step) -> None:
        self._letter(partial(self.take, step))

    def _letter(self, act: Callable[[], None]) -> None:
        """Do what a letter does; not while a text is being handed over and takes no keys, nor within a sheet."""
        if not self._inbox.details.takes_letters:
            act()

    def acknowledge(self) -> None:
        """Say under it that it was seen."""
        if need := self._inbox.details.need:
            self._inbox.do(Acknowledge(need.subject), lambda result: self._inbox.tell(result, need.title))

    def take_back(self) -> None:
        """Take back the acknowledgement of this one, or the latest: what was acknowledged has left the list."""
        snapshot, need = self._inbox.snapshot, self._inbox.details.need
        found = acknowledged(snapshot.outbox) if snapshot else ()
        here = need.subject if snapshot and need and need.subject in (*found, *snapshot.seen) else ""
        if subject := here or next(reversed(found), ""):
            self._inbox.do(TakeBack(subject), self._inbox.tell)

    def snooze(self, span: timedelta) -> None:
        """Make it quiet for a while."""
        if need := self._inbox.details.need:
            self._inbox.do(Snooze(need.subject, span), lambda result: self._inbox.tell(result, need.title))

    def reply(self) -> None:
        """Begin an answer."""
        if self._inbox.details.bar.offers(Step.REPLY):
            self._inbox.details.begin()

    def open(self) -> None:
        """Show it in its own app, in the browser, or in the window of ours that it names."""
        if need := self._inbox.details.need:
            self._inbox.page.emit(opened(need.page, need.url, need.key, need.app))

    def copy(self) -> None:
        """Copy its address."""
        if need := self._inbox.details.need:
            QGuiApplication.clipboard().setText(need.url)
            self._inbox.tell(Done(self.tr("Its address is copied.")))

    def _open_row(self) -> None:
        self.take(Step.WHY if self._inbox.details.bar.offers(Step.WHY) else Step.OPEN)

    def _search(self) -> None:
        self._inbox.search.setFocus()
        self._inbox.search.selectAll()

    def _key(self, key: str, act: Callable[[], None]) -> None:
        QShortcut(QKeySequence(key), self._inbox).activated.connect(act)


def _is_work(need: Need) -> bool:
    """Whether it could be put into a queue: a question, a build, an error."""
    return need.teachable or need.page == PAGE or need.kind == REFUSED
