"""How a person comes to a GitHub token, whose it is, and which repositories could be watched with it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlsplit

import msgspec

from supporttray.connectors import Holder
from supporttray.connectors.http import decode
from supporttray.connectors.link import next_page
from supporttray.core.display import age
from supporttray.core.setup import Introduction, Offer, Scope
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.connectors.http import Http

PAGE = "100"
PAGES = 10  # of repositories and of branches, at the most: 1,000
NAME = re.compile(r"\w[\w.-]{0,99}/(?!\.{1,2}$)[\w.-]{1,100}", re.ASCII)
BUILDS = "github.builds"
BRANCH = 250  # characters of a branch's name, as its watch allows
ENTERPRISE = "/api/v3"
BEGINS = ("github_pat_", "ghp_", "gho_")
OLD = re.compile(r"[0-9a-f]{40}")  # classic tokens made before April 2021; they may still hold
OTHERS = {
    "ghs_": "an app's own token",
    "ghu_": "a token that an app got for you, and ends soon",
    "ghr_": "a refresh token",
}
SCOPES = (
    Scope("Actions: read", "see how builds ended, which job failed, and the end of its log"),
    Scope("Contents: read", "list the branches, and see what changed before a build broke"),
    Scope("Issues: read", "see the support queue, and what blocks a release"),
    Scope("Metadata: read", "list the repositories"),
    Scope("Pull requests: read", "see what waits for a review, which request brought a change, and whose it is"),
    Scope("Actions: read and write", "run failed jobs again when you say so", writes=True),
    Scope("Pull requests: read and write", "comment on a request, and ask for a review, when you say so", writes=True),
    Scope(
        "Issues: read and write",
        "put requests into a queue of issues, and bring issues on when you say so",
        writes=True,
    ),
    Scope("Projects: read and write", "keep the order of an organization's board, and move issues on it", writes=True),
)
# There is none for annotations (Checks): GitHub gives it to apps and classic tokens only, so they may stay unread.
REPO = Scope("repo", "see the builds of private repositories; those of public ones can be watched without it")

Shape = TypeVar("Shape")


class Account(msgspec.Struct, frozen=True):
    """GET /user: the name may be empty."""

    login: str
    name: str | None = None


class Repository(msgspec.Struct, frozen=True):
    """A repository as GET /user/repos lists it; only what we use."""

    full_name: str
    default_branch: str = "main"
    private: bool = False
    archived: bool = False
    pushed_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    has_issues: bool = True
    open_issues_count: int = 0


class Branch(msgspec.Struct, frozen=True):
    """A branch as GET /repos/{owner}/{repo}/branches lists it."""

    name: str


def introduction(address: str) -> Introduction:
    """Return how a person makes a token, on an Enterprise server by that one's own page."""
    host = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"
    web = host if address.rstrip("/").endswith(ENTERPRISE) else "https://github.com"
    return Introduction(
        kind="github",
        account="github",
        title="GitHub",
        address=address,
        steps=(
            "For an Enterprise server, first write its address: https://HOST/api/v3.",
            "Open GitHub's page for a new fine-grained token.",
            "Choose who owns the repositories, how long the token holds, and which repositories it may see.",
            "Under Permissions add for Repositories: Actions, Contents, Issues, Metadata and Pull requests, each “Read-only”.",
            (
                "To run failed jobs again and to comment, make Actions and Pull requests “Read and write”; "
                "to bring issues on, and to make them of requests, Issues as well. "
                "Where a board (project) keeps the order, add for Organizations: Projects."
            ),
            "Press Generate token, copy it and paste it here. A classic token with the scopes repo and, for a board, project does as well.",
        ),
        url=f"{web}/settings/personal-access-tokens/new",
        scopes=SCOPES,
        admin="If the owner is an organization, one of its owners may have to approve the token once. "
        "Where it signs in by SSO, authorize a classic token for it under “Configure SSO”.",
        begins=BEGINS,
    )


def unfit(token: str) -> str:
    """Say why a token is no person's (docs.github.com: about authentication to GitHub); empty if it may be one."""
    if token.startswith(BEGINS) or OLD.fullmatch(token):
        return ""
    what = next((what for begin, what in OTHERS.items() if token.startswith(begin)), "no GitHub token of a person")
    return f"This is {what}. Support Tray needs a personal access token, which begins with github_pat_ or ghp_."


async def holder(http: Http) -> Holder:
    """Say whose token it is (GET /user). Only a classic token tells its scopes."""
    reply = await http.get("/user")
    account = decode(reply.body, Account, http.host)
    told = reply.headers.get("x-oauth-scopes")
    lacks = () if told is None or "repo" in told.replace(",", " ").split() else (REPO,)
    return Holder(shorten(account.name or "", 100) or shorten(account.login, 100), http.host, lacks)


async def offers(http: Http, now: datetime) -> tuple[Offer, ...]:
    """Return the repositories that the token may see (GET /user/repos), each with its default branch and, where some are open, its issues and its pull requests."""
    found = await _listed(http, "/user/repos", {"sort": "pushed", "per_page": PAGE}, tuple[Repository, ...])
    fit = [one for page in found for one in page if not one.archived and NAME.fullmatch(one.full_name)]
    builds = {one.full_name: _offer(one, now) for one in fit if _may(one.default_branch)}
    queues = {one.full_name: _queue(one) for one in fit if one.has_issues and one.open_issues_count > 0}
    reviews = {one.full_name: _reviews(one) for one in fit if one.open_issues_count > 0}
    return (*builds.values(), *queues.values(), *reviews.values())


async def variants(http: Http, offer: Offer) -> tuple[Offer, ...]:
    """Return a repository's branches (GET /repos/{owner}/{repo}/branches), the one it was offered with first."""
    options = dict(offer.options)
    repository, first = options.get("repository", ""), options.get("branch", "")
    if not NAME.fullmatch(repository) or offer.kind != BUILDS:
        return (offer,)
    found = await _listed(http, f"/repos/{repository}/branches", {"per_page": PAGE}, tuple[Branch, ...])
    names = dict.fromkeys(one.name for page in found for one in page if _may(one.name) and one.name != first)
    return (
        offer,
        *(
            msgspec.structs.replace(
                offer,
                options=(("repository", repository), ("branch", name)),
                detail="",
                likely=False,
            )
            for name in names
        ),
    )


async def _listed(http: Http, path: str, question: Mapping[str, str], shape: type[Shape]) -> list[Shape]:
    reply = await http.get(path, question)
    found = [decode(reply.body, shape, http.host)]
    while (following := next_page(reply.headers)) and len(found) < PAGES:
        if not http.own(following):
            raise NotUnderstood(f"{http.host} names a next page that is not its own.")
        reply = await http.get(following)
        found.append(decode(reply.body, shape, http.host))
    return found


def _offer(repository: Repository, now: datetime) -> Offer:
    pushed = f"pushed {age(now - repository.pushed_at)} ago" if repository.pushed_at else "nothing pushed yet"
    return Offer(
        kind=BUILDS,
        name=repository.full_name,
        options=(("repository", repository.full_name), ("branch", repository.default_branch)),
        detail=" · ".join(filter(None, ("private" if repository.private else "", pushed))),
    )


def _queue(repository: Repository) -> Offer:
    """Offer a repository's issues; GitHub counts what is proposed among them."""
    return Offer(
        kind="github.queue",
        name=f"{repository.full_name} issues",
        options=(("repository", repository.full_name),),
        detail=f"{repository.open_issues_count} open issues and pull requests",
    )


def _reviews(repository: Repository) -> Offer:
    """Offer a repository's pull requests, to be reviewed."""
    return Offer(
        kind="github.reviews",
        name=f"{repository.full_name} pull requests",
        options=(("repository", repository.full_name),),
        detail="those that wait for a review",
    )


def _may(branch: str) -> bool:
    return 0 < len(branch) <= BRANCH
