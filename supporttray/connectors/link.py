"""Pages that a service links by a header (RFC 8288)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next(?![\w-])')


def next_page(headers: Mapping[str, str]) -> str:
    """Return the address of the next page from a Link header; empty at the end."""
    found = _NEXT.search(headers.get("link", "")[:4096])
    return found[1] if found else ""
