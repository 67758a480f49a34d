"""A credential leaves no trace: not in a file, a log, an error, a repr, a command line or another process's environment."""

import asyncio
import base64
import gc
import json
import os
import secrets
import socketserver
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest

from supporttray.config import load
from supporttray.credentials import Credentials
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.face import Silence
from tests.e2e.play import App, Company, app, until, verb

FAULTS = ("500", "cut", "garbage", "truncated", "429", "refused")


@pytest.fixture
def canary() -> str:
    """A credential that the demo takes, and that is found wherever it stands."""
    return "demo-credential-" + secrets.token_hex(12)


def forms(canary: str) -> list[bytes]:
    """The credential as it is, without the part that everybody knows, and in the forms in which it could hide."""
    heart = canary.removeprefix("demo-credential-")
    pair = f":{canary}".encode()
    shifted = [base64.b64encode(b"x" * pad + canary.encode())[4:-4] for pad in (0, 1, 2)]
    return [
        heart.encode(),
        canary.encode().hex().encode(),
        quote(canary, safe="").encode(),
        base64.b64encode(pair)[4:-4],
        *shifted,
    ]


def found_below(folder: Path, canary: str) -> list[str]:
    needles = forms(canary)
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and any(needle in path.read_bytes() for needle in needles)
    ]


def seen_in_processes(canary: str, own: int | None = None) -> list[str]:
    """The command lines of all processes, and the environments of all but this one and the one it was given to."""
    needles = forms(canary)
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            for kind in ("cmdline", "environ"):
                if kind == "environ" and int(process.name) in (own, os.getpid()):
                    continue
                try:
                    content = (process / kind).read_bytes()
                except OSError:
                    continue
                found += [f"{process.name}/{kind}" for needle in needles if needle in content]
    return found


def with_a_credential(stairs: Company) -> Path:
    """The same config, as for a real service: with a credential that is set."""
    path = stairs.config.with_name("secret.toml")
    path.write_text(
        stairs.config.read_text("utf-8")
        .replace("demo = true\n", "")
        .replace('kind = "cctray"\n', 'kind = "cctray"\ncredential = true\n', 1),
        "utf-8",
    )
    return path


def given(canary: str) -> dict[str, str]:
    names = {"SLACK": canary, "GITHUB": canary, "CI": f"ci:{canary}"}
    return {f"SUPPORTTRAY_TOKEN_{name}": value for name, value in names.items()}


def test_a_run_with_good_and_bad_answers_and_an_end_without_warning_leaves_no_trace(
    stairs: Company, tmp_path: Path, home: Path, canary: str
) -> None:
    config = with_a_credential(stairs)
    with app(config, tmp_path / "app", **given(canary)) as one:
        one.start()
        one.waits_for("On duty")
        stairs.looked_at()
        assert one.process
        assert seen_in_processes(canary, one.process.pid) == []
        for fault in FAULTS:
            for service in ("slack", "github", "cctray"):
                stairs.fault(service, fault, times=1, seconds=0.1)
            until(lambda: not stairs.read("faults"), f"the end of {fault}")
        one.kill()
        one.start()
        one.waits_for("On duty")
        assert one.end() == 0
    for words in (
        ["check"],
        ["check", "--json"],
        ["status", "--json"],
        ["secrets", "test", "slack"],
        ["secrets", "test", "ci"],
    ):
        told = verb(*words, f"--config={config}", env=given(canary))
        assert told.returncode == 0, told.stderr
        assert not any(needle in (told.stdout + told.stderr).encode() for needle in forms(canary))
    assert found_below(tmp_path, canary) == []
    assert found_below(home, canary) == []


def test_a_fault_of_the_program_with_a_credential_in_it_hides_it(
    stairs: Company, tmp_path: Path, home: Path, canary: str
) -> None:
    config = with_a_credential(stairs)
    for number, where in enumerate(("connectors.slack.service.Slack.call", "engine.engine.Engine.refresh")):
        with app(config, tmp_path / f"app {number}", **given(canary), CRASH=where) as one:
            one.program = (sys.executable, str(Path(__file__).with_name("crashing.py")))
            one.start(f"--workspace=crash{number}")
            if where.startswith("engine"):
                assert one.wait() == 1
                assert "AssertionError: it was Bearer •••" in one.complained
            else:
                log = home / f".local/state/supporttray/crash{number}/supporttray.log"
                until(lambda log=log: log.exists() and "Bearer •••" in log.read_text("utf-8"), "the fault in the log")
                assert one.end() == 0
    assert found_below(tmp_path, canary) == []
    assert found_below(home, canary) == []


def test_no_live_object_tells_it(stairs: Company, canary: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given(canary).items():
        monkeypatch.setenv(name, value)

    async def look() -> list[object]:
        clock = SystemClock()
        plan = load(with_a_credential(stairs))
        store = Credentials("supporttray")
        engine = Engine(plan, Database(None, clock.now), clock=clock, credential=store.read, face=Silence())
        await engine.ask_once()
        ours = [
            thing for thing in gc.get_objects() if str(type(thing).__module__).startswith(("supporttray", "asyncio"))
        ]
        return [thing for thing in ours if any(needle.decode() in repr(thing) for needle in forms(canary))]

    assert [type(thing) for thing in asyncio.run(look())] == []


class Elsewhere(BaseHTTPRequestHandler):
    """Somebody else's server, to which ours redirects."""

    heard: list[str]

    def do_GET(self) -> None:
        self.heard.append(json.dumps([self.path, dict(self.headers)]))
        if self.server.server_address[1] == int(self.headers["Host"].rpartition(":")[2]) and self.path == "/start":
            self.send_response(302)
            self.send_header("Location", self.target)  # type: ignore[attr-defined]
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<Projects/>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def two_servers() -> Iterator[tuple[str, list[str]]]:
    """Two origins: what is asked of the first is redirected to the second, which notes what it hears."""
    heard: list[str] = []
    second = type("Second", (Elsewhere,), {"heard": heard})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), second) as there:
        target = f"http://127.0.0.1:{there.server_address[1]}/there"
        first = type("First", (Elsewhere,), {"heard": [], "target": target})
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), first) as here:
            for server in (here, there):
                threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{here.server_address[1]}/start", heard
            here.shutdown()
            there.shutdown()


def test_no_redirect_takes_it_along(two_servers: tuple[str, list[str]], tmp_path: Path, canary: str) -> None:
    address, heard = two_servers
    config = tmp_path / "redirect.toml"
    config.write_text(
        f'[service.ci]\nkind = "cctray"\naddress = "{address}"\ncredential = true\n[[watch]]\nkind = "cctray.builds"\n'
    )
    told = verb("check", "--json", f"--config={config}", env=given(canary))
    assert told.returncode == 0, told.stdout
    assert len(heard) == 1
    assert not any(needle.decode() in heard[0] for needle in forms(canary))
    assert "authorization" not in heard[0].lower()


def test_the_demo_company_does_not_inherit_it(tmp_path: Path, canary: str) -> None:
    with app(tmp_path / "no.toml", tmp_path / "app", **given(canary)) as one:
        one.words = ("demo", "--headless")
        one.start()
        one.waits_for("On duty")
        assert one.process
        assert set(seen_in_processes(canary)) == {f"{one.process.pid}/environ"}  # a trace would be seen
        assert seen_in_processes(canary, one.process.pid) == []
        assert one.end() == 0


@pytest.mark.parametrize("broken", ["xoxp-ümlaut", "xoxp-\U0001f511", "xoxp two\twords", "x" * 70_000])
def test_a_credential_that_no_header_can_hold_is_said_and_hidden(stairs: Company, broken: str) -> None:
    told = verb("check", "--json", f"--config={with_a_credential(stairs)}", env=given(broken))
    assert told.returncode == 3
    assert "Traceback" not in told.stderr
    assert broken not in told.stdout + told.stderr
    states = {service["name"]: service["state"] for service in json.loads(told.stdout)["services"]}
    assert states["slack"] != "ok"


def test_without_a_keyring_it_says_so_at_once(stairs: Company, watcher: App) -> None:
    watcher.config = with_a_credential(stairs)
    told = watcher.verb("check")
    assert {service["name"]: service["state"] for service in told["services"] if service["state"] != "ok"} == {
        "slack": "failed", "github": "failed", "ci": "failed",
    }  # fmt: skip
    assert all("SUPPORTTRAY_TOKEN_" in one["hint"] for one in told["services"] if one["state"] == "failed")
    for words in (["secrets", "set", "slack"], ["secrets", "forget", "slack"], ["secrets", "test", "slack"]):
        refused = verb(*words, f"--config={watcher.config}", given="a-secret\n")
        assert refused.returncode == 3
        assert "The keyring cannot be used" in refused.stderr
        assert "Traceback" not in refused.stderr
