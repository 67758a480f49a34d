"""Whatever a toast says, a desktop gets plain lines, and markup that shows those very lines."""

from xml.etree import ElementTree as ET

from hypothesis import example, given
from hypothesis import strategies as st

from supporttray.core.text import plain
from supporttray.core.toast import Button, Toast
from supporttray.notify import words

ANY = st.text(st.characters(codec=None, exclude_categories=())) | st.text("<>&;\"'ab\u202e\u05d0\u2068\u2069\n \ufffe")
TOASTS = st.builds(
    Toast,
    key=st.just("n"),
    title=ANY,
    body=ANY,
    why=ANY,
    urgent=st.booleans(),
    buttons=st.lists(st.sampled_from(Button), unique=True).map(tuple),
    click=st.sampled_from(Button),
)


def toast(title: str = "", body: str = "", why: str = "Said.") -> Toast:
    return Toast(key="n", title=title, body=body, why=why, urgent=False, buttons=(Button.OPEN,), click=Button.OPEN)


@given(TOASTS)
@example(toast(body="&lt;b&gt; <b>&amp;</b> ]]> <!-- -->"))
def test_markup_is_well_formed_and_shows_the_same_text(one: Toast) -> None:
    markup = words.marked(words.body(one))
    assert "".join(ET.fromstring(f"<all>{markup}</all>").itertext()) == words.body(one)  # noqa: S314 - our own words


@given(TOASTS)
@example(toast("t" * 10_000, "b" * 10_000 + "\n" * 10_000 + "c\n" * 10_000, "w" * 10_000))
def test_lines_are_plain_few_and_short(one: Toast) -> None:
    lines = words.body(one).split("\n")
    assert len(words.title(one)) <= words.TITLE
    assert len(lines) <= words.LINES + 1
    assert all(len(line) <= words.LINE and line == plain(line) for line in (*lines, words.title(one)))


@given(ANY)
def test_the_reason_is_the_last_line(body: str) -> None:
    assert words.body(toast(body=body, why="Said because it is new.")).split("\n")[-1] == "Said because it is new."


def test_what_hides_in_a_cut_does_not_turn_the_rest() -> None:
    title = words.title(toast("\u2068" + "\u05d0" * 500 + "\u2069"))
    assert "\u2068" not in title
