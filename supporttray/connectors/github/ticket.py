"""`github.tickets`: the issues of a repository as tickets: those that changed (docs.github.com/rest/issues, `since` goes by the last change).

The first page is asked with the validators of the last look: as long as nothing changes it costs nothing. Who opened an issue is not taken.
A pull request is no ticket; one that was closed as a duplicate or as not planned is none of its own any more.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from supporttray.connectors import fact, letter, scan
from supporttray.connectors.github.repository import NAMED
from supporttray.connectors.github.write import takes_issues
from supporttray.connectors.http import decode, web
from supporttray.connectors.link import next_page
from supporttray.connectors.scan import Page
from supporttray.connectors.task import own
from supporttray.core.release.ticket import Ticket
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from supporttray.connectors import Answer
    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.github.service import GitHub
    from supporttray.connectors.http import Http
    from supporttray.connectors.scan import Scan

GONE = {"duplicate": "It is a duplicate of another one.", "not_planned": "It was closed: nothing is planned."}
LABELS = 20
ORDER = {"state": "all", "sort": "created", "direction": "desc", "per_page": "100"}
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)  # what a template tells whoever opens an issue
_PRIORITY = re.compile(r"(?:priority\s*(?:::?|/)\s*(\S.*)|(p[0-4]))", re.IGNORECASE)
_PRODUCT = re.compile(r"(?:product|component|area)\s*(?:::?|/)\s*(\S.*)", re.IGNORECASE)


class GithubTickets:
    """The issues of one repository, as what customers tell."""

    kind: ClassVar[str] = "github.tickets"
    service: ClassVar[str] = "github"
    every: ClassVar[timedelta] = scan.EVERY
    calm: ClassVar[timedelta] = scan.CALM

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `github.tickets` watch."""

        repository: Annotated[
            str,
            msgspec.Meta(
                title="Repository",
                description="owner/name",
                pattern=NAMED,
                examples=["acme/support"],
            ),
        ]
        labels: Annotated[
            tuple[Annotated[str, msgspec.Meta(pattern=r"^[^,]{1,50}$")], ...],
            msgspec.Meta(
                title="Labels", description="Only issues that have all of these", max_length=10, examples=[["customer"]]
            ),
        ] = ()
        history: scan.History = 42

    def __init__(self, options: Options, service: GitHub, me: str) -> None:  # noqa: ARG002  tickets are everybody's
        self._options = options
        self._http = service.http
        self._address = f"/repos/{options.repository}/issues"
        self._asked = ORDER | ({"labels": ",".join(options.labels)} if options.labels else {})

    @property
    def http(self) -> Http:
        """The way to it."""
        return self._http

    async def fetch(self, memory: bytes, now: datetime) -> Answer:
        """Read the next page. Raises a `ServiceError`."""
        try:
            return await scan.look(self, memory, self._options.history, now)
        except Refused as error:
            if error.missing == "name":
                await takes_issues(self._http, self._options.repository)
            raise

    async def ready(self) -> None:
        """Ask nothing: GitHub's dates are in UTC."""

    async def page(self, scan: Scan, now: datetime) -> Page:
        """Read a page of what changed."""
        if scan.follow:
            return self._page(await self._http.get(own(self._http, scan.follow)), now)
        since = {"since": f"{scan.floor:%Y-%m-%dT%H:%M:%SZ}"} if scan.floor else {}
        reply = await self._http.get(self._address, self._asked | since, if_none_match=scan.etag)
        return Page(etag=scan.etag) if reply.unchanged else self._page(reply, now)

    async def newest(self) -> tuple[Ticket, ...]:
        """List the newest issues."""
        reply = await self._http.get(self._address, self._asked)
        return tuple(one for told in self._told(reply) if (one := self._ticket(told)))

    async def single(self, known: Ticket) -> Ticket:
        """Ask for one that is listed no more: one that was moved is found where it is now."""
        number = scan.id_of(known)
        try:
            reply = await self._http.get(f"{self._address}/{number}")
        except Refused as error:
            if error.missing != "name":
                raise
            return scan.gone(known, "It was deleted, or moved to where you may not see it.")
        told = decode(reply.body, dict[str, Any], self._http.host)
        if told.get("pull_request") is not None:
            return scan.gone(known, "It is a pull request.")
        home = fact.words(told.get("repository_url"), 300).partition("/repos/")[2]
        if home and home.casefold() != self._options.repository.casefold():
            return scan.gone(known, f"It was moved to {home}#{fact.id_of(told.get('number'))}.")
        worn = {name.casefold() for name in _labels(told)}
        lost = [one for one in self._options.labels if one.casefold() not in worn]
        return scan.gone(known, f"It has no label {lost[0]} any more.") if lost else known

    def _page(self, reply: Reply, now: datetime) -> Page:
        tickets = tuple(one for told in self._told(reply) if (one := self._ticket(told)))
        soon = now + timedelta(days=1)
        kept = tuple(one if one.at <= soon else msgspec.structs.replace(one, at=soon) for one in tickets)
        return Page(tickets=kept, follow=next_page(reply.headers), etag=reply.headers.get("etag", ""))

    def _told(self, reply: Reply) -> list[dict[str, Any]]:
        """Return the issues of a list, without pull requests."""
        told = decode(reply.body, list[Any], self._http.host)
        issues = [one for one in fact.things(told) if fact.id_of(one.get("number")).isdecimal()]
        if told and not issues:
            raise NotUnderstood(f"{self._http.host} lists issues without numbers.")
        return [one for one in issues if one.get("pull_request") is None]

    def _ticket(self, told: dict[str, Any]) -> Ticket | None:
        """Return an issue as a ticket; None where it does not say when it came."""
        at, number = fact.moment(told.get("created_at")), fact.id_of(told.get("number"))
        if at is None:
            return None
        labels, reason = _labels(told), fact.words(told.get("state_reason"), 40)
        closed = told.get("state") == "closed"
        title, text = told.get("title"), told.get("body")
        return Ticket(
            key=f"ticket:{self._http.host}/{self._options.repository}/{number}",
            name=f"{self._options.repository}#{number}",
            title=letter.subject(title) if isinstance(title, str) else "",
            url=web(told["html_url"]) if isinstance(told.get("html_url"), str) else "",
            at=at,
            changed=fact.moment(told.get("updated_at")),
            text=letter.body(_COMMENT.sub(" ", text)) if isinstance(text, str) else "",
            status=fact.words(told.get("state"), 40),
            over=closed,
            priority=_field(_PRIORITY, labels),
            product=_field(_PRODUCT, labels),
            labels=labels,
            gone=GONE.get(reason, "") if closed else "",
        )


def _labels(told: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of an issue's labels; an old server tells the names alone."""
    given = told.get("labels")
    names = (one.get("name") if isinstance(one, dict) else one for one in (given if isinstance(given, list) else ()))
    return tuple(shorten(name, 50) for name in names if isinstance(name, str) and name)[:LABELS]


def _field(pattern: re.Pattern[str], labels: tuple[str, ...]) -> str:
    """Return what a label such as `priority: high` or `area/checkout` says; the first one counts."""
    found = next((one for label in labels if (one := pattern.fullmatch(label))), None)
    return next(filter(None, found.groups()), "") if found else ""
