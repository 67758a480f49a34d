"""Slack's mrkdwn becomes what a person would read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors.slack.mrkdwn import called, mentioned, read

NAMES = {"U1ADA": "Ada", "U2EMPTY": "", "W3GRID": "Gridley"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain", "plain"),
        ("hello <@U1ADA>!", "hello @Ada!"),
        ("<@W3GRID>", "@Gridley"),
        ("<@U9NOBODY>", "@U9NOBODY"),
        ("<@U9NOBODY|bo>", "@bo"),
        ("<@U2EMPTY|old>", "@old"),
        ("<#C1|help>", "#help"),
        ("<#C1|>", "#C1"),
        ("<#C1>", "#C1"),
        ("<!here>", "@here"),
        ("<!here|here>", "@here"),
        ("<!channel|@channel>", "@channel"),
        ("<!everyone>", "@everyone"),
        ("<!subteam^S123|@on-call>", "@on-call"),
        ("<!subteam^S123>", "@subteam"),
        (
            "<!date^1392734382^Posted {date_num} {time_secs}|Posted 2014-02-18 6:39:42 AM PST>",
            "Posted 2014-02-18 6:39:42 AM PST",
        ),
        ("<!date^1392734382^{date}^https://example.com/|Feb 18, 2014>", "Feb 18, 2014"),
        ("<https://example.com/?a=1&amp;b=2>", "https://example.com/?a=1&b=2"),
        ("<https://example.com|the docs>", "the docs"),
        ("<https://example.com|>", "https://example.com"),
        ("<mailto:ada@example.com|ada@example.com>", "ada@example.com"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;script&amp;gt;", "&lt;script&gt;"),
        ("&quot; &#39;", "&quot; &#39;"),
        ("if a < b", "if a < b"),
        ("<@U1ADA", "<@U1ADA"),
        ("<<@U1ADA>>", "<@Ada>"),
        ("<>", "<>"),
        ("one\ntwo\r\n\tthree", "one two three"),
        ("שלום <@U1ADA> مرحبا", "שלום @Ada مرحبا"),
        ("\u202eevil\u202c", "evil"),
        ("👩‍💻 is :down: 🇬🇧", "👩‍💻 is :down: 🇬🇧"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("The checkout shows *Total: NaN* for baskets", "The checkout shows Total: NaN for baskets"),
        ("*<https://example.com/a_b_c|see *here*>* and _<@U1ADA>_", "see *here* and @Ada"),
        ("snake_case_name 2*3*4 &lt;b&gt;*x*&lt;/b&gt;", "snake_case_name 2*3*4 <b>*x*</b>"),
        ("&gt; *quoted*\nand `*code*`", "> quoted and *code*"),
        ("```a\n  *b*```", "a *b*"),
        (":tada: :our-parrot:", "🎉 :our-parrot:"),
    ],
)
def test_a_text_is_shown_as_slack_shows_it(text: str, shown: str) -> None:
    assert read(text, NAMES) == shown


def test_the_people_mentioned_are_known_by_their_ids_and_channels_that_are_not_named() -> None:
    text = "<@W3GRID|g> and <@U1ADA>, <#C1>, <#C2|>, not <#C3|help> nor <!here> nor @U5 nor <@u6>"
    assert mentioned(text) == {"U1ADA", "W3GRID", "C1", "C2"}
    assert called(text) == ["W3GRID", "U1ADA"]


def test_a_channel_without_a_name_is_named_where_that_is_known() -> None:
    assert read("<#C1> <#C2|> <#C3|help> <#C4>", {"C1": "one", "C2": "two", "C3": "three"}) == "#one #two #help #C4"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>@#!|^&;UCW12"))))
def test_any_text_becomes_one_line_without_control_characters(text: str) -> None:
    shown = read(text, NAMES)
    assert shown == " ".join(shown.split())
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in shown)
    assert all(name[0] in "UW" for name in mentioned(text))


def test_a_long_text_of_opening_brackets_is_read_in_a_moment() -> None:
    assert read("<" * 40_000, {}) == "<" * 40_000
