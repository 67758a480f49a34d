"""The builds of a Buildbot: what is told of them, in how few requests, and what a lost worker means."""

from datetime import timedelta
from typing import Any

import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.core.item import Result
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown
from tests.connectors.lab import CANARY, reply, run
from tests.connectors.master import Master, at_master

RED = {"results": 2}
RUNS: dict[str, Any] = {"results": None, "complete_at": None, "complete": False}
LOST = {"results": 5}


def test_a_builder_is_a_build_with_its_runs() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            build = at.build()
            assert (build.state, build.branch, build.running) == ("passing", "main", False)
            assert build.key == f"build:{at.service.http.host}/unit tests@main"
            assert [one.result for one in build.runs] == [
                Result.PASSED,
                Result.FAILED,
                Result.ERRORED,
                Result.PASSED,
                Result.PASSED,
            ]
            assert [one.commit[0] for one in build.runs] == ["1", "2", "3", "3", "2"]
            assert build.runs[1].url == f"{at.server.address}/#/builders/1/builds/2"
            assert build.url == f"{at.server.address}/#/builders/1"

    run(work())


@pytest.mark.parametrize(
    ("results", "result"),
    [
        (0, Result.PASSED),
        (1, Result.PASSED),
        (2, Result.FAILED),
        (3, Result.IGNORED),
        (4, Result.ERRORED),
        (5, Result.ERRORED),
        (6, Result.IGNORED),
        (7, Result.IGNORED),
        (None, Result.IGNORED),
    ],
)
def test_the_results_mean_what_buildbot_means_by_them(results: int | None, result: Result) -> None:
    async def work() -> None:
        master = Master()
        master.add(results=results)
        async with at_master(master) as at:
            await at.poll()
            assert at.build().runs[-1].result is result

    run(work())


def test_the_failed_steps_of_the_newest_red_run_are_read_once() -> None:
    async def work() -> None:
        master = Master()
        del master.builds[2:]
        async with at_master(master) as at:
            await at.poll()
            [job] = at.build().runs[-1].failed
            assert (job.name, job.agent, job.id) == ("test", "agent-1", "4")
            assert job.reason == "'sh /srv/ci/todo.sh' (failure)"
            assert at.build().runs[-1].title == "Round up"
            await at.poll()
            assert sum("steps" in path for path in master.asked) == 1

    run(work())


def test_nothing_new_costs_one_request_and_the_builders_one_an_hour() -> None:
    async def work() -> None:
        async with at_master() as at:
            assert await at.counted() == 3
            assert isinstance(await at.poll(), Unchanged)
            assert [await at.counted() for _ in range(3)] == [1, 1, 1]
            at.clock.forward(hours=1)
            assert [await at.counted() for _ in range(3)] == [3, 1, 1]

    run(work())


def test_a_running_build_costs_one_request_more_until_it_has_ended() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            one = at.master.add(**RUNS)
            await at.poll()
            assert (at.build().running, len(at.build().runs)) == (True, 5)
            assert await at.counted() == 2
            assert isinstance(await at.poll(), Unchanged)
            one |= {"results": 0, "complete_at": one["started_at"] + 9}
            await at.poll()
            assert (at.build().running, len(at.build().runs)) == (False, 6)
            assert await at.counted() == 1

    run(work())


def test_a_build_that_tells_no_branch_yet_waits_until_it_does() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            told = at.master.add(**RUNS)["properties"]
            branch = told.pop("branch")
            await at.poll()
            assert (at.look.states(), at.build().running) == ({"unit tests on main": "passing"}, False)
            told["branch"] = branch
            await at.poll()
            assert at.build().running

    run(work())


def test_what_runs_for_days_was_forgotten_by_its_master() -> None:
    async def work() -> None:
        async with at_master() as at:
            at.master.add(**RUNS)
            await at.poll()
            assert at.build().running
            await at.poll(days=2)
            assert not at.build().running
            assert await at.counted() == 1

    run(work())


def test_what_happened_while_nobody_looked_is_read_page_by_page_and_told_once() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            at.master.add(**RED)
            at.master.add(449, **RED)
            answer = await at.poll()
            assert isinstance(answer, Answer)
            [build] = answer.items
            assert len(build.runs) == 450  # type: ignore[union-attr]
            assert sum("buildid__gt" in path for path in at.master.asked) == 3
            first = at.build().first_red
            assert first
            assert first.id == "6"

    run(work())


def test_more_than_one_look_reads_is_asked_for_at_once() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            at.master.add(2_100)
            answers = [await at.poll(), await at.poll()]
            assert [answer.more for answer in answers] == [True, False]
            assert at.build().runs[-1].id == "2105"

    run(work())


def test_a_quiet_builder_is_asked_for_by_itself_at_the_first_look() -> None:
    async def work() -> None:
        master = Master()
        [chatty] = master.said["/builders"]["builders"]
        master.said["/builders"]["builders"].append(chatty | {"builderid": 2, "name": "chatty"})
        master.add(60, **RED)
        master.add(250, builderid=2, results=0)
        async with at_master(master) as at:
            await at.poll()
            assert at.look.states() == {"unit tests on main": "broken", "chatty on main": "passing"}
            first = at.build().first_red
            assert first
            assert first.id == "6"
            assert sum("/builders/1/builds" in path for path in master.asked) == 4

    run(work())


def test_many_quiet_builders_are_asked_for_over_several_looks_at_once() -> None:
    async def work() -> None:
        master = Master()
        [one] = master.said["/builders"]["builders"]
        for builder in range(2, 32):
            master.said["/builders"]["builders"].append(one | {"builderid": builder, "name": f"quiet {builder}"})
            master.add(builderid=builder)
        master.add(250, builderid=1)
        async with at_master(master) as at:
            answers = [await at.poll(), await at.poll()]
            assert [answer.more for answer in answers] == [True, False]
            assert len(at.look.items) == 31
            assert isinstance(await at.poll(), Unchanged)

    run(work())


def test_a_change_that_is_not_told_leaves_a_run_without_a_title() -> None:
    async def work() -> None:
        master = Master(bad={"/changes": reply(b"", "404 Not Found")})
        master.add(**RED)
        async with at_master(master) as at:
            await at.poll()
            assert (at.build().state, at.build().runs[-1].title) == ("broken", "")

    run(work())


def test_builders_and_branches_are_chosen_by_patterns() -> None:
    async def work() -> None:
        master = Master()
        [one] = master.said["/builders"]["builders"]
        master.said["/builders"]["builders"].append(one | {"builderid": 2, "name": "nightly"})
        master.add(builderid=2)
        for branch in ("release/1", "topic", None, ""):
            master.add(builderid=1, branch=branch)
        async with at_master(master) as at:
            await at.poll()
            assert sorted(at.look.states()) == ["nightly on main", "unit tests", "unit tests on main"]
        async with at_master(master, builders=["!night*"], branches=["re:(main|release/.*)"]) as at:
            await at.poll()
            assert sorted(at.look.states()) == ["unit tests on main", "unit tests on release/1"]

    run(work())


def test_a_builder_that_was_taken_out_is_gone_and_a_new_one_is_seen() -> None:
    async def work() -> None:
        master = Master()
        [one] = master.said["/builders"]["builders"]
        async with at_master(master) as at:
            await at.poll()
            master.said["/builders"]["builders"] = [one | {"masterids": []}, one | {"builderid": 2, "name": "lint"}]
            master.add(builderid=2)
            await at.poll(minutes=1)
            assert sorted(at.look.states()) == ["unit tests on main"]
            await at.poll(minutes=1)
            assert sorted(at.look.states()) == ["lint on main"]

    run(work())


def test_a_branch_that_is_built_no_more_is_gone_and_a_builder_that_rests_is_not() -> None:
    async def work() -> None:
        master = Master()
        master.add(branch="topic", **RED)
        master.builds[0]["started_at"] -= timedelta(days=40).total_seconds()
        async with at_master(master, branches=["*"]) as at:
            await at.poll()
            await at.poll(days=20)
            assert at.look.states() == {"unit tests on main": "passing", "unit tests on topic": "broken"}
            later = at.clock().timestamp()
            master.add(results=0, started_at=later, complete_at=later)
            await at.poll(hours=1)
            await at.poll(hours=1)
            assert at.look.states() == {"unit tests on main": "passing"}

    run(work())


def test_a_master_that_began_anew_is_read_anew() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            del at.master.builds[1:]
            at.master.builds[0] |= RED
            await at.poll(hours=1)
            assert at.build().runs[0].result is Result.FAILED

    run(work())


# --- a worker that was lost


@pytest.mark.parametrize(
    ("worker", "after", "result"),
    [(2, 1, Result.IGNORED), (2, 60, Result.ERRORED), (1, 1, Result.ERRORED)],
    ids=["another worker at once", "another worker later", "the same one once it was back"],
)
def test_a_lost_worker_is_told_unless_another_one_went_on_at_once(worker: int, after: int, result: Result) -> None:
    async def work() -> None:
        master = Master()
        lost = master.add(**LOST)
        again = {"buildrequestid": lost["buildrequestid"], "started_at": lost["complete_at"] + after}
        master.add(results=0, workerid=worker, **again)
        async with at_master(master) as at:
            await at.poll()
            assert at.build().runs[-2].result is result

    run(work())


def test_a_lost_worker_is_told_a_moment_later() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            lost = at.master.add(**LOST, complete_at=at.clock().timestamp())
            await at.poll(seconds=1)
            assert (at.build().state, at.build().running) == ("passing", True)
            await at.poll(seconds=1)
            assert (at.build().state, at.build().running) == ("broken", False)
            assert at.build().runs[-1].id == str(lost["buildid"])

    run(work())


# --- what goes wrong


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_a_master_that_wants_a_log_in_says_so_and_no_secret_is_told(status: str) -> None:
    async def work() -> None:
        master = Master(bad={"": reply(CANARY.encode(), status)})
        async with at_master(master, credential=f"bot:{CANARY}") as at:
            with pytest.raises(Refused, match="shows its builds only to who has logged in") as caught:
                await at.poll()
            assert "OAuth" in caught.value.hint
            assert caught.value.missing == "credential"
            assert CANARY not in f"{caught.value!r} {caught.value.hint}"

    run(work())


def test_a_credential_is_for_the_proxy_and_none_is_sent_where_there_is_none() -> None:
    async def work() -> None:
        for credential, header in (("", ""), ("bot:pass", "Basic Ym90OnBhc3M="), ("t0ken", "Bearer t0ken")):
            async with at_master(credential=credential, path="/api/v2") as at:
                await at.poll()
                heads = [
                    line for head in at.server.heard for line in head.splitlines() if "authorization" in line.lower()
                ]
                assert heads == [f"authorization: {header}"] * len(at.server.heard) if header else heads == []
                assert all(head.startswith("GET /api/v2/build") for head in at.server.heard)

    run(work())


def test_a_rate_limit_in_the_middle_of_a_look_loses_nothing() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            at.master.add(**RED)
            at.master.bad["/steps"] = reply(b"", "429 Too Many Requests", retry_after="30")
            with pytest.raises(SlowDown) as caught:
                await at.poll()
            assert caught.value.until == at.clock() + timedelta(seconds=30)
            del at.master.bad["/steps"]
            await at.poll(seconds=31)
            assert at.build().state == "broken"

    run(work())


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><title>Log in</title>",
        b'{"builds": [{"buildid": "x"}]}',
        b'{"builds": [{"buildid": 1, "builderid": 1, "number": 1, "started_at": 1e300}]}',
        b'{"builds": [{"buildid": 1, "builderid": 1, "number": 1, "started_at": -1}]}',
        b'{"builds": {}}',
        b"[]",
    ],
)
def test_what_makes_no_sense_is_said(body: bytes) -> None:
    async def work() -> None:
        async with at_master(Master(bad={"/builds": reply(body)})) as at:
            with pytest.raises(NotUnderstood):
                await at.poll()

    run(work())


def test_hostile_names_become_plain() -> None:
    async def work() -> None:
        master = Master()
        master.said["/builders"]["builders"][0]["name"] = "unit\x1b[31m \u202etests\n" + "x" * 1_000
        master.add(
            branch="main", properties={"got_revision": [{"a": "c0ffee\x07"}, "Git"], "workername": [7, "x"]}, **RED
        )
        async with at_master(master) as at:
            await at.poll()
            [build] = at.look.items.values()
            assert build.title.isprintable()
            assert len(build.title) <= 120
            assert build.key.isprintable()
            assert build.runs[-1].commit == "c0ffee"  # type: ignore[union-attr]

    run(work())


@pytest.mark.parametrize("config", [None, reply(b"<html>"), reply(b"", "404 Not Found")])
def test_it_says_which_buildbot_it_is(config: bytes | None) -> None:
    async def work() -> None:
        async with at_master(Master(bad={"config": config} if config else {})) as at:
            named = f"{at.service.http.host} is a Buildbot" if config else "Acme CI is a Buildbot 4.3.0"
            assert await at.service.whoami() == f"{named} with 1 builders."

    run(work())


def test_a_master_that_is_away_is_an_error_not_an_absence() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            at.master.bad[""] = reply(b"", "502 Bad Gateway")
            with pytest.raises(ServiceError):
                await at.poll()
            assert at.build().state == "passing"

    run(work())
