"""The body of an answer, read with a cap that also holds after decompression; or only its end."""

from __future__ import annotations

import zlib
from collections import deque
from typing import TYPE_CHECKING, TypeVar

import msgspec

from supporttray.errors import NotUnderstood, Unreachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Shape = TypeVar("Shape")

CAP = 16 * 1024 * 1024  # bytes of one body, after decompression
LONGEST = (
    256 * 1024 * 1024
)  # bytes that are read through where only the end is wanted, and the server does not give that alone


async def whole(chunks: AsyncIterator[bytes], encoding: str, host: str) -> bytes:
    """Return a body. What a bomb inflates to is never in memory. Raises a `ServiceError`."""
    parts: list[bytes] = []
    size = 0
    async for part in _plain(chunks, encoding, host):
        size += len(part)
        if size > CAP:
            raise NotUnderstood(f"{host} answers with more than {CAP // 2**20} MiB.", "Narrow the watch down.")
        parts.append(part)
    return b"".join(parts)


async def end(chunks: AsyncIterator[bytes], encoding: str, host: str, size: int) -> tuple[bytes, bool]:
    """Return the last `size` bytes of a body, and whether something stood before them. Raises a `ServiceError`."""
    kept: deque[bytes] = deque()
    held = total = 0
    async for part in _plain(chunks, encoding, host):
        total += len(part)
        if total > LONGEST:
            raise NotUnderstood(f"{host} answers with more than {LONGEST // 2**20} MiB.")
        kept.append(part)
        held += len(part)
        while held - len(kept[0]) >= size:
            held -= len(kept.popleft())
    return b"".join(kept)[-size:], total > size


async def _plain(chunks: AsyncIterator[bytes], encoding: str, host: str) -> AsyncIterator[bytes]:
    encoding = encoding.strip().lower() or "identity"
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise NotUnderstood(f"{host} answers in an encoding that was not asked for.")
    async for part in _inflated(chunks, host) if "gzip" in encoding else chunks:
        yield part


async def _inflated(chunks: AsyncIterator[bytes], host: str) -> AsyncIterator[bytes]:
    inflater = zlib.decompressobj(wbits=31)
    try:
        async for chunk in chunks:
            rest = chunk
            while rest:
                yield inflater.decompress(rest, 262_144)
                rest = inflater.unconsumed_tail
    except zlib.error:
        raise NotUnderstood(f"{host} answers with broken compression.") from None
    if not inflater.eof:
        raise Unreachable(f"{host} broke off the answer.", maybe=True)


def decode(body: bytes, shape: type[Shape], host: str) -> Shape:
    """Decode JSON into a typed value. Raises `NotUnderstood`, without repeating what was sent."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
        where = str(error).rpartition(" - at ")[2] if isinstance(error, msgspec.ValidationError) else "not JSON"
        raise NotUnderstood(f"{host} answers in a form that is not understood ({where[:80]}).") from None
