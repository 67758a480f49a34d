"""GitHub's own examples and recorded headers, and bodies that GitHub should not send."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.github.builds import JOBS, QUIET, GithubBuilds
from supporttray.connectors.github.history import PAGES
from supporttray.connectors.github.note import notes
from supporttray.connectors.github.run import Jobs, Runs, WorkflowJob, WorkflowRun, Workflows
from supporttray.connectors.github.service import GitHub
from supporttray.connectors.http import decode
from supporttray.connectors.link import next_page
from supporttray.core.item import Build
from supporttray.core.triage import Annotation
from supporttray.errors import NotUnderstood, Refused, ServiceError
from tests.connectors.lab import CANARY, Clock, Look, Raw, raw, reply, run, to

CONTRACTS = Path(__file__).parents[1] / "contracts"
EXAMPLES = json.loads((CONTRACTS / "github_examples.json").read_text(encoding="utf-8"))
EVENTS = json.loads((CONTRACTS / "github_build_examples.json").read_text(encoding="utf-8"))


def a_run(number: int, **more: Any) -> dict[str, Any]:
    """Make a run as the lists give it."""
    return {
        "id": number,
        "workflow_id": 1,
        "status": "completed",
        "conclusion": "success",
        "created_at": f"2026-11-23T{number // 60:02}:{number % 60:02}:00Z",
        "updated_at": f"2026-11-23T{number // 60:02}:{number % 60:02}:30Z",
        "event": "push",
        "html_url": f"https://github.com/acme/api/actions/runs/{number}",
    } | more


class Said:
    """What the server says, by the end of the path; it can be changed between two looks."""

    def __init__(self, *runs: dict[str, Any], **more: Any) -> None:
        self.runs: list[dict[str, Any]] = list(runs)
        self.workflows: list[dict[str, Any]] = [{"id": 1, "name": "Tests"}]
        self.jobs: list[dict[str, Any]] = []
        self.quiet: list[dict[str, Any]] = []
        self.headers: dict[str, str] = {}
        self.__dict__ |= more

    def __call__(self, _server: Raw, target: str) -> bytes:
        path = target.partition("?")[0]
        if path.endswith("/jobs"):
            return self._json({"jobs": self.jobs})
        if path.endswith("/workflows"):
            return self._json({"workflows": self.workflows})
        if "/workflows/" in path:
            return self._json({"workflow_runs": self.quiet})
        return self._json({"workflow_runs": self.runs}, **self.headers)

    def _json(self, body: Any, **headers: str) -> bytes:
        return reply(msgspec.json.encode(body), etag=f'"{hash(str(body))}"', **headers)


@asynccontextmanager
async def watching(said: Any) -> AsyncIterator[tuple[Look, Raw]]:
    async with raw(said) as server:
        clock = Clock()
        github = GitHub(server.address, CANARY, clock)
        options = GithubBuilds.Options(repository="acme/api")
        try:
            yield Look(GithubBuilds(options, github, ""), clock), server
        finally:
            await github.http.close()


async def told(said: Said) -> dict[str, str]:
    async with watching(said) as (look, _):
        await look.poll()
        return look.states()


def test_githubs_own_examples_are_read() -> None:
    [one] = decode(msgspec.json.encode(EXAMPLES["runs"]), Runs, "x").workflow_runs
    assert (one.id, one.workflow_id, one.status, one.conclusion, one.foreign) == (
        30433642,
        159038,
        "queued",
        None,
        False,
    )
    [job] = decode(msgspec.json.encode(EXAMPLES["jobs"]), Jobs, "x").jobs
    assert (job.name, job.conclusion, len(job.steps or ())) == ("build", "success", 10)
    names = [one.name for one in decode(msgspec.json.encode(EXAMPLES["workflows"]), Workflows, "x").workflows]
    assert names == ["CI", "Linter"]


def test_recorded_links_lead_on_to_the_last_page() -> None:
    pages = [next_page({"link": link}).rpartition("page=")[2] for link in EXAMPLES["links"]]
    assert pages == ["2", "3", "4", "5", ""]


@pytest.mark.parametrize("link", ["", "x", '<https://a>; rel="prev"', '<https://a>; rel="nextish"', "<" * 100_000])
def test_other_links_lead_nowhere(link: str) -> None:
    assert next_page({"link": link}) == ""


def test_the_questions_carry_the_credential_the_version_and_a_name() -> None:
    async def work() -> None:
        async with watching(Said(a_run(1))) as (look, server):
            await look.poll()
            for head in server.heard:
                lines = head.lower().split("\r\n")
                assert f"authorization: bearer {CANARY}" in lines
                assert "accept: application/vnd.github+json" in lines
                assert "x-github-api-version: 2022-11-28" in lines
                assert any(line.startswith("user-agent: supporttray/") for line in lines)

    run(work())


@pytest.mark.parametrize(
    "foreign", ["http://evil.example/repos/acme/api/actions/runs?page=2", "https://127.0.0.1/x", "http://[::1"]
)
def test_a_next_page_somewhere_else_is_refused(foreign: str) -> None:
    async def work() -> None:
        said = Said(a_run(1))
        async with watching(said) as (look, server):
            await look.poll()
            said.runs = [a_run(3)]
            said.headers = {"link": f'<{foreign}>; rel="next"'}
            heard = len(server.heard)
            with pytest.raises(NotUnderstood):
                await look.poll()
            assert len(server.heard) == heard + 1

    run(work())


@pytest.mark.parametrize("workflows", [[], [{"id": 1, "name": "Tests", "state": "disabled_manually"}]])
def test_a_workflow_that_was_deleted_or_switched_off_is_gone_within_ten_minutes(
    workflows: list[dict[str, Any]],
) -> None:
    async def work() -> None:
        said = Said(a_run(1, conclusion="failure"))

        def say(server: Raw, target: str) -> bytes:
            known = server.heard[-1].partition("if-none-match: ")[2].partition("\r")[0]
            answer = said(server, target)
            return reply(b"", "304 Not Modified") if known and known.encode() in answer else answer

        async with watching(say) as (look, server):
            await look.poll()
            assert look.states() == {"Tests on main": "broken"}
            said.workflows = workflows
            await look.poll()
            assert look.states() == {"Tests on main": "broken"}
            look.clock.forward(minutes=10)
            await look.poll()
            assert look.states() == {}
            heard = len(server.heard)
            await look.poll()
            assert look.states() == {}
            assert len(server.heard) <= heard + 2

    run(work())


def test_a_pull_request_from_a_fork_says_nothing_of_our_branch() -> None:
    ours = {"repository": {"id": 1}, "head_repository": {"id": 1}}
    forks = [
        a_run(3, conclusion="failure", event="pull_request", repository={"id": 1}, head_repository={"id": 2}),
        a_run(2, conclusion="failure", event="pull_request_target", repository={"id": 1}, head_repository=None),
    ]
    assert run(told(Said(*forks, a_run(1, **ours)))) == {"Tests on main": "passing"}
    assert run(told(Said(a_run(1, conclusion="failure", event="pull_request", **ours)))) == {"Tests on main": "broken"}


@pytest.mark.parametrize(
    "more",
    [
        {"conclusion": None},
        {"conclusion": "action_required"},
        {"conclusion": "stale"},
        {"conclusion": "some new word"},
        {"status": "waiting", "conclusion": None},
        {"status": None, "conclusion": None},
    ],
)
def test_what_is_no_result_is_no_state(more: dict[str, Any]) -> None:
    assert run(told(Said(a_run(1, **more)))) == {"Tests on main": "unknown"}


def test_names_and_addresses_may_be_missing_or_hostile() -> None:
    async def work() -> None:
        said = Said(
            a_run(1, conclusion="failure", name=None, display_title=None, head_sha=None, html_url="javascript:x")
        )
        said.workflows = [{"id": 1, "name": None, "path": ".github/workflows/\u202ea.yml"}]
        said.jobs = [
            {"name": "unit", "conclusion": "failure", "html_url": None, "steps": None},
            {"name": "lint\n" + "x" * 5_000, "conclusion": "failure", "html_url": "file:///etc/passwd", "steps": []},
        ]
        async with watching(said) as (look, _):
            await look.poll()
            [build] = look.items.values()
            assert isinstance(build, Build)
            assert build.title == ".github/workflows/a.yml on main"
            assert (build.url, build.runs[0].url) == ("", "")
            assert [job.url for job in build.runs[0].failed] == ["", ""]
            assert max(len(job.name) for job in build.runs[0].failed) <= 100

    run(work())


@pytest.mark.parametrize("more", [{"id": "1"}, {"created_at": None}, {"created_at": "yesterday"}, {"workflow_id": 1.5}])
def test_a_run_that_makes_no_sense_is_not_understood(more: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        run(told(Said(a_run(1, **more))))


def test_the_permission_that_is_missing_is_named() -> None:
    async def work() -> ServiceError:
        refusal = reply(b"{}", "403 Forbidden", x_accepted_github_permissions="actions=read")
        async with watching(lambda *_: refusal) as (look, _):
            with pytest.raises(Refused) as caught:
                await look.poll()
            return caught.value

    error = run(work())
    assert "actions=read" in error.hint


def test_many_quiet_workflows_are_asked_a_few_at_a_time_and_all_in_the_end() -> None:
    async def work() -> None:
        said = Said(a_run(1), workflows=[{"id": number, "name": str(number)} for number in range(1, 27)])
        async with watching(said) as (look, server):
            counts = []
            for _ in range(4):
                before = len(server.heard)
                await look.poll()
                counts.append(sum("/workflows/" in head for head in server.heard[before:]))
            assert counts == [QUIET, QUIET, 5, 0]

    run(work())


def test_the_jobs_of_many_red_runs_are_read_a_few_at_a_time() -> None:
    async def work() -> None:
        red = [a_run(number, workflow_id=number, conclusion="failure") for number in range(1, 16)]
        said = Said(*red, workflows=[{"id": number, "name": str(number)} for number in range(1, 16)])
        said.jobs = [{"name": "unit", "conclusion": "failure"}]
        async with watching(said) as (look, server):
            for jobs in (JOBS, 15, 15):
                answer = await look.poll()
                assert isinstance(answer, Answer)
                assert sum("/jobs" in head for head in server.heard) == jobs
            assert all(run_.failed for build in look.items.values() for run_ in build.runs)

    run(work())


def test_runs_of_a_workflow_that_is_gone_make_nobody_ask_for_it_each_time() -> None:
    async def work() -> None:
        said = Said(a_run(1), a_run(2, workflow_id=9))
        async with watching(said) as (look, server):
            for number in range(3, 9):
                said.runs = [a_run(number), *said.runs]
                await look.poll()
            assert sum("/workflows?" in head for head in server.heard) == 2
            assert look.states() == {"Tests on main": "passing"}

    run(work())


def test_it_never_reads_back_without_end() -> None:
    async def work() -> None:
        said = Said(a_run(1))
        async with watching(said) as (look, server):
            await look.poll()
            said.runs = [a_run(3)]
            said.headers = {"link": f'<{server.address}/repos/acme/api/actions/runs?page=2>; rel="next"'}
            before = len(server.heard)
            await look.poll()
            assert len(server.heard) - before == PAGES

    run(work())


@pytest.mark.parametrize(
    ("more", "notes", "state"),
    [
        ({}, '[{"message": "The job has exceeded the maximum execution time of 45m0s"}]', "broken"),
        ({}, '[{"message": "The operation was canceled."}]', "unknown"),
        ({}, "", "unknown"),
        ({"conclusion": "timed_out"}, "", "broken"),
        ({"started_at": "2026-11-23T01:00:00Z", "completed_at": "2026-11-23T07:00:04Z"}, "", "broken"),
        ({"started_at": "2026-11-23T01:00:00Z", "completed_at": "2026-11-23T09:00:04Z"}, "", "unknown"),
        ({"steps": []}, '[{"message": "The job has exceeded the maximum execution time of 45m0s"}]', "unknown"),
    ],
)
def test_a_cancelled_run_is_broken_if_its_time_was_over(more: dict[str, Any], notes: str, state: str) -> None:
    job = {"id": 7, "name": "unit", "conclusion": "cancelled", "steps": [{"name": "Run it", "conclusion": "cancelled"}]}
    said = Said(a_run(1, conclusion="cancelled"), jobs=[job | more])

    def say(server: Raw, target: str) -> bytes:
        if "/check-runs/7/annotations" not in target:
            return said(server, target)
        return reply(notes.encode()) if notes else reply(b"{}", "403 Forbidden")

    async def work() -> dict[str, str]:
        async with watching(say) as (look, _):
            await look.poll()
            return look.states()

    assert run(work()) == {"Tests on main": state}


def test_the_jobs_and_runs_of_githubs_own_events_are_read() -> None:
    jobs = decode(msgspec.json.encode(EVENTS["webhook_jobs"]), tuple[WorkflowJob, ...], "x")
    assert [(one.conclusion, one.agent, len(one.steps or ())) for one in jobs] == [
        (None, "", 0),
        (None, "my runner", 1),
        (None, "", 0),
        ("success", "", 8),
        ("failure", "", 12),
    ]
    assert [one.unbegun for one in jobs] == [False, False, True, False, False]
    assert jobs[4].step
    assert jobs[4].step.conclusion == "failure"
    assert jobs[4].check == "1291536064", "the number of its annotations"
    runs = decode(msgspec.json.encode(EVENTS["webhook_runs"]), tuple[WorkflowRun, ...], "x")
    assert [(one.over, one.conclusion, one.head_branch) for one in runs] == [
        (False, None, "main"),
        (False, None, "master"),
        (True, "success", "master"),
        (True, "action_required", "master"),
    ]


def test_githubs_own_annotations_are_read() -> None:
    async def work() -> None:
        body = msgspec.json.encode(EVENTS["check-annotation-items"])
        async with raw(lambda *_: reply(body)) as server, to(server.address) as http:
            [note] = await notes(http, "acme/api", "7", "unit")
            assert note == Annotation(
                message="Check your spelling for 'banaas'.",
                title="Spell Checker",
                level="warning",
                job="unit",
                path="README.md",
                line=2,
            )

    run(work())


def test_whose_credential_it_is_is_said_in_plain_text() -> None:
    async def work() -> str:
        async with raw(lambda *_: reply(b'{"login":"ada\\u202e"}')) as server:
            github = GitHub(server.address, CANARY, Clock())
            try:
                return await github.whoami()
            finally:
                await github.http.close()

    assert run(work()).endswith("knows you as ada.")
