"""A served demo company for each test, with a clock that the test holds in its hand."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from supporttray.demo.__main__ import day
from supporttray.demo.check import check, read
from supporttray.demo.company import Company
from supporttray.demo.server import ThreadDemo, serve_in_thread

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SMALL: dict[str, Any] = {
    "company": "Small",
    "me": "ada",
    "person": [
        {"id": "ada", "name": "Ada"},
        {"id": "bo", "name": "Bo"},
        {"id": "robot", "name": "Robot", "kind": "app"},
        {"id": "hook", "name": "Hook", "kind": "webhook"},
    ],
    "channel": [{"id": "help", "name": "help"}, {"id": "far", "name": "far", "members": ["bo"]}],
    "repository": [{"name": "small/shop", "workflow": [{"name": "Tests", "file": "t.yml", "jobs": ["unit", "lint"]}]}],
    "project": [{"name": "lab"}],
}


@pytest.fixture
def small() -> dict[str, Any]:
    return {**SMALL, "entry": []}


@pytest.fixture
def company(small: dict[str, Any]) -> Company:
    return Company(check(small), clock=lambda: NOON)


@pytest.fixture
def serve() -> Iterator[Callable[[Company], ThreadDemo]]:
    """Serve any company until the test ends."""
    with ExitStack() as stack:
        yield lambda company: stack.enter_context(serve_in_thread(lambda: company))


@pytest.fixture
def demo(company: Company, serve: Callable[[Company], ThreadDemo]) -> ThreadDemo:
    return serve(company)


@pytest.fixture(scope="module")
def today() -> Iterator[ThreadDemo]:
    """The day that comes with the app, at noon; for tests that only read."""
    with serve_in_thread(lambda: Company(read(day()), clock=lambda: NOON)) as served:
        yield served


@pytest.fixture
def web(demo: ThreadDemo) -> Iterator[httpx.Client]:
    with client(demo) as opened:
        yield opened


@pytest.fixture(scope="module")
def today_web(today: ThreadDemo) -> Iterator[httpx.Client]:
    with client(today) as opened:
        yield opened


def client(demo: ThreadDemo) -> httpx.Client:
    headers = {"authorization": "Bearer demo-credential"}
    return httpx.Client(base_url=demo.addresses.demo, headers=headers, timeout=20, trust_env=False)


@pytest.fixture
def contracts() -> Path:
    return Path(__file__).parent.parent / "contracts"
