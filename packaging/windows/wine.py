"""Runs Windows' programs on Linux, in a prefix of our own below build/: `python packaging/windows/wine.py PROGRAM ...`.

Wine 8 lacks three libraries of Windows 10 that Qt calls; stand-ins/ has them, for building and trying only.
"""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PREFIX = ROOT / "build/wine/prefix"
LIMIT_S = 900
STAND_INS = ("icuuc", "uisettings", "mscms")
SYSTEM = PREFIX / "drive_c/windows/system32"
SETTINGS = r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId\Windows.UI.ViewManagement.UISettings"
RARE = b"failed to map the shared user data"  # one start in a few dozen; the next one works


def environment() -> dict[str, str]:
    """Return the environment of a Windows program: our prefix, no chatter, no questions about Mono and Gecko."""
    told = {"WINEPREFIX": str(PREFIX), "WINEDEBUG": "-all", "WINEARCH": "win64"}
    return {**os.environ, **told, "WINEDLLOVERRIDES": "mscoree,mshtml=;mscms=n"}


def prepare() -> None:
    """Make the prefix, once: Windows 10, with the stand-ins."""
    done = PREFIX / "prepared"
    if done.exists():
        return
    shutil.rmtree(PREFIX, ignore_errors=True)
    PREFIX.mkdir(parents=True)
    _set_up("wineboot", "-i")
    _set_up("wine", "winecfg", "-v", "win10")
    for name in STAND_INS:
        compiler = ["x86_64-w64-mingw32-gcc", "-shared", "-O2", "-w", "-o", str(SYSTEM / f"{name}.dll")]
        subprocess.run([*compiler, str(HERE / f"stand-ins/{name}.c")], check=True)
    values = (
        ("DllPath", "REG_SZ", r"C:\windows\system32\uisettings.dll"),
        ("ActivationType", "REG_DWORD", "0"),
        ("Threading", "REG_DWORD", "0"),
    )
    for name, kind, value in values:
        _set_up("wine", "reg", "add", SETTINGS, "/v", name, "/t", kind, "/d", value, "/f")
    done.touch()


def _set_up(*command: str) -> None:
    said, code = _once(list(command), 120, quiet=True)
    if code:
        sys.exit(f"{said.decode(errors='replace')}\nThis failed: {' '.join(command)}")


def run(command: list[str], *, limit_s: float = LIMIT_S, quiet: bool = True) -> tuple[str, int]:
    """Run a Windows program; return what it said and its exit code, which alone proves nothing: look at what it did."""
    prepare()
    for _ in range(3):
        said, code = _once(["wine", *command], limit_s, quiet=quiet)
        if RARE not in said:
            break
    return said.decode(errors="replace").replace("\r\n", "\n"), code


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a Windows program that goes on; nobody reads what it says."""
    return subprocess.Popen(
        ["wine", *command], env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def _once(command: list[str], limit_s: float, *, quiet: bool) -> tuple[bytes, int]:
    """Run with pipes for input and output: on anything else a Windows Python cannot start."""
    said = []
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment(), stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT) as process:
        process.stdin.close()
        late = threading.Timer(limit_s, process.kill)
        late.start()
        for line in process.stdout:
            said.append(line)
            if not quiet:
                sys.stdout.write(line.decode(errors="replace"))
                sys.stdout.flush()
        process.wait()
        late.cancel()
    return b"".join(said), process.returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], quiet=False)[1])
