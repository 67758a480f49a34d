"""Which branches and pipelines a watch means: names, patterns such as `release/*`, or `re:` and a regular expression.

Expressions are RE2's: they take linear time, whoever wrote them. It is loaded only where one stands.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import msgspec

from supporttray.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REGEX = "re:"
LONGEST = 1_000  # characters of a pattern


def refusal(patterns: Sequence[str]) -> str:
    """Return why these cannot be patterns, in a sentence; empty if they can."""
    return next((said for one in patterns if (said := _refused(one))), "")


# What an option is declared as: the config then says a mistake with its watch and its key.
Patterns: TypeAlias = Annotated[tuple[str, ...], msgspec.Meta(extra={"refusal": refusal})]


def _refusal(text: str) -> str:
    return refusal(text.split())


Branches: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        title="Branch",
        description="The branch to watch; patterns such as release/*, re:v\\d+ or !release/old, with spaces between",
        min_length=1,
        max_length=250,
        examples=["main", "main release/*"],
        extra={"refusal": _refusal},
    ),
]


def chosen(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return what tells whether a name is meant: by one of the patterns, and by none that begins with `!`.

    Where only such ones stand, all others are meant. Raises `ConfigError` for a regular expression that is none.
    """
    wanted = [_test(one) for one in patterns if not one.startswith("!")]
    unwanted = [_test(one[1:]) for one in patterns if one.startswith("!")]
    everything = not wanted and bool(unwanted)
    return lambda name: (everything or any(test(name) for test in wanted)) and not any(test(name) for test in unwanted)


def plain(patterns: Sequence[str]) -> str:
    """Return the one name that is meant; empty where a pattern may mean several."""
    one = patterns[0] if len(patterns) == 1 else ""
    return "" if one.startswith((REGEX, "!")) or any(letter in one for letter in "*?[") else one


def _test(pattern: str) -> Callable[[str], bool]:
    if said := _refused(pattern):
        raise ConfigError([said])
    if not pattern.startswith(REGEX):
        return lambda name: fnmatchcase(name, pattern)
    found = _compiled(pattern.removeprefix(REGEX))
    return lambda name: found.fullmatch(_encodable(name)) is not None


def _refused(pattern: str) -> str:
    pattern = pattern.removeprefix("!")
    if len(pattern) > LONGEST:
        return f"a pattern has at most {LONGEST:,} characters."
    if not pattern.startswith(REGEX):
        return ""
    import re2  # noqa: PLC0415  1 MiB, which few configs need

    try:
        _compiled(pattern.removeprefix(REGEX))
    except re2.error as error:
        return f"{pattern!r} is no regular expression: {_said(error)}."
    return ""


def _compiled(expression: str) -> Any:
    import re2  # noqa: PLC0415

    options = re2.Options()
    options.log_errors = False
    return re2.compile(_encodable(expression), options)


def _encodable(text: str) -> str:
    """RE2 reads UTF-8, which has no half of a pair."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _said(error: Exception) -> str:
    text = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
    if "invalid perl operator" in text:
        return f"{text}; looking ahead or behind is not possible here"
    return text
