"""A new person, and the team's file from the first word to the next change: each a process of its own, the file behind a real server."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from supporttray import config
from tests.e2e.act import act
from tests.e2e.play import App, Company, app, company, until, verb

FARM = """
[service.ci]
kind = "cctray"
address = "{ci}"

[[watch]]
kind = "cctray.builds"
name = "farm"
service = "ci"
every = "150ms"
"""
ROTA = """
[[watch]]
kind = "roster.rule"
name = "rota"
people = ["Ada"]
start = 2026-01-05
zone = "Europe/Berlin"
"""
SLACK = """
[service.slack]
kind = "slack"
address = "{slack}"
"""


@dataclass
class Git:
    """A server that gives the team's file as the test has written it."""

    folder: Path
    address: str = ""

    def write(self, text: str) -> None:
        (self.folder / "team.toml").write_text(text, "utf-8")


@pytest.fixture
def git(tmp_path: Path) -> Iterator[Git]:
    one = Git(tmp_path)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (one.folder / "team.toml").read_bytes()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        one.address = f"http://127.0.0.1:{server.server_port}/raw/team.toml"
        yield one
        server.shutdown()
        thread.join()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Company]:
    with company(tmp_path / "company") as one:
        yield one


@pytest.fixture
def addresses(shop: Company) -> dict[str, str]:
    return {account.kind: account.address for account in config.load(shop.config).accounts.values()}


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[App]:
    (tmp_path / "ada").mkdir()
    with app(tmp_path / "ada" / "default.toml", tmp_path / "app") as one:
        yield one


def begin(ada: App, git: Git, *words: str) -> str:
    done = verb("config", "init", f"--from={git.address}", f"--config={ada.config}", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def services(ada: App) -> list[tuple[str, str]]:
    """How each service fares, as another process is told; a watch without one has its own name."""
    return [(one["name"], one["state"]) for one in ada.verb("status")["services"]]


def test_a_newcomer_sees_what_is_trusted_and_gives_only_tokens(git: Git, ada: App, addresses: dict[str, str]) -> None:
    git.write(FARM.format(ci=addresses["cctray"]) + SLACK.format(slack=addresses["slack"]))
    told = begin(ada, git, "--me=Ada", "--yes").splitlines()
    assert "  farm (cctray.builds on ci)" in told
    assert f"  ci (cctray) at {addresses['cctray']}; it needs no token." in told
    assert f"  slack (slack) at {addresses['slack']}; it will ask for a token of your own from Slack." in told
    assert told[-2:] == [
        "Now give your own token: supporttray secrets set slack",
        "Then: supporttray config check, and supporttray run.",
    ]
    checked = verb("config", "check", f"--config={ada.config}")
    assert checked.stdout == f"{ada.config}: no mistakes; 1 watches on 2 services.\n"


def test_nothing_is_written_without_a_word_or_over_what_is_there(git: Git, ada: App) -> None:
    git.write(ROTA)
    asked = verb("config", "init", f"--from={git.address}", f"--config={ada.config}")
    assert (asked.returncode, "Nobody can be asked here" in asked.stderr) == (2, True)
    assert "  rota (roster.rule)" in asked.stdout
    assert list(ada.config.parent.iterdir()) == []
    ada.config.write_text("# mine")
    again = verb("config", "init", f"--from={git.address}", f"--config={ada.config}", "--yes")
    assert (again.returncode, ada.config.read_text()) == (2, "# mine")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html>", "gives a web page, not a team's file."),
        ('me = "Bo"', "me is each person's own;"),
        ("magic = 1", "magic is not known here;"),
        ('[service.x]\nkind = "slack"\naddress = "http://evil.example"', "use https."),
        ("schema = 7", "schema is not known;"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_with_a_sentence(git: Git, ada: App, text: str, said: str) -> None:
    git.write(text)
    done = verb("config", "init", f"--from={git.address}", f"--config={ada.config}", "--yes")
    assert done.returncode in (2, 3)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(ada.config.parent.iterdir()) == []


def test_a_file_of_a_checkout_is_named_by_its_whole_path(git: Git, ada: App) -> None:
    git.write(ROTA)
    place = os.path.relpath(git.folder / "team.toml")
    done = verb("config", "init", f"--from={place}", f"--config={ada.config}", "--yes", "--me=Ada")
    assert (done.returncode, done.stderr) == (0, "")
    assert config.load(ada.config).team == str(git.folder / "team.toml")


def test_a_change_is_told_and_works_as_soon_as_it_is_taken(git: Git, ada: App, addresses: dict[str, str]) -> None:
    git.write(ROTA)
    begin(ada, git, "--me=Ada", "--yes")
    ada.start()
    ada.waits_for("On duty")
    git.write(ROTA + FARM.format(ci=addresses["cctray"]))
    assert act(ada, "team").stdout.splitlines()[:2] == [
        f"ADDRESS new: ci (cctray) at {addresses['cctray']}; it needs no token.",
        "Also watched: farm (cctray.builds on ci).",
    ]
    ada.end()
    ada.start()
    ada.waits_for("The team's file has changed — Look at the difference")
    assert services(ada) == [("rota", "ok")]
    done = act(ada, "team", "--take", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Taken.\n")
    until(lambda: ("ci", "ok") in services(ada), "the new watch's first look")
    assert ada.said.count(" ! The team's file") == 0
    assert act(ada, "team").stdout == f"Nothing has changed in {git.address}.\n"
    assert ada.end() == 0
    assert ada.complained == ""


def test_what_cannot_be_read_any_more_leaves_what_was_taken(git: Git, ada: App) -> None:
    git.write(ROTA)
    begin(ada, git, "--me=Ada", "--yes")
    git.write("<!doctype html><title>Log in</title>")
    ada.start()
    ada.waits_for("The team's file cannot be used")
    ada.waits_for("On duty")
    done = act(ada, "team", "--take", "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert "gives a web page, not a team's file." in done.stderr
