"""A release is played as real processes: killed in the middle, refused in mid-scan, killed again while it posts; its summary stands there once."""

import html
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from supporttray.core.release.problem import Problem
from tests.e2e import oracle, trouble_oracle
from tests.e2e.act import act, begun, outbox
from tests.e2e.play import NOTHING, App, Company, app, company, said_here, until
from tests.e2e.release_oracle import Hidden, false_alarms, hidden

SPEED = 2400  # all that is hidden has come after seven seconds
BOARD = "C0000BOARD"
TICKETS = 'kind = "zendesk.tickets"'  # six weeks of them are read in fourteen pages, with a rest after each
EXPORT = "search/export"
POST = ("release", "summary", "--post", "--yes")


@contextmanager
def played(folder: Path) -> Iterator[tuple[Company, App]]:
    """The company that releases, and an app that watches it."""
    words = ("--scenario=release", f"--speed={SPEED}")
    with company(folder / "company", *words) as one, app(one.config, folder / "app") as watcher:
        text = one.config.read_text("utf-8").replace(f"{TICKETS}\n", f"{TICKETS}\nhistory = 14\n")
        one.config.write_text(text, "utf-8")
        watcher.start()
        yield one, watcher


def pages(one: Company) -> int:
    """How many pages of the history were asked for."""
    asked = one.read("requests")["services"].get("zendesk", NOTHING)["methods"]
    return sum(number for method, number in asked.items() if EXPORT in method)


def refused_in_mid_scan(one: Company) -> None:
    """Let the help desk refuse the second page of the history, twice."""
    until(lambda: pages(one), "the first page of the history")
    one.fault("zendesk", "429", times=2, seconds=0.3, path=EXPORT)
    until(lambda: not one.read("faults"), "that the scan was refused")


def room(watcher: App) -> Any:
    """How the release fares; asked here, without the start of a process each time."""
    code, printed, complained = said_here("release", "status", f"--config={watcher.config}", "--json")
    assert code == 0, complained
    return json.loads(printed)


def problems(watcher: App) -> list[Problem]:
    """What is suspected now."""
    return [msgspec.convert(line["problem"], Problem) for line in room(watcher)["problems"]]


def found(one: Company, watcher: App) -> list[Hidden]:
    """Those of what is hidden that are suspected."""
    known = problems(watcher)
    return [each for each in hidden(one.read("ledger")) if any(map(each.of, known))]


def posts(one: Company) -> list[str]:
    """What stands on the board by my hand."""
    lines = [line for line in one.read("ledger") if line.get("channel") == BOARD and line["what"] == "message"]
    return [html.unescape(line["text"]) for line in lines]


def sentences(one: Company) -> set[str]:
    """What customers wrote of what was hidden: no word of it may be told outside."""
    ledger = one.read("ledger")
    return {line["text"] for line in ledger if line["what"] == "ticket_opened" and line.get("problem")}


def test_what_a_release_hides_is_found_and_its_summary_stands_there_once(tmp_path: Path) -> None:
    with played(tmp_path) as (one, watcher):
        refused_in_mid_scan(one)
        watcher.kill()
        watcher.start()
        until(lambda: found(one, watcher), "that the first is suspected")
        watcher.kill()
        watcher.start()
        until(lambda: len(found(one, watcher)) == 3, "that all three are suspected")
        assert act(watcher, "release", "stop").returncode == 0
        one.fault("slack", "hold-after", times=1, path="postMessage")
        with begun(watcher, *POST):
            until(lambda: one.read("held")["held"], "that the post is held")
            watcher.kill()  # it stands there, and nobody has written that down
        one.heal()
        watcher.start()
        until(lambda: [line["fate"] for line in outbox(watcher)] == ["sent"], "that the post is found")
        assert "done already" in act(watcher, *POST).stdout
        (text,) = posts(one)
        said_of(one, watcher, text)
        journal, ledger = watcher.verb("journal", "--since", "2d"), one.read("ledger")
        oracle.agree(oracle.told(journal), oracle.journals(ledger, one.config, "Ada Okafor"))
        trouble_oracle.agrees(ledger, journal, problems(watcher))
        assert watcher.end() == 0
        assert watcher.complained == ""


def said_of(one: Company, watcher: App, text: str) -> None:
    """The summary names what was hidden, and has no customer's words."""
    known, ledger = problems(watcher), one.read("ledger")
    for each in hidden(ledger):
        assert any(problem.topic in text for problem in known if each.of(problem)), each.name
    assert len(false_alarms(ledger, known)) <= 1, false_alarms(ledger, known)
    assert not [sentence for sentence in sentences(one) if sentence and sentence in text]
