"""`sentry.errors`: the errors of an organisation or of one of its projects that are new, or came back, and how many come an hour.

GET /organizations/{org}/issues/ lists what came first within some days, and what is back (substatus `regressed` or `escalating`); since when it is, and in which
release it came first, its own page tells, which is asked once. GET /organizations/{org}/stats_v2/ counts the accepted errors of each hour, in all
environments together: Sentry keeps no sums of one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import quote

import msgspec

from supporttray.connectors import Answer, fact, recall
from supporttray.connectors.sentry.issue import BACK, Origin, error, is_back, origin
from supporttray.core.release.ticket import Tally
from supporttray.errors import NotUnderstood, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from supporttray.connectors.sentry.service import Sentry

ASKED = 20  # issues whose own page is asked for in one look
HOURS = "3d"  # how far back the hours are told: a weekend
PAGE = "100"
Slug = Annotated[str, msgspec.Meta(pattern=r"^[\w.-]{1,100}$")]


class Memory(msgspec.Struct, omit_defaults=True):
    """What the issues' own pages told, by their ids: each is asked once, and again when it is back."""

    origins: dict[str, Origin] = {}


class SentryErrors:
    """The errors of one organisation or project."""

    kind: ClassVar[str] = "sentry.errors"
    service: ClassVar[str] = "sentry"
    every: ClassVar[timedelta] = timedelta(minutes=10)
    calm: ClassVar[timedelta] = timedelta(minutes=30)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `sentry.errors` watch."""

        organization: Annotated[
            Slug,
            msgspec.Meta(title="Organisation", description="As Sentry's addresses show it", examples=["acme"]),
        ]
        project: Annotated[
            str,
            msgspec.Meta(
                title="Project",
                description="As its address shows it; without one all that the token sees",
                pattern=r"^[\w.-]{0,100}$",
                examples=["shop"],
            ),
        ] = ""
        environment: Annotated[
            str,
            msgspec.Meta(
                title="Environment",
                description="Where its errors count; how many come an hour Sentry counts of all together",
                pattern=r"^[^/\n]{1,64}$",
                examples=["production"],
            ),
        ] = "production"
        days: Annotated[
            int, msgspec.Meta(title="Days", description="How long an error is new, or back", ge=1, le=14, examples=[7])
        ] = 7

    def __init__(self, options: Options, service: Sentry, me: str) -> None:  # noqa: ARG002  errors are everybody's
        self._options = options
        self._sentry = service
        self._path = f"/organizations/{quote(options.organization)}"

    async def fetch(self, memory: bytes, now: datetime) -> Answer:
        """Ask Sentry once. Raises a `ServiceError`."""
        options, known = self._options, recall(memory, Memory)
        project = await self._sentry.project(options.organization, options.project) if options.project else "-1"
        new, whole = await self._issues(project, f"firstSeen:-{options.days}d")
        again = [await self._issues(project, f"is:{word}") for word in sorted(BACK)]
        tallies = await self._hours(project)
        listed = (*new, *(one for back, _ in again for one in back))
        issues = {id_: one for one in listed if (id_ := fact.id_of(one.get("id")))}
        origins = await self._origins(issues, known.origins)
        root, since = f"{self._sentry.http.host}/{options.organization}", now - timedelta(days=options.days)
        found = (error(one, root, options.environment, origins.get(id_, Origin())) for id_, one in issues.items())
        return Answer(
            items=tuple(one for one in found if one and one.news_at >= since),
            tallies=tuple(tallies),
            complete=True,
            memory=msgspec.json.encode(Memory(origins)),
            limits=""
            if whole and all(one for _, one in again)
            else "There are so many new errors that only some of them are seen.",
        )

    async def _issues(self, project: str, words: str) -> tuple[list[dict[str, Any]], bool]:
        """Return the issues that a search finds, and whether these are all."""
        query = [("project", project), ("environment", self._options.environment), ("query", words)]
        query += [("statsPeriod", f"{self._options.days}d"), ("sort", "date"), ("limit", PAGE)]
        return await self._sentry.several(f"{self._path}/issues/", query)

    async def _hours(self, project: str) -> Iterable[Tally]:
        """Return how many errors Sentry took in each of the last hours."""
        query = [("field", "sum(quantity)"), ("groupBy", "outcome"), ("category", "error"), ("interval", "1h")]
        told = await self._sentry.one(f"{self._path}/stats_v2/", [*query, ("statsPeriod", HOURS), ("project", project)])
        hours, groups = told.get("intervals"), told.get("groups")
        if not isinstance(hours, list) or not isinstance(groups, list):
            raise NotUnderstood(f"{self._sentry.http.host} counts no errors.")
        taken = [one for one in fact.things(groups) if fact.part(one, "by").get("outcome") == "accepted"]
        series = [fact.part(one, "series").get("sum(quantity)") for one in taken]
        return _summed(hours, [one for one in series if isinstance(one, list)], self._options.environment)

    async def _origins(self, issues: dict[str, dict[str, Any]], known: dict[str, Origin]) -> dict[str, Origin]:
        """Return what the pages of these issues tell; those that nobody asked for yet are asked, some a look.

        Until its page was asked nobody knows since when one is back: then it is told at the next look.
        """
        told = {id_: known[id_] for id_, one in issues.items() if id_ in known and known[id_].back == is_back(one)}
        for id_ in [one for one in issues if one not in told][:ASKED]:
            try:
                told[id_] = await self._origin(id_, issues[id_])
            except Unreachable:  # it is asked again at the next look: the list is whole without it
                break
        return told

    async def _origin(self, id_: str, issue: dict[str, Any]) -> Origin:
        """Return what an issue's own page tells; nothing where it is gone by now, or makes no sense."""
        told: dict[str, Any] = {}
        try:
            told = await self._sentry.one(f"{self._path}/issues/{id_}/")
        except NotUnderstood:
            pass
        except Refused as error:
            if error.missing != "name":
                raise
        return origin(told, back=is_back(issue), seen=fact.moment(issue.get("lastSeen")))


def _summed(hours: list[Any], series: list[list[Any]], environment: str) -> Iterable[Tally]:
    """Yield the sum of some series for each hour; what makes no sense counts nothing."""
    for place, hour in enumerate(hours):
        begun = fact.moment(hour)
        counts = (fact.number(one[place]) or 0 for one in series if place < len(one))
        if begun:
            yield Tally(environment, begun, sum(counts))
