"""`supporttray login`, as a person types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(sys.executable).with_name("supporttray")


def login(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}
    command = [sys.executable, "-m", "supporttray", "login", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_on_off_and_how_it_stands(tmp_path: Path) -> None:
    entry = tmp_path / "config/autostart/supporttray.desktop"
    assert json.loads(login(tmp_path, "--json").stdout) == {"on": False, "able": True, "said": ""}
    assert login(tmp_path, "on").stdout.startswith("It starts when you log in.")
    assert f'Exec="{SCRIPT}" --background' in entry.read_text("utf-8")
    assert json.loads(login(tmp_path, "status", "--json").stdout)["on"] is True
    assert login(tmp_path, "off").stdout.startswith("It does not start")
    assert not entry.exists()


def test_only_the_usual_workspace_starts_at_login(tmp_path: Path) -> None:
    done = login(tmp_path, "on", "--workspace", "second")
    assert done.returncode != 0
    assert "Only the usual workspace" in done.stderr
    assert list(tmp_path.rglob("*.desktop")) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    done = login(tmp_path, "on")
    assert done.returncode != 0
    assert "not switched" in done.stderr
    assert "Traceback" not in done.stderr
