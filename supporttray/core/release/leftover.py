"""What a person wrote as bad on the last day that was posted: it stands until they take it out. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supporttray.core.display import day as day_of
from supporttray.core.release.day import NUMBERED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from supporttray.core.release.day import Sentence

_SECTION = re.compile(r"^(?:#+ +|\*)?(\w[\w ]*?)\*?:?\s*$")
_BULLET = re.compile(r"^\s*[-*•] +(.*\S)\s*$")
_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\((?:<([^<>]*)>|([^()\s]*))\)")
_SINCE = re.compile(r", since \w{3} \d{1,2} \w{3}\W*$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def carried(made: str, text: str, when: datetime, zone: tzinfo | None) -> tuple[Sentence, ...]:
    """Return the bads that a person wrote into a day's text themselves, with since when they stand; `made` is what the app had written.

    What the app wrote it tells anew while it is so.
    """
    own = set(_bads(made))
    addresses = {url for _, url in own if url}
    return tuple(
        (words if _SINCE.search(words) else f"{words.rstrip('.')}, since {day_of(when, zone)}", url)
        for words, url in _bads(text)
        if (words, url) not in own and (not url or url not in addresses) and not NUMBERED.match(words)
    )


def _bads(text: str) -> Iterator[Sentence]:
    """Yield the lines of the bad section, in whatever form it is written."""
    inside = False
    for line in text.split("\n"):
        if bullet := _BULLET.match(line):
            if inside:
                yield _read(bullet[1])
        elif heading := _SECTION.match(line.strip()):
            inside = heading[1].casefold() == "bad"


def _read(line: str) -> Sentence:
    """Return a line and its address."""
    found = _LINK.search(line)
    words = _ESCAPED.sub(r"\1", _LINK.sub(lambda link: link[1], line))
    return (words, found[2] or found[3] or "") if found else (words, "")
