"""One desktop of the lab and the programs under test in it, with what is needed to understand a failure."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.desktop.lab.panel import WITHIN_S, Panel, TrayItem


@dataclass
class AppProcess:
    """A program under test: started in the desktop, its output in a file."""

    process: subprocess.Popen[bytes]
    log: Path
    panel: Panel

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8", errors="replace")

    def item(self, suits: Callable[[TrayItem], bool] = lambda _: True, within_s: float = WITHIN_S) -> TrayItem:
        """Wait for its tray item, or for one that suits."""
        try:
            return self.panel.wait_item(self.pid, suits, within_s)
        except AssertionError as never:
            state = self.process.poll()
            raise AssertionError(f"{never}; exit status {state}; it said:\n{self.output}") from None

    def wait(self, within_s: float = WITHIN_S) -> int:
        """Wait for its end; return the exit status."""
        try:
            return self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {within_s:g} s; it said:\n{self.output}") from None

    def end(self) -> None:
        """End it, whatever it takes; a test that cares how it ends looks itself."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)


@dataclass
class Desktop:
    """The desktop that desktop.sh started around the tests."""

    panel: Panel
    folder: Path
    home: Path
    logs: Path = field(default_factory=lambda: Path(os.environ["DESKTOP_LOGS"]))
    processes: list[AppProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Remember where this test begins in the log of the bus."""
        self._bus_log_before = self._bus_log().stat().st_size

    def start(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> AppProcess:
        """Start a program in the desktop; it does not wait for its tray item: see AppProcess.item."""
        log = self.folder / f"program-{len(self.processes) + 1}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
            )
        started = AppProcess(process, log, self.panel)
        self.processes.append(started)
        return started

    def start_panel(self) -> None:
        """Start the panel again; it is there when this returns."""
        subprocess.run(["desktop-panel", "start"], check=True, timeout=WITHIN_S)

    def stop_panel(self) -> None:
        """End the panel; the tray has gone when this returns."""
        subprocess.run(["desktop-panel", "stop"], check=True, timeout=WITHIN_S)
        self.panel.wait(lambda: not self.panel.there(), "the tray's end")

    def screenshot(self, file: Path) -> Path:
        """Take a picture of the whole screen."""
        subprocess.run(["desktop-shot", str(file)], check=True, timeout=WITHIN_S)
        return file

    def keep_evidence(self, folder: Path) -> None:
        """Save what tells why a test failed: screen, tray, the bus since the test began, the programs' output."""
        folder.mkdir(parents=True, exist_ok=True)
        for process in self.processes:
            shutil.copy(process.log, folder)
        with self._bus_log().open("rb") as log:
            log.seek(self._bus_log_before)
            (folder / "bus.log").write_bytes(log.read())
        items = [f"{item}\n{self.panel.menu(item)}\n" for item in self.panel.items()]
        (folder / "tray.txt").write_text("".join(items) or "the tray is empty, or not there\n", "utf-8")
        self.screenshot(folder / "screen.png")

    def _bus_log(self) -> Path:
        return self.logs / "bus.log"
