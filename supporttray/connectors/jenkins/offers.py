"""How a person comes to a Jenkins token, whose it is, and which jobs and folders could be watched with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors import Holder
from supporttray.connectors.http import decode
from supporttray.connectors.jenkins import place
from supporttray.connectors.jenkins.body import BRANCHES, Job
from supporttray.core.setup import Introduction, Offer, Scope
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from supporttray.connectors.http import Http

MOST = 500  # jobs that are offered
SCOPES = (
    Scope("Overall/Read", "ask the server at all"),
    Scope("Job/Read", "see how builds ended, and their logs"),
    Scope("Job/Build", "run a job again", writes=True),
)


class Me(msgspec.Struct, frozen=True, rename="camel"):
    """GET /me."""

    id: str = ""
    full_name: str | None = None


def introduction(address: str) -> Introduction:
    """Return how a person makes a token on their own server."""
    return Introduction(
        kind="jenkins",
        account="jenkins",
        title="Jenkins",
        address=address,
        steps=(
            "First write the address of your Jenkins: that of its start page.",
            "Sign in there, open the menu at your name, then Security (on older ones Configure).",
            "Under API Token press Add new Token, give it a name, Generate, and copy it.",
            "Paste it here behind your user name and a colon: ada:11f0…",
        ),
        url=f"{address.rstrip('/')}/me/" if address else "",
        scopes=SCOPES,
        admin="A token may do what its person may; some servers let only some people make one.",
    )


def unfit(token: str) -> str:
    """Say why it is no user name and token; empty if it may be."""
    name, colon, secret = token.partition(":")
    if colon and name and secret:
        return ""
    return "Jenkins wants a user name and a token with a colon between them, such as ada:11f0…"


async def person(http: Http) -> tuple[str, str]:
    """Return a person's name and the server's version. Raises a `ServiceError`."""
    reply = await http.get("/me/api/json", {"tree": "id,fullName"})
    version = shorten(reply.headers.get("x-jenkins", ""), 40)
    if not version:
        raise NotUnderstood(f"{http.host} does not answer as a Jenkins does.", "Check the address in the config.")
    me = decode(reply.body, Me, http.host)
    return shorten(me.full_name or me.id, 100), version


async def holder(http: Http) -> Holder:
    """Say whose token it is. Raises a `ServiceError`."""
    return Holder((await person(http))[0], http.host)


async def offers(http: Http) -> tuple[Offer, ...]:
    """Return the whole server, then what lies at its top: folders and jobs. Raises a `ServiceError`."""
    tree = f"jobs[name,color,jobs[name]]{{0,{MOST}}}"
    found = decode((await http.get("/api/json", {"tree": tree})).body, Job, http.host).jobs or ()
    fit = [one for one in found if one.name and not one.off]
    every = Offer(kind="jenkins.builds", name="all jobs", options=(("job", ""),), detail=http.host)
    return (every, *(_offer(http, one) for one in fit))


def _offer(http: Http, job: Job) -> Offer:
    inside = len(job.jobs or ())
    many = f"{inside} {'branch' if BRANCHES in job.kind else 'job'}{'' if inside == 1 else 'es' if BRANCHES in job.kind else 's'}"
    return Offer(
        kind="jenkins.builds",
        name=shorten(job.name, 100),
        options=(("job", job.name),),
        detail=many if job.jobs is not None else "",
        url=place.page(http, place.path(job.name), "/"),
    )
