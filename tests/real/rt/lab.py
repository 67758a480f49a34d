"""A Request Tracker that nobody here wrote, with a database of its own in a new folder, on a free port. It ends with its input."""

import os
import re
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from rt.rest2 import Rt as Client

HERE = Path(__file__).parent
SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
SETUP = "/usr/sbin/rt-setup-database-5"
AGENT, BLIND = "agent:agent's word", "blind:blind's word"
PATIENCE_S = 60


@dataclass(frozen=True)
class Lab:
    """Where it is, the agent's token, and its own client with the rights of its administrator."""

    address: str
    token: str
    folder: Path
    root: Client

    def make(self, title: str, text: str = "It fails.", queue: str = "support", kind: str = "text/plain") -> str:
        """Let a customer open a ticket."""
        more = {"Requestor": "customer@example.org"}
        return str(self.root.create_ticket(queue, kind, title, text, **more))  # type: ignore[arg-type]

    def age(self, ticket: str, moment: datetime) -> None:
        """Let a ticket have been opened, and changed last, at a moment."""
        with sqlite3.connect(self.folder / "rt.sqlite3", timeout=10) as base:
            said = f"{moment:%Y-%m-%d %H:%M:%S}"
            base.execute("UPDATE Tickets SET Created = ?, LastUpdated = ? WHERE id = ?", (said, said, int(ticket)))
        base.close()


@contextmanager
def lab(folder: Path) -> Iterator[Lab]:
    """Serve one."""
    if not SERVER.exists():
        missing = "request-tracker5 is not installed: make test-rt"
        if os.environ.get("RT_WANTED"):
            pytest.fail(missing)
        pytest.skip(missing)
    settings = {"RT_SITE_CONFIG": str(HERE / "site.pm"), "RT_SITE_CONFIG_DIR": str(folder), "RT_LAB": str(folder)}
    told = dict(os.environ) | settings | {"TMPDIR": str(folder)}
    token = _prepare(told)
    port = _free()
    serve = f"{SERVER} --server Standalone --host 127.0.0.1 --port {port} & read _; kill $!"
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(["/bin/sh", "-c", serve], stdin=subprocess.PIPE, stdout=log, stderr=log, env=told) as server,
    ):
        try:
            _wait(port, server)
            address = f"http://127.0.0.1:{port}"
            client = Client(f"{address}/REST/2.0/", http_auth=("root", "password"))  # type: ignore[arg-type]
            yield Lab(address, token, folder, client)
        finally:
            server.communicate(b"\n", PATIENCE_S)


def _prepare(told: dict[str, str]) -> str:
    """Make the database; return the agent's token."""
    insert = ["--action", "insert", "--datafile", str(HERE / "data.pl"), "--skip-create"]
    for command in (["--action", "init", "--skip-create"], insert):
        done = subprocess.run(
            [SETUP, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=told, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"TOKEN (\S+)", done.stdout)
    assert found, done.stdout
    return found[1]


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until it answers."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert server.poll() is None, "it ended"
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    pytest.fail("it does not answer")
