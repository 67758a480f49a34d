"""Red builds with one cause are one incident; what it is called stays, whoever joins, heals or is found out later."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supporttray.core.incident import PATIENCE, Finding, founded, incidents, latest, waits
from supporttray.core.item import Build, Result, Run
from supporttray.core.suspect import Author, Change, Suspect, Suspicion
from supporttray.core.triage import Cause, Verdict
from tests.core.make import HOUR, MINUTE, NOON, build, run

PASSED, FAILED = Result.PASSED, Result.FAILED
FULL = Verdict(cause=Cause.INFRASTRUCTURE, part="disk", about="agent-14")
TEST, LINT, UNKNOWN = Verdict(cause=Cause.TEST), Verdict(cause=Cause.LINT), Verdict(cause=Cause.UNKNOWN)
LATER = NOON + 5 * HOUR


def red(name: str, begin: int = 1, *, runs: int = 1, commit: str = "") -> Build:
    """Return a build that is red since minute `begin`, for so many runs."""
    streak = [replace(run(begin + number, FAILED), commit=commit) for number in range(runs)]
    return build(run(0, PASSED), *streak, key=f"build:g/{name}", title=name)


class Board:
    """Builds, and what is found out about them one after the other, as the engine keeps it."""

    def __init__(self, *builds: Build) -> None:
        self.builds = {one.key: one for one in builds}
        self.findings: dict[tuple[str, str], Finding] = {}

    def see(self, one: Build, number: int = 0, seen_at: datetime = NOON) -> Finding:
        """Note a red run of the streak."""
        found = Finding(build=one.key, run=_reds(one)[number].name, seen_at=seen_at)
        return self.findings.setdefault((one.key, found.run), found)

    def learn(self, one: Build, verdict: Verdict, number: int = 0) -> str:
        """Find out why a red run is red; return what its incident is called."""
        found = replace(self.see(one, number), verdict=verdict, suspicion=Suspicion())
        key = founded(found, self.builds, self.findings)
        self.findings[one.key, found.run] = replace(found, incident=key)
        return key

    def heal(self, one: Build) -> None:
        """Let a build be green."""
        self.builds[one.key] = replace(one, runs=(*one.runs, run(500, PASSED)))

    def told(self, now: datetime = LATER) -> list[tuple[str, list[str]]]:
        """Return the incidents: what each is called, and its builds."""
        found = incidents(self.builds.values(), self.findings, now)
        return [(one.key, [build.title for build in one.builds]) for one in found]


def _reds(one: Build) -> list[Run]:
    return [run for run in one.runs if run.red]


def test_builds_that_one_machine_lost_are_one_incident() -> None:
    one, two, three = red("one", 1), red("two", 2), red("three", 3)
    board = Board(one, two, three)
    for each in (one, two):
        board.learn(each, FULL)
    board.learn(three, replace(FULL, about="agent-15"))

    assert board.told() == [("build:g/one#0001.1", ["one", "two"]), ("build:g/three#0003.1", ["three"])]


def test_a_part_that_is_not_named_is_one_of_the_same_server_only() -> None:
    one, two, other = red("one"), red("two"), replace(red("three"), key="build:h/three")
    board = Board(one, two, other)
    for each in (one, two, other):
        board.learn(each, replace(FULL, about=""))

    assert [titles for _, titles in board.told()] == [["one", "two"], ["three"]]


def test_one_commit_that_breaks_two_pipelines_alike_is_one_incident_and_another_cause_is_another() -> None:
    one, two, three = (red(name, commit="c1") for name in ("one", "two", "three"))
    other = red("four", commit="c2")
    board = Board(one, two, three, other)
    for each, verdict in ((one, TEST), (two, TEST), (three, LINT), (other, TEST)):
        board.learn(each, verdict)

    assert [titles for _, titles in board.told()] == [["one", "two"], ["three"], ["four"]]


@pytest.mark.parametrize("verdict", [UNKNOWN, Verdict(cause=Cause.POLICY), Verdict(cause=Cause.TIMEOUT), TEST])
def test_what_is_not_known_to_be_the_same_is_told_apart(verdict: Verdict) -> None:
    """Of a test no commit is known here."""
    one, two = red("one"), red("two")
    board = Board(one, two)
    board.learn(one, verdict)
    board.learn(two, verdict)

    assert len(board.told()) == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_the_causes_are_found_there_is_one_incident_with_one_name(order: tuple[int, ...]) -> None:
    builds = [red("one", 1), red("two", 2), red("three", 3)]
    board = Board(*builds)
    keys = [board.learn(builds[number], FULL) for number in order]

    ((key, titles),) = board.told()
    assert set(keys) == {key}
    assert titles == ["one", "two", "three"]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=24))
def test_an_incident_keeps_its_name_while_builds_join_and_heal(steps: list[tuple[int, bool]]) -> None:
    """Whoever is known to belong to it while one of it is red belongs to it; none is lost, none is in two."""
    builds = [red(f"b{number}", number + 1) for number in range(6)]
    board = Board(*builds)
    for number, heals in steps:
        before = dict(board.told())
        if heals:
            board.heal(builds[number])
        elif builds[number].key in board.builds and board.builds[builds[number].key].first_red:
            board.learn(builds[number], FULL)
        after = dict(board.told())
        known = {one.build for one in board.findings.values() if board.builds[one.build].first_red}
        grouped = [key for key in after if len(after[key]) > 1 or f"build:g/{after[key][0]}" in known]
        assert len(grouped) <= 1
        assert sorted(title for titles in after.values() for title in titles) == sorted(
            one.title for one in board.builds.values() if one.first_red
        )
        kept = [key for key in before if key in after]
        for key in before.keys() - after.keys():  # it healed, or was found to belong to another
            assert all(not board.builds[f"build:g/{title}"].first_red for title in before[key]) or (
                len(before[key]) == 1 and any(set(before[key]) < set(after[other]) for other in kept)
            )


def test_the_name_stays_when_the_build_that_founded_it_heals() -> None:
    one, two, three = red("one", 1), red("two", 2), red("three", 3)
    board = Board(one, two, three)
    board.learn(one, FULL)
    board.learn(two, FULL)
    board.heal(one)
    board.learn(three, FULL)

    assert board.told() == [("build:g/one#0001.1", ["two", "three"])]


def test_after_all_of_it_healed_the_same_cause_is_another_incident() -> None:
    one, two = red("one", 1), red("two", 2)
    board = Board(one, two)
    board.learn(one, FULL)
    board.heal(one)
    board.learn(two, FULL)

    assert board.told() == [("build:g/two#0002.1", ["two"])]


def test_a_streak_whose_cause_changes_is_another_incident() -> None:
    one = red("one", runs=2)
    board = Board(one)

    assert board.learn(one, FULL) != board.learn(one, TEST, 1)


def test_what_is_taught_of_a_later_run_is_no_other_incident() -> None:
    one = red("a", runs=2)
    board = Board(one)

    keys = {board.learn(one, TEST), board.learn(one, TEST, 1), board.learn(one, Verdict(cause=Cause.POLICY), 1)}

    assert keys == {f"{one.key}#0001.1"}


def test_what_is_taught_of_a_run_that_is_mended_leaves_it_in_its_incident() -> None:
    one, two = red("a"), red("b")
    board = Board(one, two)
    key = board.learn(one, FULL)
    board.learn(two, FULL)
    board.heal(two)

    assert board.learn(two, LINT) == key


def test_a_machine_that_a_red_build_loses_later_takes_it_into_its_incident() -> None:
    one, two = red("one", 1, runs=5, commit="c1"), red("two", 2)
    board = Board(one, two)
    board.learn(one, TEST)
    key = board.learn(two, FULL)

    assert board.learn(one, FULL, 4) == key


def test_an_attempt_of_which_nothing_is_known_changes_neither_the_incident_nor_what_is_said() -> None:
    one = red("one", runs=2)
    board = Board(one)

    assert board.learn(one, FULL) == board.learn(one, UNKNOWN, 1)
    (incident,) = incidents(board.builds.values(), board.findings, LATER)
    assert incident.verdict == FULL


def test_that_a_cause_is_known_at_last_is_no_other_incident() -> None:
    one = red("one", runs=2, commit="c1")
    board = Board(one)

    assert board.learn(one, UNKNOWN) == board.learn(one, TEST, 1)


def test_what_was_told_without_a_cause_keeps_its_name_when_a_later_run_tells_it() -> None:
    """Of the first run nothing could be read; that was said after a minute."""
    one = red("one", runs=2)
    board = Board(one)
    board.see(one)
    ((key, _),) = board.told()

    assert board.learn(one, TEST, 1) == key
    assert board.told() == [(key, ["one"])]


def test_the_newest_known_cause_speaks_for_a_streak() -> None:
    one = red("one", runs=3)
    board = Board(one)
    board.learn(one, TEST)
    board.learn(one, LINT, 1)
    board.see(one, 2)

    found = latest(one, board.findings)
    assert found is not None
    assert found.verdict == LINT


def test_a_red_build_waits_a_minute_for_its_cause_and_no_longer() -> None:
    one = red("one")
    board = Board(one)
    seen = NOON + 2 * MINUTE
    board.see(one, seen_at=seen)

    assert board.told(seen + PATIENCE - timedelta.resolution) == []
    assert board.told(seen + PATIENCE) == [("build:g/one#0001.1", ["one"])]
    board.learn(one, UNKNOWN)
    assert not waits(one, board.findings, seen)


@pytest.mark.parametrize("verdict", [None, TEST, LINT])
def test_a_further_red_run_does_not_make_a_told_streak_wait_again(verdict: Verdict | None) -> None:
    """Whose change it may be is not known yet of the second one."""
    one = red("one", runs=2)
    board = Board(one)
    board.learn(one, TEST)
    found = board.see(one, 1, seen_at=LATER)
    board.findings[found.build, found.run] = replace(found, verdict=verdict)

    assert not waits(one, board.findings, LATER)


def test_until_it_is_known_whose_a_further_red_run_is_the_one_before_speaks_for_both() -> None:
    one = red("one", runs=2, commit="c1")
    board = Board(one)
    key = board.learn(one, TEST)
    found = replace(board.see(one, 1), verdict=TEST, incident=key)
    board.findings[found.build, found.run] = found

    assert latest(one, board.findings) == board.findings[one.key, "0001.1"]
    board.findings[found.build, found.run] = replace(found, suspicion=Suspicion())
    assert latest(one, board.findings) == board.findings[one.key, "0002.1"]


def test_what_was_found_out_about_an_earlier_streak_says_nothing_of_this_one() -> None:
    old = red("one", 1)
    now = build(*old.runs, run(2, PASSED), run(3, FAILED), key=old.key)
    board = Board(old)
    board.learn(old, FULL)
    board.builds[old.key] = now

    assert latest(now, board.findings) is None
    found = board.see(now, 1)
    assert founded(replace(found, verdict=FULL), board.builds, board.findings) == found.key


def test_the_suspicion_that_tells_most_is_that_of_the_incident() -> None:
    one, two = red("one", commit="c1"), red("two", 2, commit="c1")
    board = Board(one, two)
    who = Suspect(change=Change(id="c1", title="x", author=Author("Jo")), confidence=0.9, reason="r")
    for each, suspicion in ((one, Suspicion()), (two, Suspicion(suspects=(who,)))):
        board.learn(each, TEST)
        key = (each.key, _reds(each)[0].name)
        board.findings[key] = replace(board.findings[key], suspicion=suspicion)

    (incident,) = incidents(board.builds.values(), board.findings, LATER)
    assert incident.suspicion is not None
    assert incident.suspicion.top == who


def test_what_is_read_once_more_stays_in_the_incident_of_which_it_alone_is_left() -> None:
    """A rule was taught meanwhile, and comes to the same cause by another name."""
    one, two = red("one", 1), red("two", 2)
    board = Board(one, two)
    key = board.learn(one, FULL)
    board.learn(two, FULL)
    board.heal(one)

    assert board.learn(two, replace(FULL, rule="mine")) == key
