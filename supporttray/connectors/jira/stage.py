"""Bringing an issue on: take it, move it along its workflow, mark it as blocked; and whether that is so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.http import decode
from supporttray.connectors.jira.said import words
from supporttray.connectors.jira.workflow import LABEL, standing
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.work import Move, Way
from supporttray.errors import NotUnderstood, Refused, ServiceError, Unreachable

if TYPE_CHECKING:
    from supporttray.connectors.jira.api import Api
    from supporttray.connectors.jira.workflow import Standing, Transition
    from supporttray.core.item import Task

HINT = "Do it in Jira, or ask who looks after the project there."


class Editable(msgspec.Struct, frozen=True):
    """GET /issue/{key}/editmeta: the fields that this token may change."""

    fields: dict[str, Any] = {}


def bringing(task: Task, move: Move, word: str) -> Deed:
    """Return what brings a task on."""
    return Deed(verb=Verb.STAGE, place=task.name.rpartition("-")[0], message=task.name, text=move.value, title=word)


async def ways(jira: Api, task: Task) -> tuple[Way, ...]:
    """Ask which moves Jira allows now. Raises a `ServiceError`."""
    here = await standing(jira, task.name)
    found = [Way(move, word) for move in Move for word in here.words(move)]
    blocks = any(way.move is Move.BLOCK for way in found)
    if not blocks and not here.content.held and await _labels(jira, here):
        found.append(Way(Move.BLOCK, LABEL))
    return tuple(found)


async def write(jira: Api, deed: Deed) -> Receipt:
    """Bring it there; what is so already is not written. Raises a `ServiceError`."""
    move, word = Move(deed.text), deed.title
    here = await _before(jira, deed)
    way = None if here.so(move, word) else here.way(move, word)
    if move is Move.START and not here.mine:
        await _assign(jira, here)
        here = (
            here if way or here.so(move, word) else await standing(jira, deed.message)
        )  # some ways are the assignee's
        way = way or (None if here.so(move, word) else here.way(move, word))
    if move is Move.START and here.labelled:
        await _label(jira, here, "remove")
    if way:
        await _turn(jira, here, way)
    elif not here.so(move, word):
        await _blocked(jira, here, move, word)
    return Receipt(here.id, await jira.page(here.key))


async def find(jira: Api, deed: Deed) -> Receipt | None:
    """Say whether it is there, by whomever it was brought. Raises a `ServiceError`."""
    move = Move(deed.text)
    here = await standing(jira, deed.message)
    begun = move is not Move.START or (here.mine and not here.labelled)
    return Receipt(here.id, await jira.page(here.key)) if begun and here.so(move, deed.title) else None


async def may(jira: Api, deed: Deed) -> None:
    """Raise `Refused` where Jira offers no way there. What only an assignee may is said when it is tried."""
    move = Move(deed.text)
    here = await standing(jira, deed.message)
    if here.so(move, deed.title) or here.way(move, deed.title) or (move is Move.START and not here.mine):
        return
    if not (move is Move.BLOCK and await _labels(jira, here)):
        raise here.stuck(move, deed.title)


async def _before(jira: Api, deed: Deed) -> Standing:
    """Ask where it stands. Raises a `ServiceError`: nothing was written yet."""
    try:
        return await standing(jira, deed.message)
    except ServiceError as error:
        error.maybe = False
        raise


async def _blocked(jira: Api, here: Standing, move: Move, word: str) -> None:
    """Mark it by a label, where no status says that it waits. Raises `Refused` where it may have none."""
    if move is not Move.BLOCK or word.casefold() not in ("", LABEL) or not await _labels(jira, here):
        raise here.stuck(move, word)
    await _label(jira, here, "add")


async def _labels(jira: Api, here: Standing) -> bool:
    """Ask whether its labels may be changed."""
    return "labels" in decode(await jira.issue(here.key, "", "/editmeta"), Editable, jira.http.host).fields


async def _assign(jira: Api, here: Standing) -> None:
    who = {"accountId": here.me.account_id} if here.me.account_id else {"name": here.me.name}
    await _put(jira, here, "/assignee", who, f"{here.key} cannot be assigned to you")


async def _label(jira: Api, here: Standing, step: str) -> None:
    worn = next((one for one in here.content.labels or () if one.casefold() == LABEL), LABEL)
    labels = {"update": {"labels": [{step: worn}]}}
    await _put(jira, here, "", labels, f"The label {LABEL} of {here.key} cannot be changed")


async def _turn(jira: Api, here: Standing, way: Transition) -> None:
    body: dict[str, Any] = {"transition": {"id": way.id}, **({"fields": way.told} if way.told else {})}
    await _put(jira, here, "/transitions", body, f"{here.key} cannot go to {way.word}", verb="POST")


async def _put(jira: Api, here: Standing, part: str, body: object, failed: str, *, verb: str = "PUT") -> None:
    """Write, and say what Jira has against it."""
    try:
        await jira.http.tell(f"{await jira.api()}/issue/{here.id}{part}", body, verb=verb)
    except NotUnderstood as error:
        if error.status == 409:
            raise Unreachable(f"{failed}: somebody changed it at the same moment.", "Try again.") from None
        if error.maybe or not error.status:
            raise
        raise Refused(f"{failed}: {words(error) or 'Jira does not take that'}", HINT, missing="transition") from None
    except Refused as error:
        if error.missing == "credential":
            raise
        raise Refused(
            f"{failed}: Jira does not permit it, or does not show it to you.", HINT, missing=error.missing
        ) from None
