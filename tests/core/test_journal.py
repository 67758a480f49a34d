"""The journal says once what happened, in whatever order and however often it was seen."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.item import AnyItem, Build, Result, Run
from supporttray.core.journal import KEPT_RUNS, changes, merge, trim
from supporttray.core.model import Event
from tests.core.make import HOUR, MINUTE, NOON, build, eyes, reply, request, run

PASSED, FAILED = Result.PASSED, Result.FAILED


def told(old: AnyItem | None, new: AnyItem | None, now: timedelta = HOUR) -> list[tuple[str, str]]:
    return [(event.kind, event.actor) for event in changes(old, new, NOON + now)]


def watched(*looks: Build) -> dict[str, Event]:
    """Look at a build again and again, as the store does; return the journal."""
    journal: dict[str, Event] = {}
    known: AnyItem | None = None
    for number, look in enumerate(looks):
        new = merge(known, look, NOON)
        for event in changes(known, new, NOON + 2 * HOUR + number * MINUTE):
            journal.setdefault(event.key, event)
        known = trim(new)
    return journal


def test_a_new_question_was_asked_when_the_service_says_so() -> None:
    (event,) = changes(None, request(), NOON + HOUR)

    assert (event.kind, event.actor) == ("request.asked", "Priya")
    assert (event.at, event.seen_at) == (NOON, NOON + HOUR)


def test_nothing_changed_says_nothing() -> None:
    same = request(replies=(reply("mei", 3),), reactions=(eyes("bo"),))

    assert told(same, same) == []


def test_each_reply_is_told_once_and_the_askers_own_asks_again() -> None:
    old = request(replies=(reply("mei", 3),))
    new = request(replies=(reply("mei", 3), reply("UASK", 4), reply("robot", 5, bot=True)))

    assert told(old, new) == [("request.asked_again", "Uask")]


def test_an_acknowledgement_and_its_taking_back_are_told() -> None:
    plain, seen = request(), request(reactions=(eyes("mei"),))

    assert told(plain, seen) == [("request.acknowledged", "Mei")]
    assert told(seen, plain) == [("request.unacknowledged", "Mei")]


def test_acknowledging_again_after_taking_back_is_told_again() -> None:
    plain, seen = request(), request(reactions=(eyes("mei"),))

    (first,) = changes(plain, seen, NOON)
    (again,) = changes(plain, seen, NOON + MINUTE)

    assert first.key != again.key


def test_an_edit_is_told_once_when_the_service_dates_it_also_if_it_came_before_we_looked() -> None:
    edited = request(edited=NOON)
    assert told(request(), edited) == [("request.edited", "Priya")]
    assert told(edited, edited) == []
    assert told(None, edited) == [("request.asked", "Priya"), ("request.edited", "Priya")]
    (event,) = changes(request(), edited, NOON + MINUTE)
    assert event.at == NOON


def test_a_deleted_question_is_told() -> None:
    assert told(request(), None) == [("request.deleted", "")]


def test_replies_that_were_not_read_this_time_are_kept() -> None:
    known = request(replies=(reply("mei", 3),))

    assert merge(known, request(replies=None), NOON) == known
    assert merge(known, request(replies=()), NOON) == request(replies=())  # read, and deleted there


def test_breaking_and_healing_between_two_looks_are_both_told() -> None:
    before = build(run(1, PASSED))
    after = build(run(1, PASSED), run(2, FAILED), run(3, FAILED), run(4, PASSED))

    events = changes(before, merge(before, after, NOON), NOON + HOUR)

    assert [(event.kind, event.at) for event in events] == [
        ("build.broken", run(2, FAILED).ended),
        ("build.fixed", run(4, PASSED).ended),
    ]


def test_a_page_that_shows_only_the_newest_runs_forgets_nothing() -> None:
    known = build(run(1, PASSED), run(2, FAILED))

    merged = merge(known, build(run(3, FAILED)), NOON)

    assert isinstance(merged, Build)
    assert merged.first_red == run(2, FAILED)
    assert told(known, merged) == []


def test_a_streak_longer_than_what_is_kept_breaks_only_once() -> None:
    looks = [build(run(number, PASSED if number == 0 else FAILED)) for number in range(3 * KEPT_RUNS)]

    journal = watched(*looks)

    assert [event.kind for event in journal.values()] == ["build.broken"]


def test_a_page_longer_than_what_is_kept_tells_all_that_happened_on_it() -> None:
    page = build(*(run(number, FAILED if number % 2 else PASSED) for number in range(4 * KEPT_RUNS)))

    assert len(watched(page)) == len(watched(build(run(0, PASSED)), page, page)) == 4 * KEPT_RUNS - 1


def test_what_is_kept_of_a_build_does_not_grow() -> None:
    known: AnyItem = build()
    for number in range(5 * KEPT_RUNS):
        known = trim(merge(known, build(run(number, FAILED if number % 7 else PASSED)), NOON))

    assert isinstance(known, Build)
    assert len(known.runs) <= KEPT_RUNS + 1


def test_a_time_that_a_service_touches_up_later_does_not_move_an_event() -> None:
    known = build(run(1, FAILED))

    assert merge(known, build(run(1, FAILED, ended=50)), NOON) == known


histories = st.lists(st.sampled_from(Result), min_size=1, max_size=3 * KEPT_RUNS).map(
    lambda results: tuple(run(number, result) for number, result in enumerate(results))
)


def expected(history: tuple[Run, ...]) -> set[str]:
    """Tell the turns of a history the plain way, run by run."""
    red, found = False, set[str]()
    for one in history:
        if one.result is not Result.IGNORED and one.red != red:
            red = one.red
            found.add(f"build.{'broken' if red else 'fixed'}:build:g/o/r/1@main:{one.id}.1")
    return found


@given(histories, st.data())
def test_however_the_history_is_cut_into_looks_the_journal_is_the_same(
    history: tuple[Run, ...], data: st.DataObject
) -> None:
    ends = sorted(data.draw(st.sets(st.integers(1, len(history)), max_size=8)) | {len(history)})
    starts = [data.draw(st.integers(0, before)) for before in [0, *ends[:-1]]]  # pages overlap, or touch
    looks = [build(*history[start:end]) for start, end in zip(starts, ends, strict=True)]

    assert set(watched(*looks)) == expected(history)


@given(histories, st.integers(1, 4))
def test_seeing_everything_again_adds_nothing(history: tuple[Run, ...], times: int) -> None:
    whole = build(*history)

    assert set(watched(*[whole] * times)) == expected(history)
