"""Many pipelines and many branches of a repository on GitHub: what is meant, and that it costs one request a minute."""

from typing import Any

import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.demo.fault import Fault
from tests.connectors.lab import run
from tests.connectors.yard import FLOWS, Yard, ran, yard

MANY = [{"name": f"Pipeline {number}", "file": f"p{number}.yml", "jobs": ["unit"]} for number in range(200)]


def every(at: str, **more: Any) -> list[dict[str, Any]]:
    """Let each of the two hundred run once."""
    return [ran(at, flow["name"], takes="10s", **more) for flow in MANY]


async def an_hour(at: Yard, *entries: dict[str, Any]) -> dict[str, int]:
    """Look once a minute for an hour, while something happens each minute or nothing at all; return what that cost."""
    before = at.methods()
    for _ in range(60):
        await at.poll(*entries, minutes=1)
    return {name: count - before.get(name, 0) for name, count in at.methods().items() if count > before.get(name, 0)}


def test_two_hundred_pipelines_are_known_after_a_few_requests() -> None:
    async def work() -> None:
        async with yard(*every("-3h"), flows=MANY) as at:
            await at.poll()
            assert len(at.look.items) == 200
            assert sum(at.methods().values()) == 4  # two pages of workflows, and two of runs

    run(work())


def test_two_hundred_pipelines_that_rest_cost_one_request_a_minute() -> None:
    async def work() -> None:
        async with yard(*every("-3h"), flows=MANY) as at:
            await at.poll()
            cost = await an_hour(at)
            assert sum(cost.values()) == 60
            assert cost == {"GET /repos/small/shop/actions/runs": 54, "GET /repos/small/shop/actions/workflows": 6}

    run(work())


def test_two_hundred_pipelines_that_work_cost_one_request_a_minute_too() -> None:
    async def work() -> None:
        red = ran("-4h", "Pipeline 0", fails=["unit"], takes="10s")
        async with yard(red, *every("-3h")[1:], flows=MANY) as at:
            await at.poll()
            assert [item.state for item in at.look.items.values()].count("broken") == 1
            cost = await an_hour(at, *(ran("0s", f"Pipeline {number}", takes="10s") for number in range(1, 8)))
            assert sum(cost.values()) == 60, (
                "what left the list is not asked for again, but for the red one in its turn"
            )
            assert cost["GET /repos/small/shop/actions/workflows/{id}/runs"] > 5

    run(work())


def test_a_red_pipeline_that_left_the_list_heals_in_its_turn() -> None:
    async def work() -> None:
        red = ran("-4h", "Pipeline 0", id="red", fails=["unit"], takes="10s")
        async with yard(red, *every("-3h")[1:], flows=MANY) as at:
            await at.poll()
            await at.poll(minutes=1)
            await at.poll({"do": "rerun", "run": "red", "by": "bo", "takes": "10s"}, minutes=1)
            assert at.build("Pipeline 0 ").state == "broken"
            for _ in range(7):
                await at.poll(ran("0s", "Pipeline 1", takes="10s"), minutes=1)
            assert at.build("Pipeline 0 ").state == "passing"

    run(work())


def test_a_turn_taken_by_something_else_loses_no_run() -> None:
    async def work() -> None:
        async with yard(ran(), ran("-2h", "Nightly")) as at:
            await at.poll()
            for number in range(30):
                await at.poll(ran("0s", title=f"{number}", takes="10s"), minutes=1)
            await at.poll(minutes=1)
            await at.poll(minutes=1)
            assert [one.title for one in at.build().runs][-30:] == [f"{number}" for number in range(30)]

    run(work())


# --- several branches


def test_a_pattern_means_all_branches_that_fit_in_one_question() -> None:
    async def work() -> None:
        entries = [
            ran("-4h"),
            ran("-3h", branch="release/1", title="One", fails=["unit"]),
            ran("-2h", branch="release/2", title="Two"),
            ran("-1h", branch="topic", title="Three", fails=["unit"]),
            ran("-30m", branch="release/old", title="Four", fails=["unit"]),
        ]
        async with yard(*entries, branch="main release/* !release/old") as at:
            await at.poll()
            assert at.look.states() == {
                "Tests on main": "passing",
                "Tests on release/1": "broken",
                "Tests on release/2": "passing",
            }
            assert {item.key.rpartition("@")[2] for item in at.look.items.values()} == {
                "main",
                "release/1",
                "release/2",
            }
            assert at.methods()["GET /repos/small/shop/actions/runs"] == 1
            cost = await an_hour(at)
            assert sum(cost.values()) == 60
            assert cost["GET /repos/small/shop/branches"] >= 5

    run(work())


def test_without_the_permission_to_see_branches_none_is_gone() -> None:
    async def work() -> None:
        async with yard(ran("-4h"), ran("-3h", branch="topic", title="One"), branch="*") as at:
            at.demo.company.faults.switch_on(Fault("github", "refused", times=9, path="/branches"))
            await at.poll()
            await at.poll(minutes=11)
            assert at.look.states() == {"Tests on main": "passing", "Tests on topic": "passing"}

    run(work())


def test_who_asks_seldom_asks_no_more_for_it() -> None:
    async def work() -> None:
        red = [ran("-5h", flow["name"], fails=["unit"], takes="10s") for flow in MANY[:30]]
        async with yard(*red, *every("-3h")[30:], flows=MANY) as at:
            await at.poll()
            before = at.methods()
            for _ in range(6):
                await at.poll(ran("0s", "Pipeline 99", takes="10s"), minutes=5)
            cost = {name: count - before.get(name, 0) for name, count in at.methods().items() if "/jobs" not in name}
            assert sum(cost.values()) <= 30

    run(work())


def test_a_regular_expression_means_branches_too() -> None:
    async def work() -> None:
        entries = [ran("-4h"), ran("-3h", branch="v12", title="One"), ran("-2h", branch="v12-rc", title="Two")]
        async with yard(*entries, branch=r"re:v\d+") as at:
            await at.poll()
            assert at.look.states() == {"Tests on v12": "passing"}

    run(work())


def test_a_branch_that_is_deleted_takes_its_builds_with_it() -> None:
    async def work() -> None:
        async with yard(ran("-4h"), ran("-3h", branch="topic", title="One", fails=["unit"]), branch="*") as at:
            await at.poll()
            assert at.look.states() == {"Tests on main": "passing", "Tests on topic": "broken"}
            del at.demo.company.repositories["small/shop"].branches["topic"]
            await at.poll(minutes=11)
            assert at.look.states() == {"Tests on main": "passing"}
            assert isinstance(await at.poll(minutes=1), Unchanged)

    run(work())


def test_one_branch_is_asked_for_by_its_name() -> None:
    async def work() -> None:
        busy = [ran("-2h", branch=f"b{number}", title="x", takes="10s", fails=["unit"]) for number in range(120)]
        async with yard(ran("-5h", title="Main"), *busy) as at:
            await at.poll()
            assert at.look.states() == {"Tests on main": "passing"}

    run(work())


# --- workflows


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (("*",), {"Tests", "Nightly"}),
        (("Night*",), {"Nightly"}),
        (("tests.yml",), {"Tests"}),
        (("!nightly.yml",), {"Tests"}),
        (("*", "!Tests"), {"Nightly"}),
        ((r"re:T\w+",), {"Tests"}),
        (("nothing",), set()),
    ],
)
def test_workflows_are_meant_by_their_names_or_their_files(patterns: tuple[str, ...], names: set[str]) -> None:
    async def work() -> None:
        async with yard(ran(), ran("-2h", "Nightly"), workflows=patterns) as at:
            await at.poll()
            assert {title.partition(" on ")[0] for title in at.look.states()} == names

    run(work())


def test_a_workflow_that_is_not_meant_is_not_asked_for() -> None:
    async def work() -> None:
        async with yard(*every("-3h"), flows=[*FLOWS, *MANY], workflows=("Nightly",)) as at:
            await at.poll()
            before = sum(at.methods().values())
            await at.poll(ran("0s", "Pipeline 3"), minutes=1)
            await at.poll(minutes=1)
            assert sum(at.methods().values()) == before + 2

    run(work())


def test_a_memory_of_an_earlier_version_is_still_understood() -> None:
    async def work() -> None:
        async with yard(ran(fails=["unit"])) as at:
            at.look.memory = b'{"etag":"x","quiet":{"1":true},"jobs":{},"newest":"2026-11-20T00:00:00Z"}'
            assert isinstance(await at.poll(), Answer)
            assert at.look.states() == {"Tests on main": "broken"}

    run(work())
