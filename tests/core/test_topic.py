"""The line in a channel's topic: whatever others wrote there, their words stay, and ours is there once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.topic import LONGEST, changed, dated, excess, mark, told

LINE = "On duty: Ada until Fri 12 Dec"
OTHER = "On duty: Bo until Mon 15 Dec 09:00"
OPEN = "On duty: Cy"


@pytest.mark.parametrize(
    ("topic", "wanted"),
    [
        ("", LINE),
        ("  ", LINE),
        ("Questions", f"Questions | {LINE}"),
        (OTHER, LINE),
        (f"Questions | {OTHER}", f"Questions | {LINE}"),
        (f"{OTHER} · Questions • FAQ", f"{LINE} · Questions • FAQ"),
        (f"Questions\n{OTHER}\nFAQ", f"Questions\n{LINE}\nFAQ"),
        (f"| {OTHER} |", f"| {LINE} |"),
        ("a | ON DUTY: somebody else | b", f"a | {LINE} | b"),
        ("Who is on duty: see below", f"Who is on duty: see below | {LINE}"),
        (f"{OTHER}. Freeze until Tue 16 Dec", f"{LINE} | . Freeze until Tue 16 Dec"),
        (f"{OTHER} please use threads", f"{LINE} | please use threads"),
        (f"{OTHER} | x | {OPEN} | y", f"{LINE} | x | y"),
        ("<https://example.com|a | b> | FAQ", f"<https://example.com|a | b> | FAQ | {LINE}"),
        ("a|b", f"a|b | {LINE}"),
        ("a |", f"a | | {LINE}"),
        ("R&amp;D &lt;3", f"R&amp;D &lt;3 | {LINE}"),
    ],
)
def test_our_part_is_renewed_where_it_stands_and_the_rest_stays(topic: str, wanted: str) -> None:
    assert changed(topic, LINE) == wanted
    assert changed(wanted, LINE) == wanted


def test_several_domains_are_one_part() -> None:
    line = "On duty: Ada (apps) until Fri 12 Dec; Bo (data) until Mon 15 Dec"
    assert changed(f"a | {line} | b", LINE) == f"a | {LINE} | b"
    assert changed(f"a | {LINE} | b", line) == f"a | {line} | b"


def test_lines_about_other_things_stand_side_by_side() -> None:
    night = "On duty at night: Bo until Fri 12 Dec"
    assert changed(changed("a", LINE), night) == f"a | {LINE} | {night}"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "On duty",
        "On duty:",
        ":x",
        " On duty: Ada",
        "On duty: Ada | x",
        "On duty: A\nB",
        f"{LINE} x",
        "On duty: <@U1>",
    ],
)
def test_a_line_that_could_not_be_found_again_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="A line for a topic"):
        changed("a", line)
    with pytest.raises(ValueError, match="A line for a topic"):
        mark(line)


def test_what_is_too_long_is_told_and_nothing_is_cut() -> None:
    assert excess(changed("x" * 200, LINE)) == 0
    long = changed("x" * (LONGEST - len(LINE) - 2), LINE)
    assert long.endswith(LINE)
    assert excess(long) == 1


WORDS = st.text(st.sampled_from("ab:;|·•<> \n&.1"), max_size=12)
TOPICS = st.lists(st.one_of(WORDS, st.sampled_from([LINE, OTHER, OPEN, " | ", "\n", " · "])), max_size=8).map("".join)
LINES = st.sampled_from([LINE, OTHER, OPEN, "On duty: nobody"])


@given(TOPICS, LINES)
def test_it_is_there_once_and_a_second_time_changes_nothing(topic: str, line: str) -> None:
    once = changed(topic, line)
    assert changed(once, line) == once
    assert line in once


@given(TOPICS, LINES, LINES)
def test_of_two_who_announce_at_once_one_line_stays(topic: str, first: str, second: str) -> None:
    both = changed(changed(topic, first), second)
    assert changed(both, second) == both
    parts = [part.strip() for part in re.split(r"(?:^|\s+)[|·•](?=\s|$)|\n", re.sub(r"<[^<>]*>", "<>", both))]
    assert sum(part.startswith("On duty:") for part in parts) == 1


REST = st.lists(st.text(st.sampled_from("abc:<&;1 "), min_size=1, max_size=15).filter(str.strip), max_size=4)


@given(REST, REST, LINES, LINES, st.sampled_from([" | ", " · ", "\n"]))
def test_the_rest_of_a_topic_is_never_lost(
    before: list[str], after: list[str], old: str, new: str, border: str
) -> None:
    topic = border.join([*before, old, *after])
    assert changed(topic, new) == border.join([*before, new, *after])


@given(REST, LINES)
def test_a_topic_without_our_part_is_kept_whole(parts: list[str], line: str) -> None:
    topic = " | ".join(parts)
    assert changed(topic, line) == (f"{topic} | {line}" if parts else line)


@given(st.text(max_size=60), st.sampled_from([LINE, OTHER]))
def test_what_is_written_behind_our_date_is_never_lost(words: str, line: str) -> None:
    glued = f"{OTHER} {words}"
    for word in words.split():
        if not word.isalnum():
            continue
        assert word in changed(glued, line)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("", ""),
        ("Questions | FAQ", ""),
        (f"Questions | {LINE} | FAQ", LINE),
        (f"{LINE} please use threads", LINE),
        ("a < b | ON DUTY: Ada | c > d", "ON DUTY: Ada"),
        ("Who is on duty: see below", ""),
        (f"{OPEN} · {LINE}", OPEN),
    ],
)
def test_what_a_topic_says_is_our_line_without_what_stands_behind_it(shown: str, said: str) -> None:
    assert told(shown, "On duty:") == said


def test_only_a_date_of_our_form_is_one() -> None:
    assert dated(LINE)
    assert dated(OTHER)
    assert not dated(OPEN)
    assert not dated("On duty: Ada till the 12th")
