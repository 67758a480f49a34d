"""The daily status: each of its sentences follows from the demo's ledger, worked out here without the app's own code; posted once."""

import html
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.day_oracle import Oracle
from tests.e2e.play import PROGRAM, ROOT, App, Company, app, company, until, verb

TEAPOT = Path(__file__).with_name("daily.toml")


def noon() -> str:
    """A zone in which it is about noon now, so that a test's day is one day wherever and whenever it runs."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}"


@contextmanager
def played(folder: Path, channel: str, *arguments: str) -> Iterator[tuple[Company, App]]:
    """A company that lives by the test's hand, and an app whose status goes to a channel of it."""
    with company(folder / "company", "--hand", *arguments) as one, app(one.config, folder / "app") as watcher:
        text = one.config.read_text("utf-8").replace("schema = 1", f'schema = 1\nzone = "{noon()}"')
        text = re.sub(r"\[daily\]\n(?:\w.*\n)*", "", text)  # another channel than the company's own
        one.config.write_text(f'{text}\n[daily]\nchannel = "{channel}"\n', "utf-8")
        yield one, watcher


def play(one: Company, watcher: App, minutes: int) -> int:
    """Let the day pass with a look after each minute in which something happened; return how long the ledger was at first."""
    before = len(one.read("ledger"))
    watcher.start()
    watcher.waits_for("On duty")
    one.looked_at()
    known = one.read("ledger")
    for _ in range(minutes):
        one.advance(60)
        now = one.read("ledger")
        if any(line.get("workflow") != "Canary" for line in now[len(known) :]):
            one.looked_at()
        known = now
    one.looked_at()
    return before


def status(watcher: App, *more: str) -> str:
    done = verb("daily", *more, f"--config={watcher.config}")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


# --- two days


def test_every_sentence_of_the_companys_day_follows_from_the_ledger(tmp_path: Path) -> None:
    with played(tmp_path, "C00000TEAM") as (one, watcher):
        before = play(one, watcher, 6 * 60 + 45)
        oracle = Oracle(one, before)
        assert len(oracle.sections["Answered"]) > 10
        oracle.agrees(status(watcher))


@pytest.fixture
def teapot(tmp_path: Path) -> Iterator[tuple[Company, App]]:
    with played(tmp_path, "C00000TEAM", f"--scenario={TEAPOT}") as (one, watcher):
        yield one, watcher


def test_every_sentence_of_a_hard_day_follows_from_the_ledger(teapot: tuple[Company, App]) -> None:
    one, watcher = teapot
    before = play(one, watcher, 23)
    for text in ("Called the potter.", "next: *buy* milk"):
        assert verb("note", text, f"--config={watcher.config}").returncode == 0
    oracle = Oracle(one, before)
    handover = (datetime.now(UTC) + timedelta(hours=30)).astimezone(oracle.zone)
    oracle.sections["Next"] = ["*buy* milk", f"Hand-over to Bo on {handover:%a} {handover.day} {handover:%b}"]
    oracle.sections["Notes"] = ["Called the potter."]
    assert oracle.fire.startswith("Tests on main")
    said = status(watcher)
    oracle.agrees(said)
    assert "Mallory" not in said
    assert "Is {{ 7 * 7 }} always 49?" in said


# --- posting


def post(watcher: App, *more: str) -> tuple[int, str, str]:
    done = verb("daily", "--post", *more, f"--config={watcher.config}")
    return done.returncode, done.stdout, done.stderr


def posts(one: Company, channel: str = "C00000TEAM") -> list[str]:
    """What stands in a channel by my hand."""
    mine = [line for line in one.read("ledger") if line["service"] == "slack" and line["channel"] == channel]
    return [html.unescape(line["text"]) for line in mine if line["what"] == "message"]


def kept(watcher: App, statement: str) -> list[tuple[Any, ...]]:
    base = sqlite3.connect(watcher.state / "workspace.sqlite3", timeout=30)
    with base:
        found = base.execute(statement).fetchall()
    base.close()
    return found


@pytest.fixture(params=["running", "alone"])
def ready(request: pytest.FixtureRequest, teapot: tuple[Company, App]) -> tuple[Company, App]:
    """A day that was seen, by an app that runs on or has ended."""
    one, watcher = teapot
    watcher.start()
    watcher.waits_for("On duty")
    one.looked_at()
    if request.param == "alone":
        watcher.end()
    return one, watcher


def test_what_is_posted_is_what_was_shown_and_it_is_there_once(ready: tuple[Company, App]) -> None:
    one, watcher = ready
    raw = status(watcher)
    code, said, complaint = post(watcher, "--yes")
    assert (code, complaint) == (0, "")
    assert posts(one) == [raw]
    preview, _, rest = said.partition("\n\nto C00000TEAM on slack\n")
    assert preview == re.sub(r"(?m)(?<!\S)\*(\S[^*\n]*)\*(?=[\s:]|$)", r"\1", raw).replace(":fire:", "🔥")
    assert "/slack/archives/C00000TEAM/p" in rest
    code, again, _ = post(watcher, "--yes")
    assert code == 0
    assert again.startswith("Today's status was posted already")
    assert posts(one) == [raw]


def test_without_a_terminal_and_a_yes_nobody_is_asked_and_nothing_is_posted(ready: tuple[Company, App]) -> None:
    one, watcher = ready
    code, said, complaint = post(watcher)
    assert code == 2
    assert "to C00000TEAM on slack" in said
    assert "say --yes" in complaint
    assert "The draft is kept." in complaint
    assert posts(one) == []
    assert kept(watcher, "SELECT count(*) FROM outbox") == [(0,)]
    assert kept(watcher, "SELECT text FROM draft") == [(status(watcher),)]


@pytest.mark.parametrize("channel", ["C0000ATTIC", "C0NOWHERE"])
def test_where_it_cannot_be_posted_the_draft_is_kept_and_may_go_elsewhere(
    channel: str, teapot: tuple[Company, App]
) -> None:
    one, watcher = teapot
    raw = status(watcher)
    code, _, complaint = post(watcher, "--yes", "--channel", channel)
    assert code == 3
    assert "The draft is kept." in complaint
    assert "not a member" in complaint or "channel_not_found" in complaint
    assert kept(watcher, "SELECT text FROM draft") == [(raw,)]
    assert post(watcher, "--yes")[0] == 0
    assert posts(one) == [raw]


def test_after_a_refusal_it_is_the_text_of_now_that_goes(teapot: tuple[Company, App]) -> None:
    one, watcher = teapot
    one.fault("slack", "refused", path="chat.postMessage")
    assert post(watcher, "--yes")[0] == 3
    one.heal()
    assert verb("note", "Written later.", f"--config={watcher.config}").returncode == 0
    assert post(watcher, "--yes")[0] == 0
    (text,) = posts(one)
    assert "Written later." in text
    assert post(watcher, "--yes")[0] == 0
    assert len(posts(one)) == 1


def test_with_no_channel_the_draft_is_kept_and_the_key_is_named(teapot: tuple[Company, App]) -> None:
    one, watcher = teapot
    text = one.config.read_text("utf-8")
    one.config.write_text(text.partition("\n[daily]")[0], "utf-8")
    code, _, complaint = post(watcher, "--yes")
    assert code == 2
    assert "[daily]" in complaint
    assert kept(watcher, "SELECT count(*) FROM draft") == [(1,)]


def test_yesterdays_is_never_posted_today(teapot: tuple[Company, App]) -> None:
    one, watcher = teapot
    watcher.start()
    watcher.waits_for("On duty")
    one.looked_at()
    one.fault("slack", "500", path="conversations.info")  # asked before anything is posted
    words = ("daily", "--post", "--yes", f"--config={watcher.config}")
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.DEVNULL, cwd=ROOT) as command:
        until(
            lambda: kept(watcher, "SELECT 1 FROM outbox WHERE fate = 'waiting' AND CAST(body AS TEXT) LIKE '%reason%'"),
            "a delay",
        )
        command.kill()
    watcher.kill()
    turned = "json_set(CAST(body AS TEXT), '$.expires', '2026-01-01T00:00:00Z')"
    kept(watcher, f"UPDATE outbox SET body = CAST({turned} AS BLOB)")  # noqa: S608  ours
    one.heal()
    watcher.start()
    until(lambda: kept(watcher, "SELECT fate FROM outbox") == [("expired",)], "expiry")
    one.looked_at()
    assert posts(one) == []
    assert post(watcher, "--yes")[0] == 0
    assert len(posts(one)) == 1


def test_a_persons_own_template_is_used_and_its_mistake_is_said(teapot: tuple[Company, App]) -> None:
    _, watcher = teapot
    own = watcher.config.parent / "templates" / "daily.slack.j2"
    own.parent.mkdir()
    own.write_text("Today: {{ day.summary }}", "utf-8")
    assert status(watcher).startswith("Today: ")
    own.write_text("Today:\n{{ day.sumary }}", "utf-8")
    done = verb("daily", f"--config={watcher.config}")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{own}: line 2: 'dict object' has no attribute 'sumary'." in done.stderr


def test_what_could_not_be_seen_is_said(teapot: tuple[Company, App]) -> None:
    one, watcher = teapot
    one.fault("cctray", "500")
    done = verb("daily", f"--config={watcher.config}")
    assert done.returncode == 0
    assert "\n\n:warning: Could not look at ci.\n\n" in done.stdout
    assert "unreachable" in done.stderr
