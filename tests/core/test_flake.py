"""What failed by chance: the same commit passed later. What the machinery broke did not fail by chance."""

from datetime import UTC, datetime, timedelta

import pytest

from supporttray.core.item import Build, Result, Run

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def ran(id_: str, result: Result, commit: str = "c0ffee", attempt: int = 1) -> Run:
    at = NOON + timedelta(minutes=int(id_))
    return Run(id=id_, at=at, ended=at + timedelta(seconds=30 * attempt), result=result, commit=commit, attempt=attempt)


def flakes(*runs: Run) -> list[tuple[str, str]]:
    build = Build(key="build:ci/x", title="x", url="", at=NOON, project="shop", runs=runs)
    return [(red.name, run.name) for red, run in build.flakes]


def test_what_passes_with_the_same_commit_failed_by_chance() -> None:
    assert flakes(ran("1", Result.FAILED), ran("2", Result.PASSED), ran("3", Result.PASSED)) == [("1.1", "2.1")]
    assert flakes(ran("1", Result.FAILED), ran("1", Result.PASSED, attempt=2)) == [("1.1", "1.2")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ran("1", Result.FAILED), ran("2", Result.PASSED, commit="beef")),
        (ran("1", Result.FAILED, commit=""), ran("2", Result.PASSED, commit="")),
        (ran("1", Result.PASSED), ran("2", Result.FAILED)),
        (ran("1", Result.FAILED), ran("2", Result.IGNORED)),
        (ran("1", Result.ERRORED), ran("2", Result.PASSED)),
        (ran("1", Result.IGNORED), ran("2", Result.PASSED)),
    ],
)
def test_nothing_else_did(first: Run, second: Run) -> None:
    assert flakes(first, second) == []
