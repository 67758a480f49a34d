"""Sentry's issues as errors. What one of them lacks, or says in a way that nobody knows, breaks no other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from supporttray.connectors import fact
from supporttray.connectors.http import web
from supporttray.core.item import Error

BACK = frozenset({"regressed", "escalating"})  # the substatus of what was resolved or muted, and came again
TURNS = frozenset({"set_regression", "set_escalating", "set_unresolved"})  # the activity that brought it back
ENDED = frozenset({"resolved", "resolvedinnextrelease", "ignored", "muted", "archived"})


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an issue's own page tells besides: the version in which it came first, and since when it is back."""

    version: str = ""
    again: datetime | None = None
    back: bool = False


def is_back(told: dict[str, Any]) -> bool:
    """Whether an issue came again."""
    return fact.words(told.get("substatus"), 40).lower() in BACK


def origin(told: dict[str, Any], *, back: bool, seen: datetime | None) -> Origin:
    """Return what an issue's page tells; where its activity does not say when it came back, it counts as back since it was seen so."""
    turns = _moments(told.get("activity")) if back else []
    version = fact.words(fact.part(told, "firstRelease").get("version"), 100)
    return Origin(version, max(turns, default=seen if back else None), back)


def _moments(activity: object) -> list[datetime]:
    turned = (one for one in fact.things(activity) if one.get("type") in TURNS)
    return [at for one in turned if (at := fact.moment(one.get("dateCreated")))]


def error(told: dict[str, Any], root: str, environment: str, known: Origin) -> Error | None:
    """Return an issue as an error; None where it has no id or no time at all."""
    id_, seen = fact.id_of(told.get("id")), fact.moment(told.get("lastSeen"))
    first, project = fact.moment(told.get("firstSeen")) or seen, fact.part(told, "project")
    if not id_ or first is None:
        return None
    status, url = fact.words(told.get("status"), 40), told.get("permalink")
    return Error(
        key=f"error:{root}/{id_}",
        title=fact.words(told.get("title"), 250) or "An error without a title",
        url=web(url) if isinstance(url, str) else "",
        at=first,
        name=fact.words(told.get("shortId"), 60) or f"#{id_}",
        level=fact.words(told.get("level"), 20).lower(),
        status=fact.words(told.get("substatus"), 40) or status,
        environment=environment,
        version=known.version,
        count=fact.number(fact.part(told, "lifetime").get("count", told.get("count"))) or 0,
        people=fact.number(told.get("userCount")) or None,
        seen_at=seen,
        again_at=known.again if known.again and known.again > first else None,
        where=fact.words(told.get("culprit"), 200),
        ended=status.lower() in ENDED,
        project=fact.words(project.get("slug") or project.get("name"), 100),
    )
