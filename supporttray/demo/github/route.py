"""GitHub's addresses: the same under /github and under /github/api/v3, where an enterprise server has them."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from supporttray.demo.actions import Actions, Run
from supporttray.demo.company import Company
from supporttray.demo.github import change, check, issue, log, project, pull, release, remark, verdict
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.body import LOST, UNBEGUN, Body, told
from supporttray.demo.github.reply import GitHubError, Meter, answer, check_caller, refusal, within
from supporttray.demo.moment import seconds_z

if TYPE_CHECKING:
    from collections.abc import Callable

_PREFIXES = ("/github", "/github/api/v3")
_MOST_FILTERED = 1_000


def user(ask: Ask) -> Response:
    """GET /user."""
    return answer(ask.request, ask.meter, ask.body.account(ask.me))


def my_repositories(ask: Ask) -> Response:
    """GET /user/repos: by name, or what was pushed to last first; the other orders are those of the scenario."""
    homes = [home for home in ask.company.repositories.values() if home.repository.host == "github"]
    query = ask.request.query_params
    sort = query.get("sort", "full_name")
    if sort == "full_name":
        homes.sort(key=lambda home: home.repository.name, reverse=query.get("direction") == "desc")
    elif sort == "pushed":
        homes.sort(key=_pushed, reverse=query.get("direction") != "asc")
    return ask.page(None, homes, ask.body.full_repository)


def _pushed(home: Actions) -> float:
    commits = home.commits()
    return commits[-1].at.timestamp() if commits else 0.0


def rate_limit(ask: Ask) -> Response:
    """GET /rate_limit: free."""
    numbers = ask.meter.numbers()
    resources = {"core": numbers, "search": {**numbers, "limit": 30, "remaining": 30, "used": 0}}
    ask.meter.spend(-1)
    return answer(ask.request, ask.meter, {"resources": resources, "rate": numbers})


def repository(ask: Ask) -> Response:
    """GET /repos/{owner}/{repo}."""
    return answer(ask.request, ask.meter, ask.body.full_repository(ask.home()))


def workflows(ask: Ask) -> Response:
    """GET …/actions/workflows."""
    home = ask.home()
    return ask.page("workflows", list(home.repository.workflow), lambda flow: ask.body.workflow(home, flow))


def runs(ask: Ask) -> Response:
    """GET …/actions/runs."""
    home = ask.home()
    return _runs(ask, home, home.runs())


def workflow_runs(ask: Ask) -> Response:
    """GET …/actions/workflows/{id or file}/runs."""
    home = ask.home()
    name = ask.request.path_params["workflow"]
    for flow in home.repository.workflow:
        if name in (flow.file, str(home.workflow_number(flow))):
            return _runs(ask, home, [run for run in home.runs() if run.workflow == flow])
    raise GitHubError(404, "Not Found")


def _runs(ask: Ask, home: Actions, found: list[Run]) -> Response:
    query = ask.request.query_params
    wanted: dict[str, Callable[[Run], tuple[str | None, ...]]] = {
        "branch": lambda run: (run.branch,),
        "event": lambda run: (run.event,),
        "head_sha": lambda run: (run.commit.sha,),
        "status": lambda run: (run.status, told(run.latest.conclusion)),
        "actor": lambda run: (run.attempts[0].by.account,),
    }
    used = [(query[name], words) for name, words in wanted.items() if query.get(name)]
    for value, words in used:
        found = [run for run in found if value in words(run)]
    if query.get("created"):
        found = [run for run in found if within(query["created"], seconds_z(run.created))]
    return ask.page("workflow_runs", found[:_MOST_FILTERED] if used else found, lambda run: ask.body.run(home, run))


def run(ask: Ask) -> Response:
    """GET …/actions/runs/{run}."""
    home = ask.home()
    return answer(ask.request, ask.meter, ask.body.run(home, ask.run(home)))


def jobs(ask: Ask) -> Response:
    """GET …/actions/runs/{run}/jobs: of the latest attempt, or of all."""
    home = ask.home()
    found = ask.run(home)
    attempts = found.attempts if ask.request.query_params.get("filter") == "all" else found.attempts[-1:]
    pairs = [(attempt, job) for attempt in attempts for job in attempt.jobs]
    return ask.page("jobs", pairs, lambda pair: ask.body.job(home, found, *pair))


def attempt(ask: Ask) -> Response:
    """GET …/actions/runs/{run}/attempts/{attempt}: the run as it was before the later ones."""
    home = ask.home()
    return answer(ask.request, ask.meter, ask.body.run(home, _until(ask, home)))


def attempt_jobs(ask: Ask) -> Response:
    """GET …/actions/runs/{run}/attempts/{attempt}/jobs."""
    home = ask.home()
    found = _until(ask, home)
    return ask.page("jobs", list(found.latest.jobs), lambda job: ask.body.job(home, found, found.latest, job))


def _until(ask: Ask, home: Actions) -> Run:
    """Find the run that is meant, without what came after the attempt that is."""
    found, number = ask.run(home), ask.request.path_params["attempt"]
    if not 0 < number <= len(found.attempts):
        raise GitHubError(404, "Not Found")
    return replace(found, attempts=found.attempts[:number])


def job(ask: Ask) -> Response:
    """GET …/actions/jobs/{job}."""
    home = ask.home()
    found = home.job(ask.request.path_params["job"])
    if found is None:
        raise GitHubError(404, "Not Found")
    return answer(ask.request, ask.meter, ask.body.job(home, *found))


def job_log(ask: Ask) -> Response:
    """GET …/actions/jobs/{job}/logs: sends the caller elsewhere, once the job is done."""
    found = ask.home().job(ask.request.path_params["job"])
    if found is None or found[2].conclusion is None or (found[2].reason in (*LOST, *UNBEGUN) and not found[2].log):
        raise GitHubError(404, "Not Found")
    ask.meter.spend(1)
    address = log.address_of(ask.company, ask.body.base, found[2])
    return RedirectResponse(address, 302, ask.meter.headers())


_READS: dict[str, Endpoint] = {
    "/user": user,
    "/user/repos": my_repositories,
    "/rate_limit": rate_limit,
    "/repos/{owner}/{repo}": repository,
    "/repos/{owner}/{repo}/actions/runs": runs,
    "/repos/{owner}/{repo}/actions/runs/{run:int}": run,
    "/repos/{owner}/{repo}/actions/runs/{run:int}/jobs": jobs,
    "/repos/{owner}/{repo}/actions/runs/{run:int}/attempts/{attempt:int}": attempt,
    "/repos/{owner}/{repo}/actions/runs/{run:int}/attempts/{attempt:int}/jobs": attempt_jobs,
    "/repos/{owner}/{repo}/actions/jobs/{job:int}": job,
    "/repos/{owner}/{repo}/actions/jobs/{job:int}/logs": job_log,
    "/repos/{owner}/{repo}/actions/workflows": workflows,
    "/repos/{owner}/{repo}/actions/workflows/{workflow}/runs": workflow_runs,
}
_ENDPOINTS = {
    **{("GET", path): endpoint for path, endpoint in _READS.items()},
    **change.ENDPOINTS,
    **pull.ENDPOINTS,
    **verdict.ENDPOINTS,
    **release.ENDPOINTS,
    **check.ENDPOINTS,
    **issue.ENDPOINTS,
    **remark.ENDPOINTS,
    **project.ENDPOINTS,
}


def routes(company: Company) -> list[Route]:
    """Give all routes; what is not among them is answered as GitHub answers."""
    meter = Meter(company)

    def route(prefix: str, verb: str, path: str, endpoint: Endpoint) -> Route:
        async def respond(request: Request) -> Response:
            base = str(request.base_url).rstrip("/")
            body = Body(base, base + prefix, company.start)
            try:
                check_caller(request)
                content = await request.body()
                return endpoint(Ask(company, request, meter, body, base + request.url.path, content))
            except GitHubError as error:
                return refusal(error, meter)

        below = prefix.removesuffix("/v3") if path == "/graphql" else prefix  # as an enterprise server has it
        return Route(below + path, respond, methods=[verb])

    async def fetch_log(request: Request) -> Response:
        return log.blob(company, request)

    found = [route(prefix, *named, endpoint) for prefix in _PREFIXES for named, endpoint in _ENDPOINTS.items()]
    nothing = [route(prefix, "GET", "/repos/{rest:path}", _nothing) for prefix in _PREFIXES]
    return [*found, *nothing, Route("/blob/{job:int}", fetch_log, methods=["GET"])]


def _nothing(_ask: Ask) -> Response:
    raise GitHubError(404, "Not Found")
