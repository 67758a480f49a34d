"""One app a workspace: hears what a second start says (`knock`) and shows itself, or ends."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from supporttray import knock
from supporttray.core.page import opened
from supporttray.errors import Left

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from supporttray.core.page import Page

    Heard = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

log = logging.getLogger(__name__)


async def attend(state: Path, show: Callable[[Page], None]) -> None:
    """Listen for whoever holds the workspace's lock, until cancelled; `show` what is wanted. Raises `Left` when asked to end."""
    leave = asyncio.Event()

    async def heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError, asyncio.IncompleteReadError):
            async with asyncio.timeout(knock.LIMIT_S):
                word = (await reader.readuntil()).decode(errors="replace").strip()
                writer.write(knock.HEARD)
                await writer.drain()
                if word == knock.QUIT:
                    leave.set()
                else:
                    show(opened(knock.page(word), "", ""))
        writer.close()

    async with _listening(state, heard):
        await leave.wait()
    raise Left("Support Tray was asked to end", "")


@asynccontextmanager
async def _listening(state: Path, heard: Heard) -> AsyncIterator[None]:
    """Listen; where that cannot be done a second start ends as one that came too late, and nothing else is lost."""
    where = knock.address(state)
    try:
        close = await _serve(where, heard) if where else _nothing
    except OSError as error:
        log.warning("a second start would not be heard: %s", error)
        close = _nothing
    try:
        yield
    finally:
        close()


async def _serve(where: str, heard: Heard) -> Callable[[], None]:
    if sys.platform == "win32":
        return await _serve_pipe(where, heard)
    # A socket that one left who was killed is taken away by asyncio itself. The folder is open to the person alone.
    server = await asyncio.start_unix_server(heard, where, limit=knock.LONGEST)
    return server.close


async def _serve_pipe(where: str, heard: Heard) -> Callable[[], None]:
    """Serve a named pipe: only Windows' own event loop can, and a pipe of this name is open to the person alone (CreateNamedPipe's default)."""
    serve = getattr(asyncio.get_running_loop(), "start_serving_pipe")  # noqa: B009  typeshed leaves it out

    def protocol() -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(limit=knock.LONGEST), heard)

    (server,) = await serve(protocol, where)
    close: Callable[[], None] = server.close
    return close


def _nothing() -> None:
    """Close nothing."""
