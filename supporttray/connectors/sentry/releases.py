"""`sentry.releases`: what went live, as Sentry is told (GET /organizations/{org}/releases/, the newest first).

A release with deploys is as many as these, each with its place and moment; one without is live when it was released, or else made.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import quote

import msgspec

from supporttray.connectors import Answer, fact
from supporttray.connectors.http import web
from supporttray.connectors.sentry.errors import Slug
from supporttray.core.item import Deploy
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.sentry.service import Sentry

ASKED = 20  # releases whose deploys are asked for
NEWEST = 100  # releases


class SentryReleases:
    """The releases of one organisation or project."""

    kind: ClassVar[str] = "sentry.releases"
    service: ClassVar[str] = "sentry"
    every: ClassVar[timedelta] = timedelta(minutes=15)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `sentry.releases` watch."""

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
        days: Annotated[
            int, msgspec.Meta(title="Days", description="How long a release is shown", ge=1, le=180, examples=[30])
        ] = 30

    def __init__(self, options: Options, service: Sentry, me: str) -> None:  # noqa: ARG002  releases are everybody's
        self._options = options
        self._sentry = service
        self._path = f"/organizations/{quote(options.organization)}/releases"

    async def fetch(self, memory: bytes, now: datetime) -> Answer:  # noqa: ARG002  its list has no validators
        """Ask Sentry once. Raises a `ServiceError`."""
        options, since = self._options, now - timedelta(days=self._options.days)
        project = await self._sentry.project(options.organization, options.project) if options.project else "-1"
        query = [("project", project), ("per_page", str(NEWEST))]
        listed, whole = await self._sentry.several(f"{self._path}/", query, most=1)
        found: dict[str, Deploy] = {}
        for one in [one for one in listed if _at(one) and fact.words(one.get("version"), 100)]:
            deploys = await self._deploys(one, since) if len(found) < ASKED else []
            found |= {deploy.key: deploy for deploy in deploys or [self._deploy(one, {})] if deploy.at >= since}
        whole = whole or len(found) < len(listed)
        limits = "" if whole else f"Of the releases the {NEWEST} newest are seen."
        return Answer(items=tuple(found.values()), complete=True, limits=limits)

    async def _deploys(self, release: dict[str, Any], since: datetime) -> list[Deploy]:
        """Return a release's deploys; none are asked for where there are none, or all are too old."""
        last = fact.moment(fact.part(release, "lastDeploy").get("dateFinished"))
        if not fact.number(release.get("deployCount")) or (last and last < since):
            return []
        path = f"{self._path}/{quote(fact.words(release.get('version'), 250), safe='')}/deploys/"
        try:
            told, _ = await self._sentry.several(path, (), most=1)
        except Refused as error:
            if error.missing != "name":
                raise
            return []  # it was deleted meanwhile
        return [self._deploy(release, one) for one in told if fact.moment(one.get("dateFinished"))]

    def _deploy(self, release: dict[str, Any], deploy: dict[str, Any]) -> Deploy:
        """Return a release as what went live, where and when a deploy says."""
        version, at = fact.words(release.get("version"), 100), _at(release)
        short = fact.words(release.get("shortVersion"), 60) or version
        environment, url = fact.words(deploy.get("environment"), 100), deploy.get("url") or release.get("url")
        finished = fact.moment(deploy.get("dateFinished")) or at
        assert finished is not None, "only those with a moment are asked for"  # noqa: S101
        return Deploy(
            key=f"deploy:{self._sentry.http.host}/{self._options.organization}/{version}/{fact.id_of(deploy.get('id'))}",
            title=f"{short} to {environment}" if environment else short,
            url=web(url) if isinstance(url, str) else "",
            at=finished,
            version=version,
            environment=environment,
        )


def _at(release: dict[str, Any]) -> datetime | None:
    """Return when a release was released, or else made."""
    return fact.moment(release.get("dateReleased")) or fact.moment(release.get("dateCreated"))
