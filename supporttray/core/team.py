"""What a person asks and does about the team's shared file, as frozen values."""

from __future__ import annotations

from datetime import datetime

import msgspec

from supporttray.core.action import Action, Question

CHANGED, UNREADABLE = "team.changed", "team.unreadable"  # the kinds of its notices
DECLINED = "declined"  # the kind of the mark that silences one version of it


class Trusted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An address that a file trusts. `secret` is what a person is asked for to be sent there; empty if nothing is.

    `news` says how that differs from what is trusted so far: `new`, `moved` (it was at `was`), or nothing.
    """

    name: str
    kind: str
    address: str
    secret: str = ""
    news: str = ""
    was: str = ""

    @property
    def told(self) -> str:
        """A sentence for a person."""
        secret = f"; it will ask for {self.secret}" if self.secret else "; it needs no token"
        if self.news == "moved":
            return f"{self.name} ({self.kind}) would be at {self.address}, no longer at {self.was}{secret}."
        return f"{self.name} ({self.kind}) at {self.address}{secret}."


class LookAtTeam(Question, frozen=True):
    """Read a team's file at an address, before anything is taken from it; what comes back is a `TeamFile`."""

    address: str


class TeamFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a team's file would do: what it watches, in a line each, and which addresses it trusts."""

    address: str
    watches: tuple[str, ...]
    trusted: tuple[Trusted, ...]


class JoinTeam(Action, frozen=True):
    """Let the first questions be about the file that was looked at last; nothing is written yet. What comes back is a `Known`."""


class AskTeam(Question, frozen=True):
    """Ask how the team's file differs from what was taken of it; what comes back is a `TeamChange`. `look` reads it anew."""

    look: bool = False


class TeamChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the team's file at `address` differs from what was taken; without a `version` there is nothing to be taken.

    `trusted` are the addresses that change or are new, `meaning` what else it means, in sentences; `lines` the difference as a text
    (`+ `, `- ` and two spaces begin them). `seen` is when it was read last, `trouble` why it cannot be.
    """

    address: str
    version: str = ""
    trusted: tuple[Trusted, ...] = ()
    meaning: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    seen: datetime | None = None
    trouble: str = ""


class TakeTeam(Action, frozen=True):
    """Take the version of the team's file that was shown; what comes back is a `Done`."""

    version: str


class DeclineTeam(Action, frozen=True):
    """Say nothing more of this very version; what comes back is a `Done`."""

    version: str
