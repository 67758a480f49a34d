"""macOS: the login item of the bundle (SMAppService, macOS 13), else an agent of launchd in the person's Library.

developer.apple.com/documentation/servicemanagement/smappservice; launchd.plist(5). Not yet run on a Mac.
"""

from __future__ import annotations

import plistlib
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supporttray import program
from supporttray.core.login import Standing
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from supporttray.login import Place

LABEL = f"{program.APP_ID}.login"
BUNDLED = f"{LABEL}.plist"  # in Contents/Library/LaunchAgents, packaging/macos/plists.py
ENABLED, REQUIRES_APPROVAL = 1, 2  # SMAppService.Status
APPROVE = "macOS waits for you: System Settings, General, Login Items, allow Support Tray."
LARGEST = 64_000  # bytes


def chosen() -> Place:
    """Return the bundle's login item where the app is one, else the agent's file."""
    if program.FROZEN:
        try:
            return LoginItem()
        except (ImportError, ValueError, NameError):  # an older macOS: the class is not there
            pass
    return Agent(Path.home() / "Library/LaunchAgents" / BUNDLED)


class LoginItem:
    """The agent in our bundle, as the system's settings show it."""

    def __init__(self) -> None:
        runtime: Any = import_module("rubicon.objc.runtime")
        runtime.load_library("ServiceManagement")
        self._service: Any = import_module("rubicon.objc").ObjCClass("SMAppService").agentServiceWithPlistName_(BUNDLED)

    def standing(self) -> Standing:
        """Ask the system."""
        status = int(self._service.status)
        return Standing(on=status == ENABLED, said=APPROVE if status == REQUIRES_APPROVAL else "")

    def set(self, program: Path, *, on: bool) -> None:  # noqa: ARG002  the bundle says what is started
        """Register it or take it back. Raises `NotDone`."""
        done = self._service.registerAndReturnError_(None) if on else self._service.unregisterAndReturnError_(None)
        if not done and not (on and self.standing().said):
            raise NotDone("macOS did not switch it. Is Support Tray in the Applications folder?")


@dataclass(frozen=True)
class Agent:
    """An agent's file. It is not loaded now, which would start a second app: launchd reads it at the next login."""

    file: Path

    def standing(self) -> Standing:
        """Read the file. Raises `OSError`."""
        try:
            with self.file.open("rb") as file:
                told = plistlib.loads(file.read(LARGEST))
        except FileNotFoundError:
            return Standing(on=False)
        except (plistlib.InvalidFileException, ValueError):
            return Standing(on=False, said=f"{self.file} cannot be read; switch it on again.")
        return Standing(
            on=isinstance(told, dict) and told.get("RunAtLoad") is True and told.get("Disabled") is not True
        )

    def set(self, program: Path, *, on: bool) -> None:
        """Write the file or take it away. Raises `OSError`."""
        if not on:
            self.file.unlink(missing_ok=True)
            return
        # The shell looks first: an agent whose app was thrown away would be told of as broken for ever.
        words = ["/bin/sh", "-c", 'test -x "$0" && exec "$0" --background', str(program)]
        told = {"Label": LABEL, "ProgramArguments": words, "RunAtLoad": True, "LimitLoadToSessionType": "Aqua"}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_name(f".{self.file.name}.new")
        fresh.write_bytes(plistlib.dumps(told))
        fresh.replace(self.file)
