"""What is said of a posting: one sentence for each way it can go, and never a choice that does nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.outbox import UNDOABLE, Entry, Fate
from supporttray.ui.status.days import earlier
from supporttray.ui.writing.known import Known, attempt
from supporttray.ui.writing.outcome import DECISIONS, Choice, label, outcome, shown
from tests.ui.diary import FRIDAY, NOON, TEXT, THURSDAY, TODAY, Desk, entry


def todays(entries: tuple[Entry, ...], day: date) -> tuple[Entry, ...]:
    return attempt(entries, f"daily:{day.isoformat()}")


def said(one: Entry) -> tuple[str, tuple[Choice, ...]]:
    words = outcome(one, NOON)
    return words.said, words.choices


@pytest.mark.parametrize(
    ("one", "words", "choices"),
    [
        (entry(), "Posting in 9 s", (Choice.UNDO,)),
        (entry(due=NOON), "Posting…", (Choice.UNDO,)),
        (entry(failed=1), "Not posted yet: tried again in 9 s.", (Choice.UNDO,)),
        (entry(failed=1, due=NOON), "Not posted yet: trying again…", (Choice.UNDO,)),
        (entry(Fate.SENDING), "Posting…", ()),
        (entry(Fate.SENDING, looked=1), "Looking whether it arrived…", ()),
        (entry(Fate.SENT, sent_at=None, receipt=None), "Posted.", ()),
        (entry(Fate.HELD), "Not posted yet. Should it be posted now?", (Choice.SEND, Choice.DROP)),
        (entry(Fate.REFUSED), "Not posted.", ()),
        (
            entry(Fate.UNKNOWN),
            "It is not known whether it arrived. Look there: is it?",
            (Choice.SEEN, Choice.SEND),
        ),
        (entry(Fate.UNDONE), "Taken back; nothing was posted.", ()),
        (entry(Fate.EXPIRED), "Not posted.", ()),
    ],
)
def test_each_way_it_can_go_has_its_sentence(one: Entry, words: str, choices: tuple[Choice, ...]) -> None:
    assert said(one) == (words, choices)


@given(st.sampled_from(Fate), st.integers(-10_000, 10_000), st.text(), st.booleans())
def test_nothing_can_happen_of_which_nothing_is_said(fate: Fate, seconds: int, reason: str, later: bool) -> None:  # noqa: FBT001
    one = entry(fate, due=NOON + timedelta(seconds=seconds), reason=reason)
    words = outcome(one, NOON, later=later)
    assert words.said
    if Choice.UNDO in words.choices:
        assert fate in UNDOABLE
    for choice in words.choices:
        assert label(choice)
        assert choice in DECISIONS or choice in (Choice.OPEN, Choice.COPY_LINK)


def test_a_link_that_is_no_web_page_is_not_offered() -> None:
    assert Choice.OPEN in earlier(FRIDAY).choices
    assert earlier(THURSDAY).choices == (Choice.HOME,)


def test_of_several_attempts_the_last_one_counts() -> None:
    first, second = entry(Fate.UNDONE), entry(number=2)
    assert todays((first, second), TODAY) == (second,)
    assert todays((first, second), FRIDAY.day) == ()
    assert shown(()) is None


def test_of_a_thread_the_first_that_is_not_there_is_told() -> None:
    head = entry(Fate.SENT)
    pieces = [entry(Fate.WAITING, number=n, intent=f"{head.intent}/{n}", after=head.intent) for n in (2, 3)]
    assert shown(todays((head, *pieces), TODAY)) == pieces[0]


def test_what_was_posted_is_not_written_on() -> None:
    known = Known("daily:")
    known.take(Desk().draft, "", typed=False, anew=False)
    for fate in Fate:
        known.entries = ()
        known.learn((entry(fate),))
        assert known.fixed == (fate in (Fate.WAITING, Fate.SENDING, Fate.UNKNOWN, Fate.SENT))
    known.written(TEXT)
    assert not known.theirs
