"""The log: small, without secrets, and never a reason to end."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from supporttray import logs


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    logs._secrets.clear()
    before, level, loud = list(root.handlers), root.level, logging.raiseExceptions
    yield tmp_path / "state" / "the.log"
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        with contextlib.suppress(OSError):
            handler.close()
    root.setLevel(level)
    logging.raiseExceptions = loud


def test_a_secret_is_hidden_also_in_a_traceback(log: Path) -> None:
    logs.hide("canary-in-the-mine")
    logs.start(log)
    try:
        raise ValueError("the token canary-in-the-mine is bad")
    except ValueError:
        logging.getLogger("x").exception("canary-in-the-mine %s", "canary-in-the-mine")
    text = log.read_text("utf-8")
    assert "canary" not in text
    assert text.count(logs.HIDDEN) == 4
    assert "ValueError" in text


def test_an_empty_secret_hides_nothing(log: Path) -> None:
    logs.hide("")
    logs.start(log)
    logging.getLogger("x").warning("plain words")
    assert "plain words" in log.read_text("utf-8")


def test_it_never_grows_beyond_three_files_of_a_megabyte(log: Path) -> None:
    logs.start(log)
    for _ in range(500):
        logging.getLogger("x").warning("x" * 10_000)
    files = list(log.parent.iterdir())
    assert len(files) == 3
    assert all(file.stat().st_size <= 2**20 for file in files)


def test_addresses_of_requests_are_not_logged(log: Path) -> None:
    logs.start(log)
    logging.getLogger("httpx").info("GET https://host/?token=1")
    logging.getLogger("httpcore.http11").info("receive_response_headers")
    assert not log.exists()


def test_a_log_that_cannot_be_written_is_no_reason_to_end(tmp_path: Path, log: Path) -> None:
    (tmp_path / "state").write_text("a file, not a folder")
    logs.start(log)
    logging.getLogger("x").warning("said to nobody")


def test_a_disk_that_is_full_is_no_reason_to_end(log: Path) -> None:
    log.parent.mkdir()
    log.symlink_to("/dev/full")
    logs.start(log)
    logging.getLogger("x").warning("lost")
