"""A config that takes over a team's file: both are read, the person's own counts, and each mistake is said with its own file."""

from datetime import timedelta
from pathlib import Path

import pytest

from supporttray import config
from supporttray.config.team import Team, copy, with_header, without_header
from supporttray.engine.plan import Plan
from supporttray.errors import ConfigError
from tests.connectors.lab import NOON

ADDRESS = "https://git.example.com/team/support-tray.toml"
OWN = f'me = "Ada"\nteam = "{ADDRESS}"\n'
TEAM = """
zone = "Europe/Berlin"

[service.slack]
kind = "slack"

[service.ci]
kind = "cctray"
address = "https://ci.example.com/cctray.xml"

[[watch]]
kind = "slack.requests"
name = "support"
channel = "C0SUPPORT"

[[watch]]
kind = "cctray.builds"
name = "farm"

[alerts."request.waiting"]
answer_within = "20m"

[daily]
channel = "C00DAILY"
"""


def read(own: str = OWN, team: str = TEAM, *, alone: bool = False) -> Plan:
    return config.parse(own, "mine.toml", Team("team.toml", team), own=alone)


def mistakes(own: str = OWN, team: str = TEAM) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(own, team)
    return list(caught.value.mistakes)


def names(plan: Plan) -> list[str]:
    return [watch.name for watch in plan.watches]


def test_a_person_with_nothing_of_their_own_has_what_the_team_says() -> None:
    plan = read()
    assert (plan.me, plan.team, names(plan)) == ("Ada", ADDRESS, ["support", "farm"])
    assert list(plan.accounts) == ["slack", "ci"]
    assert (plan.zone_name, plan.daily and plan.daily.place) == ("Europe/Berlin", "C00DAILY")
    assert plan.alerts["request.waiting"].answer_within == timedelta(minutes=20)


def test_without_the_line_that_names_it_a_teams_file_is_nothing() -> None:
    assert read('me = "Ada"') == config.parse('me = "Ada"', "mine.toml")


def test_a_service_of_ones_own_takes_the_place_of_the_whole_one_of_the_team() -> None:
    own = OWN + '[service.ci]\nkind = "cctray"\naddress = "https://mine.example.com/cc.xml"\ncredential = true\n'
    plan = read(own)
    assert (plan.accounts["ci"].address, plan.accounts["ci"].credential) == ("https://mine.example.com/cc.xml", True)
    assert [watch.account for watch in plan.watches] == ["slack", "ci"]


def test_a_watch_of_ones_own_stands_first_and_takes_the_place_of_the_teams_of_its_name() -> None:
    more = '[[watch]]\nkind = "slack.requests"\nname = "{}"\nchannel = "C00MINE"\n'
    assert names(read(OWN + more.format("mine"))) == ["mine", "support", "farm"]
    plan = read(OWN + more.format("support"))
    assert names(plan) == ["support", "farm"]
    assert plan.watches[0].options.channel == "C00MINE"


@pytest.mark.parametrize(
    ("own", "of", "value"),
    [
        ('zone = "Asia/Kolkata"\n', lambda plan: plan.zone_name, "Asia/Kolkata"),
        ('[daily]\nchannel = "C00MINE"\n', lambda plan: plan.daily.place, "C00MINE"),
        ("[notifications]\ntexts = false\n", lambda plan: plan.texts, False),
        (
            '[alerts."request.waiting"]\nanswer_within = "5m"\n',
            lambda plan: plan.alerts["request.waiting"].answer_within,
            timedelta(minutes=5),
        ),
    ],
)
def test_of_any_other_table_the_persons_own_counts(own: str, of: object, value: object) -> None:
    assert of(read(OWN + own)) == value  # type: ignore[operator]


def test_what_is_the_persons_own_is_read_without_what_the_team_brings() -> None:
    plan = read(OWN + '[[watch]]\nkind = "slack.requests"\nname = "mine"\nchannel = "C00MINE"\n', alone=True)
    assert (names(plan), dict(plan.accounts), plan.daily) == (["mine"], {}, None)
    assert plan.watches[0].account == "slack"


@pytest.mark.parametrize(
    ("team", "said"),
    [
        ('me = "Bo"', "me is each person's own; a team's file does not say it."),
        ('team = "https://h/other.toml"', "team leads to another file; a team has one."),
        ("schema = 2", "schema is not known; this program reads schema = 1."),
        ("magic = 1", "magic is not known here; known are schema, service,"),
        ("=", "is not TOML:"),
        ('[service.x]\nkind = "cctray"\naddress = "http://h/x"', "[service.x]: address is readable by everybody on the way"),
        ('[service.x]\nkind = "slack"\naddress = "http://h"', "[service.x]: address would send the credential readable"),
        ('[service.x]\nkind = "slack"\naddress = "https://a:b@h"', "[service.x]: address holds a credential;"),
        ('[service.x]\nkind = "cctray"\naddress = "https://h/?token=1"', "[service.x]: address holds a token;"),
        ('[service.x]\nkind = "slack"\ntoken = "xoxp-1"', "[service.x]: token is not known here;"),
        ('[service.x]\nkind = "slack"\naddress = "http://127.0.0.1:1"\ndemo = true', "[service.x]: demo is for the demo"),
        ('[[watch]]\nkind = "roster.csv"\npath = "/etc/passwd"', "[[watch]] 1: path is a file of one computer;"),
        ('[[watch]]\nkind = "roster.rule"\n', "[[watch]] 1: people is missing;"),
        ('[[watch]]\nkind = "slack.requests"\nservice = "mine"\nchannel = "C1"', "[[watch]] 1: service must name a service"),
    ],
)  # fmt: skip
def test_a_mistake_of_the_teams_is_said_with_the_teams_file(team: str, said: str) -> None:
    own = OWN + '[service.mine]\nkind = "slack"\n'
    found = mistakes(own, team)
    assert any(line.startswith(f"team.toml: {said}") for line in found), found
    assert all(line.startswith("team.toml: ") for line in found)


def test_the_mistakes_of_both_files_are_said_at_once() -> None:
    found = mistakes(OWN + "[daily]\n", 'me = "Bo"')
    assert sorted(line.partition(":")[0] for line in found) == ["mine.toml", "mine.toml", "team.toml"]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("http://git.example.com/t.toml", "could be changed by anybody on its way; use https."),
        ("https://a:b@h/t.toml", "holds a credential;"),
        ("https://h/{credential}", "holds {credential};"),
        ("team.toml", "is not an address;"),
        ("file:///etc/passwd", "is not an address;"),
        ("https://h/t?token=1", "holds a token;"),
    ],
)
def test_a_place_where_no_teams_file_can_be_is_refused(place: str, said: str) -> None:
    assert mistakes(f'team = "{place}"')[0].startswith(f"mine.toml: team {said}")


@pytest.mark.parametrize(
    "place", ["/srv/team.toml", "~/team.toml", "C:\\\\team\\\\t.toml", "http://127.0.0.1:80/t", ADDRESS]
)
def test_a_place_where_it_may_be_is_kept(place: str) -> None:
    assert config.parse(f'team = "{place}"', "mine.toml").team == place.replace("\\\\", "\\")


def test_the_copy_lies_beside_the_config_and_is_read_without_its_header(tmp_path: Path) -> None:
    path = tmp_path / "work.toml"
    path.write_text(OWN, "utf-8")
    assert names(config.load(path)) == []
    text = f"#: not ours\n{TEAM}"
    copy(path).write_text(with_header(text, ADDRESS, NOON), "utf-8")
    assert copy(path) == tmp_path / "work.team.toml"
    assert without_header(copy(path).read_text("utf-8")) == text
    assert names(config.load(path)) == ["support", "farm"]
    assert config.linked(path) == ADDRESS


def test_a_copy_with_a_mistake_is_named_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "work.toml"
    path.write_text(OWN, "utf-8")
    copy(path).write_text("magic = 1", "utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    assert caught.value.mistakes[0].startswith(f"{copy(path)}: magic is not known here;")


def test_a_key_without_end_is_refused_before_it_fills_the_machine() -> None:
    (said,) = mistakes(team=f"zone = 'UTC'\n{'a.' * 400_000}a = 1")
    assert said == "team.toml: line 2 holds more than 100 dots; break it into several."


def test_a_service_whose_name_is_like_anothers_is_refused_it_could_get_its_credential() -> None:
    evil = '[service.{}]\nkind = "slack"\naddress = "https://evil.example"\n'
    for mine, theirs in (("slack", "SLACK"), ("a-b", "a_b")):
        own = OWN + f'[service.{mine}]\nkind = "slack"\n'
        (said, *_) = mistakes(own, evil.format(theirs))
        assert f"[service.{mine}] is too much like [service.{theirs}]; their credentials could be mixed up." in said
