"""Build the installers: `python packaging/build.py linux|windows|macos [--wine] [--sign] [--out dist]`. The only way in; needs Python 3.11 alone.

An environment is made from the system's lock, the app is frozen into one folder, looked at (check_bundle.py), asked whether all its parts
work (smoke.py), and packed by `packaging/<system>/pack.py` for each channel.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

import check_bundle  # noqa: E402  beside us
import smoke  # noqa: E402

SYSTEMS = {"linux": "linux", "windows": "win32", "macos": "darwin"}


def main(arguments: list[str]) -> int:
    """Build for one system; print each file that came of it, and how large it is."""
    wanted = _parser().parse_args(arguments)
    if not wanted.wine and sys.platform != SYSTEMS[wanted.system]:
        sys.exit(f"{wanted.system} is built on {wanted.system}; for Windows there is --wine.")
    out = wanted.out.resolve() / wanted.system
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    os.environ.setdefault("SOURCE_DATE_EPOCH", committed_at())
    with step("environment"):
        python = environment(wanted.system, wine=wanted.wine)
    system_pack(wanted.system).before(python, version())
    with step("freeze"):
        folder = freeze(python, out)
    with step("trim"):
        system_pack(wanted.system).trim(folder)
    with step("check"):
        check_bundle.check(folder, wanted.system)
    with step("smoke"):
        smoke.smoke(folder, wanted.system, wine=wanted.wine)
    with step("pack"):
        files = system_pack(wanted.system).pack(folder, version(), out, sign=wanted.sign)
    for file in files:
        print(f"{file.stat().st_size / 1e6:8.1f} MB  {file}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Build the installers of one system.")
    parser.add_argument("system", choices=tuple(SYSTEMS))
    parser.add_argument("--wine", action="store_true", help="build and run Windows' programs under Wine")
    parser.add_argument(
        "--sign", action="store_true", help="sign with what the environment names (docs/release-checklist.md)"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where to (default: dist)")
    return parser


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is done and how long it took."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    begin = time.monotonic()
    yield
    print(f"{name}: {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)


def version() -> str:
    """Return the version; it stands in the package alone."""
    found = re.search(r'^__version__ = "(.+)"$', (ROOT / "supporttray/__init__.py").read_text("utf-8"), re.MULTILINE)
    if not found:
        sys.exit("supporttray/__init__.py says no version")
    return found[1]


def committed_at() -> str:
    """Return when the newest commit was made, seconds since 1970: what is built from it twice is the same twice."""
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "1700000000"


def environment(system: str, *, wine: bool) -> list[str]:
    """Make or renew the environment of a system's lock, with the app in it; return what starts its Python."""
    if wine:
        return system_pack(system).wine_python()
    lock = HERE / "lock" / f"{lock_name(system)}.txt"
    folder = ROOT / "build" / f"env-{system}"
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/environment.py"), str(folder), str(lock)], cwd=ROOT, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
    return [str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))]


def lock_name(system: str) -> str:
    """Return the name of the lock: macOS has one for each processor."""
    import platform  # noqa: PLC0415

    return f"macos-{platform.machine()}" if system == "macos" else system


def freeze(python: list[str], out: Path) -> Path:
    """Freeze the app; return its folder, on macOS its bundle."""
    work = ROOT / "build/freeze"
    shutil.rmtree(work, ignore_errors=True)
    flags = ["--noconfirm", "--log-level=WARN", f"--distpath={out}", f"--workpath={work}"]
    command = [*python, "-m", "PyInstaller", *flags, str(HERE / "supporttray.spec")]
    # a fixed seed, so that the archives come out the same twice
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "PYTHONHASHSEED": "1"})
    bundle = out / "Support Tray.app"
    return bundle if bundle.exists() else out / "supporttray"


def mark(folder: Path, channel: str) -> None:
    """Say in a bundle for which installer it is: the app looks for new versions accordingly."""
    for resources in [place for place in folder.rglob("resources") if (place / "example.toml").is_file()]:
        (resources / "channel").write_text(f"{channel}\n", "ascii")


def system_pack(system: str):  # noqa: ANN201  a module
    """Return the part that knows a system: packaging/SYSTEM/pack.py."""
    import importlib.util  # noqa: PLC0415

    spec = importlib.util.spec_from_file_location(f"pack_{system}", HERE / system / "pack.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
