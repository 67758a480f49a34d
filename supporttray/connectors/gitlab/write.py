"""What a person lets the app do in GitLab: run the failed jobs of a pipeline again, and remark on a merge request or an issue.

A remark stands in a fence that its text cannot leave: no name in it calls anybody, no line is a quick action. A mark that nobody sees
finds it again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.gitlab import reading
from supporttray.connectors.gitlab.api import PAGE, Pipeline, Token, home, pages
from supporttray.connectors.gitlab.attempt import attempts
from supporttray.connectors.http import decode, web
from supporttray.connectors.task import EARLIER, PAGES, cut, link, made
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.errors import Refused, ServiceError

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.http import Http

TEXT = 100_000  # characters; GitLab takes 1,000,000 of a note
LINKS = 5  # of the text that can be clicked below it
RETRIED = frozenset({"created", "waiting_for_resource", "preparing", "waiting_for_callback", "pending", "running"})
API = "api"  # the scope that may write
_TICKS = re.compile("`+")
_URL = re.compile(r"https?://[^\s<>\"'`)\]}]+")
_PLACE = re.compile(r"(?P<project>[\w./-]+)(?P<sign>[!#])(?P<number>\d{1,12})")
ABLE = frozenset({Verb.RERUN, Verb.COMMENT, Verb.STAGE, Verb.ASK})
_KINDS = {"!": "merge_requests", "#": "issues"}


class Request(msgspec.Struct, frozen=True):
    """A merge request or an issue, as far as it decides whether it takes a remark."""

    web_url: str = ""
    discussion_locked: bool | None = None


class Note(msgspec.Struct, frozen=True):
    """A remark; what GitLab itself notes there is `system`."""

    id: int
    body: str | None = None
    system: bool = False
    created_at: str = ""


async def write(http: Http, deed: Deed, key: str) -> Receipt:
    """Do it. Raises a `ServiceError`."""
    if deed.verb is Verb.RERUN:
        reply = await http.tell(f"{_pipeline(deed)}/retry", {})
        return _begun(made(reply.body, Pipeline, http.host))
    path, page = _request(deed), await _page(http, deed)
    reply = await http.tell(f"{path}/notes", {"body": body(deed, key)})
    return _receipt(made(reply.body, Note, http.host), page)


async def find(http: Http, deed: Deed, key: str, since: datetime) -> Receipt | None:
    """Look whether the pipeline runs or was run once more; or for my remark, by its mark. Raises a `ServiceError`."""
    if deed.verb is Verb.RERUN:
        return await _run_again(http, deed)
    path, page = _request(deed), await _page(http, deed)
    query = {"order_by": "created_at", "sort": "desc", "per_page": PAGE}
    earliest = f"{since - EARLIER:%Y-%m-%dT%H:%M:%S}"
    async for reply in pages(http, f"{path}/notes", query, PAGES):
        notes = decode(reply.body, tuple[Note, ...], http.host)
        for one in notes:
            if not one.system and (one.body or "").rstrip().endswith(mark(key)):
                return _receipt(one, page)
        if notes and notes[-1].created_at[:19] < earliest:
            return None
    return None


async def may(http: Http, deed: Deed) -> None:
    """Raise `Refused` where it cannot be done, with the reason."""
    if deed.verb not in ABLE:
        phrase = "GitLab runs jobs again for us, takes remarks, and brings issues and reviews on; nothing else."
        raise Refused(phrase, "Choose another service.", missing="ability")
    scopes = await told_scopes(http)
    if scopes is not None and API not in scopes:
        hint = "Make a token with the scope api, and set it: `supporttray secrets set`."
        raise Refused("The token may only read.", hint, missing=API)
    if deed.verb is Verb.RERUN:
        await http.get(_pipeline(deed))
    elif deed.verb is Verb.COMMENT:
        await _unlocked(http, deed)


async def _unlocked(http: Http, deed: Deed) -> None:
    reply = await http.get(_request(deed))
    if decode(reply.body, Request, http.host).discussion_locked:
        hint = "Tell its author in another way."
        raise Refused(f"The discussion of {deed.place} is locked.", hint, missing="permission")


async def told_scopes(http: Http) -> tuple[str, ...] | None:
    """Return what a token may do; None where GitLab does not tell. Raises a `ServiceError`, but for that."""
    try:
        reply = await http.get("/personal_access_tokens/self")
    except Refused as error:  # from 15.5 on; before that, and for an app's token, it is not there
        if error.missing == "credential":
            raise
        return None
    return decode(reply.body, Token, http.host).scopes


def body(deed: Deed, key: str) -> str:
    """Return a remark: the text in a fence longer than any in it, the addresses in it to be clicked, and the mark."""
    text = cut(deed.text, TEXT)
    fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    found = dict.fromkeys(one.rstrip(".,;:!?") for one in (deed.link, *_URL.findall(text)) if one)
    safe = [url for one in found if (url := link(msgspec.structs.replace(deed, link=one)))][:LINKS]
    return "\n\n".join((f"{fence}text\n{text}\n{fence}", *(f"<{url}>" for url in safe), mark(key)))


def mark(key: str) -> str:
    """Return the comment by which a remark is known again."""
    return f"<!-- supporttray:{key} -->"


async def _run_again(http: Http, deed: Deed) -> Receipt | None:
    """Return the pipeline where it runs, or was tried more often than when it was asked for."""
    reply = await http.get(_pipeline(deed))
    now = decode(reply.body, Pipeline, http.host)
    if now.status in RETRIED:
        return _begun(now)
    tries = attempts(await reading.jobs_of(http, f"{home(deed.place)}/pipelines", deed.message))
    return _begun(now) if len(tries) > _number(deed.text) else None


async def _page(http: Http, deed: Deed) -> str:
    """Return the page of a merge request; what goes wrong here wrote nothing."""
    try:
        reply = await http.get(_request(deed))
        return web(decode(reply.body, Request, http.host).web_url)
    except ServiceError as error:
        error.maybe = False
        raise


def _pipeline(deed: Deed) -> str:
    return f"{home(deed.place)}/pipelines/{_number(deed.message)}"


def _request(deed: Deed) -> str:
    found = _PLACE.fullmatch(deed.place)
    if found is None:
        hint = "They are named like acme/shop!17 and acme/shop#17."
        raise Refused(f"{deed.place} is no merge request and no issue.", hint, missing="name")
    return f"{home(found['project'])}/{_KINDS[found['sign']]}/{found['number']}"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _begun(one: Pipeline) -> Receipt:
    return Receipt(str(one.id), web(one.web_url))


def _receipt(one: Note, page: str) -> Receipt:
    return Receipt(str(one.id), f"{page}#note_{one.id}" if page else "")
