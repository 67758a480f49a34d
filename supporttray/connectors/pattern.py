"""Which branches and pipelines a watch means: names, patterns such as `release/*`, or `re:` and a regular expression."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from supporttray.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REGEX = "re:"
LONGEST = 200  # characters of a name that a regular expression is tried on: it may be slow


def chosen(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return what tells whether a name is meant: by one of the patterns, and by none that begins with `!`.

    Raises `ConfigError` for a regular expression that is none.
    """
    wanted = [_test(one) for one in patterns if not one.startswith("!")]
    unwanted = [_test(one[1:]) for one in patterns if one.startswith("!")]
    return lambda name: any(test(name) for test in wanted) and not any(test(name) for test in unwanted)


def plain(patterns: Sequence[str]) -> str:
    """Return the one name that is meant; empty where a pattern may mean several."""
    one = patterns[0] if len(patterns) == 1 else ""
    return "" if one.startswith((REGEX, "!")) or any(letter in one for letter in "*?[") else one


def _test(pattern: str) -> Callable[[str], bool]:
    if not pattern.startswith(REGEX):
        return lambda name: fnmatchcase(name, pattern)
    try:
        found = re.compile(pattern.removeprefix(REGEX))
    except re.error as error:
        raise ConfigError([f"{pattern!r} is no regular expression: {error}."]) from None
    return lambda name: found.fullmatch(name[:LONGEST]) is not None
