"""The error tracker: errors that it counts as one, when each came, and what went live when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from supporttray.demo.ledger import Ledger
from supporttray.demo.mishap import Level
from supporttray.demo.scenario import Person

Turn: TypeAlias = Literal["error_new", "error_back", "error_came", "error_resolved"]


class Item(Struct, frozen=True):
    """One error. `at` is when it came first, `version` the code's version then; `came` are the moments of all its occurrences in order, `last_version` the newest one's.

    `resolved` says since when somebody called it mended, `back` when it came again after that (the last time). `problem` is the hidden
    problem to which it belongs: for tests, no service tells it.
    """

    counter: int
    title: str
    level: Level
    environment: str
    version: str
    where: str
    at: datetime
    came: tuple[datetime, ...] = ()
    last_version: str = ""
    resolved: datetime | None = None
    resolved_version: str = ""
    back: datetime | None = None
    changed: datetime | None = None
    problem: str = ""

    @property
    def number(self) -> int:
        """The tracker's own id of it; the counter is what people say."""
        return 1_610_000_000 + self.counter

    @property
    def status(self) -> str:
        """The tracker's word."""
        return "resolved" if self.resolved else "active"

    @property
    def last(self) -> datetime:
        """When it came last."""
        return self.came[-1] if self.came else self.at


class Arrival(Struct, frozen=True):
    """Something that went live."""

    number: int
    version: str
    environment: str
    by: Person
    at: datetime
    notes: str = ""


class Trouble:
    """All errors of one project, and its deploys; what happens is written into the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._items: dict[int, Item] = {}
        self._same: dict[tuple[str, str], int] = {}
        self._came: dict[int, list[datetime]] = {}
        self._deploys: list[Arrival] = []

    def items(self) -> Sequence[Item]:
        """List all errors, the oldest first."""
        return [self._whole(one) for one in self._items.values()]

    def find(self, counter: int) -> Item | None:
        """Give one, or nothing."""
        one = self._items.get(counter)
        return one and self._whole(one)

    def known(self, title: str, environment: str) -> Item | None:
        """Give the one that is so called there, or nothing: the tracker takes them for the same."""
        counter = self._same.get((title, environment))
        return None if counter is None else self.find(counter)

    def deploys(self) -> Sequence[Arrival]:
        """List what went live, the oldest first."""
        return list(self._deploys)

    def happen(
        self, at: datetime, title: str, *, level: Level, environment: str, version: str, where: str, problem: str = ""
    ) -> int:
        """Let an error come: it is new, or known, or back after it was resolved. Return its counter."""
        counter = self._same.get((title, environment))
        if counter is None:
            return self._new(Item(0, title, level, environment, version, where, at, problem=problem), at)
        self._came[counter].append(at)
        one = self._items[counter]
        back = one.resolved is not None
        now = replace(one, last_version=version, changed=at, problem=problem or one.problem)
        if back:
            now = replace(now, resolved=None, back=at)
        self._keep("error_back" if back else "error_came", now, at)
        return counter

    def resolve(self, item: Item, at: datetime, by: Person | None = None, *, version: str = "") -> Item:
        """Say that it is mended."""
        self._keep("error_resolved", replace(item, resolved=at, resolved_version=version, changed=at), at, by)
        return self._whole(self._items[item.counter])

    def deploy(self, at: datetime, version: str, environment: str, by: Person, notes: str = "") -> Arrival:
        """Let something go live."""
        made = Arrival(28_000_001 + len(self._deploys), version, environment, by, at, notes)
        self._deploys.append(made)
        self._ledger.write(at, "rollbar", "deployed", by, version=version, environment=environment, notes=notes)
        return made

    def _new(self, item: Item, at: datetime) -> int:
        made = replace(item, counter=len(self._items) + 1, last_version=item.version, changed=at)
        self._same[made.title, made.environment] = made.counter
        self._came[made.counter] = [at]
        self._keep("error_new", made, at)
        return made.counter

    def _whole(self, item: Item) -> Item:
        return replace(item, came=tuple(self._came[item.counter]))

    def _keep(self, what: Turn, item: Item, at: datetime, by: Person | None = None) -> None:
        self._items[item.counter] = replace(item, came=())
        told = {
            "item": item.counter,
            "id": item.number,
            "title": item.title,
            "level": item.level,
            "environment": item.environment,
        }
        more = {"problem": item.problem} if item.problem else {}
        self._ledger.write(at, "rollbar", what, by, **told, version=item.last_version, **more)
