"""The tests that failed, as the log names them: their framework's line, and the file that stands before or after it."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.text import shorten
from supporttray.core.triage.path import paths, relative
from supporttray.core.triage.value import Cause, FailedTest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from supporttray.core.triage.signature import Hit

MOST = 200
LONGEST = 300  # letters of a name or of a message
AFTER, BEFORE = 25, 12  # lines in which a test's stack stands
READ = 4_000  # lines that are looked at for names
LEVELS = 8  # of a title that goes over several lines
STAND_BEFORE = frozenset({"go", "gtest"})  # frameworks that tell where it failed before they say which test it was
APART = frozenset({"pytest"})  # frameworks that name the tests in a list of their own, after all stacks
STAIRS = frozenset({"mocha"})  # frameworks that write a title as stairs: a suite, the suite in it, the test and a colon

_TEST_FILE = re.compile(
    r"(?i)(?:^|[/_.-])(?:tests?|specs?|e2e|cy|features?|it)(?:[/_.-]|$)|(?:tests?|spec|suite|it|case)\.\w+$"
)
_FRAME = re.compile(rb'^(?:\s*File "([^"]+\.py)", line \d+|([\w./\\-]+\.py):\d+: )')
_OTHER_TEST = re.compile(rb"^\s*(?:=== |--- |\[ +(?:RUN|OK|PASSED) +\]|ok\s|FAIL\s)")


def tested(hits: Iterable[Hit], texts: Sequence[bytes]) -> tuple[tuple[FailedTest, ...], tuple[str, ...]]:
    """Return the tests that failed, each once, and the paths that their stacks name.

    A line that tells only a file (`FAIL src/basket.test.ts`) tells it of the tests that its framework names below.
    """
    found: dict[str, FailedTest] = {}
    files: dict[str, str] = {}
    stacks: dict[str, None] = {}
    naming = [hit for hit in hits if hit.rule.signature.cause is Cause.TEST and hit.rule.names][:READ]
    for hit, following in zip_longest(naming, naming[1:]):
        groups, family = hit.rule.groups(texts[hit.at]), hit.rule.family
        name, file = _name(hit, groups.get("test", ""), texts), relative(groups.get("file", ""))
        if not name:
            files[family] = file
            continue
        stack = _stack(hit, following.at if following else len(texts), texts)
        stacks |= dict.fromkeys(stack)
        if name in found or len(found) < MOST:
            file = file or files.get(family, "") or next(filter(_TEST_FILE.search, stack), "")
            found[name] = _both(found.get(name), FailedTest(name, file, shorten(groups.get("message", ""), LONGEST)))
    if any(hit.rule.family in APART for hit in naming):
        stacks |= dict.fromkeys(_frames(texts[-READ:]))
    return _whole(found), tuple(stacks)


def _name(hit: Hit, text: str, texts: Sequence[bytes]) -> str:
    if text and hit.rule.family in STAIRS and not text.endswith(":"):
        for line in texts[hit.at + 1 : hit.at + LEVELS]:
            if not line.startswith(b"   ") or not line.strip():
                break
            text += f" {line.decode(errors='replace').strip()}"
            if text.endswith(":"):
                break
    return shorten(text, LONGEST).strip(" ─-").removesuffix(":")


def _stack(hit: Hit, end: int, texts: Sequence[bytes]) -> list[str]:
    """Return the paths below a test's name, up to the next test; with some frameworks those above it."""
    below = _until_another(texts[hit.at + 1 : min(hit.at + AFTER, end)])
    stack = list(paths(below))
    if not stack and hit.rule.family in STAND_BEFORE:
        stack = list(paths(_until_another(texts[max(0, hit.at - BEFORE) : hit.at][::-1])))
    return stack


def _frames(texts: Iterable[bytes]) -> Iterable[str]:
    """Yield the paths of all frames of stacks, those of libraries left out."""
    found = (match[1] or match[2] for match in map(_FRAME.match, texts) if match)
    yield from filter(None, (relative(path.decode(errors="replace")) for path in found))


def _until_another(lines: Iterable[bytes]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if _OTHER_TEST.match(line):
            break
        found.append(line.decode(errors="replace"))
    return found


def _both(known: FailedTest | None, more: FailedTest) -> FailedTest:
    if known is None:
        return more
    return msgspec.structs.replace(more, file=known.file or more.file, message=known.message or more.message)


def _whole(found: dict[str, FailedTest]) -> tuple[FailedTest, ...]:
    """Return the tests without the short forms of others: `BasketTest.total` of `com.example.BasketTest.total`."""
    ends = {name[at + 1 :] for name in found for at, letter in enumerate(name) if letter == "."}
    return tuple(test for name, test in found.items() if name not in ends)
