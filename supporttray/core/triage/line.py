"""The end of a log as lines: what colours it, stamps its time or folds it is taken away, and each line keeps its number."""

from __future__ import annotations

import re
from typing import NamedTuple

LARGEST = 1024 * 1024  # bytes of a log's end that are read
LONGEST = 4096  # bytes of a line: of a longer one its two ends
SHOWN = 20  # pieces of a line that writes over itself (a progress bar): the last ones

# What a terminal obeys and does not show (ECMA-48), and Jenkins's hidden notes.
_CONTROL = re.compile(
    rb"\x1b(?:_[^\x07\x1b\n]*(?:\x07|\x1b\\)|\[8mha:[^\x1b\n]*\x1b\[0m|\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-~])"
)
_SECTION = re.compile(rb"section_(?:start|end):\d+:[\w.-]+(?:\[[^\]\n]*\])?\r?")  # of GitLab
# What stands before a line: 2024-01-31T09:00:00.1234567Z of GitHub, the same with 00O of GitLab, 19:15:49 and
# [2024-01-31T09:00:00.123Z] of Jenkins, [19:15:49] of TeamCity, #12 3.456 of BuildKit; then what marks it: ##[error] of GitHub and Azure, travis_fold: of Travis CI.
_HEAD = re.compile(
    rb"(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)? (?:[0-9a-f]{2}[OE][ +])?|\d\d:\d\d:\d\d(?:\.\d+)? {1,2}(?=\S|  )"
    rb"|\[(?:(?:\d{4}-)?\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:\.\d+)?Z?\] |#\d+ \d+\.\d+ )?"
    rb"(?:##\[(?:error|warning|notice|section)\]|travis_(?:fold|time):[\w.:=,-]+\r?|::(?:error|warning)[^:\n]*::)?"
)
_BEGINS = frozenset(b"0123456789[#t:")  # what a head can begin with

# What stands at the end of every log that failed: it tells nothing.
_NOISE = re.compile(
    rb"(?i)^\W*$|^(?:real|user|sys)\s+\d+m|process completed with exit code \d+|^cleaning up (?:project directory|orphan|file)|^error: job failed: (?:exit|command terminated)"
    rb"|^build step '.*' marked build as failure|^finished: \w+|^program finished with exit code|^script returned exit code"
    rb"|^post job cleanup|^post run |^\[pipeline\]|^uploading artifacts|^elapsedtime=|^terminate orphan process|^\[command\]"
    rb"|^temporarily overriding home|^adding repository directory|^running after[_-]script|^saving cache|^creating cache"
    rb"|^the command \".*\" (?:exited|failed)|^done\. your build exited|^your build has been stopped|^\S+ exited with code '?\d+|^exited with code|^command exited with code"
    rb"|^finishing: |^##\[(?:group|endgroup|debug)|^error: process completed|^error: the process '.*' failed with exit code|^evaluating |^after_(?:failure|script)"
    rb"|^(?:notifying|recording test results|archiving artifacts|not (?:sending|archiving))"
)


class Lines(NamedTuple):
    """Cleaned lines, and the number in the log of each, from 1."""

    texts: list[bytes]
    numbers: list[int]


def lines(body: bytes) -> Lines:
    """Return the lines of the end of a log. A line that writes over itself becomes several of one number."""
    texts: list[bytes] = []
    numbers: list[int] = []
    for number, line in enumerate(_clean(body[-LARGEST:]).split(b"\n"), 1):
        if line and line[0] in _BEGINS and (head := _HEAD.match(line)):
            line = line[head.end() :]  # noqa: PLW2901  the same line
        if b"\r" not in line:
            texts.append(line if len(line) <= LONGEST else _cut(line))
            numbers.append(number)
            continue
        pieces = [_cut(piece) for piece in line.split(b"\r") if piece.strip()][-SHOWN:] or [b""]
        texts += pieces
        numbers += [number] * len(pieces)
    return Lines(texts, numbers)


def telling(texts: list[bytes]) -> int:
    """Return how many lines there are until the last one that tells something."""
    end = len(texts)
    while end and (not texts[end - 1].strip() or _NOISE.search(texts[end - 1])):
        end -= 1
    return end


def _clean(body: bytes) -> bytes:
    body = body.replace(b"\0", b"").replace(b"\xef\xbb\xbf", b"").replace(b"\r\n", b"\n")
    if b"\x1b" in body:
        body = _CONTROL.sub(b"", body)
    if b"section_" in body:
        body = _SECTION.sub(b"", body)
    return body.decode(errors="replace").encode()  # what is no UTF-8 would not be matched by a dot


def _cut(line: bytes) -> bytes:
    if len(line) <= LONGEST:
        return line
    whole = line[: LONGEST // 2].decode(errors="ignore"), line[-LONGEST // 2 :].decode(errors="ignore")
    return " … ".join(whole).encode()
