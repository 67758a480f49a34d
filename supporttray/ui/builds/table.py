"""The list of builds: a row each, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from supporttray.core.builds import Line
from supporttray.ui.builds.model import BuildModel, Column
from supporttray.ui.builds.paint import RUNS, STEP, BuildPaint
from supporttray.ui.grid.paint import SIDE
from supporttray.ui.grid.table import GridTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

_WIDTHS = {Column.SINCE: 17, Column.WHO: 18}  # average letters
_SHARE = 0.46  # of what is left is the build's, the rest is why


class BuildTable(GridTable[Line]):
    """Builds to choose from."""

    needed = {Column.WHO: 126, Column.SINCE: 112, Column.RECENT: 74}  # noqa: RUF012  nobody changes it

    def __init__(self, clock: Callable[[], datetime]) -> None:
        paint = BuildPaint(QApplication.font())
        super().__init__(BuildModel(clock), paint)
        self._state_paint = paint
        self.setAccessibleName(self.tr("All builds"))
        self.setAccessibleDescription(self.tr("The worst first. Enter goes to what can be done."))

    def widths(self, letter: int, room: int) -> Mapping[int, int]:
        """Return how wide columns are: the build and the reason share the rest."""
        wide: dict[int, int] = {column: letters * letter for column, letters in _WIDTHS.items()}
        wide |= {Column.RECENT: RUNS * STEP + 2 * SIDE, Column.STATE: self._state_paint.widest}
        left = room - sum(width for column, width in wide.items() if not self.isColumnHidden(column))
        return {**wide, Column.BUILD: round(left * _SHARE), Column.WHY: left - round(left * _SHARE)}
