"""The window of today's status: written, looked at, posted once; and the days before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeGuard

from PySide6.QtGui import QKeySequence

from supporttray.core.action import Draft, KeepDraft, PostDaily, Today
from supporttray.ui.status.days import Days, earlier
from supporttray.ui.writing.outcome import Choice
from supporttray.ui.writing.window import Writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.action import Action
    from supporttray.ui.part.doing import Do
    from supporttray.ui.writing.known import Written
    from supporttray.ui.writing.outcome import Outcome

PREFIX = "daily:"  # of its intents


class Status(Writing):
    """Today's status; an earlier day's is looked at only."""

    def __init__(self, do: Do, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        days = Days()
        super().__init__(do, PREFIX, now, head=days)
        self.days = days
        self.entitle(self.tr("Today's status"))
        self.making = self.tr("Making today's status…")
        self.once = self.tr("A status is posted once a day; change it where it stands.")
        self.days.turned.connect(self._redraw)
        self.key(QKeySequence.StandardKey.Back, self.days.back)
        self.key(QKeySequence.StandardKey.Forward, self.days.forward)
        self.key("Alt+Home", self.days.home)
        self._redraw()

    def _asking(self, *, anew: bool) -> Action:
        return Today(anew)

    def _is_answer(self, result: object) -> TypeGuard[Draft]:
        return isinstance(result, Draft)

    def _keeping(self, text: str) -> Action:
        return KeepDraft(text, self._known.day)

    def _posting(self, text: str) -> Action:
        return PostDaily(text, self._known.day)

    def _took(self, draft: Written, *, fresh: bool) -> None:  # noqa: ARG002  the list is filled anyway
        if isinstance(draft, Draft):
            self.days.fill(draft.day, draft.earlier)

    @property
    def _present(self) -> bool:
        return self.days.chosen is None

    @property
    def _shown(self) -> str:
        day = self.days.chosen
        return day.text if day else super()._shown

    def _told(self) -> tuple[Outcome, str]:
        day = self.days.chosen
        return (earlier(day), day.url) if day else super()._told()

    def _choose(self, choice: Choice, url: str, number: int) -> None:
        if choice is Choice.HOME:
            self.days.home()
        else:
            super()._choose(choice, url, number)
