"""The builds of a project in the demo's GitLab: what breaks, heals and disappears, and how many requests it takes."""

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.gitlab.listing import FIRST
from supporttray.core.item import AnyItem, Result
from supporttray.core.journal import changes, merge, trim
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown
from tests.connectors.foundry import RED, Foundry, foundry, ran
from tests.connectors.lab import CANARY, NOON, Raw, raw, reply, run

PIPELINES = "GET /projects/small/shop/pipelines"
JOBS, COUNT = f"{PIPELINES}/{{id}}/jobs", f"{PIPELINES}/{{id}}/test_report_summary"


def test_a_branch_is_a_build_with_its_runs() -> None:
    async def work() -> None:
        async with foundry(ran("-2h", title="One (!3)"), ran(title="Two (!4)", tests=7)) as at:
            await at.poll()
            build = at.build()
            assert (build.state, build.project, build.branch) == ("passing", "small/shop", "main")
            newest = build.runs[-1]
            assert (newest.result, newest.attempt, newest.title) == (Result.PASSED, 1, "Two (!4)")
            assert (newest.at, newest.ended) == (NOON - timedelta(minutes=60), NOON - timedelta(minutes=59))
            assert [one.tests for one in build.runs] == [None, 7], "only the newest one's are asked for"
            assert newest.commit
            assert build.url == newest.url
            host = at.demo.addresses.demo.removeprefix("http://")
            assert build.key == f"build:{host}/gitlab/small/shop/-/pipelines@main", "one host may have two, below paths"

    run(work())


def test_the_jobs_that_broke_a_pipeline_are_read_once() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(**RED)) as at:
            await at.poll()
            [job] = at.red().failed
            assert (job.name, job.step, job.agent, job.reason) == ("unit", "test", "agent-14", "script_failure")
            assert job.id
            assert job.url.endswith(f"/-/jobs/{job.id}")
            before = at.asked()
            await at.poll(ran("0s", takes="1h"))
            await at.poll()
            assert at.red().failed == (job,)
            assert [at.asked()[name] for name in (JOBS, COUNT)] == [before[JOBS], before[COUNT]]

    run(work())


def test_nothing_new_costs_one_request_and_every_five_minutes_one_more() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(**RED)) as at:
            await at.poll()
            assert isinstance(await at.look.poll(), Unchanged)
            assert [await at.counted() for _ in range(3)] == [1, 1, 1]
            at.clock.forward(minutes=5)
            assert [await at.counted() for _ in range(3)] == [2, 1, 1]

    run(work())


def test_a_pipeline_that_is_run_again_is_another_attempt_of_the_same_run() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(id="r", **RED)) as at:
            await at.poll()
            [first] = [one for one in at.build().runs if one.red]
            await at.poll({"do": "rerun", "run": "r", "by": "bo", "takes": "10m"})
            assert (at.build().state, at.build().running) == ("broken", True)
            await at.poll(minutes=10)
            assert (at.build().state, at.build().running) == ("passing", False)
            again = [(one.id, one.attempt, one.result, one.tests) for one in at.build().runs[-2:]]
            assert again == [(first.id, 1, Result.FAILED, 12), (first.id, 2, Result.PASSED, 12)]
            assert [red.name for red, _ in at.build().flakes] == [first.name]

    run(work())


def test_who_looks_late_finds_the_same_attempts() -> None:
    async def work() -> None:
        again = [{"at": f"-{minutes}m", "do": "rerun", "run": "r", "by": "bo", **more} for minutes, more in LATER]
        async with foundry(ran("-2h"), ran(id="r", **RED), *again) as at:
            await at.poll()
            told = [(one.attempt, one.result, [job.name for job in one.failed]) for one in at.build().runs[1:]]
            assert told == [
                (1, Result.FAILED, ["unit"]),
                (2, Result.ERRORED, ["unit"]),
                (3, Result.PASSED, []),
            ]
            ended = [NOON - one.ended for one in at.build().runs[1:]]
            assert ended == [timedelta(minutes=minutes) for minutes in (59, 39, 19)]

    run(work())


LATER: list[tuple[int, dict[str, Any]]] = [(40, {"fails": ["unit"], "reason": "runner_system_failure"}), (20, {})]


@pytest.mark.parametrize("outcome", ["cancelled", "skipped", "action_required"])
@pytest.mark.parametrize(("first", "state"), [({}, "passing"), (RED, "broken")])
def test_what_says_nothing_of_the_code_changes_nothing(outcome: str, first: dict[str, Any], state: str) -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(**first), ran("-30m", outcome=outcome)) as at:
            await at.poll()
            assert at.build().state == state
            assert not at.build().running
            told = [one.result for one in at.build().runs if one.at == NOON - timedelta(minutes=30)]
            assert told == ([] if outcome == "action_required" else [Result.IGNORED])

    run(work())


def test_a_red_pipeline_that_is_run_again_and_cancelled_stays_red() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(id="r", **RED)) as at:
            await at.poll()
            await at.poll({"do": "rerun", "run": "r", "by": "bo", "outcome": "cancelled"})
            assert at.build().state == "broken"
            assert [one.result for one in at.build().runs[1:]] == [Result.FAILED, Result.IGNORED]

    run(work())


def test_the_first_red_run_of_the_streak_is_found_at_the_first_look_too() -> None:
    async def work() -> None:
        late = ran("-20h", times=150, every="1m", takes="10s", fails=["unit"])
        async with foundry(ran("-30h"), ran("-29h", title="It began (!9)", **RED), late) as at:
            await at.poll()
            first = at.build().first_red
            assert first is not None
            assert first.at == NOON - timedelta(hours=29)
            assert at.asked()[PIPELINES] <= FIRST + 1

    run(work())


def test_what_happened_in_a_week_off_is_read_page_by_page() -> None:
    async def work() -> None:
        async with foundry(ran("-20h")) as at:
            await at.poll()
            flaky = [ran("1m", id="x", takes="1m", **RED), {"at": "4m", "do": "rerun", "run": "x", "by": "bo"}]
            at.demo.company.play(
                [*flaky, ran("9m", title="Two", **RED), ran("11m", title="Three", times=130, every="1m", takes="10s")]
            )
            at.clock.forward(hours=8)
            await at.look.poll()
            assert len(at.build().runs) == 133, "all of them are known at once"
            assert [one.result for one in at.build().turns] == [Result.FAILED, Result.PASSED]
            answers = [await at.look.poll() for _ in range(4)]
            assert isinstance(answers[-1], Unchanged), "all of them were read"
            assert [one.name for one, _ in at.build().flakes] == [at.build().runs[1].name]
            assert len(at.build().runs) == 134

    run(work())


def test_a_nightly_that_a_busy_branch_hides_is_seen_and_seen_to_heal() -> None:
    async def work() -> None:
        nightly = ran("-20h", "Nightly", event="schedule", id="n", **RED)
        async with foundry(nightly, ran("-10h", times=130, every="1m", takes="10s")) as at:
            await at.poll()
            assert at.look.states() == {"shop on main": "passing", "shop: schedule on main": "broken"}
            await at.poll({"do": "rerun", "run": "n", "by": "bo"})
            await at.poll()
            assert set(at.look.states().values()) == {"passing"}

    run(work())


def crowd(*branches: tuple[str, str], **more: Any) -> tuple[dict[str, Any], ...]:
    """Make entries: some branches ran, by their names and ids, then so many others that no page shows the first ones."""
    first = [ran("-20h", branch=name, id=number, **more) for name, number in branches]
    return (*first, ran("-10h", branch="topic", times=130, every="1m", takes="10s"))


def test_a_red_run_that_a_busy_project_hides_is_seen_to_be_run_again() -> None:
    async def work() -> None:
        async with foundry(*crowd(("release/1", "a"), **RED), branch="release/*") as at:
            await at.poll()
            assert at.look.states() == {"shop on release/1": "broken"}
            await at.poll({"do": "rerun", "run": "a", "by": "bo", "takes": "1m"})
            await at.poll()
            assert at.look.states() == {"shop on release/1": "passing"}
            assert [one.attempt for one in at.build("shop on release/1").runs] == [1, 2]
            before = at.asked()
            await at.poll()
            assert sum(at.asked().values()) - sum(before.values()) <= 2, "it is asked for no more"

    run(work())


def test_a_slow_run_that_a_busy_project_hides_is_seen_to_end() -> None:
    async def work() -> None:
        async with foundry(ran("-30m", branch="release/1"), branch="release/*") as at:
            await at.poll(ran("0s", branch="release/1", takes="9h", **RED))
            assert at.build("shop on release/1").running
            for _ in range(3):
                await at.poll(ran("0s", branch="topic", times=60, every="1m", takes="10s"), minutes=60)
            await at.poll(minutes=400)
            assert at.build("shop on release/1").state == "broken"
            assert not at.build("shop on release/1").running

    run(work())


def test_a_red_branch_stays_known_while_it_is_only_cancelled() -> None:
    async def work() -> None:
        async with foundry(*crowd(("release/1", "a"), **RED), branch="release/*") as at:
            await at.poll()
            await at.poll(ran("0s", branch="release/1", outcome="cancelled"))
            del at.demo.company.repositories["small/shop"].branches["release/1"]
            await at.poll()
            assert at.look.states() == {}

    run(work())


def test_two_builds_never_share_a_key() -> None:
    async def work() -> None:
        def say(_: Raw, path: str) -> bytes:
            if "/jobs" in path or "summary" in path:
                return reply(b"{}" if "summary" in path else b"[]")
            if "source=parent_pipeline" in path:
                told = [
                    child("a@b", 5, "failed") | {"ref": "c"},
                    child("a", 4, "success") | {"ref": "b@c"},
                    child("schedule", 3, "success") | {"ref": "c"},
                ]
                return reply(json.dumps(told).encode())
            told = [json.loads(listed("failed", 2))[0] | {"ref": "c", "source": "schedule"}]
            return reply(json.dumps(told).encode())

        async with raw(say) as server, foundry(branch="*", pipelines=("schedule", "parent_pipeline")) as at:
            at.lab.http.address = server.address
            await at.look.poll()
            assert len(at.look.items) == 4

    run(work())


def test_a_schedule_is_a_build_of_its_own_and_a_start_by_hand_is_not() -> None:
    async def work() -> None:
        entries = [ran("-3h", **RED), ran("-2h", event="schedule", **RED), ran(event="workflow_dispatch")]
        async with foundry(*entries) as at:
            await at.poll()
            assert at.look.states() == {"shop on main": "passing", "shop: schedule on main": "broken"}

    run(work())


def test_a_merge_request_is_no_branch() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(event="pull_request", title="x (!5)", **RED), branch="*") as at:
            await at.poll()
            assert at.look.states() == {"shop on main": "passing"}

    run(work())


@pytest.mark.parametrize(
    ("pipelines", "seen"),
    [
        (("Nightly",), {"shop: Nightly on main": "broken"}),
        (("push", "!Nightly"), {"shop on main": "passing"}),
        (("!Nightly",), {"shop on main": "passing"}),
        (("re:Night.*", "*"), {"shop: Nightly on main": "broken", "shop on main": "passing"}),
        (("nothing",), {}),
    ],
)
def test_pipelines_are_chosen_by_source_and_name(pipelines: tuple[str, ...], seen: dict[str, str]) -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(workflow="Nightly", **RED), pipelines=pipelines) as at:
            await at.poll()
            assert at.look.states() == seen

    run(work())


def test_child_pipelines_are_builds_by_their_names_if_they_are_asked_for() -> None:
    async def work() -> None:
        def say(_: Raw, path: str) -> bytes:
            if "/jobs" in path or "summary" in path:
                return reply(b"{}" if "summary" in path else b"[]")
            children = [child("app", 5, "failed"), child("web", 4, "success"), child(None, 3, "success")]
            return reply(json.dumps(children if "source=parent_pipeline" in path else []).encode())

        async with raw(say) as server, foundry(pipelines=("push", "parent_pipeline")) as at:
            at.lab.http.address = server.address
            await at.look.poll()
            app, web, other = "shop: app on main", "shop: web on main", "shop: parent_pipeline on main"
            assert at.look.states() == {app: "broken", web: "passing", other: "passing"}
        async with raw(say) as server, foundry() as at:
            at.lab.http.address = server.address
            await at.look.poll()
            assert at.look.states() == {}
            assert not any("parent_pipeline" in head for head in server.heard)

    run(work())


def child(name: str | None, number: int, status: str) -> dict[str, Any]:
    told = json.loads(listed(status, number))[0]
    return {**told, "source": "parent_pipeline", "name": name}


def test_branches_are_chosen_by_patterns() -> None:
    async def work() -> None:
        names = ["main", "release/1", "release/2", "release/old", "topic"]
        entries = [ran(f"-{number + 1}h", branch=name) for number, name in enumerate(names)]
        async with foundry(*entries, branch="main re:release/.* !release/old") as at:
            await at.poll()
            assert sorted(at.look.states()) == ["shop on main", "shop on release/1", "shop on release/2"]

    run(work())


def test_a_red_branch_that_is_gone_is_forgotten() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(branch="release/1", **RED), branch="main release/*") as at:
            await at.poll()
            assert at.build("shop on release/1").state == "broken"
            del at.demo.company.repositories["small/shop"].branches["release/1"]
            await at.poll()
            assert at.look.states() == {"shop on main": "passing"}

    run(work())


def test_a_branch_that_is_gone_does_not_come_back_with_its_old_runs() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(branch="release/1", **RED), branch="main release/*") as at:
            await at.poll()
            branches = at.demo.company.repositories["small/shop"].branches
            kept = branches.pop("release/1")
            await at.poll()
            for _ in range(3):
                await at.poll(ran("0s"))
                assert at.look.states() == {"shop on main": "passing"}
            branches["release/1"] = kept
            await at.poll(ran("0s", branch="release/1", **RED))
            assert at.build("shop on release/1").state == "broken", "there is another one of that name"
            assert len(at.build("shop on release/1").runs) == 1

    run(work())


def test_a_green_branch_that_is_gone_is_forgotten_within_the_hour() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(branch="release/1"), branch="main release/*") as at:
            await at.poll()
            assert len(at.look.items) == 2
            del at.demo.company.repositories["small/shop"].branches["release/1"]
            await at.poll(minutes=61)
            assert at.look.states() == {"shop on main": "passing"}

    run(work())


@pytest.mark.parametrize("ref", ["v1", "refs/merge-requests/7/head"])
def test_a_red_tag_is_no_branch_that_is_gone(ref: str) -> None:
    async def work() -> None:
        def say(_: Raw, path: str) -> bytes:
            if "/branches/" in path:
                return reply(b"{}", "404 Not Found")
            if "/tags/" in path or "summary" in path or "/jobs" in path:
                return reply(b"[]" if "/jobs" in path else b"{}")
            return reply(json.dumps([json.loads(listed("failed", 2))[0] | {"ref": ref}]).encode())

        async with raw(say) as server, foundry(branch="*") as at:
            at.lab.http.address = server.address
            await at.look.poll()
            at.clock.forward(minutes=70)
            await at.look.poll()
            assert list(at.look.states().values()) == ["broken"]

    run(work())


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999Z"])
@pytest.mark.parametrize("place", ["/pipelines", "/jobs"])
def test_a_moment_that_nobody_lives_in_is_not_understood(place: str, moment: str) -> None:
    async def work() -> None:
        def say(_: Raw, path: str) -> bytes:
            told: list[dict[str, Any]] = json.loads(listed("failed", 2))
            if "/jobs" in path:
                told = [{"id": 1, "name": "unit", "status": "failed", "created_at": "2026-11-23T10:00:00Z"}] * 2
            if place == "/jobs" and place in path:
                told = [one | {"id": id_, "started_at": moment, "finished_at": moment} for id_, one in enumerate(told)]
            if place == "/pipelines" and "/jobs" not in path:
                told[0]["created_at"] = moment
            return reply(json.dumps(told).encode())

        async with raw(say) as server, foundry() as at:
            at.lab.http.address = server.address
            with pytest.raises(NotUnderstood):
                await at.look.poll()

    run(work())


@pytest.mark.parametrize("fault", ["429", "500", "cut", "garbage", "refused", "bomb", "huge"])
@pytest.mark.parametrize("place", ["/pipelines", "/jobs"])
def test_a_fault_anywhere_tells_nothing_and_the_next_look_tells_all(fault: Any, place: str) -> None:
    async def work() -> None:
        async with foundry(ran("-2h")) as at:
            await at.poll()
            before = at.look.memory
            at.demo.company.play([ran("0s", **RED)])
            at.clock.forward(minutes=11)
            at.fault(fault, times=2, path=place)
            with pytest.raises(ServiceError):
                await at.look.poll()
            assert at.look.memory == before
            at.demo.company.faults.clear()
            at.clock.forward(minutes=1)
            await at.look.poll()
            assert at.build().state == "broken"

    run(work())


@pytest.mark.parametrize("fault", ["garbage", "500"])
def test_tests_that_cannot_be_counted_are_none(fault: Any) -> None:
    async def work() -> None:
        async with foundry(ran(tests=7)) as at:
            at.fault(fault, path="test_report_summary")
            await at.poll()
            assert at.build().runs[-1].tests is None

    run(work())


def test_where_tests_were_counted_none_at_all_are_none_and_not_unknown() -> None:
    async def work() -> None:
        async with foundry(ran("-2h", tests=7)) as at:
            await at.poll()
            await at.poll(ran("0s"))
            assert [one.tests for one in at.build().runs] == [7, 0]
        async with foundry(ran()) as at:
            await at.poll()
            assert at.build().runs[-1].tests is None, "nobody counts there"

    run(work())


@pytest.mark.parametrize(
    ("status", "missing"),
    [("401 Unauthorized", "credential"), ("403 Forbidden", "permission"), ("404 Not Found", "name")],
)
def test_a_refusal_says_what_is_missing_and_nothing_secret(status: str, missing: str) -> None:
    async def work() -> None:
        async with (
            raw(lambda *_: reply(b'{"message":"401 Unauthorized"}', status)) as said,
            foundry(token=CANARY) as at,
        ):
            at.lab.http.address = said.address
            with pytest.raises(Refused) as caught:
                await at.look.poll()
            assert caught.value.missing == missing
            assert CANARY not in str(caught.value) + caught.value.hint
            assert f"private-token: {CANARY}" in said.heard[0].lower().replace(CANARY.lower(), CANARY)
            assert "refuses the credential" in caught.value.phrase or missing != "credential"

    run(work())


def test_a_limit_is_kept_to() -> None:
    async def work() -> None:
        soon = int(NOON.timestamp()) + 90
        said = reply(b"Retry later\n", "429 Too Many Requests", ratelimit_remaining="0", ratelimit_reset=str(soon))
        async with raw(lambda *_: said) as server, foundry() as at:
            at.lab.http.address = server.address
            with pytest.raises(SlowDown) as caught:
                await at.look.poll()
            assert caught.value.until == NOON + timedelta(seconds=90)
            at.clock.forward(seconds=30)
            with pytest.raises(SlowDown):
                await at.look.poll()
            assert len(server.heard) == 1, "it was not even asked"

    run(work())


@pytest.mark.parametrize("numbered", [True, False])
def test_pages_are_followed_by_their_number_or_by_their_link(numbered: bool) -> None:  # noqa: FBT001
    async def work() -> None:
        def say(server: Raw, path: str) -> bytes:
            if "/jobs" in path or "summary" in path or "source=schedule" in path:
                return reply(b"{}" if "summary" in path else b"[]")
            number = 2 if "page=2" in path else 1
            headers = {"x_next_page": "2" if number == 1 else ""} if numbered else {}
            if not numbered and number == 1:
                headers = {"link": f'<{server.address}{path}&page=2>; rel="next"'}
            return reply(listed("success" if number == 2 else "failed", 20 - number), **headers)

        async with raw(say) as server, foundry() as at:
            at.lab.http.address = server.address
            await at.look.poll()
            assert at.build().state == "broken"
            assert [one.id for one in at.build().runs] == ["18", "19"]
            assert at.build().first_red == at.build().runs[1]

    run(work())


def test_a_next_page_elsewhere_is_not_asked_for() -> None:
    async def work() -> None:
        far = '<https://elsewhere.example/x>; rel="next"'
        async with raw(lambda *_: reply(listed("failed", 1), link=far)) as server, foundry() as at:
            at.lab.http.address = server.address
            with pytest.raises(ServiceError, match="not its own"):
                await at.look.poll()

    run(work())


def listed(status: str, number: int) -> bytes:
    at = f"2026-11-23T0{number % 10}:00:00.000Z"
    return (
        f'[{{"id":{number},"status":"{status}","ref":"main","sha":"a{number}","source":"push","web_url":"javascript:1",'
        f'"created_at":"{at}","updated_at":"{at}"}}]'
    ).encode()


def test_a_gitlab_that_sends_the_list_again_has_nothing_new_all_the_same() -> None:
    async def work() -> None:
        def say(_: Raw, path: str) -> bytes:
            listing = "/jobs" not in path and "summary" not in path and "schedule" not in path
            return reply(listed("success", 3) if listing else b"{}" if "summary" in path else b"[]")

        async with raw(say) as server, foundry() as at:
            at.lab.http.address = server.address
            assert isinstance(await at.look.poll(), Answer)
            assert isinstance(await at.look.poll(), Unchanged)

    run(work())


def test_hostile_words_become_plain() -> None:
    async def work() -> None:
        async with foundry(ran(title="Evil \x1b[31m\u202etxet\nhere (!4)", **RED), ran("-2h")) as at:
            await at.poll()
            assert at.red().title == "Evil [31mtxet here (!4)"

    run(work())


# --- any order of looks gives one journal

DAY = [
    ran("1m", takes="1m"),
    ran("5m", id="a", takes="1m", **RED),
    {"at": "9m", "do": "rerun", "run": "a", "by": "bo", "takes": "1m"},
    ran("14m", id="b", takes="1m", **RED),
    {"at": "18m", "do": "rerun", "run": "b", "by": "bo", "takes": "1m", **RED},
    ran("22m", takes="1m", **RED),
    ran("26m", takes="1m"),
]


async def journal(moments: list[int]) -> dict[str, tuple[str, object]]:
    """Live through the day, look at these minutes and at its end; return what the journal says."""
    async with foundry(ran("-2h")) as at:
        await at.poll(minutes=0)
        known: dict[str, AnyItem] = dict(at.look.items)
        told: dict[str, tuple[str, object]] = {}
        at.demo.company.play(DAY)
        for before, now in itertools.pairwise([0, *sorted(moments), 40]):
            at.clock.forward(minutes=now - before)
            await _looked(at, known, told)
        return told


async def _looked(at: Foundry, known: dict[str, AnyItem], told: dict[str, tuple[str, object]]) -> None:
    answer = await at.connector.fetch(at.look.memory, at.clock())
    if isinstance(answer, Unchanged):
        return
    at.look.memory = answer.memory
    for item in answer.items:
        new = merge(known.get(item.key), item, at.clock())
        for event in changes(known.get(item.key), new, at.clock()):
            told.setdefault(event.key.partition("@")[2], (event.kind, event.at))
        known[item.key] = trim(new)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 39), unique=True, max_size=8))
def test_however_often_and_whenever_it_is_looked_at_there_is_one_journal(moments: list[int]) -> None:
    often = run(journal(list(range(1, 40, 2)))) if not ALL else ALL[0]
    ALL.append(often)
    assert run(journal(moments)) == often
    assert [kind for kind, _ in often.values()].count("build.broken") == 2


ALL: list[dict[str, tuple[str, object]]] = []
