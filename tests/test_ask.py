"""The verbs about one request besides answering it: `not-a-request`, `lessons`, `hand`, `before`, `log`, and what they share with `reply` and `snooze`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from supporttray.cli import main
from supporttray.connectors import Answer
from supporttray.core.item import Reply, Request
from supporttray.engine.database import Database
from supporttray.engine.outbox import Outbox
from supporttray.engine.store import Store
from supporttray.paths import workspace
from supporttray.verb import act
from tests.core.make import request
from tests.e2e.play import app, company, verb

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
CONFIG = """
schema = 1
me = "Ada"
zone = "UTC"
[service.slack]
kind = "slack"
[[watch]]
kind = "slack.requests"
name = "w"
channel = "C0000000001"
[announce]
status = true
people = { Cy = "U0CY" }
[replies]
"on it" = "Hi $asker,\\nI am on it."
"""
PLACE = "T1/C0000000001"
MEI = Reply("r1", NOW - HOUR, "U0MEI", "Mei")


def asks(number: int, text: str, **more: object) -> Request:
    known: dict[str, Any] = {
        "key": f"request:{PLACE}/{number}.0",
        "title": text,
        "text": text,
        "by": "U0KIM",
        "name": "Kim",
    }
    return request(asked=NOW - (10 - number) * HOUR, **(known | more))


FIRST = asks(1, "Where is the invoice of order 7?", replies=(MEI,))
SECOND = asks(2, "Where is the invoice of order 9?")
THIRD = asks(3, "Lunch?", by="U0ROB", name="Rob")


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
    """A workspace that has seen three requests, and the command line in it."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, "utf-8")
    base = Database(workspace(None, config).database, lambda: NOW)
    Store(base).commit("w", Answer(items=(FIRST, SECOND, THIRD)), "basis", NOW)
    base.close()

    def told(*words: str) -> Told:
        code = main([*words, f"--config={config}"])
        return Told(code, *capsys.readouterr())

    told.config = config  # type: ignore[attr-defined]
    return told


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What would be sent: the deeds, without a service."""
    found: list[tuple[str, Any]] = []

    def instead(_: act.Command, wish: Any) -> int:
        found.append((wish.entry.deed.text, wish.entry.deed.people))
        return 0

    monkeypatch.setattr("supporttray.verb.ask.see_through", instead)
    return found


def needs(say: Say) -> list[str]:
    return [need["title"] for need in json.loads(say("status", "--json").out)["needs"] if "request" in need["kind"]]


# --- it is none


def test_what_is_none_is_hidden_with_all_like_it_and_can_be_shown_again(say: Say) -> None:
    assert needs(say) == [SECOND.title, THIRD.title]

    shown = say("not-a-request", f"{PLACE}/2", "--words", "invoice of * 9", "--dry-run")
    assert shown.lines == [
        "All with “invoice of * 9” in #support.",
        "No earlier ones would have been hidden; nothing was changed.",
    ]
    assert len(needs(say)) == 2
    done = say("not-a-request", f"{PLACE}/2", "--author")
    assert (done.code, done.lines) == (
        0,
        [
            "All by Kim in #support.",
            f"  {FIRST.title}",
            "Hidden. 1 earlier one would have been hidden; take it back with `supporttray lessons forget 1`.",
        ],
    )
    assert needs(say) == [THIRD.title]
    (line,) = say("lessons").lines
    assert line == f"   1  {NOW.astimezone():%Y-%m-%d}  All by Kim in #support (hides 2)"
    assert say("lessons", "forget", "1").out == "Taken back. 1 open again.\n"
    assert needs(say) == [SECOND.title, THIRD.title]
    assert say("lessons").out == "Nothing was taught.\n"


def test_lessons_and_what_they_would_hide_are_told_as_json(say: Say) -> None:
    told = json.loads(say("not-a-request", f"{PLACE}/2", "--words", "invoice", "--json").out)
    assert told["hidden"] == [FIRST.title]
    (lesson,) = json.loads(say("lessons", "--json").out)
    assert lesson == told["lesson"]
    assert (lesson["about"], lesson["value"], lesson["where"], lesson["number"]) == ("words", "invoice", "#support", 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("not-a-request", "nothing"), "'nothing' is not the beginning of one item's key"),
        (("not-a-request", f"{PLACE}/2", "--words", "*"), "would hide nothing"),
        (("lessons", "forget"), "Say which lesson"),
        (("lessons", "forget", "7"), "There is no lesson 7"),
        (("hand", f"{PLACE}/2", "Nobody"), "'Nobody' is not one colleague: it may be one of Mei (U0MEI), Cy (U0CY)"),
        (("reply", f"{PLACE}/2", " "), "There is nothing to say"),
        (("reply", f"{PLACE}/2", "--template", "later"), "'later' is no answer of [replies]; there are: on it."),
        (("snooze", f"{PLACE}/2", "--until", "2020-01-01"), "is over already"),
        (("snooze", f"{PLACE}/2", "--until", "soon"), "is no time"),
        (("snooze", f"{PLACE}/2", "soon"), "is not a length of time"),
        (("log", "Printer?", "--from", " "), "Say who asked"),
        (("log", "Printer?", "--from", "Kim", "--at", "2999-01-01"), "is no time|still to come"),
        (("before", "nothing"), "is not the beginning"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_in_a_sentence(say: Say, words: tuple[str, ...], said: str) -> None:
    told = say(*words)

    assert (told.code, told.out) == (2, "")
    assert any(one in told.err for one in said.split("|")), told.err
    assert needs(say) == [SECOND.title, THIRD.title]


# --- answering, and handing over


def test_a_colleague_is_called_by_name_with_ones_own_words_or_the_usual_ones(say: Say, sent: list[Any]) -> None:
    assert say("hand", f"{PLACE}/2").lines == ["Mei: answered one like it", "Cy: in the team"]
    listed = json.loads(say("hand", f"{PLACE}/2", "--json").out)
    assert listed[1] == {"id": "U0CY", "name": "Cy", "why": "in the team"}

    assert say("hand", f"{PLACE}/2", "me").out == "@Mei, could you take this one?\n"
    say("hand", f"{PLACE}/2", "@cy", "Is", "it", "yours?")

    assert sent == [("@Mei, could you take this one?", (("Mei", "U0MEI"),)), ("@Cy Is it yours?", (("Cy", "U0CY"),))]


def test_an_answer_that_is_ready_is_shown_and_sent(say: Say, sent: list[Any]) -> None:
    assert say("reply", f"{PLACE}/2", "--template", "on it").lines == ["Hi Kim,", "I am on it."]
    assert sent == [("Hi Kim,\nI am on it.", ())]


def test_what_was_asked_before_is_told_with_who_answered(say: Say) -> None:
    (line,) = say("before", f"{PLACE}/2").lines
    assert line == f"{FIRST.title} (9 h ago, answered by Mei) https://s/p1"
    assert json.loads(say("before", f"{PLACE}/2", "--json").out)[0]["by"][0]["id"] == "U0MEI"
    assert say("before", f"{PLACE}/3").out == "Nothing like it was asked in the last 30 days.\n"


# --- in person, and silent until then


def test_what_is_logged_waits_and_is_acknowledged_and_answered_here(say: Say) -> None:
    assert say("log", "The", "printer?", "--from", "Kim", "--at", "1h").out == "Logged: The printer?\n"
    (one,) = (one for one in json.loads(say("status", "--json").out)["needs"] if one["title"] == "The printer?")
    assert one["because"].startswith("Kim asked in person 1 h ago")
    key = one["subject"]

    assert say("ack", key).out == "Done.\n"
    assert "The printer?" in needs(say), "seen, and not answered yet"
    assert say("unack", key).out == "Done.\n"
    assert say("reply", key, "Yes.").out == "Done.\n"
    assert "The printer?" not in needs(say)
    assert say("outbox").out == "Nothing was written.\n"


def test_a_snooze_ends_at_a_time_of_day_or_when_work_begins_on_a_day(say: Say) -> None:
    tomorrow = NOW + timedelta(days=1)
    told = say("snooze", f"{PLACE}/2", "--until", "tomorrow")
    assert told.out == f"Silent until {tomorrow:%a} 09:00, or until something happens to it.\n"
    base = Database.reading(workspace(None, say.config).database, lambda: NOW)  # type: ignore[attr-defined]
    (mark,) = Store(base).marks().values()
    assert (mark.until.hour, mark.until.date()) == (9, tomorrow.date())
    assert Outbox(base).latest() == ()
    assert mark.kind == "snoozed"
    base.close()


# --- with a running engine, at a demo company

DAY = """
company = "Rooms"
me = "ada"
person = [{ id = "ada", name = "Ada" }, { id = "mei", name = "Mei" }, { id = "kim", name = "Kim" }]
channel = [{ id = "open", name = "open", watch = "open" }]
entry = [
  { at = "-20m", do = "message", id = "a", by = "kim", text = "Is the shop down?" },
  { at = "-15m", do = "reply", to = "a", by = "mei", text = "Not here." },
  { at = "-5m", do = "message", id = "b", by = "kim", text = "Where is my parcel?" },
]
"""


def test_a_running_app_sends_the_call_once_and_shows_what_is_logged_and_taught(tmp_path: Path) -> None:
    day = tmp_path / "day.toml"
    day.write_text(DAY, "utf-8")
    with company(tmp_path / "company", "--hand", f"--scenario={day}") as rooms, app(rooms.config, tmp_path) as one:
        one.start()
        one.waits_for("+ needs you Where is my parcel?")
        (need,) = one.verb("status")["needs"]
        config = f"--config={rooms.config}"
        for _ in range(2):
            done = verb("hand", need["subject"], "Mei", "--yes", config)
            assert (done.returncode, done.stdout.splitlines()[0]) == (0, "@Mei, could you take this one?"), done
        (said,) = [
            line
            for line in rooms.read("ledger")
            if line.get("by_name") == "Ada" and line["what"] in ("message", "reply")
        ]
        assert said["text"].startswith("<@U")
        assert said["text"].endswith(">, could you take this one?")

        assert verb("log", "The printer burns", "--from", "Lee", config).returncode == 0
        one.waits_for("+ needs you The printer burns")
        assert verb("not-a-request", "log/", config).stdout.splitlines()[0] == "Only this one: The printer burns."
        one.waits_for("- The printer burns")
