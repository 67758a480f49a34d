"""Jenkins' addresses, below /jenkins: a path of jobs, then what is wanted of the last of them."""

import base64
import binascii
from functools import partial
from html import escape
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from supporttray.demo.company import Company
from supporttray.demo.credential import holder
from supporttray.demo.jenkins import report
from supporttray.demo.jenkins.body import Body
from supporttray.demo.jenkins.log import console
from supporttray.demo.jenkins.place import Line, Numbered, homes, line_at
from supporttray.demo.jenkins.tree import Node, TreeError, parse, pruned, whole
from supporttray.demo.scenario import Person
from supporttray.demo.token import TOKEN

PREFIX = "/jenkins/"
VERSION = {"x-jenkins": "2.516.3", "x-content-type-options": "nosniff"}
_JSON = "application/json;charset=utf-8"
_API = ("api", "json")
_OPEN = ("", "console", "consoleFull", "changes")  # pages for people, which a browser opens


class Asked(Struct, frozen=True):
    """One request: who asks what of which job; `rest` is what follows the jobs' names."""

    company: Company
    body: Body
    verb: str
    names: tuple[str, ...]
    rest: tuple[str, ...]
    query: dict[str, str]
    me: Person | None

    @property
    def line(self) -> Line | None:
        """The branch's job that is meant."""
        return line_at(self.company, self.names)


def routes(company: Company) -> list[Route]:
    """Give the one route."""

    async def respond(request: Request) -> Response:
        asked = _asked(company, request)
        if asked.me is None and not _for_people(asked):
            return _refused(shown="authorization" in request.headers)
        answer = _answer(asked)
        answer.headers.update(VERSION)
        return answer

    return [Route(f"{PREFIX}{{path:path}}", respond, methods=["GET", "HEAD", "POST"])]


def _asked(company: Company, request: Request) -> Asked:
    parts = [part for part in str(request.path_params["path"]).split("/") if part]
    names: list[str] = []
    while len(parts) > 1 and parts[0] == "job":
        names.append(parts[1])
        parts = parts[2:]
    base = str(request.base_url).rstrip("/") + PREFIX
    me = _me(company, request.headers.get("authorization", ""))
    query = dict(request.query_params)
    return Asked(company, Body(company, base), request.method, tuple(names), tuple(parts), query, me)


def _me(company: Company, header: str) -> Person | None:
    """Tell whose `user:token` it is; the demo's own credential may come without a user."""
    scheme, _, secret = header.partition(" ")
    try:
        told = base64.b64decode(secret).decode() if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        told = ""
    token = told.rpartition(":")[2]
    return holder(token, company.people, company.me) if token.startswith(TOKEN) else None


def _for_people(asked: Asked) -> bool:
    """Whether it is a page, which a browser opens without our credential."""
    last = asked.rest[-1] if asked.rest else ""
    return asked.verb == "GET" and (last in _OPEN or (len(asked.rest) == 1 and last.isdecimal()))


def _refused(*, shown: bool) -> Response:
    """A wrong credential is 401, none at all 403, both with a page for people."""
    realm = (
        {"www-authenticate": 'Basic realm="Jenkins"'}
        if shown
        else {"x-required-permission": "hudson.model.Hudson.Read"}
    )
    words = "Invalid password/token for user" if shown else "Authentication required"
    return HTMLResponse(
        f"<html><head><title>Error</title><body>{words}</body></html>", 401 if shown else 403, {**VERSION, **realm}
    )


def _missing() -> Response:
    return HTMLResponse("<html><head><title>Error 404 Not Found</title><body><h2>HTTP ERROR 404</h2></html>", 404)


def _answer(asked: Asked) -> Response:
    if asked.verb == "POST":
        return _build_again(asked)
    if asked.rest[-2:] == _API:
        found = _found(asked, asked.rest[:-2])
        return _missing() if found is None else _told(found, asked.query)
    line = asked.line
    build = line.build(asked.rest[0]) if line and asked.rest else None
    if line is None or build is None:
        page = asked.rest == () and (not asked.names or _folder(asked) is not None or line is not None)
        return _page("/".join(asked.names) or "Jenkins", "") if page else _missing()
    return _of_build(asked, line, build)


def _of_build(asked: Asked, line: Line, build: Numbered) -> Response:
    """Answer what is no JSON but for the stages: the log, and pages."""
    what = asked.rest[1:]
    if what == ("consoleText",):
        return Response(console(line, build), media_type="text/plain;charset=utf-8")
    if what == ("logText", "progressiveText"):
        return _progress(console(line, build).encode(), asked.query.get("start", "0"), over=build.over)
    if what[:2] == ("wfapi", "describe"):
        return Response(msgspec.json.encode(report.described(build)), media_type=_JSON)
    if what in ((), ("console",), ("consoleFull",), ("changes",)):
        return _page(f"{'/'.join(line.names)} #{build.number}", console(line, build))
    return _missing()


def _progress(text: bytes, start: str, *, over: bool) -> Response:
    """Give the log from a place on; one behind its end means from its beginning."""
    begin = int(start) if start.isdecimal() and int(start) <= len(text) else 0
    headers = {"x-text-size": str(len(text))} | ({} if over else {"x-more-data": "true"})
    return Response(text[begin:], 200, headers, "text/plain;charset=utf-8")


def _found(asked: Asked, what: tuple[str, ...]) -> Node | None:
    """Find the thing that is asked about in JSON."""
    if not asked.names:
        return _of_server(asked, what)
    line = asked.line
    if line is None:
        return _folder(asked) if not what else None
    if not what:
        return asked.body.job(line)
    build = line.build(what[0])
    if build is None:
        return None
    if len(what) == 1:
        return asked.body.build(line, build)
    return report.report(build) if what[1:] == ("testReport",) else None


def _of_server(asked: Asked, what: tuple[str, ...]) -> Node | None:
    if not what:
        return asked.body.server()
    if what == ("me",) and asked.me:
        me = asked.me
        told: dict[str, Any] = {**asked.body.person(me), "description": None, "id": me.id, "property": []}
        return _plain("hudson.model.User", told)
    if what == ("crumbIssuer",):
        crumb = {"crumb": "0" * 64, "crumbRequestField": "Jenkins-Crumb"}
        return _plain("hudson.security.csrf.DefaultCrumbIssuer", crumb)
    if what == ("computer",):
        return report.computers(asked.company)
    return report.computer(asked.company, what[1]) if what[0] == "computer" and len(what) == 2 else None


def _plain(kind: str, told: dict[str, Any]) -> Node:
    return Node(kind, {name: partial(told.get, name) for name in told})


def _folder(asked: Asked) -> Node | None:
    """Find a folder or a project by its names."""
    every = homes(asked.company)
    owner, name = asked.names[0] if asked.names else "", "/".join(asked.names[:2])
    if len(asked.names) == 1:
        return asked.body.owner(owner) if any(one.repository.name.startswith(f"{owner}/") for one in every) else None
    home = next((one for one in every if one.repository.name == name), None)
    if home is None or len(asked.names) == 2:
        return asked.body.repository(home) if home else None
    flow = next((one for one in home.repository.workflow if asked.names[2:] == (one.name,)), None)
    return asked.body.project(home, flow) if flow else None


def _told(node: Node, query: dict[str, str]) -> Response:
    depth = query.get("depth", "0")
    try:
        told = (
            pruned(node, parse(query["tree"]))
            if query.get("tree")
            else whole(node, int(depth) if depth.isdecimal() else 0)
        )
    except TreeError:
        return HTMLResponse("<html><head><title>Error 400</title></html>", 400)
    return Response(msgspec.json.encode(told), media_type=_JSON)


def _build_again(asked: Asked) -> Response:
    """Build a branch once more: what it built last, for nobody pushes meanwhile."""
    line = asked.line
    if line is None or asked.rest != ("build",) or asked.me is None:
        return _missing()
    newest = next(iter(line.builds()), None)
    if newest is None or newest.run.status != "completed":
        return HTMLResponse("<html><head><title>Error 409</title></html>", 409)
    asked.company.again(line.home, newest.run, asked.me)
    return Response(b"", 201, {"location": f"{asked.body.base}queue/item/{newest.number + 1}/"})


def _page(title: str, text: str) -> Response:
    policy = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return HTMLResponse(
        f"<!DOCTYPE html><title>{escape(title)}</title><h1>{escape(title)}</h1><pre>{escape(text)}</pre>", 200, policy
    )
