"""Start at login, in each system's own place. We keep nothing of it: whoever asks is told what stands there now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

from supporttray import program
from supporttray.core.login import AskLogin, SetLogin, Standing
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from pathlib import Path

    from supporttray.paths import Workspace

USUAL = "default"
OTHERS = "Only the usual workspace starts at login, not “{name}”."
UNINSTALLED = "This is no installed app: there is no program that could be started at login."


class Place(Protocol):
    """Where a system keeps it."""

    def standing(self) -> Standing:
        """Read how it stands. Raises `OSError`."""

    def set(self, program: Path, *, on: bool) -> None:
        """Switch it. Raises `OSError`, `NotDone`."""


def standing(workspace: Workspace) -> Standing:
    """Return how it stands with a workspace. Raises `NotDone`."""
    why = _unable(workspace)
    if why:
        return Standing(on=False, able=False, said=why)
    try:
        return place().standing()
    except OSError as error:
        raise NotDone(f"It cannot be seen whether it starts at login: {error.strerror or error}") from None


def switch(workspace: Workspace, *, on: bool) -> Standing:
    """Switch it, and return how it stands then. Raises `NotDone`."""
    why = _unable(workspace)
    if why:
        raise NotDone(why)
    started = program.started()
    try:
        if started:
            place().set(started, on=on)
    except OSError as error:
        raise NotDone(f"That was not switched: {error.strerror or error}") from None
    return standing(workspace)


def answer(workspace: Workspace, action: AskLogin | SetLogin) -> Standing:
    """Answer a face. Raises `NotDone`."""
    return switch(workspace, on=action.on) if isinstance(action, SetLogin) else standing(workspace)


def _unable(workspace: Workspace) -> str:
    if workspace.name != USUAL:
        return OTHERS.format(name=workspace.name)
    return "" if program.started() else UNINSTALLED


def place() -> Place:
    """Return the place of this system."""
    if sys.platform == "win32":
        from supporttray.login.windows import Registry  # noqa: PLC0415  one of three

        return Registry()
    if sys.platform == "darwin":
        from supporttray.login.macos import chosen  # noqa: PLC0415

        return chosen()
    from supporttray.login.freedesktop import Autostart  # noqa: PLC0415

    return Autostart.of_this_person()
