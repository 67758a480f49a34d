"""From one person's app to the next one's: the file, the message, and nothing private in either."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from supporttray.paths import workspace
from tests.e2e.act import act, told
from tests.e2e.play import App, Company, app, company

DAY = """
company = "Quillfern"
me = "ada"
person = [{ id = "ada", name = "Ada" }, { id = "priya", name = "Priya" }, { id = "bo", name = "Bo" }]
channel = [{ id = "support", name = "support", watch = "support" }, { id = "team", name = "team" }]
repository = [{ name = "quillfern/shop", workflow = [{ name = "Tests", file = "t.yml", jobs = ["unit"] }] }]
project = [{ name = "lab" }]
entry = [
  { at = "-50m", do = "message", id = "q1", by = "priya", text = "Where is the depot?" },
  { at = "-40m", do = "message", id = "q2", by = "priya", text = "Who has the key?" },
]
"""


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Company, App, App]]:
    """A company, and two apps that watch it, each with a state of its own."""
    (tmp_path / "day.toml").write_text(DAY)
    with company(tmp_path, f"--scenario={tmp_path / 'day.toml'}") as one:
        second = tmp_path / "second"
        second.mkdir()
        other = second / "config.toml"
        other.write_text(one.config.read_text("utf-8"), "utf-8")
        with app(one.config, tmp_path / "a") as ada, app(other, tmp_path / "b") as bo:
            for each in (ada, bo):
                each.start()
                each.waits_for("need you")
            one.looked_at()
            yield one, ada, bo


def test_what_ada_hands_over_bo_takes_over(pair: tuple[Company, App, App], tmp_path: Path) -> None:
    one, ada, bo = pair
    keys = {need["title"]: need["subject"] for need in ada.verb("status")["needs"]}
    assert act(ada, "snooze", keys["Who has the key?"], "2h").returncode == 0
    assert act(ada, "note", "next: ask the depot").returncode == 0
    file = tmp_path / "handoff.json"

    done = act(ada, "handoff", "--out", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert file.stat().st_mode & 0o777 == 0o600
    again = act(ada, "handoff", "--out", str(file))
    assert (again.returncode, "is there already" in again.stderr) == (2, True)

    refused = act(bo, "handoff", "--import", str(file))
    assert (refused.returncode, "Nobody can be asked here" in refused.stderr) == (2, True)
    taken = act(bo, "handoff", "--import", str(file), "--yes")
    assert taken.returncode == 0
    assert "2 open, 2 of them seen here." in taken.stdout
    assert "Snoozed until " in taken.stdout
    assert "next: ask the depot" in taken.stdout
    assert taken.stdout.splitlines()[-1].startswith("Taken over from ")
    one.looked_at()
    urgency = {need["title"]: need["urgency"] for need in bo.verb("status")["needs"]}
    assert urgency == {"Where is the depot?": "urgent", "Who has the key?": "quiet"}
    assert "ask the depot" in act(bo, "handoff", "--format", "text").stdout
    assert "ask the depot" in act(bo, "daily", "--format", "text").stdout
    again = act(bo, "handoff", "--import", str(file), "--yes")
    assert again.stdout.splitlines()[-1] == "Nothing was taken over: nothing in it is new here."


def test_it_is_posted_once(pair: tuple[Company, App, App]) -> None:
    one, ada, _ = pair
    shown = act(ada, "handoff", "--format", "text").stdout
    assert "Where is the depot?" in shown
    for _ in range(2):
        done = act(ada, "handoff", "--post", "--yes")
        assert done.returncode == 0, done.stderr
    (message,) = told(one, "message")
    assert message["channel"] == "C00000TEAM"


def test_what_was_written_in_the_window_goes_first_but_private_words_only_if_that_is_said(
    pair: tuple[Company, App, App], tmp_path: Path
) -> None:
    ada = pair[1]
    place = workspace(config=ada.config).database
    with closing(sqlite3.connect(place)) as base, base:
        base.execute("INSERT INTO draft VALUES ('handoff+private', 'My words', '', ?)", (time.time_ns() // 1_000_000,))

    texts = []
    for number, options in enumerate(([], ["--private"])):
        file = tmp_path / f"{number}.json"
        assert act(ada, "handoff", *options, "--out", str(file)).returncode == 0
        texts.append(json.loads(file.read_text("utf-8"))["text"])

    assert "My words" not in texts[0]
    assert texts[1] == "My words"


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[]", b'{"handoff": {"schema": 1}}', b"\xff\xfe", b" " * 1_000_001]
)
def test_what_is_no_hand_over_is_refused_with_a_sentence(
    pair: tuple[Company, App, App], tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "odd.json"
    file.write_bytes(content)
    done = act(pair[2], "handoff", "--import", str(file), "--yes")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "hand-over" in done.stderr


def test_a_newer_files_form_is_not_guessed_at(pair: tuple[Company, App, App], tmp_path: Path) -> None:
    file = tmp_path / "handoff.json"
    assert act(pair[1], "handoff", "--out", str(file)).returncode == 0
    content = json.loads(file.read_text())
    content["handoff"]["schema"] = 2
    file.write_text(json.dumps(content))
    done = act(pair[2], "handoff", "--import", str(file), "--yes")
    assert (done.returncode, "newer Support Tray" in done.stderr) == (2, True)
