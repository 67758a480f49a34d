"""A Zendesk on paper: it answers what the connector asks of its service, in any order and with any fault, without a server."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from supporttray.connectors.zendesk.api import Expired, Page, User
from supporttray.connectors.zendesk.tickets import ZendeskTickets
from supporttray.errors import Refused, ServiceError
from tests.connectors.lab import NOON

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from supporttray.connectors import Answer
    from supporttray.core.release.ticket import Ticket

Told = dict[str, Any]
_PART = re.compile(r"(created|updated)(>=|<)(\S+)")


def told(number: int, opened: timedelta, changed: timedelta = timedelta(0), **more: Any) -> Told:
    """A ticket that was opened so long before noon, and changed so long after it was opened."""
    at = NOON - opened
    return {
        "id": number,
        "subject": f"Ticket {number}",
        "description": "It fails",
        "status": "open",
        "priority": None,
        "tags": [],
        "created_at": stamp(at),
        "updated_at": stamp(at + changed),
        **more,
    }


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Paper:
    """What a Zendesk has, what it was asked, and what is wrong with it."""

    def __init__(self, *tickets: Told, role: str = "agent", size: int = 100) -> None:
        self.http = SimpleNamespace(host="acme.zendesk.com")
        self.base = "https://acme.zendesk.com"
        self.role = role
        self.size = size
        self.tickets = {one["id"]: one for one in tickets}
        self.asked: list[str] = []
        self.faults: list[ServiceError | None] = []  # of the next pages; None for none
        self.expired = False  # whether no cursor is taken
        self.picks: Callable[[Told], bool] = lambda _: True  # what the clause means
        self.order: Callable[[list[Told]], Sequence[Told]] = lambda found: found
        self._found: list[Sequence[Told]] = []  # what a cursor stands for is what was found at first

    def put(self, *tickets: Told) -> None:
        self.tickets |= {one["id"]: one for one in tickets}

    async def myself(self) -> User:
        return User(id=1, name="Ada", role=self.role)

    async def brands(self) -> dict[str, str]:
        return {"7": "Shop", "8": "Bank"}

    async def newest(self, clause: str) -> datetime | None:
        self.asked.append(f"newest {clause}".strip())
        return max((_at(one, "updated") for one in self.tickets.values() if self.picks(one)), default=None)

    async def search(self, query: str, cursor: str = "") -> Page:
        self.asked.append(f"{query} @{cursor}" if cursor else query)
        self._fail()
        if cursor and self.expired:
            raise Expired("It has expired.")
        if not cursor:
            bounds = _PART.findall(query)
            found = [
                one for one in self.tickets.values() if self.picks(one) and all(_fits(one, *each) for each in bounds)
            ]
            self._found.append(self.order(found))
            cursor = f"{len(self._found) - 1}-0"
        which, begin = map(int, cursor.split("-"))
        found_, end = self._found[which], begin + self.size
        more = end < len(found_)
        return Page(tuple(found_[begin:end]), f"{which}-{end}" if more else "", more)

    async def stream(self, since: datetime, cursor: str = "") -> Page:
        self.asked.append(f"stream {cursor or stamp(since)}")
        self._fail()
        if cursor and self.expired:
            raise Expired("It has expired.")
        if self.role != "admin":
            raise Refused("Not for you.", missing="permission")
        begin = tuple(cursor.split("|")) if cursor else (stamp(since), "")
        states = sorted((one["updated_at"], f"{one['id']:09}", one) for one in self.tickets.values())
        found = [one for one in states if one[:2] > begin]
        last = found[: self.size][-1:]
        follow = "|".join(last[0][:2] if last else begin)
        return Page(tuple(one for *_, one in found[: self.size]), follow, len(found) > self.size)

    async def these(self, numbers: Sequence[str]) -> tuple[Told, ...]:
        self.asked.append(f"these {len(numbers)}")
        return tuple(self.tickets[int(one)] for one in numbers if int(one) in self.tickets)

    def _fail(self) -> None:
        if self.faults and (fault := self.faults.pop(0)):
            raise fault


class Watch:
    """A watch of it, with its memory and what it told, kept as the archive keeps it."""

    def __init__(self, paper: Paper, **options: Any) -> None:
        self.paper = paper
        self.now = NOON
        self.memory = b""
        self.kept: dict[str, Ticket] = {}
        made: Any = paper
        self._watch = ZendeskTickets(ZendeskTickets.Options(**options), made, "Ada")

    async def page(self) -> Answer:
        """Ask once."""
        answer = await self._watch.fetch(self.memory, self.now)
        self.memory = answer.memory
        self.kept |= {one.name: one for one in answer.tickets}
        return answer

    async def look(self) -> list[str]:
        """Ask until there is no more, and return which tickets were told."""
        names: list[str] = []
        for _ in range(1000):
            answer = await self.page()
            names += [one.name for one in answer.tickets]
            if not answer.more:
                return names
        raise AssertionError("it never ends")

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


def _at(one: Told, which: str) -> datetime:
    return datetime.fromisoformat(one[f"{which}_at"])


def _fits(one: Told, which: str, sign: str, value: str) -> bool:
    at, bound = _at(one, which), datetime.fromisoformat(value)
    return at >= bound if sign == ">=" else at < bound
