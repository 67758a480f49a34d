"""Whoever changes what is packed proves it again: `make test-packages` takes minutes, and this holds that it was run."""

import shutil
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"
sys.path.insert(0, str(PACKAGING))

import proof  # noqa: E402


def test_what_is_packed_was_proved_as_it_is_now() -> None:
    assert proof.changed() == [], (
        "run `make test-packages` (or test-linux, test-windows), and commit packaging/proved.json"
    )


@pytest.mark.parametrize(
    ("name", "systems"),
    [
        ("supporttray.spec", ["linux", "windows"]),
        ("linux/nfpm.yaml", ["linux"]),
        ("lock/windows.txt", ["windows"]),
        ("windows/stand-ins/icuuc.c", ["windows"]),
        ("macos/plists.py", []),
    ],
)
def test_a_change_asks_for_the_proof_of_what_it_changes(tmp_path: Path, name: str, systems: list[str]) -> None:
    folder = tmp_path / "packaging"
    shutil.copytree(PACKAGING, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = {system: proof.digest(system, folder) for system in proof.OWN}
    assert before == {system: proof.digest(system) for system in proof.OWN}
    (folder / name).write_text("changed", "utf-8")
    assert [system for system in proof.OWN if proof.digest(system, folder) != before[system]] == systems


def test_how_lines_end_is_no_change(tmp_path: Path) -> None:
    folder = tmp_path / "packaging"
    shutil.copytree(PACKAGING, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = proof.digest("linux", folder)
    file = folder / "linux/nfpm.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert proof.digest("linux", folder) == before
