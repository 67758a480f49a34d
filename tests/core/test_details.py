"""What a person is told of an item: in paragraphs, in their own time zone, and only what is known."""

from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.details import LATEST, details
from supporttray.core.item import Job, Reaction, Result
from tests.core.make import build, eyes, reply, request, run, shift

BERLIN = ZoneInfo("Europe/Berlin")


def told(item: object) -> dict[str, str]:
    return dict(details(item, BERLIN))  # type: ignore[arg-type]


def test_a_question_tells_what_who_where_and_its_state() -> None:
    assert told(request(text="Where is my order?\nIt was due on Monday.")) == {
        "Question": "Where is my order?\nIt was due on Monday.",
        "Asked by": "Priya, Mon 23 Nov 13:00",
        "In": "#support",
        "State": "waiting",
    }


def test_a_question_without_a_text_of_its_own_tells_its_title() -> None:
    assert told(request())["Question"] == "Where is my order?"


def test_the_latest_replies_are_told_with_their_times() -> None:
    found = told(request(replies=tuple(reply("mei", minute) for minute in range(1, 9))))
    lines = found["Replies"].split("\n")
    assert len(lines) == LATEST
    assert lines[-1] == "Mei, Mon 23 Nov 13:08"
    assert found["State"] == "answered"


def test_replies_that_are_not_known_are_not_told() -> None:
    assert "Replies" not in told(request(replies=None))


def test_who_saw_it_is_told_once() -> None:
    found = told(request(reactions=(eyes("mei"), Reaction("white_check_mark", "mei", "Mei"), eyes("rob"))))
    assert found["Seen by"] == "Mei and Rob"
    assert "Seen by" not in told(request(reactions=(Reaction("tada", "mei", "Mei"),)))


def test_a_green_build_tells_its_latest_run() -> None:
    found = told(build(run(1, Result.PASSED), project="small/shop", branch="main"))
    assert found["Project"] == "small/shop main"
    assert found["Latest run"].startswith("Mon 23 Nov 13:02")
    assert "Broken since" not in found


def test_a_broken_build_tells_the_first_red_run_and_what_failed_then_and_now() -> None:
    failed = (Job("unit", step="pytest"), Job("lint"))
    first = msgspec.structs.replace(
        run(2, Result.FAILED), failed=failed, title="Make it faster", commit="0123456789abcdef"
    )
    found = told(build(run(1, Result.PASSED), first, run(3, Result.FAILED)))
    assert found["State"] == "broken"
    assert found["Broken since"] == "Mon 23 Nov 13:03 · Make it faster · 0123456789"
    assert found["Failed"] == "unit: pytest\nlint"
    assert found["Latest run"].startswith("Mon 23 Nov 13:04")


def test_a_single_red_run_is_not_told_twice() -> None:
    assert "Latest run" not in told(build(run(1, Result.PASSED), run(2, Result.FAILED)))


def test_a_shift_tells_its_two_ends() -> None:
    assert told(shift("Ada", 0, 24 * 7)) == {"From": "Mon 23 Nov 13:00", "Until": "Mon 30 Nov 13:00"}


@given(st.text(), st.text(), st.sampled_from([Result.PASSED, Result.FAILED, Result.ERRORED]))
def test_no_paragraph_is_empty(text: str, title: str, result: Result) -> None:
    for item in (request(text=text, title=title), build(run(1, result), title=title), build(), shift(title, 0, 1)):
        assert all(name and words for name, words in details(item))
