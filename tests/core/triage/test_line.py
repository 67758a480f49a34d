"""Strange logs: colours, time stamps, folds, lines that write over themselves, bytes that are no text, very long lines."""

import pytest

from supporttray.core.triage import Cause
from supporttray.core.triage.line import LARGEST, LONGEST, lines, telling
from tests.core.triage.reading import verdict

FAILED = b"FAILED tests/test_a.py::test_one - no"


@pytest.mark.parametrize(
    "log",
    [
        b"\x1b[31mFAILED\x1b[0m tests/test_a.py::\x1b[1mtest_one\x1b[0m - no\n",
        b"2026-11-23T09:00:00.1234567Z FAILED tests/test_a.py::test_one - no\n",
        b"\xef\xbb\xbf2026-11-23T09:00:00.1234567Z ##[error]FAILED tests/test_a.py::test_one - no\n",
        b"2026-11-23T09:00:00.123456Z 00O FAILED tests/test_a.py::test_one - no\n",
        b"[2026-11-23T09:00:00.123Z] FAILED tests/test_a.py::test_one - no\n",
        b"09:00:00 FAILED tests/test_a.py::test_one - no\n",
        b"FAILED tests/test_a.py::test_one - no\r\n",
        b"10 %\r50 %\rFAILED tests/test_a.py::test_one - no\r\n",
        b"F\0A\0I\0L\0E\0D\0 tests/test_a.py::test_one - no\n",
        b"section_start:1650000000:step_script[collapsed=true]\r\x1b[0KFAILED tests/test_a.py::test_one - no\n",
        b"\x1b[8mha:////4abcd\x1b[0mFAILED tests/test_a.py::test_one - no\n",
        b"\x1b]0;title\x07FAILED tests/test_a.py::test_one - no\n",
    ],
)
def test_what_a_log_is_dressed_in_is_taken_away(log: bytes) -> None:
    assert FAILED in lines(log).texts
    assert [test.name for test in verdict(log).tests] == ["tests/test_a.py::test_one"]


def test_bytes_that_are_no_text_hide_nothing() -> None:
    found = verdict(b"FAILED tests/test_a.py::test_one - caf\xe9 \xff\xfe\n")
    assert (found.cause, found.text) == (Cause.TEST, "FAILED tests/test_a.py::test_one - caf� ��")


def test_a_line_keeps_its_number() -> None:
    cleaned = lines(b"one\r\n10 %\r20 %\n\nfour\n")
    assert list(zip(cleaned.texts, cleaned.numbers, strict=True))[:5] == [
        (b"one", 1),
        (b"10 %", 2),
        (b"20 %", 2),
        (b"", 3),
        (b"four", 4),
    ]


def test_of_one_very_long_line_both_ends_are_read() -> None:
    log = b"No space left on device" + b"x" * (3 * LARGEST) + b" command not known"
    cleaned = lines(log)
    assert len(cleaned.texts) == 1
    assert len(cleaned.texts[0]) <= LONGEST + 8
    assert cleaned.texts[0].endswith(b"command not known")


def test_only_the_end_of_a_log_is_read() -> None:
    assert verdict(FAILED + b"\n" + b"y\n" * LARGEST).cause is Cause.UNKNOWN


def test_an_empty_log_says_nothing() -> None:
    for log in (b"", b"\n\n\n", b"\0\0", b"\x1b[0m"):
        assert verdict(log).cause is Cause.UNKNOWN


def test_what_stands_at_the_end_of_every_log_tells_nothing() -> None:
    texts = [
        b"it broke",
        b"",
        b"Process completed with exit code 1.",
        b"Post job cleanup.",
        b"Cleaning up orphan processes",
    ]
    assert telling(texts) == 1


def test_what_folds_a_log_is_nobody_s_last_words() -> None:
    assert verdict("it broke\nsection_end:1657092131:cleanup\r\x1b[0K\n").text == "it broke"
