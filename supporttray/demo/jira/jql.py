"""Jira's query language, as far as clients of the demo use it: comparisons with AND, OR and brackets, and an order."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

from supporttray.demo.scenario import Person
from supporttray.demo.tracker import Issue, Tracker

Pair: TypeAlias = tuple[Tracker, Issue]
Test: TypeAlias = Callable[[Pair], bool]
_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|>=|<=|!=|[=()]|-\d+[mhdw]|[\w.-]+(?:\(\))?)')
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class JqlError(ValueError):
    """A query that Jira would refuse, in its words."""


def matches(jql: str, me: Person, now: datetime, projects: set[str]) -> Test:
    """Turn a query into a test of issues. Raises `JqlError`."""
    reader = _Reader(jql.partition(" ORDER BY ")[0], me, now, projects)
    test = reader.either()
    if reader.rest:
        raise JqlError(f"Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{reader.rest[0]}'.")
    return test


class _Reader:
    """Reads a query from its beginning to its end."""

    def __init__(self, text: str, me: Person, now: datetime, projects: set[str]) -> None:
        self.rest = _TOKEN.findall(text)
        if "".join(self.rest) != "".join(re.sub(r'\s+(?=(?:[^"]*"[^"]*")*[^"]*$)', "", text)):
            raise JqlError("Error in the JQL Query: it cannot be read.")
        self._me = me
        self._now = now
        self._projects = projects

    def either(self) -> Test:
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
            inner = self.either()
            if not self._next(")"):
                raise JqlError("Error in the JQL Query: Expecting ')'.")
            return inner
        field, sign, value = (self._take() for _ in range(3))
        return self._compared(field.lower(), sign, value.strip('"'))

    def _compared(self, field: str, sign: str, value: str) -> Test:
        if field == "project":
            if value.upper() not in self._projects:
                raise JqlError(f"The value '{value}' does not exist for the field 'project'.")
            return lambda pair: pair[0].place == value.upper()
        if field in ("reporter", "creator"):
            return lambda pair: pair[1].by == self._me
        if field == "labels":
            return lambda pair: value in pair[1].labels
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
