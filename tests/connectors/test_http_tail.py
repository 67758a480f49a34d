"""The end of a log: with a range and without, packed, elsewhere, and so long that it must never be in memory."""

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from supporttray.connectors import body
from supporttray.connectors.http import TAIL
from supporttray.errors import NotUnderstood, Refused, SlowDown, Unreachable
from tests.connectors.lab import CANARY, SECRETS, Close, Raw, raw, reply, run, to

LOG = b"".join(b"line %06d\n" % number for number in range(20_000))
PART = "206 Partial Content"


def ranged(_server: Raw, _path: str) -> bytes:
    """Answer with the last hundred bytes, as a store does that knows ranges."""
    return reply(LOG[-100:], PART, content_range=f"bytes {len(LOG) - 100}-{len(LOG) - 1}/{len(LOG)}")


def test_only_the_end_is_asked_for_and_it_is_said_that_it_is_cut() -> None:
    async def work() -> None:
        async with raw(ranged) as server, to(server.address) as http:
            told = await http.tail("/log", size=100)
            assert (told.body, told.cut) == (LOG[-100:], True)
            [head] = server.heard
            assert "range: bytes=-100" in head.lower().split("\r\n")
            assert "accept-encoding: identity" in head.lower().split("\r\n"), "a range counts in what is packed"

    run(work())


def test_a_log_that_is_shorter_is_whole() -> None:
    async def work() -> None:
        told = reply(b"short", PART, content_range="bytes 0-4/5")
        async with raw(lambda *_: told) as server, to(server.address) as http:
            assert (await http.tail("/log")).cut is False
        async with raw(lambda *_: reply(b"short")) as server, to(server.address) as http:
            answer = await http.tail("/log")
            assert (answer.body, answer.cut) == (b"short", False)

    run(work())


@pytest.mark.parametrize("packed", [False, True])
def test_where_the_range_is_not_known_the_end_is_taken_on_the_way(*, packed: bool) -> None:
    async def work() -> None:
        told = reply(gzip.compress(LOG), content_encoding="gzip") if packed else reply(LOG)
        async with raw(lambda *_: told) as server, to(server.address) as http:
            answer = await http.tail("/log", size=4_096)
            assert (answer.body, answer.cut) == (LOG[-4_096:], True)

    run(work())


def test_exactly_so_much_is_not_cut() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(LOG)) as server, to(server.address) as http:
            answer = await http.tail("/log", size=len(LOG))
            assert (answer.body, answer.cut) == (LOG, False)

    run(work())


def test_an_empty_log_is_no_error() -> None:
    async def work() -> None:
        empty = reply(b"<Error>InvalidRange</Error>", "416 Range Not Satisfiable", content_range="bytes */0")
        async with raw(lambda *_: empty) as server, to(server.address) as http:
            answer = await http.tail("/log")
            assert (answer.body, answer.cut) == (b"", False)

    run(work())


@pytest.mark.parametrize("told", [{}, {"content_range": "bytes */20000"}])
def test_a_store_that_knows_no_end_is_asked_for_all_of_it(told: dict[str, str]) -> None:
    async def work() -> None:
        def say(server: Raw, _path: str) -> bytes:
            return reply(b"", "416 Range Not Satisfiable", **told) if "range: " in server.heard[-1] else reply(LOG)

        async with raw(say) as server, to(server.address) as http:
            answer = await http.tail("/log", size=4_096)
            assert (answer.body, answer.cut) == (LOG[-4_096:], True)
            assert len(server.heard) == 2

    run(work())


@pytest.mark.parametrize("status", ["429 Too Many Requests", "403 Forbidden", "200 OK"])
def test_the_limits_and_the_clock_of_a_store_are_not_the_services(status: str) -> None:
    async def work() -> None:
        told = reply(b"", status, retry_after="7000", x_ratelimit_remaining="0", date="Mon, 23 Nov 2026 20:00:00 GMT")
        async with raw(lambda *_: told) as store:
            moved = reply(b"", "302 Found", location=f"{store.address}/log")
            async with (
                raw(lambda _, path: moved if path == "/log" else reply(b"{}")) as server,
                to(server.address) as http,
            ):
                with suppress(SlowDown):
                    await http.tail("/log")
                assert (await http.get("/other")).body == b"{}"
                assert http.skew is None

    run(work())


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("404 Not Found", Refused),
        ("410 Gone", Refused),
        ("403 Forbidden", Refused),
        ("429 Too Many Requests", SlowDown),
        ("503 Service Unavailable", Unreachable),
        ("400 Bad Request", NotUnderstood),
    ],
)
def test_a_log_that_is_gone_or_refused_says_so(status: str, error: type[Exception]) -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(status=status)) as server, to(server.address) as http:
            with pytest.raises(error):
                await http.tail("/log")

    run(work())


def test_on_the_way_to_another_host_the_range_goes_along_and_the_credential_does_not() -> None:
    async def work() -> None:
        async with raw(ranged) as store:
            there = reply(status="302 Found", location=f"{store.address}/blob?sig=1")
            async with raw(lambda *_: there) as server, to(server.address, **SECRETS) as http:
                answer = await http.tail("/log", size=100)
            assert (answer.body, answer.cut) == (LOG[-100:], True)
            [asked], [head] = server.heard, store.heard
            assert CANARY in asked
            assert CANARY not in head
            assert "authorization" not in head.lower()
            assert "range: bytes=-100" in head.lower()

    run(work())


def test_a_log_that_breaks_off_is_no_log() -> None:
    async def work() -> None:
        async with raw(lambda *_: Close(reply(LOG, size=len(LOG) + 1))) as server, to(server.address) as http:
            with pytest.raises(Unreachable):
                await http.tail("/log")

    run(work())


@asynccontextmanager
async def endless(pieces: int) -> AsyncIterator[str]:
    """Serve a log of so many MiB in a single line, without ranges; nothing of it is kept here either."""
    piece = b"x" * 2**20

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (pieces * len(piece) + 4))
        with suppress(ConnectionError):
            for part in (*([piece] * pieces), b"end\n"):
                writer.write(part)
                await writer.drain()
        writer.transport.abort() if writer.transport.is_closing() else writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def test_a_line_of_eighty_megabytes_is_never_in_memory() -> None:
    async def work() -> tuple[bytes, bool, int]:
        async with endless(80) as address, to(address) as http:
            await asyncio.sleep(0)
            tracemalloc.start()
            try:
                answer = await http.tail("/log")
                return answer.body, answer.cut, tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    told, cut, peak = run(work())
    assert (len(told), told[-4:], cut) == (TAIL, b"end\n", True)
    assert peak < 12 * 2**20


def test_what_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        monkeypatch.setattr(body, "LONGEST", 3 * 2**20)
        async with endless(8) as address, to(address) as http:
            with pytest.raises(NotUnderstood):
                await http.tail("/log")

    run(work())
