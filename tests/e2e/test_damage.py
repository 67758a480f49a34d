"""Databases that are damaged, full, read-only or held by another: said, gone on, nothing repeated and nothing lost."""

import os
import random
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e import oracle
from tests.e2e.play import App, Company, app, until, verb

DAMAGED = "The database was damaged"
UNSAVED = "Nothing is saved: the database cannot be written"
NEW = "Who waters the plants?"


def noise(whole: bytes) -> bytes:
    return random.Random(len(whole)).randbytes(len(whole))  # noqa: S311


def cut(share: float) -> Callable[[bytes], bytes]:
    return lambda whole: whole[: int(len(whole) * share)]


def hole(whole: bytes) -> bytes:
    return whole[:4096] + bytes(8192) + whole[12288:]


def text(_: bytes) -> bytes:
    return b"This is my shopping list:\nmilk, bread and a bicycle bell.\n" * 200


@pytest.mark.parametrize("damage", [noise, cut(0.8), cut(0.5), cut(0.01), hole, text])
def test_a_damaged_database_is_moved_aside_and_said_and_what_is_there_stays_silent(
    stairs: Company, watcher: App, damage: Callable[[bytes], bytes]
) -> None:
    database = seen_once(stairs, watcher)
    database.write_bytes(spoilt := damage(database.read_bytes()))
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    stairs.advance(5)
    watcher.waits_for(f"! {NEW}")
    assert watcher.spoken() == [DAMAGED, NEW]
    (aside,) = database.parent.glob("workspace.sqlite3.damaged-*")
    assert aside.read_bytes() == spoilt
    stairs.looked_at()
    assert oracle.told(watcher.verb("journal", "--since", "2d")) == {
        subject: possible[0]
        for subject, possible in oracle.journals(stairs.read("ledger"), stairs.config, "Ada").items()
        if possible[0]
    }


def seen_once(stairs: Company, watcher: App) -> Path:
    """Let the app see what is there and end; return its database."""
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    assert watcher.end() == 0
    return watcher.state / "workspace.sqlite3"


def test_an_empty_file_is_a_new_database(stairs: Company, watcher: App) -> None:
    seen_once(stairs, watcher).write_bytes(b"")
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    assert len(watcher.verb("status")["needs"]) == 3
    assert watcher.spoken() == []


def test_a_database_of_a_newer_program_is_left_alone(stairs: Company, watcher: App) -> None:
    database = seen_once(stairs, watcher)
    with sqlite3.connect(database) as base:
        base.execute("PRAGMA user_version = 999")
    base.close()
    before = database.read_bytes()
    watcher.start()
    assert watcher.wait() == 1
    assert "was written by a newer Support Tray. Install the newer version again" in watcher.complained
    assert "Traceback" not in watcher.complained
    assert database.read_bytes() == before


@pytest.mark.parametrize("name", ["XDG_STATE_HOME/a file", "XDG_STATE_HOME/a file/below"])
def test_where_nothing_can_be_written_it_goes_on_in_memory_and_says_so(
    stairs: Company, tmp_path: Path, name: str
) -> None:
    (tmp_path / "XDG_STATE_HOME").mkdir()
    (tmp_path / "XDG_STATE_HOME/a file").write_text("in the way")
    with app(stairs.config, tmp_path / "app", XDG_STATE_HOME=str(tmp_path / name)) as one:
        one.start()
        one.waits_for("On duty")
        stairs.looked_at()
        stairs.advance(5)
        one.waits_for(f"! {NEW}")
        assert one.spoken() == [UNSAVED, NEW]
        assert one.end() == 0
        assert "Traceback" not in one.complained


@pytest.mark.parametrize("kilobytes", [0, 8, 52, 56, 60, 64, 72, 90])
def test_a_disk_that_fills_up_is_said_and_what_was_kept_is_kept(stairs: Company, watcher: App, kilobytes: int) -> None:
    # what it says is a file too, so that another process writes it
    watcher.prefix = ("bash", "-c", f'exec > >(cat) 2> >(cat >&2); ulimit -f {kilobytes}; exec "$@"', "limited")
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    stairs.tell("play", [{"do": "message", "by": "cleo", "text": f"Number {n}: {'x' * 300}"} for n in range(40)])
    until(lambda: UNSAVED in watcher.spoken(), "that nothing is saved", 60)
    stairs.tell("play", {"do": "message", "by": "cleo", "text": "Does it go on?"})
    until(lambda: "Does it go on?" in watcher.spoken(), "that it goes on")
    assert len(watcher.spoken()) == len(set(watcher.spoken()))
    assert watcher.end() == 0
    assert "Traceback" not in watcher.complained
    watcher.prefix = ()
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    oracle.agree(
        oracle.told(watcher.verb("journal", "--since", "2d")),
        oracle.journals(stairs.read("ledger"), stairs.config, "Ada"),
    )
    assert DAMAGED not in watcher.spoken()


def test_a_second_start_is_refused_and_the_first_goes_on(stairs: Company, watcher: App) -> None:
    watcher.start()
    watcher.waits_for("On duty")
    second = verb("run", "--headless", f"--config={stairs.config}")
    assert second.returncode == 4
    assert second.stdout == ""
    assert second.stderr.startswith("supporttray: Support Tray runs already for the workspace ")
    stairs.looked_at()
    stairs.advance(5)
    watcher.waits_for(f"! {NEW}")


def test_another_workspace_with_the_same_config_runs_beside_it(stairs: Company, watcher: App, tmp_path: Path) -> None:
    watcher.start()
    watcher.waits_for("On duty")
    with app(stairs.config, tmp_path / "other") as other:
        other.start("--workspace=other")
        other.waits_for("On duty")
        assert other.end() == 0
    assert watcher.end() == 0


def test_after_a_kill_the_workspace_is_free_at_once(stairs: Company, watcher: App) -> None:
    for _ in range(3):
        watcher.start()
        watcher.waits_for("On duty")
        watcher.kill()
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    assert watcher.end() == 0
    assert watcher.complained == ""


def test_a_state_folder_is_for_its_owner_only(stairs: Company, watcher: App) -> None:
    database = seen_once(stairs, watcher)
    assert oct(os.stat(database.parent).st_mode & 0o777) == "0o700"  # noqa: PTH116


def test_a_database_that_is_spoilt_while_it_runs_ends_it_with_a_sentence_and_the_next_start_mends(
    stairs: Company, watcher: App
) -> None:
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    stairs.advance(5)
    assert watcher.process
    for _ in range(5):  # with an index that it just wrote SQLite may go on with the pages that it remembers
        spoil(watcher.state)
        with suppress(subprocess.TimeoutExpired):
            watcher.process.wait(5)
            break
    assert watcher.wait() == 1
    assert watcher.complained.startswith("supporttray: The database is damaged: ")
    assert watcher.complained.endswith("Restart the app: a damaged file is moved aside.\n")
    before = watcher.spoken()
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    assert [line for line in watcher.spoken() if line not in before] == [DAMAGED]


def spoil(state: Path) -> None:
    """Overwrite the database in its place, under the app's own hands."""
    for file in sorted(state.glob("workspace.sqlite3*")):
        with file.open("r+b") as open_file:
            open_file.write(noise(file.read_bytes()))
