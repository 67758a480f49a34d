"""The tests that failed, as the log names them: their framework's line, and the file that stands before or after it."""

from __future__ import annotations

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
NAME, MESSAGE = 300, 300  # letters
AFTER = 25  # lines after a test's name in which its stack stands
READ = 4_000  # lines that are looked at for names


def tested(hits: Iterable[Hit], texts: Sequence[bytes]) -> tuple[tuple[FailedTest, ...], tuple[str, ...]]:
    """Return the tests that failed, each once, and the paths that their stacks name.

    A line that tells only a file (`FAIL src/basket.test.ts`) tells it of the tests that its framework names below.
    """
    found: dict[str, FailedTest] = {}
    files: dict[str, str] = {}
    stacks: dict[str, None] = {}
    naming = [hit for hit in hits if hit.rule.signature.cause is Cause.TEST and hit.rule.names][:READ]
    for hit, following in zip_longest(naming, naming[1:]):
        groups = hit.rule.groups(texts[hit.at])
        family = hit.rule.signature.name.partition(".")[0]
        name, file = _name(groups.get("test", "")), relative(groups.get("file", ""))
        if not name:
            files[family] = file
            continue
        end = min(hit.at + AFTER, following.at if following else len(texts))
        stack = list(paths(line.decode(errors="replace") for line in texts[hit.at + 1 : end]))
        stacks |= dict.fromkeys(stack)
        if name not in found and len(found) == MOST:
            continue
        one = FailedTest(name, file or files.get(family, ""), shorten(groups.get("message", ""), MESSAGE))
        found[name] = _both(found.get(name), one)
    return tuple(found.values()), tuple(stacks)


def _name(text: str) -> str:
    return shorten(text, NAME).strip(" ─-")


def _both(known: FailedTest | None, more: FailedTest) -> FailedTest:
    if known is None:
        return more
    return msgspec.structs.replace(more, file=known.file or more.file, message=known.message or more.message)
