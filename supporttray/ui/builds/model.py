"""The rows of the builds for Qt, which change by key."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.builds import Line
from supporttray.ui.builds import word
from supporttray.ui.grid.model import GridModel

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class Column(IntEnum):
    """What stands in a row, in this order."""

    STATE = 0
    BUILD = 1
    RECENT = 2
    SINCE = 3
    WHY = 4
    WHO = 5


class BuildModel(GridModel[Line]):
    """Lines in rows; `clock` tells the ages."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        own = (self.tr("State"), self.tr("Build"), self.tr("Last runs"))
        super().__init__((*own, self.tr("Since"), self.tr("Why"), self.tr("Who")))
        self._clock = clock

    def key(self, one: Line) -> str:
        """Return the build's key."""
        return one.key

    def words(self, one: Line, column: int) -> str:
        """Return what stands in a cell."""
        return _TOLD[column](one, self._clock())


def _state(line: Line, _now: datetime) -> str:
    return word.state(line)


def _build(line: Line, _now: datetime) -> str:
    return " — ".join(part for part in (line.title, word.place(line)) if part)


def _recent(line: Line, _now: datetime) -> str:
    return word.recent(line.recent)


def _why(line: Line, _now: datetime) -> str:
    if line.verdict:
        return word.cause(line.verdict)
    return QCoreApplication.translate("build", "being looked into…") if line.state == word.RED else ""


def _who(line: Line, _now: datetime) -> str:
    return line.owner


_TOLD: tuple[Callable[[Line, datetime], str], ...] = (_state, _build, _recent, word.since, _why, _who)  # by column
