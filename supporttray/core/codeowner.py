"""Who owns a file, as a CODEOWNERS file says it: GitHub's form, and GitLab's with its sections.

Both: the last pattern that matches wins. What tells them apart is a section heading; without one GitHub's rules hold. Patterns are
matched by segments, not by regular expressions: they come from outside, and must not take long
(docs.github.com: about code owners; docs.gitlab.com/user/project/codeowners/reference).
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 3 * 1024 * 1024  # characters: of a larger file GitHub reads nothing
ANY = "**"  # any number of folders
BELOW = (ANY, "*")  # all that is in a folder
_SECTION = re.compile(r"\^?\[([^\]]+)\](?:\[\d{1,5}\])?((?:\s+\S+)*)")
_PATTERN = re.compile(r"(?:\\.|[^\s\\])+")
_COMMENT = re.compile(r"(?:^|\s)#.*")


class Rule(msgspec.Struct, frozen=True):
    """A line: its pattern in segments, its owners; `free` says that what it matches needs none (a line with `!`)."""

    paths: tuple[tuple[str, ...], ...]
    owners: tuple[str, ...]
    free: bool = False

    def matches(self, path: tuple[str, ...]) -> bool:
        """Whether it means a path."""
        return any(_matches(pattern, path) for pattern in self.paths)


def owners(text: str, path: str) -> tuple[str, ...]:
    """Return who owns the file at `path`, as they are written: `@ada`, `@acme/basket`, `ada@example.com`; nobody is empty."""
    parts = tuple(part for part in path.split("/") if part)
    found = (next((rule for rule in reversed(rules) if rule.matches(parts)), None) for rules in _sections(text))
    return tuple(dict.fromkeys(owner for rule in found if rule and not rule.free for owner in rule.owners))


@lru_cache(maxsize=4)
def _sections(text: str) -> tuple[tuple[Rule, ...], ...]:
    """Return the rules of each section; those of one name are one."""
    lines = [line.strip() for line in text.splitlines()] if len(text) <= LARGEST else []
    gitlab = any(_SECTION.fullmatch(_bare(line)) for line in lines)
    found: dict[str, list[Rule]] = {"": []}
    name = ""
    usual: tuple[str, ...] = ()
    for line in map(_bare, lines):
        if heading := _SECTION.fullmatch(line):
            name, usual = heading[1].strip().casefold(), _people(heading[2])
        elif line:
            found.setdefault(name, []).extend(_rule(line, usual, gitlab=gitlab))
    return tuple(tuple(rules) for rules in found.values())


def _bare(line: str) -> str:
    """Return a line without its comment."""
    return _COMMENT.sub("", line).rstrip()


def _rule(line: str, usual: Sequence[str], *, gitlab: bool) -> list[Rule]:
    """Return what a line says. One whose owners make no sense counts for nothing, as on GitHub."""
    free = gitlab and line.startswith("!")
    found = _PATTERN.match(line.removeprefix("!") if free else line)
    if found is None:
        return []
    rest = found.string[found.end() :]
    people = _people(rest)
    if rest.strip() and not people:
        return []
    segments = found[0].split("/")
    return [Rule(_gitlab(segments) if gitlab else _github(segments), people or tuple(usual), free)]


def _people(words: str) -> tuple[str, ...]:
    return tuple(word for word in words.split() if "@" in word)


def _github(segments: list[str]) -> tuple[tuple[str, ...], ...]:
    """As in a .gitignore: a slash before its end ties a pattern to the root; a name means the file, or all in the folder."""
    tied = len(segments) > 1 and segments[1:] != [""]
    begin, last = () if tied else (ANY,), segments[-1]
    way = (*begin, *map(_plain, filter(None, segments)))
    if last == "*":
        return (way,)
    if last in ("", ANY):
        return ((*way, *BELOW),)
    return (way, (*way, *BELOW))


def _gitlab(segments: list[str]) -> tuple[tuple[str, ...], ...]:
    """Only a slash at its beginning ties a pattern to the root; all in a folder is meant where it ends with one."""
    begin = (ANY,) if segments[0] else ()
    way = (*begin, *map(_plain, filter(None, segments)))
    return ((*way, *BELOW),) if segments[-1] in ("", ANY) else (way,)


def _plain(segment: str) -> str:
    """Return a segment in which only `*` and `?` mean something: ranges are none here, and what is escaped is itself."""
    if segment == ANY:
        return ANY
    return "".join(
        one if one in ("*", "?") else f"[{one[-1]}]" if one[-1] in "[*?" else one[-1]
        for one in re.findall(r"\\.|.", segment)
    )


def _matches(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether the segments of a pattern mean a path. Its time grows with the product of both, and no faster."""
    places = {0}  # how much of the path may be matched by what was read of the pattern
    for segment in pattern:
        if segment == ANY:
            places = set(range(min(places), len(path) + 1))
        else:
            places = {place + 1 for place in places if place < len(path) and _named(path[place], segment)}
        if not places:
            return False
    return len(path) in places


def _named(name: str, segment: str) -> bool:
    """Whether a name is meant. Most segments are names: no pattern is made of these."""
    return fnmatchcase(name, segment) if any(one in segment for one in "*?[") else name == segment
