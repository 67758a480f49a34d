"""Jira as a service: whose token it is, the issues that can be made with it, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supporttray.connectors import task
from supporttray.connectors.jira import epic as jira_epic
from supporttray.connectors.jira import field, remark, stage
from supporttray.connectors.jira import write as jira_write
from supporttray.connectors.jira.api import Api
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.jira.field import Fields
    from supporttray.core.item import Task
    from supporttray.core.work import Move, Way


class Jira(Api):
    """A Jira with what can be written there."""

    kind: ClassVar[str] = "jira"
    address: ClassVar[str] = ""
    needs_credential: ClassVar[bool] = True
    _fields: Fields | None = None

    async def write(self, deed: Deed, key: str) -> Receipt:
        """Make an issue, comment on one or answer it, marked with a key, or bring it on. Raises a `ServiceError`."""
        match deed.verb:
            case Verb.STAGE:
                return await stage.write(self, deed)
            case Verb.COMMENT:
                return await remark.write(self, deed, key)
            case Verb.ANSWER:
                return await remark.write(self, remark.answering(deed), key)
            case _:
                return await jira_write.write(self, deed, key)

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:
        """Look for what was written with a key, or whether an issue is where it was to be brought. Raises a `ServiceError`."""
        match deed.verb:
            case Verb.STAGE:
                return await stage.find(self, deed)
            case Verb.COMMENT:
                return await remark.find(self, deed, key, since)
            case Verb.ANSWER:
                return await remark.find(self, remark.answering(deed), key, since)
            case _:
                return await jira_write.find(self, deed, key, since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where that cannot be written."""
        match deed.verb:
            case Verb.STAGE:
                await stage.may(self, deed)
            case Verb.COMMENT:
                await remark.may(self, deed)
            case Verb.ANSWER:
                await remark.may(self, remark.answering(deed))
            case Verb.CREATE:
                jira_write.kind_of(await self.project(deed.place))
            case _:
                phrase = "Jira takes issues from us, comments, and where an issue goes; nothing else."
                raise Refused(phrase, "Choose another service.", missing="ability")

    async def ways(self, task: Task) -> tuple[Way, ...]:
        """Ask which moves Jira allows for a task now. Raises a `ServiceError`."""
        return await stage.ways(self, task)

    @staticmethod
    def bringing(task: Task, move: Move, word: str) -> Deed:
        """Return what brings a task on."""
        return stage.bringing(task, move, word)

    @staticmethod
    def remark(place: str, text: str) -> Deed:
        """Return a comment under the issue at `place` (ACME-12)."""
        return Deed(verb=Verb.COMMENT, place=place, text=text)

    @staticmethod
    def answer(name: str, text: str) -> Deed:
        """Return an answer to the ticket of that key (SUP-12)."""
        return Deed(verb=Verb.ANSWER, place="", message=name, text=text)

    async def epic(self, name: str) -> str:
        """Return the key of an issue's epic; empty if it has none. Raises a `ServiceError`."""
        if self._fields is None:
            self._fields = await field.ask(self)
        return await jira_epic.epic(self, self._fields, name)

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed as it is."""
        return task.pieces(deed) if deed.verb is Verb.CREATE else (deed,)

    @staticmethod
    def creation(place: str, title: str, text: str) -> Deed:
        """Return what makes an issue in a project."""
        return Deed(verb=Verb.CREATE, place=place, title=title, text=text)

    @staticmethod
    def following(place: str, labels: tuple[str, ...]) -> tuple[str, dict[str, object]]:
        """Return the watch of a project's issues."""
        return "jira.queue", {"project": place, "labels": labels}
