"""The file of a hand-over: written once, for its owner, and read without trust: whatever stands in it is a sentence at worst."""

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.daily import Line
from supporttray.core.handoff import Handoff
from supporttray.core.model import Mark
from supporttray.engine.handover import LARGEST, MOST, Letter, read, write
from supporttray.errors import NotDone
from tests.engine.lab import NOON


def letter(**more: Any) -> Letter:
    return Letter(Handoff(person="Ada", at=NOON, **more), "Words")


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_nothing_is_ever_written_over(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "handoff.json", tmp_path / "other"
    other.write_text("mine")
    {"file": lambda: path.write_text("mine"), "link": lambda: path.symlink_to(other), "folder": path.mkdir}[kind]()
    with pytest.raises(NotDone, match="is there already"):
        write(path, letter())
    assert other.read_text() == "mine"
    assert kind == "folder" or path.read_text() == "mine"


@pytest.mark.parametrize("name", ["no/such/folder/x.json", "x" * 300, "a\0b"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotDone, match=r"cannot be written \(.+\)\.$"):
        write(tmp_path / name, letter())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_half_a_file_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open
    path = tmp_path / "handoff.json"

    def full(target: Path, flags: int, mode: int) -> int:
        os.close(real(target, flags, mode))
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(NotDone, match="No space left"):
        write(path, letter())
    assert not path.exists()


def test_what_could_not_be_read_is_not_written(tmp_path: Path) -> None:
    many = tuple(Line("x") for _ in range(MOST + 1))
    long = (Line("x" * LARGEST),)
    for lines in (many, long):
        with pytest.raises(NotDone, match="more open than"):
            write(tmp_path / "handoff.json", letter(open=lines))


LINES = st.builds(Line, st.text(), st.text(), st.text())
MARKS = st.builds(
    Mark,
    subject=st.text(),
    kind=st.text(),
    at=st.datetimes(timezones=st.just(UTC)),
    until=st.datetimes(timezones=st.just(UTC)),
    basis=st.text(),
)


@given(st.lists(LINES, max_size=3), st.lists(MARKS, max_size=3), st.text(), st.text())
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, lines: list[Line], marks: list[Mark], person: str, text: str
) -> None:
    path = tmp_path_factory.mktemp("file") / "handoff.json"
    whole = Handoff(person=person, at=NOON, promised=tuple(lines), marks=tuple(marks), subjects=(text,))
    write(path, Letter(whole, text))
    assert read(path) == Letter(whole, text)


GOOD: Any = json.loads(msgspec.json.encode(letter()))


def bad(**more: Any) -> bytes:
    return json.dumps({**GOOD, "handoff": {**GOOD["handoff"], **more}}).encode()


MARK = {"subject": "request:x", "kind": "snoozed", "at": NOON.isoformat(), "until": NOON.isoformat(), "basis": ""}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 900_000,
        b'{"other": ' + b"[" * 900_000,
        b'{"handoff": {"schema": 1}}',
        b" " * (LARGEST + 1),
        bad(schema="1"),
        bad(schema=2),
        bad(person=["Ada"]),
        bad(open="all of it"),
        bad(marks=[MARK] * (MOST + 1)),
        bad(subjects=["x"] * (MOST + 1)),
        bad(marks=[{**MARK, "until": "2026-11-23T12:00:00"}]),
        bad(marks=[{**MARK, "until": "in three days"}]),
        bad(marks=[{**MARK, "until": "99999-01-01T00:00:00Z"}]),
        bad(person="Ada").replace(b'"Ada"', b'"\\ud800"'),
    ],
    ids=lambda content: content[:24].decode("latin-1"),
)
def test_what_is_no_hand_over_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    with pytest.raises(NotDone) as caught:
        read(path)
    assert caught.value.phrase.endswith(".")
    assert len(caught.value.phrase) < 400 + len(str(path))
    assert caught.value.phrase.isprintable()


@pytest.mark.parametrize("kind", ["none", "folder", "pipe", "null"])
def test_what_is_no_file_is_refused_and_nothing_waits_for_it(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "odd.json"
    make = {
        "none": lambda: None,
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "null": lambda: path.symlink_to("/dev/zero"),
    }
    make[kind]()
    with pytest.raises(NotDone, match="no such file"):
        read(path)
