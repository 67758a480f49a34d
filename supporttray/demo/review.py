"""Changes under review in a repository, whatever its host: pull requests, merge requests. Every change is written into the ledger."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from supporttray.demo.change import Checks, Says
from supporttray.demo.ledger import Ledger
from supporttray.demo.pipeline import Repository
from supporttray.demo.scenario import Person

Turn = Literal["pull_opened", "pull_pushed", "pull_reviewed", "pull_asked", "pull_ready", "pull_merged", "pull_closed"]


class Opinion(Struct, frozen=True):
    """What somebody said of a change, of which commit; one that was dismissed stays, and says so."""

    id: int
    by: Person
    at: datetime
    says: Says
    commit: str
    text: str = ""


class Pull(Struct, frozen=True):
    """A change. `head` is its newest commit, `pushed` when that came, `changed` when anything last did; `checks` is how they ended.

    `asked` are those whose review is still owed, `teams` likewise; `done` is when it was merged or closed, by whom.
    """

    number: int
    title: str
    text: str
    by: Person
    at: datetime
    changed: datetime
    pushed: datetime
    branch: str
    head: str
    draft: bool = False
    labels: tuple[str, ...] = ()
    asked: tuple[Person, ...] = ()
    teams: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    lines: int = 10
    files: tuple[str, ...] = ()
    checks: Checks = "success"
    pushes: int = 1
    done: datetime | None = None
    done_by: Person | None = None
    merged: bool = False

    @property
    def red(self) -> bool:
        """Whether its checks failed."""
        return self.checks == "failure"

    @property
    def valid(self) -> tuple[Opinion, ...]:
        """What was said and not taken back."""
        return tuple(one for one in self.opinions if one.says != "dismissed")


class Board:
    """The changes of one repository."""

    def __init__(self, repository: Repository, index: int, ledger: Ledger) -> None:
        self.repository = repository
        self.number = 510_000_000 + index * 1_000_000
        self._ledger = ledger
        self._pulls: dict[int, Pull] = {}
        self._opinions = 0

    def pulls(self) -> Sequence[Pull]:
        """List all, the newest first."""
        return sorted(self._pulls.values(), key=lambda one: (one.at, one.number), reverse=True)

    def find(self, number: int) -> Pull | None:
        """Give one, or nothing."""
        return self._pulls.get(number)

    def open(self, by: Person, at: datetime, title: str, number: int = 0, branch: str = "", **facts: Any) -> Pull:
        """Propose a change; `facts` are what else `Pull` knows of it."""
        number = number or max(self._pulls, default=0) + 1
        branch = branch or f"change-{number}"
        text, head = facts.pop("text", ""), self._commit(number, 1)
        pull = Pull(number, title, text, by, at, at, at, branch, head, **facts)
        return self._keep("pull_opened", pull, by, at)

    def push(self, pull: Pull, by: Person, at: datetime, *, lines: int | None = None, checks: Checks) -> Pull:
        """Push a new commit to it."""
        count = pull.pushes + 1
        head, lines = self._commit(pull.number, count), pull.lines if lines is None else lines
        pushed = replace(pull, head=head, pushes=count, pushed=at, changed=at, lines=lines, checks=checks)
        return self._keep("pull_pushed", pushed, by, at)

    def say(self, pull: Pull, by: Person, at: datetime, says: Says, text: str = "") -> Pull:
        """Say something of it; who has said something is asked no more. `dismissed` takes back what this person said."""
        if says == "dismissed":
            opinions = tuple(replace(one, says=says) if one.by is by else one for one in pull.opinions)
            return self._keep("pull_reviewed", replace(pull, opinions=opinions, changed=at), by, at, says=says)
        self._opinions += 1
        opinion = Opinion(self.number + self._opinions, by, at, says, pull.head, text)
        asked = tuple(one for one in pull.asked if one is not by)
        said = replace(pull, opinions=(*pull.opinions, opinion), asked=asked, changed=at)
        return self._keep("pull_reviewed", said, by, at, says=says, text=text, opinion=opinion.id)

    def ask(self, pull: Pull, people: Sequence[Person], teams: Sequence[str], by: Person, at: datetime) -> Pull:
        """Ask people and teams for a review."""
        asked, also = tuple(dict.fromkeys((*pull.asked, *people))), tuple(dict.fromkeys((*pull.teams, *teams)))
        whom = [*(one.id for one in people), *teams]
        return self._keep("pull_asked", replace(pull, asked=asked, teams=also, changed=at), by, at, asked=whom)

    def ready(self, pull: Pull, by: Person, at: datetime) -> Pull:
        """Say that it is a draft no more."""
        return self._keep("pull_ready", replace(pull, draft=False, changed=at), by, at)

    def close(self, pull: Pull, by: Person, at: datetime, *, merged: bool) -> Pull:
        """Merge it, or only close it."""
        over = replace(pull, done=at, done_by=by, merged=merged, changed=at)
        return self._keep("pull_merged" if merged else "pull_closed", over, by, at)

    def _commit(self, number: int, count: int) -> str:
        words = f"{self.repository.name} {number} {count}"
        return hashlib.sha1(words.encode(), usedforsecurity=False).hexdigest()

    def _keep(self, what: Turn, pull: Pull, by: Person, at: datetime, **more: Any) -> Pull:
        self._pulls[pull.number] = pull
        facts = {"repository": self.repository.name, "change": pull.number, "title": pull.title, "sha": pull.head}
        self._ledger.write(at, self.repository.host, what, by, **facts, **more)
        return pull
