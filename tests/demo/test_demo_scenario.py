"""A scenario is checked strictly: every mistake is told with its table and key, and all at once."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.demo.__main__ import day, main
from supporttray.demo.check import ScenarioError, check, read
from supporttray.demo.company import Company
from supporttray.demo.crowd import crowd
from supporttray.demo.moment import parse_ts, span, ts

DOCUMENT = Path(__file__).parents[2] / "docs" / "scenario.md"


def mistakes(document: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(ScenarioError) as failure:
        check(document, "x.toml")
    return failure.value.mistakes


def test_the_day_that_comes_with_the_app_is_whole() -> None:
    scenario = read(day())
    assert scenario.me == "ada"
    assert len(scenario.entry) > 80


def test_the_example_of_the_documentation_plays() -> None:
    example = re.search(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    assert len(example[1].splitlines()) <= 16
    assert len(check(tomllib.loads(example[1])).entry) == 4


def test_all_mistakes_are_told_with_their_table_and_key(small: dict[str, Any]) -> None:
    small["colour"] = "red"
    small["entry"] = [
        {"at": "soon", "do": "message", "by": "bo", "text": "x"},
        {"at": "1s", "do": "dance"},
        {"at": "1s", "do": "react", "to": "q", "by": "bo"},
        {"at": "1s", "do": "message", "id": "q", "by": "bo", "text": 5, "txt": "x"},
        {"at": "2s", "do": "reply", "to": "q", "by": "nobody", "text": "x"},
    ]
    found = mistakes(small)
    assert [mistake.split(": ")[:2] for mistake in found] == [
        ["x.toml", "colour"],
        ["x.toml", "entry[0].at"],
        ["x.toml", "entry[1].do"],
        ["x.toml", "entry[2].emoji"],
        ["x.toml", "entry[3].txt"],
        ["x.toml", "entry[3].text"],
        ["x.toml", "entry[4].by"],
    ]
    assert "allowed: company, me, person" in found[0]
    assert '"-42m"' in found[1]
    assert "allowed: message, reply" in found[2]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"do": "message", "by": "nobody", "text": "x"}, "entry[0].by: 'nobody' is unknown (allowed: ada, bo"),
        ({"do": "message", "by": "bo", "channel": "x", "text": "x"}, "entry[0].channel: 'x' is unknown (allowed: help"),
        ({"do": "reply", "by": "bo", "to": "q", "text": "x"}, "entry[0].to: 'q' is unknown"),
        ({"do": "run", "by": "bo", "workflow": "Night"}, "entry[0].workflow: 'Night' is unknown (allowed: Tests)"),
        ({"do": "run", "by": "bo", "workflow": "Tests", "fails": ["x"]}, "entry[0].fails: 'x' is unknown"),
        ({"do": "run", "by": "bo", "workflow": "Tests", "log": "x"}, "entry[0].log: 'x' is unknown"),
        ({"do": "run", "by": "bo", "workflow": "Tests", "takes": "-1s"}, "entry[0].takes: is negative"),
        ({"do": "run", "by": "bo", "workflow": "Tests", "files": ["/x"]}, "entry[0].files: expected"),
        ({"do": "run", "by": "bo", "workflow": "Tests", "change": -1}, "entry[0].change: expected"),
        ({"do": "run", "by": "bo", "workflow": "Tests", "again": "maybe"}, "entry[0].again: "),
        ({"do": "rerun", "by": "bo", "run": "x"}, "entry[0].run: 'x' is unknown (allowed: an id of an earlier run"),
        ({"do": "build", "project": "x"}, "entry[0].project: 'x' is unknown (allowed: lab)"),
        ({"do": "build", "project": "lab", "status": "Meh"}, "entry[0].status: expected"),
    ],
)
def test_a_mistake_says_what_is_allowed(small: dict[str, Any], entry: dict[str, Any], told: str) -> None:
    small["entry"] = [{"at": "1s", **entry}]
    (mistake,) = mistakes(small)
    assert mistake.startswith(f"x.toml: {told}"), mistake


def test_a_repository_has_a_host_that_the_demo_knows(small: dict[str, Any]) -> None:
    [shop] = small["repository"]
    small["repository"] = [{**shop, "host": "gitea", "files": {"CODEOWNERS": 5}}]
    host, files = mistakes(small)
    assert host.startswith("x.toml: repository[0].host: ")
    assert files.startswith("x.toml: repository[0].files: ")


def test_a_title_tells_the_request_that_brought_a_commit(small: dict[str, Any]) -> None:
    run = {"do": "run", "workflow": "Tests", "by": "bo"}
    titles = [{"title": "Fold (#7)"}, {"title": "Crease", "change": 8}, {"title": "Neither #9"}]
    small["entry"] = [{**run, **more, "at": f"-{9 - index}m"} for index, more in enumerate(titles)]
    home = Company(check(small)).repositories["small/shop"]
    assert [one.change for one in home.commits()] == [7, 8, 0]
    assert [one.title for one in home.change(8)] == ["Crease"]
    assert home.change(0) == []


def test_an_entry_cannot_speak_of_what_comes_later(small: dict[str, Any]) -> None:
    small["entry"] = [
        {"at": "1s", "do": "reply", "to": "q", "by": "bo", "text": "x"},
        {"at": "2s", "do": "message", "id": "q", "by": "bo", "text": "x"},
    ]
    assert len(mistakes(small)) == 1
    small["entry"][0]["at"] = "3s"
    assert len(check(small).entry) == 2


def test_what_is_named_twice_is_told(small: dict[str, Any]) -> None:
    small["person"] = [*small["person"], {"id": "bo", "name": "Another"}]
    small["entry"] = [{"at": "1s", "do": "message", "id": "q", "by": "bo", "text": "x"}] * 2
    assert mistakes(small) == (
        "x.toml: person[4].id: 'bo' is used twice",
        "x.toml: entry[1].id: 'q' is used twice",
    )


def test_who_looks_after_a_part_is_one_of_the_people(small: dict[str, Any]) -> None:
    small["part"] = [{"match": "disk"}, {"match": "agent-*", "engineer": "nobody"}]
    assert mistakes(small) == ("x.toml: part[1].engineer: 'nobody' is unknown (allowed: ada, bo, robot, hook)",)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"me = ", "is not TOML"), (b"\xff", "is not TOML"), (b"", "company: is missing"), (None, "cannot be read")],
)
def test_a_bad_file_is_told_and_ends_with_two(
    tmp_path: Path, content: bytes | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "day.toml"
    if content is not None:
        path.write_bytes(content)
    assert main(["--scenario", str(path)]) == 2
    assert f"{path}: {told}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("-42m", timedelta(minutes=-42)),
        ("+1h30m", timedelta(minutes=90)),
        ("35s", timedelta(seconds=35)),
        ("2d", timedelta(days=2)),
        ("0.5s", timedelta(milliseconds=500)),
    ],
)
def test_spans_are_written_by_hand(text: str, length: timedelta) -> None:
    assert span(text) == length


@pytest.mark.parametrize("text", ["", "+", "5", "5x", "1m1h", "-", "99999d", "1" * 30 + "s", "\uff15m"])
def test_other_spans_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a span like"):
        span(text)


@given(st.integers(0, 999_999_999_999_999_999))
def test_a_timestamp_survives_the_journey(stamp: int) -> None:
    assert parse_ts(ts(stamp)) == stamp


_KEYS = st.sampled_from(["company", "me", "person", "entry", "at", "do", "by", "text", "id", "name", "repository", "x"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["1s", "message", "run", "bo"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(_KEYS, _JSON, max_size=6))
def test_no_document_breaks_the_check(document: dict[str, Any]) -> None:
    try:
        check(document)
    except ScenarioError as error:
        assert error.mistakes  # noqa: PT017 - any other exception fails the test


def test_a_crowd_can_be_made() -> None:
    scenario = crowd(50, answers=2, runs=10, projects=30)
    assert (len(scenario.entry), len(scenario.project)) == (160, 30)
