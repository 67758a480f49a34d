"""Bodies that GitLab shows in its own documentation are understood, and what they lack is no reason to fail."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from supporttray.connectors import Answer
from supporttray.connectors.gitlab.attempt import MACHINE
from supporttray.connectors.gitlab.builds import RUNNING
from supporttray.connectors.gitlab.issue import Issue, task
from supporttray.connectors.gitlab.merge import Known, Merge, review
from supporttray.connectors.gitlab.opinion import Approvals
from supporttray.connectors.gitlab.reading import FINISHED
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Build, Result, Run, Stage
from supporttray.core.suspect import Author
from supporttray.core.triage import Fact
from tests.connectors.foundry import Foundry, foundry
from tests.connectors.lab import NOON, Raw, raw, reply, run

CONTRACTS = Path(__file__).parents[1] / "contracts"
EXAMPLES: dict[str, Any] = json.loads((CONTRACTS / "gitlab_examples.json").read_text(encoding="utf-8"))
WORK: dict[str, Any] = json.loads((CONTRACTS / "gitlab_work_examples.json").read_text(encoding="utf-8"))
PROJECT = "GET /projects/:id"
SAID = {
    "/test_report_summary": "/pipelines/:pipeline_id/test_report_summary",
    "/test_report": "/pipelines/:pipeline_id/test_report",
    "/jobs": "/pipelines/:pipeline_id/jobs",
    "/compare": "/repository/compare",
    "/diff": "/repository/commits/:sha/diff",
    "/merge_requests": "/repository/commits/:sha/merge_requests",
    "/pipelines/": "/pipelines/:pipeline_id",
    "/pipelines": "/pipelines",
}


def documented(_: Raw, path: str) -> bytes:
    """Say what GitLab's documentation shows."""
    if "/trace" in path or "CODEOWNERS" in path:
        return reply(b"text")
    if path.endswith("/self"):
        return reply(json.dumps(EXAMPLES["GET /personal_access_tokens"][0]).encode())
    if path.endswith("/retry"):
        return reply(json.dumps(EXAMPLES["POST /projects/:id/pipelines/:pipeline_id/retry"]).encode(), "201 Created")
    if "/notes" in path:
        note = EXAMPLES[f"{PROJECT}/merge_requests/:merge_request_iid/notes/:note_id"]
        return reply(json.dumps([note]).encode())
    found = next(there for end, there in SAID.items() if end in path)
    return reply(json.dumps(EXAMPLES[PROJECT + found]).encode())


async def at_documented(at: Foundry, server: Raw) -> Build:
    at.lab.http.address = server.address
    answer = await at.connector.fetch(b"", NOON)
    assert isinstance(answer, Answer)
    (build,) = answer.items
    assert isinstance(build, Build)
    return build


def test_pipelines_of_gitlabs_own_documentation_are_a_build() -> None:
    async def work() -> None:
        async with raw(documented) as server, foundry(branch="new-pipeline") as at:
            build = await at_documented(at, server)
            assert (build.title, build.running, build.state) == ("shop on new-pipeline", True, "unknown")
            assert build.url == "https://example.com/foo/bar/pipelines/48"
        finished = [one | {"status": "failed"} for one in EXAMPLES[f"{PROJECT}/pipelines"]]

        def say(server: Raw, path: str) -> bytes:
            if path.partition("?")[0].endswith("/pipelines"):
                return reply(json.dumps(finished if "source" not in path else []).encode())
            return documented(server, path)

        async with raw(say) as server, foundry(branch="new-pipeline") as at:
            build = await at_documented(at, server)
            last = build.last
            assert last is not None
            assert (last.id, last.result, last.tests, last.attempt) == ("48", Result.FAILED, 3363, 1)
            assert last.title == "Test the CI integration."
            assert [(job.name, job.reason, job.agent) for job in last.failed] == [
                ("rspec:other", "stuck_or_timeout_failure", ""),
                ("teaspoon", "script_failure", ""),
            ]

    run(work())


def test_jobs_and_the_report_of_gitlabs_own_documentation_explain() -> None:
    async def work() -> None:
        async with raw(documented) as server, foundry() as at:
            build = await at_shop(at, server)
            found = await at.connector.explain(build, Run("6", NOON, NOON, Result.FAILED))
            assert Fact("failure_reason", "script_failure", "teaspoon") in found.facts
            assert [log.body for log in found.logs] == [b"text", b"text"]
            assert (found.reported, found.tests, found.agent) == (True, (), "")

    run(work())


def test_a_comparison_of_gitlabs_own_documentation_is_a_change() -> None:
    async def work() -> None:
        async with raw(documented) as server, foundry() as at:
            build = await at_shop(at, server)
            green, red = (Run(one, NOON, NOON, Result.PASSED, commit=one * 40) for one in "ab")
            found = await at.connector.changes(build, green, red)
            [change] = found.changes
            assert change.author == Author("Example User", "user@example.com"), "the merge request there is still open"
            assert change.files == ("files/js/application.js",)
            assert (found.owners, found.complete) == ("text", True)

    run(work())


def test_a_retry_and_a_note_of_gitlabs_own_documentation_are_found() -> None:
    async def work() -> None:
        async with raw(documented) as server, foundry() as at:
            at.lab.http.address = server.address
            rerun = Deed(verb=Verb.RERUN, place="a/b", message="46", text="1")
            await at.lab.may(rerun)
            assert (await at.lab.write(rerun, "k")).url == "https://example.com/foo/bar/pipelines/46"
            assert await at.lab.find(rerun, "k", NOON) is None, "it ended well, and was never tried twice"
            assert server.heard[-2].startswith("GET /projects/a%2Fb/pipelines/46 ")

    run(work())


def test_every_status_and_reason_of_gitlabs_is_known_or_says_nothing() -> None:
    waiting = {"manual", "scheduled"}
    assert set(EXAMPLES["pipeline_statuses"]) - set(FINISHED) - RUNNING == waiting
    assert set(EXAMPLES["failure_reasons"]) >= MACHINE


def test_an_issue_of_gitlabs_own_documentation_is_a_task() -> None:
    [issue] = msgspec.convert(WORK["GET /projects/:id/issues"], list[Issue])
    told = task(issue, "lab", "a/b", "lennie")
    assert (told.name, told.stage, told.assignee, told.mine) == (
        "my-group/my-project#1",
        Stage.DONE,
        "Dr. Luella Kovacek",
        True,
    )
    assert (told.release, told.due, told.labels) == ("v3.0", date(2016, 7, 22), ("foo", "bar"))
    assert told.changed == issue.closed_at


def test_a_merge_request_of_gitlabs_own_documentation_is_a_review() -> None:
    [one] = msgspec.convert(WORK["GET /merge_requests"], list[Merge])
    told = review(one, Known(NOON, "", NOON), "lab", "a/b", "admin")
    assert (told.name, told.where, told.by, told.mine) == (
        "my-group/my-project!1",
        "my-group/my-project",
        "admin",
        True,
    )
    assert (told.head, told.branch, told.draft, one.open) == ("8" * 40, "test1", False, False)
    [approval] = msgspec.convert(
        WORK["GET /projects/:id/merge_requests/:merge_request_iid/approvals"], Approvals
    ).approved_by
    assert (approval.user.username, approval.approved_at) == ("root", None)


async def at_shop(at: Foundry, server: Raw) -> Build:
    at.lab.http.address = server.address
    return Build(key="build:x", title="x", url="", at=NOON, project="small/shop", branch="main")
