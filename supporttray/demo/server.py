"""The demo company's server: on 127.0.0.1 only, on whichever loop or thread the caller likes."""

import asyncio
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

import uvicorn
from msgspec import Struct
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from supporttray.demo import cctray, control, page
from supporttray.demo.company import Company
from supporttray.demo.config import Addresses, addresses_at, config_text
from supporttray.demo.gate import Gate
from supporttray.demo.github import route as github
from supporttray.demo.gitlab import route as gitlab
from supporttray.demo.jenkins import route as jenkins
from supporttray.demo.jira import route as jira
from supporttray.demo.line import line_of
from supporttray.demo.pagerduty import route as pagerduty
from supporttray.demo.rollbar import route as rollbar
from supporttray.demo.slack import route as slack
from supporttray.demo.slack import socket as slack_socket
from supporttray.demo.slack.method import METHODS
from supporttray.demo.traffic import Traffic
from supporttray.demo.zendesk import route as zendesk

ResultT = TypeVar("ResultT")
_TICK_S = 0.2
_LAST_ANSWERS_S = 1.0


class Demo(Struct, frozen=True):
    """A served company: where it is, the config that points at it, and itself."""

    company: Company
    addresses: Addresses
    config: Path


class ThreadDemo(Struct, frozen=True):
    """A company that is served in another thread."""

    demo: Demo
    loop: asyncio.AbstractEventLoop

    @property
    def addresses(self) -> Addresses:
        """Where the services are."""
        return self.demo.addresses

    @property
    def config(self) -> Path:
        """The config file that points at them."""
        return self.demo.config

    def call(self, act: Callable[[Company], ResultT]) -> ResultT:
        """Let something be done with the company, between two requests."""

        async def run() -> ResultT:
            self.demo.company.catch_up()
            return act(self.demo.company)

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(30)


def application(company: Company) -> ASGIApp:
    """Build the whole application around a company."""
    parts = (slack, github, gitlab, cctray, pagerduty, jira, jenkins, zendesk, rollbar, control, page)
    routes = [*(route for part in parts for route in part.routes(company)), *slack_socket.routes(company)]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    return Gate(Starlette(routes=routes, middleware=[hosts]), company, _writes)


def _writes(verb: str, path: str) -> bool:
    """Tell whether a request changes something: Slack and Jira read by POST too."""
    if path.startswith("/jira") and path.endswith(("/search", "/search/jql")):
        return False
    method = METHODS.get(path.removeprefix("/slack/api/"))
    return verb not in ("GET", "HEAD") and (method is None or method.writes)


@asynccontextmanager
async def serve(company: Company, *, port: int = 0, state: Path | None = None) -> AsyncIterator[Demo]:
    """Serve a company on the running loop; the config goes into `state` or a fresh folder that is removed again."""
    # named as TCP, or asyncio leaves Nagle's algorithm on and every answer costs 40 ms
    with socket.socket(proto=socket.IPPROTO_TCP) as listener, _folder(state) as folder:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        addresses = addresses_at(listener.getsockname()[1])
        config = folder / "demo.toml"
        config.write_text(
            config_text(company.scenario, addresses, company.start, speed=company.speed), encoding="utf-8"
        )
        server = _Server(_settings(company), company.traffic)
        task = asyncio.create_task(server.serve([listener]))
        try:
            await server.ready.wait()
            yield Demo(company, addresses, config)
        finally:
            server.ending.set()
            await task


@contextmanager
def serve_in_thread(make: Callable[[], Company], *, port: int = 0, state: Path | None = None) -> Iterator[ThreadDemo]:
    """Serve a company from a thread of its own, for callers without a loop."""
    loop = asyncio.new_event_loop()
    worker = threading.Thread(target=loop.run_forever, name="demo company", daemon=True)
    worker.start()
    context = serve(make(), port=port, state=state)
    try:
        demo = asyncio.run_coroutine_threadsafe(context.__aenter__(), loop).result(30)
        try:
            yield ThreadDemo(demo, loop)
        finally:
            asyncio.run_coroutine_threadsafe(context.__aexit__(None, None, None), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        worker.join(30)
        loop.close()


def _settings(company: Company) -> uvicorn.Config:
    return uvicorn.Config(
        application(company),
        http=line_of(company.traffic),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,  # the gate dates what is answered by the company's own clock
        proxy_headers=False,
        timeout_keep_alive=75,
    )


@contextmanager
def _folder(state: Path | None) -> Iterator[Path]:
    if state is None:
        with tempfile.TemporaryDirectory(prefix="supporttray-demo-", ignore_cleanup_errors=True) as name:
            yield Path(name)
    else:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield state


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone and ends as soon as it is told."""

    def __init__(self, config: uvicorn.Config, traffic: Traffic) -> None:
        super().__init__(config)
        self._traffic = traffic
        self.ready = asyncio.Event()
        self.ending = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        counter = 0
        while not self.ending.is_set():
            await self.on_tick(counter)
            counter = (counter + 1) % 864_000
            try:
                await asyncio.wait_for(self.ending.wait(), _TICK_S)
            except TimeoutError:
                continue
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End without the pauses of a server that has strangers for clients."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = set(self.server_state.tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_LAST_ANSWERS_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._traffic.cut_all()
        await asyncio.sleep(0)
