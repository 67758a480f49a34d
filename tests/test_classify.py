"""`classify`: one line a file, whatever the files are like."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from supporttray.cli import main
from supporttray.core.triage.line import LARGEST
from supporttray.verb.classify import _tail

FULL = b"compiling\nwrite: No space left on device\n##[error]Process completed with exit code 1.\n"
RED = b"FAILED tests/test_a.py::test_one - no\n=== 1 failed in 1s ===\n"


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    (tmp_path / "full.log").write_bytes(FULL)
    (tmp_path / "red.log").write_bytes(RED)
    (tmp_path / "strange.log").write_bytes(b"\x1b[2J\0\xff\nit ended\n")
    (tmp_path / "empty.log").write_bytes(b"")
    return tmp_path


def test_json_has_exactly_what_is_promised(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(logs / f"{name}.log") for name in ("full", "red", "strange", "empty")]
    assert main(["classify", "--json", *files]) == 0
    full, red, strange, empty = map(json.loads, capsys.readouterr().out.splitlines())
    assert full == {
        "file": files[0],
        "class": "infrastructure",
        "rule": "disk.full",
        "line": 2,
        "text": "write: No space left on device",
        "confidence": 0.93,
        "tests": [],
    }
    assert (red["class"], red["line"], red["tests"]) == ("test", 1, ["tests/test_a.py::test_one"])
    assert (strange["class"], strange["rule"], strange["line"], strange["text"]) == ("unknown", "", 2, "it ended")
    assert (empty["class"], empty["line"], empty["text"], empty["confidence"]) == ("unknown", None, "", 0.0)


def test_people_get_one_line_a_file(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", str(logs / "full.log"), str(logs / "red.log"), str(logs / "empty.log")]) == 0
    full, red, empty = capsys.readouterr().out.splitlines()
    assert full.endswith("full.log: infrastructure (disk), line 2, “write: No space left on device” (disk.full, 93%)")
    assert red.endswith("(pytest.name, 93%); failed: tests/test_a.py::test_one")
    assert empty.endswith("empty.log: unknown; nothing is in it")


def test_a_file_that_is_not_there_is_said_and_the_others_are_done(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["classify", str(logs / "gone.log"), str(logs), str(logs / "red.log")]) == 2
    said = capsys.readouterr()
    assert "gone.log: cannot be read (No such file or directory)." in said.err
    assert "(Is a directory)." in said.err
    assert "red.log: test" in said.out


def test_the_standard_input_is_read_and_only_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stream(io.BytesIO):
        def fileno(self) -> int:
            return reading

    import os  # noqa: PLC0415

    reading, writing = os.pipe()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Stream(FULL + b"on and on\n" * 200_000 + RED)))
    assert main(["classify", "--json"]) == 0
    os.close(reading)
    os.close(writing)
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["class"]) == ("-", "test")


def test_of_what_is_no_plain_file_only_the_end_is_kept() -> None:
    with subprocess.Popen([sys.executable, "-c", "print('y' * 3_000_000)"], stdout=subprocess.PIPE) as endless:
        assert endless.stdout
        body, cut = _tail(endless.stdout)
    assert (len(body), cut) == (LARGEST, True)


def test_of_a_large_file_only_the_last_mebibyte_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large = tmp_path / "large.log"
    with large.open("wb") as file:
        file.write(FULL)
        file.seek(500 * 1024 * 1024)  # a hole: no disk is filled
        file.write(b"\n" + b"on and on\n" * 200_000 + RED)
    assert main(["classify", "--json", str(large)]) == 0
    assert json.loads(capsys.readouterr().out)["class"] == "test"


def test_neither_workspace_nor_screen_nor_database_is_loaded(logs: Path) -> None:
    told = (
        "import sys; from supporttray.cli import main; main(['classify', sys.argv[1]]);"
        "print([name for name in ('PySide6', 'sqlite3', 'httpx', 'asyncio', 'keyring') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", told, str(logs / "red.log")], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
