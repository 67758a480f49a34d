"""GitLab's addresses, all under /gitlab: so it is one below a path, as some are."""

from collections.abc import Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from supporttray.demo.actions import Run
from supporttray.demo.company import Company
from supporttray.demo.gitlab import issue, merge
from supporttray.demo.gitlab import report as reports
from supporttray.demo.gitlab.ask import Ask, Endpoint, GitLabError, answer, check_caller, refusal
from supporttray.demo.gitlab.body import GROUP, Body
from supporttray.demo.gitlab.work import Piece, pieces, ref_of, source_of, status_of, trace_of

API = f"{GROUP}/api/v4"


_WORDS: dict[str, Callable[[Run], str]] = {
    "ref": ref_of,
    "source": source_of,
    "status": status_of,
    "sha": lambda run: run.commit.sha,
}


def user(ask: Ask) -> Response:
    """GET /user."""
    return answer(ask, ask.body.caller(ask.me))


def token(ask: Ask) -> Response:
    """GET /personal_access_tokens/self."""
    return answer(ask, ask.body.token(ask.me, ask.scopes))


def projects(ask: Ask) -> Response:
    """GET /projects: what was worked on last first."""
    homes = sorted(ask.homes(), key=lambda home: home.commits()[-1].at.timestamp() if home.commits() else 0.0)
    return ask.page(homes[::-1], ask.body.project)


def project(ask: Ask) -> Response:
    """GET /projects/{id}."""
    return answer(ask, ask.body.project(ask.home()))


def pipelines(ask: Ask) -> Response:
    """GET …/pipelines: the newest first."""
    home = ask.home()
    found = sorted(home.runs(), key=lambda run: run.number, reverse=True)
    for name, word in _WORDS.items():
        if wanted := ask.request.query_params.get(name):
            found = [run for run in found if word(run) == wanted]
    if ask.request.query_params.get("order_by") == "updated_at":
        told = [*(ask.body.pipeline(home, run) for run in found), *merge.pipelines(ask, home)]
        return ask.page(sorted(told, key=lambda one: (one["updated_at"], one["id"]), reverse=True), lambda one: one)
    return ask.page(found, lambda run: ask.body.pipeline(home, run))


def pipeline(ask: Ask) -> Response:
    """GET …/pipelines/{id}."""
    home = ask.home()
    return answer(ask, ask.body.full_pipeline(home, ask.run(home)))


def retry(ask: Ask) -> Response:
    """POST …/pipelines/{id}/retry: where nothing failed it does nothing."""
    home = ask.home()
    run = ask.run(home)
    if status_of(run) in ("failed", "canceled"):
        run = ask.company.again(home, run, ask.me)
    return answer(ask, ask.body.full_pipeline(home, run), status=201)


def jobs(ask: Ask) -> Response:
    """GET …/pipelines/{id}/jobs: the newest first; those that were run again only if asked for."""
    home = ask.home()
    every = ask.request.query_params.get("include_retried") in ("true", "True", "1")
    return _jobs(ask, [piece for piece in pieces(ask.run(home)) if every or not piece.retried])


def project_jobs(ask: Ask) -> Response:
    """GET …/jobs."""
    found = [piece for run in ask.home().runs() for piece in pieces(run)]
    return _jobs(ask, found)


def _jobs(ask: Ask, found: list[Piece]) -> Response:
    home, wanted = ask.home(), ask.wanted("scope")
    kept = [piece for piece in found if not wanted or piece.status in wanted]
    return ask.page(sorted(kept, key=lambda piece: -piece.job.number), lambda piece: ask.body.job(home, piece))


def bridges(ask: Ask) -> Response:
    """GET …/pipelines/{id}/bridges: no pipeline of the demo starts another one."""
    ask.run(ask.home())
    return ask.page([], lambda thing: thing)


def job(ask: Ask) -> Response:
    """GET …/jobs/{id}."""
    return answer(ask, ask.body.job(ask.home(), _piece(ask)))


def trace(ask: Ask) -> Response:
    """GET …/jobs/{id}/trace: the whole log, whatever part is asked for."""
    piece = _piece(ask)
    text = trace_of(piece) if piece.status != "skipped" else ""
    return Response(text.encode(), 200, media_type="text/plain; charset=utf-8")


def _piece(ask: Ask) -> Piece:
    found = ask.home().job(ask.request.path_params["job"])
    for piece in pieces(found[0]) if found else ():
        if piece.job.number == ask.request.path_params["job"]:
            return piece
    raise GitLabError(404, "404 Not found")


def report(ask: Ask) -> Response:
    """GET …/pipelines/{id}/test_report."""
    return answer(ask, reports.report(ask.run(ask.home())))


def summary(ask: Ask) -> Response:
    """GET …/pipelines/{id}/test_report_summary."""
    return answer(ask, reports.summary(ask.run(ask.home())))


def branches(ask: Ask) -> Response:
    """GET …/repository/branches."""
    home = ask.home()
    return ask.page(sorted(home.branches), lambda name: _branch(ask, name))


def branch(ask: Ask) -> Response:
    """GET …/repository/branches/{branch}."""
    return answer(ask, _branch(ask, ask.request.path_params["branch"]))


def _branch(ask: Ask, name: str) -> dict[str, Any]:
    home = ask.home()
    if name not in home.branches:
        raise GitLabError(404, "404 Branch Not Found")
    told = ask.body.commit(home, home.branches[name][-1])
    first = name == home.repository.branch
    return {"name": name, "merged": False, "protected": first, "default": first, "can_push": True, "commit": told}


def compare(ask: Ask) -> Response:
    """GET …/repository/compare."""
    home = ask.home()
    begin, end = (ask.commit(home, ask.request.query_params.get(name, "")).sha for name in ("from", "to"))
    return answer(ask, ask.body.compared(home, home.between(begin, end), begin, end))


def commit(ask: Ask) -> Response:
    """GET …/repository/commits/{sha}."""
    home = ask.home()
    return answer(ask, ask.body.commit(home, ask.commit(home, ask.request.path_params["sha"])))


def diff(ask: Ask) -> Response:
    """GET …/repository/commits/{sha}/diff."""
    home = ask.home()
    return ask.page(ask.body.diffs([ask.commit(home, ask.request.path_params["sha"])]), lambda one: one)


def requests_of(ask: Ask) -> Response:
    """GET …/repository/commits/{sha}/merge_requests."""
    home = ask.home()
    number = ask.commit(home, ask.request.path_params["sha"]).change
    found = [ask.body.merge_request(home, number, home.change(number))] if number else []
    return ask.page(found, lambda one: one)


def file(ask: Ask) -> Response:
    """GET …/repository/files/{path}/raw."""
    text = ask.home().repository.files.get(ask.request.path_params["path"])
    if text is None:
        raise GitLabError(404, "404 File Not Found")
    return Response(text.encode(), 200, media_type="text/plain; charset=utf-8")


def notes(ask: Ask) -> Response:
    """GET …/merge_requests/{iid}/notes: the newest first."""
    home = ask.home()
    number, _ = ask.change(home)
    found = home.remarks(number)
    ordered = found if ask.request.query_params.get("sort") == "asc" else found[::-1]
    return ask.page(ordered, lambda one: ask.body.note(home, one))


def remark(ask: Ask) -> Response:
    """POST …/merge_requests/{iid}/notes."""
    home = ask.home()
    number, _ = ask.change(home)
    text = str(ask.content.get("body") or "")
    if not text.strip():
        raise GitLabError(400, '400 Bad request - Note {:note=>["can\'t be blank"]}')
    now = ask.company.now()
    made = home.remark(number, ask.me, now, text)
    facts = {"repository": home.repository.name, "change": number, "text": text, "remark_id": made.number}
    ask.company.ledger.write(now, "gitlab", "remarked", ask.me, **facts)
    return answer(ask, ask.body.note(home, made), status=201)


_PROJECT = "/projects/{project:path}"
_REPOSITORY = f"{_PROJECT}/repository"
_ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "/user"): user,
    ("GET", "/personal_access_tokens/self"): token,
    ("GET", "/projects"): projects,
    ("GET", f"{_PROJECT}/pipelines"): pipelines,
    ("GET", f"{_PROJECT}/pipelines/{{pipeline:int}}"): pipeline,
    ("GET", f"{_PROJECT}/pipelines/{{pipeline:int}}/jobs"): jobs,
    ("GET", f"{_PROJECT}/pipelines/{{pipeline:int}}/bridges"): bridges,
    ("GET", f"{_PROJECT}/pipelines/{{pipeline:int}}/test_report"): report,
    ("GET", f"{_PROJECT}/pipelines/{{pipeline:int}}/test_report_summary"): summary,
    ("POST", f"{_PROJECT}/pipelines/{{pipeline:int}}/retry"): retry,
    ("GET", f"{_PROJECT}/jobs"): project_jobs,
    ("GET", f"{_PROJECT}/jobs/{{job:int}}"): job,
    ("GET", f"{_PROJECT}/jobs/{{job:int}}/trace"): trace,
    ("GET", f"{_REPOSITORY}/branches"): branches,
    ("GET", f"{_REPOSITORY}/branches/{{branch:path}}"): branch,
    ("GET", f"{_REPOSITORY}/compare"): compare,
    ("GET", f"{_REPOSITORY}/commits/{{sha}}/diff"): diff,
    ("GET", f"{_REPOSITORY}/commits/{{sha}}/merge_requests"): requests_of,
    ("GET", f"{_REPOSITORY}/commits/{{sha}}"): commit,
    ("GET", f"{_REPOSITORY}/files/{{path:path}}/raw"): file,
    ("GET", f"{_PROJECT}/merge_requests/{{request:int}}/notes"): notes,
    ("POST", f"{_PROJECT}/merge_requests/{{request:int}}/notes"): remark,
    **issue.ENDPOINTS,
    **merge.ENDPOINTS,
    ("GET", _PROJECT): project,  # the last: its path may have any form
}


def routes(company: Company) -> list[Route]:
    """Give all routes."""

    def route(verb: str, path: str, endpoint: Endpoint) -> Route:
        async def respond(request: Request) -> Response:
            body = Body(str(request.base_url).rstrip("/"), company.start)
            try:
                check_caller(request)
                return endpoint(Ask(company, request, body, _read(await request.body())))
            except GitLabError as error:
                return refusal(error, company)

        return Route(API + path, respond, methods=[verb])

    return [route(*named, endpoint) for named, endpoint in _ENDPOINTS.items()]


def _read(content: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(content or b"{}", type=dict[str, Any])
    except msgspec.DecodeError:
        raise GitLabError(400, "400 Bad request") from None
