"""Who may have broken a build: the changes between the last green run and the first red one, and how likely each of them is it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.triage import Verdict

CLEAR = 0.6  # below that the answer is "not clear"


class Author(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who made a change: a name, and what else the service tells of them. `email` and `login` find the person in Slack."""

    name: str
    email: str = ""
    login: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A commit, or all commits of one pull request together: `number` is the request's (`#421`, `!17`), empty where there was none.

    `place` is where a remark about it can be written, as its service takes it; empty where none can be. `files` are the paths it touched.
    """

    id: str
    title: str
    author: Author
    url: str = ""
    number: str = ""
    place: str = ""
    files: tuple[str, ...] = ()
    bot: bool = False


class Changes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What changed between two runs, the oldest first. `complete` says that nothing is missing; `owners` is the CODEOWNERS file."""

    changes: tuple[Change, ...] = ()
    complete: bool = True
    owners: str = ""
    url: str = ""


class Suspect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A change that may be it: how likely from 0 to 1, and why in a few words (`touched tests/test_basket.py`)."""

    change: Change
    confidence: float
    reason: str


class Suspicion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The suspects of a red run, the likeliest first, and who owns the tests that fail.

    `ours` says that those are ours; `url` compares the two runs.
    """

    suspects: tuple[Suspect, ...] = ()
    owners: tuple[str, ...] = ()
    ours: bool = False
    url: str = ""

    @property
    def top(self) -> Suspect | None:
        """The one that is likely enough to be named; None where it is not clear."""
        first = self.suspects[0] if self.suspects else None
        return first if first and first.confidence >= CLEAR else None


def suspicion(
    changes: Changes, verdict: Verdict, ours: Sequence[str] = (), team: Sequence[str] = (), owned: str = ""
) -> Suspicion:
    """Return who may have broken it and whose the failing tests are: by `owned`, in the form of CODEOWNERS, else by the project's own file.

    `ours` has patterns over tests and their files, and owners (`@acme/support`); `team` the logins, e-mails or names of ours.
    """
    from supporttray.core.trail.owner import owners, theirs  # noqa: PLC0415  where something broke
    from supporttray.core.trail.rank import ranked  # noqa: PLC0415

    suspects = ranked(changes, verdict)
    whose = owners(verdict, owned, changes.owners)
    found = Suspicion(suspects=suspects, owners=whose, url=changes.url)
    return msgspec.structs.replace(found, ours=theirs(found, verdict, ours, team))
