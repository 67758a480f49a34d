"""[builds]: whose tests are ours, by which account people are told, who looks after which machine, and a person's own rules."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from supporttray.config import parse
from supporttray.config.team import Team
from supporttray.core.incident import Part
from supporttray.core.triage import Cause, Scope, Signature
from supporttray.engine.plan import Builds, Plan
from supporttray.errors import ConfigError

BASE = """
[service.slack]
kind = "slack"
[service.github]
kind = "github"
"""
WHOLE = '''
[builds]
ours = ["@acme/support", "tests/checkout/*"]
team = ["ada", "bo@example.com"]
promise = "2h"
message = """
Hi $name, $build is red.
$links"""
[builds.people]
jweber = "U0123ABCD"
"jonas@example.com" = "U0123ABCD"
[[builds.part]]
match = "agent-*"
engineer = "jweber"
runbook = "https://wiki.example.com/agents"
[[builds.owner]]
paths = ["tests/checkout/", "*.feature"]
who = "@acme/support"
[[builds.signature]]
name = "proxy"
class = "infrastructure"
pattern = "proxy .* timed out"
part = "network"
runbook = "https://wiki.example.com/proxy"
[[builds.signature]]
name = "licence"
class = "policy"
pattern = "licence=bad"
scope = "field"
'''


def read(*parts: str) -> Plan:
    return parse("\n".join((BASE, *parts)), "my.toml")


def mistakes(*parts: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(*parts)
    return list(caught.value.mistakes)


def test_all_that_can_be_said_of_builds_is_taken() -> None:
    assert read(WHOLE).builds == Builds(
        ours=("@acme/support", "tests/checkout/*"),
        team=("ada", "bo@example.com"),
        owners=((("tests/checkout/", "*.feature"), "@acme/support"),),
        account="slack",
        people={"jweber": "U0123ABCD", "jonas@example.com": "U0123ABCD"},
        promise=timedelta(hours=2),
        parts=(Part(match="agent-*", engineer="jweber", runbook="https://wiki.example.com/agents"),),
        signatures=(
            Signature(name="proxy", cause=Cause.INFRASTRUCTURE, pattern="proxy .* timed out", part="network", runbook="https://wiki.example.com/proxy"),
            Signature(name="licence", cause=Cause.POLICY, pattern="licence=bad", scope=Scope.FIELD),
        ),
        message="Hi $name, $build is red.\n$links",
    )  # fmt: skip


def test_the_owners_of_a_config_read_as_a_file_of_code_owners() -> None:
    assert read(WHOLE).builds.codeowners == "tests/checkout/ @acme/support\n*.feature @acme/support"


def test_where_nothing_is_said_the_only_slack_tells_people_and_four_working_hours_are_asked_for() -> None:
    assert read().builds == Builds(account="slack", promise=timedelta(hours=4))
    assert parse("", "f").builds.account == ""
    assert read('[service.other]\nkind = "slack"\n').builds.account == ""


def test_of_two_slacks_one_is_named() -> None:
    two = '[service.other]\nkind = "slack"\n'
    assert read(two, '[builds]\nservice = "other"\n').builds.account == "other"
    (said,) = mistakes('[builds]\nservice = "github"\n')
    assert said == "my.toml: [builds]: service must name a service by which people are told (slack)."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[builds]\nour = ["x"]', "my.toml: [builds]: our is not known here; known are service,"),
        ('[builds]\nours = "x"', "my.toml: [builds]: ours is 'x'; Tests that are ours: their owners and paths, for example"),
        ('[builds]\npromise = "soon"', "my.toml: [builds]: promise is 'soon'; it must be a length of time"),
        ('[builds]\nmessage = "Hi $you"', "my.toml: [builds]: message holds $you, which is not known; known are $name, $build,"),
        ('[builds]\nmessage = "5 $"', "my.toml: [builds]: message holds a $ that begins no placeholder"),
        ('[builds.people]\nada = "@ada"', "my.toml: [builds]: people is {'ada': '@ada'}; The accounts of people, by login or e-mail"),
        ('[[builds.part]]\nengineer = "x"', "my.toml: [[builds.part]] 1: match is missing;"),
        ('[[builds.part]]\nmatch = "x"\npage = "file:///etc"', "my.toml: [[builds.part]] 1 (x): page is 'file:///etc'; Its own page"),
        ('[[builds.owner]]\nwho = "@a"\npaths = []', "my.toml: [[builds.owner]] 1 (@a): paths is []; Paths as CODEOWNERS writes them"),
        ('[[builds.owner]]\nwho = "@a"\npaths = ["a b"]', "my.toml: [[builds.owner]] 1 (@a): paths is ['a b'];"),
        ('[[builds.signature]]\nname = "a"\nclass = "bad"\npattern = "x"', "my.toml: [[builds.signature]] 1 (a): class is 'bad'; Its class, for example"),
        ('[[builds.signature]]\nname = "a"\nclass = "test"\npattern = "(?=x)"', "my.toml: [[builds.signature]] 1 (a): pattern cannot be used: "),
        ('[[builds.signature]]\nname = "a"\nclass = "test"\npattern = ".*"', "my.toml: [[builds.signature]] 1 (a): pattern cannot be used: the pattern matches an empty line"),
        ("[builds]\npart = 5", "my.toml: [builds]: part must be a list of tables: [[builds.part]]."),
    ],
)  # fmt: skip
def test_a_mistake_is_said_where_it_stands(text: str, said: str) -> None:
    (mistake,) = mistakes(text)
    assert mistake.startswith(said)


def test_a_teams_file_may_say_it_and_the_persons_own_word_goes_before() -> None:
    team = Team("team.toml", '[builds]\nours = ["@acme/all"]\n[[builds.part]]\nmatch = "disk"\n')
    link = 'team = "https://git.example.com/team.toml"\n'
    assert parse(link + BASE, "my.toml", team).builds.ours == ("@acme/all",)
    assert parse(f'{link}{BASE}[builds]\nours = ["@acme/me"]\n', "my.toml", team).builds.ours == ("@acme/me",)


def test_without_a_rule_of_ones_own_the_engine_of_rules_is_not_loaded() -> None:
    code = "import sys, json; from supporttray.config import parse; parse('[builds]\\nours = [\"x\"]', 'f'); print(json.dumps('re2' in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) is False
