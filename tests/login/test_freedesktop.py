"""Start at login on Linux: the entry that the desktop reads, and what it says of it afterwards."""

import os
import shlex
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.login import Standing
from supporttray.errors import NotDone
from supporttray.login.freedesktop import GONE, SWITCHED_OFF, Autostart, quoted, read, written


@pytest.fixture
def program(tmp_path: Path) -> Path:
    made = tmp_path / "bin/supporttray"
    made.parent.mkdir()
    made.write_text("#!/bin/sh\n")
    made.chmod(stat.S_IRWXU)
    return made


@pytest.fixture
def place(tmp_path: Path) -> Autostart:
    return Autostart(tmp_path / "config/autostart/supporttray.desktop")


def test_nothing_starts_until_somebody_wants_it(place: Autostart) -> None:
    assert place.standing() == Standing(on=False)


def test_what_was_switched_on_is_on_and_off_again_leaves_nothing(place: Autostart, program: Path) -> None:
    place.set(program, on=True)
    assert place.standing() == Standing(on=True)
    text = place.file.read_text("utf-8")
    assert f'Exec="{program}" --background\n' in text
    assert f"TryExec={program}\n" in text
    place.set(program, on=False)
    assert place.standing() == Standing(on=False)
    assert list(place.file.parent.iterdir()) == []
    place.set(program, on=False)  # twice is no mistake


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_whoever_switches_it_off_in_the_desktop_is_believed(place: Autostart, program: Path, line: str) -> None:
    place.set(program, on=True)
    text = place.file.read_text("utf-8").replace("X-GNOME-Autostart-enabled=true\n", "")
    place.file.write_text(f"{text}{line}\n", "utf-8")
    assert place.standing() == Standing(on=False, said=SWITCHED_OFF)
    place.set(program, on=True)
    assert place.standing() == Standing(on=True)


def test_a_program_that_has_gone_is_named(place: Autostart, program: Path) -> None:
    place.set(program, on=True)
    program.unlink()
    assert place.standing() == Standing(on=False, said=GONE.format(program=program))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"no group", b"[Other]\nA=1\n", b"[Desktop Entry\n"])
def test_what_is_no_entry_is_none(place: Autostart, content: bytes) -> None:
    place.file.parent.mkdir(parents=True)
    place.file.write_bytes(content)
    assert place.standing() == Standing(on=False)


def test_a_name_with_a_line_break_writes_nothing(place: Autostart, tmp_path: Path) -> None:
    with pytest.raises(NotDone, match="desktop entry"):
        place.set(tmp_path / "a\nExec=rm", on=True)
    assert not place.file.exists()


def test_the_folder_is_the_one_that_the_environment_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert Autostart.of_this_person().file == tmp_path / "autostart/supporttray.desktop"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert Autostart.of_this_person().file == tmp_path / "home/.config/autostart/supporttray.desktop"


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40)


@given(NAMES)
def test_any_path_comes_back_as_it_was(name: str) -> None:
    """The entry's string is unescaped first, then read as a shell reads double quotes (Exec's rules are a part of these)."""
    path = os.path.join("/opt", name)  # noqa: PTH118  a name, not a file
    assert read(written(path)) == path
    assert shlex.split(read(quoted(path)).replace("%%", "%").replace("\\`", "`").replace("\\$", "$")) == [path]
