"""How the app ends, seen from outside: a process of its own, without a screen."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

STEERED = Path(__file__).with_name("steered.py")
LIMIT_S = 60
# Without a screen Qt complains that there is no tray.
WITHOUT_SCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.core.qobject.connect.warning=false"}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="named pipes and signals of POSIX")


@dataclass
class App:
    """The steered app and the pipe that steers it."""

    process: subprocess.Popen[str]
    pipe: IO[str]

    def order(self, line: str) -> None:
        self.pipe.write(line + "\n")
        self.pipe.flush()

    def wait_for_the_engines_end(self) -> None:
        with suppress(BrokenPipeError):  # it closes the pipe
            while True:
                self.order("")

    def says(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end(self) -> tuple[int, str]:
        _, errors = self.process.communicate(timeout=LIMIT_S)
        return self.process.returncode, errors


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Callable[[], App]]:
    started: list[App] = []

    def start() -> App:
        fifo = tmp_path / "orders"
        os.mkfifo(fifo)
        process = subprocess.Popen(
            [sys.executable, str(STEERED), str(fifo)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(STEERED.parents[2]), **WITHOUT_SCREEN},
        )
        one = App(process, fifo.open("w"))
        started.append(one)
        assert one.says() == "up"
        return one

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()
        with suppress(BrokenPipeError):
            one.pipe.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(app: Callable[[], App], number: signal.Signals) -> None:
    one = app()
    one.process.send_signal(number)
    assert one.end() == (0, "")


def test_a_second_engine_ends_it_with_a_clear_word(app: Callable[[], App]) -> None:
    one = app()
    one.order("!AlreadyRunning")
    assert one.end() == (4, "supporttray: Support Tray runs already. Look into the tray.\n")


@pytest.mark.parametrize("order", ["!StoreError", "!fault"])
def test_a_failed_engine_leaves_the_app_alive_until_somebody_ends_it(app: Callable[[], App], order: str) -> None:
    one = app()
    one.order(order)
    one.wait_for_the_engines_end()
    one.process.terminate()
    code, errors = one.end()
    assert code == 0
    assert ("ZeroDivisionError" in errors) == (order == "!fault")


def test_an_engine_that_hangs_in_the_system_does_not_hang_the_exit(app: Callable[[], App]) -> None:
    one = app()
    one.order("!hang")
    assert one.says() == "hanging"
    one.process.terminate()
    assert one.end() == (1, "supporttray: the engine did not end in time\n")
