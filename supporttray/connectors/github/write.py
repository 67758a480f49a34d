"""What is made in a person's name: issues here, comments and repeated runs beside it.

The text stands in a fence that it cannot leave, and a mark that nobody sees finds it again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.http import decode, web
from supporttray.connectors.link import next_page
from supporttray.connectors.task import EARLIER, PAGES, cut, link, made, own
from supporttray.core.deed import Receipt, Verb
from supporttray.core.text import plain, shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.http import Http
    from supporttray.core.deed import Deed

TITLE = 250  # characters; GitHub takes 256
TEXT = 60_000  # characters; GitHub takes 65,536 of a body
_TICKS = re.compile("`+")


class Permissions(msgspec.Struct, frozen=True):
    """What this person may do in a repository."""

    push: bool = False
    triage: bool = False


class Home(msgspec.Struct, frozen=True):
    """GET /repos/{owner}/{repo}: what decides whether an issue can be made there."""

    full_name: str
    has_issues: bool = True
    archived: bool = False
    permissions: Permissions | None = None


class Issue(msgspec.Struct, frozen=True):
    """An issue as we look for our own."""

    number: int
    html_url: str = ""
    body: str | None = None


class Login(msgspec.Struct, frozen=True):
    """GET /user."""

    login: str


async def write(http: Http, deed: Deed, key: str) -> Receipt:
    """Make an issue (POST /repos/{owner}/{repo}/issues). Raises a `ServiceError`."""
    value: dict[str, object] = {"title": shorten(deed.title, TITLE), "body": body(deed, key)}
    if deed.labels:
        value["labels"] = list(deed.labels)
    reply = await http.tell(f"/repos/{deed.place}/issues", value)
    return _receipt(made(reply.body, Issue, http.host))


async def find(http: Http, deed: Deed, key: str, since: datetime) -> Receipt | None:
    """Look for my issue that ends with the mark. Raises a `ServiceError`, `Refused` where there is too much to look through."""
    me = decode((await http.get("/user")).body, Login, http.host).login
    query = {"creator": me, "state": "all", "sort": "created", "direction": "desc", "per_page": "100"}
    query["since"] = f"{since - EARLIER:%Y-%m-%dT%H:%M:%SZ}"
    reply = await http.get(f"/repos/{deed.place}/issues", query)
    for _ in range(PAGES):
        for one in decode(reply.body, tuple[Issue, ...], http.host):
            if (one.body or "").rstrip().endswith(mark(key)):
                return _receipt(one)
        following = next_page(reply.headers)
        if not following:
            return None
        reply = await http.get(own(http, following))
    raise Refused(
        "So many issues were made there that they cannot be looked through.", "Look in GitHub.", missing="issue"
    )


async def may(http: Http, deed: Deed) -> None:
    """Raise `Refused` where an issue cannot be made, with the reason."""
    if deed.verb is not Verb.CREATE:
        raise Refused(
            "GitHub takes issues from us, comments and repeated builds.", "Choose another service.", missing="ability"
        )
    may_do = (await takes_issues(http, deed.place)).permissions
    if deed.labels and may_do and not (may_do.push or may_do.triage):  # they would be left out without a word
        phrase = f"You may not set labels in {deed.place}, and without them the task is not in the queue."
        hint = "Ask for the triage role there, or take the labels out of [queue] in the config."
        raise Refused(phrase, hint, missing="labels")


async def takes_issues(http: Http, place: str) -> Home:
    """Return a repository. Raise `Refused` where it takes no issues, in words that say why."""
    try:
        home = decode((await http.get(f"/repos/{place}")).body, Home, http.host)
    except Refused as error:
        if error.missing != "name":
            raise
        hint = "Check its name in the config, and that your token may see it."
        raise Refused(f"{http.host} knows no repository {place}.", hint, missing="name") from None
    if home.full_name.casefold() != place.casefold():
        hint = "Write its new name into the config."
        raise Refused(f"{place} is called {plain(home.full_name)} now.", hint, missing="name")
    if home.archived:
        raise Refused(f"{place} is archived: nothing can be added there.", "Choose another place.", missing="name")
    if not home.has_issues:
        hint = "Switch them on in the repository's settings, or choose another place."
        raise Refused(f"{place} has its issues switched off.", hint, missing="name")
    return home


def body(deed: Deed, key: str) -> str:
    """Return an issue's Markdown: the text as it is, where it was asked, and the mark.

    In a fence that is longer than any run of backticks in the text nothing ends it, and no @name or #number in it calls anybody.
    """
    asked = f"<{link(deed)}>" if link(deed) else ""
    return "\n\n".join(part for part in (fenced(cut(deed.text, TEXT)), asked, mark(key)) if part)


def fenced(text: str) -> str:
    """Return a text in a fence that is longer than any run of backticks in it."""
    fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    return f"{fence}text\n{text}\n{fence}"


def mark(key: str) -> str:
    """Return the comment by which an issue is known again."""
    return f"<!-- supporttray:{key} -->"


def _receipt(issue: Issue) -> Receipt:
    return Receipt(str(issue.number), web(issue.html_url))
