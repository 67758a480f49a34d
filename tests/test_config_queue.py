"""[queue] says where a request becomes a task; what becomes of the tasks is watched without a word in the file."""

from datetime import timedelta

import pytest

from supporttray.config import Team, parse
from supporttray.connectors.github.queue import GithubQueue
from supporttray.connectors.jira.queue import JiraQueue
from supporttray.engine.plan import Plan, Queue
from supporttray.errors import ConfigError

BASE = """
schema = 1
[service.slack]
kind = "slack"
[service.github]
kind = "github"
"""
JIRA = '[service.tickets]\nkind = "jira"\naddress = "https://acme.atlassian.net"\n'
QUEUE = '[queue]\nplace = "acme/support"\n'


def read(*parts: str) -> Plan:
    return parse("\n".join((BASE, *parts)), "my.toml")


def mistakes(*parts: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(*parts)
    return list(caught.value.mistakes)


def test_where_there_is_one_tracker_it_need_not_be_named() -> None:
    plan = read(QUEUE)
    assert plan.queue == Queue("github", "acme/support")
    (watch,) = plan.implied
    assert (watch.kind, watch.account, watch.name) == ("github.queue", "github", "acme/support")
    assert watch.options == GithubQueue.Options(repository="acme/support")


def test_a_project_of_jira_has_a_name_and_labels() -> None:
    plan = read(JIRA, '[queue]\nservice = "tickets"\nplace = "ACME"\nname = "the queue"\nlabels = ["support"]\n')
    assert plan.queue
    assert plan.queue.told == "the queue"
    (watch,) = plan.implied
    assert (watch.kind, watch.name) == ("jira.queue", "the queue")
    assert watch.options == JiraQueue.Options(project="ACME", labels=("support",))


def test_a_watch_that_stands_in_the_file_is_not_made_again() -> None:
    own = '[[watch]]\nkind = "github.queue"\nname = "mine"\nservice = "github"\nrepository = "acme/support"\n'
    assert read(QUEUE, own).implied == ()
    other = own.replace("acme/support", "acme/other")
    assert [one.name for one in read(QUEUE, other).implied] == ["acme/support"]


def test_without_the_table_there_is_no_queue() -> None:
    assert (read().queue, read().implied) == (None, ())


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('service = "slack"\nplace = "acme/support"', "service must name a service that has a tracker (github)"),
        ('service = "none"\nplace = "acme/support"', "service must name a service that has a tracker (github)"),
        ("", "place is missing; write the repository"),
        ('place = "support"', "place is 'support'; write the repository"),
        ('place = "acme/support"\nlabels = ["a,b"]', "labels"),
        ('place = "acme/support"\nlabel = "x"', "label is not known here"),
    ],
)
def test_a_mistake_is_said_with_what_is_allowed(table: str, said: str) -> None:
    (found,) = mistakes("[queue]", table)
    assert found.startswith("my.toml: [queue]: ")
    assert said in found


def test_two_trackers_must_be_told_apart() -> None:
    (found,) = mistakes(JIRA, QUEUE)
    assert "(github, tickets)" in found


def test_the_daily_status_is_not_posted_into_a_tracker() -> None:
    plan = read('[daily]\nchannel = "C0123ABCD"\n')
    assert plan.daily
    assert plan.daily.account == "slack", "the only one that takes it need not be named"
    assert (
        "must name a service that can post (slack)" in mistakes('[daily]\nservice = "github"\nchannel = "C0123ABCD"')[0]
    )


def test_a_team_shares_its_queue_and_a_persons_own_goes_before_it() -> None:
    link = 'team = "https://git.example.com/team.toml"\n'
    team = Team("team.toml", f"{BASE}{QUEUE}")
    shared = parse(f"schema = 1\n{link}", "my.toml", team)
    assert shared.queue == Queue("github", "acme/support")
    assert [one.kind for one in shared.implied] == ["github.queue"]
    own = parse(f'schema = 1\n{link}[queue]\nplace = "ada/mine"\n', "my.toml", team)
    assert own.queue == Queue("github", "ada/mine")


@pytest.mark.parametrize(
    ("more", "seconds"), [("", 60), ("critical = true", 30), ('critical = true\nevery = "2m"', 120)]
)
def test_what_blocks_a_release_is_asked_for_twice_a_minute_unless_the_config_says_otherwise(
    more: str, seconds: int
) -> None:
    text = f'schema = 1\nservice.github.kind = "github"\n[[watch]]\nkind = "github.queue"\nrepository = "acme/shop"\n{more}'
    (watch,) = parse(text, "config.toml").watches
    assert watch.every == timedelta(seconds=seconds)
    assert watch.watched.critical is ("critical" in more)


@pytest.mark.parametrize(
    ("more", "implied"),
    [
        ('customer = "Customer"\nsize = "Story Points"', []),
        ('labels = ["support"]', ["jira.queue"]),
        ("critical = true", ["jira.queue"]),
        ('query = "type = Bug"', ["jira.queue"]),
    ],
)
def test_a_watch_that_reads_more_of_the_same_tasks_takes_the_place_of_the_one_that_follows(
    more: str, implied: list[str]
) -> None:
    watch = f'[[watch]]\nname = "sup"\nkind = "jira.queue"\nservice = "tickets"\nproject = "SUP"\n{more}\n'
    plan = read(JIRA, '[queue]\nservice = "tickets"\nplace = "SUP"\n', watch)
    assert [one.kind for one in plan.implied] == implied
