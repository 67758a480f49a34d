"""A frozen app's start beside the same checkout's, in turns: bench_frozen.py FOLDER (as packaging/build.py linux leaves it in dist/linux).

It starts itself again inside the private desktop of the tests.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAB = ROOT / "tests" / "desktop" / "lab" / "desktop.sh"
STARTS = 15
LIMIT = 1.5  # times the checkout's, to the icon


def main(folder: Path) -> int:
    """Measure, print, and say whether it holds."""
    if "--inside" not in sys.argv:
        command = ["bash", str(LAB), "--", sys.executable, __file__, str(folder), "--inside"]
        return subprocess.run(command, check=False).returncode
    programs = {"checkout": [sys.executable, "-m", "supporttray"], "frozen": [str(folder / "supporttray")]}
    ratio = compare("start to the registered tray icon", programs, icon())
    compare("--version, which nobody waits for", programs, version)
    return 0 if ratio <= LIMIT else 1


def compare(what: str, programs: dict[str, list[str]], look) -> float:  # noqa: ANN001  a function of a command
    """Print the medians of one kind of start; return their ratio."""
    took: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(STARTS + 1):  # the first fills the caches
        for name, command in programs.items():
            ms = look(command)
            if number:
                took[name].append(ms)
    median = {name: statistics.median(each) for name, each in took.items()}
    ratio = median["frozen"] / median["checkout"]
    spread = "; ".join(f"{name} {median[name]:.0f} ms ({min(each):.0f}-{max(each):.0f})" for name, each in took.items())
    print(f"{what}: {spread}; {ratio:.2f} x")
    return ratio


def icon():  # noqa: ANN201  a function of a command
    """Return what measures a start to the registered tray icon, in milliseconds."""
    from bench_process import Watcher  # noqa: PLC0415  needs the desktop's bus

    watcher = Watcher()

    def look(command: list[str]) -> float:
        with tempfile.TemporaryDirectory() as home:
            return watcher.start([*command, "run", "--background"], {**os.environ, "HOME": home})[0]

    return look


def version(command: list[str]) -> float:
    """Return the milliseconds of a start that only says the version."""
    began = time.perf_counter()
    subprocess.run([*command, "--version"], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
