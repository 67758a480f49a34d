"""Something went live: a deploy, a published release."""

from __future__ import annotations

from supporttray.core.item.base import Item


class Deploy(Item, frozen=True, kw_only=True, tag="deploy", omit_defaults=True):
    """A deploy or a published release; `at` is when it was live.

    `version` is its tag or revision, `environment` where it went (empty for a published release), `by` who did it. `notes` is what is written about it, plain text of at most
    20,000 characters.
    """

    version: str
    environment: str = ""
    by: str = ""
    notes: str = ""

    @property
    def state(self) -> str:
        """It is there."""
        return "live"
