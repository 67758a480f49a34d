"""PagerDuty over HTTP: the key, spans that may not be too long, pages by offset, and errors in its own form."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from supporttray.demo.company import Company
from supporttray.demo.credential import pagerduty_key
from supporttray.demo.pagerduty import body
from supporttray.demo.token import TOKEN

_LONGEST = timedelta(days=92)  # "the search range cannot exceed 3 months"
_LIMIT = 960  # requests a minute


class PagerDutyError(Exception):
    """A failure with PagerDuty's status, code and words."""

    def __init__(self, status: int, code: int, message: str, *errors: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "code": code, **({"errors": list(errors)} if errors else {})}}


class Ask:
    """One request."""

    def __init__(self, company: Company, request: Request) -> None:
        self.company = company
        self.base = f"{str(request.base_url).rstrip('/')}/pagerduty"
        self.path = request.path_params
        self._query = request.query_params

    def flag(self, name: str) -> bool:
        """Give an argument as yes or no."""
        return self._query.get(name, "").lower() == "true"

    def several(self, name: str) -> list[str]:
        """Give an argument that may be there more than once."""
        return self._query.getlist(f"{name}[]")

    def span(self) -> tuple[datetime, datetime]:
        """Give the span that is asked for: now, unless something is said."""
        now = self.company.now()
        since, until = self._moment("since", now), self._moment("until", now)
        if until < since:
            raise _invalid("Until cannot be before since.")
        if until - since > _LONGEST:
            raise _invalid("The search range cannot exceed 3 months.")
        return since, until

    def _moment(self, name: str, default: datetime) -> datetime:
        try:
            found = datetime.fromisoformat(self._query[name]) if name in self._query else default
        except ValueError:
            raise _invalid(f"{name.capitalize()} is not a date.") from None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def page(self, key: str, things: Sequence[Any]) -> dict[str, Any]:
        """Give a page of a list in PagerDuty's frame."""
        limit, offset = self._number("limit", 25), self._number("offset", 0)
        if not 1 <= limit <= 100 or offset + limit > 10_000:
            raise _invalid("Limit or offset is out of range.")
        more = offset + limit < len(things)
        return {key: things[offset : offset + limit], "limit": limit, "offset": offset, "more": more, "total": None}

    def _number(self, name: str, default: int) -> int:
        text = self._query.get(name, str(default))
        return int(text) if text.isdecimal() else -1


def _invalid(*errors: str) -> PagerDutyError:
    return PagerDutyError(400, 2001, "Invalid Input Provided", *errors)


def oncalls(ask: Ask) -> dict[str, Any]:
    """GET /oncalls: what overlaps with a span; an end that touches it does not."""
    schedules, policies, users = (ask.several(name) for name in ("schedule_ids", "escalation_policy_ids", "user_ids"))
    if policies and body.POLICY not in policies:
        return ask.page("oncalls", [])
    found = [
        entry
        for entry in _within(body.entries(ask.company), ask.span())
        if (not schedules or entry.schedule in schedules) and (not users or body.user_id(entry.person) in users)
    ]
    whole = "users" in ask.several("include")
    return ask.page("oncalls", [body.oncall(ask.base, ask.company, entry, whole=whole) for entry in found])


def schedules(ask: Ask) -> dict[str, Any]:
    """GET /schedules."""
    named = body.names(ask.company).items()
    return ask.page("schedules", [body.reference(ask.base, "schedule", id_, name) for id_, name in named])


def schedule(ask: Ask) -> dict[str, Any]:
    """GET /schedules/{id}: its entries are cut at the ends of the span, unless `overflow` is said."""
    id_, span = _schedule(ask), ask.span()
    found = [entry for entry in _within(body.entries(ask.company), span) if entry.schedule == id_]
    if ask.flag("overflow"):
        span = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    return {"schedule": body.schedule(ask.base, ask.company, id_, found, span)}


def schedule_users(ask: Ask) -> dict[str, Any]:
    """GET /schedules/{id}/users: who is on call by it in a span."""
    id_ = _schedule(ask)
    found = [entry.person for entry in _within(body.entries(ask.company), ask.span()) if entry.schedule == id_]
    return {"users": [body.user(ask.base, person) for person in {person.id: person for person in found}.values()]}


def me(ask: Ask) -> dict[str, Any]:
    """GET /users/me."""
    return {"user": body.user(ask.base, ask.company.me)}


def _schedule(ask: Ask) -> str:
    id_ = str(ask.path["schedule"])
    if id_ not in body.names(ask.company):
        raise PagerDutyError(404, 2100, "Not Found")
    return id_


def _within(found: list[body.Entry], span: tuple[datetime, datetime]) -> list[body.Entry]:
    since, until = span
    return [entry for entry in found if entry.start <= until and entry.end > since]


_ENDPOINTS: dict[str, Callable[[Ask], dict[str, Any]]] = {
    "/oncalls": oncalls,
    "/schedules": schedules,
    "/schedules/{schedule}": schedule,
    "/schedules/{schedule}/users": schedule_users,
    "/users/me": me,
}


def routes(company: Company) -> list[Route]:
    """Give all routes; what is not among them is answered as PagerDuty answers."""

    def route(path: str, endpoint: Callable[[Ask], dict[str, Any]]) -> Route:
        async def respond(request: Request) -> Response:
            try:
                _check_caller(request)
                return _answer(200, endpoint(Ask(company, request)))
            except PagerDutyError as error:
                return _answer(error.status, error.body)

        return Route(f"/pagerduty{path}", respond, methods=["GET"])

    return [*(route(path, endpoint) for path, endpoint in _ENDPOINTS.items()), route("/{rest:path}", _nothing)]


def _check_caller(request: Request) -> None:
    if not pagerduty_key(request.headers.get("authorization")).startswith(TOKEN):
        raise PagerDutyError(401, 2006, "Unauthorized")


def _nothing(_ask: Ask) -> dict[str, Any]:
    raise PagerDutyError(404, 2100, "Not Found")


def _answer(status: int, content: dict[str, Any]) -> Response:
    limits = {"ratelimit-limit": str(_LIMIT), "ratelimit-remaining": str(_LIMIT - 1), "ratelimit-reset": "60"}
    return Response(msgspec.json.encode(content), status, limits, "application/json; charset=utf-8")
