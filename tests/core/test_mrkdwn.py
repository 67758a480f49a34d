"""Slack's markup, shown as Slack shows it.

The rules are those of https://docs.slack.dev/messaging/formatting-message-text: "Basic visual styles", "Line breaks", "Block quotes",
"Code blocks" ("text within inline code blocks will not use any other formatting"), "Lists" ("no specific list syntax in app-published
text"), "Links", "Emoji" and "Escaping text". Which characters may follow a marker is not written there; it was measured in Block Kit
Builder: https://github.com/pocka/slack-message-parser/issues/34.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.mrkdwn import EMOJI, Span, bare, preview, rows

STYLES = [
    ("", ""),
    ("plain", "plain"),
    ("*bold*", "bold"),
    ("_italic_", "italic"),
    ("~strike~", "strike"),
    ("a *bold* word", "a bold word"),
    ("*two words*", "two words"),
    ("*a* and *b*", "a and b"),
    ("*_both_*", "both"),
    ("_*both*_", "both"),
    ("~*_all_*~", "all"),
    ("*bold _and italic_ words*", "bold and italic words"),
    ("(*bold*)", "(bold)"),
    ("[*bold*]", "[bold]"),
    ('"*bold*"', '"bold"'),
    ("well, *bold*, _italic_; ~strike~.", "well, bold, italic; strike."),
    ("really *now*!", "really now!"),
    ("*Today:* nothing", "Today: nothing"),
    ("*x*", "x"),
]
NO_STYLES = [
    ("2*3*4", "2*3*4"),
    ("snake_case_name", "snake_case_name"),
    ("file_name.py and other_name.py", "file_name.py and other_name.py"),
    ("**twice**", "**twice**"),
    ("* a *", "* a *"),
    ("*a *", "*a *"),
    ("* a*", "* a*"),
    ("*a", "*a"),
    ("a*", "a*"),
    ("*", "*"),
    ("**", "**"),
    ("2 * 3 and 4 * 5", "2 * 3 and 4 * 5"),
    ("~/bin and ~/lib", "~/bin and ~/lib"),
    ("about ~5 or ~6", "about ~5 or ~6"),
    ("*one\ntwo*", "*one\ntwo*"),
    ("*bold*ly", "*bold*ly"),
    ("a*b*", "a*b*"),
    ("*a*& *b*@ *c*( *d*| *e*<", "*a*& *b*@ *c*( *d*| *e*<"),
    ("*a*! *b*# *c*% *d*/ *e*? *f*=", "a! b# c% d/ e? f="),
]
CODE = [
    ("`code`", "code"),
    ("some `inline *code*` in it", "some inline *code* in it"),
    ("`_a_ ~b~ :eyes:`", "_a_ ~b~ :eyes:"),
    ("*bold `*code*` bold*", "bold *code* bold"),
    ("*`both`*", "both"),
    ("an ` alone", "an ` alone"),
    ("`one\ntwo`", "`one\ntwo`"),
    ("a`b`c", "a`b`c"),
    ("```a block```", "a block"),
    ("```This is a code block\nAnd it's multi-line```", "This is a code block\nAnd it's multi-line"),
    ("```\n*no* _markup_ here\n> nor a quote\n```", "*no* _markup_ here\n> nor a quote"),
    ("so: ```x = 1``` and on", "so: \nx = 1\n and on"),
    ("``````", "``````"),
    ("```never closed *but bold*", "```never closed but bold"),
]
LINES = [
    ("This is a line of text.\nAnd this is another one.", "This is a line of text.\nAnd this is another one."),
    ("before\n> quoted\nafter", "before\n│ quoted\nafter"),
    (">quoted\n>still quoted", "│ quoted\n│ still quoted"),
    ("> *bold* in it", "│ bold in it"),
    (">*bold*", "│ bold"),
    (">>> all\nof *it*", "│ all\n│ of it"),
    (">", "│ "),
    ("1 > 0", "1 > 0"),
    ("- one\n- *two*", "- one\n- two"),
    ("• one\n• _two_", "• one\n• two"),
    ("* one\n* two", "* one\n* two"),
    ("1. one\n2. two", "1. one\n2. two"),
    ("# no heading", "# no heading"),
    ("a\n\n\nb", "a\n\n\nb"),
]
ESCAPED = [
    ("a & b", "a & b"),
    ("&amp; &lt;", "&amp; &lt;"),
    ("<b>Dear {name}</b>", "<b>Dear {name}</b>"),
    ("<@U012AB3CD> and <!here>", "<@U012AB3CD> and <!here>"),
    ("@here @channel #general", "@here @channel #general"),
    ("<https://docs.slack.dev/|a link>", "<https://docs.slack.dev/|a link>"),
    ("<a *b* c>", "<a b c>"),
]
LINKS = [
    ("This message contains a URL: https://docs.slack.dev/", "This message contains a URL: https://docs.slack.dev/"),
    ("https://example.com/_a_/*b*?c=~d~", "https://example.com/_a_/*b*?c=~d~"),
    ("*https://example.com/a_b*", "https://example.com/a_b"),
    ("_see_ https://example.com/a_b_c _now_", "see https://example.com/a_b_c now"),
    ("[a link](https://example.com)", "[a link](https://example.com)"),
]
SIGNS = [
    ("It's Friday :tada:", "It's Friday 🎉"),
    (":fire: *down*", "🔥 down"),
    (":eyes::white_check_mark:", "👀✅"),
    (":+1::skin-tone-4:", "👍🏽"),
    (":our-own-parrot: 10:30:45", ":our-own-parrot: 10:30:45"),
    ("Test:\nTest 2:", "Test:\nTest 2:"),
    ("_:pray:_", "🙏"),
    ("🎉 stays", "🎉 stays"),
    ("שלום *עולם* מרחבא", "שלום עולם מרחבא"),
    ("*مرحبا* :eyes:", "مرحبا 👀"),
    ("\u200e\u2068*דחוף*\u2069", "\u200e\u2068*דחוף*\u2069"),
    ("\U000f0000 *a* `b`", "\U000f0000 a b"),
]
TABLE = [*STYLES, *NO_STYLES, *CODE, *LINES, *ESCAPED, *LINKS, *SIGNS]


@pytest.mark.parametrize(("text", "shown"), TABLE)
def test_a_text_is_previewed_as_slack_shows_it(text: str, shown: str) -> None:
    assert preview(text) == shown


def test_the_table_is_large() -> None:
    assert len({text for text, _ in TABLE}) == len(TABLE) >= 60


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The checkout shows *Total: NaN* here", "The checkout shows Total: NaN here"),
        ("*<https://example.com|a_b_c>* <@U1_X_>", "<https://example.com|a_b_c> <@U1_X_>"),
        ("&gt;*quoted* _so_", "&gt;quoted so"),
        ("a &lt; b *c* &amp; d", "a &lt; b c &amp; d"),
        ("`a &lt; *b*`", "a &lt; *b*"),
        ("done :white_check_mark:", "done ✅"),
    ],
)
def test_what_others_wrote_loses_its_markers_only(text: str, shown: str) -> None:
    assert bare(text) == shown


@given(st.text(alphabet="ab &<>|\n"))
def test_a_text_without_markers_stays_as_it_is(text: str) -> None:
    if not any(line.startswith(">") for line in text.split("\n")):
        assert preview(text) == text


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("*_~` \n:>ab."))))
def test_a_preview_invents_nothing(text: str) -> None:
    invented = "".join(EMOJI.values()) + "│ \n"
    known = set(text) | set(invented) | {chr(code) for code in range(0x1F3FB, 0x1F400)}
    assert set(preview(text)) <= known


@pytest.mark.parametrize("text", ["*" * 40_000, "`" * 40_000, "(*a (_b (~c " * 4_000, "> " * 20_000, "*a_b~" * 8_000])
@pytest.mark.timeout(10)
def test_a_long_text_of_markers_is_read_in_a_moment(text: str) -> None:
    assert len(preview(text)) <= len(text) + 2
    assert len(bare(text)) <= len(text)


# --- words and their looks


def bold(text: str) -> list[str]:
    return [span.text for row in rows(text) for span in row.spans if span.bold]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("*_~` \n:>ab."))))
def test_of_a_text_no_letter_is_lost_but_markers(text: str) -> None:
    shown = "".join(row.text for row in rows(text))
    kept = [one for one in text if one not in "*_~`>:\n "]
    left = iter(shown)
    if not any(f":{code}:" in text for code in EMOJI):
        assert all(one in left for one in kept)


@given(st.text(alphabet="ab c\n<>&@#!|."))
def test_where_there_are_no_markers_nothing_has_a_look(text: str) -> None:
    assert all(span == Span(span.text) for row in rows(text) for span in row.spans)


def test_words_carry_the_looks_of_all_markers_around_them() -> None:
    (row,) = rows("a *b _c `d` https://e.example/x_ f*")
    assert [(one.text, one.bold, one.italic, one.code, one.url) for one in row.spans] == [
        ("a ", False, False, False, ""),
        ("b ", True, False, False, ""),
        ("c ", True, True, False, ""),
        ("d", True, True, True, ""),
        (" ", True, True, False, ""),
        ("https://e.example/x", True, True, False, "https://e.example/x"),
        (" f", True, False, False, ""),
    ]


def test_a_line_that_is_no_style_to_slack_has_none_here() -> None:
    assert bold("2*3*4 and *bold*ly and **twice** and * a *") == []
    assert bold("`*code*` ```*block*``` https://a.example/*b*") == []


def test_quotes_and_blocks_of_code_are_rows_of_their_own() -> None:
    found = [(row.text, row.quoted, row.block) for row in rows("a\n> b\n```\nc\nd\n```\n>>> e\nf")]
    assert found == [
        ("a", False, False),
        ("b", True, False),
        ("c", False, True),
        ("d", False, True),
        ("e", True, False),
        ("f", True, False),
    ]
