"""Names and texts that want to be more than that: escapes, overrides, markup, newlines; and answers that are a trap."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.e2e.play import App, app, until, verb

ESCAPES = (
    "\x1b[2J\x1b]0;owned\x07",
    "\u202egnp.exe",
    "\x9b31m",
    "\r\nFAKE ! line",
    "<b>&amp;</b>",
    "🧨👨‍👩‍👧",
    "\u2066x",
    "a\tb\x00c",
)
HOSTILE = "".join(ESCAPES)
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printed_by(watched: App) -> str:
    """All that the app and its verbs say about its workspace."""
    said = [watched.said, watched.complained]
    for words in (["check"], ["status"], ["journal", "--since=2d"]):
        for form in ([], ["--json"]):
            told = verb(*words, *form, f"--config={watched.config}")
            assert told.returncode in (0, 3), told.stderr
            said += [told.stdout, told.stderr]
            if form:
                json.loads(told.stdout)
    return "\n".join(said)


def test_hostile_questions_never_reach_the_terminal_as_they_are(tmp_path: Path, home: Path) -> None:
    with company(tmp_path) as played, app(played.config, tmp_path / "app") as one:
        one.start()
        one.waits_for("On duty")
        played.looked_at()
        texts = [*ESCAPES, HOSTILE]
        entries = [{"do": "message", "by": "cleo", "text": f"{text} number {n}"} for n, text in enumerate(texts)]
        played.tell(
            "play",
            [
                *entries,
                {"do": "run", "workflow": "Tests", "by": "bo", "title": HOSTILE, "takes": "0s", "fails": ["unit"]},
            ],
        )
        until(lambda: len(one.spoken()) >= len(texts), "that each question speaks")
        played.looked_at()
        said = printed_by(one)
        log = next((home / ".local/state/supporttray").iterdir()) / "supporttray.log"
        assert OBEYED.search(said) is None
        assert not [line for line in said.splitlines() if line.startswith("FAKE")]
        assert not log.exists() or OBEYED.search(log.read_text("utf-8")) is None


def company(folder: Path) -> Any:
    """The company of the steps, but with names that are hostile where a scenario lets them be."""
    from tests.e2e.conftest import STEPS  # noqa: PLC0415
    from tests.e2e.play import company as served  # noqa: PLC0415

    quoted = json.dumps("🧹 " + ESCAPES[1] + ESCAPES[4], ensure_ascii=False)
    scenario = folder / "hostile.toml"
    scenario.write_text(STEPS.read_text("utf-8").replace('name = "Cleo"', f"name = {quoted}"), "utf-8")
    return served(folder / "company", "--hand", f"--scenario={scenario}")


# --- servers that nobody would write


def xml(inside: str) -> bytes:
    return f'<?xml version="1.0"?>{inside}'.encode()


PROJECT = '<Projects><Project name="a" activity="Sleeping" lastBuildStatus="Failure" webUrl="http://h/"/></Projects>'
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
TRAPS: dict[str, bytes] = {
    "a billion laughs": xml(f'<!DOCTYPE Projects [<!ENTITY l0 "ha">{LAUGHS}]><Projects>&l9;</Projects>'),
    "a file of ours": xml('<!DOCTYPE Projects [<!ENTITY x SYSTEM "file:///etc/passwd">]><Projects>&x;</Projects>'),
    "a DTD of theirs": xml('<!DOCTYPE Projects SYSTEM "http://127.0.0.1:9/x.dtd"><Projects/>'),
    "truncated": xml(PROJECT)[:-20],
    "a million levels": xml("<a>" * 200_000),
    "another document": xml("<html><body/></html>"),
    "nothing": b"",
    "noise": bytes(range(256)) * 40,
    "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?><Projects/>',
    "JSON": b'{"projects": []}',
}


@pytest.fixture
def server() -> Iterator[Callable[[bytes], str]]:
    """A feed that answers whatever it is told to."""
    answers: list[bytes] = []

    class Feed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(answers[-1])))
            self.end_headers()
            self.wfile.write(answers[-1])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Feed) as here:
        Thread(target=here.serve_forever, daemon=True).start()

        def give(body: bytes) -> str:
            answers.append(body)
            return f"http://127.0.0.1:{here.server_address[1]}/cctray.xml"

        yield give
        here.shutdown()


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_refused_and_nothing_of_it_is_shown(
    server: Callable[[bytes], str], tmp_path: Path, trap: str
) -> None:
    config = tmp_path / "feed.toml"
    address = server(TRAPS[trap])
    config.write_text(f'[service.ci]\nkind = "cctray"\naddress = "{address}"\n[[watch]]\nkind = "cctray.builds"\n')
    told = verb("check", "--json", f"--config={config}")
    assert (told.returncode, told.stderr) == (3, "")
    (service,) = json.loads(told.stdout)["services"]
    assert service["state"] == "not understood"
    assert "root:" not in told.stdout


def test_hostile_names_in_a_feed_are_shown_in_one_plain_line(server: Callable[[bytes], str], tmp_path: Path) -> None:
    allowed = "".join(one for one in HOSTILE if one.isprintable() or unicodedata.category(one) == "Cf")
    name = allowed.replace("&", "&amp;").replace("<", "&lt;") + "&#10;&#x9b;31m\x85two"
    body = PROJECT.replace('name="a"', f'name="{name}"').replace("http://h/", "javascript:alert(1)&#x9b;")
    address = server(body.encode())
    config = tmp_path / "feed.toml"
    config.write_text(f'[service.ci]\nkind = "cctray"\naddress = "{address}"\n[[watch]]\nkind = "cctray.builds"\n')
    for form in ([], ["--json"]):
        told = verb("check", *form, f"--config={config}")
        assert (told.returncode, told.stderr) == (0, "")
        assert OBEYED.search(told.stdout) is None
        assert "is broken" in told.stdout
