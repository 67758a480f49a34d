"""GitHub's check runs and re-runs: what stands beside a job, and a finished run that begins again."""

from typing import Any

import msgspec
from starlette.responses import Response

from supporttray.demo.actions import Job
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.body import LOST
from supporttray.demo.github.reply import GitHubError

_TIME = "The job has exceeded the maximum execution time of 6h0m0s"
_GONE = (
    "The self-hosted runner: {agent} lost communication with the server. Verify the machine is running and has a healthy network "
    "connection. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network "
    "access can cause this error."
)


def annotations(ask: Ask) -> Response:
    """GET …/check-runs/{check}/annotations: what failed says in a word there."""
    home = ask.home()
    found = home.job(ask.request.path_params["check"])
    if found is None:
        raise GitHubError(404, "Not Found")
    link = f"{ask.body.base}/github/{home.repository.name}/blob/{found[0].commit.sha}/.github"
    return ask.page(None, _notes(found[2]), lambda note: _described(note, link))


def rerun(ask: Ask) -> Response:
    """POST …/actions/runs/{run}/rerun-failed-jobs: a new attempt, unless one is on its way."""
    home = ask.home()
    found = ask.run(home)
    if found.status != "completed":
        raise GitHubError(403, "This workflow is already running")
    ask.company.again(home, found, ask.me)
    ask.meter.spend(5)
    return Response(msgspec.json.encode({}), 201, ask.meter.headers(), "application/json; charset=utf-8")


ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "/repos/{owner}/{repo}/check-runs/{check:int}/annotations"): annotations,
    ("POST", "/repos/{owner}/{repo}/actions/runs/{run:int}/rerun-failed-jobs"): rerun,
}


def _notes(job: Job) -> list[str]:
    if not job.bad:
        return []
    found = [job.note] if job.note else []
    found += [_TIME] if job.conclusion == "timed_out" else []
    found += [_GONE.format(agent=job.agent)] if job.reason in LOST and not job.note else []
    return found or (["Process completed with exit code 1."] if job.conclusion == "failure" else [])


def _described(note: str, link: str) -> dict[str, Any]:
    return {
        "path": ".github",
        "blob_href": link,
        "start_line": 1,
        "start_column": None,
        "end_line": 1,
        "end_column": None,
        "annotation_level": "failure",
        "title": "",
        "message": note,
        "raw_details": "",
    }
