"""Zendesk's addresses, under /zendesk."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from supporttray.demo.company import Company
from supporttray.demo.helpdesk import Case
from supporttray.demo.token import TOKEN
from supporttray.demo.zendesk.ask import Ask, Endpoint, Told, ZendeskError, token_of
from supporttray.demo.zendesk.body import Body
from supporttray.demo.zendesk.query import QueryError, found

_JSON = "application/json; charset=utf-8"
_PREFIX = "/zendesk"
_LIMIT = 700
_NOBODY = {"user": {"id": None, "name": "Anonymous user", "email": "invalid@example.com", "role": "end-user"}}
_TAGS = re.compile(r"<br ?/?>|</p>")


def myself(ask: Ask) -> Told:
    """GET users/me: who comes with a wrong token is told so with status 200."""
    return 200, {"user": ask.body.user(ask.me, ask.role)} if ask.token.startswith(TOKEN) else _NOBODY


def user(ask: Ask) -> Told:
    """GET users/{number}."""
    number = ask.request.path_params["number"].removesuffix(".json")
    one = ask.body.person(int(number)) if number.isdecimal() else None
    if one is None:
        raise ZendeskError(404, "RecordNotFound", "Not found")
    return 200, {"user": ask.body.user(one)}


def brands(ask: Ask) -> Told:
    """GET brands."""
    told = [ask.body.brand(name) for name in ask.body.brands()]
    return 200, {"brands": told, "count": len(told), "next_page": None, "previous_page": None}


def search(ask: Ask) -> Told:
    """GET search: at most a thousand results, in pages by their numbers."""
    cases = _found(ask, ask.parameter("query"))
    if ask.parameter("sort_by") == "updated_at":
        cases.sort(key=lambda case: case.changed)
    cases = cases[::-1] if ask.parameter("sort_order") != "asc" else cases
    size = max(1, min(int(ask.parameter("per_page") or 100), 100))
    begin = (int(ask.parameter("page") or 1) - 1) * size
    told = _results(ask, cases[begin : begin + size])
    return 200, {"results": told, "count": len(cases), "facets": None, "next_page": None, "previous_page": None}


def export(ask: Ask) -> Told:
    """GET search/export: everything, in pages by a cursor that is good for an hour."""
    query = ask.parameter("query")
    query = query.replace("type:ticket", "")  # zenpy says it twice
    if ask.parameter("filter[type]") != "ticket" or "type:" in query:
        raise ZendeskError(422, "invalid", "filter[type] must name one type, and the query no other")
    cases, more = ask.page(_found(ask, query), query)
    return 200, {"results": _results(ask, cases), "facets": None, **more}


def flow(ask: Ask) -> Told:
    """GET incremental/tickets/cursor: what changed since a moment, in its order; for administrators."""
    if ask.role != "admin":
        raise ZendeskError(403, "Forbidden", "You do not have access to this page.")
    cursor, now = ask.parameter("cursor"), ask.company.now()
    at, number = cursor.split("-") if cursor.count("-") == 1 else (ask.parameter("start_time"), "0")
    if not at.replace(".", "", 1).isdecimal() or (not cursor and float(at) > now.timestamp() - 60):
        raise ZendeskError(422, "InvalidValue", "Too recent start_time. Use a start_time older than 60 seconds.")
    changed = ask.company.helpdesk.since(datetime.fromtimestamp(float(at), UTC))
    rest = [case for case in changed if (case.changed.timestamp(), case.number) > (float(at), int(number))]
    size = max(1, min(int(ask.parameter("per_page") or 1000), 1000))
    told, last = rest[:size], rest[:size][-1:]
    follow = f"{last[0].changed.timestamp()}-{last[0].number}" if last else cursor or f"{at}-0"
    end = {"after_cursor": follow, "before_cursor": None, "end_of_stream": len(rest) <= size}
    return 200, {"tickets": [ask.body.ticket(case) for case in told], **end, "after_url": None, "before_url": None}


def many(ask: Ask) -> Told:
    """GET tickets/show_many: those that are there."""
    asked = {int(one) for one in ask.parameter("ids").split(",") if one.isdecimal()}
    cases = (ask.company.helpdesk.find(number) for number in sorted(asked)[:100])
    told = [ask.body.ticket(case) for case in cases if case and not case.deleted]
    return 200, {"tickets": told, "count": len(told), "next_page": None, "previous_page": None}


def ticket(ask: Ask) -> Told:
    """GET tickets/{number}."""
    return 200, {"ticket": ask.body.ticket(ask.case())}


def comments(ask: Ask) -> Told:
    """GET tickets/{number}/comments: the oldest first unless it is asked otherwise."""
    told = [ask.body.comment(one) for one in ask.case().comments]
    backwards = ask.parameter("sort") == "-created_at" or ask.parameter("sort_order") == "desc"
    told = told[::-1] if backwards else told
    if not ask.parameter("page[size]"):
        return 200, {"comments": told, "count": len(told), "next_page": None, "previous_page": None}
    page, more = ask.page(told)
    return 200, {"comments": page, **more}


def update(ask: Ask) -> Told:
    """PUT tickets/{number}: a comment, a status; only if nobody was quicker where that is wanted."""
    case, wanted = ask.case(), ask.content.get("ticket", {})
    stamp = ask.body.ticket(case)["updated_at"]
    if wanted.get("safe_update") and wanted.get("updated_stamp") != stamp:
        words = "Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again."
        raise ZendeskError(409, "UpdateConflict", words)
    if case.status == "closed":
        raise ZendeskError(422, "RecordInvalid", "Status: closed prevents ticket update")
    changed = _commented(ask, case, wanted)
    if wanted.get("status") in ("pending", "solved") and wanted["status"] != changed.status:
        changed = ask.company.helpdesk.solve(changed, ask.company.now(), ask.me, status=wanted["status"])
    return 200, {"ticket": ask.body.ticket(changed), "audit": _audit(ask, changed)}


def _commented(ask: Ask, case: Case, wanted: dict[str, Any]) -> Case:
    comment = wanted.get("comment")
    if not comment:
        return case
    text = str(comment.get("body") or "") or _plain(str(comment.get("html_body") or ""))
    if not text.strip():
        raise ZendeskError(422, "RecordInvalid", "Comment: cannot be blank")
    public = bool(comment.get("public", True))
    return ask.company.helpdesk.comment(case, ask.me, text, ask.company.now(), public=public)


def _audit(ask: Ask, case: Case) -> dict[str, Any]:
    last = ask.body.comment(case.comments[-1])
    return {
        "id": last["audit_id"],
        "ticket_id": case.number,
        "author_id": ask.body.number(ask.me),
        "created_at": last["created_at"],
        "events": [last],
        "via": last["via"],
    }


def _plain(markup: str) -> str:
    """Give the text of a comment that was written as HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", _TAGS.sub("\n", markup)))


def _found(ask: Ask, query: str) -> list[Case]:
    try:
        return found(query, ask.company.helpdesk.cases(), ask.body.brand_of)
    except QueryError as error:
        raise ZendeskError(422, "invalid", str(error)) from error


def _results(ask: Ask, cases: Any) -> list[dict[str, Any]]:
    return [{**ask.body.ticket(case), "result_type": "ticket"} for case in cases]


_ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "users/me"): myself,
    ("GET", "users/{number}"): user,
    ("GET", "brands"): brands,
    ("GET", "search"): search,
    ("GET", "search/export"): export,
    ("GET", "incremental/tickets/cursor"): flow,
    ("GET", "tickets/show_many"): many,
    ("GET", "tickets/{number}/comments"): comments,
    ("GET", "tickets/{number}"): ticket,
    ("PUT", "tickets/{number}"): update,
}


def routes(company: Company) -> list[Route]:
    """Give all routes; each with and without .json behind it."""
    asked: dict[datetime, int] = {}

    def limits() -> dict[str, str]:
        minute = company.wall().replace(second=0, microsecond=0)
        many = asked.get(minute, 0) + 1
        asked.clear()
        asked[minute] = many
        left, total = str(max(1, _LIMIT - many)), str(_LIMIT)
        told = {
            "x-rate-limit": total,
            "x-rate-limit-remaining": left,
            "rate-limit": total,
            "rate-limit-remaining": left,
        }
        return {**told, "rate-limit-reset": str(60 - company.wall().second), "x-zendesk-api-version": "v2"}

    def route(verb: str, path: str, endpoint: Endpoint) -> Route:
        async def respond(request: Request) -> Response:
            base = str(request.base_url).rstrip("/") + _PREFIX
            content = await request.body()
            try:
                if endpoint is not myself and not token_of(request).startswith(TOKEN):
                    raise ZendeskError(401, "Couldn't authenticate you")
                status, told = endpoint(Ask(company, request, Body(company, base), _read(content)))
            except ZendeskError as error:
                status, told = error.status, error.body
            return Response(msgspec.json.encode(told), status, limits(), _JSON)

        return Route(f"{_PREFIX}/api/v2/{path}", respond, methods=[verb])

    plain = [route(*named, endpoint) for named, endpoint in _ENDPOINTS.items()]
    return [*(route(verb, f"{path}.json", end) for (verb, path), end in _ENDPOINTS.items()), *plain]


def _read(content: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(content or b"{}", type=dict[str, Any])
    except msgspec.DecodeError:
        raise ZendeskError(400, "InvalidEndpoint", "There was an error parsing JSON.") from None
