"""Bodies that are too large, compressed, cut, or no JSON: bounded memory, and one of the four errors."""

import contextlib
import gzip
import tracemalloc
import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors.github.run import Jobs, Runs, Workflows
from supporttray.connectors.http import CAP, decode
from supporttray.connectors.slack.api import Channel, Head, Identity, User
from supporttray.connectors.slack.request.message import Page
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import Fault
from supporttray.demo.server import serve
from supporttray.errors import NotUnderstood, Unreachable
from tests.connectors.lab import Close, raw, refused, reply, run, to

MIB = 2**20


@pytest.mark.parametrize("size", [0, 1, 262_144, 262_145, 3_000_000, CAP])
@pytest.mark.parametrize("name", ["gzip", "GZip", "x-gzip"])
def test_a_compressed_body_is_whole_at_any_size(size: int, name: str) -> None:
    body = (b"0123456789abcdef" * (size // 16 + 1))[:size]

    async def work() -> None:
        async with raw(lambda *_: reply(gzip.compress(body, 1, mtime=0), content_encoding=name)) as server:  # noqa: SIM117
            async with to(server.address) as http:
                assert (await http.get()).body == body

    run(work())


def test_a_body_in_chunks_is_whole() -> None:
    chunks = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"

    async def work() -> None:
        async with raw(lambda *_: chunks) as server, to(server.address) as http:
            assert (await http.get()).body == b"abcde"
            assert (await http.get()).body == b"abcde"
            assert server.connections == 1

    run(work())


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (reply(b"x" * (CAP + 1)), NotUnderstood),
        (reply(gzip.compress(b"x" * (CAP + 1), mtime=0)), None),  # not said to be compressed: it is what it is
        (reply(gzip.compress(b"x" * (CAP + 1), mtime=0), content_encoding="gzip"), NotUnderstood),
        (reply(gzip.compress(b"x" * 1000, mtime=0)[:-9], content_encoding="gzip"), Unreachable),
        (reply(b"not gzip", content_encoding="gzip"), NotUnderstood),
        (
            reply(gzip.compress(b"x", mtime=0)[:-8] + b"\0" * 8, content_encoding="gzip"),
            NotUnderstood,
        ),  # a wrong checksum
        (reply(zlib.compress(b"x"), content_encoding="deflate"), NotUnderstood),
        (reply(b"x", content_encoding="br"), NotUnderstood),
        (reply(b"x", content_encoding="gzip, gzip"), NotUnderstood),
        (reply(b"x", content_encoding="identity"), None),
        (reply(b"x", content_encoding=" "), None),
        (Close(reply(b"half", size=8)), Unreachable),
        (Close(b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n"), Unreachable),
        (Close(b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"), Unreachable),
        (Close(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"), Unreachable),
        (Close(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000 + b"\r\n\r\n"), Unreachable),
        (Close(b"\x16\x03\x01 this is not HTTP"), Unreachable),
        (Close(b"HTTP/1.1 200 OK\r\n\r\nuntil the end"), None),
    ],
)
def test_a_body_is_whole_or_an_error(said: bytes | Close, error: type[Exception] | None) -> None:
    async def work() -> None:
        async with raw(lambda *_: said) as server, to(server.address) as http:
            if error is None:
                assert (await http.get("/x")).status == 200
            else:
                assert type(await refused(http)) is error

    run(work())


@pytest.mark.parametrize("fault", ["bomb", "huge"])
def test_what_a_hostile_service_sends_is_never_all_in_memory(fault: str) -> None:
    async def work() -> None:
        small = check({"company": "Small", "me": "ada", "person": [{"id": "ada", "name": "Ada"}]})
        async with serve(Company(small)) as demo, to(demo.addresses.github) as http:
            demo.company.faults.switch_on(Fault("github", fault))
            tracemalloc.start()
            assert isinstance(await refused(http, "/user"), NotUnderstood)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert peak < 48 * MIB, f"{peak / MIB:.0f} MiB"

    run(work())


SHAPES = [Head, Identity, Channel, Page, User, Runs, Workflows, Jobs]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text() | st.sampled_from(["ok", "messages", "ts", "id", "jobs", "user"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"<!DOCTYPE html><html>",
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
        b'{"messages":[{"ts":1}]}',
        b'{"ok":"yes"}',
        b'{"ok":true,"error":"\xff"}',
        b'{"ok":true,"error":"\\ud800"}',
        b'{"workflow_runs":[{"id":' + b"9" * 10_000 + b"}]}",
        b'{"workflow_runs":[{"id":1e400}]}',
        b'{"workflows":[{"id":-1.5}]}',
        b"\xef\xbb\xbf{}",
        b"{}\x00",
        "{}".encode("utf-16"),
    ],
)
def test_what_is_not_the_shape_is_not_understood(shape: type, body: bytes) -> None:
    if shape is Head and body.startswith(b'{"ok":true'):
        body = body[:-1]
    with pytest.raises(NotUnderstood, match=r"ci\.example answers") as caught:
        decode(body, shape, "ci.example")
    assert len(caught.value.phrase) < 200


@given(JSON.map(msgspec.json.encode) | st.binary(max_size=200), st.sampled_from(SHAPES))
def test_any_bytes_are_the_shape_or_not_understood(body: bytes, shape: type) -> None:
    with contextlib.suppress(NotUnderstood):
        assert isinstance(decode(body, shape, "ci.example"), shape)


def test_a_run_without_a_time_zone_is_not_understood() -> None:
    run_ = {"id": 1, "workflow_id": 1, "status": "completed", "conclusion": None}
    times = {"created_at": "2026-11-23T12:00:00", "updated_at": "2026-11-23T12:00:00Z"}
    with pytest.raises(NotUnderstood, match="created_at"):
        decode(msgspec.json.encode({"workflow_runs": [run_ | times]}), Runs, "ci.example")
