"""The command line: every verb's happy path, the shapes of its JSON, how each ends, and what it makes of nonsense."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from supporttray import __version__
from supporttray.demo.__main__ import day
from supporttray.demo.check import read
from supporttray.demo.company import Company
from supporttray.demo.server import ThreadDemo, serve_in_thread
from tests.e2e.play import App, app, until, verb

QUICK_S = 3.0
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
VERBS = (
    "run", "demo", "check", "status", "journal", "secrets", "config", "ack", "unack", "reply", "snooze", "queue", "hand", "before", "log", "not-a-request", "lessons", "note", "outbox", "daily", "team", "duty", "focus", "handoff", "backup",
)  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> Iterator[ThreadDemo]:
    """The demo company, for tests that only read; what is still to come takes its time."""
    with serve_in_thread(lambda: Company(read(day()), speed=0.01)) as served:
        yield served


@pytest.fixture
def watched(demo: ThreadDemo, tmp_path: Path) -> Iterator[App]:
    """An app that has looked once."""
    with app(demo.config, tmp_path / "app") as one:
        one.start()
        one.waits_for("3 need you")
        yield one


def test_the_version_is_told_without_the_heavy_libraries() -> None:
    assert verb("--version").stdout == f"supporttray {__version__}\n"
    program = (
        "import sys; from supporttray.cli import main\ntry: main(['--version'])\nexcept SystemExit: pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = told.stdout.splitlines()[1].split()
    assert not {"PySide6", "httpx", "keyring", "msgspec", "sqlite3", "asyncio", "starlette", "uvicorn"} & set(loaded)


def test_while_no_release_is_watched_nothing_of_the_search_is_loaded(demo: ThreadDemo) -> None:
    program = (
        f"import sys; from supporttray.cli import main\nmain(['check', '--config={demo.config}'])\n"
        "print(*sorted(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.splitlines()[-1].split())
    assert "supporttray.engine.release.watcher" in loaded
    assert not {"rapidfuzz", "supporttray.core.release.group", "supporttray.core.release.score"} & loaded


@pytest.mark.parametrize("words", [(), *((name,) for name in VERBS)])
def test_every_verb_explains_itself(words: tuple[str, ...]) -> None:
    told = verb(*words, "--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"usage: supporttray {' '.join(words)}".rstrip())
    if not words:
        assert all(name in told.stdout for name in VERBS)
        assert "Exit codes: 0 all is well, 1 a bug, 2 the config, 3 a service, 4 another engine runs." in " ".join(
            told.stdout.split()
        )


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",), ("check", "--jsn"), ("secrets", "set"), ("secrets", "eat", "slack"), ("config",),
        ("run", "extra"), ("--background", "extra"), ("--quit", "extra"), ("journal", "--since"), ("demo", "--port", "x"), ("demo", "--port", "70000"), ("--config",),
        ("ack",), ("ack", "a", "b"), ("reply", "a"), ("snooze", "a"), ("note",), ("outbox", "eat", "1"), ("outbox", "undo", "x"),
        ("daily", "--format", "pdf"), ("duty", "eat"), ("duty", "swap", "Bo", "today"), ("duty", "give"), ("announce",), ("backup", "eat"),
    ],
)  # fmt: skip
def test_wrong_words_are_refused_with_the_usage(words: tuple[str, ...]) -> None:
    told = verb(*words)
    assert (told.returncode, told.stdout) == (2, "")
    assert "usage: supporttray" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("status", "--workspace=../x"), "'../x' is no name of a workspace;"),
        (("run", "--headless", "--workspace="), "'' is no name of a workspace;"),
        (("journal", "--since=yesterday"), "--since 'yesterday' is no time; write it like"),
        (("journal", "--since=2026-13-01"), "--since '2026-13-01' is no time;"),
        (("journal", "--since=999999d"), "--since '999999d' is no time;"),
        (("journal", "--since=0001-01-01"), "--since '0001-01-01' is no time;"),
        (("check", "--config=nowhere.toml"), "nowhere.toml: there is no such file."),
        (("check", "--config=/"), "/: cannot be read (Is a directory)."),
        (("run", "--headless", "--config=nowhere.toml"), "nowhere.toml: there is no such file."),
        (("secrets", "set", "a b"), "'a b' is no name of a credential;"),
        (("secrets", "set", "slack"), "No credential was given; nothing was changed."),
    ],
)
def test_a_mistake_of_the_person_ends_with_2_and_a_sentence(words: tuple[str, ...], said: str) -> None:
    told = verb(*words)
    assert (told.returncode, told.stdout) == (2, "")
    assert said in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_check_prints_the_shape_that_is_promised(demo: ThreadDemo) -> None:
    told = verb("check", "--json", f"--config={demo.config}")
    assert (told.returncode, told.stderr) == (0, "")
    view = json.loads(told.stdout)
    assert list(view) == ["at", "services", "items", "needs", "tray"]
    assert ISO.fullmatch(view["at"])
    for service in view["services"]:
        assert {"name", "state", "detail"} <= set(service)
    assert {item["kind"] for item in view["items"]} == {"request", "build", "shift", "task", "review"}
    for item in view["items"]:
        assert {"kind", "key", "title", "url", "state"} <= set(item)
    for need in view["needs"]:
        assert {"key", "kind", "urgency", "title", "because", "since", "url"} <= set(need)
        assert need["urgency"] in ("quiet", "needs you", "urgent")
        assert ISO.fullmatch(need["since"])
    assert [need["kind"] for need in view["needs"]] == [
        "build.broken", "request.waiting", "request.waiting", "request.acknowledged",
        "review.waiting", "review.waiting", "review.mine",
    ]  # fmt: skip
    assert set(view["tray"]) == {"state", "count", "tooltip", "left"}
    assert (view["tray"]["state"], view["tray"]["count"]) == ("needs you", 3)


def test_check_writes_nothing(demo: ThreadDemo, home: Path) -> None:
    before = sorted(home.rglob("*"))
    assert verb("check", f"--config={demo.config}").returncode == 0
    assert sorted(home.rglob("*")) == before


def test_check_ends_with_3_when_a_service_does_not_answer(demo: ThreadDemo, tmp_path: Path) -> None:
    config = tmp_path / "off.toml"
    config.write_text(demo.config.read_text("utf-8").replace("/ci/cctray.xml", "/ci/nothing.xml"), "utf-8")
    told = verb("check", "--json", f"--config={config}")
    assert told.returncode == 3
    states = {service["name"]: service["state"] for service in json.loads(told.stdout)["services"]}
    assert states == dict.fromkeys(("github", "gitlab", "jenkins", "jira", "rota", "slack"), "ok") | {"ci": "refused"}


def test_check_and_status_print_the_same_for_people(demo: ThreadDemo, watched: App) -> None:
    for name in ("check", "status"):
        lines = verb(name, f"--config={demo.config}").stdout.splitlines()
        assert lines[0].startswith("Tests on main is broken: test_a_gift_card_lowers_the_total")
        assert lines[0].endswith(", and 2 more.")
        assert sum(line.startswith("  needs you  ") for line in lines) == 3
        assert any(line.startswith("  slack: ok (") for line in lines)
    assert watched.end() == 0


def test_status_and_journal_before_the_first_start_say_what_to_do(demo: ThreadDemo) -> None:
    for name in ("status", "journal"):
        told = verb(name, f"--config={demo.config}")
        assert told.returncode == 1
        assert told.stderr == "supporttray: Nothing was watched in this workspace yet. Start `supporttray run` first.\n"


def events(watched: App, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = watched.verb("journal", *words)
    return found


def test_the_journal_is_told_since_any_moment(watched: App) -> None:
    everything = events(watched, "--since=9d")
    for event in everything:
        assert {"key", "kind", "subject", "at", "seen_at"} <= set(event)
        assert ISO.fullmatch(event["at"])
        assert ISO.fullmatch(event["seen_at"])
    now = datetime.now(UTC)
    hour = now - timedelta(hours=1)
    for form in ("1h", "60m", "3600s", hour.isoformat(), hour.isoformat().replace("+00:00", "Z")):
        told = events(watched, f"--since={form}")
        limit = hour - timedelta(minutes=1)
        known = {event["key"] for event in everything}  # what was found out since is not among them
        assert [event["key"] for event in told if event["key"] in known] == [
            event["key"] for event in everything if datetime.fromisoformat(event["at"]) > limit
        ], form
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    today, since_midnight = events(watched), events(watched, f"--since={midnight:%Y-%m-%d}")
    told_then = {event["key"] for event in today}
    assert [event for event in since_midnight if event["key"] in told_then] == today, "the day goes on"
    assert events(watched, f"--since={now + timedelta(days=1):%Y-%m-%dT%H:%M}") == []
    said = verb("journal", "--since=2030-01-01", f"--config={watched.config}").stdout
    assert said == "Nothing happened.\n"


def test_config_init_writes_one_that_has_no_mistakes_and_never_overwrites(home: Path) -> None:
    assert verb("config", "init").returncode == 0
    path = home / ".config/supporttray/default.toml"
    assert verb("config", "check").stdout == f"{path}: no mistakes; 3 watches on 2 services.\n"
    path.write_text("my own words")
    again = verb("config", "init")
    assert (again.returncode, path.read_text()) == (2, "my own words")
    assert "is there already; nothing was changed." in again.stderr
    blocked = verb("config", "init", f"--config={path}/below.toml")
    assert (blocked.returncode, blocked.stdout) == (2, "")
    assert "cannot be written" in blocked.stderr


def test_config_check_lists_every_mistake(tmp_path: Path) -> None:
    config = tmp_path / "bad.toml"
    config.write_text('schema = 9\nme = 1\nfoo = 2\n[service.x]\nkind = "y\\u001b[2J"\n[[watch]]\nevery = 1\n')
    told = verb("config", "check", f"--config={config}")
    assert (told.returncode, told.stdout) == (2, "")
    lines = told.stderr.splitlines()
    assert len(lines) == 5
    assert all(line.startswith(f"{config}: ") for line in lines)
    assert "\x1b" not in told.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("words", [("run", "--headless"), ("demo", "--headless")])
def test_a_signal_ends_it_at_once_cleanly_and_with_all_its_children(
    demo: ThreadDemo, tmp_path: Path, words: tuple[str, ...], number: signal.Signals
) -> None:
    with app(demo.config, tmp_path / "app") as one:
        one.words = words if words[0] == "demo" else (*words, f"--config={demo.config}")
        one.start()
        one.waits_for("3 need you")
        assert one.process
        pid, company = one.process.pid, int(words[0] == "demo")
        until(lambda: len(offspring(pid)) == company, "the end of who judges the logs")
        children = offspring(pid)
        begin = time.monotonic()
        assert one.end(number) == 0
        assert time.monotonic() - begin < QUICK_S
        until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), "the children's end")
        assert one.complained == ""


def offspring(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in told.split()]


def test_the_demo_shows_its_first_needs_soon(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with app(tmp_path / "no.toml", tmp_path / "app") as one:
        one.words = ("demo", "--headless")
        begin = time.monotonic()
        one.start()
        one.waits_for(" + needs you ")
        with capsys.disabled():
            print(f"\nthe demo's first need after {time.monotonic() - begin:.1f} s")  # noqa: T201  a number to read
        assert one.end() == 0


def test_serve_only_tells_where_it_is_and_ends_by_a_signal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "supporttray", "demo", "--serve-only", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        first = json.loads(process.stdout.readline())
        looked = verb("check", f"--config={first['config']}").returncode
        process.terminate()
        assert process.wait(30) == 0
    served = {"slack", "github", "gitlab", "jenkins", "cctray", "pagerduty", "jira", "zendesk", "rollbar", "demo"}
    assert set(first["addresses"]) == served
    assert looked == 0
    assert not Path(first["config"]).exists()
    assert tmp_path.exists()


@pytest.mark.parametrize("form", ["--headless", "--serve-only"])
def test_a_port_that_is_taken_is_said(demo: ThreadDemo, form: str) -> None:
    port = demo.addresses.demo.rpartition(":")[2]
    told = verb("demo", form, f"--port={port}")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith(f"127.0.0.1:{port} cannot be served (Address already in use)\n")


@pytest.mark.parametrize("words", [("--headless",), ("--serve-only",)])
def test_a_scenario_with_mistakes_is_refused_with_all_of_them(tmp_path: Path, words: tuple[str, ...]) -> None:
    scenario = tmp_path / "day.toml"
    scenario.write_text(
        'company = 5\nme = "nobody"\nperson = [{ id = "ada", name = "Ada" }]\n'
        'entry = [{ at = "soon", do = "dance" }, { at = "now", do = "message", by = "ada", text = "x" }]\n'
    )
    told = verb("demo", *words, f"--scenario={scenario}")
    assert (told.returncode, told.stdout) == (2, "")
    assert len([line for line in told.stderr.splitlines() if line.startswith(f"{scenario}: ")]) >= 3
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("words", ["check", "check --json", "journal --since 9d", "--help", "run --headless"])
def test_a_reader_that_goes_away_ends_it_quietly(watched: App, words: str) -> None:
    workspace = "--workspace=other" if "run" in words else ""
    where = "" if words == "--help" else f"--config={watched.config} {workspace}"
    script = f"{sys.executable} -m supporttray {words} {where} | head -1; echo ${{PIPESTATUS[0]}}"
    told = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30, check=True)
    assert told.stderr == ""
    assert told.stdout.splitlines()[1] == "0"


def test_it_runs_where_there_is_no_terminal_at_all(demo: ThreadDemo) -> None:
    script = f"{sys.executable} -m supporttray check --config={demo.config} <&- >&- 2>&-; echo $? >&3"
    read_end, write_end = os.pipe()
    subprocess.run(["bash", "-c", f"exec 3>&{write_end}; {script}"], pass_fds=[write_end], timeout=30, check=True)
    os.close(write_end)
    with os.fdopen(read_end) as told:
        assert told.read() == "0\n"
