"""The builds of a branch in the demo's GitHub: what breaks, heals and disappears, and how many requests it takes."""

from datetime import timedelta

import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.core.item import Build, Result
from supporttray.demo.fault import Fault
from supporttray.errors import Refused, ServiceError
from tests.connectors.lab import NOON, run
from tests.connectors.yard import ran, yard

RED = {"fails": ["unit"]}


def test_each_workflow_is_a_build_with_its_runs() -> None:
    async def work() -> None:
        async with yard(ran(title="Add a thing"), ran("-30m", "Nightly", fails=["deep"])) as at:
            await at.poll()
            assert at.look.states() == {"Tests on main": "passing", "Nightly on main": "broken"}
            build = at.build()
            [one] = build.runs
            assert (one.result, one.attempt, one.title) == (Result.PASSED, 1, "Add a thing")
            assert (one.at, one.ended) == (NOON - timedelta(minutes=60), NOON - timedelta(minutes=59))
            assert build.url == one.url
            assert build.url.startswith(at.demo.addresses.demo)
            host = at.demo.addresses.demo.removeprefix("http://")
            assert build.key.startswith(f"build:{host}/small/shop/")
            assert build.key.endswith("@main")

    run(work())


def test_the_jobs_of_a_failed_run_are_read_once() -> None:
    async def work() -> None:
        async with yard(ran(**RED)) as at:
            await at.poll()
            [job] = at.build().runs[-1].failed
            assert (job.name, bool(job.url), bool(job.step)) == ("unit", True, True)
            await at.poll(ran("0s", "Nightly"))
            await at.poll(ran("0s", "Nightly"))
            assert at.build().runs[-1].failed == (job,)
            assert at.methods()["GET /repos/small/shop/actions/runs/{id}/attempts/{id}/jobs"] == 1

    run(work())


def test_nothing_new_costs_one_request_and_every_ten_minutes_one_more() -> None:
    async def work() -> None:
        async with yard(ran(), ran("-2h", "Nightly")) as at:
            assert await at.counted() == 2
            assert isinstance(await at.look.poll(), Unchanged)
            assert [await at.counted() for _ in range(3)] == [1, 1, 1]
            at.clock.forward(minutes=10)
            assert [await at.counted() for _ in range(3)] == [2, 1, 1]

    run(work())


def test_a_rerun_heals() -> None:
    async def work() -> None:
        async with yard(ran(id="r", **RED)) as at:
            await at.poll()
            assert at.build().state == "broken"
            await at.poll({"do": "rerun", "run": "r", "by": "bo", "takes": "10m"})
            assert (at.build().state, at.build().running) == ("broken", True)
            await at.poll(minutes=10)
            assert (at.build().state, at.build().running) == ("passing", False)
            assert [(one.attempt, one.result) for one in at.build().runs] == [(1, Result.FAILED), (2, Result.PASSED)]

    run(work())


def test_a_running_build_keeps_its_last_result() -> None:
    async def work() -> None:
        async with yard(ran(**RED), ran("-1m", takes="1h")) as at:
            await at.poll(minutes=1)
            assert (at.build().state, at.build().running) == ("broken", True)

    run(work())


@pytest.mark.parametrize("outcome", ["cancelled", "skipped", "neutral", "action_required"])
@pytest.mark.parametrize(("first", "state"), [({}, "passing"), (RED, "broken")])
def test_what_says_nothing_of_the_code_changes_nothing(outcome: str, first: dict[str, list[str]], state: str) -> None:
    async def work() -> None:
        async with yard(ran(**first), ran("-30m", outcome=outcome)) as at:
            await at.poll()
            assert at.build().state == state
            assert [one.result for one in at.build().runs][-1] is Result.IGNORED

    run(work())


def test_a_run_that_timed_out_is_broken() -> None:
    async def work() -> None:
        async with yard(ran(outcome="timed_out")) as at:
            await at.poll()
            assert at.build().state == "broken"

    run(work())


def test_other_branches_are_other_builds() -> None:
    async def work() -> None:
        async with yard(ran(**RED), ran("-30m", branch="topic"), branch="topic") as at:
            await at.poll()
            assert at.look.states() == {"Tests on topic": "passing"}

    run(work())


def test_a_quiet_workflow_is_seen_although_a_chatty_one_fills_the_page() -> None:
    async def work() -> None:
        nightly = ran("-20h", "Nightly", id="n", fails=["deep"])
        async with yard(nightly, ran("-10h", times=150, every="1m", takes="10s")) as at:
            await at.poll()
            assert at.build("Nightly").state == "broken"
            assert [job.name for job in at.build("Nightly").runs[-1].failed] == ["deep"]
            await at.poll(ran("0s"), {"do": "rerun", "run": "n", "by": "bo"})
            assert at.build("Nightly").state == "passing"
            quiet = at.methods()["GET /repos/small/shop/actions/workflows/{id}/runs"]
            await at.poll(ran("0s"))
            assert at.methods()["GET /repos/small/shop/actions/workflows/{id}/runs"] == quiet

    run(work())


def test_what_happened_while_nobody_looked_is_read_page_by_page() -> None:
    async def work() -> None:
        async with yard(ran("-20h")) as at:
            await at.poll()
            at.demo.company.play([ran("1m", **RED), ran("2m", times=350, every="1m", takes="10s")])
            at.clock.forward(hours=8)
            before = at.methods()["GET /repos/small/shop/actions/runs"]
            answer = await at.look.poll()
            assert at.methods()["GET /repos/small/shop/actions/runs"] - before == 4
            assert isinstance(answer, Answer)
            [build] = answer.items
            assert isinstance(build, Build)
            assert [one.result for one in build.turns] == [Result.FAILED, Result.PASSED]
            assert len(build.runs) == 352

    run(work())


def test_the_address_of_an_enterprise_server_works() -> None:
    async def work() -> None:
        async with yard(ran("-20h"), prefix="/api/v3") as at:
            await at.poll()
            await at.poll(ran("1m", times=150, every="1s", takes="1s"), minutes=30)
            assert at.build().state == "passing"

    run(work())


@pytest.mark.parametrize("fault", ["429", "500", "cut", "garbage", "refused", "bomb", "huge"])
@pytest.mark.parametrize("place", ["/actions/runs", "/workflows", "/jobs"])
def test_a_fault_anywhere_tells_nothing_and_the_next_look_tells_all(fault: str, place: str) -> None:
    async def work() -> None:
        async with yard(ran()) as at:
            await at.poll(minutes=11)
            before = at.look.memory
            at.demo.company.play([ran("0s", **RED)])
            at.clock.forward(minutes=11)
            at.demo.company.faults.switch_on(Fault("github", fault, times=2, path=place))
            with pytest.raises(ServiceError):
                await at.look.poll()
            assert at.look.memory == before
            at.demo.company.faults.clear()
            await at.poll()
            assert at.build().state == "broken"

    run(work())


def test_a_repository_that_is_not_there_is_refused() -> None:
    async def work() -> None:
        async with yard() as at:
            at.look.connector._history.actions = "/repos/small/gone/actions"
            with pytest.raises(Refused) as caught:
                await at.poll()
            assert caught.value.missing == "name"

    run(work())


def test_a_repository_without_runs_is_no_error() -> None:
    async def work() -> None:
        async with yard() as at:
            answer = await at.poll()
            assert isinstance(answer, Answer)
            assert not answer.items
            assert isinstance(await at.look.poll(), Unchanged)

    run(work())
