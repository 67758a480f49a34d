"""Values as JSON with all their keys: a program that reads them need not ask whether one is there."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import Any

import msgspec

from supporttray.core.item import Item
from supporttray.core.model import Urgency


def stable(value: Any) -> Any:
    """Return a value as JSON knows it: structs with every key, times as RFC 3339, spans in seconds, sets in an order."""
    if isinstance(value, msgspec.Struct):
        told = {name: stable(getattr(value, name)) for name in value.__struct_fields__}
        return {"kind": value.kind, **told, "state": value.state} if isinstance(value, Item) else told
    if isinstance(value, frozenset):
        return sorted(stable(one) for one in value)
    if isinstance(value, tuple | list):
        return [stable(one) for one in value]
    return msgspec.to_builtins(_word(value))


def _word(value: Any) -> Any:
    """Return what a person would call a number that stands for a word; a span in seconds."""
    if isinstance(value, Urgency):
        return value.word
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.name.lower() if isinstance(value, IntEnum) else value
