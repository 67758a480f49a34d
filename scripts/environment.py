"""Make or renew a virtual environment from a hashed lock: environment.py FOLDER LOCK [--project].

Started by the Makefile, or by hand where there is no make: py scripts/environment.py .venv requirements.lock --project
FOLDER/ready is written last, so that a creation which was interrupted is never taken for a whole one.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCES = "multi-key-dict,roundup"  # there as source only: the Jenkins client needs the one, the other is a tracker to test against
PIP = ("pip", "--quiet", "--disable-pip-version-check", "--no-input")


def main(folder: Path, lock: Path, *, project: bool) -> int:
    """Bring the environment up to the lock, then the project into it."""
    ready = folder / "ready"
    made_of = f"{sys.version}\n{hashlib.sha256(lock.read_bytes()).hexdigest()}\n"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    was = ready.read_text("utf-8") if ready.exists() and works(python) else ""
    ready.unlink(missing_ok=True)
    if was.splitlines()[:-1] != made_of.splitlines()[:-1]:
        say(f"Creating {folder} with Python {sys.version.split()[0]} ...")
        if folder.exists():
            shutil.rmtree(folder)
        run(Path(sys.executable), "venv", str(folder))
        (folder / ".gitignore").write_text("*\n", "utf-8")
    if was != made_of:
        say(f"Installing what {lock} names ...")
        only = ("--only-binary=:all:", f"--no-binary={SOURCES}")
        run(python, *PIP, "install", "--require-hashes", "--no-deps", *only, "-r", str(lock))
        run(python, *PIP, "check")
    if project:
        say("Installing Support Tray itself ...")
        run(python, *PIP, "install", "--no-deps", "--no-build-isolation", "--editable", ".")
    ready.write_text(made_of, "utf-8")
    return 0


def run(python: Path, *arguments: str) -> None:
    """Run a module of Python's; what it says is shown only when it fails."""
    command = [str(python), "-m", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}This failed: {' '.join(command)}")


def works(python: Path) -> bool:
    """Tell whether the environment's Python still runs: the one that it was made from may have gone."""
    return python.exists() and subprocess.run([str(python), "-c", ""], check=False).returncode == 0


def say(step: str) -> None:
    """One line a step."""
    sys.stderr.write(step + "\n")


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("Support Tray needs Python 3.11 or newer.")
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), project="--project" in sys.argv))
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; the next run starts afresh.")
