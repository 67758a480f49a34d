"""Holds what the two commands promise: locks that say exactly what is installed, and a set-up that fails clearly."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "scripts"
LOCKS = ("requirements.lock", "tests/real/requirements.lock")

posix = pytest.mark.skipif(os.name != "posix", reason="make and its scripts are for POSIX; see the README for Windows")


def run(*command: str | Path, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    everything = {**os.environ, **env}
    return subprocess.run(
        [str(each) for each in command],
        cwd=cwd,
        env=everything,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def entries(lock: str) -> dict[str, str]:
    """The lock's entries: name and marker -> all that is said of it."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    return {block.partition(" \\\n")[0]: block for block in blocks}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    assert not re.search(r"://|index-url|find-links|@ ", (ROOT / lock).read_text("utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_each_entry_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    found = entries(lock)
    assert found
    assert [name for name, said in found.items() if "==" not in name or "--hash=sha256:" not in said] == []


def test_the_lock_of_npm_says_no_place_to_load_from_and_has_an_integrity_for_each() -> None:
    packages = json.loads((ROOT / "tests/real/emulate/package-lock.json").read_text("utf-8"))["packages"]
    wrong = [name for name, said in packages.items() if name and ("resolved" in said or "integrity" not in said)]
    assert (wrong, len(packages) > 1) == ([], True)


def test_the_lock_keeps_the_faulty_qt_away_below_python_3_12() -> None:
    pinned = [name for name in entries("requirements.lock") if name.startswith("pyside6-essentials==")]
    old, new = sorted(pinned, key=lambda name: "<" not in name)
    version = tuple(int(part) for part in old.partition("==")[2].split(" ")[0].split("."))
    assert "< '3.12'" in old
    assert (6, 8, 3) <= version < (6, 12)
    assert ">= '3.12'" in new


def test_the_lock_holds_everything_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    groups = project["dependency-groups"]
    asked += [
        each for name, group in groups.items() if name != "package" for each in group
    ]  # that one has locks of its own
    names = {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", each)[0]).lower() for each in asked}
    assert names - {name.partition("==")[0] for name in entries("requirements.lock")} == set()


def test_the_environment_is_believed_only_when_it_was_finished(tmp_path: Path) -> None:
    def make(lock: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "lock").write_text(lock, "utf-8")
        return run(sys.executable, SCRIPTS / "environment.py", "env", "lock", cwd=tmp_path)

    ready, left = tmp_path / "env" / "ready", tmp_path / "env" / "left-over"
    failed = make("this is no requirement\n")
    assert (failed.returncode, ready.exists()) == (1, False)
    assert "Invalid requirement" in failed.stderr
    left.touch()
    made = make("# nothing to install\n")
    assert (made.returncode, ready.exists(), left.exists()) == (0, True, False), made.stderr
    left.touch()
    again = make("# nothing to install\n")
    assert (again.returncode, again.stderr, left.exists()) == (0, "", True)


@posix
def test_make_alone_lists_every_command() -> None:
    listed = {line.split()[0] for line in run("make", "-s").stdout.splitlines()}
    commands = re.findall(r"\.PHONY: (.*) again\n", (ROOT / "Makefile").read_text("utf-8"))
    assert listed == set(commands[0].split())


@posix
@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.sh")), ids=lambda path: path.name)
def test_each_script_is_understood_by_a_plain_shell(script: Path) -> None:
    checked = run("sh", "-n", script)
    assert (checked.returncode, checked.stderr) == (0, "")


@posix
def test_the_folder_may_have_a_name_with_spaces_and_the_python_too(tmp_path: Path) -> None:
    python = tmp_path / "my own python"
    python.symlink_to(sys.executable)
    assert run("sh", SCRIPTS / "find-python.sh", python).stdout == f"{python}\n"


@posix
def test_a_python_that_will_not_do_is_named_with_what_to_do() -> None:
    refused = run("sh", SCRIPTS / "find-python.sh", "/nowhere/python3")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "needs Python 3.11 or newer" in refused.stderr
    assert "make PYTHON=" in refused.stderr


@posix
def test_an_old_python_is_called_too_old(tmp_path: Path) -> None:
    old = tmp_path / "python3"  # answers as an old one does: its version, and no to what asks for a newer one
    old.write_text("#!/bin/sh\ncase $2 in *python_version*) echo 3.9.2 ;; *) exit 1 ;; esac\n", "utf-8")
    old.chmod(0o755)
    refused = run("sh", SCRIPTS / "find-python.sh", old)
    assert refused.returncode == 1
    assert f"{old} is Python 3.9.2: too old." in refused.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the desktop tests are for Linux")
def test_missing_packages_are_told_with_the_one_command_when_nothing_may_be_installed(tmp_path: Path) -> None:
    for tool in ("sh", "dirname", "sed", "tr", "id", "uname"):
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    refused = run("sh", SCRIPTS / "deps.sh", "need", "test", PATH=str(tmp_path), NO_APT="1")
    assert refused.returncode == 1
    assert "Missing: Xvfb" in refused.stderr
    assert "xfce4-panel" in refused.stderr
    assert "sudo make deps" in refused.stderr
