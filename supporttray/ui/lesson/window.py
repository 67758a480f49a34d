"""What is no request: what was taught, how many it hides, and the way to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout

from supporttray.core.action import Done
from supporttray.core.asked import AskLessons, Lesson, Unteach
from supporttray.core.display import day
from supporttray.core.proposal import told as sentence
from supporttray.ui.part.label import Label, tip
from supporttray.ui.part.trouble import instead
from supporttray.ui.setup.status import Status

if TYPE_CHECKING:
    from datetime import tzinfo

    from supporttray.ui.part.doing import Do

_SIZE = QSize(560, 360)


class Lessons(QDialog):
    """A list of lessons, a line each; of the chosen one how many it hides. It deletes itself when it is closed."""

    def __init__(self, do: Do, zone: tzinfo | None = None) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What is no request"))
        self._do = do
        self._zone = zone
        self._open = True
        self._first = True  # no answer has come yet
        self._lessons: tuple[Lesson, ...] = ()
        self.status = Status()
        self.head = QLabel(self.tr("&Hidden, because you said that it is no request:"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("What is no request"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # a long line ends with …
        self.hides = Label()
        self.none = Label(self.tr("Nothing is hidden. In the inbox, “Not a request” says what is none."))
        self.back = QPushButton(self.tr("&Take back"))
        self.leave = QPushButton(self.tr("&Close"))
        self._lay_out()
        self._connect()
        self._draw(())
        self.none.hide()
        self.status.wait(self.tr("One moment…"), self.tr("There is no answer yet."))
        self._ask()

    def done(self, result: int) -> None:
        """Close; what comes later is not wanted any more."""
        self._open = False
        super().done(result)

    # --- how it is made

    def _lay_out(self) -> None:
        self.head.setBuddy(self.list)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch()
        foot.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.addWidget(self.status)
        layout.addWidget(self.head)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.hides)
        layout.addWidget(self.none)
        layout.addStretch()
        layout.addLayout(foot)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.9))

    def _connect(self) -> None:
        self.back.setAccessibleDescription(self.tr("What it hides is shown again"))
        self.back.clicked.connect(self._take_back)
        self.leave.clicked.connect(self.reject)
        self.leave.setDefault(True)
        self.list.currentRowChanged.connect(self._chosen)

    # --- what is asked and answered

    def _ask(self) -> None:
        self._do(AskLessons(), self._answered)

    def _answered(self, result: object) -> None:
        if not self._open:
            return
        if not isinstance(result, tuple):
            self._fail(result)
            return
        if self._first:
            self._first = False
            self.status.clear()
        self._draw(tuple(one for one in result if isinstance(one, Lesson)))

    def _take_back(self) -> None:
        if lesson := self._lesson:
            self.back.setEnabled(False)
            self._do(Unteach(lesson.number), self._taken)

    def _taken(self, result: object) -> None:
        if not self._open:
            return
        if isinstance(result, Done):
            self.status.fine(result.said or self.tr("Taken back."))
        else:
            self._fail(result)
        self._ask()

    def _fail(self, result: object) -> None:
        self.status.trouble(*instead(result))
        self._chosen()

    # --- what is seen

    @property
    def _lesson(self) -> Lesson | None:
        row = self.list.currentRow()
        return self._lessons[row] if 0 <= row < len(self._lessons) else None

    def _draw(self, lessons: tuple[Lesson, ...]) -> None:
        row = max(0, self.list.currentRow())
        self._lessons = lessons
        self.list.clear()
        for one in lessons:
            self.list.addItem(sentence(one))
            self.list.item(self.list.count() - 1).setToolTip(tip(sentence(one)))
        self.list.setCurrentRow(min(row, len(lessons) - 1))
        for part in (self.head, self.list, self.back):
            part.setVisible(bool(lessons))
        self.none.setVisible(not lessons)
        self._chosen()

    def _chosen(self, _row: int = 0) -> None:
        lesson = self._lesson
        self.back.setEnabled(lesson is not None)
        self.hides.say(self._hides(lesson) if lesson else "")

    def _hides(self, lesson: Lesson) -> str:
        how_many = self.tr("1 question") if lesson.hiding == 1 else self.tr("{n} questions").format(n=lesson.hiding)
        what = how_many if lesson.hiding else self.tr("nothing")
        said = self.tr("You said so on {day}. It hides {what} of the last 30 days.")
        return said.format(day=day(lesson.at, self._zone), what=what)
