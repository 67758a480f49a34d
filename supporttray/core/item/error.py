"""An error that an error tracker counts as one: Rollbar's item, Sentry's issue."""

from __future__ import annotations

from datetime import datetime

from supporttray.core.item.base import Item


class Error(Item, frozen=True, kw_only=True, tag="error", omit_defaults=True):
    """An error. `at` is when it came first, `again_at` when it came back after it was resolved, `seen_at` when it came last.

    `name` is what people call it (#42, SHOP-7), `level` and `status` are the tracker's words, `environment` where it comes (production), `version` the
    code's version in which it came first or came back, as far as the tracker tells. `count` is how often it came in all, `people` how many it met (None where nobody counts). `where` is the
    file or function (culprit), `ended` says that it is resolved or muted. `project` is what its project is called, as far as anybody told.
    """

    name: str
    level: str = ""
    status: str = ""
    environment: str = ""
    version: str = ""
    count: int = 0
    people: int | None = None
    seen_at: datetime | None = None
    again_at: datetime | None = None
    where: str = ""
    ended: bool = False
    project: str = ""

    @property
    def last_at(self) -> datetime:
        """When it came last."""
        return self.seen_at or self.again_at or self.at

    @property
    def news_at(self) -> datetime:
        """Since when it is news: when it came first, or came back."""
        return self.again_at or self.at

    @property
    def state(self) -> str:
        """New, back, or ended."""
        return "ended" if self.ended else "back" if self.again_at else "new"
