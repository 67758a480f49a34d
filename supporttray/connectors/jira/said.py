"""What Jira says of a question that it does not take, as a sentence for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core.text import shorten

if TYPE_CHECKING:
    from supporttray.errors import NotUnderstood

LENGTH = 300  # characters


class Said(msgspec.Struct, frozen=True, rename="camel"):
    """Jira's own words: some about the whole, some about fields."""

    error_messages: tuple[str, ...] = ()
    errors: dict[str, Any] = {}


def words(error: NotUnderstood) -> str:
    """Return what Jira said, in one plain line; empty where it said nothing that can be read."""
    try:
        said = msgspec.json.decode(error.said, type=Said)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    told = (*said.error_messages, *(one for one in said.errors.values() if isinstance(one, str)))
    return shorten(" ".join(told), LENGTH)
