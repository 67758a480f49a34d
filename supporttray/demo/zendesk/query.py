"""Zendesk's search words: fields with a sign and a value, and words that a ticket holds."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from supporttray.demo.helpdesk import Case

Test = Callable[[Case], bool]
_PART = re.compile(r'(?P<no>-?)(?:(?P<field>[a-z_]+)(?P<sign>>=|<=|[:><]))?(?P<value>"[^"]*"|\S+)')
_SIGNS: dict[str, Callable[[datetime, datetime], bool]] = {
    ">=": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
}
_MOMENTS: dict[str, Callable[[Case], datetime]] = {
    "created": lambda case: case.at,
    "created_at": lambda case: case.at,
    "updated": lambda case: case.changed,
    "updated_at": lambda case: case.changed,
}


class QueryError(Exception):
    """The query makes no sense."""


def found(query: str, cases: Sequence[Case], brand: Callable[[Case], str]) -> list[Case]:
    """List the tickets that a query means, the oldest first. Raises `QueryError`."""
    tests = [_test(part, brand) for part in _PART.finditer(query)]
    return [case for case in cases if not case.deleted and all(test(case) for test in tests)]


def _test(part: re.Match[str], brand: Callable[[Case], str]) -> Test:
    test = _meant(part["field"], part["sign"], part["value"].strip('"'), brand)
    return (lambda case: not test(case)) if part["no"] else test


def _meant(field: str | None, sign: str | None, value: str, brand: Callable[[Case], str]) -> Test:
    wanted = value.casefold()
    if field is None:
        return lambda case: wanted in f"{case.title} {case.text}".casefold()
    if field in _MOMENTS and sign in _SIGNS:
        moment, compare, other = _MOMENTS[field], _SIGNS[sign], _moment(value)
        return lambda case: compare(moment(case).replace(microsecond=0), other)
    exact: dict[str, Test] = {
        "type": lambda _: wanted == "ticket",
        "status": lambda case: case.status == wanted,
        "priority": lambda case: case.priority == wanted,
        "tags": lambda case: wanted in (label.casefold() for label in case.labels),
        "brand": lambda case: brand(case).casefold() == wanted,
    }
    if field not in exact or sign != ":":
        raise QueryError(f"Invalid search: {field}{sign}{value}")
    return exact[field]


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise QueryError(f"Invalid search: {value} is not a valid date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
