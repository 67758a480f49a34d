"""`jira.tickets`: the issues of a project that changed, as tickets; of Jira Service Management as of any other.

Dates in JQL are those of the user's own zone; so many minutes ago is the same in all. They go on while a list is read page by page, so a look asks
for some minutes more than it wants, and begins its list anew where it took longer than these. Who opened an issue is not taken.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from supporttray.connectors import fact, letter, scan
from supporttray.connectors.http import decode, web
from supporttray.connectors.jira.search import Search
from supporttray.connectors.jira.told import told
from supporttray.connectors.scan import Page
from supporttray.core.release.ticket import Ticket
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.connectors import Answer
    from supporttray.connectors.http import Http
    from supporttray.connectors.jira.service import Jira
    from supporttray.connectors.scan import Scan

WANTED = [
    *("summary", "status", "created", "updated", "resolution", "priority", "labels", "components", "project"),
    *("description", "issuelinks"),
]
SLACK = timedelta(minutes=10)  # that a list may take to be read
BACK = 10  # issues of a page that a data centre is asked for again: one that went meanwhile moves the others on
LABELS = 20
DUPLICATE = "dup"  # in the names of a resolution and of a link, in most languages


class Issues(msgspec.Struct, frozen=True):
    """A page of issues."""

    issues: tuple[dict[str, Any], ...] = ()


class JiraTickets:
    """The issues of one project, as what customers tell."""

    kind: ClassVar[str] = "jira.tickets"
    service: ClassVar[str] = "jira"
    every: ClassVar[timedelta] = scan.EVERY
    calm: ClassVar[timedelta] = scan.CALM

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `jira.tickets` watch."""

        project: Annotated[
            str,
            msgspec.Meta(
                title="Project", description="Its key", pattern=r"^[A-Za-z][A-Za-z0-9_]{1,30}$", examples=["SUP"]
            ),
        ]
        filter: Annotated[
            str,
            msgspec.Meta(
                title="Filter",
                description="More in Jira's own language (JQL), without ORDER BY",
                max_length=4000,
                examples=["type = Incident"],
            ),
        ] = ""
        history: scan.History = 42

        def __post_init__(self) -> None:
            """Refuse an order: the look has its own."""
            if "order by" in " ".join(self.filter.casefold().split()):
                raise ValueError("the filter may have no ORDER BY")

    def __init__(self, options: Options, service: Jira, me: str) -> None:  # noqa: ARG002  tickets are everybody's
        self._options = options
        self._jira = service
        service.desks.add(options.project.upper())
        more = f" AND ({options.filter.strip()})" if options.filter.strip() else ""
        self._where = f'project = "{options.project}"{more}'
        self._search = Search(service, self._where, options.project)
        self._base = ""

    @property
    def http(self) -> Http:
        """The way to it."""
        return self._jira.http

    async def fetch(self, memory: bytes, now: datetime) -> Answer:
        """Read the next page. Raises a `ServiceError`."""
        return await scan.look(self, memory, self._options.history, now)

    async def ready(self) -> None:
        """Ask which Jira it is."""
        self._base = ((await self._jira.server()).base_url or self.http.address).rstrip("/")

    async def page(self, scan: Scan, now: datetime) -> Page:
        """Read a page of what changed; `follow` is how many minutes back the list goes, and its own word for the next page."""
        moment = now + (self.http.skew or timedelta(0))
        late = bool(scan.since and scan.begun and moment - scan.begun > SLACK)
        minutes, _, place = ("" if late else scan.follow).partition(" ")
        since = int(minutes) if minutes.isdecimal() else _minutes(moment - (scan.floor or moment))
        jql = f"{self._where} AND updated >= -{since}m ORDER BY created DESC"
        tickets, following = await self._asked(jql, WANTED, place)
        return Page(tickets=tickets, follow=f"{since} {following}" if following else "")

    async def newest(self) -> tuple[Ticket, ...]:
        """List the newest issues. Where there is none, ask whether the project may be seen at all."""
        tickets, _ = await self._asked(f"{self._where} ORDER BY created DESC", ["created"], "")
        if not tickets:
            await self._search.nothing()
        return tickets

    async def single(self, known: Ticket) -> Ticket:
        """Ask for one that is listed no more, wherever it is now: its id stays."""
        try:
            body = await self._jira.issue(scan.id_of(known), "fields=project")
        except Refused as error:
            if error.missing == "credential":
                raise
            return scan.gone(known, "It was deleted, or may not be seen any more.")
        key = fact.words(decode(body, dict[str, Any], self.http.host).get("key"), 60)
        project = key.rpartition("-")[0].upper()
        return known if not project or project in self._jira.desks else scan.gone(known, f"It was moved to {key}.")

    async def _asked(self, jql: str, fields: list[str], place: str) -> tuple[tuple[Ticket, ...], str]:
        """Ask for a page; return its tickets and where the next one begins."""
        body, following = await self._search.ask(jql, fields, scan.NEWEST, place)
        issues = decode(body, Issues, self.http.host).issues
        if following.isdecimal() and not await self._jira.cloud():
            following = str(max(int(place or 0) + 1, int(following) - BACK))
        tickets = tuple(one for issue in issues if (one := self._ticket(issue)))
        if issues and not tickets:
            raise NotUnderstood(f"{self.http.host} lists issues in a form that is not understood.")
        return tickets, following

    def _ticket(self, issue: dict[str, Any]) -> Ticket | None:
        """Return an issue as a ticket; None where it does not say when it came."""
        one = fact.part(issue, "fields")
        number, key, at = fact.id_of(issue.get("id")), fact.words(issue.get("key"), 60), fact.moment(one.get("created"))
        if not number.isdecimal() or at is None:
            return None
        status, summary = fact.part(one, "status"), one.get("summary")
        duplicate = DUPLICATE in fact.words(fact.part(one, "resolution").get("name"), 60).casefold()
        parts = ", ".join(_names(one.get("components")))
        return Ticket(
            key=f"ticket:{self.http.host}/{number}",
            name=key,
            title=letter.subject(summary) if isinstance(summary, str) else "",
            url=web(f"{self._base}/browse/{key}"),
            at=at,
            changed=fact.moment(one.get("updated")),
            text=letter.body(told(one.get("description"))),
            status=fact.words(status.get("name"), 60),
            over=fact.part(status, "statusCategory").get("key") == "done" or bool(fact.part(one, "resolution")),
            priority=fact.words(fact.part(one, "priority").get("name"), 60),
            product=parts[:100] or fact.words(fact.part(one, "project").get("name"), 100),
            labels=_words(one.get("labels")),
            gone=f"It is a duplicate of {_original(one) or 'another one'}." if duplicate else "",
        )


def _minutes(span: timedelta) -> int:
    """Return how many minutes ago a list begins: some more than is wanted."""
    return max(1, math.ceil((span + SLACK + scan.ASTRAY) / timedelta(minutes=1)))


def _original(one: dict[str, Any]) -> str:
    """Return the key of the issue that this one duplicates, as their link says; empty where there is none."""
    links = (link for link in fact.things(one.get("issuelinks")) if _duplicates(fact.part(link, "type")))
    return next(filter(None, (fact.words(fact.part(link, "outwardIssue").get("key"), 60) for link in links)), "")


def _duplicates(kind: dict[str, Any]) -> bool:
    return DUPLICATE in fact.words(kind.get("name"), 60).casefold()


def _names(value: object) -> Iterator[str]:
    return filter(None, (fact.words(one.get("name"), 60) for one in fact.things(value)))


def _words(value: object) -> tuple[str, ...]:
    words = (fact.words(one, 50) for one in (value if isinstance(value, list) else ()))
    return tuple(filter(None, words))[:LABELS]
