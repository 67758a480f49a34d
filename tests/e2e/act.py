"""The verbs that write as processes, and where a test looks what became of them."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.play import PROGRAM, ROOT, App, Company, verb

ME = "Ada"


def told(company: Company, what: str) -> list[dict[str, Any]]:
    """What I did there, says the ledger."""
    return [line for line in company.read("ledger") if line["what"] == what and line.get("by_name") == ME]


def act(app: App, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a verb in the app's workspace."""
    return verb(words[0], f"--config={app.config}", *words[1:], env=app.env)


def titles(app: App) -> list[str]:
    """What needs somebody, as `status` tells it."""
    return [need["title"] for need in app.verb("status")["needs"] if need["urgency"] != "quiet"]


def key_of(app: App, title: str) -> str:
    """An item's key."""
    (found,) = (item["key"] for item in app.verb("status")["items"] if item["title"] == title)
    return str(found)


def outbox(app: App) -> list[dict[str, Any]]:
    """The outbox as JSON."""
    found: list[dict[str, Any]] = app.verb("outbox")
    return found


@contextmanager
def begun(app: App, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Have a verb that has been started."""
    command = [*PROGRAM, words[0], f"--config={app.config}", *words[1:]]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **app.env}
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line that it says."""
    assert process.stdout
    return process.stdout.readline()
