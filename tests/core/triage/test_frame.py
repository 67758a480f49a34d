"""The files that a failing test's stack names, where its framework writes the stack far from the test's name."""

import pytest

from supporttray.core.triage import Evidence, Log
from supporttray.core.triage.decide import triage
from tests.engine.lab import ready

LONG = "tests/test_total.py:58: \n_ _ _ _\nbasket/total.py:28: in total\n    return 1\n/usr/lib/python3.12/decimal.py:5: in x\nbasket/rate.py:33: ZeroDivisionError"
SHORT = "tests/test_total.py:58: in test_card\n    assert total()\nbasket/total.py:28: in total\nbasket/rate.py:33: in share\n    1 / 0"
NATIVE = (
    "Traceback (most recent call last):\n"
    '  File "/home/runner/work/shop/shop/tests/test_total.py", line 58, in test_card\n'
    '  File "/home/runner/work/shop/shop/basket/total.py", line 28, in total\n'
    '  File "/opt/hostedtoolcache/Python/3.12/lib/python3.12/decimal.py", line 5, in x\n'
    '  File "/home/runner/work/shop/shop/basket/rate.py", line 33, in share'
)


@pytest.mark.parametrize("stack", [LONG, SHORT, NATIVE])
def test_the_files_of_a_stack_of_pytest_are_named_and_those_of_libraries_are_not(stack: str) -> None:
    said = f"=== FAILURES ===\n___ test_card ___\n{stack}\n" + "coverage line\n" * 100
    said += "FAILED tests/test_total.py::test_card - ZeroDivisionError\n=== 1 failed, 411 passed in 38.21s ==="

    verdict = triage(Evidence(logs=(Log(said.encode()),)), ready(()))

    assert verdict.files == ("tests/test_total.py", "basket/total.py", "basket/rate.py")
