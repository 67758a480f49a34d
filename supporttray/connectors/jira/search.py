"""How a queue's issues are searched for: by what changed last, by their order, by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.http import decode
from supporttray.connectors.jira.issue import Issue
from supporttray.connectors.jira.said import words
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.connectors.jira.api import Api

PAGE = 100
PAGES = 50
ID_PAGES = 10
IDS = {True: 5000, False: 1000}  # in one page, in the cloud and elsewhere
RECENT = "(statusCategory != Done OR updated >= -30d)"  # of Jira's own clock, whatever the person's zone is


class Page(msgspec.Struct, frozen=True):
    """A page of issues."""

    issues: tuple[Issue, ...] = ()


class Id(msgspec.Struct, frozen=True):
    """An issue of which nothing else is told."""

    id: str


class Ids(msgspec.Struct, frozen=True):
    """A page of them."""

    issues: tuple[Id, ...] = ()


class Search:
    """The issues that a query means; `project` is empty where the query alone says."""

    def __init__(self, jira: Api, where: str, project: str) -> None:
        self._jira = jira
        self._where = where
        self._project = project

    async def page(self, fields: list[str], most: int = PAGE, follow: str = "") -> tuple[list[Issue], str]:
        """Ask for a page of those that changed last, and what it says of the next one. Raises a `ServiceError`."""
        jql = f"{self._where} AND {RECENT} ORDER BY updated DESC"
        body, following = await self.ask(jql, fields, most, follow)
        return list(decode(body, Page, self._jira.http.host).issues), following

    async def all(self, fields: list[str]) -> tuple[list[Issue], bool]:
        """Ask for all, the newest change first, and whether these are all. Raises a `ServiceError`."""
        found: list[Issue] = []
        follow = ""
        for _ in range(PAGES):
            issues, follow = await self.page(fields, PAGE, follow)
            found += issues
            if not follow:
                return found, True
        return found, False

    async def order(self, sort: str) -> list[str]:
        """Ask for the ids of those that are open, as `sort` has them. Raises a `ServiceError`."""
        most = IDS[await self._jira.cloud()]
        found: list[str] = []
        follow = ""
        for _ in range(ID_PAGES):
            jql = f"{self._where} AND statusCategory != Done ORDER BY {sort}"
            body, follow = await self.ask(jql, ["id"], most, follow)
            found += (one.id for one in decode(body, Ids, self._jira.http.host).issues)
            if not follow:
                break
        return list(dict.fromkeys(found))

    async def these(self, ids: Sequence[str], fields: list[str]) -> list[Issue]:
        """Ask for some of which the ids are known, wherever they are now; none where one of them is gone. Raises a `ServiceError`."""
        if not ids:
            return []
        try:
            body, _ = await self._jira.search(f"id in ({', '.join(ids)})", fields, PAGE)
        except NotUnderstood as error:
            if error.status == 400:
                return []
            raise
        return list(decode(body, Page, self._jira.http.host).issues)

    async def nothing(self) -> None:
        """Ask why nothing was found: a site that is open to everybody shows nothing to a wrong token. Raises a `ServiceError`."""
        await self._jira.whoami()
        if self._project:
            await self._jira.project(self._project)

    async def ask(self, jql: str, fields: list[str], most: int, follow: str) -> tuple[bytes, str]:
        """Ask for a page of a whole query. Raises a `ServiceError`, in words where the query or the project is the reason."""
        try:
            return await self._jira.search(jql, fields, most, follow)
        except NotUnderstood as error:
            if error.status != 400:
                raise
            if self._project:
                await self._jira.project(self._project)  # what is unknown there is said better here
            raise self._unfit(error) from None

    def _unfit(self, error: NotUnderstood) -> NotUnderstood:
        said = f": {one}" if (one := words(error)) else "."
        hint = "Mend `query` (or `filter`, or `labels`) of this watch in the config; Jira's own search shows what it takes."
        unfit = NotUnderstood(f"{self._jira.http.host} does not take the query{said}", hint)
        unfit.status = error.status
        return unfit
