"""Text from outside, made fit to stand in one line of a screen."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ELLIPSIS = "…"

# Overrides and embeddings can reorder what follows them on the screen (Unicode UAX 9); isolates do too when unbalanced.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u200f\u061c")
_ISOLATE, _END = "\u2068", "\u2069"  # "first strong isolate" and its end
_LEFT_TO_RIGHT = (
    "\u200e"  # a mark before it: toolkits that overlook isolates take a line's direction from its first letter
)


def plain(text: str) -> str:
    """Return the text in one line, without control characters and direction overrides; nothing in it is markup."""
    kept = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace()
        or (character not in _BIDI_CONTROLS and unicodedata.category(character) not in ("Cc", "Cs"))
    )
    if not _balanced(kept):
        kept = kept.replace(_ISOLATE, "").replace(_END, "")
    return " ".join(kept.split())


def isolated(text: str) -> str:
    """Return text from outside so that it stands in a sentence of ours without turning its order (Unicode UAX 9)."""
    right_to_left = not text.isascii() and any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
    return f"{_LEFT_TO_RIGHT}{_ISOLATE}{text}{_END}" if right_to_left else text


def bare(text: str) -> str:
    """Return what `isolated` was given."""
    return text.removeprefix(_LEFT_TO_RIGHT).removeprefix(_ISOLATE).removesuffix(_END)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == _ISOLATE) - (character == _END)
        if depth < 0:
            return False
    return depth == 0


def shorten(text: str, limit: int) -> str:
    """Return `plain(text)` cut to `limit` characters, at a word where one is near."""
    text = plain(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ", int(limit * 0.7))
    return (cut[:space] if space > 0 else cut).rstrip() + ELLIPSIS


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: A, B and C; nothing where there are none."""
    shown = [isolated(name) for name in names]
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)
