"""The builds of a Jenkins: folders, branches, what breaks and heals, what is asked again, and what is not believed."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.jenkins.builds import OLDER
from supporttray.core.item import Build, Result
from supporttray.core.journal import changes, merge
from supporttray.errors import NotUnderstood, Refused, ServiceError, Unreachable
from tests.connectors.jenkins_lab import RED, built, job, ran, told, works
from tests.connectors.lab import NOON, reply, run

MULTI = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"


def test_each_branch_of_each_project_is_a_build_with_its_runs() -> None:
    async def work() -> None:
        async with works(ran(), ran("-30m", "Kiosk", **RED)) as at:
            await at.poll()
            assert at.look.states() == {
                "Dealer app on main": "passing",
                "Kiosk on main": "broken",
            }
            build = at.build()
            [one] = build.runs
            assert (one.id, one.result, one.attempt, one.title) == ("1", Result.PASSED, 1, "")
            assert (one.at, one.ended) == (NOON - timedelta(minutes=60), NOON - timedelta(minutes=59))
            assert one.url == f"{at.demo.addresses.jenkins}/job/small/job/apps/job/Dealer%20app/job/main/1/"
            host = at.demo.addresses.demo.removeprefix("http://")
            assert build.key == f"build:{host}/jenkins/small/apps/Dealer app/main"
            assert (build.project, build.branch) == ("small/apps/Dealer app", "main")

    run(work())


def test_a_look_is_one_request_and_nothing_new_is_said_to_be_so() -> None:
    async def work() -> None:
        async with works(ran(), ran("-30m", "Kiosk")) as at:
            assert await at.counted() == 1
            assert isinstance(await at.look.poll(), Unchanged)
            assert [await at.counted() for _ in range(3)] == [1, 1, 1]
            assert isinstance(await at.poll(ran("0s")), Answer)

    run(work())


def test_running_again_is_a_new_build_of_the_same_commit() -> None:
    async def work() -> None:
        async with works(ran(id="r", title="Risk it", **RED)) as at:
            await at.poll()
            assert at.build().state == "broken"
            await at.poll({"do": "rerun", "at": "0s", "run": "r", "by": "bo", "takes": "10m"})
            assert (at.build().state, at.build().running) == ("broken", True)
            await at.poll(minutes=10)
            assert (at.build().state, at.build().running) == ("passing", False)
            first, again = at.build().runs
            assert (first.id, first.result, again.id, again.result) == ("1", Result.FAILED, "2", Result.PASSED)
            assert first.commit == again.commit != ""

    run(work())


@pytest.mark.parametrize("outcome", ["cancelled", "skipped", "neutral"])
@pytest.mark.parametrize(("first", "state"), [({}, "passing"), (RED, "broken")])
def test_what_was_stopped_or_left_out_changes_nothing(outcome: str, first: dict[str, Any], state: str) -> None:
    async def work() -> None:
        async with works(ran(**first), ran("-10m", outcome=outcome)) as at:
            await at.poll()
            assert at.build().state == state
            assert at.build().runs[-1].result is Result.IGNORED

    run(work())


def test_what_ran_out_of_time_is_red() -> None:
    async def work() -> None:
        async with works(ran(), ran("-10m", outcome="timed_out")) as at:
            await at.poll()
            assert at.build().state == "broken"
            assert at.build().runs[-1].result is Result.FAILED

    run(work())


@pytest.mark.parametrize(
    ("kind", "cause", "result"),
    [
        ("jenkins.model.InterruptedBuildAction", "Timeout has been exceeded", Result.FAILED),
        ("jenkins.model.InterruptedBuildAction", "Build timed out (after 10 minutes)", Result.FAILED),
        ("jenkins.model.InterruptedBuildAction", "Aborted by Ada", Result.IGNORED),
        ("jenkins.model.InterruptedBuildAction", None, Result.IGNORED),
        ("hudson.model.CauseAction", "Started by upstream project timeout-tests", Result.IGNORED),
    ],
)
def test_only_a_time_limit_makes_what_was_stopped_red(kind: str, cause: str | None, result: Result) -> None:
    async def work() -> None:
        actions = [{"_class": kind, "causes": [{"_class": "x", "shortDescription": cause}, None]}]
        async with told({"/api/json": {"jobs": [job("api", built(3, "ABORTED", actions=actions))]}}) as at:
            await at.look.poll()
            assert at.builds()[0].runs[0].result is result

    run(work())


def test_a_time_limit_that_a_pipeline_lived_with_is_no_end() -> None:
    async def work() -> None:
        actions = [
            {"_class": "x.InterruptedBuildAction", "causes": [{"shortDescription": "Timeout has been exceeded"}]}
        ]
        async with told({"/api/json": {"jobs": [job("api", built(3, actions=actions))]}}) as at:
            await at.look.poll()
            assert at.look.states() == {"api": "passing"}

    run(work())


def test_the_stages_that_failed_are_read_once() -> None:
    async def work() -> None:
        async with works(ran(fails=["test"], agent="agent-14")) as at:
            assert await at.counted() == 2
            [one] = at.build().runs
            assert [each.name for each in one.failed] == ["test"]
            assert one.failed[0].url == f"{one.url}console"
            at.demo.company.play([ran("0s", "Kiosk")])
            assert await at.counted() == 1
            assert at.build().runs == (one,)

    run(work())


@pytest.mark.parametrize("kind", ["org.jenkinsci.plugins.workflow.job.WorkflowRun", "hudson.matrix.MatrixBuild"])
def test_a_plugins_page_that_breaks_at_one_build_hides_no_other(kind: str) -> None:
    async def work() -> None:
        broken = reply(b"<html>java.lang.NullPointerException", "500 Server Error")
        jobs = [job("api", built(7, "FAILURE", _class=kind)), job("web", built(3, "FAILURE"))]
        pages = dict.fromkeys(("/job/api/7/wfapi/describe", "/job/api/7/api/json"), broken)
        async with told({"/api/json": {"jobs": jobs}} | pages) as at:
            await at.look.poll()
            assert at.look.states() == {"api": "broken", "web": "broken"}
            assert isinstance(await at.look.poll(), Unchanged), "it is not asked for again and again"

    run(work())


def test_of_a_matrix_the_configurations_that_failed_are_named() -> None:
    async def work() -> None:
        here = "http://inside/job/api/os=mac"
        runs = [{"number": 7, "result": "FAILURE", "url": f"{here}/7/", "builtOn": "mac-2"}, {"number": 7, "url": here}]
        says = {
            "/api/json": {"jobs": [job("api", built(7, "FAILURE", _class="hudson.matrix.MatrixBuild"))]},
            "/job/api/7/api/json": {"result": "FAILURE", "runs": runs},
        }
        async with told(says) as at:
            await at.look.poll()
            [failed] = at.builds()[0].runs[0].failed
            assert (failed.name, failed.agent) == ("os=mac", "mac-2")

    run(work())


def test_where_many_break_at_once_what_failed_is_read_bit_by_bit() -> None:
    async def work() -> None:
        kind = "org.jenkinsci.plugins.workflow.job.WorkflowRun"
        jobs = [job(f"j{number}", built(3, "FAILURE", _class=kind)) for number in range(15)]
        stages = {"stages": [{"name": "test", "status": "FAILED"}]}
        says = {f"/job/j{number}/3/wfapi/describe": stages for number in range(15)}
        async with told({"/api/json": {"jobs": jobs}} | says) as at:
            await at.look.poll()
            assert len(at.mouth.asked) == 1 + 10
            await at.look.poll()
            assert len(at.mouth.asked) == 11 + 1 + 5
            assert all(build.runs[0].failed for build in at.builds())
            assert isinstance(await at.look.poll(), Unchanged)

    run(work())


def test_failing_tests_make_it_red_and_are_counted() -> None:
    async def work() -> None:
        async with works(ran(fails=["test"], tests=412, broken=["tests/test_a.py::test_b"])) as at:
            await at.poll()
            [one] = at.build().runs
            assert (at.build().state, one.result, one.tests) == ("broken", Result.FAILED, 412)

    run(work())


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        ({}, {"Dealer app on main", "Kiosk on main"}),
        ({"branches": ("*",)}, {"Dealer app on main", "Dealer app on release/1", "Kiosk on main"}),
        ({"branches": ("release/*",)}, {"Dealer app on release/1"}),
        ({"jobs": ("small/apps/K*",)}, {"Kiosk on main"}),
        ({"jobs": ("re:small/.*app",)}, {"Dealer app on main"}),
        ({"jobs": ("*", "!*/Kiosk")}, {"Dealer app on main"}),
        ({"job": "small/apps/Kiosk"}, {"Kiosk on main"}),
        ({"job": "/small/apps/"}, {"Dealer app on main", "Kiosk on main"}),
    ],
)
def test_what_is_watched_is_chosen_by_job_and_branch(options: dict[str, Any], titles: set[str]) -> None:
    async def work() -> None:
        async with works(ran(), ran(branch="release/1"), ran(workflow="Kiosk"), **options) as at:
            await at.poll()
            assert {item.title for item in at.look.items.values()} == titles

    run(work())


def test_one_job_alone_can_be_watched() -> None:
    async def work() -> None:
        one = job("main", built(7), _class="org.jenkinsci.plugins.workflow.job.WorkflowJob")
        async with told({"/job/team/job/api/api/json": one}, job="team/api") as at:
            await at.look.poll()
            [build] = at.builds()
            assert (build.title, build.project, build.branch) == ("api", "team/api", "")
            assert build.key.endswith("/ci/team/api")

    run(work())


def test_names_are_escaped_once_more_than_jenkins_says_them() -> None:
    async def work() -> None:
        branch = job("feature%2Fa b#1", built(1))
        project = {"_class": MULTI, "name": "Ü & co", "jobs": [branch]}
        async with told({"/api/json": {"jobs": [project]}}, branches=("*",)) as at:
            await at.look.poll()
            [build] = at.builds()
            assert build.title == "Ü & co on feature/a b#1"
            assert build.url.endswith("/ci/job/%C3%9C%20%26%20co/job/feature%252Fa%20b%231/")

    run(work())


def test_an_address_is_made_from_the_configured_one_whatever_jenkins_thinks_it_is() -> None:
    async def work() -> None:
        async with told({"/api/json": {"jobs": [job("api", built(3), url="http://inside:8080/job/api/")]}}) as at:
            await at.look.poll()
            [build] = at.builds()
            assert build.runs[0].url == f"{at.jenkins.http.address}job/api/3/"
            assert "elsewhere" not in repr(build)

    run(work())


def test_what_never_ran_or_is_switched_off_is_left_out() -> None:
    async def work() -> None:
        jobs: list[dict[str, Any]] = [
            job("new", color="notbuilt"),
            job("old", built(3), color="disabled"),
            job("older", built(3), color="disabled_anime"),
            job("skipped", built(3, "NOT_BUILT"), color="notbuilt"),
            {"_class": "com.cloudbees.hudson.plugins.folder.Folder", "name": "empty", "jobs": []},
        ]
        async with told({"/api/json": {"jobs": jobs}}) as at:
            await at.look.poll()
            assert at.look.states() == {"skipped": "unknown"}

    run(work())


def test_a_job_that_is_renamed_or_deleted_is_gone() -> None:
    async def work() -> None:
        async with told({"/api/json": {"jobs": [job("api", built(3)), job("web", built(3))]}}) as at:
            await at.look.poll()
            at.mouth.says["/api/json"] = {"jobs": [job("service", built(3))]}
            await at.look.poll()
            assert at.look.states() == {"service": "passing"}

    run(work())


# --- what the newest builds do not show


def red_since(first: int, last: int) -> list[dict[str, Any]]:
    """Write builds, the newest first: green before `first`, red from there on."""
    return [built(number, "FAILURE" if number >= first else "SUCCESS") for number in range(last, 0, -1)]


def sliced(builds: list[dict[str, Any]], name: str = "api") -> dict[str, Any]:
    """Write what a Jenkins says that has these builds: as many as our first look asks for, and the next page."""
    return {
        "/api/json": {"jobs": [job(name, *builds[:20])]},
        f"/job/{name}/api/json": {"allBuilds": builds[20:120]},
    }


def paged(builds: list[dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    """Say of a job's builds what is asked for."""

    def say(tree: str) -> dict[str, Any]:
        begin, end = map(int, tree[tree.rindex("{") + 1 : -1].split(","))
        return {"allBuilds": builds[begin:end]}

    return say


def test_the_first_red_run_is_found_behind_the_first_page() -> None:
    async def work() -> None:
        async with told(sliced(red_since(61, 100))) as at:
            await at.look.poll()
            [build] = at.builds()
            assert build.first_red
            assert build.first_red.id == "61"
            assert len(at.mouth.asked) == 2
            tree = dict(at.mouth.asked)["/job/api/api/json"]
            assert tree.startswith("allBuilds[number,")
            assert tree.endswith("{20,120}")

    run(work())


def test_a_green_one_in_sight_needs_no_second_request() -> None:
    async def work() -> None:
        async with told(sliced(red_since(90, 100))) as at:
            await at.look.poll()
            assert at.builds()[0].first_red
            assert len(at.mouth.asked) == 1

    run(work())


def test_after_a_week_off_no_build_is_missed() -> None:
    async def work() -> None:
        async with told(sliced(red_since(999, 30))) as at:
            await at.look.poll()
            at.mouth.says |= {
                "/api/json": {"jobs": [job("api", *red_since(50, 90)[:5])]},
                "/job/api/api/json": {"allBuilds": red_since(50, 90)[5:]},
            }
            await at.look.poll()
            [build] = at.builds()
            assert build.first_red
            assert build.first_red.id == "50"
            assert {int(one.id) for one in build.runs} >= set(range(31, 91))

    run(work())


def test_a_slow_build_is_seen_to_end_though_newer_ones_overtook_it() -> None:
    async def work() -> None:
        async with told({"/api/json": {"jobs": [job("api", built(2, None), built(1))]}}) as at:
            await at.look.poll()
            newer = [built(number) for number in range(12, 2, -1)]
            at.mouth.says |= {
                "/api/json": {"jobs": [job("api", *newer[:5])]},
                "/job/api/api/json": {"allBuilds": [*newer[5:], built(2, "FAILURE"), built(1)]},
            }
            await at.look.poll()
            [build] = at.builds()
            assert "2" in {one.id for one in build.runs}
            assert build.state == "passing"

    run(work())


def test_builds_that_two_pages_show_are_there_once_and_a_result_before_the_end_is_none_yet() -> None:
    async def work() -> None:
        builds = red_since(1, 40)
        says = {
            "/api/json": {"jobs": [job("api", *builds[:20])]},
            "/job/api/api/json": {"allBuilds": [*builds[15:], built(0, "SUCCESS")]},
        }
        builds[0]["building"] = True
        async with told(says) as at:
            await at.look.poll()
            [build] = at.builds()
            ids = [int(one.id) for one in build.runs]
            assert ids == list(range(40))
            assert build.running

    run(work())


def test_a_job_that_was_always_red_is_not_asked_for_without_end() -> None:
    async def work() -> None:
        page = [built(number, "FAILURE") for number in range(20_000, 19_900, -1)]
        says = {"/api/json": {"jobs": [job("api", *page[:20])]}, "/job/api/api/json": {"allBuilds": page}}
        async with told(says) as at:
            await at.look.poll()
            assert len(at.mouth.asked) == 1 + 5

    run(work())


def test_where_so_many_are_too_much_at_once_fewer_are_asked_for() -> None:
    async def work() -> None:
        async with told({}) as at:
            small = reply(json.dumps({"jobs": [job("api", built(3))]}).encode())
            at.mouth.says["/api/json"] = lambda tree: small if "{0,5}" in tree else reply(b" " * (17 * 2**20))
            await at.look.poll()
            assert at.look.states() == {"api": "passing"}
            assert len(at.mouth.asked) == 2

    run(work())


def test_a_server_that_needs_too_long_for_so_many_is_asked_for_fewer() -> None:
    async def work() -> None:
        async with told({}) as at:
            small = reply(json.dumps({"jobs": [job("api", built(3))]}).encode())
            late = reply(b"<html>", "504 Gateway Timeout")
            at.mouth.says["/api/json"] = lambda tree: small if "{0,5}" in tree else late
            await at.look.poll()
            assert at.look.states() == {"api": "passing"}

    run(work())


def test_where_many_have_been_red_for_long_they_are_looked_into_bit_by_bit() -> None:
    async def work() -> None:
        page = red_since(31, 200)
        names = [f"j{number}" for number in range(OLDER)]
        says = {f"/job/{name}/api/json": paged(page) for name in names}
        async with told({"/api/json": {"jobs": [job(name, *page[:20]) for name in names]}} | says) as at:
            seen, answers = [], 0
            while not seen or seen[-1].more:
                before = len(at.mouth.asked)
                found = await at.look.poll()
                assert isinstance(found, Answer)
                assert len(at.mouth.asked) - before <= 1 + OLDER
                seen, answers = [*seen, found], answers + 1
            assert answers == 2
            assert {build.first_red.id for build in at.builds() if build.first_red} == {"31"}
            assert len(at.builds()) == len(names)
            assert seen[0].old == ()
            assert len(seen[1].old) == len(seen[1].items) - len(seen[0].items), "they were there before"
            assert isinstance(await at.look.poll(), Unchanged)

    run(work())


def test_what_many_jobs_did_in_a_week_off_is_told_whole_though_bit_by_bit() -> None:
    async def work() -> None:
        names = [f"j{number}" for number in range(OLDER)]
        async with told({"/api/json": {"jobs": [job(name, *red_since(999, 30)[:20]) for name in names]}}) as at:
            await at.look.poll()
            page = red_since(50, 180)
            at.mouth.says = {f"/job/{name}/api/json": paged(page) for name in names}
            at.mouth.says["/api/json"] = {"jobs": [job(name, *page[:5]) for name in names]}
            first = await at.look.poll()
            assert isinstance(first, Answer)
            assert first.more
            assert set(at.look.states().values()) == {"broken", "passing"}, "those come next"
            second = await at.look.poll()
            assert isinstance(second, Answer)
            assert (second.old, second.more) == ((), False)
            assert {build.first_red.id for build in at.builds() if build.first_red} == {"50"}
            assert len(at.builds()) == len(names)

    run(work())


def test_a_build_that_waits_for_somebody_costs_little() -> None:
    async def work() -> None:
        says = {"/api/json": {"jobs": [job("api", built(2, None), built(1))]}}
        async with told(says) as at:
            await at.look.poll()
            for newest in (10, 11, 400):
                every = [*(built(number) for number in range(newest, 2, -1)), built(2, None), built(1)]
                at.mouth.says |= {"/job/api/api/json": paged(every)}
                at.mouth.says["/api/json"] = {"jobs": [job("api", *every[:5])]}
                at.mouth.asked.clear()
                await at.look.poll()
            at.mouth.asked.clear()
            at.mouth.says["/api/json"] = {"jobs": [job("api", built(401), *every[:4])]}
            await at.look.poll()
            assert len(at.mouth.asked) == 1, "after a hundred others it is given up"

    run(work())


@pytest.mark.parametrize(("timestamp", "duration"), [(253_402_300_799_000, 10**11), (2**62, 0)])
def test_a_moment_that_nobody_lives_in_is_not_understood(timestamp: int, duration: int) -> None:
    async def work() -> None:
        one = built(3, timestamp=timestamp, duration=duration)
        async with told({"/api/json": {"jobs": [job("api", one)]}}) as at:
            with pytest.raises(NotUnderstood):
                await at.look.poll()

    run(work())


# --- any order of looks


RESULT = st.sampled_from(["SUCCESS", "FAILURE", "UNSTABLE", "ABORTED", "NOT_BUILT"])


@settings(max_examples=15)
@given(st.lists(RESULT, min_size=1, max_size=60), st.data())
def test_any_order_of_looks_gives_one_journal(results: list[str], data: st.DataObject) -> None:
    every = [built(number + 1, result) for number, result in enumerate(results)]
    stops = data.draw(st.sets(st.integers(1, len(every))).map(lambda told: sorted({*told, len(every)})))

    async def journal(stops: list[int]) -> set[str]:
        found: set[str] = set()
        async with told({}) as at:
            known: dict[str, Build] = {}
            for stop in stops:
                there = every[:stop][::-1]
                first = 5 if at.look.memory else 20
                at.mouth.says = {
                    "/api/json": {"jobs": [job("api", *there[:first])]},
                    "/job/api/api/json": {"allBuilds": there[first:]},
                }
                await at.look.poll()
                for build in at.builds():
                    key = f"x{build.key.partition('/')[2]}"  # the port is another one each time
                    old = known.get(key)
                    new = merge(old, build, NOON)
                    assert isinstance(new, Build)
                    events = changes(old, new, NOON)
                    found |= {event.key.rpartition(":")[2] + event.kind for event in events}
                    known[key] = new
        return found

    assert run(journal(stops)) == run(
        journal(sorted({stops[0], len(every)}))
    )  # what was before the first look is not told


# --- what is refused, and what is not believed


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (reply(b"<html>", "401 Unauthorized"), Refused, "credential"),
        (reply(b"<html>", "403 Forbidden", x_required_permission="hudson.model.Item.Read"), Refused, "Item.Read"),
        (reply(b"<html>", "403 Forbidden"), Refused, "permission"),
        (reply(b"<html>", "404 Not Found"), Refused, "name"),
        (reply(b"<html>starting", "503 Service Unavailable"), Unreachable, ""),
        (reply(b"<html><title>Sign in</title>"), NotUnderstood, ""),
        (reply(b'{"jobs":[{"name":"a","builds":[{"number":"x"}]}]}'), NotUnderstood, ""),
        (reply(b'{"jobs":[{"name":"a","builds":[{"number":1,"timestamp":-5}]}]}'), NotUnderstood, ""),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(answer: bytes, error: type[ServiceError], said: str) -> None:
    async def work() -> None:
        async with told({"/api/json": {"jobs": [job("api", built(3))]}}) as at:
            await at.look.poll()
            at.mouth.says["/api/json"] = answer
            with pytest.raises(error) as caught:
                await at.look.poll()
            assert said in getattr(caught.value, "missing", "")
            assert at.look.states() == {"api": "passing"}

    run(work())


def test_the_credential_goes_along_as_basic_and_a_redirect_does_not_carry_it() -> None:
    async def work() -> None:
        async with told({"/elsewhere": {"jobs": [job("api", built(1))]}}) as at, told({}) as other:
            other.mouth.says["/api/json"] = {"jobs": []}
            target = f"{other.jenkins.http.address}api/json"
            at.mouth.says["/api/json"] = reply(b"", "302 Found", location=target)
            await at.look.poll()
            assert "authorization: basic ywrhonrva2vu" in at.mouth.heads[0].lower()
            assert "authorization" not in other.mouth.heads[0].lower()

    run(work())


def test_what_plugins_say_may_be_null_or_strange() -> None:
    async def work() -> None:
        actions = [None, {}, {"lastBuiltRevision": None}, {"lastBuiltRevision": {"SHA1": None, "branch": None}}]
        one = built(3, actions=actions, duration=None, displayName="\x1b[31mRed\u202e\n" + "x" * 500)
        async with told({"/api/json": {"jobs": [job("a\u202eb\n", one), job("", built(1))]}}) as at:
            await at.look.poll()
            [build] = at.builds()
            [found] = build.runs
            assert (found.commit, found.tests, found.ended) == ("", None, found.at)
            assert "\u202e" not in build.title + found.title
            assert "\x1b" not in found.title
            assert len(found.title) <= 200

    run(work())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["_class", "name", "jobs", "builds", "color", "number", "result", "timestamp", "actions"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(["jobs", "builds", "name"]), JSON, max_size=3))
def test_whatever_is_said_is_understood_or_said_not_to_be(body: dict[str, Any]) -> None:
    async def work() -> None:
        async with told({"/api/json": {"jobs": [job("api", built(1)), body]}}) as at:
            with suppress(ServiceError):
                assert isinstance(await at.look.poll(), Answer)

    run(work())


@pytest.mark.parametrize(
    "body",
    [
        b'{"jobs":[{"name":"\\ud800","builds":[{"number":1,"result":"SUCCESS"}]}]}',
        b'{"jobs":[' + b'{"name":"a","jobs":[' * 40 + b'{"name":"b","builds":[{"number":1}]}' + b"]}" * 40 + b"]}",
        b'{"jobs":[' + b'{"name":"a","jobs":[' * 90_000 + b"]}" * 90_000 + b"]}",
        b'{"jobs":[{"name":"../../me","builds":[{"number":99999999999999999999,"result":"\xff"}]}]}',
        b"",
        b"[]",
        b"null",
    ],
)
def test_what_is_made_to_harm_does_not(body: bytes) -> None:
    async def work() -> None:
        async with told({"/api/json": reply(body)}) as at:
            with suppress(ServiceError):
                await at.look.poll()
            assert at.builds() == []

    run(work())


def test_a_name_cannot_lead_out_of_its_place() -> None:
    async def work() -> None:
        async with told(
            {"/api/json": {"jobs": [job("../../me", built(1)), job("..", built(1)), job("a?b=c", built(1))]}}
        ) as at:
            await at.look.poll()
            paths = sorted(build.url.partition("/ci/")[2] for build in at.builds())
            assert paths == ["job/a%3Fb%3Dc/"]

    run(work())


def test_of_several_checkouts_the_projects_own_counts() -> None:
    def git(sha: str, branch: str, url: str) -> dict[str, Any]:
        return {"lastBuiltRevision": {"SHA1": sha, "branch": [{"name": branch}]}, "remoteUrls": [url]}

    library = git("a" * 40, "refs/remotes/origin/v1", "https://git.example/team/pipeline-library.git")
    own = git("b" * 40, "refs/remotes/origin/trunk", "git@git.example:team/api.git")

    async def work() -> None:
        branch = {"_class": MULTI, "name": "x", "jobs": [job("trunk", built(1, actions=[library, own]))]}
        jobs = [job("api", built(1, actions=[library, own])), job("other", built(1, actions=[library, own])), branch]
        async with told({"/api/json": {"jobs": jobs}}, branches=("*",)) as at:
            await at.look.poll()
            commits = {build.title: build.runs[0].commit[0] for build in at.builds()}
            assert commits == {"api": "b", "other": "a", "x on trunk": "b"}

    run(work())
