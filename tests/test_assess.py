"""The search for problems in its child process: its input comes in pieces, and how they are cut says nothing."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from supporttray.assess import assess, find
from supporttray.core.release.group import Asked
from tests.core.release.tickets import HOUR, MINUTE, RELEASE, START, history, raw, ticket

FRESH = tuple(ticket(f"g{at}", f"NaN in basket {at}", START + HOUR + at * MINUTE) for at in range(5))
ASKED = Asked(release=RELEASE, now=START + 2 * HOUR, fresh=tuple(map(raw, FRESH)), usual=0.1)
LINES = [bytes(raw(one)) + b"\n" for one in history()]


async def pieces(whole: bytes, size: int) -> AsyncIterator[bytes]:
    for begin in range(0, len(whole), size):
        yield whole[begin : begin + size]


@pytest.mark.parametrize("size", [1000, 65_537, 10_000_000])
def test_a_search_in_the_child_finds_what_one_here_finds(size: int) -> None:
    here = find(ASKED, LINES)
    assert [len(one.tickets) for one in here] == [5]
    assert asyncio.run(assess(msgspec.json.encode(ASKED), pieces(b"".join(LINES), size))) == here


def test_a_child_that_breaks_while_it_is_told_is_an_error_and_no_answer() -> None:
    with pytest.raises(OSError, match="ended early"):
        asyncio.run(assess(b"nonsense", pieces(b"".join(LINES) * 50, 100_000)))
