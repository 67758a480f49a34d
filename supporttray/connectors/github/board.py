"""The board (Projects, v2) whose order QA keeps: read page by page over GraphQL, and only as often as that is cheap.

docs.github.com/graphql: `projectV2.items` in the order of their positions, 100 a page; a classic token wants the scope read:project, a
fine-grained one the organization's permission "Projects". There is nothing conditional: of 2,000 issues a reading takes 20 requests.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec

from supporttray.connectors.github.graphql import asked
from supporttray.connectors.github.place import NOWHERE, Place, ranked
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from supporttray.connectors.http import Http

Told = TypeVar("Told")
PAUSE = timedelta(minutes=5)  # between two readings
SOON = timedelta(minutes=1)  # where an issue has changed
PAGES = 50
QUERY = """query($owner: String!, $number: Int!, $after: String) {
  repositoryOwner(login: $owner) { ... on ProjectV2Owner { projectV2(number: $number) {
    items(first: 100, after: $after, orderBy: {field: POSITION, direction: ASC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        isArchived
        content { ... on Issue { number repository { nameWithOwner } } }
        fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue { name } }
      }
    }
  } } }
}"""


class Repository(msgspec.Struct, frozen=True, rename="camel"):
    """Where an issue is."""

    name_with_owner: str


class Content(msgspec.Struct, frozen=True):
    """What stands on the board; a draft and a pull request have nothing of it."""

    number: int = 0
    repository: Repository | None = None


class Value(msgspec.Struct, frozen=True):
    """What the column is called."""

    name: str = ""


class Node(msgspec.Struct, frozen=True, rename="camel"):
    """An item."""

    content: Content | None = None
    field_value_by_name: Value | None = None
    is_archived: bool = False


class PageInfo(msgspec.Struct, frozen=True, rename="camel"):
    """Whether there is more."""

    has_next_page: bool = False
    end_cursor: str | None = None


class Items(msgspec.Struct, frozen=True, rename="camel"):
    """A page of the board; what may not be seen is null."""

    nodes: tuple[Node | None, ...] = ()
    page_info: PageInfo = PageInfo()


class Project(msgspec.Struct, frozen=True):
    """The board."""

    items: Items


class Owner(msgspec.Struct, frozen=True, rename={"project": "projectV2"}):
    """Whose it is."""

    project: Project | None = None


class Data(msgspec.Struct, frozen=True, rename={"owner": "repositoryOwner"}):
    """What the query answers."""

    owner: Owner | None = None


class Board:
    """One board as it was read last; watches of one account share it, so that their ranks can be compared."""

    def __init__(self, http: Http, owner: str, number: int) -> None:
        self._http = http
        self._owner, self._number = owner, number
        self._read_at: datetime | None = None
        self._places: dict[str, Place] = {}
        self._missed: frozenset[str] = frozenset()
        self._found: dict[str, str] = {}  # the columns, in the order, of the reading that is under way
        self._cursor: str | None = None

    def place(self, name: str) -> Place:
        """Return where an issue stands (`acme/support#12`)."""
        return self._places.get(name.casefold(), NOWHERE)

    async def read(self, now: datetime, most: int, *, soon: bool = False) -> int:
        """Read on where it is time, so many pages at the most, and return how many were. The first time all are. Raises a `ServiceError`."""
        first = self._read_at is None
        if not first and self._cursor is None and now - (self._read_at or now) < (SOON if soon else PAUSE):
            return 0
        for number in range(1, (PAGES if first else most) + 1):
            try:
                items = await self._page(now)
            except (Refused, NotUnderstood):  # a place in a list that is no more
                self._cursor, self._found = None, {}
                raise
            self._keep(items)
            if self._cursor is None or (first and number == PAGES):
                self._done(now)
                return number
        return most

    def _keep(self, items: Items) -> None:
        for node in items.nodes:
            if node and not node.is_archived and node.content and node.content.repository:
                name = f"{node.content.repository.name_with_owner}#{node.content.number}".casefold()
                self._found.setdefault(name, shorten((node.field_value_by_name or Value()).name, 50))
        more = items.page_info.has_next_page and len(self._found) < PAGES * 100
        self._cursor = (items.page_info.end_cursor or None) if more else None

    def _done(self, now: datetime) -> None:
        """Take what was read. What stood in nobody's page once may have moved past the reader: it keeps its place until it is missed again."""
        ranks = {name: place.rank for name, place in self._places.items() if place.rank is not None}
        missed = self._places.keys() - self._found.keys()
        kept = {name: self._places[name] for name in missed - self._missed}
        new = ranked(tuple(self._found), ranks)
        self._places = kept | {name: Place(new[name], status) for name, status in self._found.items()}
        self._missed, self._read_at = frozenset(missed), now
        self._cursor, self._found = None, {}

    async def _page(self, now: datetime) -> Items:
        values = {"owner": self._owner, "number": self._number, "after": self._cursor}
        data = await asked(self._http, QUERY, values, Data, now)
        if data is None or data.owner is None or data.owner.project is None:
            hint = (
                "Check the number in the config. A token that may not see it looks the same: give it the permission "
                "“Projects: read”, or the scope read:project if it is a classic one."
            )
            raise Refused(f"{self._owner} shows no project {self._number}.", hint, missing="project")
        return data.owner.project.items
