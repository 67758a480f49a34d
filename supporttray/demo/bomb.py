"""Answers that are far too large, made piece by piece: plain ones, and ones that only look small."""

import asyncio
import zlib
from collections.abc import AsyncIterator

MIB = 1024 * 1024
SIZE_MIB = 256
_BLOCK = b" " * MIB
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_FRAMES = {
    "slack": (b'{"ok":true,"messages":[],"has_more":false,"padding":"', b'"}'),
    "github": (b'{"total_count":0,"workflow_runs":[],"padding":"', b'"}'),
    "cctray": (b"<Projects>", b"</Projects>"),
    "gitlab": (b'[{"padding":"', b'"}]'),
    "jira": (b'{"issues":[],"padding":"', b'"}'),
    "jenkins": (b'{"jobs":[],"padding":"', b'"}'),
    "rollbar": (b'{"err":0,"result":{"items":[]},"padding":"', b'"}'),
    "zendesk": (b'{"results":[],"padding":"', b'"}'),
    "pagerduty": (b'{"oncalls":[],"more":false,"padding":"', b'"}'),
}


async def plain(service: str) -> AsyncIterator[bytes]:
    """Give a valid answer with 256 MiB of blanks in it."""
    head, tail = _FRAMES[service]
    yield head
    for _ in range(SIZE_MIB):
        yield _BLOCK
        await asyncio.sleep(0)
    yield tail


async def packed(service: str) -> AsyncIterator[bytes]:
    """Give the same answer as gzip: a third of a megabyte that grows to 256 MiB."""
    head, tail = _FRAMES[service]
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    yield _GZIP_HEAD + packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    # after a full flush the packer has no memory, so every block packs to the same bytes
    piece = packer.compress(_BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    check = zlib.crc32(head)
    for _ in range(SIZE_MIB):
        yield piece
        check = zlib.crc32(_BLOCK, check)
        await asyncio.sleep(0)
    check = zlib.crc32(tail, check)
    size = (len(head) + SIZE_MIB * MIB + len(tail)) % 2**32
    yield packer.compress(tail) + packer.flush() + check.to_bytes(4, "little") + size.to_bytes(4, "little")
