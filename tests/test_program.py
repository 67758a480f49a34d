"""The program as the system sees it: what a frozen app does in place of `python -m`, and what it gives back to others."""

import ast
import sys
from pathlib import Path

import pytest

from supporttray import program

ROOT = Path(__file__).parent.parent / "supporttray"


def named_modules() -> set[str]:
    """What the package starts by name: the first argument of `child.run` and `program.command`."""
    calls = [
        node
        for file in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]
    starts = [call for call in calls if ast.unparse(call.func) in ("child.run", "program.command")]
    return {str(call.args[0].value) for call in starts if call.args and isinstance(call.args[0], ast.Constant)}


def test_every_module_that_is_started_by_name_may_be_started_in_a_frozen_app() -> None:
    assert named_modules() == program.MODULES


def test_python_is_started_by_nobody_else() -> None:
    tell = [file for file in ROOT.rglob("*.py") if "sys.executable" in file.read_text("utf-8")]
    assert [file.name for file in tell] == ["program.py"]


def test_in_a_checkout_python_runs_the_module() -> None:
    assert program.command("supporttray.judge", "x") == (sys.executable, "-m", "supporttray.judge", "x")
    assert not program.as_module(["--module", "supporttray.judge"])


def test_a_frozen_app_asks_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "FROZEN", True)
    assert program.command("supporttray.judge") == (sys.executable, "--module", "supporttray.judge")


@pytest.mark.parametrize("arguments", [["--module"], ["--module", "os"], ["--module", "supporttray.cli"]])
def test_a_frozen_app_is_no_python_for_everybody(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setattr(program, "FROZEN", True)
    with pytest.raises(SystemExit, match="none of"):
        program.as_module(arguments)


def test_a_verb_is_no_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "FROZEN", True)
    assert not program.as_module(["run", "--module", "os"])


def test_what_the_loader_changed_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "FROZEN", True)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/ours:/before")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/before")
    monkeypatch.setenv("DYLD_LIBRARY_PATH", "/ours")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/ours")
    program.restore_paths()
    program.restore_qt()
    left = {
        name: program.os.environ.get(name)
        for name in ("LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG", "DYLD_LIBRARY_PATH", "QT_PLUGIN_PATH")
    }
    assert left == {
        "LD_LIBRARY_PATH": "/before",
        "LD_LIBRARY_PATH_ORIG": None,
        "DYLD_LIBRARY_PATH": None,
        "QT_PLUGIN_PATH": None,
    }


def test_in_a_checkout_a_persons_paths_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/mine")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/mine")
    program.restore_paths()
    program.restore_qt()
    assert [program.os.environ[name] for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH")] == ["/mine", "/mine"]


def test_a_build_says_for_which_installer_it_was_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("supporttray.paths.resource", lambda name: tmp_path / name)
    assert program.channel() == "source"
    (tmp_path / "channel").write_text("deb\n", "ascii")
    assert program.channel() == "deb"
    (tmp_path / "channel").write_bytes(b"\xff")
    assert program.channel() == "source"
