"""Rollbar's items as errors. What one of them lacks, or says in a way that nobody knows, breaks no other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from supporttray.connectors import fact
from supporttray.connectors.http import web
from supporttray.core.item import Error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

LEVELS = ("debug", "info", "warning", "error", "critical")
_LEVELS = {str(10 * (place + 1)): name for place, name in enumerate(LEVELS)}  # old answers have numbers
_STATUSES = {"1": "active", "2": "resolved", "3": "muted"}  # webhooks and some answers have these
ENDED = frozenset({"resolved", "muted", "archived", "deleted"})
SLACK = timedelta(minutes=1)  # an item is activated a moment after it came first


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an item came from, as its first occurrence tells (GET /instance/{id}); empty where that says nothing."""

    occurrence: str
    version: str = ""
    where: str = ""


class Item(msgspec.Struct, frozen=True):
    """An item with its own ids: `occurrence` is the one with which it came, or came back."""

    id: str
    occurrence: str
    error: Error


def items(result: Any, host: str, pages: str, project: str) -> Iterator[Item]:
    """Yield the items of a page; what has no id or no time at all is left out. `project` is how people call it (account/project)."""
    for told in fact.things(fact.part({"result": result}, "result").get("items")):
        id_, first = fact.id_of(told.get("id")), _first(told)
        if id_ and first:
            yield Item(id_, _occurrence(told), _error(told, id_, first, (host, pages, project)))


def last(result: Any) -> datetime | None:
    """Return when the item of a page came that came last of all; None where nothing says it."""
    listed = fact.things(fact.part({"result": result}, "result").get("items"))
    return max((at for one in listed if (at := fact.moment(one.get("last_occurrence_timestamp")))), default=None)


def origin(occurrence: str, result: Any) -> Origin:
    """Return what an occurrence tells of the code; of the people in it nothing is taken."""
    data = fact.part({"result": result}, "result", "data")
    places = (data, fact.part(data, "server"), fact.part(data, "client", "javascript"))
    versions = (fact.words(place.get("code_version"), 100) for place in places)
    return Origin(occurrence, next(filter(None, versions), ""), fact.words(data.get("context"), 200))


def level(value: object) -> str:
    """Return a level as a word; one that nobody knows as it is."""
    word = fact.words(value, 20).lower()
    return _LEVELS.get(word, word)


def _first(told: dict[str, Any]) -> datetime | None:
    """Return when an item came first, or the earliest that is told of it."""
    names = ("first_occurrence_timestamp", "last_activated_timestamp", "last_occurrence_timestamp")
    return next((at for name in names if (at := fact.moment(told.get(name)))), None)


def _occurrence(told: dict[str, Any]) -> str:
    return fact.id_of(told.get("activating_occurrence_id")) or fact.id_of(told.get("first_occurrence_id"))


def _error(told: dict[str, Any], id_: str, first: datetime, place: tuple[str, str, str]) -> Error:
    host, pages, project = place
    again = fact.moment(told.get("last_activated_timestamp"))
    counter = fact.id_of(told.get("counter"))
    word = fact.words(told.get("status"), 20).lower()
    status = _STATUSES.get(word, word)
    unique = fact.number(told.get("unique_occurrences"))
    return Error(
        key=f"error:{host}/{fact.id_of(told.get('project_id')) or '-'}/{id_}",
        title=fact.words(told.get("title"), 250) or "An error without a title",
        url=web(_page(pages, project, id_, counter)),
        at=first,
        name=f"#{counter or id_}",
        level=level(told.get("level")),
        status=status,
        environment=fact.words(told.get("environment"), 100),
        count=fact.number(told.get("total_occurrences")) or 0,
        people=unique or None,
        seen_at=fact.moment(told.get("last_occurrence_timestamp")),
        again_at=again if again and again > first + SLACK else None,
        ended=status in ENDED,
        project=project.rpartition("/")[2],
    )


def _page(pages: str, project: str, id_: str, counter: str) -> str:
    """Return where people look at an item: by its number in the project where that is known by name, else by its id."""
    account, _, name = project.partition("/")
    if name and counter and pages == "https://rollbar.com":
        return f"https://app.rollbar.com/a/{quote(account)}/fix/item/{quote(name)}/{counter}"
    return f"{pages}/item/{id_}/"
