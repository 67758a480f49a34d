"""What a change of the team's file means, in words and line by line."""

import pytest

from supporttray import config
from supporttray.config.team import Team
from supporttray.engine.plan import Plan
from supporttray.team import difference

OWN = 'team = "https://git.example.com/t.toml"\n'
OLD = """
[service.slack]
kind = "slack"

[service.ci]
kind = "cctray"
address = "https://ci.example.com/x"

[[watch]]
kind = "cctray.builds"
name = "farm"
service = "ci"

[[watch]]
kind = "slack.requests"
name = "support"
channel = "C0SUPPORT"
"""


def plan(text: str) -> Plan:
    return config.parse(OWN, "mine.toml", Team("team.toml", text))


def changed(old: str, new: str) -> tuple[str, ...]:
    assert old in OLD
    return difference.meaning(plan(OLD), plan(OLD.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"farm"', '"barn"', ("Also watched: barn (cctray.builds on ci).", "No longer watched: farm (cctray.builds on ci).")),
        ('"C0SUPPORT"', '"C0HELP"', ("Watched otherwise: support (slack.requests on slack): channel.",)),
        ('"C0SUPPORT"', '"C0SUPPORT"\nevery = "5m"', ("Watched otherwise: support (slack.requests on slack): every.",)),
        ("[service.slack]", 'zone = "Europe/Berlin"\n[service.slack]', ("Also changed: zone.", "Also changed: hours.")),
        ("[service.slack]", "duty.always = ['apps']\n[service.slack]", ("Also changed: duty.",)),
        ("[service.slack]", "notifications.texts = false\n[service.slack]", ("Also changed: notifications.",)),
        ("[service.slack]", "# a comment\n[service.slack]", ()),
    ],
)  # fmt: skip
def test_what_changes_is_said_in_words(old: str, new: str, said: tuple[str, ...]) -> None:
    assert changed(old, new) == said


def test_an_address_that_changes_is_told_as_such_and_not_as_a_watch() -> None:
    new = plan(OLD.replace("https://ci.example.com/x", "https://elsewhere.example/x"))
    told = [one for one in difference.trusted(plan(OLD), new) if one.news]
    assert [(one.name, one.news, one.was) for one in told] == [("ci", "moved", "https://ci.example.com/x")]
    assert difference.moved(plan(OLD), new) == ("ci",)
    assert difference.meaning(plan(OLD), new) == ()


def test_another_kind_at_the_same_address_is_another_address() -> None:
    old = plan('[service.x]\nkind = "cctray"\naddress = "https://h/x"')
    new = plan('[service.x]\nkind = "web"\naddress = "https://h/x"')
    assert difference.moved(old, new) == ("x",)


def test_many_changes_of_a_sort_are_counted() -> None:
    watch = '[[watch]]\nkind = "slack.requests"\nname = "{0}"\nchannel = "C00{0}"\n'
    said = difference.meaning(plan(OLD), plan(OLD + "".join(watch.format(number) for number in range(40))))
    assert len(said) == difference.MANY + 1
    assert said[-1] == "Also watched: 28 more."


def test_lines_have_a_sign_and_gaps_are_dots() -> None:
    old = "\n".join(f"line {number}" for number in range(40))
    new = old.replace("line 3\n", "line three\n").replace("line 30\n", "")
    told = difference.lines(old, new)
    assert told[:6] == ("  line 0", "  line 1", "  line 2", "- line 3", "+ line three", "  line 4")
    assert "  …" in told
    assert "- line 30" in told


def test_what_commands_a_screen_is_taken_out_of_the_lines_and_their_indentation_stays() -> None:
    (told,) = difference.lines("", "    a\x1b[2J\u202eb\tc")
    assert told == "+     a[2Jb c"


def test_a_text_without_end_is_not_compared() -> None:
    assert difference.lines("", "x\n" * (difference.LONGEST + 1)) == ()
    assert len(difference.lines("", "x" * 9_000)[0]) <= difference.WIDEST + 2


def test_a_version_is_told_by_its_text() -> None:
    assert difference.version(OLD) == difference.version(OLD) != difference.version(OLD + "\n")
