"""What Zendesk says of a question that it does not take, as a sentence for a person (developer.zendesk.com/api-reference/introduction/requests)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = 300  # characters


def words(said: bytes) -> str:
    """Return Zendesk's own words in one plain line; empty where it said nothing that can be read.

    It has three forms: `error` and `description`, an `error` with a title and a message, and a list of `errors`.
    """
    try:
        told = msgspec.json.decode(said)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return shorten(" ".join(_texts(told)), LENGTH) if isinstance(told, dict) else ""


def _texts(told: dict[str, Any]) -> Iterator[str]:
    errors = told.get("errors")
    for one in (told, told.get("error"), *(errors if isinstance(errors, list) else ())):
        if isinstance(one, dict):
            found = (one.get(name) for name in ("description", "message", "detail", "title"))
            yield next((text for text in found if isinstance(text, str)), "")
