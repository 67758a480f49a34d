"""One request to the demo's GitLab, and its manners over HTTP: tokens, errors, entity tags, limits and pages."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from supporttray.demo.actions import Actions, Commit, Run
from supporttray.demo.company import Company
from supporttray.demo.credential import bearer, holder
from supporttray.demo.gitlab.body import Body
from supporttray.demo.scenario import Person
from supporttray.demo.token import GITLAB, GITLAB_READS, TOKEN

_LIMIT = 2_000
_MINUTE_S = 60
_JSON = "application/json"


class GitLabError(Exception):
    """A failure with GitLab's status and body."""

    def __init__(self, status: int, message: str, **more: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = more or {"message": message}


class Ask(Struct, frozen=True):
    """One request: who asks what."""

    company: Company
    request: Request
    body: Body
    content: dict[str, Any]

    @property
    def me(self) -> Person:
        """Whose token it is."""
        return holder(token_of(self.request), self.company.people, self.company.me)

    @property
    def scopes(self) -> list[str]:
        """What the token may do."""
        return ["read_api"] if token_of(self.request).startswith(GITLAB_READS) else ["api"]

    def homes(self) -> list[Actions]:
        """List the projects."""
        return [home for home in self.company.repositories.values() if home.repository.host == "gitlab"]

    def home(self) -> Actions:
        """Find the project that is meant, by its path or number. Raises `GitLabError`."""
        wanted = self.request.path_params["project"].lower()
        for home in self.homes():
            if wanted in (home.repository.name.lower(), str(home.number)):
                return home
        raise GitLabError(404, "404 Project Not Found")

    def run(self, home: Actions) -> Run:
        """Find the pipeline that is meant. Raises `GitLabError`."""
        run = home.run(self.request.path_params["pipeline"])
        if run is None:
            raise GitLabError(404, "404 Not found")
        return run

    def commit(self, home: Actions, sha: str) -> Commit:
        """Find a commit by its hash, or a branch's newest. Raises `GitLabError`."""
        found = home.commit(sha) or next(iter(home.branches.get(sha, [])[::-1]), None)
        if found is None:
            raise GitLabError(404, "404 Commit Not Found")
        return found

    def change(self, home: Actions) -> tuple[int, list[Commit]]:
        """Find the merge request that is meant, and the commits that it brought. Raises `GitLabError`."""
        number = self.request.path_params["request"]
        commits = home.change(number)
        if not commits and self.company.boards[home.repository.name.lower()].find(number) is None:
            raise GitLabError(404, "404 Not found")
        return number, commits

    def wanted(self, name: str) -> list[str]:
        """List what is asked for by a parameter, which may stand there more than once."""
        query = self.request.query_params
        return [*query.getlist(f"{name}[]"), *query.getlist(name)]

    def page(self, things: list[Any], write: Callable[[Any], Any]) -> Response:
        """Answer with a page of a list."""
        size, number = min(self._number("per_page", 20), 100), self._number("page", 1)
        last = max(1, -(-len(things) // size))
        told = [write(thing) for thing in things[(number - 1) * size : number * size]]
        others = {"prev": number - 1 if number > 1 else 0, "next": number + 1 if number < last else 0, "first": 1}
        query = dict(self.request.query_params)
        address = f"{self.body.base}{self.request.url.path}"
        links = [
            f'<{address}?{urlencode({**query, "page": page})}>; rel="{word}"' for word, page in others.items() if page
        ]
        headers = {
            "link": ", ".join(links),
            "x-next-page": str(others["next"] or ""),
            "x-page": str(number),
            "x-per-page": str(size),
            "x-prev-page": str(others["prev"] or ""),
            "x-total": str(len(things)),
            "x-total-pages": str(last),
        }
        return answer(self, told, headers)

    def _number(self, name: str, default: int) -> int:
        text = self.request.query_params.get(name, "")
        return int(text) if text.isdecimal() and int(text[:9]) > 0 else default


Endpoint: TypeAlias = Callable[[Ask], Response]


def token_of(request: Request) -> str:
    """Take the token out of either header that GitLab takes it in."""
    return request.headers.get("private-token") or bearer(request.headers.get("authorization"))


def check_caller(request: Request) -> None:
    """Refuse callers without a token, and who may only read from writing. Raises `GitLabError`."""
    token = token_of(request)
    if not token.startswith((TOKEN, GITLAB)):
        raise GitLabError(401, "401 Unauthorized")
    if request.method != "GET" and token.startswith(GITLAB_READS):
        words = "The request requires higher privileges than provided by the access token."
        raise GitLabError(403, words, error="insufficient_scope", error_description=words, scope="api")


def answer(ask: Ask, told: Any, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    """Answer with JSON, or with "not modified" where the caller has it already."""
    content = msgspec.json.encode(told)
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    known = [each.strip() for each in ask.request.headers.get("if-none-match", "").split(",")]
    common = {**limits(ask.company), **(headers or {}), "etag": tag, "cache-control": "max-age=0, private"}
    if tag in known and ask.request.method == "GET":
        return Response(None, 304, common)
    return Response(content, status, common, _JSON)


def limits(company: Company) -> dict[str, str]:
    """Tell of the limit, as headers."""
    reset = (int(company.now().timestamp()) // _MINUTE_S + 1) * _MINUTE_S
    return {
        "ratelimit-limit": str(_LIMIT),
        "ratelimit-observed": "1",
        "ratelimit-remaining": str(_LIMIT - 1),
        "ratelimit-reset": str(reset),
        "ratelimit-name": "throttle_authenticated_api",
    }


def refusal(error: GitLabError, company: Company) -> Response:
    """Answer with an error body."""
    return Response(msgspec.json.encode(error.body), error.status, limits(company), _JSON)
