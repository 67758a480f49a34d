"""This program as the system sees it: frozen into an app or not, from where it was installed, and how a module of it is run in a process of its own."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from pathlib import Path

FROZEN = bool(getattr(sys, "frozen", False))  # PyInstaller: run-time information
CHANNEL = "channel"  # the file beside our resources in which a build says for which installer it was made
SOURCE = "source"  # there is none: a checkout or a wheel
APP_ID = "org.supporttray.SupportTray"  # as the installers register it: notifications, the login item, the URL scheme
MODULE = "--module"
# What runs beside the app. A frozen app has no `python -m`, so it is asked to be one of these by name, and nothing else.
MODULES = frozenset({
    "supporttray.assess",
    "supporttray.connectors.calendar.country",
    "supporttray.connectors.calendar.ics",
    "supporttray.connectors.calendar.recurrence",
    "supporttray.credentials",
    "supporttray.demo",
    "supporttray.judge",
    "supporttray.template",
})  # fmt: skip
# Windows opens a console for a program that has one, even beside an app that has a window (CREATE_NO_WINDOW).
FLAGS = 0x08000000 if sys.platform == "win32" else 0
# Set for us while we started: whoever we start in turn, a browser, must not get our libraries in place of its own.
_OURS = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def command(module: str, *arguments: str) -> tuple[str, ...]:
    """Return what starts one of `MODULES`. On Windows the frozen app starts its terminal twin, whose input and output are pipes for sure."""
    if not FROZEN:
        return (sys.executable, "-m", module, *arguments)
    return (_terminal(), MODULE, module, *arguments)


def _terminal() -> str:
    """Return the program that speaks on a terminal: beside the app on Windows, elsewhere the app itself."""
    twin = os.path.join(os.path.dirname(sys.executable), "supporttray.exe")  # noqa: PTH118, PTH120  the icon comes first
    return twin if sys.platform == "win32" else sys.executable


def started() -> Path | None:
    """Return the program that a login starts, None where there is none: the app, or the script that a wheel's environment has beside its Python."""
    from pathlib import Path  # noqa: PLC0415  the icon comes first
    from shutil import which  # noqa: PLC0415

    own = Path(sys.executable)
    if not FROZEN:
        script = own.with_name("supporttray.exe" if sys.platform == "win32" else "supporttray")
        return script if script.is_file() else None
    if sys.platform == "win32":
        return own.with_name("Support Tray.exe")  # it opens no console
    found = which("supporttray")  # the package's link, which stays where it is over every version
    return Path(found) if found and Path(found).resolve() == own.resolve() else own


def as_module(arguments: list[str]) -> bool:
    """Be the module that `command` named, and say whether one was named. Raises `SystemExit` for another one."""
    if not FROZEN or arguments[:1] != [MODULE]:
        return False
    name = arguments[1] if len(arguments) > 1 else ""
    if name not in MODULES:
        raise SystemExit(f"supporttray: {name!r} is none of {', '.join(sorted(MODULES))}")
    import runpy  # noqa: PLC0415  in the child only

    sys.argv[1:] = arguments[2:]
    runpy.run_module(name, run_name="__main__", alter_sys=True)
    return True


def replaceable() -> str:
    """Return the program that a package manager may replace while it runs; nothing where there is none."""
    return sys.executable if FROZEN and sys.platform != "win32" else ""


def restart(arguments: list[str]) -> NoReturn:
    """Become the program that lies where ours did. Raises `OSError`."""
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = (
        "1"  # or it takes itself for a child of what is no longer there (PyInstaller's manual)
    )
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606  no shell


def restore_paths() -> None:
    """Give the library paths back that the frozen app's loader changed: it has read them, and the browser that we open must not.

    PyInstaller keeps what was there before as NAME_ORIG (manual, "LD_LIBRARY_PATH / LIBPATH considerations").
    """
    if FROZEN:
        for name in _PATHS:
            _restore(name)


def restore_qt() -> None:
    """Give Qt's paths back, once Qt has read them."""
    if FROZEN:
        for name in _OURS:
            os.environ.pop(name, None)


def _restore(name: str) -> None:
    before = os.environ.pop(f"{name}_ORIG", None)
    if before is not None:
        os.environ[name] = before
    else:
        os.environ.pop(name, None)


def channel() -> str:
    """Return for which installer this build was made: deb, tar, setup, portable, dmg; `source` for a checkout or a wheel."""
    from supporttray.paths import resource  # noqa: PLC0415  the icon comes first

    try:
        return resource(CHANNEL).read_text(encoding="ascii").strip()[:20] or SOURCE
    except (OSError, ValueError):
        return SOURCE
