"""What the frameworks print: the tests that failed are named, and a log in which all passed is none of a failure."""

import pytest

from supporttray.core.triage import Cause
from tests.core.triage.reading import sections, verdict

EXAMPLES = list(sections("frameworks.txt"))


@pytest.mark.parametrize(("head", "body"), EXAMPLES, ids=[head.partition("|")[0].strip() for head, _ in EXAMPLES])
def test_the_tests_that_failed_are_named_with_their_files(head: str, body: str) -> None:
    first, *names = (part.strip() for part in head.split("|"))
    _, cause = first.split()
    found = verdict(body)
    assert found.cause == cause, (found.rule, found.text)
    assert sorted(f"{test.name} @ {test.file}" if test.file else test.name for test in found.tests) == sorted(names)


def test_every_framework_is_there_red_and_green() -> None:
    causes = {tuple(head.partition("|")[0].split()) for head, _ in EXAMPLES}
    wanted = [
        "pytest",
        "unittest",
        "surefire",
        "gradle",
        "jest",
        "vitest",
        "mocha",
        "go",
        "cargo",
        "rspec",
        "phpunit",
        "dotnet",
        "ctest",
        "gtest",
        "xctest",
        "playwright",
        "cypress",
        "bazel",
    ]
    assert {(name, cause) for name in wanted for cause in ("test", "unknown")} <= causes


def test_the_message_of_a_test_is_kept() -> None:
    (test,) = verdict("FAILED tests/test_a.py::test_one - assert 4 == 3\n=== 1 failed in 0.1s ===\n").tests
    assert (test.name, test.file, test.message) == ("tests/test_a.py::test_one", "tests/test_a.py", "assert 4 == 3")


def test_of_very_many_failed_tests_two_hundred_are_named() -> None:
    log = "".join(f"FAILED tests/test_{n}.py::test_one - no\n" for n in range(900))
    assert len(verdict(log + "=== 900 failed in 9.1s ===\n").tests) == 200


def test_the_paths_of_a_failure_are_those_of_the_repository() -> None:
    log = """\
FAILED tests/test_a.py::test_one
Traceback (most recent call last):
  File "/home/runner/work/shop/shop/src/basket.py", line 3, in total
  File "/usr/lib/python3.12/json/decoder.py", line 3, in decode
  File "/home/runner/work/shop/shop/.venv/lib/python3.12/site-packages/x/y.py", line 3, in z
"""
    assert verdict(log).files == ("tests/test_a.py", "src/basket.py")


def test_a_list_with_numbers_is_no_list_of_failed_tests() -> None:
    assert verdict("What to do:\n  1) read the log\n  2) ask\nit ended\n").cause is Cause.UNKNOWN


def test_the_paths_below_another_test_are_not_of_this_one() -> None:
    log = "--- FAIL: TestA (0.00s)\n    a_test.go:3: no\n--- PASS: TestB (0.00s)\n    b_test.go:4: fine\nFAIL\n"
    assert verdict(log).files == ("a_test.go",)
