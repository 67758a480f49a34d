"""A screen saver of somebody else's, MATE's, as a person has it: it comes on and goes by its own command."""

import os
import subprocess
from types import TracebackType
from typing import Self

from tests.desktop.lab.tree import WITHIN_S
from tests.e2e.play import until

NAME = "org.mate.ScreenSaver"


class Saver:
    """It runs while its `with` lasts, and asks for no password: nobody could type one."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start it; it serves when this returns."""
        env = {**os.environ, "GSETTINGS_BACKEND": "memory"}
        self._process = subprocess.Popen(
            ["mate-screensaver", "--no-daemon"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "15", NAME], check=True, timeout=WITHIN_S)

    def stop(self) -> None:
        """End it, as when it crashes."""
        self._process.kill()
        self._process.wait(WITHIN_S)

    def come(self) -> None:
        """Cover and lock the screen; all who listen have been told when this returns."""
        self._command("--lock")
        until(lambda: "is active" in self._command("--query"), "the screen saver")

    def go(self) -> None:
        """Uncover it."""
        self._command("--deactivate")
        until(lambda: "is inactive" in self._command("--query"), "the screen saver's end")

    def _command(self, what: str) -> str:
        command = ["mate-screensaver-command", what]
        return subprocess.run(command, check=True, timeout=WITHIN_S, stdout=subprocess.PIPE, text=True).stdout
