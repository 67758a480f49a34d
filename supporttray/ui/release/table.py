"""The problems of a release as a list, and below it the tickets and errors of the chosen one."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QSizePolicy

from supporttray.core.release.page import Line, Told
from supporttray.core.release.problem import Standing
from supporttray.core.text import isolated
from supporttray.ui.grid.model import GridModel
from supporttray.ui.grid.paint import GAP, SIDE, Cell, GridPaint
from supporttray.ui.grid.table import GridTable
from supporttray.ui.release import word
from supporttray.ui.release.shape import shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from PySide6.QtGui import QFont

_SEEN = 6  # tickets that are seen at once


class Column(IntEnum):
    """What stands in a row, in this order."""

    STATE = 0
    TITLE = 1
    BECAUSE = 2
    SCORE = 3
    TOLD_BY = 4
    SINCE = 5
    BUG = 6


class ProblemModel(GridModel[Line]):
    """Problems in rows; `clock` and `zone` tell since when they have been there."""

    def __init__(self, clock: Callable[[], datetime], zone: Callable[[], tzinfo | None]) -> None:
        super().__init__(word.heads())
        self._clock, self._zone = clock, zone

    def key(self, one: Line) -> str:
        """Return the problem's number."""
        return str(one.problem.number)

    def words(self, one: Line, column: int) -> str:
        """Return what stands in a cell."""
        return (
            word.standing(one.problem.standing),
            word.called(one),
            one.problem.because,
            str(one.problem.score),
            word.told_by(one),
            word.moment(one.problem.since, self._clock(), self._zone()),
            word.bug(one),
        )[column]


class ProblemPaint(GridPaint[Line]):
    """Draws the rows: a shape before the word, what is confirmed in bold, what nobody has to look at calmly."""

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self._shapes = shapes()

    def draw(self, cell: Cell, one: Line, column: int, text: str) -> None:
        """Draw what stands in a cell."""
        muted, bold = not one.problem.open, one.problem.standing is Standing.CONFIRMED
        left = 0
        if column == Column.STATE:
            self.shape(cell, self._shapes.get(one.problem.standing, self.high, cell.widget))
            left = self.high + GAP
        self.text(cell, text, left, bold=bold and column <= Column.TITLE, muted=muted, end=column == Column.SCORE)


class ProblemTable(GridTable[Line]):
    """Problems to choose from."""

    needed = {  # noqa: RUF012  nobody changes it; average letters of the whole
        Column.BECAUSE: 118,
        Column.BUG: 96,
        Column.SINCE: 90,
        Column.TOLD_BY: 66,
    }

    def __init__(self, clock: Callable[[], datetime], zone: Callable[[], tzinfo | None]) -> None:
        super().__init__(ProblemModel(clock, zone), ProblemPaint(QApplication.font()))
        self.setAccessibleName(self.tr("The problems of the release"))
        self.setAccessibleDescription(self.tr("Open ones first. Enter goes to what can be done."))

    def widths(self, letter: int, room: int) -> Mapping[int, int]:  # noqa: ARG002  these need so much in any
        """Return how wide columns are: the title and why share the rest."""
        letters = {Column.SCORE: 8, Column.TOLD_BY: 21, Column.SINCE: 16, Column.BUG: 18}
        wide: dict[int, int] = {column: count * letter for column, count in letters.items()}
        return {**wide, Column.STATE: self._paint.wide(word.standing(Standing.SUSPECTED), shapes=1)}


class ToldModel(GridModel[Told]):
    """Tickets and errors in rows."""

    def __init__(self, clock: Callable[[], datetime], zone: Callable[[], tzinfo | None], heads: Sequence[str]) -> None:
        super().__init__(heads)
        self._clock, self._zone = clock, zone

    def key(self, one: Told) -> str:
        """Return its key."""
        return one.key

    def words(self, one: Told, column: int) -> str:
        """Return what stands in a cell."""
        when = word.moment(one.at, self._clock(), self._zone())
        return (when, isolated(one.name), isolated(one.title), word.note(one))[column]


class ToldPaint(GridPaint[Told]):
    """Draws what does not count calmly."""

    def draw(self, cell: Cell, one: Told, column: int, text: str) -> None:
        """Draw what stands in a cell."""
        self.text(cell, text, muted=bool(one.gone) or column != 2)


class ToldTable(GridTable[Told]):
    """Tickets and errors to open; as high as there are, up to a few."""

    def __init__(self, clock: Callable[[], datetime], zone: Callable[[], tzinfo | None]) -> None:
        model = ToldModel(clock, zone, ("", "", "", ""))
        super().__init__(model, ToldPaint(QApplication.font()))
        self.setAccessibleName(self.tr("What tells of it"))
        self.setAccessibleDescription(self.tr("Enter opens it in the browser"))
        self.horizontalHeader().hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def draw(self, things: Sequence[Told]) -> None:
        """Show these."""
        super().draw(things)
        rows = min(len(things), _SEEN)
        self.setFixedHeight(rows * self._paint.height + 2 * SIDE)
        self.setVisible(bool(things))

    def widths(self, letter: int, room: int) -> Mapping[int, int]:
        """Return how wide columns are: the title has the rest."""
        return {0: 18 * letter, 1: 16 * letter, 3: min(28 * letter, room // 4)}
