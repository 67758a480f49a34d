"""What GitLab tells of a pipeline's tests."""

from typing import Any

from supporttray.demo.actions import Run
from supporttray.demo.gitlab.work import pieces


def report(run: Run) -> dict[str, Any]:
    """Describe the tests of a pipeline, as the newest tries of its jobs tell."""
    count, broken = _tests(run)
    cases = [_case(name, "failed") for name in broken]
    cases += [_case(f"tests/test_all.py::test_{number}", "success") for number in range(min(3, count - len(broken)))]
    suite = {"name": "test", "test_cases": cases, **_counts(count, len(broken))}
    return {**_counts(count, len(broken)), "test_suites": [suite] if count else []}


def summary(run: Run) -> dict[str, Any]:
    """Count the tests of a pipeline."""
    count, broken = _tests(run)
    counts = {"time": 1.5, "count": count, "success": count - len(broken), "failed": len(broken), "skipped": 0}
    suite = {"name": "test", "build_ids": [], "suite_error": None, **_counts(count, len(broken))}
    return {
        "total": {**counts, "error": 0, "suite_error": None},
        "test_suites": [suite] if count else [],
    }


def _tests(run: Run) -> tuple[int, tuple[str, ...]]:
    last = [piece.job for piece in pieces(run) if not piece.retried]
    broken = tuple(name for job in last for name in job.broken)
    return max([len(broken), *(job.tests for job in last)]), broken


def _counts(count: int, failed: int) -> dict[str, Any]:
    return {
        "total_time": 1.5,
        "total_count": count,
        "success_count": count - failed,
        "failed_count": failed,
        "skipped_count": 0,
        "error_count": 0,
    }


def _case(name: str, status: str) -> dict[str, Any]:
    """Describe a test: `tests/test_basket.py::test_sum` stands in a report as a class and a name."""
    file, _, test = name.rpartition("::")
    return {
        "status": status,
        "name": test,
        "classname": file.removesuffix(".py").replace("/", ".").replace("::", "."),
        "file": file.partition("::")[0] or None,
        "execution_time": 0.5,
        "system_output": f"AssertionError: {test}\n" if status == "failed" else None,
        "stack_trace": None,
    }
