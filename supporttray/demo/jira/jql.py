"""Jira's query language, as far as clients of the demo use it: comparisons with AND, OR and brackets, lists, and an order."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from supporttray.demo.jira.body import PRIORITIES, id_of, place_of, status_of
from supporttray.demo.scenario import Person
from supporttray.demo.tracker import Issue, Tracker

Pair: TypeAlias = tuple[Tracker, Issue]
Test: TypeAlias = Callable[[Pair], bool]
_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|>=|<=|!=|[=(),]|cf\[\d+\]|-\d+[mhdw]|[\w.-]+(?:\(\))?)')
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_ORDER = re.compile(r"\s*\bORDER BY\b\s*", re.IGNORECASE)
_SORTS: dict[str, Callable[[Pair], Any]] = {
    "updated": lambda pair: (pair[1].changed, pair[1].number),
    "created": lambda pair: (pair[1].at, pair[1].number),
    "rank": lambda pair: (pair[0].place, pair[0].mark_of(pair[1])),
    "cf[10019]": lambda pair: (pair[0].place, pair[0].mark_of(pair[1])),
    "priority": lambda pair: -place_of(pair[1]),
    "key": lambda pair: (pair[0].place, pair[1].number),
}
_FIELDS: dict[str, Callable[[Pair], tuple[str, ...]]] = {
    "project": lambda pair: (pair[0].place,),
    "id": lambda pair: (id_of(*pair),),
    "key": lambda pair: (f"{pair[0].place}-{pair[1].number}",),
    "labels": lambda pair: pair[1].labels,
    "status": lambda pair: (status_of(pair[1])[1],),
    "priority": lambda pair: (pair[1].priority or PRIORITIES[2],),
    "fixversion": lambda pair: (pair[1].release,),
    "parent": lambda pair: (pair[1].parent,),
    "type": lambda pair: ("Epic" if pair[1].epic else "Task",),
    "issuetype": lambda pair: ("Epic" if pair[1].epic else "Task",),
}


class JqlError(ValueError):
    """A query that Jira would refuse, in its words."""


def found(jql: str, me: Person, now: datetime, trackers: Mapping[str, Tracker]) -> list[Pair]:
    """Return the issues that a query means, in its order: the newest first where it says none. Raises `JqlError`."""
    where, *order = _ORDER.split(jql, maxsplit=1)
    test = _Reader(where, me, now, trackers).whole()
    pairs = [pair for tracker in trackers.values() for one in tracker.issues() if test(pair := (tracker, one))]
    for part in reversed((order[0] if order else "created DESC").split(",")):
        field, _, direction = part.strip().partition(" ")
        if field.lower() not in _SORTS:
            raise JqlError(f"Field '{field}' does not exist or you do not have permission to view it.")
        pairs.sort(key=_SORTS[field.lower()], reverse=direction.strip().upper() == "DESC")
    return pairs


class _Reader:
    """Reads a query from its beginning to its end."""

    def __init__(self, text: str, me: Person, now: datetime, trackers: Mapping[str, Tracker]) -> None:
        self.rest = _TOKEN.findall(text)
        if "".join(self.rest) != "".join(re.sub(r'\s+(?=(?:[^"]*"[^"]*")*[^"]*$)', "", text)):
            raise JqlError("Error in the JQL Query: it cannot be read.")
        self._me = me
        self._now = now
        self._trackers = trackers

    def whole(self) -> Test:
        """Read all of it."""
        test = self._either()
        if self.rest:
            raise JqlError(f"Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{self.rest[0]}'.")
        return test

    def _either(self) -> Test:
        """Read what is joined by OR."""
        found = [self._both()]
        while self._next("OR"):
            found.append(self._both())
        return lambda pair: any(test(pair) for test in found)

    def _both(self) -> Test:
        found = [self._one()]
        while self._next("AND"):
            found.append(self._one())
        return lambda pair: all(test(pair) for test in found)

    def _one(self) -> Test:
        if self._next("("):
            inner = self._either()
            if not self._next(")"):
                raise JqlError("Error in the JQL Query: Expecting ')'.")
            return inner
        field, sign = self._take().lower(), self._take()
        if field in _FIELDS:
            return self._among(field, self._values(sign), no=sign == "!=")
        return self._compared(field, sign, self._take().strip('"'))

    def _values(self, sign: str) -> tuple[str, ...]:
        """Read a value, or a list of them in brackets."""
        if sign.upper() != "IN":
            return (self._take().strip('"'),)
        values = []
        while self._next("(") or self._next(","):
            values.append(self._take().strip('"'))
        if not self._next(")"):
            raise JqlError("Error in the JQL Query: Expecting ')'.")
        return tuple(values)

    def _among(self, field: str, values: tuple[str, ...], *, no: bool) -> Test:
        known = {
            "project": self._trackers,
            "id": {id_of(t, one) for t in self._trackers.values() for one in t.issues()},
        }
        for value in values:
            if field in known and value.upper() not in known[field]:
                raise JqlError(f"The value '{value}' does not exist for the field '{field}'.")
        wanted = {value.casefold() for value in values}
        return lambda pair: any(one.casefold() in wanted for one in _FIELDS[field](pair)) != no

    def _compared(self, field: str, sign: str, value: str) -> Test:
        if field in ("reporter", "creator"):
            return lambda pair: pair[1].by == self._me
        if field == "assignee":
            return lambda pair: self._me in pair[1].workers
        if field == "statuscategory":
            return lambda pair: (pair[1].closed is not None) == (sign == "=")
        if field in ("created", "updated") and sign == ">=":
            since = self._since(value)
            return lambda pair: (pair[1].at if field == "created" else pair[1].changed) >= since
        raise JqlError(f"Field '{field}' does not exist or you do not have permission to view it.")

    def _since(self, value: str) -> datetime:
        if not value.startswith("-"):
            raise JqlError(f"Date value '{value}' is invalid.")
        return self._now - timedelta(**{_UNITS[value[-1]]: int(value[1:-1])})

    def _next(self, word: str) -> bool:
        if self.rest and self.rest[0].upper() == word:
            del self.rest[0]
            return True
        return False

    def _take(self) -> str:
        if not self.rest:
            raise JqlError("Error in the JQL Query: The query is not complete.")
        return str(self.rest.pop(0))
