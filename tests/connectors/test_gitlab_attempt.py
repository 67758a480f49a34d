"""How often a pipeline was run, by its jobs alone: GitLab's own next tries are none, a person's are."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors.gitlab.api import PipelineJob
from supporttray.connectors.gitlab.attempt import PAUSE, attempts
from supporttray.core.item import Result
from tests.connectors.lab import NOON

MINUTE = timedelta(minutes=1)
Make = Callable[..., PipelineJob]


def job(number: int, name: str, made: float, end: float | None, status: str = "success", **more: object) -> PipelineJob:
    """Make a job that was made and began at one minute, and ended at another."""
    end_at = None if end is None else NOON + end * MINUTE
    fields = {"created_at": NOON + made * MINUTE, "started_at": NOON + made * MINUTE, "finished_at": end_at} | more
    return PipelineJob(id=number, name=name, status=status, **fields)  # type: ignore[arg-type]


def told(*jobs: PipelineJob) -> list[tuple[Result, list[int]]]:
    return [(one.result, [each.id for each in one.failed]) for one in attempts(jobs)]


def test_a_pipeline_without_jobs_is_one_attempt() -> None:
    assert told() == [(Result.PASSED, [])]


def test_jobs_that_may_fail_break_nothing() -> None:
    assert told(job(1, "a", 0, 1), job(2, "b", 0, 2, "failed", allow_failure=True)) == [(Result.PASSED, [])]


def test_what_gitlab_tries_again_by_itself_is_the_same_attempt() -> None:
    assert told(job(1, "a", 0, 1, "failed"), job(2, "b", 0, 1), job(3, "a", 1.01, 2)) == [(Result.PASSED, [])]


def test_what_is_tried_again_while_others_work_is_the_same_attempt() -> None:
    assert told(job(1, "a", 0, 1, "failed"), job(2, "b", 0, 9), job(3, "a", 5, 6)) == [(Result.PASSED, [])]


def test_what_is_tried_again_while_others_wait_for_a_machine_is_the_same_attempt() -> None:
    waits = job(2, "b", 0, 9, started_at=NOON + 8 * MINUTE, queued_duration=480.0)
    assert told(job(1, "a", 0, 1, "failed"), waits, job(3, "a", 5, 6)) == [(Result.PASSED, [])]


def test_what_a_person_runs_again_after_a_while_is_another_attempt() -> None:
    jobs = (job(1, "a", 0, 1, "failed"), job(2, "b", 0, 2), job(3, "a", 5, 7))
    assert told(*jobs) == [(Result.FAILED, [1]), (Result.PASSED, [])]
    assert [one.ended for one in attempts(jobs)] == [NOON + 2 * MINUTE, NOON + 7 * MINUTE]


def test_several_jobs_that_are_run_again_together_are_one_attempt_also_if_they_begin_later() -> None:
    jobs = [
        job(1, "a", 0, 1, "failed"),
        job(2, "b", 0, 2, "failed"),
        job(3, "a", 5, 7, started_at=NOON + 6 * MINUTE),
        job(4, "b", 5.001, 8, "failed"),
    ]
    assert told(*jobs) == [(Result.FAILED, [1, 2]), (Result.FAILED, [4])]


def test_a_job_that_was_skipped_and_runs_after_the_second_try_belongs_to_that() -> None:
    waited = job(2, "deploy", 0, 9, "failed", started_at=NOON + 8 * MINUTE)
    assert told(job(1, "a", 0, 1, "failed"), waited, job(3, "a", 5, 7)) == [(Result.FAILED, [1]), (Result.FAILED, [2])]


def test_where_all_that_failed_is_the_machines_fault_it_is_the_machines() -> None:
    lost = {"failure_reason": "runner_system_failure"}
    assert told(job(1, "a", 0, 1, "failed", **lost))[0][0] is Result.ERRORED
    both = (job(1, "a", 0, 1, "failed", **lost), job(2, "b", 0, 1, "failed", failure_reason="script_failure"))
    assert told(*both)[0][0] is Result.FAILED


def test_what_was_cancelled_and_run_again_says_nothing_and_then_something() -> None:
    assert told(job(1, "a", 0, 1, "canceled"), job(2, "a", 5, 6)) == [(Result.IGNORED, []), (Result.PASSED, [])]


@given(st.permutations(range(5)))
def test_the_order_in_which_jobs_are_listed_changes_nothing(order: list[int]) -> None:
    jobs = [
        job(1, "a", 0, 1, "failed"),
        job(2, "b", 0, 2),
        job(3, "a", 5, 6, "failed"),
        job(4, "a", 9, 10),
        job(5, "c", 0, None, "skipped", started_at=None),
    ]
    assert told(*(jobs[one] for one in order)) == [(Result.FAILED, [1]), (Result.FAILED, [3]), (Result.PASSED, [])]


@given(st.floats(0.0, 60.0))
def test_how_long_it_lay_still_decides(pause_s: float) -> None:
    again = job(2, "a", 1 + pause_s / 60, 9)
    one, later = attempts([job(1, "a", 0, 1, "failed"), again])[0], again.created_at - NOON - MINUTE
    assert (one.result is Result.FAILED) == (later >= PAUSE)
