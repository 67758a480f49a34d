"""What the bench asks of a process: memory, CPU, and how soon it stands in the tray."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from jeepney import HeaderFields, MatchRule, message_bus
from jeepney.io.blocking import open_dbus_connection

_REGISTERED = "StatusNotifierItemRegistered"
_LIMIT_S = 30.0


def pss_mib(pid: int | str = "self", *kinds: str) -> float:
    """Return the memory that a process would give back: its share of what is shared, and all its own; or of some kinds of it."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    wanted = {f"Pss_{kind}:" for kind in kinds} or {"Pss:"}
    return sum(int(line.split()[1]) for line in text.splitlines() if line.split()[0] in wanted) / 1024


def own_mib() -> float:
    """Return the memory that this process alone has filled, with its pictures at the screen's server.

    The code of libraries is no part of it: what of that is resident, and how many share it, changes with whoever else runs Qt.
    """
    return pss_mib("self", "Anon", "Shmem")


def tree(pid: int) -> list[int]:
    """Return the process and all below it."""
    below = [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return [pid, *(each for child in below for each in tree(child))]


def cpu_ms(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(command: Sequence[str], env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program quietly; end it, and what it started, afterwards."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        list(command), stdin=quiet, stdout=quiet, stderr=quiet, env=dict(env), start_new_session=True
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Watcher:
    """Listens on the session bus for icons that come into the tray."""

    def __init__(self) -> None:
        self._bus = open_dbus_connection("SESSION")
        self._bus.send_and_get_reply(message_bus.AddMatch(MatchRule(type="signal", member=_REGISTERED)))

    def start(self, command: Sequence[str], env: Mapping[str, str]) -> tuple[float, float]:
        """Start a program; return the milliseconds to its registered icon, and the CPU's by then. Then end it."""
        self._forget()
        began = time.perf_counter()
        with running(command, env) as process:
            while self._bus.receive(timeout=_LIMIT_S).header.fields.get(HeaderFields.member) != _REGISTERED:
                pass
            took = (time.perf_counter() - began) * 1000
            return took, cpu_ms(process.pid)

    def _forget(self) -> None:
        try:
            while True:
                self._bus.receive(timeout=0)
        except TimeoutError:
            pass


def settled_pss(command: Sequence[str], env: Mapping[str, str], settle_s: float) -> float:
    """Start a program, let it settle, and return the PSS of it and what it started."""
    with running(command, env) as process:
        time.sleep(settle_s)
        return sum(pss_mib(pid) for pid in tree(process.pid))


def program(name: str) -> str:
    """Return the path of a program. Raises FileNotFoundError."""
    if found := shutil.which(name):
        return found
    raise FileNotFoundError(name)
