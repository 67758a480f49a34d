"""Start at login on Windows and macOS, as far as it is no system of theirs; the setup's tests do the registry for real."""

import plistlib
import re
import subprocess
from pathlib import Path, PureWindowsPath

import pytest

from supporttray.core.login import Standing
from supporttray.login.macos import Agent
from supporttray.login.windows import VALUE, command, switched_off

SETUP = Path(__file__).parents[2] / "packaging/windows/installer.nsi"


def test_windows_starts_a_quoted_program_without_a_window() -> None:
    program = Path(str(PureWindowsPath(r"C:\Users\Bo Li\AppData\Local\Programs\Support Tray\Support Tray.exe")))
    assert command(program) == rf'"{program}" --background'


@pytest.mark.parametrize(
    ("approved", "off"),
    [(None, False), (b"", False), (bytes.fromhex("02" + "00" * 11), False), (bytes.fromhex("03" + "00" * 11), True)],
)
def test_what_task_manager_wrote_is_read(approved: bytes | None, off: bool) -> None:  # noqa: FBT001  a table
    assert switched_off(approved) is off


def test_the_uninstaller_takes_away_the_value_that_we_write() -> None:
    text = SETUP.read_text("utf-8")
    assert re.search(rf'^!define NAME "{VALUE}"$', text, re.MULTILINE)
    assert 'DeleteRegValue HKCU "${RUN}" "${NAME}"' in text


def test_the_agent_of_macos_is_written_read_and_taken_away(tmp_path: Path) -> None:
    agent = Agent(tmp_path / "LaunchAgents/one.plist")
    assert agent.standing() == Standing(on=False)
    agent.set(Path("/Applications/Support Tray.app/Contents/MacOS/supporttray"), on=True)
    assert agent.standing() == Standing(on=True)
    agent.set(Path("/gone"), on=False)
    assert agent.standing() == Standing(on=False)
    assert list(agent.file.parent.iterdir()) == []


def test_the_agent_starts_the_app_in_the_background_and_nothing_where_it_has_gone(tmp_path: Path) -> None:
    app, said = tmp_path / 'a "b" $c', tmp_path / "said"
    app.write_text(f'#!/bin/sh\necho "$@" > {said}\n')
    app.chmod(0o700)
    agent = Agent(tmp_path / "one.plist")
    agent.set(app, on=True)
    words = plistlib.loads(agent.file.read_bytes())["ProgramArguments"]
    assert subprocess.run(words, check=False).returncode == 0
    assert said.read_text() == "--background\n"
    app.unlink()
    assert subprocess.run(words, check=False, capture_output=True).stderr == b""


def test_an_agent_that_cannot_be_read_is_off_and_says_so(tmp_path: Path) -> None:
    agent = Agent(tmp_path / "one.plist")
    agent.file.write_bytes(b"no plist")
    known = agent.standing()
    assert not known.on
    assert "cannot be read" in known.said
