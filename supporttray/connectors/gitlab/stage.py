"""Bringing an issue on (PUT …/issues/{iid}): take it, label it with its status, close it; and whether that is so.

GitLab has no workflow: an open issue may go anywhere. What a project has are labels, and these are asked, not assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.gitlab import label, place
from supporttray.connectors.gitlab.api import PAGE, User, pages
from supporttray.connectors.gitlab.issue import Issue
from supporttray.connectors.http import decode, web
from supporttray.connectors.task import made
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.text import listed, plain
from supporttray.core.work import Move, Way
from supporttray.errors import NotUnderstood, Refused, ServiceError

if TYPE_CHECKING:
    from supporttray.connectors.gitlab.service import GitLab
    from supporttray.connectors.http import Http
    from supporttray.core.item import Task

PAGES = 5  # of a project's labels
TAKEN, CLOSED = "Assigned", "Closed"  # where no label says how far it is
MAY = "GitLab wants the Reporter role at least: ask who looks after the project."


class Label(msgspec.Struct, frozen=True):
    """A label of a project, or of a group above it."""

    name: str


class Here(msgspec.Struct, frozen=True):
    """Where an issue stands, who I am, and which labels its project has."""

    name: str
    issue: Issue
    me: User
    labels: tuple[str, ...]

    @property
    def mine(self) -> bool:
        """Whether I have it."""
        return any(one.username == self.me.username for one in self.issue.assignees or ())

    @property
    def worn(self) -> tuple[str, ...]:
        """The labels that it has."""
        return self.issue.labels or ()

    def words(self, move: Move) -> tuple[str, ...]:
        """Return where a move may lead, the likeliest first; nowhere once it is closed."""
        if move is Move.FINISH:
            return (CLOSED,)
        if self.issue.closed:
            return ()
        fit = label.is_started if move is Move.START else label.is_blocked
        found = [one for one in self.labels if fit(one)]
        first = label.beginning(found) if move is Move.START else label.blocking(found)
        return (first, *sorted({*found} - {first})) if first else (TAKEN if move is Move.START else label.BLOCKED,)

    def so(self, move: Move, word: str) -> bool:
        """Whether it is there already."""
        if move is Move.FINISH or self.issue.closed:
            return move is Move.FINISH and self.issue.closed
        if move is Move.BLOCK:
            return word in self.worn if word else label.blocked(self.worn)
        known = any(label.is_started(one) for one in self.labels)
        there = word in self.worn if word and word != TAKEN else not known or any(map(label.is_started, self.worn))
        return self.mine and there and not label.blocked(self.worn)

    def change(self, move: Move, word: str) -> dict[str, Any]:
        """Return what is to be written so that it is there. Raises `Refused` with what there is instead."""
        words = self.words(move)
        chosen = next((one for one in words if one.casefold() == word.casefold()), "") if word else (words or ("",))[0]
        if not chosen:
            raise self.stuck(word or move.value)
        if move is Move.FINISH:
            return {"state_event": "close"}
        told: dict[str, Any] = {} if move is Move.BLOCK or self.mine else {"assignee_ids": [self.me.id]}
        new = [chosen] if chosen != TAKEN and chosen not in self.worn else []
        old = label.ousted(self.worn, chosen) if move is Move.START or new else []
        told |= {"add_labels": ",".join(new)} if new else {}
        return told | ({"remove_labels": ",".join(old)} if old else {})

    def stuck(self, word: str) -> Refused:
        """Say that it cannot go there, and where it can."""
        if self.issue.closed:
            hint = "Open it again in GitLab if it is still to be done."
            return Refused(f"{self.name} is closed: it cannot go to {plain(word)}.", hint, missing="state")
        offered = [one for move in Move for one in self.words(move)]
        phrase = f"{self.name} cannot go to {plain(word)}: GitLab offers {listed(offered)}."
        return Refused(phrase, "Choose one of these, or make the label in GitLab.", missing="state")


def bringing(task: Task, move: Move, word: str) -> Deed:
    """Return what brings a task on."""
    home, _, number = task.name.rpartition("#")
    return Deed(verb=Verb.STAGE, place=home, message=number, text=move.value, title=word)


async def ways(lab: GitLab, task: Task) -> tuple[Way, ...]:
    """Ask which moves there are now. Raises a `ServiceError`."""
    here = await _here(lab, bringing(task, Move.START, ""))
    return tuple(Way(move, word) for move in Move if not here.so(move, "") for word in here.words(move))


async def write(lab: GitLab, deed: Deed) -> Receipt:
    """Bring it there; what is so already is not written. Raises a `ServiceError`."""
    move = Move(deed.text)
    try:
        here = await _here(lab, deed)
        wanted = {} if here.so(move, deed.title) else here.change(move, deed.title)
    except ServiceError as error:
        error.maybe = False  # nothing was written yet
        raise
    if not wanted:
        return _receipt(here.issue)
    try:
        reply = await lab.http.tell(_path(deed), wanted, verb="PUT")
    except Refused as error:
        if error.missing == "credential":
            raise
        raise Refused(f"You may not change {here.name}.", MAY, missing="permission") from None
    except NotUnderstood as error:
        if error.maybe:
            raise
        raise Refused(f"GitLab did not take the change of {here.name}.", "Do it in GitLab.", missing="state") from None
    return _receipt(_kept(here, move, deed, made(reply.body, Issue, lab.http.host)))


def _kept(before: Here, move: Move, deed: Deed, now: Issue) -> Issue:
    """Return the issue as it is now. Raises `Refused` where GitLab left out what was asked: it does so without a word."""
    if not msgspec.structs.replace(before, issue=now).so(move, deed.title):
        raise Refused(f"GitLab did not do all of that with {before.name}.", MAY, missing="permission")
    return now


async def find(lab: GitLab, deed: Deed) -> Receipt | None:
    """Say whether it is there, by whomever it was brought. Raises a `ServiceError`."""
    here = await _here(lab, deed)
    return _receipt(here.issue) if here.so(Move(deed.text), deed.title) else None


async def may(lab: GitLab, deed: Deed) -> None:
    """Raise `Refused` where it cannot go there."""
    here, move = await _here(lab, deed), Move(deed.text)
    if not here.so(move, deed.title):
        here.change(move, deed.title)


async def epic(http: Http, name: str) -> str:
    """Return the epic of an issue, by its name; empty if it has none. Raises a `ServiceError`."""
    home, _, number = name.rpartition("#")
    if not home or not number.isdecimal():
        return ""
    reply = await http.get(f"{place.home(home)}/issues/{number}")
    return decode(reply.body, Issue, http.host).belongs


async def _here(lab: GitLab, deed: Deed) -> Here:
    name = f"{deed.place}#{deed.message}"
    try:
        issue = decode((await lab.http.get(_path(deed))).body, Issue, lab.http.host)
    except Refused as error:
        if error.missing != "name":
            raise
        hint = "It was moved or deleted, or your token may not see it: look in GitLab."
        raise Refused(f"{lab.http.host} knows no issue {name}.", hint, missing="name") from None
    labels: dict[str, None] = {}
    home = f"{place.home(deed.place)}/labels"
    async for reply in pages(lab.http, home, {"per_page": PAGE}, PAGES):
        labels |= dict.fromkeys(one.name for one in decode(reply.body, tuple[Label, ...], lab.http.host))
    return Here(name, issue, await lab.me(), tuple(one for one in labels if "," not in one))


def _path(deed: Deed) -> str:
    if not deed.message.isdecimal():
        raise Refused(f"{deed.place}#{deed.message} is no issue.", "It is named like acme/shop#17.", missing="name")
    return f"{place.home(deed.place)}/issues/{deed.message}"


def _receipt(issue: Issue) -> Receipt:
    return Receipt(str(issue.iid), web(issue.web_url))
