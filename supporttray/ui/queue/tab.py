"""The page of the support queue: in QA's order, searched, and worked on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from supporttray.core.deed import Verb
from supporttray.core.work import AskQueue, Bring, Move
from supporttray.core.work import Queue as Known
from supporttray.ui.grid.blind import blind, seen
from supporttray.ui.grid.tab import Tab
from supporttray.ui.part.label import verbatim
from supporttray.ui.queue import word
from supporttray.ui.queue.details import TaskPage
from supporttray.ui.queue.line import Line, first_free, lines, matching
from supporttray.ui.queue.table import QueueTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supporttray.core.action import Action
    from supporttray.ui.part.doing import Do
    from supporttray.ui.queue.new import NewTask
    from supporttray.ui.strip.parcel import Parcel


class Queue(Tab):
    """The queue, and what is known of the chosen task."""

    def __init__(self, do: Do, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(do, clock)
        self._queue = Known()
        self._lines: tuple[Line, ...] = ()
        self.table, self.task = QueueTable(clock, self._zone), TaskPage(self.place)
        self.following = QPushButton()
        self.following.setAutoDefault(True)
        self.following.setAccessibleDescription(self.tr("Take the first task that nobody has begun, and begin it"))
        self._lay_out(self.table, self.task, self.tr("The queue, and the chosen task"))
        self.making = QPushButton(self.tr("New tas&k…"))
        self.making.setAutoDefault(True)
        self.making.setAccessibleDescription(self.tr("Put a task of your own into the queue"))
        self.making.clicked.connect(self._make)
        self._new: NewTask | None = None
        self._above.addWidget(self.following)
        self._above.addWidget(self.making)
        self.search.setAccessibleName(self.tr("Search in the queue"))
        self.search.setPlaceholderText(self.tr("Name, title, status, person, customer or release (Ctrl+F)"))
        self.search.textChanged.connect(lambda _: self._redraw())
        self.search.moved.connect(self.table.step)
        self.search.left.connect(self.table.setFocus)
        self.table.chosen.connect(lambda: self.task.draw(self.table.current()))
        self.table.entered.connect(self.task.take_focus)
        self.following.clicked.connect(self._start_following)
        self.strip.undone.connect(self._undone)
        self.first = self.table
        self._redraw()

    # --- what is asked and answered

    def _question(self) -> Action:
        return AskQueue()

    def _take(self, result: object) -> bool:
        if isinstance(result, Known):
            self._queue, self._lines = result, lines(result)
        return isinstance(result, Known)

    def _reveal(self, key: str) -> bool:
        if self.table.select(key):
            return True
        self.search.clear()
        return self.table.select(key)

    def _titles(self) -> Mapping[str, str]:
        return {line.key: word.named_title(line.task) for line in self._lines}

    def _undone(self, parcel: Parcel) -> None:
        """Give words that were taken back to their author, to be written better."""
        entry = parcel.entry
        if entry.deed.verb is Verb.COMMENT:
            self.task.give_back(entry.subject, parcel.text, blocking=bool(entry.link_of))
        for one in self._snapshot.outbox if self._snapshot else ():
            if one.link_of and one.link_of == entry.intent:  # why it was blocked goes with that
                self.task.give_back(one.subject, one.deed.text, blocking=True)
        super()._undone(parcel)

    # --- what is seen

    def _redraw(self, *, anew: bool = False) -> None:  # noqa: ARG002  a task says itself what is new of it
        now, queue = self._clock(), self._queue
        counted = (word.summary(self._lines), seen(queue.seen_at, now) if queue.seen_at and not queue.blind else "")
        self.head.say(" · ".join(part for part in counted if part))
        self.blind.say(blind(queue.blind, self._services(), queue.seen_at, now))
        found = matching(self._lines, self.search.text())
        held = self.task.held
        if held and all(line.key != held for line in found):  # somebody writes about it
            found = (*found, *(line for line in self._lines if line.key == held))
        self.table.draw(found)
        self.task.draw(self.table.current())
        self._say_empty()
        self._say_unfound(any_found=bool(found) or not self._lines)
        self._name_following()
        self.making.setVisible(bool(self._snapshot and self._snapshot.queue))

    def _make(self) -> None:
        """Let a person write a task of their own."""
        from supporttray.ui.queue.new import NewTask  # noqa: PLC0415  seldom

        self._new = self._new or NewTask(self.place, self)
        self._new.begin()

    def _say_empty(self) -> None:
        empty = self._known and not self._lines
        for part in (self.search, self._work):
            part.setVisible(not empty)
        if empty and self._queue.blind:
            self._say_nothing(self.tr("Nothing of the queue has been seen yet."))
        elif empty and self._queue.seen_at:
            self._say_nothing(self.tr("The queue is empty."), self.tr("What comes in will stand here."), settings=False)
        elif empty:
            hint = self.tr("In Settings, choose the tracker that has it (Jira, GitHub or GitLab).")
            self._say_nothing(self.tr("No support queue is watched."), hint)
        else:
            self._say_nothing("")

    def _name_following(self) -> None:
        line = first_free(self._lines)
        self.following.setVisible(line is not None)
        if line:
            said = self.tr("Start the ne&xt: {name}").format(name=verbatim(word.dash(line.task)))
            if self.following.text() != said:
                self.following.setText(said)

    def _start_following(self) -> None:
        if line := first_free(self._lines):
            self.following.setEnabled(False)
            self._wanted = line.key
            self._do(Bring(line.key, Move.START), lambda result: self._started(line, result))

    def _started(self, line: Line, result: object) -> None:
        self.following.setEnabled(True)
        self._tell(result, line.task.title)
