"""What a release is made of beside the installers: its notes, its sums, the signed word of it, and the workflow that only calls the scripts."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from supporttray import __version__
from supporttray.update.manifest import read
from tests.update.lab import public, signed

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "packaging/release"))

import manifest  # noqa: E402
import notes  # noqa: E402
import sums  # noqa: E402

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CHANGELOG = "# Changes\n\n## Unreleased\n\n- Later.\n\n## 0.2.0 (2026-11-24)\n\n- Calmer icons.\n  They are calmer.\n- More.\n\n## 0.1.0\n\n- First.\n"


def test_the_notes_are_what_the_changelog_says_of_that_version_alone() -> None:
    assert notes.notes("0.2.0", CHANGELOG, "0.2.0") == "- Calmer icons.\n  They are calmer.\n- More.\n"
    assert notes.notes("0.1.0", CHANGELOG, "0.1.0") == "- First.\n"


@pytest.mark.parametrize(
    ("version", "ours", "said"),
    [
        ("0.3.0", "0.3.0", "nothing below '## 0.3.0'"),
        ("0.2.0", "0.1.0", "make them the same"),
        ("0.2", "0.2", "nothing"),
    ],
)
def test_a_version_without_notes_or_of_another_package_is_not_released(version: str, ours: str, said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        notes.notes(version, CHANGELOG, ours)


def test_the_version_stands_in_one_place() -> None:
    assert notes.our_version() == __version__


def test_the_sums_are_right_to_the_tool_that_checks_them(tmp_path: Path) -> None:
    for name in ("b ä.deb", "a.exe"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / sums.NAME).write_text(sums.sums(tmp_path), "utf-8")
    done = subprocess.run(["sha256sum", "-c", "--strict", sums.NAME], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b": OK") == 2


def test_the_apps_believe_the_manifest_that_a_release_makes_and_for_half_a_year() -> None:
    key = SigningKey(bytes(range(32)))
    content = manifest.manifest(
        "0.2.0", "https://support-tray.example/0.2.0", notes.notes("0.2.0", CHANGELOG, "0.2.0"), NOW
    )
    told = read(content, signed(content, key), (public(key),), NOW + timedelta(days=179))
    assert (told.version, told.notes) == ("0.2.0", "Calmer icons. They are calmer.")


WORKFLOW = (ROOT / ".github/workflows/release.yml").read_text("utf-8")


def test_the_workflow_names_scripts_that_are_there() -> None:
    named = set(re.findall(r"\b(?:packaging|scripts)/[\w./-]+\.(?:py|sh)\b", WORKFLOW))
    assert len(named) >= 3
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_workflow_gives_no_text_from_outside_to_a_shell() -> None:
    runs = re.findall(r"run: (.*(?:\n {10,}.*)*)", WORKFLOW)
    assert runs
    assert [run for run in runs if "${{" in run] == []
