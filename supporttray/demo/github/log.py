"""Job logs: an address that is good for one minute, on another path, which wants no credential."""

import hashlib
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from supporttray.demo.actions import Attempt, Job, Run
from supporttray.demo.company import Company

_LIFE = timedelta(minutes=1)
_FORM = "%Y-%m-%dT%H:%M:%S.%f0Z"


def text_of(run: Run, attempt: Attempt, job: Job) -> str:
    """Write the log of a job: every line dated, as runners write it."""
    end = attempt.completed or attempt.started
    lines = [
        "Current runner version: '2.329.0'",
        "##[group]Operating System",
        "Ubuntu 24.04.3 LTS",
        "##[endgroup]",
        f"Job is about to start running on the hosted runner: {job.name}",
        f"HEAD is now at {run.commit.sha[:7]} {run.commit.title}",
        f"##[group]Run {job.name}",
        "##[endgroup]",
        *(job.log.rstrip("\n").splitlines() or [f"{job.name}: {job.conclusion or 'in progress'}"]),
        *(["##[error]Process completed with exit code 1."] if job.conclusion == "failure" else []),
        *(["##[error]The operation was canceled."] if job.conclusion in ("cancelled", "timed_out") else []),
        "Cleaning up orphan processes",
    ]
    step = (end - attempt.started) / len(lines)
    dated = [f"{(attempt.started + step * i).strftime(_FORM)} {line}" for i, line in enumerate(lines)]
    return "\ufeff" + "\n".join(dated) + "\n"


def address_of(company: Company, base: str, job: Job) -> str:
    """Give the address from which the log can be fetched for a minute: on another host, as the real store is."""
    base = base.replace("//127.0.0.1:", "//localhost:")
    until = int((company.now() + _LIFE).timestamp())
    return f"{base}/blob/{job.number}?until={until}&signature={_signature(job.number, until)}"


def blob(company: Company, request: Request) -> Response:
    """Give the log; a credential that follows the redirect is refused, as the real store does."""
    number, until = request.path_params["job"], request.query_params.get("until", "")
    if "authorization" in request.headers:
        return Response("InvalidAuthenticationInfo", 400, media_type="text/plain")
    fresh = until.isdecimal() and int(until) >= company.now().timestamp()
    if not fresh or request.query_params.get("signature") != _signature(number, int(until)):
        return Response("AuthenticationFailed", 403, media_type="text/plain")
    for home in company.repositories.values():
        found = home.job(number)
        if found is not None:
            return _part(request, text_of(*found).encode())
    return Response("BlobNotFound", 404, media_type="text/plain")


def _part(request: Request, content: bytes) -> Response:
    wanted = request.headers.get("range", "")
    tail = wanted.removeprefix("bytes=-")
    if tail == wanted or not tail.isdecimal():
        return Response(content, media_type="text/plain; charset=utf-8")
    begin = max(0, len(content) - int(tail))
    headers = {"content-range": f"bytes {begin}-{len(content) - 1}/{len(content)}"}
    return Response(content[begin:], 206, headers, "text/plain; charset=utf-8")


def _signature(number: int, until: int) -> str:
    return hashlib.sha256(f"demo {number} {until}".encode()).hexdigest()
