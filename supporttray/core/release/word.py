"""The words of a ticket, in any language: terms that can be counted, and phrases that can be looked for. Pure.

No language is known here: which words say nothing is told by how often they come.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from supporttray.core.release.ticket import Ticket

STEM = 6  # letters of a word that count: what follows is mostly its ending
GRAM = 3  # letters that are counted together where a script glues small words to the next, or leaves no space between words
COMPOUND = 6  # a word so long is also found inside another one: Gutschein in Geschenkgutschein
LONG = 8  # letters of a word whose last two may be an ending: lahjakortti, lahjakortin
ENDING = 3  # letters that may follow a shorter one
READ = 600  # characters of a text whose words are counted

_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"\S*(?:@|://)\S*")
_CODE = re.compile(
    r"(?<![^\W_])(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[A-Za-z][\w-]{2,30}(?![^\W_])|\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b"
)


def plain(text: str) -> str:
    """Return a text in small letters without marks over or under them: what people type in a hurry."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return apart if apart.isascii() else "".join(one for one in apart if not unicodedata.combining(one))


def said(ticket: Ticket) -> str:
    """Return what a ticket says, as `plain` tells it; addresses are left out."""
    return _without_addresses(plain(f"{ticket.title}\n{ticket.text[:READ]}"))


def written(ticket: Ticket) -> dict[str, str]:
    """Return the words that a ticket says: each in plain letters, and as it was written."""
    text = unicodedata.normalize("NFC", f"{ticket.title}\n{ticket.text[:READ]}").lower()
    return {plain(word): word for word in words(_without_addresses(text))}


def _without_addresses(text: str) -> str:
    return (
        _ADDRESS.sub(" ", text) if "@" in text or "://" in text else text
    )  # most have none, and looking for them is slow


def words(text: str) -> list[str]:
    """Return the words of a plain text that are no bare numbers."""
    return [word for word in _WORD.findall(text) if len(word) > 1 and not word.isdigit()]


def terms(text: str) -> frozenset[str]:
    """Return what is counted of a plain text: each word's stem once."""
    return frozenset(term for word in words(text) for term in _terms(word))


@lru_cache(maxsize=20_000)
def _terms(word: str) -> tuple[str, ...]:
    if not glued(word):
        return (word[:STEM],)
    size = min(GRAM, len(word))
    return tuple(word[at : at + size] for at in range(len(word) - size + 1))


def glued(word: str) -> bool:
    """Whether a word is of a script without capitals: small words stand in it, or no space parts it from the next."""
    return not word.isascii() and word[0].upper() == word[0]


def codes(text: str) -> frozenset[str]:
    """Return what looks like a code in a text as it was written: E4711, ERR_CART, TypeError. Order numbers are bare digits, and none."""
    return frozenset(code.casefold() for code in _CODE.findall(text) if len(code) > 3)


def phrase(text: str) -> re.Pattern[str] | None:
    """Return what finds a phrase in a plain text, its words with other endings and with a small word between; None for one without a word."""
    parts = _WORD.findall(plain(text))
    if not parts:
        return None
    return re.compile(r"[\W_]{0,3}(?:[^\W_]{1,3}[\W_]+)?".join(_part(word) for word in parts))


def _part(word: str) -> str:
    glued = word[0].upper() == word[0].lower() and not word.isdigit()  # a script without capitals
    ending = rf"[^\W_]{{0,{ENDING}}}"
    if word.isdigit():
        return rf"(?<![\w.]){word}(?![\w])"
    if glued and len(word) > 1:
        return f"{re.escape(word)}{ending}"
    if len(word) >= COMPOUND:  # what it ends in may be an ending itself: корзина, корзине; approvals, approval
        stem = word[:-2] if len(word) >= LONG else word[:-1]
        return rf"{re.escape(stem)}[^\W_]{{0,{ENDING + len(word) - len(stem)}}}"
    stem = rf"{re.escape(word[:-1])}s?" if word[-1] == "s" and len(word) > ENDING else re.escape(word)
    return rf"(?<![^\W_]){stem}{ending}(?![^\W_])"


def version(text: str) -> re.Pattern[str] | None:
    """Return what finds a version: 4.0 in "v4.0.1" and "4.0", not in "14.0" or "4.05"; a name without a digit is a phrase."""
    if not any(letter.isdigit() for letter in text):
        return phrase(text)
    bare = re.escape(plain(text).lstrip("v").strip())
    return re.compile(rf"(?<![\w.])v?\s?{bare}(?:\.\d+)*(?![\w])")


def found(patterns: Iterable[tuple[str, re.Pattern[str] | None]], text: str) -> Iterator[str]:
    """Yield the names of the patterns that are in a plain text."""
    yield from (name for name, pattern in patterns if pattern and pattern.search(text))
