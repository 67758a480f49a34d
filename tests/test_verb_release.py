"""The verbs about a release: what they print, what they decide, what they put into the outbox, and what they make of nonsense."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from supporttray.cli import main
from supporttray.connectors import Answer
from supporttray.core.deed import Verb
from supporttray.core.item import Error
from supporttray.core.outbox import Entry
from supporttray.core.release.page import Look, Room
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import Problem, Sign, Standing
from supporttray.core.release.ticket import Ticket
from supporttray.engine.database import Database
from supporttray.engine.release.releases import Releases
from supporttray.engine.store import Store
from supporttray.paths import workspace
from supporttray.verb import act
from supporttray.verb.released import NOTHING, status

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
CONFIG = """
schema = 1
me = "Ada"
zone = "UTC"
[service.desk]
kind = "zendesk"
address = "https://acme.zendesk.com"
[service.slack]
kind = "slack"
[daily]
channel = "C1"
name = "#team"
[[watch]]
kind = "zendesk.tickets"
name = "tickets"
"""


def ticket(number: int, **more: Any) -> Ticket:
    fixed = {"key": f"ticket:acme.zendesk.com/{number}", "name": f"#{number}", "title": f"My Kettle {number} is lost"}
    return Ticket(**({"url": f"https://desk/{number}", "at": NOW - HOUR} | fixed | more))


ERROR = Error(key="error:r/4", title="TypeError", url="https://r/4", at=NOW - HOUR, name="#4")
TICKETS = tuple(ticket(number) for number in (1, 2, 3))


class Told(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Say = Callable[..., Told]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG, "utf-8")
    return file


@pytest.fixture
def say(config: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """The command line in a workspace in which no engine runs."""

    def told(*words: str) -> Told:
        code = main(["release", *words, f"--config={config}"])
        return Told(code, *capsys.readouterr())

    return told


@pytest.fixture
def watched(config: Path) -> None:
    """Let a release be watched, with a problem that three tickets and an error tell of."""
    base = Database(workspace(None, config).database, lambda: NOW)
    store, releases = Store(base), Releases(base)
    store.commit("tickets", Answer(tickets=TICKETS), "basis", NOW)
    store.commit("errors", Answer(items=(ERROR,)), "basis", NOW)
    store.archive.scanned("tickets", NOW)
    kept = releases.keep(
        Release(product="Shop", version="4.0", start=NOW - 2 * HOUR, end=NOW + 48 * HOUR, components=("checkout",))
    )
    known: dict[str, Any] = {"since": NOW - HOUR, "last_at": NOW, "found_at": NOW, "title": "My Kettle 1 is lost"}
    signs = (Sign("component", 50, "It names checkout; nobody did before."), Sign("calm", -20, "It asks or thanks."))
    found = (
        Problem(
            release=kept.number,
            tickets=tuple(one.key for one in TICKETS),
            errors=(ERROR.key,),
            signs=signs,
            topic="checkout",
            score=80,
            **known,
        ),
        Problem(release=kept.number, tickets=(TICKETS[0].key,), **known),
    )
    releases.found(found)
    base.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """What would be sent, without a service."""
    found: list[Entry] = []

    def instead(desk: act.Command, wish: Any) -> int:
        found.extend(desk.family(wish.entry))
        return 0

    monkeypatch.setattr("supporttray.verb.report.see_through", instead)
    return found


# --- a release


def test_a_release_is_watched_from_what_a_person_types(say: Say, tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("The checkout is new.", "utf-8")
    words = ("--until", "48h", "--component", "checkout, search", "--component", "search", "--word", "charged twice")
    told = say("start", "Shop", "4.0", *words, "--notes", str(notes), "--standup", "9:30", "--quota", "500")
    assert told.code == 0
    assert told.out.startswith("Shop 4.0 is watched until ")
    assert "No app runs here" in told.out
    release = say("status", "--json").json["release"]
    assert (release["components"], release["words"]) == (["checkout", "search"], ["charged twice"])
    assert (release["notes"], release["standup"], release["quota"]) == ("The checkout is new.", "09:30:00", 500)
    again = say("start", "shop", "4.0", "--until", "72h", "--json").json
    assert set(again) == {"said", "entry"}
    assert say("stop", "--release", "4.0").out == "shop 4.0 is watched no more. Its summary is ready.\n"
    assert say().lines[0].startswith("shop 4.0 was watched until ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((" ", "4.0"), "A release needs a product"),
        (("Shop", ""), "A release needs a version"),
        (("Shop", "4.0", "--until", "whenever"), "--until 'whenever' is no time"),
        (("Shop", "4.0", "--from", "tomorrow", "--until", "now"), "It would end before it begins"),
        (("Shop", "4.0", "--from", "2020-01-01", "--until", "2020-01-02"), "Its end is over already"),
        (("Shop", "4.0", "--notes", "/nowhere/at/all"), "cannot be read (No such file or directory)"),
        (("Shop", "4.0", "--process", "javascript:alert(1)"), "is no web page"),
        (("Shop", "4.0", "--standup", "25:00"), "is no time of day"),
        (("Shop", "4.0", "--word", "x" * 201), "--word takes at most"),
        (("Shop", "4.0", "--until", "2200h"), "90 days at the most"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(say: Say, words: tuple[str, ...], said: str) -> None:
    told = say("start", *words)
    assert (told.code, told.out) == (2, "")
    assert said in told.err


def test_notes_that_are_no_text_are_refused(say: Say, tmp_path: Path) -> None:
    notes = tmp_path / "notes.bin"
    notes.write_bytes(b"\xff\xfe\x00")
    assert "is no text" in say("start", "Shop", "4.0", "--notes", str(notes)).err


@pytest.mark.usefixtures("watched")
def test_the_status_says_until_when_what_was_scanned_and_what_is_suspected_and_why(say: Say) -> None:
    told = say("status")
    assert told.code == 0
    assert told.lines[0].startswith("Shop 4.0 is watched until ")
    assert any(line.startswith("tickets: scanned ") and "next" in line for line in told.lines)
    assert any("mpact on Customer Support so far" in line for line in told.lines)
    assert "   1  suspected  My Kettle 1 is lost (3 tickets, 1 error)" in told.lines
    assert "                 It names checkout; nobody did before. It asks or thanks." in told.lines


@pytest.mark.usefixtures("watched")
def test_the_status_as_json_has_every_key_and_times_that_programs_read(say: Say) -> None:
    found = say("--json").json
    assert set(found) == set(Room.__struct_fields__)
    assert set(found["looks"][0]) == set(Look.__struct_fields__)
    assert set(found["problems"][0]["problem"]) == set(Problem.__struct_fields__)
    assert found["light"] in ("green", "amber", "red")
    assert datetime.fromisoformat(found["release"]["end"]).tzinfo is not None


def test_nothing_is_claimed_where_no_release_or_no_watch_is(say: Say, config: Path) -> None:
    assert say().lines[0] == NOTHING
    config.write_text(CONFIG.split("[[watch]]", maxsplit=1)[0], "utf-8")
    assert "Nothing is scanned" in say().out
    assert "Nothing is scanned" in say("scan").err
    assert say("stop").code == 2


def test_how_a_watch_fares_is_one_line() -> None:
    at = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    looks = (
        Look(watch="tickets", at=at, new=12, next_at=at + HOUR / 2),
        Look(watch="errors", trouble="It is refused. Set its credential."),
    )
    lines = list(status(Room(now=at + HOUR / 4, looks=looks, blind=("errors",)), UTC))
    assert lines[1:] == [
        "tickets: scanned 14:30, 12 new, next 15:00.",
        "errors: not scanned yet, It is refused. Set its credential.",
    ]


# --- a problem


@pytest.mark.usefixtures("watched")
def test_what_a_person_decides_stands_and_is_taken_back(say: Say) -> None:
    def standing() -> str:
        return next(
            one["problem"]["standing"] for one in say("--json").json["problems"] if one["problem"]["number"] == 1
        )

    for word, stands in (("confirm", "confirmed"), ("dismiss", "dismissed"), ("fixed", "fixed")):
        told = say(word, "1")
        assert (told.code, told.out.startswith("It is")) == (0, True)
        assert standing() == stands
    assert say("undo", "1").code == 0
    assert standing() == Standing.DISMISSED
    assert say("link", "1", "SHOP-12").out == "SHOP-12 is about it.\n"
    assert "SHOP-12" in say("problem", "1").out
    assert say("link", "1").out == "No bug is about it.\n"
    assert say("merge", "2", "1").out == "It is part of problem 1 now.\n"


@pytest.mark.usefixtures("watched")
def test_a_problem_is_split_by_what_people_call_its_tickets(say: Say) -> None:
    assert say("split", "1", "#2", "ticket:acme.zendesk.com/3").out == "They are problem 3 now.\n"
    told = say("split", "1", "#9")
    assert (told.code, told.err) == (2, "Problem 1 has no #9; it has: #1, #4.\n")
    assert say("split", "1", "#1", "#4").code == 2


@pytest.mark.usefixtures("watched")
def test_a_problem_is_told_with_its_reasons_the_strongest_first_and_its_tickets(say: Say) -> None:
    lines = say("problem", "1").lines
    assert lines[3:5] == ["   +50  It names checkout; nobody did before.", "   -20  It asks or thanks."]
    assert "  #3 My Kettle 3 is lost https://desk/3" in lines
    assert say("problem", "1", "--json").json["problem"]["number"] == 1


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize(
    "words", [("confirm", "9"), ("merge", "1", "9"), ("problem", "9"), ("answer", "9"), ("stop", "--release", "5")]
)
def test_what_is_not_there_is_said(say: Say, words: tuple[str, ...]) -> None:
    told = say(*words)
    assert told.code == 2
    assert told.err.strip().endswith((".", "lists them."))


@pytest.mark.parametrize(
    "words", [("confirm",), ("confirm", "x"), ("merge", "1"), ("start", "Shop"), ("day", "--light", "blue"), ("eat",)]
)
def test_wrong_words_are_refused_with_the_usage(say: Say, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        say(*words)
    assert caught.value.code == 2


# --- what is said of it


@pytest.mark.usefixtures("watched")
def test_a_day_is_printed_in_every_form_and_has_no_customers_words_unless_they_are_ticked(say: Say) -> None:
    text = say("day").out
    assert text.startswith("## Release Shop 4.0, ")
    assert "Problem 1 (checkout, 3 tickets, 1 error): suspected, not decided yet, new today" in text
    assert "Kettle" not in text
    assert say("day", "--format", "slack").out.startswith("*Release Shop 4.0, ")
    ticked = say("day", "--quote", "1", "--light", "red").out
    assert "  “My Kettle 1 is lost”" in ticked
    assert "**Overall:** 🔴 red\n" in ticked
    assert set(say("day", "--json").json) == {"release", "text", "to", "light", "why", "posted", "quotes", "kept"}


@pytest.mark.usefixtures("watched")
def test_a_day_is_posted_as_slack_shows_it_and_the_summary_too(say: Say, sent: list[Entry]) -> None:
    told = say("day", "--post", "--yes", "--light", "red")
    assert (told.code, "to #team on slack" in told.out) == (0, True)
    assert say("summary", "--post", "--yes").code == 0
    first, second = sent
    assert (first.deed.verb, first.deed.place) == (Verb.POST, "C1")
    assert "*Overall:* 🔴 red" in first.deed.text
    assert "• Problem 1 (checkout, 3 tickets, 1 error): suspected" in first.deed.text
    assert second.intent.startswith("release-summary:1:")
    assert "Day by day" in second.deed.text


@pytest.mark.usefixtures("watched")
def test_nothing_is_posted_where_nobody_can_be_asked_or_no_place_is_known(
    say: Say, sent: list[Entry], config: Path
) -> None:
    refused = say("day", "--post")
    assert (refused.code, "--yes" in refused.err) == (2, True)
    config.write_text(CONFIG.replace('[daily]\nchannel = "C1"\nname = "#team"\n', ""), "utf-8")
    placeless = say("day", "--post", "--yes")
    assert (placeless.code, "[daily]" in placeless.err) == (2, True)
    assert sent == []


@pytest.mark.usefixtures("watched")
def test_the_brief_names_tickets_by_their_numbers(say: Say) -> None:
    text = say("brief", "--format", "text").out
    assert "for Customer Support" in text
    assert "#1, #2, #3" in text
    assert "Kettle" not in text


@pytest.mark.usefixtures("watched")
def test_those_who_reported_a_problem_are_told_once_it_is_fixed(say: Say, sent: list[Entry]) -> None:
    assert "not known to be fixed" in say("answer", "1").err
    say("fixed", "1")
    shown = say("answer", "1")
    assert "  #1: by desk" in shown.lines
    assert sent == []
    assert say("answer", "1", "--send", "--yes", "--text", "It is mended.").code == 0
    assert [(one.deed.verb, one.deed.text) for one in sent] == [(Verb.ANSWER, "It is mended.")] * 3
    assert "  #1: was told already" in say("answer", "1").lines
