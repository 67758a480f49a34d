"""Text from outside, made fit to stand in one line of a screen."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"

# Overrides and embeddings can reorder what follows them on the screen (Unicode UAX 9); isolates do too when unbalanced.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def plain(text: str) -> str:
    """Return the text in one line, without control characters and direction overrides; nothing in it is markup."""
    kept = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace()
        or (character not in _BIDI_CONTROLS and unicodedata.category(character) not in ("Cc", "Cs"))
    )
    return " ".join(kept.split())


def shorten(text: str, limit: int) -> str:
    """Return `plain(text)` cut to `limit` characters, at a word where one is near."""
    text = plain(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ", int(limit * 0.7))
    return (cut[:space] if space > 0 else cut).rstrip() + ELLIPSIS
