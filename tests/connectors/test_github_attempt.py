"""What ran again before anybody looked: the attempts before it are read, each once, and a few at a time."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from supporttray.connectors.github.attempt import ATTEMPTS
from supporttray.connectors.github.history import KEPT, Memory
from supporttray.core.item import Build, Result
from supporttray.core.journal import changes, merge, trim
from supporttray.demo.fault import Fault
from supporttray.errors import ServiceError
from tests.connectors.lab import NOON, reply, run
from tests.connectors.test_github_body import Said, a_run, watching
from tests.connectors.yard import Yard, ran, yard

RED = {"id": "r", "title": "Fold it", "fails": ["unit"]}
READ = "GET /repos/small/shop/actions/runs/{id}/attempts/{id}"


def again(at: str = "-50m", **more: Any) -> dict[str, Any]:
    """Make an entry: somebody ran it again."""
    return {"do": "rerun", "at": at, "run": "r", "by": "bo"} | more


def attempts(at: Yard) -> list[tuple[int, Result]]:
    """Tell how the attempts ended, in their order."""
    return [(one.attempt, one.result) for one in at.build().runs]


def kinds(build: Build) -> list[str]:
    """Tell what the journal says of a build that nobody knew."""
    return [event.kind for event in changes(None, build, NOON)]


def test_a_second_attempt_that_passed_before_the_first_look_leaves_the_trace_of_the_red_one() -> None:
    async def work() -> None:
        async with yard(ran("-2h", "Nightly"), ran(**RED), again()) as at:
            assert await at.counted() == 3, "workflows, runs, and the attempt"
            assert attempts(at) == [(1, Result.FAILED), (2, Result.PASSED)]
            first, second = at.build().runs
            assert at.build().flakes == ((first, second),)
            assert (first.at, first.ended) == (second.at, NOON - timedelta(minutes=59))
            assert first.url == f"{second.url}/attempts/1"
            assert first.commit == second.commit
            assert kinds(at.build()) == ["build.broken", "build.fixed", "build.flaky"]

    run(work())


def test_a_rerun_that_is_quicker_than_a_poll_is_a_flake_once() -> None:
    async def work() -> None:
        async with yard(ran("-2h")) as at:
            await at.poll()
            old = at.build()
            await at.poll(ran("0s", **RED, takes="10s"), again("20s", takes="10s"), minutes=1)
            new = merge(old, at.build(), NOON)
            assert [event.kind for event in changes(old, new, NOON)] == ["build.broken", "build.fixed", "build.flaky"]
            await at.poll(ran("0s", "Nightly"))
            kept = trim(new)
            assert changes(kept, merge(kept, at.build(), NOON), NOON) == ()
            assert at.methods()[READ] == 1

    run(work())


def test_what_runs_again_at_the_first_look_is_as_red_as_it_was() -> None:
    async def work() -> None:
        async with yard(ran("-2h"), ran(**RED), again("-1m", takes="1h")) as at:
            await at.poll(minutes=0)
            assert (at.build().state, at.build().running) == ("broken", True)
            assert [job.name for job in at.build().runs[-1].failed] == ["unit"]

    run(work())


def test_a_second_attempt_that_was_cancelled_heals_nothing() -> None:
    async def work() -> None:
        async with yard(ran("-2h"), ran(**RED), again(outcome="cancelled")) as at:
            await at.poll()
            assert at.build().state == "broken"
            assert [job.name for job in at.build().runs[-2].failed] == ["unit"]
            for number in range(101):
                at.demo.company.play([ran("0s", "Nightly", title=f"{number}", takes="1s")])
            await at.poll()
            await at.poll(again("0s", takes="1s"), minutes=6)
            assert at.build().state == "passing", "what is red is looked at again when it has left the list"

    run(work())


def test_before_an_attempt_that_says_nothing_there_may_be_a_red_one() -> None:
    async def work() -> None:
        async with yard(ran(**RED), again(outcome="cancelled"), again("-40m")) as at:
            await at.poll()
            assert attempts(at) == [(1, Result.FAILED), (2, Result.IGNORED), (3, Result.PASSED)]
            assert len(at.build().flakes) == 1
            assert at.methods()[READ] == 2

    run(work())


def test_of_many_attempts_the_one_before_the_last_is_read() -> None:
    async def work() -> None:
        more = [again(f"-{minutes}m", fails=["unit"]) for minutes in (55, 50, 45)]
        async with yard(ran(**RED), *more, again("-40m")) as at:
            await at.poll()
            assert attempts(at) == [(4, Result.FAILED), (5, Result.PASSED)]
            await at.poll(again("0s", fails=["unit"]))
            assert attempts(at)[1:] == [(5, Result.PASSED), (6, Result.FAILED)]
            assert at.methods()[READ] == 2

    run(work())


def test_what_ran_out_of_time_and_passed_the_second_time_failed_by_chance() -> None:
    async def work() -> None:
        async with yard(ran(**RED, outcome="timed_out"), again()) as at:
            await at.poll()
            assert attempts(at) == [(1, Result.FAILED), (2, Result.PASSED)]
        async with yard(ran(**RED, outcome="cancelled"), again()) as at:
            await at.poll()
            assert attempts(at) == [(1, Result.IGNORED), (2, Result.PASSED)]

    run(work())


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_an_attempt_that_is_gone_is_not_asked_for_again(status: str) -> None:
    async def work() -> None:
        said = Said(a_run(1, run_attempt=2))

        def say(server: Any, target: str) -> bytes:
            return reply(b"{}", status) if "/attempts/" in target else said(server, target)

        async with watching(say) as (look, server):
            await look.poll()
            said.runs = [a_run(3), *said.runs]
            await look.poll()
            assert look.states() == {"Tests on main": "passing"}
            assert sum("/attempts/1" in head for head in server.heard) == 1

    run(work())


@pytest.mark.parametrize("fault", ["429", "500", "cut", "garbage", "bomb", "huge"])
def test_a_fault_at_an_attempt_tells_nothing_and_the_next_look_tells_all(fault: str) -> None:
    async def work() -> None:
        async with yard(ran(**RED), again()) as at:
            before = at.look.memory
            at.demo.company.faults.switch_on(Fault("github", fault, times=2, path="/attempts/"))
            with pytest.raises(ServiceError):
                await at.poll()
            assert at.look.memory == before
            at.demo.company.faults.clear()
            await at.poll()
            assert len(at.build().flakes) == 1

    run(work())


def test_many_attempts_are_read_a_few_at_a_time_back_to_the_last_page() -> None:
    async def work() -> None:
        flaky = [ran("-9h", id=f"r{number}", title=f"{number}", takes="1s", fails=["unit"]) for number in range(25)]
        green = [again("-8h", run=f"r{number}", takes="1s") for number in range(25)]
        noise = [ran("-5h", title=f"n{number}", takes="1s") for number in range(150)]
        async with yard(ran("-20h", "Nightly"), *flaky, *green, *noise) as at:
            known = None
            read = []
            for _ in range(5):
                await at.poll(minutes=1)
                known = merge(known, at.build(), NOON)
                read.append(at.methods()[READ])
            assert read == [ATTEMPTS, 2 * ATTEMPTS, 25, 25, 25]
            assert isinstance(known, Build)
            assert len(known.flakes) == 25

    run(work())


def test_what_is_remembered_of_attempts_has_an_end() -> None:
    async def work() -> None:
        said = Said()

        def say(server: Any, target: str) -> bytes:
            red = reply(msgspec.json.encode(a_run(1, conclusion="failure")))
            return red if "/attempts/" in target else said(server, target)

        async with watching(say) as (look, _):
            for number in range(1, 41):
                said.runs = [a_run(number * 10 + one, run_attempt=2) for one in range(10)]
                await look.poll()
            kept = msgspec.json.decode(look.memory, type=Memory).attempts
            assert len(kept) == KEPT + 10
            assert "409.1" in kept

    run(work())


@pytest.mark.parametrize("more", [{"conclusion": "failure"}, {"conclusion": "cancelled"}])
def test_where_the_jobs_are_gone_the_run_is_told_without_them(more: dict[str, str]) -> None:
    async def work() -> None:
        said = Said(a_run(1), a_run(3, **more))

        def say(server: Any, target: str) -> bytes:
            return reply(b"{}", "404 Not Found") if "/jobs" in target else said(server, target)

        async with watching(say) as (look, server):
            await look.poll()
            said.runs = [a_run(4, status="queued", conclusion=None), *said.runs]
            await look.poll()
            assert look.states() == {"Tests on main": "broken" if more["conclusion"] == "failure" else "passing"}
            assert sum("/jobs" in head for head in server.heard) == 1

    run(work())
