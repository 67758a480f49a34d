"""The verbs about builds: what they print, what they put into the outbox, and what they refuse."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from supporttray.cli import main
from supporttray.connectors import Answer
from supporttray.core.item import Build, Job, Result, Run
from supporttray.core.suspect import Author, Change, Suspect, Suspicion
from supporttray.core.triage import Cause, Evidence, FailedTest, Log, Verdict
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from supporttray.paths import workspace
from supporttray.verb import act

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
ODD = "frobnicator: the moon is in the wrong house"
CONFIG = """
schema = 1
me = "Ada"
zone = "UTC"
[service.slack]
kind = "slack"
[service.github]
kind = "github"
[[watch]]
kind = "github.builds"
name = "w"
repository = "acme/shop"
[builds.people]
jweber = "U0JONAS"
[[builds.part]]
match = "agent-*"
engineer = "mei@example.com"
"""
URL = "https://github.com/acme/shop/pull/7"
VERDICT = Verdict(
    cause=Cause.TEST,
    rule="pytest",
    text="FAILED tests/test_basket.py::test_total",
    line=12,
    around=("collected 3 items", "FAILED tests/test_basket.py::test_total", "1 failed"),
    confidence=0.92,
    url="https://github.com/acme/shop/job/1",
    tests=(FailedTest("tests/test_basket.py::test_total", "tests/test_basket.py"),),
)
JONAS = Change(
    id="c1",
    title="Round totals",
    number="#7",
    url=URL,
    place="acme/shop#7",
    author=Author("Jonas Weber", "j@example.com", "jweber"),
)
EVIDENCE = Evidence(logs=(Log(f"begin\n{ODD}\n".encode(), "unit"),))
TOLD = Suspicion(suspects=(Suspect(change=JONAS, confidence=0.95, reason="touched tests/test_basket.py"),))


def run(number: int, result: Result) -> Run:
    ended = NOW - (10 - number) * HOUR
    failed = (Job("unit", id=str(number)),) if result is Result.FAILED else ()
    return Run(str(number), ended - HOUR / 2, ended, result, commit=f"c{number}", title=f"Work {number}", failed=failed)


def build(name: str, *results: Result) -> Build:
    runs = tuple(run(number, result) for number, result in enumerate(results, 1))
    title, url = f"{name} on main", f"https://github.com/acme/shop/{name}"
    return Build(
        key=f"build:github.com/acme/shop/{name}@main", title=title, url=url, at=NOW, project="acme/shop", runs=runs
    )


RED = build("tests", Result.PASSED, Result.FAILED)
ODDLY = build("nightly", Result.PASSED, Result.FAILED)
GREEN = build("docs", Result.PASSED)
KEY = RED.key


class Told(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Say = Callable[..., Told]


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """A workspace that has seen three builds, one of them red for a reason, and the command line in it."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, "utf-8")
    base = Database(workspace(None, config).database, lambda: NOW)
    store = Store(base)
    store.commit("w", Answer(items=(RED, ODDLY, GREEN)), "basis", NOW)
    store.findings.notice(store.items, (), NOW - HOUR)
    for one in tuple(store.findings.all.values()):
        known = msgspec.structs.replace(one, verdict=VERDICT, suspicion=TOLD, incident=one.key)
        odd = msgspec.structs.replace(
            one, verdict=Verdict(cause=Cause.UNKNOWN), suspicion=Suspicion(), incident=one.key
        )
        store.findings.keep(odd, EVIDENCE) if one.build == ODDLY.key else store.findings.keep(known)
    base.close()

    def told(*words: str) -> Told:
        code = main([*words, f"--config={config}"])
        return Told(code, *capsys.readouterr())

    return told


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would be sent: the deeds, without a service."""
    found: list[Any] = []

    def instead(_: act.Command, wish: Any) -> int:
        found.append(wish.entry.deed)
        return 0

    monkeypatch.setattr("supporttray.verb.build.see_through", instead)
    return found


# --- to see


def test_the_worst_builds_come_first_with_since_when_and_why(say: Say) -> None:
    head, first, second, third = say("builds").lines
    assert head == "3 pipelines checked, not yet."
    assert first == "  broken   nightly on main for 8 h, 1 run: unknown"
    assert second == "  broken   tests on main for 8 h, 1 run: test, tests/test_basket.py::test_total"
    assert third == "  passing  docs on main"


def test_why_tells_the_line_the_runs_and_since_which_change(say: Say) -> None:
    lines = say("why", "tests").lines
    assert lines[:2] == ["tests on main is broken for 8 h.", "Test, by the rule pytest, 92% sure."]
    assert lines[2:5] == ["    collected 3 items", f"  > {VERDICT.text}", "    1 failed"]
    assert lines[5:7] == ["Line 12: https://github.com/acme/shop/job/1", "  failed: tests/test_basket.py::test_total"]
    assert [line.partition(":")[0] for line in lines[7:9]] == ["First red run", "Last green one"]
    assert lines[9:11] == [
        "Likely since:",
        f"  95% #7 Round totals by Jonas Weber: touched tests/test_basket.py {URL}",
    ]
    assert lines[-1] == f"A message is drafted: supporttray message {KEY}"


def test_why_of_what_is_not_known_claims_nothing(say: Say) -> None:
    out = say("why", "nightly").out
    assert "Unknown, by the rule (none)" in out
    assert "Likely" not in out
    assert say("why", "docs").out == "docs on main is passing.\n"


@pytest.mark.parametrize("words", [("builds",), ("why", "tests"), ("flaky",), ("signatures",), ("message", "tests")])
def test_each_of_them_is_told_as_json(say: Say, words: tuple[str, ...]) -> None:
    told = say(*words, "--json")
    assert (told.code, told.err) == (0, "")
    json.loads(told.out)


@pytest.mark.parametrize(
    "said", [KEY, KEY.removeprefix("build:"), "github.com/acme/shop/tests", "TESTS on", "s on main"]
)
def test_a_build_is_meant_by_its_key_its_beginning_or_words_of_its_title_and_of_several_it_is_the_red_one(
    say: Say, said: str
) -> None:
    assert say("why", said).lines[0].startswith("tests on main is broken")


@pytest.mark.parametrize("said", ["nothing", "on main", "build:", ""])
def test_what_means_none_or_several_is_said_with_those_there_are(say: Say, said: str) -> None:
    told = say("why", said)
    assert told.code == 2
    assert f"{said!r} is not one build; there are: " in told.err
    assert f"tests on main ({KEY})" in told.err


# --- to say


def test_a_message_is_shown_and_nothing_is_sent(say: Say, sent: list[Any]) -> None:
    lines = say("message", "tests").lines
    assert lines[0].startswith("Hi Jonas, tests on main has been red since ")
    assert lines[-2:] == [
        "It can be sent to Jonas Weber on slack: --send",
        "It can be sent as a comment on #7: --send --comment",
    ]
    assert sent == []


def test_it_is_sent_in_private_and_the_incident_is_theirs(say: Say, sent: list[Any]) -> None:
    told = say("message", "tests", "--send", "--text", "Could you look?", "--yes")
    assert told.lines == ["Could you look?", "", "to Jonas Weber on slack"]
    ((verb, place, text),) = [(deed.verb, deed.place, deed.text) for deed in sent]
    assert (verb, place, text) == ("direct", "U0JONAS", "Could you look?")
    assert any("Jonas Weber has it until" in line for line in say("why", "tests").lines)
    assert "  broken   tests on main" in say("builds").out
    assert "(Jonas Weber has it)" in say("builds").out


def test_it_is_sent_as_a_comment_where_that_is_said(say: Say, sent: list[Any]) -> None:
    say("message", "tests", "--send", "--comment")
    assert [(deed.verb, deed.place) for deed in sent] == [("comment", "acme/shop#7")]


def test_where_it_is_not_clear_nothing_can_be_sent(say: Say, sent: list[Any]) -> None:
    assert say("message", "nightly").out == "Its cause is unknown: that is nobody's change.\n"
    told = say("message", "nightly", "--send")
    assert told.code != 0
    assert "nobody's change" in told.err
    assert sent == []


# --- to do


def test_what_failed_is_run_again(say: Say, sent: list[Any]) -> None:
    assert say("rerun", "tests").code == 0
    assert [(deed.verb, deed.message) for deed in sent] == [("rerun", "2")]
    told = say("rerun", "docs")
    assert told.code != 0
    assert "docs on main is not broken." in told.err


def test_i_have_it_until_i_have_it_no_more(say: Say) -> None:
    assert say("mine", "tests", "--until", "tomorrow").out.startswith("It is quiet until ")
    assert any("Ada has it until" in line for line in say("why", "tests").lines)
    assert say("mine", "tests", "--release").out == "Nobody has it now.\n"
    assert not any("has it until" in line for line in say("why", "tests").lines)


# --- to teach


def test_a_taught_rule_shows_what_it_changes_and_is_taken_back(say: Say) -> None:
    words = ("teach", "nightly", "--line", ODD, "--class", "infrastructure", "--part", "service", "--name", "the moon")
    dry = say(*words, "--dry-run")
    assert dry.lines[0] == "the moon: infrastructure, service"
    assert dry.lines[2].endswith("nightly on main: unknown → infrastructure")
    assert dry.lines[-1] == "Nothing was changed."
    assert say("signatures").out == "Nothing was taught.\n"

    told = say(*words)
    assert told.lines[-1] == "1 earlier verdict is another now; take it back with `supporttray signatures forget 1`."
    assert "nightly on main for 8 h, 1 run: infrastructure" in say("builds").out
    (line,) = say("signatures").lines
    assert line.startswith(f"   1  {NOW.astimezone():%Y-%m-%d}  the moon: infrastructure (")
    assert say("signatures", "forget", "1").out == "Taken back.\n"
    assert "nightly on main for 8 h, 1 run: unknown" in say("builds").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("teach", "nightly", "--line", ODD, "--class", "test", "--pattern", "("), "This pattern cannot be used"),
        (("signatures", "forget"), "Say which rule"),
        (("signatures", "forget", "9"), "There is no rule 9"),
        (("mine", "docs"), "is not broken"),
        (("mine", "tests", "--until", "nonsense"), "nonsense"),
    ],
)
def test_what_cannot_be_is_said(say: Say, words: tuple[str, ...], said: str) -> None:
    told = say(*words)
    assert told.code != 0
    assert said in told.err
