"""A release that is watched: what is in it, and from when to when."""

from __future__ import annotations

from datetime import datetime, time

import msgspec

DAY_POSTED = "release-day:"  # how the intents of what is posted begin; then the release's number and the day
SUMMARY_POSTED = "release-summary:"  # the same of the whole release


class Release(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A release of a product.

    It is watched from `start` to `end` (aware UTC), or to `stopped` if a person stopped it earlier. `components` are the parts that it changes, `words` words and
    phrases that would betray trouble with it, `notes` what is written about it. `process` is the address of its document, `environment` where its
    errors count. `standup` is when Customer Support stands together each working day. `quota` is how many errors a day are paid for (0: not said).
    A `planned` one stands in the config.
    """

    product: str
    version: str
    start: datetime
    end: datetime
    components: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    notes: str = ""
    process: str = ""
    environment: str = "production"
    standup: time | None = None
    quota: int = 0
    number: int = 0
    stopped: datetime | None = None
    planned: bool = False

    @property
    def name(self) -> str:
        """The release as people call it."""
        return f"{self.product} {self.version}".strip()

    @property
    def over_at(self) -> datetime:
        """When it is watched no more."""
        return min(self.end, self.stopped) if self.stopped else self.end

    def on(self, now: datetime) -> bool:
        """Whether it is watched now."""
        return self.start <= now < self.over_at


def watched(releases: tuple[Release, ...], now: datetime) -> tuple[Release, ...]:
    """Return the releases that are watched now: release mode is on while there is one."""
    return tuple(one for one in releases if one.on(now))
