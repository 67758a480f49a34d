"""`rollbar.errors`: the errors of a project that are new, or came back, and how many come an hour.

GET /items lists them by when they came last, a hundred a page: nothing that is new stands behind one that came last before the days that are asked for.
GET /reports/occurrence_counts tells the hours of the last two and a half days; each is told again until it is over. In which version of the code one came
its first occurrence knows (GET /instance/{id}), which is asked once. docs.rollbar.com/reference; no real Rollbar was there to try it against.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from supporttray.connectors import Answer, fact, recall
from supporttray.connectors.rollbar.item import LEVELS, Item, Origin, items, last, origin
from supporttray.core.release.ticket import Tally
from supporttray.errors import NotUnderstood, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.connectors.rollbar.service import Rollbar
    from supporttray.core.item import Error

PAGES = 20  # of a hundred items
ASKED = 10  # occurrences that are asked for in one look
HOUR_S = "3600"
STATUSES = ("active", "resolved", "muted")
Environment = Annotated[str, msgspec.Meta(pattern=r"^[^,]{1,100}$")]


class Memory(msgspec.Struct, omit_defaults=True):
    """What the occurrences told, by the items' ids: each is asked once."""

    origins: dict[str, Origin] = {}


class RollbarErrors:
    """The errors of one project."""

    kind: ClassVar[str] = "rollbar.errors"
    service: ClassVar[str] = "rollbar"
    every: ClassVar[timedelta] = timedelta(minutes=10)
    calm: ClassVar[timedelta] = timedelta(minutes=30)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `rollbar.errors` watch."""

        environments: Annotated[
            tuple[Environment, ...],
            msgspec.Meta(
                title="Environments",
                description="Where its errors count",
                min_length=1,
                max_length=10,
                examples=[["production"]],
            ),
        ] = ("production",)
        level: Annotated[
            str,
            msgspec.Meta(
                title="Level",
                description="The least level that is told: debug, info, warning, error or critical",
                pattern=f"^({'|'.join(LEVELS)})$",
                examples=["warning"],
            ),
        ] = "error"
        days: Annotated[
            int, msgspec.Meta(title="Days", description="How long an error is new, or back", ge=1, le=30, examples=[7])
        ] = 7
        project: Annotated[
            str,
            msgspec.Meta(
                title="Project",
                description="What the project is called, for words and links: account/project, as its address shows it",
                pattern=r"^([\w.-]{1,100}/)?[\w.-]{0,100}$",
                examples=["acme/shop"],
            ),
        ] = ""

    def __init__(self, options: Options, service: Rollbar, me: str) -> None:  # noqa: ARG002  errors are everybody's
        self._options = options
        self._rollbar = service

    async def fetch(self, memory: bytes, now: datetime) -> Answer:
        """Ask Rollbar once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        found, whole = await self._news(now - timedelta(days=self._options.days))
        tallies = [one for name in self._options.environments for one in await self._hours(name)]
        origins = await self._origins(found, known.origins)
        return Answer(
            items=tuple(_placed(one, origins.get(one.id)) for one in found),
            tallies=tuple(tallies),
            complete=True,
            memory=msgspec.json.encode(Memory(origins)),
            limits="" if whole else f"Of the errors the {PAGES * 100:,} that came last are seen.",
        )

    async def _news(self, since: datetime) -> tuple[list[Item], bool]:
        """Return what is new or came back since a moment, and whether that is all. What comes again meanwhile moves to the first page."""
        found: dict[str, Item] = {}
        for page in range(1, PAGES + 1):
            result = await self._page(page)
            newest = last(result)
            found |= self._of(result, since)
            if newest is None or newest < since:
                found |= self._of(await self._page(1), since) if page > 2 else {}
                return list(found.values()), True
        return list(found.values()), False

    async def _page(self, number: int) -> Any:
        result = await self._rollbar.ask("/items/", [*self._question(), ("page", str(number))])
        if not isinstance(fact.part({"result": result}, "result").get("items"), list):
            raise NotUnderstood(f"{self._rollbar.http.host} lists no items.")
        return result

    def _of(self, result: Any, since: datetime) -> dict[str, Item]:
        """Return what is news on a page, by its id."""
        listed = items(result, self._rollbar.http.host, self._rollbar.pages, self._options.project)
        return {one.id: one for one in listed if one.error.news_at >= since and self._meant(one.error)}

    def _question(self) -> Iterator[tuple[str, str]]:
        yield from (("status", name) for name in STATUSES)
        yield from (("level", name) for name in LEVELS[LEVELS.index(self._options.level) :])
        yield from (("environment", name) for name in self._options.environments)

    def _meant(self, error: Error) -> bool:
        """Whether an item was asked for, as far as it says so itself."""
        return not error.environment or error.environment in self._options.environments

    async def _hours(self, environment: str) -> list[Tally]:
        """Return how many came in each hour of an environment, as far back as Rollbar counts."""
        query = [("bucket_size", HOUR_S), ("environments", environment), ("min_level", self._options.level)]
        result = await self._rollbar.ask("/reports/occurrence_counts", query)
        if not isinstance(result, list):
            raise NotUnderstood(f"{self._rollbar.http.host} counts no errors.")
        return [one for pair in result if (one := _tally(environment, pair))]

    async def _origins(self, found: list[Item], known: dict[str, Origin]) -> dict[str, Origin]:
        """Return what the occurrences tell of these items; those that nobody asked for yet are asked, some a look."""
        told = {
            one.id: known[one.id] for one in found if one.id in known and known[one.id].occurrence == one.occurrence
        }
        for one in [one for one in found if one.occurrence and one.id not in told][:ASKED]:
            try:
                told[one.id] = await self._origin(one.occurrence)
            except Unreachable:  # it is asked again at the next look: the list is whole without it
                return told
        return told

    async def _origin(self, occurrence: str) -> Origin:
        """Return what one occurrence tells; nothing where it is not kept any more, or says nothing that makes sense."""
        try:
            return origin(occurrence, await self._rollbar.ask(f"/instance/{occurrence}"))
        except NotUnderstood:
            return Origin(occurrence)
        except Refused as error:
            if error.missing != "name":
                raise
            return Origin(occurrence)


def _placed(one: Item, told: Origin | None) -> Error:
    return msgspec.structs.replace(one.error, version=told.version, where=told.where) if told else one.error


def _tally(environment: str, pair: Any) -> Tally | None:
    """Return an hour's count ([epoch seconds, count]); None where that makes no sense."""
    hour, count = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
    begun, many = fact.moment(hour), fact.number(count)
    return None if begun is None or many is None else Tally(environment, begun, many)
