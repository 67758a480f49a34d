"""The part of a channel's topic that says who is on duty: put in, or renewed where it stands; nothing else is touched. Pure.

A topic is a row of parts with | · • or a line break between them. Ours is the one that begins as our line does, up to its first
colon (`On duty:`). What somebody wrote behind our last date stays, as a part of its own; behind a line without a date nobody could
tell it from ours.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 250  # characters that Slack takes (docs.slack.dev/reference/methods/conversations.setTopic: too_long)
BETWEEN = " | "
# A token of Slack's in angle brackets (a link with its name) may hold a bar, which then stands between nothing.
_BAR = r"(?:^|\s+)[|·•](?=\s|$)"
_BORDER = re.compile(rf"<[^<>]*>|({_BAR}|\s*\n)")
_DATE = r"until \w{3} \d{1,2} \w{3}(?: \d\d:\d\d)?(?!\w)"
_DATED = re.compile(rf".*? {_DATE}(?:; .*? {_DATE})*")  # our line as `announce` writes it


class _Part(NamedTuple):
    """A part of a topic, and what stands before it."""

    border: str
    text: str


def mark(line: str) -> str:
    """Return how our part begins. Raises `ValueError` for a line that could not be found again."""
    head, colon, rest = line.partition(":")
    if not (head.strip() and colon and rest.strip()) or line != line.strip():
        raise ValueError("A line for a topic begins with what it is about and a colon.")
    if len(_parts(line)) > 1 or _tail(line) or "<" in line or ">" in line:
        raise ValueError("A line for a topic is one part of it, and ends with its date if it has one.")
    return f"{head}:"


def changed(topic: str, line: str) -> str:
    """Return the topic with our line in it, once; the same topic if it says so already. Raises `ValueError` as `mark` does."""
    begin = mark(line).casefold()
    if not topic.strip():
        return line
    told: list[_Part] = []
    there = False
    for part in _parts(topic):
        text = part.text.strip()
        if not _ours(text, begin):
            told.append(part)
            continue
        if not there:
            lead = part.text[: len(part.text) - len(part.text.lstrip())]
            told.append(_Part(part.border, lead + line))
            there = True
        while _ours(text, begin):
            text = _tail(text)
        if text:
            told.append(_Part(BETWEEN, text))
    if not there:
        told.append(_Part(BETWEEN, line))
    return "".join(border + text for border, text in told)


def told(shown: str, begin: str) -> str:
    """Return our line in a topic as people read it, without what somebody wrote behind its last date; empty if there is none."""
    for part in re.split(_BAR, shown):
        text = part.strip()
        if _ours(text, begin.casefold()):
            return text.removesuffix(_tail(text)).strip()
    return ""


def dated(line: str) -> bool:
    """Whether a line names a date as ours do."""
    return bool(_DATED.match(line))


def excess(topic: str) -> int:
    """Return by how many characters a topic is too long for Slack; 0 if it fits.

    What people see is counted, as far as anybody knows; where Slack counts otherwise, it says so.
    """
    return max(0, len(shown(topic)) - LONGEST)


def shown(topic: str) -> str:
    """Return a topic as people see it, with its three entities unescaped."""
    return topic.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _ours(text: str, begin: str) -> bool:
    return text.casefold().startswith(begin)


def _parts(topic: str) -> list[_Part]:
    """Cut a topic between its parts."""
    found: list[_Part] = []
    border, begin = "", 0
    for one in _BORDER.finditer(topic):
        if one[1] is not None:
            found.append(_Part(border, topic[begin : one.start()]))
            border, begin = one[1], one.end()
    return [*found, _Part(border, topic[begin:])]


def _tail(part: str) -> str:
    """Return what stands behind the last date of our line; nothing where it has none."""
    dated = _DATED.match(part)
    return part[dated.end() :].strip() if dated else ""
