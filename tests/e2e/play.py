"""What the end-to-end tests play with: a demo company, the app and its verbs, each a process of its own."""

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from supporttray import cli

Seen = TypeVar("Seen")

WITHIN_S = 30.0
ROOT = Path(__file__).parents[2]
# The app under test: this checkout, or a frozen one that is to behave the same (packaging/linux/verify.py).
PROGRAM = tuple(shlex.split(os.environ.get("SUPPORTTRAY_PROGRAM", ""))) or (sys.executable, "-m", "supporttray")
CREDENTIAL = {"authorization": "Bearer demo-credential"}
LOOKS = {
    "slack": re.compile(r"conversations\.history"),
    "github": re.compile(r"GET .*/actions/runs"),
    "cctray": re.compile(r"GET .*\.xml"),
}
NOTHING: dict[str, Any] = {"methods": {}}
READING = ("status", "outbox", "journal")  # verbs that only read the workspace's database


def until(look: Callable[[], Seen], what: str, within_s: float = WITHIN_S) -> Seen:
    """Look again and again until something true is seen; return it."""
    end = time.monotonic() + within_s
    while not (seen := look()):
        assert time.monotonic() < end, f"{what}: not seen within {within_s:g} s"
        time.sleep(0.02)
    return seen


@dataclass(frozen=True)
class Company:
    """A demo company that is served by a process of its own."""

    process: subprocess.Popen[str]
    web: httpx.Client
    config: Path

    def read(self, what: str) -> Any:
        """What the company tells under /_demo."""
        return self.web.get(f"/_demo/{what}").raise_for_status().json()

    def tell(self, what: str, body: Any) -> Any:
        """Let something be done there."""
        return self.web.post(f"/_demo/{what}", json=body).raise_for_status().json()

    def advance(self, seconds: float) -> int:
        """Let time pass; return how much is still to come."""
        return int(self.tell("advance", {"seconds": seconds})["waiting"])

    def fault(self, service: str, fault: str, **more: Any) -> None:
        """Switch a fault on."""
        self.tell("faults", {"service": service, "fault": fault, **more})

    def heal(self) -> None:
        """Switch all faults off."""
        self.web.delete("/_demo/faults").raise_for_status()

    def over(self) -> bool:
        """Whether nothing is left to happen."""
        return self.read("time")["waiting"] == 0

    def asked(self) -> dict[str, int]:
        """How often each service was asked what every look begins with."""
        told = self.read("requests")["services"]
        return {
            service: sum(
                number for method, number in told.get(service, NOTHING)["methods"].items() if look.fullmatch(method)
            )
            for service, look in LOOKS.items()
        }

    def looked_at(self, times: int = 2) -> None:
        """Wait until every service has been asked so often again: what happened before this call has then been seen.

        The first of two was perhaps on its way before; it is the second that began after the call.
        """
        before = self.asked()
        until(
            lambda: all(number >= before[what] + times for what, number in self.asked().items()),
            f"{times} looks of every watch (before: {before})",
        )


@contextmanager
def company(folder: Path, *arguments: str) -> Iterator[Company]:
    """Serve a company until the block ends."""
    command = [sys.executable, "-m", "supporttray.demo", "--state", str(folder), "--until-stdin-closes", *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout
        first = json.loads(process.stdout.readline())
        config = folder / "config.toml"
        written = Path(first["config"]).read_text("utf-8").replace('every = "1s"', 'every = "150ms"')
        config.write_text(written.replace("live = true\n", ""), "utf-8")  # looks are counted here
        with httpx.Client(base_url=first["addresses"]["demo"], headers=CREDENTIAL, timeout=30, trust_env=False) as web:
            yield Company(process, web, config)
    finally:
        process.terminate()
        process.communicate(timeout=WITHIN_S)


@dataclass
class App:
    """`supporttray run --headless`, with what it says kept in files, over all its restarts."""

    config: Path
    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = PROGRAM
    prefix: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> None:
        """Start it (again)."""
        self.starts += 1
        words = self.words or ("run", "--headless", f"--config={self.config}")
        command = [*self.prefix, *self.program, *words, *arguments]
        with self._file("out").open("wb") as out, self._file("err").open("wb") as err:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env={**os.environ, **self.env}, cwd=ROOT
            )

    def kill(self) -> None:
        """End it without a warning."""
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal; return the exit status."""
        assert self.process
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end; return the exit status."""
        assert self.process
        return self.process.wait(WITHIN_S)

    @property
    def said(self) -> str:
        """All that it wrote since its last start."""
        return self._file("out").read_text("utf-8")

    @property
    def complained(self) -> str:
        """All that it wrote to stderr, in all its lives."""
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.err")))

    def spoken(self) -> list[str]:
        """What its alerts say, in all its lives."""
        text = "".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.out")))
        return re.findall(r"^\d\d:\d\d:\d\d ! (.*) \(because .*$", text, re.MULTILINE)

    def waits_for(self, text: str) -> str:
        """Wait until it has said something since its last start; return all of it."""
        return until(lambda: (said := self.said) if text in self.said else "", f"{text!r} said by the app")

    def verb(self, *arguments: str) -> Any:
        """Ask about its workspace from outside; return what is printed as JSON.

        What only reads is asked here, without the start of a process each time; the tests of the verbs start one.
        """
        words = (*arguments, f"--config={self.config}", "--json")
        if arguments[0] in READING:
            code, printed, complained = said_here(*words, env=self.env)
        else:
            told = verb(*words, env=self.env)
            code, printed, complained = told.returncode, told.stdout, told.stderr
        assert code in (0, 3), complained
        return json.loads(printed)

    @property
    def state(self) -> Path:
        """The workspace's folder."""
        (found,) = (Path(os.environ["XDG_STATE_HOME"]) / "supporttray").iterdir()
        return found

    def _file(self, kind: str) -> Path:
        return self.folder / f"{self.starts:03}.{kind}"


@contextmanager
def app(config: Path, folder: Path, **env: str) -> Iterator[App]:
    """Have an app that ends with the block; `start` starts it."""
    folder.mkdir(exist_ok=True)
    one = App(config, folder, env)
    try:
        yield one
    finally:
        if one.process and one.process.poll() is None:
            one.kill()


def said_here(*arguments: str, env: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Run the command line in this process; return how it ended and what it wrote, to stdout and to stderr."""
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(io.StringIO()) as out,
        redirect_stderr(io.StringIO()) as err,
    ):
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        patch.setattr(sys, "excepthook", sys.excepthook)
        code = cli.main(arguments)
    return code, out.getvalue(), err.getvalue()


def verb(
    *arguments: str, env: Mapping[str, str] | None = None, given: str = "", prefix: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return subprocess.run(
        [*prefix, *PROGRAM, *arguments],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, **(env or {})},
        cwd=ROOT,
    )
