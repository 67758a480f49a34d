"""How a person comes to a GitLab token, whose it is, and which projects could be watched with it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import msgspec

from supporttray.connectors import Holder
from supporttray.connectors.gitlab.api import PAGE, User, home, pages
from supporttray.connectors.gitlab.write import API, told_scopes
from supporttray.connectors.http import decode
from supporttray.core.display import age
from supporttray.core.setup import Introduction, Offer, Scope
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supporttray.connectors.http import Http

PAGES = 10  # of projects and of branches, at the most: 1,000
BUILDS = "gitlab.builds"
PATH = re.compile(r"[\w.-]{1,250}(/[\w.-]{1,250}){1,20}")
BRANCH = 250  # characters of a branch's name, as its watch allows
BEGINS = ("glpat-",)  # an administrator may choose another beginning
OTHERS = {
    "glrt": "a runner's token",
    "GR1348941": "a runner's token",
    "gldt": "a deploy token",
    "glcbt": "a job's token",
    "glptt": "a trigger's token",
    "glft": "a feed's token",
    "glimt": "the token of an incoming mailbox",
    "glagent": "the token of an agent for Kubernetes",
    "gloas": "an app's secret",
    "ghp_": "a GitHub token",
    "github_pat_": "a GitHub token",
}
READ = Scope("read_api", "see how pipelines ended, why, the issues and the merge requests")
WRITE = Scope(API, "run failed jobs again, bring issues on, ask for reviews, and remark", writes=True)


class Project(msgspec.Struct, frozen=True):
    """A project as GET /projects lists it; only what we use."""

    path_with_namespace: str
    issues_enabled: bool = True
    merge_requests_enabled: bool = True
    default_branch: str | None = None
    visibility: str = ""
    last_activity_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Branch(msgspec.Struct, frozen=True):
    """A branch as GET /projects/{id}/repository/branches lists it."""

    name: str


def introduction(address: str) -> Introduction:
    """Return how a person makes a token, by the page of the GitLab that is meant."""
    web = address.rstrip("/").removesuffix("/api/v4")
    return Introduction(
        kind="gitlab",
        account="gitlab",
        title="GitLab",
        address=address,
        steps=(
            "For a GitLab of your own, first write its address: https://HOST, with a path if it has one.",
            "Open GitLab's page for a new personal access token.",
            "Give it a name, and say how long it holds.",
            "Choose the scope read_api; if failed jobs are to be run again and remarks made, the scope api instead.",
            "Press “Create personal access token”, copy it and paste it here.",
        ),
        url=f"{web}/-/user_settings/personal_access_tokens?name=Support+Tray&scopes=read_api",
        scopes=(READ, WRITE),
        admin="An administrator can have forbidden personal access tokens, or limited how long they hold.",
        begins=BEGINS,
    )


def unfit(token: str) -> str:
    """Say why a token is no person's (docs.gitlab.com/security/tokens: token prefixes); empty if it may be one."""
    what = next((what for begin, what in OTHERS.items() if token.startswith(begin)), "")
    return f"This is {what}. Support Tray needs a personal access token, which begins with glpat-." if what else ""


async def holder(http: Http) -> Holder:
    """Say whose token it is (GET /user), and what it lacks, where GitLab tells that."""
    reply = await http.get("/user")
    user = decode(reply.body, User, http.host)
    scopes = await told_scopes(http)
    lacks = () if scopes is None or {READ.name, API} & set(scopes) else (READ,)
    return Holder(shorten(user.name, 100) or shorten(user.username, 100), http.host, lacks)


async def offers(http: Http, now: datetime) -> tuple[Offer, ...]:
    """Return the projects that the person belongs to (GET /projects): the builds of each default branch, its queue and its reviews."""
    query = {"membership": "true", "archived": "false", "order_by": "last_activity_at", "per_page": PAGE}
    found: dict[str, Offer] = {}
    async for reply in pages(http, "/projects", query, PAGES):
        for one in decode(reply.body, tuple[Project, ...], http.host):
            if one.default_branch and _may(one.default_branch) and PATH.fullmatch(one.path_with_namespace):
                found |= {each.name: each for each in _offers(one, one.default_branch, now) if each.name not in found}
    return tuple(found.values())


async def variants(http: Http, offer: Offer) -> tuple[Offer, ...]:
    """Return a project's branches, the one it was offered with first."""
    options = dict(offer.options)
    project, first = options.get("project", ""), options.get("branch", "")
    if not PATH.fullmatch(project) or offer.kind != BUILDS:
        return (offer,)
    names: dict[str, None] = {}
    async for reply in pages(http, f"{home(project)}/repository/branches", {"per_page": PAGE}, PAGES):
        names |= dict.fromkeys(one.name for one in decode(reply.body, tuple[Branch, ...], http.host) if _may(one.name))
    names.pop(first, None)
    return (offer, *(_on(offer, project, name) for name in names))


def _on(offer: Offer, project: str, branch: str) -> Offer:
    options = (("project", project), ("branch", branch))
    return msgspec.structs.replace(offer, options=options, detail="", likely=False)


def _offers(project: Project, branch: str, now: datetime) -> Iterator[Offer]:
    active = f"active {age(now - project.last_activity_at)} ago" if project.last_activity_at else ""
    detail = " · ".join(filter(None, ("private" if project.visibility == "private" else "", active)))
    path = project.path_with_namespace
    named = (("project", path),)
    yield Offer(kind=BUILDS, name=path, options=(*named, ("branch", branch)), detail=detail)
    if project.issues_enabled:
        yield Offer(kind="gitlab.queue", name=f"{path} issues", options=named, detail=detail)
    if project.merge_requests_enabled:
        yield Offer(kind="gitlab.reviews", name=f"{path} merge requests", options=named, detail=detail)


def _may(branch: str) -> bool:
    return 0 < len(branch) <= BRANCH and " " not in branch
