"""The window of the planning with QA: looked at together, written on, copied as Markdown, posted once a day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeGuard

from supporttray.core.planning import slack
from supporttray.core.work import AskPlanning, KeepPlanning, PlanningDraft, PostPlanning
from supporttray.ui.writing import clip
from supporttray.ui.writing.window import Writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.action import Action
    from supporttray.ui.part.doing import Do

PREFIX = "planning:"  # of its intents


class Planning(Writing):
    """The planning."""

    def __init__(self, do: Do, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(do, PREFIX, now)
        self.entitle(self.tr("Planning with QA"))
        self.making = self.tr("Looking what there is to plan…")
        self.once = self.tr("A planning is posted once a day; change it where it stands.")
        self.copy.setText(self.tr("&Copy as Markdown"))
        self.copy.setToolTip(self.tr("As it is written, for a tracker or a wiki; with its looks for e-mail or Teams"))
        self._redraw()

    def _posted_as(self, text: str) -> str:
        return slack(text)

    def _copy(self) -> None:
        clip.copy_text(self._posted_as(self._shown), plain=self._shown)

    def _asking(self, *, anew: bool) -> Action:
        return AskPlanning(anew)

    def _is_answer(self, result: object) -> TypeGuard[PlanningDraft]:
        return isinstance(result, PlanningDraft)

    def _keeping(self, text: str) -> Action:
        return KeepPlanning(text)

    def _posting(self, text: str) -> Action:
        return PostPlanning(text)
