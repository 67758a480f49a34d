"""GitHub's manners over HTTP: credentials, errors, rate-limit headers, entity tags and pages with links."""

import hashlib
from collections.abc import Callable, Sequence
from operator import ge, gt, le, lt
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from supporttray.demo.company import Company
from supporttray.demo.credential import bearer
from supporttray.demo.token import GITHUB, TOKEN

_LIMIT = 5_000
_HOUR_S = 3_600
_SIGNS: dict[str, Callable[[str, str], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt}


class GitHubError(Exception):
    """A failure with GitHub's status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Meter:
    """Counts requests against the hourly limit, as the rate-limit headers tell."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._used = 0
        self._reset_s = 0

    def spend(self, points: int) -> None:
        """Count a request."""
        now_s = int(self._company.now().timestamp())
        if now_s >= self._reset_s:
            self._used, self._reset_s = 0, now_s + _HOUR_S
        self._used = min(self._used + points, _LIMIT)

    def numbers(self) -> dict[str, int]:
        """Give the state of the limit."""
        self.spend(0)
        return {"limit": _LIMIT, "remaining": _LIMIT - self._used, "reset": self._reset_s, "used": self._used}

    def headers(self) -> dict[str, str]:
        """Give the state of the limit as headers."""
        numbers = {f"x-ratelimit-{name}": str(number) for name, number in self.numbers().items()}
        return {**numbers, "x-ratelimit-resource": "core"}


def check_caller(request: Request) -> None:
    """Refuse callers without the credential or a name."""
    if not request.headers.get("user-agent"):
        raise GitHubError(
            403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
        )
    token = bearer(request.headers.get("authorization"))
    if not token:
        raise GitHubError(401, "Requires authentication")
    if not token.startswith((TOKEN, GITHUB)):
        raise GitHubError(401, "Bad credentials")


def answer(request: Request, meter: Meter, body: Any, links: str | None = None) -> Response:
    """Answer with JSON, or with "not modified" when the caller has it already."""
    content = msgspec.json.encode(body)
    tag = f'W/"{hashlib.sha256(content).hexdigest()}"'
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    headers = {
        "etag": tag,
        "cache-control": "private, max-age=60, s-maxage=60",
        "x-github-api-version-selected": "2022-11-28",
    }
    if bearer(request.headers.get("authorization")).startswith(GITHUB):  # a classic token; of others nothing is told
        headers |= {"x-oauth-scopes": "read:org, repo", "x-accepted-oauth-scopes": ""}
    if links:
        headers["link"] = links
    if tag in known or tag.removeprefix("W/") in known:
        return Response(None, 304, headers | meter.headers())
    meter.spend(1)
    return Response(content, 200, headers | meter.headers(), "application/json; charset=utf-8")


def refusal(error: GitHubError, meter: Meter) -> Response:
    """Answer with an error body."""
    meter.spend(1)
    body = {"message": error.message, "documentation_url": "https://docs.github.com/rest", "status": str(error.status)}
    return Response(msgspec.json.encode(body), error.status, meter.headers(), "application/json; charset=utf-8")


def page_of(request: Request, address: str, things: Sequence[Any]) -> tuple[Sequence[Any], str | None]:
    """Cut the page that is asked for, and link to its neighbours by whole addresses."""
    size = min(_positive(request, "per_page", 30), 100)
    number = _positive(request, "page", 1)
    last = max(1, -(-len(things) // size))
    others = [("first", 1), ("prev", number - 1)] if number > 1 else []
    others += [("next", number + 1), ("last", last)] if number < last else []
    query = dict(request.query_params)
    links = [f'<{address}?{urlencode({**query, "page": page})}>; rel="{word}"' for word, page in others]
    return things[(number - 1) * size : number * size], ", ".join(links) or None


def within(span: str, moment: str) -> bool:
    """Tell whether a moment lies in a span as GitHub's searches write it; days stand for all their hours."""
    begin, dots, end = span.partition("..")
    if dots:
        return (begin == "*" or moment >= begin) and (end == "*" or moment[: len(end)] <= end)
    for sign, fits in _SIGNS.items():
        if span.startswith(sign):
            edge = span.removeprefix(sign)
            return fits(moment[: len(edge)], edge)
    return moment.startswith(span)


def _positive(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isdecimal() and int(text[:9]) > 0 else default
