"""Changes under review in the demo company: what happens to them, and that the ledger tells it."""

from datetime import timedelta
from typing import Any

import pytest

from supporttray.demo.check import ScenarioError, check
from supporttray.demo.company import Company
from tests.demo.conftest import NOON, SMALL

TEAM = {"name": "small/core", "members": ["ada"]}
FOLD = {"do": "pull", "at": "-2h", "by": "bo", "title": "Fold", "number": 7, "asks": ["ada"], "teams": ["small/core"]}


def company(*entries: dict[str, Any]) -> Company:
    return Company(check({**SMALL, "team": [TEAM], "entry": [FOLD, *entries]}), clock=lambda: NOON)


def entry(do: str, at: str = "-1h", by: str = "ada", **facts: Any) -> dict[str, Any]:
    return {"do": do, "at": at, "by": by, "to": "small/shop#7"} | facts


def told(made: Company) -> list[str]:
    return [f"{line['what']} {line['change']} {line['by']}" for line in made.ledger.lines()]


def test_a_change_is_proposed_pushed_reviewed_and_merged() -> None:
    made = company(
        entry("push", by="bo", lines=30, checks="failure"), entry("review", "-30m"), entry("merge", "-1m", by="bo")
    )
    pull = made.boards["small/shop"].find(7)
    assert pull
    assert (pull.merged, pull.red, pull.lines, pull.pushes) == (True, True, 30, 2)
    assert told(made) == ["pull_opened 7 bo", "pull_pushed 7 bo", "pull_reviewed 7 ada", "pull_merged 7 bo"]
    [commit] = made.repositories["small/shop"].change(7)
    assert (commit.title, commit.by.id) == ("Fold (#7)", "bo")


def test_who_has_reviewed_is_asked_no_more_and_what_was_dismissed_counts_no_more() -> None:
    made = company(entry("review", says="changes"))
    pull = made.boards["small/shop"].find(7)
    assert pull
    assert (pull.asked, pull.teams, [one.says for one in pull.valid]) == ((), ("small/core",), ["changes"])
    made.play([entry("review", "0s", says="dismissed")])
    pull = made.boards["small/shop"].find(7)
    assert pull
    assert (pull.valid, len(pull.opinions)) == ((), 1)


def test_what_is_over_changes_no_more() -> None:
    made = company(entry("merge", dropped=True), entry("push", "-10m"), entry("ask", "-9m", asks=["ada"]))
    pull = made.boards["small/shop"].find(7)
    assert pull
    assert (pull.merged, pull.pushes, made.repositories["small/shop"].change(7)) == (False, 1, [])
    assert told(made) == ["pull_opened 7 bo", "pull_closed 7 ada"]


def test_a_draft_becomes_ready_and_people_are_asked() -> None:
    made = company({**FOLD, "number": 0, "draft": True, "asks": []}, entry("ask", asks=["robot"]))
    board = made.boards["small/shop"]
    made.play([{**entry("ready", "0s"), "to": "small/shop#8"}])
    assert [(one.number, one.draft) for one in board.pulls()] == [(8, False), (7, False)]
    assert [one.id for one in board.pulls()[1].asked] == ["ada", "robot"]


def test_many_are_proposed_one_after_another() -> None:
    made = company({"do": "pull", "at": "0s", "by": "bo", "title": "Many", "times": 40})
    made.advance(timedelta(hours=1))
    assert [one.number for one in made.boards["small/shop"].pulls()] == list(range(47, 6, -1))


@pytest.mark.parametrize(
    ("wrong", "mistake"),
    [
        ({**FOLD, "asks": ["nobody"]}, "asks: 'nobody' is unknown"),
        ({**FOLD, "teams": ["small/none"]}, "teams: 'small/none' is unknown"),
        ({**FOLD, "repository": "small/none"}, "repository: 'small/none' is unknown"),
        ({**FOLD, "every": "0s"}, "every: is not positive"),
        (entry("push", to="other/shop#7"), "to: 'other/shop' is unknown"),
        (entry("review", by="nobody"), "by: 'nobody' is unknown"),
    ],
)
def test_what_refers_to_nothing_is_a_mistake(wrong: dict[str, Any], mistake: str) -> None:
    with pytest.raises(ScenarioError, match="entry") as told_so:
        company(wrong)
    assert [mistake in one for one in told_so.value.mistakes] == [True]
