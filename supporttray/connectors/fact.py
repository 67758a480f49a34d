"""Single facts of a thing, read so that an odd one breaks nothing: a field that is missing, a number as a word, seconds or milliseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from supporttray.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_EARLY, _LATE = 946_684_800, 4_102_444_800  # 2000 and 2100: what lies outside is no moment of a service
_MILLISECONDS = 1e11  # epoch seconds are less than this for three thousand years


def things(value: object) -> Iterator[dict[str, Any]]:
    """Yield the things of a list; what is none of them is left out."""
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one


def part(thing: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return what lies in a thing below these names; nothing where one of them is missing."""
    for name in names:
        found = thing.get(name)
        thing = found if isinstance(found, dict) else {}
    return thing


def id_of(value: object) -> str:
    """Return an id as a string that fits into a key and an address; empty if it is none."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text if _ID.fullmatch(text) else ""


def words(value: object, limit: int) -> str:
    """Return a text as one plain line of so many characters at the most; a number is written out, anything else is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return shorten(value[: 4 * limit], limit) if isinstance(value, str) else ""


def number(value: object) -> int | None:
    """Return a number that counts something, also where it stands as a word; None if it is none."""
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 19:
        return int(value)
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 62
    return value if whole and isinstance(value, int) else None


def moment(value: object) -> datetime | None:
    """Return a moment in UTC: epoch seconds or milliseconds, or ISO 8601; None for none, for zero, and for what no clock says."""
    if isinstance(value, str):
        return _seconds(float(value)) if value.replace(".", "", 1).isdecimal() else _iso(value)
    return _seconds(value) if isinstance(value, int | float) else None


def _seconds(value: float) -> datetime | None:
    value = value / 1000 if value > _MILLISECONDS else value
    return datetime.fromtimestamp(value, UTC) if _EARLY < value < _LATE else None


def _iso(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return found if _EARLY < found.timestamp() < _LATE else None
