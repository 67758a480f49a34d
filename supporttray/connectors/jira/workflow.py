"""Where an issue may go now: the transitions that Jira offers, and which of them is meant (GET /issue/{key}/transitions)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.http import decode
from supporttray.connectors.jira.api import Myself
from supporttray.connectors.jira.issue import BLOCKED, DROPPED, STAGES, Content, Issue, Status, is_me
from supporttray.core.item import Stage
from supporttray.core.text import plain
from supporttray.core.work import Move
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supporttray.connectors.jira.api import Api

LABEL = "blocked"  # where no status says so
LIKED = {
    Move.START: ("in progress", "doing", "in development", "started", "in arbeit"),
    Move.FINISH: ("done", "resolved", "closed", "fixed", "finished", "complete", "erledigt"),
    Move.BLOCK: ("blocked", "on hold", "waiting"),
}
RESOLVED = ("done", "fixed", "resolved", "complete")  # what a screen that asks for a resolution is told
MEANT = {Move.START: "in progress", Move.FINISH: "done", Move.BLOCK: "blocked"}


class Value(msgspec.Struct, frozen=True):
    """A value that a field may have."""

    name: str = ""


class Screen(msgspec.Struct, frozen=True, rename="camel"):
    """A field that Jira asks for on the way."""

    required: bool = False
    has_default_value: bool = False
    name: str = ""
    allowed_values: tuple[Any, ...] = ()

    @property
    def resolution(self) -> str:
        """Which of its values says that it is done; empty where none does."""
        names = [str(one.get("name", "")) for one in self.allowed_values if isinstance(one, dict)]
        return next((name for name in names if name.casefold() in RESOLVED), "")


class Transition(msgspec.Struct, frozen=True, rename="camel"):
    """A way to a status."""

    id: str
    name: str = ""
    to: Status = Status()
    fields: dict[str, Screen] = {}
    is_available: bool = True

    @property
    def word(self) -> str:
        """The name of where it leads."""
        return plain(self.to.name) or plain(self.name)

    @property
    def asks(self) -> tuple[str, ...]:
        """The names of the fields that a person has to fill in on the way."""
        wanted = {key: one for key, one in self.fields.items() if one.required and not one.has_default_value}
        return tuple(plain(one.name) or key for key, one in wanted.items() if key not in self.told)

    @property
    def told(self) -> dict[str, dict[str, str]]:
        """What we can fill in: that it is resolved."""
        one = self.fields.get("resolution")
        return {"resolution": {"name": one.resolution}} if one and one.required and one.resolution else {}

    def fits(self, move: Move) -> bool:
        """Whether it leads where a move wants to."""
        held = any(BLOCKED.search(one) for one in (self.to.name, self.name))
        stage = STAGES.get(self.to.status_category.key)
        if move is Move.BLOCK:
            return held and stage is not Stage.DONE
        return not held and stage is (Stage.DONE if move is Move.FINISH else Stage.STARTED)

    def liking(self, move: Move) -> tuple[bool, int]:
        """How likely it is meant, the likeliest the least."""
        liked = {name: place for place, name in enumerate(LIKED[move])}
        return self.word.casefold() in DROPPED, liked.get(self.word.casefold(), len(liked))


class Transitions(msgspec.Struct, frozen=True):
    """What Jira offers."""

    transitions: tuple[Transition, ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """Where an issue stands, and where it may go."""

    id: str
    key: str
    content: Content
    offered: tuple[Transition, ...]
    me: Myself

    @property
    def mine(self) -> bool:
        """Whether it is mine."""
        return is_me(self.content.assignee, self.me)

    @property
    def labelled(self) -> bool:
        """Whether our label says that it waits."""
        return any(one.casefold() == LABEL for one in self.content.labels or ())

    def so(self, move: Move, word: str) -> bool:
        """Whether it is there already; whose it is is another question."""
        here = self.content
        if word and word.casefold() not in (here.word.casefold(), LABEL):
            return False
        if move is Move.BLOCK:
            return here.held
        return here.stage is (Stage.DONE if move is Move.FINISH else Stage.STARTED) and (
            move is Move.FINISH or not BLOCKED.search(here.word)
        )

    def fitting(self, move: Move) -> list[Transition]:
        """Return what leads there and asks for nothing, the likeliest first."""
        found = [one for one in self.offered if one.fits(move) and not one.asks]
        return sorted(found, key=lambda one: one.liking(move))

    def way(self, move: Move, word: str) -> Transition | None:
        """Return the transition that is meant; None where Jira offers none."""
        return next((one for one in self.fitting(move) if not word or one.word.casefold() == word.casefold()), None)

    def words(self, move: Move) -> Iterator[str]:
        """Yield where it may be brought, in Jira's words, the likeliest first."""
        taken = move is Move.START and not self.mine and self.so(move, "")  # all that is left is to take it
        yield from dict.fromkeys([*([self.content.word] if taken else []), *(one.word for one in self.fitting(move))])

    def stuck(self, move: Move, word: str) -> Refused:
        """Say that Jira does not let it go there, and what it would."""
        where = f"{self.key} cannot go to {word or MEANT[move]}"
        asking = next((one for one in self.offered if one.asks and one.fits(move) and word in ("", one.word)), None)
        if asking:
            said = f"Jira wants {', '.join(asking.asks)} filled in on the way to {asking.word}"
        else:
            words = dict.fromkeys(one.word for one in self.offered)
            said = f"Jira offers {', '.join(words)}" if words else "Jira offers you no way on from here"
        return Refused(f"{where}: {said}.", "Do it in Jira, or choose another way.", missing="transition")


async def standing(jira: Api, name: str) -> Standing:
    """Ask where an issue stands, and where it may go. Raises a `ServiceError`."""
    issue = decode(await jira.issue(name, "fields=status,assignee,labels,resolution"), Issue, jira.http.host)
    body = await jira.issue(name, "expand=transitions.fields", "/transitions")
    offered = decode(body, Transitions, jira.http.host).transitions
    free = tuple(one for one in offered if one.is_available)
    return Standing(issue.id, plain(issue.key), issue.content(jira.http.host), free, await jira.myself())
