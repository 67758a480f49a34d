"""What somebody else's hand-over would do here, shown before it is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout

from supporttray.core.action import Done
from supporttray.core.duty import TakeHandoff
from supporttray.core.mrkdwn import Row, Span
from supporttray.ui import link
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told
from supporttray.ui.writing.paper import Paper, messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from supporttray.core.daily import Line
    from supporttray.core.duty import Opening
    from supporttray.ui.part.doing import Do

_WIDTH, _HEIGHT = 80, 60  # average letters


class Arrival(QDialog):
    """A hand-over from a file. Enter takes it over, Esc leaves it; what could not be taken says why.

    `lost` is emitted with why it could not be taken, if nobody looks any more.
    """

    lost = Signal(object)

    def __init__(self, do: Do, opening: Opening, path: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._do = do
        self._path = path
        self._opening = opening
        self._waiting = self._taken = False
        self.setWindowTitle(self.tr("A hand-over"))
        whose = self.tr("From {person}, {date}").format(person=opening.person or self.tr("somebody"), date=opening.date)
        self.whose = Label(whose, bold=True, larger=1.2)
        self.paper = Paper(self.tr("What taking it over does"))
        self.paper.lay_out([tuple(self._rows()), *(messages(opening.text) if opening.text.strip() else ())])
        self.said = Label()
        self.take = QPushButton(self.tr("&Take over"))
        self.take.setDefault(True)
        self.take.clicked.connect(self._take)
        self.leave = QPushButton(self.tr("&Close"))
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.reject)
        self.finished.connect(self._leave)
        self._lay_out()
        self._redraw()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.take)
        foot.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.addWidget(self.whose)
        layout.addWidget(self.paper, 1)
        layout.addWidget(self.said)
        layout.addLayout(foot)
        letter = self.fontMetrics().averageCharWidth()
        room = self.screen().availableSize()
        self.resize(min(_WIDTH * letter, room.width()), min(_HEIGHT * letter, room.height()))
        self.take.setFocus()

    # --- what it says

    def _rows(self) -> Iterator[Row]:
        """Yield our sentences; what others wrote stands in them as it is."""
        found = self._opening
        yield from (_row(line) for line in found.lines)
        if found.notes:
            yield from (Row(), _row(self.tr("Comes into your notes"), bold=True))
            yield from (_row(f"• {note}") for note in found.notes)
        if found.missing:
            yield from (Row(), _row(self.tr("Not seen here"), bold=True))
            yield from (_listed(line) for line in found.missing)
        if not self._news:
            yield from (Row(), _row(self.tr("There is nothing to take over: nothing in it is new here.")))
        if found.text.strip():
            yield from (Row(), _row(self.tr("What they wrote"), bold=True))

    @property
    def _news(self) -> bool:
        return bool(self._opening.snoozes or self._opening.lessons or self._opening.notes)

    # --- what a person does

    def _take(self) -> None:
        self._waiting = True
        self._redraw()
        self._do(TakeHandoff(self._path, self._opening.version), self._answered)

    def _answered(self, result: object) -> None:
        self._waiting = False
        self._taken = isinstance(result, Done)
        if not self.isVisible():
            if isinstance(result, BaseException):
                self.lost.emit(result)
            self._leave()
            return
        if isinstance(result, Done):
            self.said.say(result.said)
        elif isinstance(result, BaseException):
            self.said.say(" ".join(told(result)).strip())
        self._redraw()
        (self.leave if self._taken else self.take).setFocus()

    def _leave(self) -> None:
        """Go, as soon as it is known what came of it."""
        if not self._waiting:
            self.deleteLater()

    def _redraw(self) -> None:
        able = self._news and not self._taken
        self.take.setVisible(able)
        self.take.setEnabled(able and not self._waiting)
        self.leave.setDefault(not able)


def _row(text: str, *, bold: bool = False) -> Row:
    return Row((Span(text, bold=bold),))


def _listed(line: Line) -> Row:
    """Return something that is not seen here, with its page if it has one."""
    title = Span(line.text, url=line.url if link.openable(line.url) else "")
    return Row((Span("• "), title, *([Span(f" ({line.detail})")] if line.detail else [])))
