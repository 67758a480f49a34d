"""Killed anywhere between wish and answer, and with two processes at once: it is there once, or the entry says unknown and asks."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from supporttray.core.deed import Deed, Verb
from supporttray.core.outbox import new
from supporttray.engine.database import Database
from supporttray.engine.outbox import Outbox
from tests.e2e.play import PROGRAM, ROOT, App, Company, until, verb

ME = "U000000ADA"
TEXT = "Done & <!channel> <safe>"
SHOWN = "Done &amp; &lt;!channel&gt; &lt;safe&gt;"
WORDS = {"reply": [TEXT, "--yes"], "ack": []}


@pytest.fixture
def key(stairs: Company, watcher: App) -> str:
    """The key of a question that the app, which is off again, has seen."""
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    (found,) = [one["key"] for one in watcher.verb("status")["items"] if "cellar" in one["title"]]
    watcher.kill()
    return str(found)


@contextmanager
def begun(watcher: App, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command of the app; it is killed with the block."""
    command = [*PROGRAM, *words, f"--config={watcher.config}"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, **watcher.env},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def mine(stairs: Company) -> list[tuple[str, str]]:
    """What is there in the person's name."""
    lines = [line for line in stairs.read("ledger") if line.get("by") == ME]
    return [(line["what"], line.get("text") or line.get("emoji", "")) for line in lines]


def entries(watcher: App) -> Any:
    base = Database(watcher.state / "workspace.sqlite3", lambda: datetime.now(UTC))
    try:
        return Outbox(base).latest()
    finally:
        base.close()


def fates(watcher: App) -> set[str]:
    return {str(entry.fate) for entry in entries(watcher)}


def settled(watcher: App, fate: str = "sent") -> None:
    until(lambda: not {"waiting", "sending"} & fates(watcher), "that nothing is under way")
    assert fates(watcher) == {fate}


HOLDS = [
    ("reply", "hold-before", "postMessage"),
    ("reply", "hold-after", "postMessage"),
    ("reply", "hold-before", "getPermalink"),
    ("ack", "hold-before", "reactions.add"),
    ("ack", "hold-after", "reactions.add"),
]
THERE = {"reply": [("reply", SHOWN)], "ack": [("reaction_added", "eyes")]}


@pytest.mark.parametrize("engine", [True, False])
@pytest.mark.parametrize(("what", "hold", "path"), HOLDS)
def test_killed_while_it_writes_it_is_there_once(
    stairs: Company, watcher: App, key: str, what: str, hold: str, path: str, *, engine: bool
) -> None:
    stairs.fault("slack", hold, times=1, path=path)
    if engine:
        watcher.start()
        watcher.waits_for("On duty")
    with begun(watcher, what, key, *WORDS[what]):
        until(lambda: stairs.read("held")["held"], "that it is held")
        if engine:
            watcher.kill()
    assert fates(watcher) == {"sending"}
    stairs.heal()
    watcher.start()
    settled(watcher)
    assert mine(stairs) == THERE[what]


def test_killed_where_it_cannot_be_looked_for_the_entry_asks_and_a_person_decides(
    stairs: Company, watcher: App, key: str
) -> None:
    stairs.fault("slack", "hold-after", times=1, path="postMessage")
    with begun(watcher, "reply", key, TEXT, "--yes"):
        until(lambda: stairs.read("held")["held"], "that it is held")
    stairs.heal()
    stairs.fault("slack", "refused", path="replies")
    watcher.start()
    settled(watcher, "unknown")
    told = verb("outbox", f"--config={watcher.config}")
    assert "unknown" in told.stdout
    assert verb("outbox", "seen", "1", f"--config={watcher.config}").returncode == 0
    assert fates(watcher) == {"sent"}
    assert mine(stairs) == THERE["reply"]


@pytest.mark.parametrize("engine", [True, False])
@pytest.mark.parametrize("what", ["reply", "ack"])
def test_two_at_once_and_once_more_are_one(stairs: Company, watcher: App, key: str, what: str, *, engine: bool) -> None:
    if engine:
        watcher.start()
        watcher.waits_for("On duty")
    words = (what, key, *WORDS[what])
    with begun(watcher, *words) as one, begun(watcher, *words) as two:
        assert [one.wait(30), two.wait(30)] == [0, 0]
    assert mine(stairs) == THERE[what]
    assert verb(*words, f"--config={watcher.config}").returncode == 0
    assert mine(stairs) == THERE[what]


def test_two_different_answers_at_once_are_both_there(stairs: Company, watcher: App, key: str) -> None:
    with begun(watcher, "reply", key, "One", "--yes") as one, begun(watcher, "reply", key, "Two", "--yes") as two:
        assert [one.wait(30), two.wait(30)] == [0, 0]
    assert sorted(mine(stairs)) == [("reply", "One"), ("reply", "Two")]


def test_what_is_found_long_after_its_time_asks_first(stairs: Company, watcher: App, key: str) -> None:
    base = Database(watcher.state / "workspace.sqlite3", lambda: datetime.now(UTC))
    deed = Deed(verb=Verb.POST, place=key.split("/")[1], message=key.rpartition("/")[2], text=TEXT)
    Outbox(base).add(new("wish", "slack", [deed], datetime.now(UTC) - timedelta(minutes=3)))
    base.close()
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    assert fates(watcher) == {"held"}
    assert mine(stairs) == []
    told = verb("outbox", "send", "1", f"--config={watcher.config}")
    assert told.returncode == 0, told.stderr
    assert mine(stairs) == THERE["reply"]
