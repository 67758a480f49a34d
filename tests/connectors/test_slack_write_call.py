"""Whom a text calls: the people that were chosen, where it says their names, and nobody else, whatever stands in it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors.slack.mrkdwn import escape
from supporttray.connectors.slack.write import calling

BO, MEI = ("Bo", "U0BO"), ("Bo Li", "U0BOLI")
NASTY = (
    "<!channel>",
    "<!here>",
    "<!subteam^S1>",
    "<@U0MEI>",
    "@Bo",
    "@",
    "&",
    "<",
    ">",
    "Bo",
    "&amp;",
    " ",
    "x",
    "\n",
    "$&",
    "(",
    "é",
)
WORDS = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=5)), max_size=8).map("".join)
IDS = st.one_of(st.sampled_from(["U1", "W2", "!channel", "S1", "", "U1>", "u1"]), st.text(max_size=4))
PERSON = re.compile(r"[UW][A-Z0-9]{1,20}", re.ASCII)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("@Bo, could you take this one?", "<@U0BO>, could you take this one?"),
        ("Ask (@Bo) & @Bo!", "Ask (<@U0BO>) &amp; <@U0BO>!"),
        ("@Boris, ada@Bo and Bo", "@Boris, ada@Bo and Bo"),
        ("<@U0MEI> <!channel> <!here> @channel", "&lt;@U0MEI&gt; &lt;!channel&gt; &lt;!here&gt; @channel"),
    ],
)
def test_a_name_after_an_at_calls_and_nothing_else_does(text: str, sent: str) -> None:
    assert calling(text, [BO]) == sent


def test_of_two_names_the_whole_one_is_meant() -> None:
    assert calling("@Bo Li and @Bo", [BO, MEI]) == "<@U0BOLI> and <@U0BO>"


def test_a_name_with_signs_of_slacks_own_calls_as_well() -> None:
    assert calling("Hi @<!here> & co", [("<!here> & co", "U0X")]) == "Hi <@U0X>"


@pytest.mark.parametrize("id_", ["!channel", "S0GROUP", "", "u0bo", "U0BO|x", "U0BO\n"])
def test_what_is_no_persons_id_calls_nobody(id_: str) -> None:
    assert calling("@Bo", [("Bo", id_)]) == "@Bo"


@given(WORDS, st.lists(st.tuples(st.one_of(st.sampled_from(["Bo", "x", "Bo Li"]), WORDS), IDS), max_size=3))
def test_whatever_the_text_and_the_names_are_only_the_chosen_people_are_called(
    text: str, people: list[tuple[str, str]]
) -> None:
    sent = calling(text, people)

    called = re.findall(r"<@([^<>]*)>", sent)
    assert set(called) <= {id_ for _, id_ in people if PERSON.fullmatch(id_)}
    assert sent.count("<") == sent.count(">") == len(called)
    if len({id_ for _, id_ in people}) == len(people):  # the rest is what the person wrote
        names = {id_: escape(f"@{name}") for name, id_ in people}
        assert re.sub(r"<@([^<>]*)>", lambda one: names[one[1]], sent) == escape(text)
