"""Where it is announced who is on duty is watched without a table of its own, and the settings do not see that."""

from datetime import UTC, datetime, timedelta

import pytest

from supporttray.config import parse
from supporttray.core.setup import Credential, Offer, Save
from supporttray.engine.plan import Plan, Watch
from supporttray.errors import ConfigError
from supporttray.setup.writing import compose

ME = 'schema = 1\nme = "Ada"\n[service.slack]\nkind = "slack"\n'
TOPIC = '[announce]\ntopic = "C0123ABCD"\n'
WATCHES = """
[[watch]]
kind = "slack.requests"
name = "topic"
channel = "C0123ABCD"

[[watch]]
kind = "slack.requests"
name = "team"
channel = "C0456EFGH"
"""
SIGN = '[[watch]]\nkind = "slack.sign"\nname = "my sign"\nchannel = "{}"\nevery = "5m"\n'


def names(watches: tuple[Watch, ...]) -> list[tuple[str, str]]:
    return [(watch.kind, watch.name) for watch in watches]


def read(*parts: str) -> Plan:
    return parse("\n".join((ME, *parts)), "my.toml")


def test_a_topic_that_is_announced_is_watched_after_all_that_stands_in_the_file() -> None:
    plan = read(TOPIC, WATCHES)
    assert names(plan.implied) == [("slack.sign", "topic 2")], "another watch has its name already"
    assert names(plan.asked) == [*names(plan.watches), ("slack.sign", "topic 2")]
    (sign,) = plan.implied
    assert (sign.account, sign.every, sign.options.channel) == ("slack", timedelta(minutes=10), "C0123ABCD")


def test_without_a_topic_there_is_nothing_to_watch() -> None:
    assert read(WATCHES).implied == ()
    assert read('[announce]\nchannel = "C0123ABCD"\nstatus = true\n').implied == ()


def test_who_watches_the_topic_by_hand_is_not_given_a_second_watch() -> None:
    plan = read(TOPIC, SIGN.format("C0123ABCD"))
    assert (names(plan.watches), plan.implied) == ([("slack.sign", "my sign")], ())
    assert plan.watches[0].every == timedelta(minutes=5)
    assert names(read(TOPIC, SIGN.format("C0456EFGH")).implied) == [("slack.sign", "topic")]


@pytest.mark.parametrize("topic", ["#support", "support", "D0123ABCD", "C1"])
def test_a_topic_that_can_be_no_channels_is_a_mistake(topic: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(f'[announce]\ntopic = "{topic}"\n')
    assert caught.value.mistakes == (f"my.toml: [announce]: topic is {topic!r}; write the channel's id, not its name.",)


def test_the_settings_change_the_watches_of_the_file_and_write_no_other() -> None:
    old = f"{ME}\n{TOPIC}\n{WATCHES}"
    team = Offer(kind="slack.requests", name="team", options=(("channel", "C0456EFGH"),))
    wanted = Save(me="Ada", credentials=(Credential("slack", "slack", "", ""),), watched=(("slack", team),))
    text = compose(old, wanted, datetime(2026, 11, 23, tzinfo=UTC), "my.toml")
    plan = parse(text, "my.toml")
    assert names(plan.watches) == [("slack.requests", "team")]
    assert names(plan.implied) == [("slack.sign", "topic")]
    assert "slack.sign" not in text
