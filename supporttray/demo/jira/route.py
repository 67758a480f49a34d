"""Jira's addresses: the cloud's under /jira, a data centre's under /jira-dc, both with the same issues."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from supporttray.demo.company import Company
from supporttray.demo.jira import work
from supporttray.demo.jira.ask import Ask, Endpoint, JiraError, Told, text_of, token_of
from supporttray.demo.jira.body import Body, id_of, number_of
from supporttray.demo.jira.jql import JqlError, Pair, found
from supporttray.demo.token import TOKEN

_JSON = "application/json;charset=UTF-8"
_PREFIXES = {"/jira": True, "/jira-dc": False}


def server(ask: Ask) -> Told:
    """GET serverInfo."""
    return 200, ask.body.server(ask.company.now())


def myself(ask: Ask) -> Told:
    """GET myself."""
    return 200, ask.body.person(ask.me)


def project(ask: Ask) -> Told:
    """GET project/{key}."""
    tracker = ask.project(ask.request.path_params["key"])
    name = next(one.name for one in ask.company.scenario.tracker if one.key == tracker.place)
    return 200, ask.body.project(tracker, name)


def make(ask: Ask) -> Told:
    """POST issue."""
    wanted = ask.content.get("fields", {})
    meant = wanted.get("project", {})
    names = {name: one for one in ask.trackers().values() for name in (one.place, str(number_of(one)))}
    home = names.get(str(meant.get("key") or meant.get("id")).upper())
    if home is None:
        raise JiraError(400, project="valid project is required")
    if not wanted.get("issuetype"):
        raise JiraError(400, issuetype="Specify an issue type")
    title, text = str(wanted.get("summary") or ""), text_of(wanted.get("description"), ask.body.version)
    if not title or "\n" in title or len(title) > 255:
        raise JiraError(400, summary="Summary must be less than 255 characters.")
    made = home.make(ask.me, ask.company.now(), title, text, tuple(wanted.get("labels") or ()))
    told = ask.body.issue(home, made)
    return 201, {name: told[name] for name in ("id", "key", "self")}


def issue(ask: Ask) -> Told:
    """GET issue/{issue}."""
    names = str(ask.request.query_params.get("fields") or "")
    return 200, _with_fields(ask.body.issue(*ask.issue()), names.split(",") if names else [])


def enhanced(ask: Ask) -> Told:
    """GET and POST search/jql: the cloud's, whose next page has a token and which counts nothing."""
    pairs = _found(ask)
    begin, size = int(ask.content.get("nextPageToken") or 0), _size(ask, 5000)
    more = begin + size < len(pairs)
    following = {"nextPageToken": str(begin + size)} if more else {}
    return 200, {"issues": _told(ask, pairs[begin : begin + size]), "isLast": not more, **following}


def search(ask: Ask) -> Told:
    """GET and POST search: a data centre's."""
    if ask.body.cloud:
        raise JiraError(410, "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.")
    pairs = _found(ask)
    begin, size = int(ask.content.get("startAt") or 0), _size(ask, 1000)
    told = _told(ask, pairs[begin : begin + size])
    return 200, {"startAt": begin, "maxResults": size, "total": len(pairs), "issues": told}


def _found(ask: Ask) -> list[Pair]:
    """List the issues that a query means, in the order that it asks for."""
    try:
        return found(str(ask.content.get("jql") or ""), ask.me, ask.company.now(), ask.trackers())
    except JqlError as error:
        raise JiraError(400, str(error)) from error


def _names(ask: Ask) -> list[str]:
    wanted = ask.content.get("fields") or []
    return wanted.split(",") if isinstance(wanted, str) else list(wanted)


def _size(ask: Ask, most: int) -> int:
    """Tell how many a page has: where only ids are wanted that is `most`."""
    return max(1, min(int(ask.content.get("maxResults") or 50), most if _names(ask) in (["id"], ["key"]) else 100))


def _told(ask: Ask, pairs: list[Pair]) -> list[dict[str, Any]]:
    names = _names(ask)
    if names in (["id"], ["key"]):
        return [{"id": id_of(*pair), "key": f"{pair[0].place}-{pair[1].number}"} for pair in pairs]
    return [_with_fields(ask.body.issue(*pair), names) for pair in pairs]


def _with_fields(told: dict[str, Any], names: list[str]) -> dict[str, Any]:
    if not names or "*all" in names:
        return told
    return {**told, "fields": {name: value for name, value in told["fields"].items() if name in names}}


_ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "serverInfo"): server,
    ("GET", "myself"): myself,
    ("GET", "project/{key}"): project,
    ("POST", "issue"): make,
    ("GET", "issue/{issue}"): issue,
    ("GET", "search/jql"): enhanced,
    ("POST", "search/jql"): enhanced,
    ("GET", "search"): search,
    ("POST", "search"): search,
    **work.ENDPOINTS,
}


def routes(company: Company) -> list[Route]:
    """Give all routes."""

    def route(prefix: str, version: str, verb: str, path: str, endpoint: Endpoint) -> Route:
        async def respond(request: Request) -> Response:
            base = str(request.base_url).rstrip("/") + prefix
            body = Body(base, f"{base}/rest/api/{version}", version, _PREFIXES[prefix])
            content = await request.body()
            try:
                asked = _read(content) if content else dict(request.query_params)
                if not token_of(request).startswith(TOKEN):
                    raise JiraError(401, "Client must be authenticated to access this resource.")
                status, told = endpoint(Ask(company, request, body, asked))
            except JiraError as error:
                status, told = error.status, error.body
            return Response(b"" if told is None else msgspec.json.encode(told), status, media_type=_JSON)

        return Route(f"{prefix}/rest/api/{version}/{path}", respond, methods=[verb])

    return [
        route(prefix, version, *named, endpoint)
        for prefix in _PREFIXES
        for version in ("2", "3", "latest")
        for named, endpoint in _ENDPOINTS.items()
    ]


def _read(content: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError:
        raise JiraError(400, "There was an error parsing JSON. Check that your request body is valid.") from None
