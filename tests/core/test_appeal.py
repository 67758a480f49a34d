"""What is said about a red build: what stands in for what, what is left out, and that words of others stay words."""

import pytest

from supporttray.core.appeal import MACHINE, PLACEHOLDERS, USUAL, filled, listed, tamed, wrong

VALUES = {name: name.upper() for name in PLACEHOLDERS}
JOINER = "\N{WORD JOINER}"


def seen(text: str) -> str:
    return text.replace(JOINER, "|")


@pytest.mark.parametrize("text", [USUAL, MACHINE])
def test_ours_are_right_kind_and_blame_nobody(text: str) -> None:
    assert wrong(text) == ""
    assert not {"broke", "your fault", "blame", "you have broken", "must"}.intersection(text.casefold().split())
    assert "?" in text


def test_each_placeholder_stands_for_something() -> None:
    text = " ".join(f"${name}" for name in PLACEHOLDERS)
    assert filled(text, VALUES) == " ".join(VALUES.values())
    assert filled("${name}: 5 $$", VALUES) == "NAME: 5 $"


def test_a_line_of_which_nothing_is_known_is_left_out_and_others_stay() -> None:
    text = "Hi $name\n> $excerpt\nwith $change ($reason)\n\nBye"
    assert filled(text, {"name": "Bo", "excerpt": "", "reason": "why"}) == "Hi Bo\nwith  (why)\n\nBye"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" ", "is empty"),
        ("5 $", "holds a $ that begins no placeholder"),
        ("$who is it", "holds $who, which is not known; known are $name,"),
    ],
)
def test_a_mistake_is_said(text: str, said: str) -> None:
    assert wrong(text).startswith(said)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _it_ ~no~", "|*|bold|*| |_|it|_| |~|no|~|"),
        ("`code` ```x```", "|`|code|`| |`||`||`|x|`||`||`|"),
        ("@here @channel", "|@|here |@|channel"),
        ("a :fire: b", "a |:|fire: b"),
        ("> quoted", "|>| quoted"),
        ("test_a_b::test_c 12:30 a@b.com 2*3", "test_a_b::test_c 12:30 a@b.com 2*3"),
        ("two\nlines\u202e", "two lines"),
    ],
)
def test_words_of_others_are_words(text: str, shown: str) -> None:
    assert seen(tamed(text)) == shown


def test_what_others_wrote_is_tamed_wherever_it_stands_and_links_stay_links() -> None:
    hostile = dict.fromkeys(PLACEHOLDERS, "*x*")
    told = filled("$name $build $what $excerpt $change $reason $links", hostile).split()
    assert [seen(one) for one in told] == ["|*|x|*|"] * 6 + ["*x*"]


def test_only_pages_of_the_web_are_links() -> None:
    links = {"Log": "https://ci/1", "First": "", "File": "file:///etc", "Odd": "javascript:x", "Run": "http://ci/2"}
    assert listed(links) == "Log: https://ci/1\nRun: http://ci/2"
