"""Jira's addresses: the cloud's under /jira, a data centre's under /jira-dc, both with the same issues."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from supporttray.demo.company import Company
from supporttray.demo.credential import holder
from supporttray.demo.jira.body import STATUSES, Body, id_of, number_of
from supporttray.demo.jira.jql import JqlError, matches
from supporttray.demo.scenario import Person
from supporttray.demo.token import TOKEN
from supporttray.demo.tracker import Issue, Tracker

_JSON = "application/json;charset=UTF-8"
_PREFIXES = {"/jira": True, "/jira-dc": False}


class JiraError(Exception):
    """A failure with Jira's status and messages."""

    def __init__(self, status: int, *messages: str, **fields: str) -> None:
        super().__init__(*messages)
        self.status = status
        self.body = {"errorMessages": list(messages), "errors": fields}


class Ask(Struct, frozen=True):
    """One request: who asks what."""

    company: Company
    request: Request
    body: Body
    content: Any

    @property
    def me(self) -> Person:
        """Whose token it is."""
        return holder(_token(self.request), self.company.people, self.company.me)

    def trackers(self) -> dict[str, Tracker]:
        """Give all projects by their keys."""
        return {one.key: self.company.trackers[one.key.lower()] for one in self.company.scenario.tracker}

    def project(self, key: object) -> Tracker:
        """Find a project. Raises `JiraError`."""
        found = self.trackers().get(str(key).upper())
        if found is None:
            raise JiraError(404, f"No project could be found with key '{key}'.")
        return found

    def issue(self) -> tuple[Tracker, Issue]:
        """Find the issue that is meant. Raises `JiraError`."""
        wanted = self.request.path_params["issue"]
        for tracker in self.trackers().values():
            for one in tracker.issues():
                if wanted in (id_of(tracker, one), f"{tracker.place}-{one.number}"):
                    return tracker, one
        raise JiraError(404, "Issue does not exist or you do not have permission to see it.")


Told: TypeAlias = tuple[int, Any]
Endpoint: TypeAlias = Callable[[Ask], Told]


def server(ask: Ask) -> Told:
    """GET serverInfo."""
    return 200, ask.body.server(ask.company.now())


def myself(ask: Ask) -> Told:
    """GET myself."""
    return 200, ask.body.person(ask.me)


def fields(_: Ask) -> Told:
    """GET field: those that a client wants to know by name."""
    names = ("summary", "description", "labels", "status", "assignee")
    return 200, [
        {"id": name, "key": name, "name": name.title(), "custom": False, "clauseNames": [name]} for name in names
    ]


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
    title, text = str(wanted.get("summary") or ""), _text(wanted.get("description"), ask.body.version)
    if not title or "\n" in title or len(title) > 255:
        raise JiraError(400, summary="Summary must be less than 255 characters.")
    made = home.make(ask.me, ask.company.now(), title, text, tuple(wanted.get("labels") or ()))
    told = ask.body.issue(home, made)
    return 201, {name: told[name] for name in ("id", "key", "self")}


def _text(description: Any, version: str) -> str:
    """Keep a description; each version of the API takes its own form."""
    if isinstance(description, dict) and version == "3":
        return msgspec.json.encode(description).decode()
    if description is None or (isinstance(description, str) and version != "3" and len(description) <= 32_767):
        return description or ""
    raise JiraError(
        400, description="Operation value must be an Atlassian Document (see the Atlassian Document Format)"
    )


def issue(ask: Ask) -> Told:
    """GET issue/{issue}."""
    return 200, ask.body.issue(*ask.issue())


def transitions(ask: Ask) -> Told:
    """GET issue/{issue}/transitions."""
    ask.issue()
    return 200, {"expand": "transitions", "transitions": [ask.body.transition(one) for one in STATUSES]}


def turn(ask: Ask) -> Told:
    """POST issue/{issue}/transitions."""
    tracker, one = ask.issue()
    number = str(ask.content.get("transition", {}).get("id"))
    now = ask.company.now()
    if number == "31":
        resolution = ask.content.get("fields", {}).get("resolution", {}).get("name", "Done")
        tracker.close(one, ask.me, now, dropped=resolution != "Done")
    elif number in ("11", "21"):
        again = tracker.reopen(one, ask.me, now) if one.closed else one
        tracker.assign(again, (ask.me,) if number == "21" else (), ask.me, now)
    else:
        raise JiraError(400, "It is not on the appropriate workflow step.")
    return 204, None


def assign(ask: Ask) -> Told:
    """PUT issue/{issue}/assignee."""
    tracker, one = ask.issue()
    person = ask.company.people.get(str(ask.content.get("accountId") or ask.content.get("name")))
    tracker.assign(one, (person,) if person else (), ask.me, ask.company.now())
    return 204, None


def enhanced(ask: Ask) -> Told:
    """GET and POST search/jql: the cloud's, whose next page has a token and which counts nothing."""
    found, size = _found(ask)
    begin = int(ask.content.get("nextPageToken") or 0)
    page = found[begin : begin + size]
    more = begin + size < len(found)
    return 200, {"issues": page, "isLast": not more, **({"nextPageToken": str(begin + size)} if more else {})}


def search(ask: Ask) -> Told:
    """GET and POST search: a data centre's."""
    if ask.body.cloud:
        raise JiraError(410, "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.")
    found, size = _found(ask)
    begin = int(ask.content.get("startAt") or 0)
    return 200, {"startAt": begin, "maxResults": size, "total": len(found), "issues": found[begin : begin + size]}


def _found(ask: Ask) -> tuple[list[dict[str, Any]], int]:
    """List the issues that a query means, those first that changed (or were made) last."""
    jql, size = str(ask.content.get("jql") or ""), int(ask.content.get("maxResults") or 50)
    wanted = ask.content.get("fields") or []
    names = wanted.split(",") if isinstance(wanted, str) else list(wanted)
    trackers = ask.trackers()
    try:
        fits = matches(jql, ask.me, ask.company.now(), set(trackers))
    except JqlError as error:
        raise JiraError(400, str(error)) from error
    pairs = [pair for tracker in trackers.values() for one in tracker.issues() if fits(pair := (tracker, one))]
    by_change = "ORDER BY updated" in jql
    pairs.sort(key=lambda pair: (pair[1].changed if by_change else pair[1].at, pair[1].number), reverse=True)
    return [_with_fields(ask.body.issue(*pair), names) for pair in pairs], max(1, min(size, 100))


def _with_fields(told: dict[str, Any], names: list[str]) -> dict[str, Any]:
    if not names or "*all" in names:
        return told
    return {**told, "fields": {name: value for name, value in told["fields"].items() if name in names}}


_ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "serverInfo"): server,
    ("GET", "myself"): myself,
    ("GET", "field"): fields,
    ("GET", "project/{key}"): project,
    ("POST", "issue"): make,
    ("GET", "issue/{issue}"): issue,
    ("GET", "issue/{issue}/transitions"): transitions,
    ("POST", "issue/{issue}/transitions"): turn,
    ("PUT", "issue/{issue}/assignee"): assign,
    ("GET", "search/jql"): enhanced,
    ("POST", "search/jql"): enhanced,
    ("GET", "search"): search,
    ("POST", "search"): search,
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
                if not _token(request).startswith(TOKEN):
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


def _token(request: Request) -> str:
    """Take the token out of what the cloud takes (an e-mail and it, as Basic) or a data centre (it alone, as Bearer)."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return secret.strip()
    try:
        return base64.b64decode(secret).decode().partition(":")[2] if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""
