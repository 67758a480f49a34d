"""[reviews]: which changes are an epic's, who reviews mine, and whose tasks the changes name."""

from datetime import timedelta

import pytest

from supporttray.config import parse
from supporttray.core.reviewing import Reviewing
from supporttray.engine.plan import Plan
from supporttray.errors import ConfigError

JIRA = '[service.jira]\nkind = "jira"\naddress = "https://acme.atlassian.net"\n'


def plan(text: str) -> Plan:
    return parse(f"schema = 1\n{text}", "config.toml")


def mistakes(text: str) -> str:
    with pytest.raises(ConfigError) as found:
        plan(text)
    return "\n".join(found.value.mistakes)


def test_without_a_word_epics_go_by_branch_and_label_and_nobody_is_asked() -> None:
    assert plan("").reviewing == Reviewing(branches=("epic/*",), labels=("epic",), reviewers=())
    assert plan("").reviewing.tickets == ""


def test_the_only_tracker_that_knows_epics_is_the_one_whose_tasks_the_changes_name() -> None:
    assert plan(JIRA).reviewing.tickets == "jira"
    second = JIRA.replace("service.jira", "service.other").replace("acme.", "other.")
    assert plan(JIRA + second).reviewing.tickets == ""
    assert plan(f'{JIRA}{second}[reviews]\ntickets = "other"').reviewing.tickets == "other"


def test_all_that_can_be_said_of_reviews() -> None:
    said = plan(
        '[reviews]\nepic_branches = ["big/*"]\nepic_labels = []\nbots = ["renovate*"]\n'
        'reviewers = ["bo", "tara"]\nremind = "90m"\n'
    ).reviewing
    assert said == Reviewing(
        branches=("big/*",), labels=(), bots=("renovate*",), reviewers=("bo", "tara"), remind=timedelta(minutes=90)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[service.slack]\nkind = "slack"\n[reviews]\ntickets = "slack"',
            "tickets must name a service that knows epics",
        ),
        ('[reviews]\nreviewers = [""]', "[reviews]: reviewers"),
        ('[reviews]\nremind = "soon"', "[reviews]: remind"),
        ("[reviews]\nreviewer = []", "[reviews]: reviewer"),
    ],
)
def test_a_mistake_about_reviews_is_said_where_it_stands(text: str, said: str) -> None:
    assert said in mistakes(text)
