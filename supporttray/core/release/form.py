"""The words that tickets share, as people wrote them. Pure.

They are counted without the marks of their letters, and told with them. Where a script leaves no space between words, or glues small ones to the next, a
word may be a customer's whole sentence: of that only what three tickets have in common is told.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from supporttray.core.release.case import MANY, common
from supporttray.core.release.word import glued, terms, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from supporttray.core.release.case import Case
    from supporttray.core.release.history import History

    Words = Mapping[str, str]  # of a ticket: each word in plain letters, and as it was written

JAMO = "".join(map(chr, range(0x1100, 0x1200)))  # pieces of a Korean letter, as which a half one is left
READ = 30  # tickets; that so many have it in common says enough


def shared_words(cases: Sequence[Case], history: History) -> tuple[str, ...]:
    """Return the words that most of these tickets share, at least three of them, each in the form in which it comes most."""
    said = [written(one.ticket) for one in cases[:READ]]
    found: list[str] = []
    for term in common(cases, history):
        word = _part(term, said) if glued(term) else _form(term, said)
        if word and not any(word in other for other in found):
            found.append(word)
    return tuple(found)


def _form(term: str, said: Iterable[Words]) -> str:
    """Return the commonest form of a word that three tickets have. One with a digit in it may be somebody's number: then all three have the very same."""
    mine = [{word for bare, word in words.items() if term in terms(bare)} for words in said]
    if sum(map(bool, mine)) < MANY:
        return ""
    forms = Counter(word for some in mine for word in some)
    shown = [(times, word) for word, times in forms.items() if times >= MANY or not any(map(str.isdigit, word))]
    return max(shown, default=(0, ""))[1]


def _part(term: str, said: Sequence[Words]) -> str:
    """Return the longest text around a term that three tickets have."""
    texts = [" ".join(words) for words in said if any(term in bare for bare in words)]
    if len(texts) < MANY:
        return ""
    part = term
    while longer := next((one for one in _longer(part, texts) if sum(one in text for text in texts) >= MANY), ""):
        part = longer
    return _marked(part, said)


def _longer(part: str, texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts that are a letter longer, at the end and at the beginning."""
    for text in texts:
        at = text.find(part)
        if at < 0:
            continue
        end = at + len(part)
        yield from (f"{part}{letter}" for letter in text[end : end + 1] if letter != " ")
        yield from (f"{letter}{part}" for letter in text[max(0, at - 1) : at] if letter != " ")


def _marked(part: str, said: Iterable[Words]) -> str:
    """Return a part of words with the marks that its letters have where they were written."""
    for bare, word in ((bare, word) for words in said for bare, word in words.items() if part in bare):
        if len(bare) == len(word):
            at = bare.index(part)
            return word[at : at + len(part)]
    return unicodedata.normalize("NFC", part).strip(JAMO)
