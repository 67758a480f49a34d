"""Below the list: what is known of the chosen change, and what can be done about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supporttray.core.model import Need, Urgency
from supporttray.core.work import AskReviewer, NotMine, Remark, UntilPushed
from supporttray.ui import link
from supporttray.ui.inbox.facts import Facts
from supporttray.ui.part.area import Area
from supporttray.ui.part.label import Label
from supporttray.ui.part.remark import RemarkSheet
from supporttray.ui.review import word
from supporttray.ui.review.bar import Bar, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from supporttray.core.action import Action
    from supporttray.core.work import Line
    from supporttray.ui.inbox.sheet import Place


class ReviewPage(Area):
    """Shows one change. What is shown already keeps what is written about it, and where it is scrolled to."""

    def __init__(self, place: Place) -> None:
        page = QWidget()
        super().__init__(page)
        self._page, self._place = page, place
        self._reviewers: Sequence[str] = ()
        self._sheets: dict[Step, RemarkSheet] = {}
        self.line: Line | None = None
        self.open_sheet: RemarkSheet | None = None
        self.title, self.state, self.why = Label(bold=True, larger=1.2), Label(), Label(bold=True)
        self.bar, self.facts = Bar(), Facts()
        self.setAccessibleName(self.tr("The chosen change"))
        self.bar.wished.connect(self.take)
        self._lay_out()
        self._page.hide()

    def draw(self, line: Line | None, reviewers: Sequence[str] = ()) -> None:
        """Show a change; `reviewers` may be asked for one of mine, in this order."""
        another = (self.line.review.key if self.line else "") != (line.review.key if line else "")
        self.line, self._reviewers = line, reviewers
        if another:
            self.close_sheet()
            self.verticalScrollBar().setValue(0)
        self._page.setVisible(line is not None)
        if line is None:
            return
        self.title.say(word.titled(line.review))
        self.state.say(f"{word.state(line)} · {word.author(line.review)}")
        self.why.say(line.why)
        self.bar.offer(line, reviewers)
        self.facts.draw(word.facts(line, self._place.zone))

    def take_focus(self) -> None:
        """Go on with what can be done."""
        if first := next((one for one in self.bar.buttons.values() if one.isVisibleTo(self)), None):
            first.setFocus()

    def take(self, step: Step) -> None:
        """Do what a button says."""
        if self.line:
            STEPS[step](self, self.line)

    def close_sheet(self) -> None:
        """Close the sheet; what was written in it stays for its change."""
        if self.open_sheet:
            self.open_sheet.hide()
            self.open_sheet = None

    def give_back(self, subject: str, text: str) -> None:
        """Keep words that were taken back, for their author to go on with."""
        self._sheet(Step.COMMENT).give_back(subject, text)

    @property
    def held(self) -> str:
        """The change about which somebody writes: it must stay."""
        return self.line.review.key if self.line and self.open_sheet else ""

    # --- what is done

    def _open(self, line: Line) -> None:
        link.open_page(line.review.url)

    def _ask(self, line: Line) -> None:
        if whom := word.to_ask(line.review, self._reviewers):
            self._act(line, AskReviewer(line.review.key, whom))

    def _snooze(self, line: Line) -> None:
        self._act(line, UntilPushed(line.review.key))

    def _not_mine(self, line: Line) -> None:
        self._act(line, NotMine(line.review.key))

    def _back(self, line: Line) -> None:
        self._act(line, NotMine(line.review.key, mine=True))

    def _act(self, line: Line, action: Action) -> None:
        self.bar.setEnabled(False)
        self._place.do(action, lambda result: self._done(line, result))

    def _done(self, line: Line, result: object) -> None:
        self.bar.setEnabled(True)
        self._place.tell(result, line.review.title)
        self.take_focus()

    def _begin(self, line: Line, step: Step) -> None:
        """Open a sheet below the buttons, and bring it into view: its place is known when it was laid out."""
        self.close_sheet()
        sheet = self.open_sheet = self._sheet(step)
        sheet.begin(about(line))
        QTimer.singleShot(0, sheet, lambda: self.ensureWidgetVisible(sheet, 0, 0))

    def _sheet(self, step: Step) -> RemarkSheet:
        if step not in self._sheets:
            made = self._sheets[step] = self._reminding() if step is Step.REMIND else self._commenting()
            made.left.connect(self._left)
            self._sheet_place.addWidget(made)
        return self._sheets[step]

    def _commenting(self) -> RemarkSheet:
        hint = self.tr("It goes out ten seconds later, in your name; until then it can be undone.")
        return RemarkSheet(self._place, self.tr("Your comment"), hint, Remark)

    def _reminding(self) -> RemarkSheet:
        hint = self.tr("Drafted for you: nothing is sent before you say so, and for ten seconds it can be undone.")
        return RemarkSheet(self._place, self.tr("A kind reminder"), hint, Remark, self._reminder)

    def _reminder(self) -> str:
        return word.reminder(self.line.review) if self.line else ""

    def _left(self) -> None:
        self.close_sheet()
        self.take_focus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        self._sheet_place = QVBoxLayout()
        for part in (self.title, self.state, self.why, self.bar):
            layout.addWidget(part)
        layout.addLayout(self._sheet_place)
        layout.addWidget(self.facts)
        layout.addStretch()


STEPS: Mapping[Step, Callable[[ReviewPage, Line], None]] = {
    Step.OPEN: ReviewPage._open,  # noqa: SLF001  its own
    Step.ASK: ReviewPage._ask,  # noqa: SLF001
    Step.REMIND: partial(ReviewPage._begin, step=Step.REMIND),  # noqa: SLF001
    Step.SNOOZE: ReviewPage._snooze,  # noqa: SLF001
    Step.NOT_MINE: ReviewPage._not_mine,  # noqa: SLF001
    Step.BACK: ReviewPage._back,  # noqa: SLF001
    Step.COMMENT: partial(ReviewPage._begin, step=Step.COMMENT),  # noqa: SLF001
}


def about(line: Line) -> Need:
    """Return a change as what sheets ask about."""
    review = line.review
    return Need(
        key=review.key,
        kind="review",
        urgency=Urgency.QUIET,
        title=word.titled(review),
        because="",
        since=review.at,
        subject=review.key,
    )
