"""Verdicts come from a child process: many at once, and none of its troubles is ours."""

import asyncio
import subprocess
import sys

import pytest

from supporttray import child, judge
from supporttray.core.triage import Cause, Evidence, Log, Signature, Verdict

FULL = Evidence(logs=(Log(b"write: No space left on device\n"),), agent="agent-14", agent_url="https://ci.example/a")
RED = Evidence(logs=(Log(b"FAILED a.py::one - caf\xe9\n\0=== 1 failed in 1s ===\n"),))


def judged(*evidences: Evidence, rules: tuple[Signature, ...] = ()) -> tuple[Verdict, ...]:
    return asyncio.run(judge.judge(evidences, rules))


def test_many_are_judged_at_once_in_their_order() -> None:
    rule = Signature(name="mine", cause=Cause.POLICY, pattern="FAILED a.py")
    assert [one.cause for one in judged(FULL, RED, FULL)] == [Cause.INFRASTRUCTURE, Cause.TEST, Cause.INFRASTRUCTURE]
    assert [one.cause for one in judged(FULL, RED, rules=(rule,))] == [Cause.INFRASTRUCTURE, Cause.POLICY]


def test_nothing_to_judge_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "run", None)
    assert judged() == ()


def test_more_than_a_child_is_given_at_once_is_given_to_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "BATCH", 40)
    assert [one.cause for one in judged(FULL, RED)] == [Cause.INFRASTRUCTURE, Cause.TEST]
    assert len(judge._batches([FULL, RED])) == 2


@pytest.mark.parametrize("output", [b"", b"\xff", b"\x90"])
def test_a_child_that_broke_leaves_it_unknown_and_says_so(monkeypatch: pytest.MonkeyPatch, output: bytes) -> None:
    async def broken(*_: object) -> bytes:
        return output

    monkeypatch.setattr(child, "run", broken)
    (found,) = judged(FULL)
    assert (found.cause, found.lacks, found.agent, found.agent_url) == (
        Cause.UNKNOWN,
        judge.LACKS,
        "agent-14",
        "https://ci.example/a",
    )


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "LIMIT_S", 0.0)
    assert [one.lacks for one in judged(FULL, RED)] == [judge.LACKS] * 2


def test_where_no_child_can_be_started_it_is_unknown_and_nothing_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> bytes:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(child, "run", full)
    assert [one.lacks for one in judged(FULL)] == [judge.LACKS]


def test_the_app_itself_does_not_load_the_expressions() -> None:
    told = "import sys, supporttray.judge; print([name for name in sys.modules if name.partition('.')[0] in ('re2', '_re2')])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
