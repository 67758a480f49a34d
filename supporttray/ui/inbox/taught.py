"""After a lesson: what is hidden now, and Undo."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from supporttray.core.asked import AskLessons, Lesson, Unteach
from supporttray.core.lesson import LONGEST
from supporttray.core.text import plain
from supporttray.errors import NotDone
from supporttray.ui.part.band import Band, Offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.asked import Proposal
    from supporttray.ui.part.doing import Do


class Taught(Band):
    """Stands until it is undone, closed, or the next lesson comes."""

    def __init__(self, do: Do, tell: Callable[[object], None]) -> None:
        super().__init__()
        self._do, self._tell = do, tell
        self.setAccessibleName(self.tr("What was hidden"))

    def offer(self, taught: Proposal) -> None:
        """Say what was taught, and offer to undo it."""
        said = self.tr("Hidden. {what}").format(what=taught.words)
        undo = Offer(self.tr("&Undo"), lambda: self._do(AskLessons(), partial(self._undo, taught.lesson)))
        self.say(said, "", undo, Offer(self.tr("&Got it"), partial(self.say, "")))

    def _undo(self, lesson: Lesson, found: object) -> None:
        """Take the lesson back, which has a number now."""
        if isinstance(found, BaseException):
            self._tell(found)
            return
        same = [one for one in found if _same(one, lesson)] if isinstance(found, tuple) else []
        if same:
            self._do(Unteach(same[0].number), self._undone)
        else:
            self._tell(NotDone(self.tr("It was taken back already.")))
            self.say("")

    def _undone(self, result: object) -> None:
        if not isinstance(result, BaseException):
            self.say("")
        self._tell(result)


def _same(one: Lesson, lesson: Lesson) -> bool:
    """Whether a lesson that is kept is the one that was taught: it is kept as plain text."""
    return (one.about, one.value, one.where) == (lesson.about, plain(lesson.value)[:LONGEST], lesson.where)
