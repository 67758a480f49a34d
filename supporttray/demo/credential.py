"""Whose credential it is that somebody shows to the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.demo.scenario import Person


def holder(token: str, people: Mapping[str, Person], me: Person) -> Person:
    """Tell whose token it is: the demo's own person's, unless it names another one."""
    return people.get(token.rpartition("-as-")[2], me) if "-as-" in token else me


def bearer(header: str | None) -> str:
    """Take the token out of an Authorization header; nothing when there is none."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "token") else ""


def pagerduty_key(header: str | None) -> str:
    """Take the key out of an Authorization header as PagerDuty wants it: Token token=KEY, or Bearer for OAuth."""
    return bearer(header).removeprefix("token=")
