"""A child process with limits, for work on what others wrote: it may go on for ever or eat the memory, and is ended then."""

from __future__ import annotations

import asyncio
import contextlib
import os

from supporttray import program

MEMORY = 512 * 1024 * 1024  # bytes of its address space, where the platform holds a process to that
# What Python needs to start, and nothing that could be a credential.
ENVIRONMENT = frozenset({"HOME", "LANG", "LC_ALL", "PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMPDIR"})


async def run(module: str, asked: bytes, limit_s: float) -> bytes:
    """Return what a module writes that is run with `asked` as its input; nothing where it broke. Raises `TimeoutError`."""
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
            output, _ = await child.communicate(asked)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return output if child.returncode == 0 else b""


def limit_memory() -> None:
    """Hold this process, the child, to its memory; macOS and Windows do not know that limit."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on Windows

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most < 0 else min(MEMORY, most), most))
