"""How a person comes to a Rollbar token, and what could be watched with it: one project, whose name nobody tells."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from supporttray.connectors import Holder
from supporttray.core.setup import Introduction, Offer, Scope

if TYPE_CHECKING:
    from supporttray.connectors.rollbar.service import Rollbar

SCOPES = (Scope("read", "see a project's errors, how many come an hour, and what went live"),)
PAGE = "https://rollbar.com"  # people's own page of the usual address
OTHERS = {
    "sntry": "a Sentry token",
    "ghp_": "a GitHub token",
    "github_pat_": "a GitHub token",
    "glpat-": "a GitLab token",
    "http": "an address",
}


def introduction(address: str) -> Introduction:
    """Return how a person gets a token of a project."""
    parts = urlsplit(address)
    return Introduction(
        kind="rollbar",
        account="rollbar",
        title="Rollbar",
        address=address,
        steps=(
            "Open your project at Rollbar, then Settings, Project Access Tokens.",
            "Create a token with the scope read alone; those that are there already only send errors.",
            "Copy it at once, as Rollbar shows it only then, and paste it here.",
            "A token sees one project. For a second one write another service into the config: it has a page of its own then.",
        ),
        url=PAGE if parts.netloc == "api.rollbar.com" else f"{parts.scheme}://{parts.netloc}",
        scopes=SCOPES,
        admin="Who may not see the project's settings asks somebody who owns it for a token.",
    )


def unfit(token: str) -> str:
    """Say why a token cannot be a project's, by its looks; empty if it may be."""
    what = next((what for begin, what in OTHERS.items() if token.startswith(begin)), "")
    return f"This is {what}. Support Tray needs a project access token of Rollbar with the scope read." if what else ""


async def holder(rollbar: Rollbar) -> Holder:
    """Try the token: it is a project's, and nobody's. Raises a `ServiceError`."""
    await rollbar.whoami()
    return Holder("one project", rollbar.http.host, person=False)


async def offers(rollbar: Rollbar) -> tuple[Offer, ...]:
    """Return the errors and the deploys of the project. Raises a `ServiceError`."""
    await rollbar.whoami()
    errors = Offer(kind="rollbar.errors", name="Rollbar errors", options=(), detail="those of production", likely=True)
    deploys = Offer(kind="rollbar.deploys", name="Rollbar deploys", options=(), detail="what went live", likely=True)
    return errors, deploys
