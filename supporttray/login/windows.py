r"""Windows: the person's Run key, and what Task Manager's switch says of it.

learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys. StartupApproved is documented nowhere: an odd first byte of the
value, as Task Manager and the Settings app write it, means that it was switched off there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from supporttray.core.login import Standing
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from pathlib import Path

VALUE = "Support Tray"  # the uninstaller takes it away by this name (packaging/windows/installer.nsi)
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
SWITCHED_OFF = "It was switched off in Windows: Task Manager, Startup apps."
LONGEST = 260  # characters of a command there


class Registry:
    """The person's part of the registry."""

    def __init__(self) -> None:
        self._winreg: Any = import_module("winreg")

    def standing(self) -> Standing:
        """Read both values. Raises `OSError`."""
        if self._value(RUN) is None:
            return Standing(on=False)
        if switched_off(self._value(APPROVED)):
            return Standing(on=False, said=SWITCHED_OFF)
        return Standing(on=True)

    def set(self, program: Path, *, on: bool) -> None:
        """Write the value or take it away; either way what Task Manager said of the one before is over. Raises `OSError`, `NotDone`."""
        self._forget(APPROVED)
        if not on:
            self._forget(RUN)
            return
        wanted = command(program)
        if len(wanted) > LONGEST:
            raise NotDone(f"Windows starts nothing whose name is longer than {LONGEST} characters: {wanted}")
        with self._winreg.CreateKey(self._winreg.HKEY_CURRENT_USER, RUN) as key:
            self._winreg.SetValueEx(key, VALUE, 0, self._winreg.REG_SZ, wanted)

    def _value(self, path: str) -> object:
        try:
            with self._winreg.OpenKey(self._winreg.HKEY_CURRENT_USER, path) as key:
                return self._winreg.QueryValueEx(key, VALUE)[0]
        except FileNotFoundError:
            return None

    def _forget(self, path: str) -> None:
        try:
            with self._winreg.OpenKey(self._winreg.HKEY_CURRENT_USER, path, 0, self._winreg.KEY_SET_VALUE) as key:
                self._winreg.DeleteValue(key, VALUE)
        except FileNotFoundError:
            return


def command(program: Path) -> str:
    """Return what Windows starts: quoted, as there is a space in it."""
    return f'"{program}" --background'


def switched_off(approved: object) -> bool:
    """Tell whether Task Manager's switch is off; no value of it is on."""
    return isinstance(approved, bytes) and bool(approved) and approved[0] % 2 == 1
