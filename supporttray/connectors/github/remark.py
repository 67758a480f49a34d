"""A comment on a pull request or an issue (POST …/issues/{number}/comments): nothing in it calls anybody but those who were chosen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.github.permission import worded
from supporttray.connectors.github.write import TEXT, fenced, mark
from supporttray.connectors.http import decode, web
from supporttray.connectors.link import next_page
from supporttray.connectors.task import EARLIER, PAGES, address, cut, made, own
from supporttray.core.deed import Receipt
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.http import Http
    from supporttray.core.deed import Deed

LINKS = 5
SCOPES = "Pull requests: read and write” or “Issues: read and write"
LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")
_ISSUE = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}#[1-9]\d{0,9}", re.ASCII)
_LINK = re.compile(r"https?://[^\s<>\"'`]+")


class Comment(msgspec.Struct, frozen=True):
    """A comment as we look for our own."""

    id: int
    html_url: str = ""
    body: str | None = None


class Place(msgspec.Struct, frozen=True):
    """An issue or a pull request (to GitHub that is one, too), as far as it matters for a comment."""

    number: int
    locked: bool = False


async def write(http: Http, deed: Deed, key: str) -> Receipt:
    """Write it. Raises a `ServiceError`."""
    try:
        reply = await http.tell(f"{_address(deed)}/comments", {"body": body(deed, key)})
    except Refused as error:
        raise worded(error, "comment there", SCOPES) from None
    return _receipt(made(reply.body, Comment, http.host))


async def find(http: Http, deed: Deed, key: str, since: datetime) -> Receipt | None:
    """Look for the comment that ends with the mark. Raises a `ServiceError`."""
    query = {"since": f"{since - EARLIER:%Y-%m-%dT%H:%M:%SZ}", "per_page": "100"}
    reply = await http.get(f"{_address(deed)}/comments", query)
    for _ in range(PAGES):
        for one in decode(reply.body, tuple[Comment, ...], http.host):
            if (one.body or "").rstrip().endswith(mark(key)):
                return _receipt(one)
        following = next_page(reply.headers)
        if not following:
            return None
        reply = await http.get(own(http, following))
    raise Refused("So much was written there that it cannot be looked through.", "Look in GitHub.", missing="comment")


async def may(http: Http, deed: Deed) -> None:
    """Raise `Refused` where nothing can be written, with the reason."""
    try:
        place = decode((await http.get(_address(deed))).body, Place, http.host)
    except Refused as error:
        raise worded(error, f"see {deed.place}", SCOPES) from None
    if place.locked:
        raise Refused(f"{deed.place} is locked: nobody can comment there.", "Write to the author.", missing="place")


def body(deed: Deed, key: str) -> str:
    """Return a comment's Markdown: the text in a fence that it cannot leave; below it its links, and who is called."""
    text = cut(deed.text, TEXT)
    links = list(dict.fromkeys(found.rstrip(".,;:!?)]}") for found in _LINK.findall(text)))[:LINKS]
    called = [f"@{login}" for name, login in deed.people if f"@{name}" in text and LOGIN.fullmatch(login)]
    parts = (fenced(text), "\n".join(f"<{address(link)}>" for link in links if address(link)), " ".join(called))
    return "\n\n".join(part for part in (*parts, mark(key)) if part)


def answering(deed: Deed) -> Deed:
    """Return an answer to an issue as a comment under it. Raises `Refused` where it names none."""
    if not _ISSUE.fullmatch(deed.message):
        raise Refused(f"{deed.message} is no issue of a repository.", "Name it as owner/name#12.", missing="name")
    return msgspec.structs.replace(deed, place=deed.message, message="")


def _address(deed: Deed) -> str:
    repository, _, number = deed.place.partition("#")
    return f"/repos/{repository}/issues/{number}"


def _receipt(comment: Comment) -> Receipt:
    return Receipt(str(comment.id), web(comment.html_url))
