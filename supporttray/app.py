"""The composition root: puts workspace, config, credentials, database and engine together, for the tray and for the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from supporttray import program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
    from typing import Any

    from supporttray.credentials import Credentials
    from supporttray.engine.database import Database
    from supporttray.engine.engine import Engine
    from supporttray.engine.face import Face, Stage
    from supporttray.engine.plan import Plan
    from supporttray.paths import Workspace

    Run = Callable[[Face], Coroutine[Any, Any, None]]
    Attend = Callable[[Workspace, Mapping[str, str]], Awaitable[None]]

log = logging.getLogger(__name__)


async def watch(workspace: Workspace, face: Face) -> None:
    """Run the workspace's engine until cancelled, anew with each config that a verb writes. Raises a `Failure` that a person can read.

    What it needs is imported when it runs, so that the tray is there first.
    """
    from supporttray import logs  # noqa: PLC0415  after the icon
    from supporttray.credentials import Credentials  # noqa: PLC0415

    credentials = Credentials(workspace.keyring_name)
    with only_one(workspace):
        logs.start(workspace.log)
        while True:
            await _watch(workspace, face, credentials)


async def _watch(workspace: Workspace, face: Face, credentials: Credentials) -> None:
    from supporttray import config  # noqa: PLC0415  after the icon
    from supporttray.assess import assess  # noqa: PLC0415
    from supporttray.engine.clock import SystemClock, either  # noqa: PLC0415
    from supporttray.engine.database import Database  # noqa: PLC0415
    from supporttray.engine.engine import Engine  # noqa: PLC0415
    from supporttray.errors import cause  # noqa: PLC0415
    from supporttray.judge import judge  # noqa: PLC0415

    clock = SystemClock()
    plan = config.load(workspace.config)
    base = Database(workspace.database, clock.now)
    engine = Engine(plan, base, clock=clock, credential=credentials.read, face=face, judge=judge, search=assess)
    try:
        await either(engine.run(), *_linked(workspace, plan, credentials, engine, base))
    except ExceptionGroup as group:  # the failure of one task ended the others
        raise cause(group) from None
    finally:
        base.close()


def _linked(
    workspace: Workspace, plan: Plan, credentials: Credentials, engine: Engine, base: Database
) -> Iterator[Coroutine[Any, Any, None]]:
    """Yield the look at the team's file, where the config names one."""
    if plan.team:
        from supporttray.engine.clock import SystemClock  # noqa: PLC0415  after the icon
        from supporttray.team.link import Link  # noqa: PLC0415  for who has one

        yield Link(workspace, credentials, SystemClock()).attend(plan, base, engine.touched)


@contextlib.contextmanager
def only_one(workspace: Workspace, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the workspace's lock, after waiting for it if need be. Raises `AlreadyRunning`, or `StoreError` where its folder cannot be made."""
    import filelock  # noqa: PLC0415  after the icon

    from supporttray.errors import AlreadyRunning  # noqa: PLC0415

    try:
        workspace.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = filelock.FileLock(workspace.lock, timeout=wait_s)
        lock.acquire()
    except filelock.Timeout:
        raise AlreadyRunning(
            f"Support Tray runs already for the workspace {workspace.name!r}",
            "Look for its icon, or choose another --workspace.",
        ) from None
    except OSError as error:
        log.warning("%s cannot be written (%s): a second start would not be noticed", workspace.state, error)
        yield
        return
    try:
        yield
    finally:
        lock.release()


# --- the demo company


@asynccontextmanager
async def company(arguments: Sequence[str], state: Path) -> AsyncIterator[Path]:
    """Serve the demo company in a child process that ends with this one; yield the config that points at it."""
    import json  # noqa: PLC0415  the demo only

    from supporttray.credentials import PREFIX  # noqa: PLC0415
    from supporttray.errors import ConfigError, Failure  # noqa: PLC0415

    child = await asyncio.create_subprocess_exec(
        *program.command("supporttray.demo", "--state", str(state), "--until-stdin-closes", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        creationflags=program.FLAGS,
        env={name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
    )
    try:
        first = await child.stdout.readline() if child.stdout else b""
        if not first:
            said = "The demo company could not be started: what it said stands above."
            raise ConfigError([said]) if await child.wait() == ConfigError.exit_code else Failure(said)
        yield Path(json.loads(first)["config"])
    finally:
        if child.stdin:
            child.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3):
                await child.wait()
        if child.returncode is None:
            child.kill()
            await child.wait()


async def demonstrate(arguments: Sequence[str], run: Attend, *, first: bool = False) -> None:
    """Run the demo company and `run(workspace, addresses)` beside it, in a folder of their own, until cancelled.

    `first` leaves the config away, so that the first questions are asked; `addresses` are then the company's, by kind of service.
    """
    from supporttray import config  # noqa: PLC0415  after the icon
    from supporttray.paths import Workspace  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="supporttray-demo-", ignore_cleanup_errors=True) as folder:
        state = Path(folder)
        async with company(arguments, state / "company") as file:
            addresses = {account.kind: account.address for account in config.load(file).accounts.values()}
            place = Workspace(f"demo-{os.getpid()}", state / "config.toml" if first else file, state)
            try:
                await run(place, addresses)
            finally:
                if first:
                    await _forget(place)


async def _forget(place: Workspace) -> None:
    """Take what the first questions have put into the keyring out of it: the company is gone, nobody would."""
    from supporttray import config  # noqa: PLC0415  after the icon
    from supporttray.credentials import Credentials  # noqa: PLC0415
    from supporttray.errors import Failure  # noqa: PLC0415

    with contextlib.suppress(Failure, TimeoutError):
        async with asyncio.timeout(3):
            for name in config.load(place.config).accounts:
                await Credentials(place.keyring_name).forget(name)


# --- the faces


async def attend(
    workspace: Workspace,
    stage: Stage,
    addresses: Mapping[str, str] | None = None,
    *,
    quiet: bool = False,
    page: str = "",
) -> None:
    """Run the workspace behind a screen until cancelled: the first questions, the engine, what it says on the desktop.

    `quiet` opens nothing by itself, `page` is an address of ours that is opened at once. Raises `Left` when another start asks it to end, where
    one runs already (that one shows itself then), and as `Replaced` where a newer version was installed over it.
    """
    from supporttray import instance, knock, renewal  # noqa: PLC0415  after the icon
    from supporttray.core.page import opened  # noqa: PLC0415
    from supporttray.engine.clock import SystemClock, either  # noqa: PLC0415
    from supporttray.errors import AlreadyRunning, Left  # noqa: PLC0415
    from supporttray.session import Session  # noqa: PLC0415

    try:
        with only_one(workspace):
            if page:
                stage.open(opened(knock.page(page), "", ""))
            session = Session(workspace, stage, addresses or {}, quiet=quiet)
            newer = renewal.attend(SystemClock().sleep)
            await either(session.run(), instance.attend(workspace.state, stage.open), newer)
    except AlreadyRunning:
        if await asyncio.to_thread(knock.knock, workspace.state, page or knock.SHOW):
            raise Left("Support Tray runs already, and shows itself", "") from None
        raise


def headless(run: Run) -> int:
    """Run with plain lines as the face until a signal ends it; return the exit code."""
    from supporttray.lines import Lines  # noqa: PLC0415  without a screen only

    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_until_signalled(run(Lines())))
    return 0


async def _until_signalled(work: Awaitable[None]) -> None:
    import signal  # noqa: PLC0415  without a screen only

    task = asyncio.ensure_future(work)
    with contextlib.suppress(NotImplementedError):  # Windows has no signals here; Ctrl-C works there all the same
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, task.cancel)
    await task
