"""An issue is brought on: begun (assigned to me, and moved on its board), closed, or labelled as blocked.

What is so already is not written again. GitHub has no transitions: what it allows follows from who may triage the repository, whether the
issue is open, and which columns its board has (Projects, v2: the issue's items there, and the options of the field Status).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from supporttray.connectors.github.graphql import asked
from supporttray.connectors.github.issue import BLOCKED, DOING, Issue
from supporttray.connectors.github.issue import epic as epic_of
from supporttray.connectors.github.permission import worded
from supporttray.connectors.github.write import takes_issues
from supporttray.connectors.http import decode, web
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.text import listed, shorten
from supporttray.core.work import Move, Way
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.http import Http
    from supporttray.core.item import Task

CLOSED = "Closed"
SCOPE = "Issues: read and write"
PLACES = """query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) { projectItems(first: 20) { nodes {
    id
    project { id title closed field(name: "Status") { ... on ProjectV2SingleSelectField { id options { id name } } } }
    fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue { name } }
  } } } }
}"""
MOVE = """mutation($project: ID!, $item: ID!, $field: ID!, $option: String!) {
  updateProjectV2ItemFieldValue(input: {projectId: $project, itemId: $item, fieldId: $field, value: {singleSelectOptionId: $option}}) {
    projectV2Item { id }
  }
}"""


class Option(msgspec.Struct, frozen=True):
    """A column."""

    id: str = ""
    name: str = ""


class Field(msgspec.Struct, frozen=True):
    """What the columns are made of; a field of another kind has no options."""

    id: str = ""
    options: tuple[Option, ...] = ()


class Project(msgspec.Struct, frozen=True):
    """A board."""

    id: str
    closed: bool = False
    field: Field | None = None


class Item(msgspec.Struct, frozen=True, rename="camel"):
    """Where the issue stands on a board."""

    id: str
    project: Project
    field_value_by_name: Option | None = None

    @property
    def column(self) -> str:
        """The name of its column; empty for none."""
        return self.field_value_by_name.name if self.field_value_by_name else ""

    @property
    def options(self) -> tuple[Option, ...]:
        """The columns of the board."""
        return self.project.field.options if self.project.field and not self.project.closed else ()


class Items(msgspec.Struct, frozen=True):
    """Where it stands; what may not be seen is null."""

    nodes: tuple[Item | None, ...] = ()


class Placed(msgspec.Struct, frozen=True, rename="camel"):
    """The issue."""

    project_items: Items = Items()


class Home(msgspec.Struct, frozen=True):
    """The repository."""

    issue: Placed | None = None


class Data(msgspec.Struct, frozen=True):
    """What the query answers."""

    repository: Home | None = None


def bringing(task: Task, move: Move, word: str) -> Deed:
    """Return what brings a task on. One that stands on a board is moved there, too: its `title` is never empty then."""
    place, _, number = task.name.rpartition("#")
    column = (word or "In Progress") if task.status and move is Move.START else ""
    return Deed(verb=Verb.STAGE, place=place, message=number, text=move.value, title=column)


async def ways(http: Http, task: Task, me: str, now: datetime) -> tuple[Way, ...]:
    """Return which moves are allowed now. Raises a `ServiceError`."""
    deed = bringing(task, Move.START, "")
    issue = await _issue(http, deed)
    if issue.closed:
        return ()
    may_triage = await _triages(http, deed.place)
    own = issue.user is not None and issue.user.login.casefold() == me.casefold()
    finish = (Way(Move.FINISH, CLOSED),) if may_triage or own else ()
    if not may_triage:
        return finish
    items = await _items(http, deed, now) if deed.title else ()
    columns = list(dict.fromkeys(one.name for item in items for one in item.options))
    begun = sorted((one for one in columns if _doing(one)), key=lambda one: one.casefold() != "in progress")
    starts = tuple(Way(Move.START, shorten(one, 50)) for one in begun or columns) or (Way(Move.START, ""),)
    blocks = () if issue.has(BLOCKED) else (Way(Move.BLOCK, BLOCKED),)
    return (*starts, *finish, *blocks)


async def epic(http: Http, name: str) -> str:
    """Return the name of an issue's epic: itself, or the issue to which it belongs; empty if there is none. Raises a `ServiceError`."""
    place, _, number = name.rpartition("#")
    if not (place and number.isdecimal()):
        return ""
    try:
        issue = await _issue(http, Deed(verb=Verb.STAGE, place=place, message=number))
    except Refused as error:
        if error.missing == "issue":
            return ""
        raise
    return epic_of(issue, name)


async def may(http: Http, deed: Deed) -> None:
    """Raise `Refused` where it cannot be done: who may not triage may close at the most what is their own."""
    if deed.text != Move.FINISH and not await _triages(http, deed.place):
        hint = "Ask for the triage role there, or for somebody who has it."
        raise Refused(f"You may not assign or label issues in {deed.place}.", hint, missing="permission")


async def find(http: Http, deed: Deed, me: str, now: datetime) -> Receipt | None:
    """Return where it is if it is so, else nothing. Raises a `ServiceError`."""
    issue = await _issue(http, deed)
    receipt = Receipt(str(issue.number), web(issue.html_url))
    if deed.text == Move.FINISH:
        return receipt if issue.closed else None
    if deed.text == Move.BLOCK:
        return receipt if issue.has(BLOCKED) else None
    begun = not issue.closed and issue.belongs(me) and not issue.has(BLOCKED)
    return receipt if begun and not await _to_move(http, deed, now) else None


async def write(http: Http, deed: Deed, me: str, now: datetime) -> Receipt:
    """Do it, as far as it is not so already. Raises a `ServiceError`; `Refused` with what is allowed."""
    issue = await _issue(http, deed)
    if deed.text == Move.FINISH:
        await _finish(http, deed, issue)
    elif issue.closed:
        phrase = f"{deed.place}#{deed.message} is closed: GitHub offers to reopen it only."
        raise Refused(phrase, "Reopen it in GitHub.", missing="move")
    else:
        await (_start(http, deed, issue, me, now) if deed.text == Move.START else _block(http, deed, issue))
    return Receipt(str(issue.number), web(issue.html_url))


async def _finish(http: Http, deed: Deed, issue: Issue) -> None:
    if not issue.closed:
        await _tell(http, deed, "", {"state": "closed", "state_reason": "completed"}, verb="PATCH")


async def _start(http: Http, deed: Deed, issue: Issue, me: str, now: datetime) -> None:
    """Assign it to me, and move it where its board has such a column. What could be refused is asked before anything is written."""
    moves = await _to_move(http, deed, now)
    if not issue.belongs(me):
        reply = await _tell(http, deed, "/assignees", {"assignees": [me]})
        if not decode(reply.body, Issue, http.host).belongs(me):  # GitHub leaves out who cannot have it, without a word
            phrase = f"GitHub did not assign {deed.place}#{deed.message} to you."
            raise Refused(phrase, "Ask for the triage role there.", missing="move")
    if issue.has(BLOCKED):
        label = next(name for name in issue.names if name.casefold() == BLOCKED)
        await _tell(http, deed, f"/labels/{quote(label, safe='')}", verb="DELETE")
    for item, option in moves:
        field = item.project.field.id if item.project.field else ""
        values = {"project": item.project.id, "item": item.id, "field": field, "option": option.id}
        await asked(http, MOVE, values, dict[str, object], now, reads=False)


async def _block(http: Http, deed: Deed, issue: Issue) -> None:
    """Label it; a label that the repository does not have yet is made by GitHub, where I may."""
    if not issue.has(BLOCKED):
        await _tell(http, deed, "/labels", {"labels": [BLOCKED]})


async def _to_move(http: Http, deed: Deed, now: datetime) -> list[tuple[Item, Option]]:
    """Return which items are to go to which columns; none where it stands there. Raises `Refused` with the columns that are."""
    if not deed.title:
        return []
    items = [one for one in await _items(http, deed, now) if one.options]
    meant = [(item, _meant(item, deed.title)) for item in items]
    if meant and not any(option for _, option in meant):
        names = listed([shorten(one.name, 50) for one in items[0].options[:10]])
        phrase = f"{deed.place}#{deed.message} cannot go to {shorten(deed.title, 50)}: its board offers {names}."
        raise Refused(phrase, "Choose one of these, or move it there by hand.", missing="move")
    return [(item, option) for item, option in meant if option and item.column.casefold() != option.name.casefold()]


def _meant(item: Item, word: str) -> Option | None:
    """Return the column of this name; for the likeliest name any in which work goes on."""
    exact = next((one for one in item.options if one.name.casefold() == word.casefold()), None)
    return exact or next((one for one in item.options if _doing(word) and _doing(one.name)), None)


def _doing(column: str) -> bool:
    return column.casefold().replace("-", " ") in DOING


async def _items(http: Http, deed: Deed, now: datetime) -> tuple[Item, ...]:
    owner, _, name = deed.place.partition("/")
    values = {"owner": owner, "name": name, "number": int(deed.message)}
    data = await asked(http, PLACES, values, Data, now)
    issue = data.repository.issue if data and data.repository else None
    return tuple(one for one in issue.project_items.nodes if one) if issue else ()


async def _triages(http: Http, place: str) -> bool:
    """Whether I may assign and label there; where nothing is said of it, it is tried."""
    permissions = (await takes_issues(http, place)).permissions
    return permissions is None or permissions.triage or permissions.push


async def _issue(http: Http, deed: Deed) -> Issue:
    """Return the issue. Raises `Refused` where it is gone or moved, in words that say so."""
    name = f"{deed.place}#{deed.message}"
    try:
        issue = decode((await http.get(_address(deed))).body, Issue, http.host)
    except Refused as error:
        if error.missing != "name":
            raise
        hint = "It was deleted or moved, or your token may not see it: look in GitHub."
        raise Refused(f"{http.host} knows no issue {name}.", hint, missing="issue") from None
    home = issue.repository_url.rpartition("/repos/")[2]
    if home and home.casefold() != deed.place.casefold():
        phrase = f"{name} is {shorten(home, 100)}#{issue.number} now."
        raise Refused(phrase, "Do it there.", missing="issue")
    return issue


async def _tell(http: Http, deed: Deed, path: str, value: object = None, *, verb: str = "POST") -> Reply:
    """Write something of the issue. Raises a `ServiceError`."""
    try:
        return await http.tell(_address(deed) + path, value, verb=verb)
    except Refused as error:
        raise worded(error, f"change {deed.place}#{deed.message}", SCOPE) from None


def _address(deed: Deed) -> str:
    return f"/repos/{deed.place}/issues/{quote(deed.message, safe='')}"
