"""`rollbar.deploys`: what went live, as whoever deploys tells Rollbar (GET /deploys, the newest first, twenty a page).

One that was only begun, or failed, is none. docs.rollbar.com/reference; no real Rollbar was there to try it against.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from supporttray.connectors import Answer, fact
from supporttray.connectors.http import web
from supporttray.connectors.rollbar.errors import Environment
from supporttray.core.item import Deploy
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.connectors.rollbar.service import Rollbar

PAGES = 10  # of twenty
NOTES = 20_000
NOT_LIVE = frozenset({"started", "failed", "timed_out"})
_SHA = re.compile("[0-9a-f]{40}")


class RollbarDeploys:
    """The deploys of one project."""

    kind: ClassVar[str] = "rollbar.deploys"
    service: ClassVar[str] = "rollbar"
    every: ClassVar[timedelta] = timedelta(minutes=10)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `rollbar.deploys` watch."""

        environments: Annotated[
            tuple[Environment, ...],
            msgspec.Meta(
                title="Environments",
                description="Where something goes live; without them everywhere",
                max_length=10,
                examples=[["production"]],
            ),
        ] = ()
        days: Annotated[
            int, msgspec.Meta(title="Days", description="How long a deploy is shown", ge=1, le=180, examples=[30])
        ] = 30

    def __init__(self, options: Options, service: Rollbar, me: str) -> None:  # noqa: ARG002  deploys are everybody's
        self._options = options
        self._rollbar = service

    async def fetch(self, memory: bytes, now: datetime) -> Answer:  # noqa: ARG002  its list has no validators
        """Ask Rollbar once. Raises a `ServiceError`."""
        since, found = now - timedelta(days=self._options.days), dict[str, Deploy]()
        for page in range(1, PAGES + 1):
            told = list(self._listed(await self._rollbar.ask("/deploys", [("page", str(page))])))
            recent = [one for one in told if (at := _at(one)) and at >= since]
            deploys = [one for thing in recent if (one := _deploy(thing, self._rollbar))]
            found |= {one.key: one for one in deploys if self._meant(one)}
            if not recent:
                break
        return Answer(items=tuple(found.values()), complete=True)

    def _listed(self, result: Any) -> Iterator[dict[str, Any]]:
        """Yield the deploys of a page; one alone stands there by itself."""
        told = fact.part({"result": result}, "result")
        listed = told.get("deploys", [told] if told.get("revision") else None)
        if not isinstance(listed, list):
            raise NotUnderstood(f"{self._rollbar.http.host} lists no deploys.")
        return fact.things(listed)

    def _meant(self, one: Deploy) -> bool:
        return not self._options.environments or one.environment in self._options.environments


def _at(told: dict[str, Any]) -> datetime | None:
    """Return when a deploy was over; of one that says nothing of its end when it began."""
    return fact.moment(told.get("finish_time")) or fact.moment(told.get("start_time"))


def _deploy(told: dict[str, Any], rollbar: Rollbar) -> Deploy | None:
    """Return what went live; None where nothing did, or nobody can tell what."""
    at, id_, version = _at(told), fact.id_of(told.get("id")), fact.words(told.get("revision"), 100)
    if at is None or not id_ or not version or fact.words(told.get("status"), 20) in NOT_LIVE:
        return None
    environment = fact.words(told.get("environment"), 100)
    short = version[:8] if _SHA.fullmatch(version) else version
    return Deploy(
        key=f"deploy:{rollbar.http.host}/{fact.id_of(told.get('project_id')) or '-'}/{id_}",
        title=f"{short} to {environment}" if environment else short,
        url=web(f"{rollbar.pages}/deploy/{id_}/"),
        at=at,
        version=version,
        environment=environment,
        by=fact.words(told.get("local_username"), 100),
        notes=fact.words(told.get("comment"), NOTES),
    )
