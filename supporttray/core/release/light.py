"""The light of a release in a text: a person may decide another one than was proposed. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supporttray.core.release.page import Light

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Mapping[Light, str] = {Light.GREEN: "🟢 green", Light.AMBER: "🟡 amber", Light.RED: "🔴 red"}
_ANY = re.compile(f"({'|'.join(map(re.escape, WORDS.values()))})(, [^\n]*)?")


def lit(text: str) -> Light | None:
    """Return the light that a text tells first; None where it tells none."""
    found = _ANY.search(text)
    return next((light for light, word in WORDS.items() if found and word == found[1]), None)


def relit(text: str, light: Light, why: str = "") -> str:
    """Return a text with another light and its reason: that of the old one is no reason for it. Where the text tells no light it stands above it."""
    if lit(text) is light and not why:
        return text
    said = f"{WORDS[light]}, {why}" if why else WORDS[light]
    changed, times = _ANY.subn(lambda _: said, text, count=1)
    return changed if times else f"**Overall:** {said}\n\n{text}"
