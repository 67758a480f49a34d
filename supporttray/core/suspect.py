"""Who may have broken a build, as frozen values: the changes between the last green run and the first red one, and how likely each is it."""

from __future__ import annotations

import msgspec

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
