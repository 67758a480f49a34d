"""Linux: a desktop entry in the person's autostart folder.

specifications.freedesktop.org/autostart-spec 0.5; desktop-entry-spec 1.5, "The Exec key" and "Possible value types".
"""

from __future__ import annotations

import configparser
import os
from dataclasses import dataclass
from pathlib import Path

from supporttray.core.login import Standing
from supporttray.errors import NotDone

FILE = "supporttray.desktop"  # as the installed one: the desktop knows by it whose start it is
GROUP = "Desktop Entry"
LARGEST = 64_000  # bytes; more is no entry of ours
SWITCHED_OFF = "The desktop's own settings have switched it off."
GONE = "What would be started is no longer there: {program}. Switch it on again."
ENTRY = """\
[Desktop Entry]
Type=Application
Version=1.4
Name=Support Tray
Comment=What needs the engineer on support duty, live in the tray
Exec={command} --background
TryExec={program}
Icon=supporttray
Terminal=false
StartupNotify=false
X-GNOME-Autostart-enabled=true
"""


@dataclass(frozen=True)
class Autostart:
    """One entry. `TryExec` lets the desktop pass over it when the program has been removed."""

    file: Path

    @classmethod
    def of_this_person(cls) -> Autostart:
        """Return the entry below XDG_CONFIG_HOME; one that is no absolute path counts as none (basedir-spec)."""
        home = Path(os.environ.get("XDG_CONFIG_HOME", ""))
        return cls((home if home.is_absolute() else Path.home() / ".config") / "autostart" / FILE)

    def standing(self) -> Standing:
        """Read the entry. Raises `OSError`."""
        entry = self._entry()
        if entry is None:
            return Standing(on=False)
        if entry.get("Hidden") == "true" or entry.get("X-GNOME-Autostart-enabled") == "false":
            return Standing(on=False, said=SWITCHED_OFF)
        program = read(entry.get("TryExec", ""))
        if program and not os.access(program, os.X_OK):
            return Standing(on=False, said=GONE.format(program=program))
        return Standing(on=True)

    def set(self, program: Path, *, on: bool) -> None:
        """Write the entry or take it away; there is never half of one. Raises `OSError`, `NotDone`."""
        if not on:
            self.file.unlink(missing_ok=True)
            return
        path = str(program)
        if not path.isprintable():
            raise NotDone(f"{path!r} cannot be written into a desktop entry; install the app somewhere else.")
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_name(f".{FILE}.new")
        fresh.write_text(ENTRY.format(command=quoted(path), program=written(path)), encoding="utf-8")
        fresh.replace(self.file)

    def _entry(self) -> configparser.SectionProxy | None:
        try:
            with self.file.open("rb") as file:
                text = file.read(LARGEST).decode(errors="replace")
        except FileNotFoundError:
            return None
        found = _Entry(strict=False, delimiters=("=",), comment_prefixes=("#",))
        try:
            found.read_string(text)
        except configparser.Error:
            return None
        return found[GROUP] if found.has_section(GROUP) else None


class _Entry(configparser.RawConfigParser):
    """An entry's file, whose keys count as they are written."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def quoted(path: str) -> str:
    """Return a path as the first word of Exec: quoted, and then written as a string is; a percent sign is doubled."""
    escaped = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in path)
    return written(f'"{escaped}"').replace("%", "%%")


def written(text: str) -> str:
    """Return a string as a value of an entry."""
    return text.replace("\\", "\\\\")


def read(value: str) -> str:
    """Return what a value of an entry says."""
    return value.replace("\\\\", "\\")
