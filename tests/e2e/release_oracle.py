"""What really was wrong with a release, by the ledger and the scenario: which tickets and errors belong to which hidden problem."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from supporttray.core.release.problem import Problem

Line = dict[str, Any]
MANY = 3  # tickets that are a burst


@dataclass(frozen=True)
class Hidden:
    """One problem that a scenario hides: the numbers of its tickets and errors, with when each came."""

    name: str
    tickets: dict[int, datetime]
    errors: dict[int, datetime]

    @property
    def burst(self) -> bool:
        return len(self.tickets) >= MANY

    @property
    def since(self) -> datetime:
        return min((*self.tickets.values(), *self.errors.values()))

    def of(self, problem: Problem) -> bool:
        """Whether what was suspected is this one: most of what it consists of is."""
        found = [*_numbers(problem.tickets, self.tickets), *_numbers(problem.errors, self.errors)]
        return sum(found) * 2 > len(found)


def _numbers(keys: Iterable[str], mine: dict[int, datetime]) -> list[bool]:
    return [int(key.rpartition("/")[2].rpartition("#")[2]) in mine for key in keys]


def hidden(ledger: Sequence[Line]) -> list[Hidden]:
    """Read what is hidden, in the order in which it began."""
    found: dict[str, Hidden] = {}
    for line in ledger:
        if (name := line.get("problem")) and line["what"] in ("ticket_opened", "error_new", "error_back"):
            one = found.setdefault(name, Hidden(name, {}, {}))
            place, number = (one.tickets, line["ticket"]) if "ticket" in line else (one.errors, line["id"])
            place.setdefault(number, datetime.fromisoformat(line["at"]))
    return sorted(found.values(), key=lambda one: one.since)


def late(one: Hidden, problems: Sequence[Problem], scan: timedelta, asleep: tuple[datetime, datetime]) -> timedelta:
    """Tell by how much a hidden problem was suspected too late, the sleep left out; a year if never."""
    found = min((problem.found_at for problem in problems if one.of(problem)), default=None)
    if found is None:
        return timedelta(days=365)
    begin = asleep[1] if asleep[0] <= one.since + scan < asleep[1] + scan else one.since + scan
    return max(timedelta(0), found - max(begin, one.since + scan if one.since >= asleep[1] else begin))


def false_alarms(ledger: Sequence[Line], problems: Sequence[Problem]) -> list[str]:
    """List what was suspected and is none of the hidden ones."""
    real = hidden(ledger)
    return [problem.title for problem in problems if not any(one.of(problem) for one in real)]
