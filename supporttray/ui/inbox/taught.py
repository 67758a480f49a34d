"""After a lesson: what is hidden now, and Undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.action import Done
from supporttray.core.asked import AskLessons, Lesson, Unteach
from supporttray.core.text import isolated
from supporttray.errors import NotDone
from supporttray.ui.part.band import Band, Offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.ui.part.doing import Do


class Taught(Band):
    """Stands until it is undone, closed, or the next lesson comes."""

    def __init__(self, do: Do, tell: Callable[[object], None]) -> None:
        super().__init__()
        self._do, self._tell = do, tell
        self.setAccessibleName(self.tr("What was hidden"))

    def offer(self, lesson: Lesson, result: object) -> None:
        """Say what was taught, and offer to undo it."""
        said = result.said if isinstance(result, Done) else ""
        said = said or self.tr("Hidden: {what}.").format(what=isolated(lesson.said or lesson.value))
        undo = Offer(self.tr("&Undo"), lambda: self._do(AskLessons(), lambda found: self._undo(lesson, found)))
        self.say(said, "", undo, Offer(self.tr("&Got it"), lambda: self.say("")))

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
    return (one.about, one.value, one.where) == (lesson.about, lesson.value, lesson.where)
