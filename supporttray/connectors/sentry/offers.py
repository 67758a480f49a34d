"""How a person comes to a Sentry token, whose it is, and which projects could be watched with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import msgspec

from supporttray.connectors import Holder, fact
from supporttray.core.setup import Introduction, Offer, Scope
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supporttray.connectors.sentry.service import Sentry

ORGANIZATIONS, PAGES = 10, 5  # whose projects are listed, and how many pages of each
USUAL = "production"
LIVE = (USUAL, "prod", "live")  # what people call it, the likeliest first
REGION = re.compile(r"(us|de)\.sentry\.io")
SLUG = re.compile(r"[\w.-]{1,100}")
PLACE = re.compile(r"[^/\n]{1,64}")
SCOPES = (
    Scope("org:read", "see your organisations, and how many errors come an hour"),
    Scope("project:read", "see your projects and their releases"),
    Scope("event:read", "see errors"),
)
OTHERS = {
    "sntrys_": "an organisation's token, which only sends releases",
    "ghp_": "a GitHub token",
    "github_pat_": "a GitHub token",
    "glpat-": "a GitLab token",
    "http": "an address (perhaps a DSN), no token",
}


def introduction(address: str) -> Introduction:
    """Return how a person makes a token of their own, by the page of the Sentry that is meant."""
    parts = urlsplit(address)
    web = "https://sentry.io" if REGION.fullmatch(parts.netloc) else f"{parts.scheme}://{parts.netloc}"
    return Introduction(
        kind="sentry",
        account="sentry",
        title="Sentry",
        address=address,
        steps=(
            "For a region write its address first: https://us.sentry.io or https://de.sentry.io; for a Sentry of your own https://HOST.",
            "Open Sentry's page for personal tokens and press Create New Token.",
            "Choose Read for Project, Issue & Event, and Organization; nothing else is needed.",
            "Press Create Token, copy it and paste it here. The token of an internal integration does as well.",
        ),
        url=f"{web}/settings/account/api/auth-tokens/",
        scopes=SCOPES,
    )


def unfit(token: str) -> str:
    """Say why a token cannot read, by its looks; empty if it may."""
    what = next((what for begin, what in OTHERS.items() if token.startswith(begin)), "")
    return f"This is {what}. Support Tray needs a personal token, which begins with sntryu_." if what else ""


async def holder(sentry: Sentry) -> Holder:
    """Say whose token it is, as far as Sentry tells it, and what it lacks. Raises a `ServiceError`."""
    await sentry.whoami()
    about = await _about(sentry)
    user, told = fact.part(about, "user"), fact.part(about, "auth").get("scopes")
    name = fact.words(user.get("name"), 100) or fact.words(user.get("username"), 100)
    lacks = tuple(one for one in SCOPES if not _has(told, one.name)) if isinstance(told, list) else ()
    return Holder(name or "somebody", sentry.http.host, lacks, person=bool(name))


async def offers(sentry: Sentry) -> tuple[Offer, ...]:
    """Return each organisation and its projects, their errors and their releases. Raises a `ServiceError`."""
    listed, _ = await sentry.several("/organizations/", (), most=1)
    slugs = [slug for one in listed if (slug := _slug(one))][:ORGANIZATIONS]
    whole = [one for slug in slugs for one in _offered(slug, "", "", "all projects")]
    single = [one for slug in slugs for one in await _projects(sentry, slug)]
    if len(single) == 2:  # the errors and the releases of the only project
        single = [msgspec.structs.replace(one, likely=True) for one in single]
    return (*single, *whole)


async def _projects(sentry: Sentry, organization: str) -> list[Offer]:
    path = f"/organizations/{quote(organization)}/projects/"
    listed, _ = await sentry.several(path, [("per_page", "100")], most=PAGES)
    seen = [one for one in listed if _slug(one) and one.get("hasAccess") is not False]
    mine = sorted(seen, key=lambda one: (one.get("isMember") is not True, _slug(one)))
    offered = (_offered(organization, _slug(one), _place(one), fact.words(one.get("platform"), 40)) for one in mine)
    return [one for pair in offered for one in pair]


def _offered(organization: str, project: str, place: str, detail: str) -> Iterator[Offer]:
    """Yield the errors and the releases of a project, or of all; errors in the environment that people use, as far as it is known."""
    name = f"{organization}/{project}" if project else organization
    options = (("organization", organization), ("project", project))
    where = (("environment", place),) if place and place != USUAL else ()
    told = " · ".join(filter(None, (detail, f"in {place}" if where else "")))
    yield Offer(kind="sentry.errors", name=f"{name} errors", options=(*options, *where), detail=told)
    yield Offer(kind="sentry.releases", name=f"{name} releases", options=options, detail=detail)


def _place(project: dict[str, Any]) -> str:
    """Return the environment in which a project is used; empty where it names none."""
    told = project.get("environments")
    names = [one for one in told if isinstance(one, str) and PLACE.fullmatch(one)] if isinstance(told, list) else []
    return next((one for one in (*LIVE, *names) if one in names), "")


def _slug(told: dict[str, Any]) -> str:
    slug = told.get("slug")
    return slug if isinstance(slug, str) and SLUG.fullmatch(slug) else ""


def _has(scopes: list[Any], wanted: str) -> bool:
    """Whether a scope is among those of a token; who may write may read."""
    what = wanted.partition(":")[0]
    return any(f"{what}:{may}" in scopes for may in ("read", "write", "admin"))


async def _about(sentry: Sentry) -> dict[str, Any]:
    """Return what Sentry's first page says of the token; its documentation does not tell of it, so it may say nothing."""
    try:
        return await sentry.one("/")
    except NotUnderstood:
        return {}
    except Refused as error:
        if error.missing == "credential":
            raise
        return {}
