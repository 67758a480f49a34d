"""Jira as a service: whose token it is, and the issues that can be made with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supporttray.connectors import task
from supporttray.connectors.jira import write as jira_write
from supporttray.connectors.jira.api import Api
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime


class Jira(Api):
    """A Jira with what can be written there."""

    kind: ClassVar[str] = "jira"
    address: ClassVar[str] = ""
    needs_credential: ClassVar[bool] = True

    async def write(self, deed: Deed, key: str) -> Receipt:
        """Make an issue, marked with a key. Raises a `ServiceError`."""
        return await jira_write.write(self, deed, key)

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:
        """Look for the issue with a key. Raises a `ServiceError`."""
        return await jira_write.find(self, deed, key, since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where an issue cannot be made."""
        if deed.verb is not Verb.CREATE:
            raise Refused("Jira takes issues from us, and nothing else.", "Choose another service.", missing="ability")
        jira_write.kind_of(await self.project(deed.place))

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed as it is."""
        return task.pieces(deed)

    @staticmethod
    def creation(place: str, title: str, text: str) -> Deed:
        """Return what makes an issue in a project."""
        return Deed(verb=Verb.CREATE, place=place, title=title, text=text)

    @staticmethod
    def following(place: str, labels: tuple[str, ...]) -> tuple[str, dict[str, object]]:
        """Return the watch of a project's issues."""
        return "jira.queue", {"project": place, "labels": labels}
