"""A child process with limits, for work on what others wrote: it may go on for ever or eat the memory, and is ended then."""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import TYPE_CHECKING

from supporttray import program

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

MEMORY = 512 * 1024 * 1024  # bytes of its address space, where the platform holds a process to that
# What Python needs to start, and nothing that could be a credential.
ENVIRONMENT = frozenset({"HOME", "LANG", "LC_ALL", "PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMPDIR"})


async def run(module: str, asked: bytes, limit_s: float, more: AsyncIterator[bytes] | None = None) -> bytes:
    """Return what a module writes that is run with `asked` as its input, and with what comes `more`; nothing where it broke.

    Raises `TimeoutError`.
    """
    child = await asyncio.create_subprocess_exec(
        *program.command(module),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        creationflags=program.FLAGS,
        env={name: value for name, value in os.environ.items() if name.upper() in ENVIRONMENT},
    )
    try:
        async with asyncio.timeout(limit_s):
            if more is None:
                output, _ = await child.communicate(asked)
            else:
                output = await _fed(child, asked, more)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return output if child.returncode == 0 else b""


async def _fed(child: Process, asked: bytes, more: AsyncIterator[bytes]) -> bytes:
    """Give a child its input piece by piece, as it takes it: neither side ever holds all of it."""
    given, taken = child.stdin, child.stdout
    assert given is not None  # noqa: S101  pipes, as `run` says
    assert taken is not None  # noqa: S101
    answer = asyncio.ensure_future(taken.read())
    try:
        with contextlib.suppress(ConnectionError):  # it ended early: its exit code says so
            given.write(asked)
            async for piece in more:
                given.write(piece)
                await given.drain()
            given.close()
        output = await answer
    finally:
        answer.cancel()
    await child.wait()
    return output


def limit_memory() -> None:
    """Hold this process, the child, to its memory; macOS and Windows do not know that limit."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on Windows

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most < 0 else min(MEMORY, most), most))
