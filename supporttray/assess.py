"""The search for problems of a release, in a child process: ten thousand tickets are read there, and their memory is given back with it.

The child is this module, run with `-m`: it reads a line, a `core.release.group.Asked` as JSON, then a line for each ticket of the history, which it
counts and forgets; it writes the problems that are new or changed (MessagePack).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.release.problem import Problem
from supporttray.paths import resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from supporttray.core.release.group import Asked
    from supporttray.core.release.score import Language

LIMIT_S = 60.0  # for a slow machine that does much else


async def assess(asked: bytes, history: AsyncIterator[bytes]) -> tuple[Problem, ...]:
    """Return what a search finds; `asked` is an `Asked` as JSON, `history` the tickets before it, lines of JSON.

    Raises `OSError` where the child broke or took too long.
    """
    from supporttray import child  # noqa: PLC0415  while a release is watched

    output = await child.run("supporttray.assess", asked + b"\n", LIMIT_S, history)
    try:
        return msgspec.msgpack.decode(output, type=tuple[Problem, ...])
    except msgspec.DecodeError as error:
        raise OSError("The search for problems ended early.") from error


def find(asked: Asked, history: Iterable[bytes]) -> tuple[Problem, ...]:
    """Search here and now; `history` is read once."""
    from supporttray.core.release.group import search  # noqa: PLC0415  for the child
    from supporttray.engine.likeness import like  # noqa: PLC0415

    return search(asked, history, languages(), like)


def languages() -> tuple[Language, ...]:
    """Return the words of `resources/release/words.toml`."""
    from supporttray.core.release.score import Language  # noqa: PLC0415  for the child

    return msgspec.toml.decode(resource("release/words.toml").read_bytes(), type=dict[str, tuple[Language, ...]])[
        "language"
    ]


def _child() -> bytes:
    from supporttray.core.release.group import Asked  # noqa: PLC0415  for the child

    lines = sys.stdin.buffer
    return msgspec.msgpack.encode(find(msgspec.json.decode(lines.readline(), type=Asked), lines))


if __name__ == "__main__":
    from supporttray.child import limit_memory

    limit_memory()
    sys.stdout.buffer.write(_child())
