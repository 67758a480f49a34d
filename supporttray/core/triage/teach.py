"""A rule from a line that a person marked: what differs from run to run (numbers, times, hashes, paths) is left open, the rest is meant."""

from __future__ import annotations

import re

from supporttray.core.text import plain
from supporttray.core.triage.signature import refusal
from supporttray.core.triage.value import Cause, Signature

__all__ = ["name", "pattern", "proposal", "refusal"]

LONGEST = 240  # characters of a line that become a pattern
WORDS = 5  # of a name
TAUGHT = 0.9

# What differs, the longest first, and what stands for it.
_OPEN = (
    (r"https?://[^\s'\"<>)\]]+", r"https?://\S+"),
    (r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b", r"[0-9a-fA-F-]{36}"),
    (r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?", r"[\d:.,TZ+ -]+"),
    (r"\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\b", r"[\d:.,]+"),
    (r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b", r"[\d.:]+"),
    (r"\b0x[0-9a-fA-F]+\b", r"0x[0-9a-fA-F]+"),
    (r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b", r"[0-9a-f]+"),
    (r"(?:[A-Za-z]:)?(?:[\\/][\w.@+~%-]+){2,}[\\/]?", r"\S+"),
    (r"\d+(?:[.,]\d+)*", r"[\d.,]+"),
)
_DIFFERS = re.compile("|".join(f"({found})" for found, _ in _OPEN))
_STANDS_FOR = tuple(stands_for for _, stands_for in _OPEN)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")
_EMPTY = frozenset(
    ("a", "an", "and", "at", "error", "for", "from", "in", "is", "of", "on", "or", "the", "to", "was", "with")
)


def proposal(line: str, cause: Cause = Cause.INFRASTRUCTURE) -> Signature:
    """Return a rule that finds this line and its like; `refusal` tells whether it can be used."""
    return Signature(name=name(line), cause=cause, pattern=pattern(line), confidence=TAUGHT)


def pattern(line: str) -> str:
    """Return an expression that matches a line and its like. What it holds open is cut off at its ends: it is searched, not matched whole."""
    text = plain(line)[:LONGEST]
    parts: list[str] = []
    end = 0
    for found in _DIFFERS.finditer(text):
        parts += [_literal(text[end : found.start()]), _STANDS_FOR[(found.lastindex or 1) - 1]]
        end = found.end()
    parts.append(_literal(text[end:]))
    while len(parts) > 1 and not parts[0].replace(r"\s+", ""):
        parts = parts[2:]
    while len(parts) > 1 and not parts[-1].replace(r"\s+", ""):
        parts = parts[:-2]
    return "".join(parts).removeprefix(r"\s+").removesuffix(r"\s+")


def name(line: str) -> str:
    """Return a name for what a line tells: its first telling words."""
    words = [word.lower().strip("'-") for word in _WORD.findall(_DIFFERS.sub(" ", plain(line)[:LONGEST]))]
    telling = [word for word in words if word not in _EMPTY] or words
    return f"mine.{'-'.join(telling[:WORDS])}" if telling else "mine.rule"


def _literal(text: str) -> str:
    """Escape what RE2 would read as more than itself; one space or several are the same."""
    return re.sub(r" +", r"\\s+", re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text))
