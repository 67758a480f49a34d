"""Why a run on GitHub is red: in the demo company, and against a server that refuses one part and then another."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from supporttray.connectors.ci import CanExplain, CanRerun, CanTrace
from supporttray.connectors.github.builds import GithubBuilds
from supporttray.connectors.github.evidence import MOST, evidence
from supporttray.connectors.github.service import GitHub
from supporttray.core.item import Build, Result, Run
from supporttray.core.triage import Evidence, Fact
from supporttray.demo.fault import Fault
from supporttray.errors import ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Raw, raw, reply, run
from tests.connectors.yard import Yard, ran, yard

LOGS = {"unit": "FAILED tests/test_fold.py::test_fold - assert 1 == 2\n1 failed, 30 passed in 2.31s\n"}


async def explained(at: Yard, name: str = "Tests") -> Evidence:
    await at.poll()
    build = at.build(name)
    return await at.connector.explain(build, build.runs[-1])


def test_the_connector_can_say_why_whose_and_once_more() -> None:
    async def work() -> None:
        async with yard() as at:
            assert isinstance(at.connector, CanExplain)
            assert isinstance(at.connector, CanTrace)
            assert isinstance(at.connector, CanRerun)

    run(work())


def test_a_red_run_has_its_jobs_its_annotations_and_the_end_of_its_log() -> None:
    async def work() -> None:
        async with yard(ran(fails=["unit"], log="unit", agent="agent-14"), logs=LOGS) as at:
            told = await explained(at)
            assert told.facts == (Fact("conclusion", "failure", "unit"),)
            [note] = told.annotations
            assert (note.message, note.level, note.job) == ("Process completed with exit code 1.", "failure", "unit")
            [log] = told.logs
            assert b"FAILED tests/test_fold.py::test_fold" in log.body
            assert (log.job, log.cut, log.lacks) == ("unit", False, "")
            assert log.url.endswith("#step:3:1"), "its page opens at the step that failed"
            assert told.agent == "agent-14"
            assert told.agent_url.endswith("/github/small/shop/settings/actions/runners")

    run(work())


def test_the_log_is_read_from_a_store_that_refuses_a_credential() -> None:
    async def work() -> None:
        async with yard(ran(fails=["unit"], log="unit"), logs=LOGS) as at:
            [log] = (await explained(at)).logs
            assert log.body
            [asked] = [name for name in at.methods() if name.endswith("/logs")]
            assert at.methods()[asked] == 1

    run(work())


def test_a_machine_that_went_away_leaves_a_step_without_an_end() -> None:
    async def work() -> None:
        lost = ran(fails=["unit"], agent="agent-14", reason="runner_system_failure")
        async with yard(lost) as at:
            told = await explained(at)
            assert Fact("unfinished_step", "Run unit", "unit") in told.facts
            assert "agent-14 lost communication" in told.annotations[0].message
            [log] = told.logs
            assert (log.body, log.lacks) == (b"", "The log is gone, or not there yet.")
            assert told.agent == "agent-14"
            [job] = at.build().runs[-1].failed
            assert (job.agent, job.reason, job.step, bool(job.id)) == ("agent-14", "failure", "Run unit", True)

    run(work())


def test_a_job_that_no_machine_took_says_so() -> None:
    async def work() -> None:
        async with yard(ran(fails=["unit"], reason="no_matching_runner", note="No runner matching the labels")) as at:
            told = await explained(at)
            assert Fact("runner_name", "none", "unit") in told.facts
            assert (told.agent, told.agent_url) == ("", "")

    run(work())


def test_a_machine_that_is_lent_for_one_job_has_no_name() -> None:
    async def work() -> None:
        async with yard(ran(fails=["unit"])) as at:
            assert (await explained(at)).agent == ""

    run(work())


def test_a_job_that_ran_out_of_time_is_broken_and_says_why() -> None:
    async def work() -> None:
        async with yard(ran(fails=["unit"], outcome="timed_out")) as at:
            told = await explained(at)
            [one] = at.build().runs
            assert (one.result, [job.reason for job in one.failed]) == (Result.FAILED, ["timed_out"])
            assert Fact("conclusion", "timed_out", "unit") in told.facts
            await at.poll(ran("0s", fails=["unit"], outcome="cancelled"))
            assert [one.result for one in at.build().runs] == [Result.FAILED, Result.IGNORED]
            await at.poll(ran("0s"))
            assert [one.result for one in at.build().runs] == [Result.FAILED, Result.IGNORED, Result.PASSED]

    run(work())


def test_a_workflow_that_cannot_start_is_said_by_the_service() -> None:
    async def work() -> None:
        async with yard(ran(outcome="startup_failure")) as at:
            assert (await explained(at)).facts[0] == Fact("conclusion", "startup_failure")

    run(work())


@pytest.mark.parametrize(("fault", "error"), [("429", SlowDown), ("500", Unreachable)])
@pytest.mark.parametrize("path", ["/attempts/", "/annotations", "/logs"])
def test_a_limit_in_the_middle_is_no_evidence_and_nothing_is_lost(
    fault: Any, error: type[ServiceError], path: str
) -> None:
    async def work() -> None:
        async with yard(ran(fails=["unit"], log="unit"), logs=LOGS) as at:
            await at.poll()
            build = at.build()
            at.demo.company.faults.switch_on(Fault("github", fault, times=1, path=path))
            with pytest.raises(error):
                await at.connector.explain(build, build.runs[-1])
            at.clock.forward(minutes=5)
            assert (await at.connector.explain(build, build.runs[-1])).logs[0].body

    run(work())


# --- against a server that says any bytes


def a_job(number: int, **more: Any) -> dict[str, Any]:
    step = {"name": "Run it", "status": "completed", "conclusion": "failure", "number": 4}
    page = f"https://github.com/acme/api/actions/runs/1/job/{number}"
    told = {"id": number, "name": f"job {number}", "conclusion": "failure", "html_url": page, "steps": [step]}
    return told | {"runner_name": "GitHub Actions 7"} | more


class Hub:
    """A server that has some jobs, and answers the rest as it is told to."""

    def __init__(self, *jobs: dict[str, Any], **says: bytes | Callable[[], bytes]) -> None:
        self.jobs = jobs
        self.says = says

    def __call__(self, _server: Raw, target: str) -> bytes:
        path = target.partition("?")[0]
        kind = next((kind for kind in ("annotations", "logs") if path.endswith(kind)), "jobs")
        usual = reply(msgspec.json.encode({"jobs": self.jobs})) if kind == "jobs" else reply(b"[]")
        told = self.says.get(kind, usual)
        return told if isinstance(told, bytes) else told()


async def asked(hub: Hub) -> tuple[Evidence, list[str]]:
    red = Run(id="1", at=NOON, ended=NOON + timedelta(minutes=5), result=Result.FAILED, attempt=2, url="https://x/1")
    build = Build(key="build:x", title="Tests", url="", at=NOON, project="acme/api", runs=(red,))
    async with raw(hub) as server:
        github = GitHub(server.address, CANARY, Clock())
        try:
            told = GithubBuilds(GithubBuilds.Options(repository="acme/api"), github, "")
            return await told.explain(build, red), server.heard
        finally:
            await github.http.close()


NOTE = msgspec.json.encode([{"message": "No space left on device", "annotation_level": "failure", "path": ".github"}])
NO_CHECKS = reply(b"{}", "403 Forbidden", x_accepted_github_permissions="checks=read")


def test_the_attempt_that_is_meant_is_asked_for() -> None:
    _, heard = run(asked(Hub(a_job(7))))
    assert heard[0].startswith("GET /repos/acme/api/actions/runs/1/attempts/2/jobs?")


def test_annotations_that_may_not_be_read_take_nothing_else_away() -> None:
    told, _ = run(asked(Hub(a_job(7), annotations=NO_CHECKS, logs=reply(b"log"))))
    assert told.annotations == ()
    [log] = told.logs
    assert (log.body, log.lacks) == (b"log", "GitHub's annotations cannot be read with this token (checks=read).")


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_a_log_that_is_gone_is_said_and_takes_nothing_else_away(status: str) -> None:
    told, _ = run(asked(Hub(a_job(7), annotations=reply(NOTE), logs=reply(status=status))))
    assert [(one.message, one.path) for one in told.annotations] == [("No space left on device", "")]
    [log] = told.logs
    assert (log.body, log.lacks) == (b"", "The log is gone, or not there yet.")


def test_a_log_that_is_refused_names_the_permission() -> None:
    refusal = reply(b"{}", "403 Forbidden", x_accepted_github_permissions="actions=read")
    told, _ = run(asked(Hub(a_job(7), logs=refusal)))
    assert "actions=read" in told.logs[0].lacks
    assert told.facts


@pytest.mark.parametrize("part", ["annotations", "logs"])
def test_nonsense_in_one_part_takes_nothing_else_away(part: str) -> None:
    says = {"annotations": reply(NOTE), "logs": reply(b"log"), part: reply(b"{", "400 Bad Request")}
    told, _ = run(asked(Hub(a_job(7), **says)))
    assert told.facts
    assert bool(told.annotations) is (part != "annotations")
    assert bool(told.logs[0].body) is (part != "logs")
    assert told.logs[0].lacks


def test_a_store_elsewhere_gets_the_range_and_no_credential() -> None:
    async def work() -> None:
        blob = reply(b"end of log", "206 Partial Content", content_range="bytes 90-99/100")
        async with raw(lambda *_: blob) as store:
            there = reply(status="302 Found", location=f"{store.address}/blob?sig=x")
            told, heard = await asked(Hub(a_job(7), logs=there))
            [log] = told.logs
            assert (log.body, log.cut) == (b"end of log", True)
            assert all(CANARY in head for head in heard)
            [head] = store.heard
            assert CANARY not in head
            assert "range: bytes=-1048576" in head.lower()

    run(work())


def test_a_store_that_refuses_its_own_address_is_said() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(b"<Error/>", "403 Forbidden")) as store:
            there = reply(status="302 Found", location=f"{store.address}/blob")
            told, _ = await asked(Hub(a_job(7), logs=there))
            assert told.logs[0].body == b""
            assert "does not permit" in told.logs[0].lacks

    run(work())


def test_only_the_first_failed_jobs_are_read() -> None:
    good = a_job(1, conclusion="success")
    told, heard = run(asked(Hub(good, *(a_job(number) for number in range(2, 40)))))
    assert [log.job for log in told.logs] == [f"job {number}" for number in range(2, 2 + MOST)]
    assert len(heard) == 1 + 2 * MOST


def test_the_failed_job_of_a_large_matrix_stands_on_a_later_page() -> None:
    pages = [[a_job(1, conclusion="success")], [a_job(2)]]

    def page() -> bytes:
        body = msgspec.json.encode({"jobs": pages.pop(0)})
        return reply(body, link='</repos/acme/api/next?page=2>; rel="next"') if pages else reply(body)

    async def work() -> Evidence:
        hub = Hub(jobs=page)
        async with raw(hub) as server:

            def absolute() -> bytes:
                return page().replace(b"</repos", f"<{server.address}/repos".encode())

            hub.says = {"jobs": absolute}
            github = GitHub(server.address, CANARY, Clock())
            red = Run(id="1", at=NOON, ended=NOON, result=Result.FAILED)
            try:
                return await evidence(github.http, "acme/api", red)
            finally:
                await github.http.close()

    assert [log.job for log in run(work()).logs] == ["job 2"]


@pytest.mark.parametrize("refusal", ["403 Forbidden", "404 Not Found"])
def test_without_its_jobs_the_run_says_what_cannot_be_read(refusal: str) -> None:
    told, _ = run(asked(Hub(jobs=reply(b"{}", refusal))))
    assert told.logs[0].url == "https://x/1"
    assert told.logs[0].lacks.startswith("The jobs of this run cannot be read.")


def test_what_a_service_says_of_a_job_is_plain_text() -> None:
    hostile = reply(msgspec.json.encode([{"message": "a\u202eb\n" + "x" * 9_000, "title": None, "start_line": -3}]))
    told, _ = run(asked(Hub(a_job(7, name="unit\n\u202e", runner_name="agent\x00-1"), annotations=hostile)))
    [note] = told.annotations
    assert note.message.startswith("ab xxx")
    assert len(note.message) <= 2_000
    assert (note.line, note.job, told.agent) == (0, "unit", "agent-1")
    assert told.agent_url == "https://github.com/acme/api/settings/actions/runners"
