"""The verbs about the work of the day: what they print, which item a name means, and what they put into the outbox."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from supporttray.cli import main
from supporttray.connectors import Answer
from supporttray.core.deed import Verb
from supporttray.core.item import Opinion, Review, Says, Stage, Task
from supporttray.core.model import Health
from supporttray.core.outbox import Entry
from supporttray.core.work import Next
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from supporttray.engine.view import look
from supporttray.paths import workspace
from supporttray.verb import act
from supporttray.verb.next import lines as following

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
CONFIG = """
schema = 1
me = "Ada"
zone = "UTC"
[service.jira]
kind = "jira"
address = "https://jira.acme.com"
[service.slack]
kind = "slack"
[daily]
channel = "C1"
name = "#team"
[[watch]]
kind = "jira.queue"
name = "queue"
project = "ACME"
"""


def task(number: int, **more: Any) -> Task:
    fixed = {"key": f"task:jira.acme.com/ACME-{number}", "name": f"ACME-{number}", "title": f"Thing {number}"}
    return Task(**({"at": NOW - 50 * HOUR, "url": f"https://jira.acme.com/browse/ACME-{number}"} | fixed | more))


def review(number: int, **more: Any) -> Review:
    fixed = {"key": f"review:github.com/acme/shop/{number}", "name": f"acme/shop#{number}", "title": f"Change {number}"}
    return Review(
        **({"at": NOW - HOUR, "url": f"https://g/{number}", "where": "acme/shop", "by": "rob"} | fixed | more)
    )


ITEMS = (
    task(1, rank=1, status="In Progress", assignee="Mei", stage=Stage.STARTED),
    task(12, rank=0, customer="Kettle & Sons", size="3", due=date(2026, 1, 2)),
    task(3, rank=2, stage=Stage.DONE),
    review(7, lines=1200, asks_me=True, asked=("ada",)),
    review(8, draft=True),
    review(9, mine=True, by="ada", opinions=(Opinion(id="1", by="mei", says=Says.CHANGES, at=NOW, name="Mei"),)),
)


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
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """A workspace that a running engine looks at, and the command line in it."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, "utf-8")
    base = Database(workspace(None, config).database, lambda: NOW)
    Store(base).commit("queue", Answer(items=ITEMS), "basis", NOW)
    base.close()

    def seen(desk: act.Command) -> Any:
        return look(desk.plan, desk.store, desk.base, NOW), desk.store

    for verb in ("next", "queue", "review", "planning"):
        monkeypatch.setattr(f"supporttray.verb.{verb}.seen", seen)

    def told(*words: str) -> Told:
        code = main([*words, f"--config={config}"])
        return Told(code, *capsys.readouterr())

    return told


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """What would be sent, without a service."""
    found: list[Entry] = []

    def instead(desk: act.Command, wish: Any) -> int:
        found.extend(desk.family(wish.entry))
        return 0

    for verb in ("work", "planning", "queue"):
        monkeypatch.setattr(f"supporttray.verb.{verb}.see_through", instead)
    return found


def seen(config: Path, state: str, at: datetime | None, *items: Any) -> None:
    """Let the queue's watch fare so, and see these alone."""
    base = Database(workspace(None, config).database, lambda: NOW)
    store = Store(base)
    store.commit("queue", Answer(items=items, complete=True), "basis", NOW)
    store.keep_health(
        Health(watch="queue", service="jira", state=state, since=NOW, every=timedelta(minutes=1), seen_at=at)
    )
    base.close()


# --- to see


@pytest.mark.parametrize(
    ("state", "at", "said"),
    [
        ("ok", NOW, ["The queue is empty, seen some time ago."]),
        ("unreachable", None, ["Nothing of the queue is known.", "Not seen now: queue; this is what was seen last."]),
    ],
)
def test_an_empty_queue_is_told_from_one_that_nobody_could_see(
    say: Say, tmp_path: Path, state: str, at: datetime | None, said: list[str]
) -> None:
    seen(tmp_path / "config.toml", state, at)
    assert [re.sub(r"seen .+ ago", "seen some time ago", line) for line in say("queue").lines] == said


def test_calm_is_not_claimed_for_what_was_not_seen() -> None:
    assert list(following(Next(blind=("queue",)), 1)) == ["Not seen now: queue.", "Nothing is known to wait."]
    assert list(following(Next(), 1)) == ["Nothing is to be done."]


def test_the_queue_is_listed_in_the_order_of_its_tracker_with_what_is_known_of_each(say: Say) -> None:
    head, first, second, done = say("queue").lines
    assert head.startswith("2 tasks in the queue")
    assert first == "   1   ACME-12 Thing 12 (open, for Kettle & Sons, size 3, due Fri 2 Jan, 2 days old)"
    assert second == "   2   ACME-1 Thing 1 (In Progress, Mei has it, 2 days old)"
    assert done == "1 done lately."


def test_the_queue_as_json_has_every_key_of_every_task_and_times_that_programs_read(say: Say) -> None:
    found = say("queue", "--json").json
    assert set(found) == {"tasks", "done", "critical", "moving", "seen_at", "blind"}
    (first, second), names = found["tasks"], {"kind", "state", *Task.__struct_fields__}
    assert set(first) == set(second) == names
    assert (first["kind"], first["state"], first["due"], second["due"]) == ("task", "open", "2026-01-02", None)
    assert datetime.fromisoformat(first["at"]) == NOW - 50 * HOUR


def test_what_is_next_is_told_with_why_it_stands_there(say: Say) -> None:
    found = say("next")
    text = found.out
    assert text.index("acme/shop#7") < text.index("ACME-12")
    assert "You are asked for a review." in text
    assert "ACME-1 " not in text  # that is Mei's
    assert say("next", "--first").lines[-1] == "  and 2 more"


def test_what_is_next_as_json_has_every_key_and_words_instead_of_numbers(say: Say) -> None:
    rows = say("next", "--json").json["rows"]
    assert {frozenset(row) for row in rows} == {frozenset(rows[0])}
    assert [(row["name"], row["group"], row["urgency"], row["default"]) for row in rows] == [
        ("acme/shop#7", "review", "needs you", "open"),
        ("ACME-12", "queue", "quiet", "start"),  # its day is over
        ("acme/shop#9", "review", "quiet", "open"),
    ]


def test_reviews_that_want_nobody_here_are_counted_and_shown_with_why_if_wanted(say: Say) -> None:
    short, long = say("reviews").lines, say("reviews", "--all").out
    assert short[0].startswith("1 of 3 open changes want you")
    assert any("acme/shop#7 Change 7 (by rob, 1,200 lines, waits" in line for line in short)
    assert short[-1] == "1 want nobody here; --all shows them."
    assert "It is a draft." in long
    assert isinstance(say("reviews", "--json").json["lines"][0]["waited"], float)


# --- to do


@pytest.mark.parametrize("key", ["ACME-1", "acme-1", "task:jira.acme.com/ACME-1", "jira.acme.com/ACME-1"])
def test_a_task_is_meant_by_what_people_call_it_though_another_name_begins_so(
    say: Say, sent: list[Entry], key: str
) -> None:
    assert say("start", key, "--yes").code == 0
    (entry,) = sent
    assert (entry.deed.verb, entry.deed.message, entry.deed.text) == (Verb.STAGE, "ACME-1", "start")


def test_a_beginning_that_two_keys_share_is_refused_with_both(say: Say, sent: list[Entry]) -> None:
    refused = say("done", "jira.acme.com/ACME-")
    assert refused.code == 2
    assert "ACME-1;" in refused.err
    assert sent == []


def test_who_blocks_a_task_says_why_and_that_is_written_once_it_is_blocked(say: Say, sent: list[Entry]) -> None:
    say("blocked", "ACME-12", "Kettle", "&", "Sons", "do not answer", "--yes")
    stage, why = sorted(sent, key=lambda one: one.number)
    assert (stage.deed.verb, stage.deed.text) == (Verb.STAGE, "block")
    assert (why.deed.verb, why.deed.text, why.link_of) == (
        Verb.COMMENT,
        "Kettle & Sons do not answer",
        stage.intent,
    )


def test_the_trackers_own_word_is_handed_on(say: Say, sent: list[Entry]) -> None:
    say("done", "ACME-12", "--to", "Won't do", "--yes")
    assert (sent[0].deed.text, sent[0].deed.title) == ("finish", "Won't do")


def test_a_comment_has_ten_seconds_for_a_second_thought_unless_it_is_sent_at_once(say: Say, sent: list[Entry]) -> None:
    say("comment", "ACME-12", "I", "look at it")
    say("comment", "ACME-1", "Me too", "--yes")
    first, second = sent
    assert (first.deed.text, second.deed.text) == ("I look at it", "Me too")
    assert (first.due - first.made_at, second.due - second.made_at) == (timedelta(seconds=10), timedelta(0))


def test_what_is_no_task_cannot_be_started(say: Say, sent: list[Entry]) -> None:
    refused = say("start", "acme/shop#7")
    assert (refused.code, sent) == (2, [])
    assert "A review is no task." in refused.err


def test_a_title_without_a_request_is_refused(say: Say) -> None:
    assert say("queue", "--title", "X").code == 2


# --- planning and notes


def test_the_planning_is_printed_as_markdown_and_posted_as_slack_shows_it(say: Say, sent: list[Entry]) -> None:
    printed = say("planning").out
    assert printed.startswith("## Planning, ")
    assert "- [ACME-12 Thing 12](https://jira.acme.com/browse/ACME-12) — 2 days old, size 3" in printed
    assert say("planning", "--format", "slack").out.startswith("*Planning, ")
    assert say("planning", "--post", "--yes").code == 0
    (entry,) = sent
    assert entry.intent.startswith("planning:")
    assert "• ACME-12 Thing 12 — 2 days old, size 3" in entry.deed.text
    assert "](" not in entry.deed.text


def test_a_note_enters_the_journal_and_the_days_status(say: Say) -> None:
    assert say("note", "Called", "the depot").code == 0
    assert "note.added: Called the depot" in say("journal").out


# --- a task of one's own

QUEUE = '[queue]\nservice = "jira"\nplace = "ACME"\n'


def test_a_task_of_ones_own_is_made_once_and_what_is_like_it_is_named_before(
    say: Say, sent: list[Entry], tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f"{CONFIG}{QUEUE}", "utf-8")
    seen(config, "ok", NOW, task(4, title="Invoices show the old address"))
    for title in ("Invoices show the old address", "Invoices  show the old address"):
        assert say("queue", "--new", title, "--yes").lines == [
            "ACME: Invoices show the old address",
            "  It may be there already: ACME-4 Invoices show the old address https://jira.acme.com/browse/ACME-4",
        ]
    first, again = sent
    assert (first.deed.verb, first.deed.title, first.deed.text) == (
        Verb.CREATE,
        "Invoices show the old address",
        "Invoices show the old address",
    )
    assert again.number == first.number


def test_a_title_and_a_key_are_not_both_a_new_task(say: Say) -> None:
    told = say("queue", "ACME-1", "--new", "x")
    assert (told.code, "leave the key out" in told.err) == (2, True)
