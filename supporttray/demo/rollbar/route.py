"""Rollbar over HTTP: the token in a header of its own, everything in an envelope, pages of items and deploys."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from supporttray.demo.company import Company
from supporttray.demo.rollbar import body
from supporttray.demo.token import TOKEN
from supporttray.demo.trouble import Item

API = "/rollbar/api/1"
_ITEMS, _DEPLOYS = 100, 20  # on a page
_LIMIT = 5000  # requests a minute
_SIZES = (60, 3600, 86_400)


class RollbarError(Exception):
    """A failure with Rollbar's status and words."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"err": 1, "message": message}


class Ask:
    """One request."""

    def __init__(self, company: Company, request: Request) -> None:
        self.company = company
        self.trouble = company.trouble
        self.path = request.path_params
        self._query = request.query_params

    def several(self, name: str) -> list[str]:
        """Give an argument that may be there more than once; empty ones do not count."""
        return [one for one in self._query.getlist(name) if one]

    def text(self, name: str) -> str:
        """Give an argument."""
        return str(self._query.get(name, ""))

    def number(self, name: str, default: int) -> int:
        """Give an argument that is a number."""
        text = self._query.get(name) or str(default)
        if not text.isdecimal():
            raise RollbarError(422, f"Invalid {name}")
        return int(text)

    def page(self, things: Sequence[Any], size: int) -> tuple[int, Sequence[Any]]:
        """Give the number of the page that is asked for, and what stands on it."""
        number = max(1, self.number("page", 1))
        return number, things[(number - 1) * size : number * size]


def items(ask: Ask) -> Any:
    """GET /items: the one that came last first."""
    found = list(ask.trouble.items())
    for name in ("status", "level", "environment"):
        if wanted := ask.several(name):
            found = [one for one in found if getattr(one, name) in wanted]
    found.sort(key=lambda one: (one.last, one.number), reverse=True)
    number, listed = ask.page(found, _ITEMS)
    return {"page": number, "total_count": len(found), "items": [body.listed(one) for one in listed]}


def item(ask: Ask) -> Any:
    """GET /item/{id}."""
    return body.whole(_item(ask, lambda one: one.number))


def by_counter(ask: Ask) -> Any:
    """GET /item_by_counter/{counter}: it leads to the item."""
    found = _item(ask, lambda one: one.counter)
    path = f"{API}/item/{found.number}"
    return {"itemId": found.number, "path": path, "uri": path}


def instance(ask: Ask) -> Any:
    """GET /instance/{id}: one occurrence."""
    found = body.placed(ask.trouble, ask.path["id"])
    if found is None:
        raise RollbarError(404, "Occurrence not found")
    return body.occurrence(*found)


def occurrence_counts(ask: Ask) -> Any:
    """GET /reports/occurrence_counts."""
    size, buckets = ask.number("bucket_size", 86_400), ask.number("buckets", 60)
    least = ask.text("min_level") or body.LEVELS[0]
    if size not in _SIZES or not 2 <= buckets <= 60 or least not in body.LEVELS:
        raise RollbarError(422, "Invalid bucket_size, buckets or min_level")
    places = [one for one in ask.text("environments").split(",") if one]
    levels = body.LEVELS[body.LEVELS.index(least) :]
    found = [one for one in ask.trouble.items() if one.level in levels and (not places or one.environment in places)]
    return body.counts(found, ask.company.now(), size, buckets)


def deploys(ask: Ask) -> Any:
    """GET /deploys: the newest first."""
    number, listed = ask.page(list(reversed(ask.trouble.deploys())), _DEPLOYS)
    return {"page": number, "deploys": [body.deploy(one) for one in listed]}


def version(ask: Ask) -> Any:
    """GET /versions/{version}."""
    found = body.version(ask.trouble, str(ask.path["version"]), ask.text("environment"))
    if found is None:
        raise RollbarError(404, "Version not found")
    return found


def _item(ask: Ask, number: Callable[[Item], int]) -> Item:
    found = next((one for one in ask.trouble.items() if number(one) == ask.path["id"]), None)
    if found is None:
        raise RollbarError(404, "Item not found")
    return found


_ENDPOINTS: dict[str, Callable[[Ask], Any]] = {
    "/items": items,
    "/item/{id:int}": item,
    "/item_by_counter/{id:int}": by_counter,
    "/instance/{id:int}": instance,
    "/reports/occurrence_counts": occurrence_counts,
    "/deploys": deploys,
    "/versions/{version}": version,
}


def routes(company: Company) -> list[Route]:
    """Give all routes; an address may end with a slash. What is not among them is answered as Rollbar answers."""

    def route(path: str, endpoint: Callable[[Ask], Any]) -> Route:
        async def respond(request: Request) -> Response:
            try:
                _check_caller(request)
                return _told(endpoint, Ask(company, request))
            except RollbarError as error:
                return _answer(error.status, error.body)

        return Route(f"{API}{path}", respond, methods=["GET"])

    paths = [(f"{path}{end}", endpoint) for path, endpoint in _ENDPOINTS.items() for end in ("", "/")]
    return [*(route(path, endpoint) for path, endpoint in paths), route("/{rest:path}", _nothing)]


def _told(endpoint: Callable[[Ask], Any], ask: Ask) -> Response:
    result = endpoint(ask)
    answer = _answer(301 if endpoint is by_counter else 200, {"err": 0, "result": result})
    if endpoint is by_counter:
        answer.headers["location"] = str(result["uri"])
    return answer


def _check_caller(request: Request) -> None:
    if not request.headers.get("x-rollbar-access-token", "").startswith(TOKEN):
        raise RollbarError(401, "invalid access token")


def _nothing(_ask: Ask) -> Any:
    raise RollbarError(404, "Not found")


def _answer(status: int, content: dict[str, Any]) -> Response:
    limits = {"x-rate-limit-limit": str(_LIMIT), "x-rate-limit-remaining": str(_LIMIT - 1)}
    return Response(
        msgspec.json.encode(content), status, {**limits, "x-rate-limit-remaining-seconds": "60"}, "application/json"
    )
