"""The page of the reviews: those that want me, what the others wait for, and my own changes in a part of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabBar

from supporttray.core.deed import Verb
from supporttray.core.work import AskReviews
from supporttray.core.work import Reviews as Known
from supporttray.ui.grid.blind import blind, seen
from supporttray.ui.grid.tab import Tab
from supporttray.ui.review import word
from supporttray.ui.review.details import ReviewPage
from supporttray.ui.review.search import matching
from supporttray.ui.review.table import ReviewTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supporttray.core.action import Action
    from supporttray.core.work import Line
    from supporttray.ui.part.doing import Do
    from supporttray.ui.strip.parcel import Parcel

OTHERS, MINE = 0, 1


class Reviews(Tab):
    """Open changes in two parts, and what is known of the chosen one."""

    def __init__(self, do: Do, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(do, clock)
        self._reviews = Known()
        self.table, self.review, self.parts = ReviewTable(), ReviewPage(self.place), QTabBar()
        self.parts.setAccessibleName(self.tr("To review, or yours"))
        self.parts.setDrawBase(False)
        self.parts.addTab("")
        self.parts.addTab("")
        self._lay_out(self.table, self.review, self.tr("Open changes, and the chosen one"))
        self._above.addWidget(self.parts)
        self.search.setAccessibleName(self.tr("Search in the changes"))
        self.search.setPlaceholderText(self.tr("Name, title, repository, person, state or branch (Ctrl+F)"))
        self.search.textChanged.connect(lambda _: self._redraw())
        self.search.moved.connect(self.table.step)
        self.search.left.connect(self.table.setFocus)
        self.parts.currentChanged.connect(lambda _: self._redraw())
        self.table.chosen.connect(self._draw_chosen)
        self.table.entered.connect(self.review.take_focus)
        self.strip.undone.connect(self._undone)
        self.first = self.table
        self._redraw()

    # --- what is asked and answered

    def _question(self) -> Action:
        return AskReviews()

    def _take(self, result: object) -> bool:
        if isinstance(result, Known):
            self._reviews = result
        return isinstance(result, Known)

    def _reveal(self, key: str) -> bool:
        part = next((int(line.review.mine) for line in self._reviews.lines if line.review.key == key), None)
        if part is None:
            return False
        self.parts.setCurrentIndex(part)
        if not self.table.select(key):
            self.search.clear()
        return self.table.select(key)

    def _titles(self) -> Mapping[str, str]:
        return {line.review.key: word.titled(line.review) for line in self._reviews.lines}

    def _undone(self, parcel: Parcel) -> None:
        """Give words that were taken back to their author, to be written better."""
        if parcel.entry.deed.verb is Verb.COMMENT:
            self.review.give_back(parcel.entry.subject, parcel.text)
        super()._undone(parcel)

    # --- what is seen

    def _redraw(self, *, anew: bool = False) -> None:  # noqa: ARG002  a change says itself what is new of it
        now, known = self._clock(), self._reviews
        looked = seen(known.seen_at, now) if known.seen_at and not known.blind else ""
        self.head.say(" · ".join(part for part in (word.summary(known.lines), looked) if part))
        self.blind.say(blind(known.blind, self._services(), known.seen_at, now))
        self._name_parts()
        part = self._part()
        found = matching(part, self.search.text())
        held = self.review.held
        if held and all(line.review.key != held for line in found):  # somebody writes about it
            found = (*found, *(line for line in part if line.review.key == held))
        self.table.draw(found)
        self._draw_chosen()
        self._say_empty()
        self._say_missing(part, any_found=bool(found))

    def _part(self) -> tuple[Line, ...]:
        mine = self.parts.currentIndex() == MINE
        return tuple(line for line in self._reviews.lines if line.review.mine is mine)

    def _draw_chosen(self) -> None:
        self.review.draw(self.table.current(), self._reviews.reviewers)

    def _name_parts(self) -> None:
        wanting = sum(line.wants_me for line in self._reviews.lines)
        own = sum(line.review.mine for line in self._reviews.lines)
        names = {
            OTHERS: self.tr("&To review ({n})").format(n=wanting),
            MINE: self.tr("&Yours ({n})").format(n=own),
        }
        for part, name in names.items():
            if self.parts.tabText(part) != name:
                self.parts.setTabText(part, name)

    def _say_missing(self, part: tuple[Line, ...], *, any_found: bool) -> None:
        """Say why the list is empty: nothing is found, or this part has nothing."""
        self._say_unfound(any_found=any_found)
        if not part:
            mine = self.parts.currentIndex() == MINE
            self.unfound.say(
                self.tr("You have no open change.") if mine else self.tr("No open change of anybody else.")
            )

    def _say_empty(self) -> None:
        known = self._reviews
        empty = self._known and not known.lines
        for part in (self.search, self._work, self.parts):
            part.setVisible(not empty)
        if empty and known.blind:
            self._say_nothing(self.tr("No change has been seen yet."))
        elif empty and known.seen_at:
            hint = self.tr("What is opened will stand here.")
            self._say_nothing(self.tr("No change is open."), hint, settings=False)
        elif empty:
            hint = self.tr("In Settings, choose where changes are reviewed (GitHub or GitLab).")
            self._say_nothing(self.tr("No reviews are watched."), hint)
        else:
            self._say_nothing("")
