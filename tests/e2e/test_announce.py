"""Who is on duty, said where the team looks: shown first, each step once, others' words kept, again where somebody undid it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.act import act
from tests.e2e.play import App, Company, app, company

DAY = """
company = "Quillfern"
me = "ada"
person = [{ id = "ada", name = "Ada" }, { id = "bo", name = "Bo" }]
channel = [{ id = "support", name = "support", topic = "Ask here", watch = "support" }, { id = "team", name = "team" }]
group = [{ id = "oncall", handle = "on-call", name = "On call", members = ["bo"] }]
shift = [{ person = "ada", from = "-1d", to = "6d" }]
repository = [{ name = "quillfern/shop", workflow = [{ name = "Tests", file = "t.yml", jobs = ["unit"] }] }]
project = [{ name = "lab" }]
"""


@pytest.fixture
def team(tmp_path: Path) -> Iterator[tuple[Company, App]]:
    (tmp_path / "day.toml").write_text(DAY)
    with company(tmp_path, f"--scenario={tmp_path / 'day.toml'}") as one, app(one.config, tmp_path / "a") as ada:
        text = one.config.read_text("utf-8")
        people = 'people = { Ada = "U000000ADA", Bo = "U0000000BO" }'
        board = f'topic = "C00SUPPORT"\nchannel = "C00000TEAM"\ngroup = "S000ONCALL"\nstatus = true\n{people}\n'
        one.config.write_text(f'{text}\n[announce]\nservice = "slack"\n{board}', "utf-8")
        ada.start()
        ada.waits_for("On duty")
        yield one, ada


def lines(one: Company, *what: str) -> list[dict[str, Any]]:
    """What was done there; that a topic was set is told in its channel too, by Slack itself."""
    told = [line for line in one.read("ledger") if line["what"] in what and line.get("by_name") == "Ada"]
    return [line for line in told if line["what"] != "message" or line["channel"] == "C00000TEAM"]


def test_it_is_shown_first_and_a_dry_run_writes_nothing(team: tuple[Company, App]) -> None:
    one, ada = team
    done = act(ada, "duty", "announce", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    topic, message, group, status = done.stdout.splitlines()
    assert topic.startswith("topic: Ask here → Ask here | On duty: Ada until ")
    assert message.startswith("message: Ada is on duty until ")
    assert group == "user group: Bo → Ada"
    assert status.startswith("status: empty → On duty until ")
    assert lines(one, "topic", "message", "usergroup", "status") == []


def test_each_step_is_done_once_and_others_words_stay(team: tuple[Company, App]) -> None:
    one, ada = team
    for _ in range(2):
        done = act(ada, "duty", "announce", "--yes")
        assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "Nothing is to be changed.\n"
    what = [line["what"] for line in lines(one, "topic", "message", "usergroup", "status")]
    assert sorted(what) == ["message", "status", "topic", "usergroup"]
    (topic,) = lines(one, "topic")
    assert topic["topic"].startswith("Ask here | On duty: Ada until ")


def test_nobody_is_asked_in_silence(team: tuple[Company, App]) -> None:
    one, ada = team
    done = act(ada, "duty", "announce")
    assert (done.returncode, "Nobody can be asked here" in done.stderr) == (2, True)
    assert lines(one, "topic", "message", "usergroup", "status") == []


def test_a_step_that_fails_keeps_none_of_the_others_and_is_taken_up_again(team: tuple[Company, App]) -> None:
    one, ada = team
    text = one.config.read_text("utf-8")
    one.config.write_text(text.replace('group = "S000ONCALL"', 'group = "S0000GONE1"'), "utf-8")
    done = act(ada, "duty", "announce", "--yes")
    assert done.returncode == 3, done.stdout + done.stderr
    one.config.write_text(text, "utf-8")
    again = act(ada, "duty", "announce", "--yes")
    assert again.returncode == 0, again.stdout + again.stderr
    assert [line["what"] for line in lines(one, "topic", "message", "usergroup", "status")].count("message") == 1
