"""The errors that cross a border of the program; each is mapped once, where it happens, and said in a person's words.

Failure
├── ServiceError        a service did not give what was asked
│   ├── Refused         credential, permission or name wrong: asking again does not help
│   ├── SlowDown        asked too often: ask again at `until`
│   ├── Unreachable     no answer, or an error of the service's own
│   └── NotUnderstood   an answer that makes no sense
├── ConfigError         the config file has mistakes (all of them are listed)
│   └── NotDone         what a person asked for makes no sense here
├── NotSent             something is not, or perhaps not, where it was to be written
├── StoreError          the database cannot be used
├── NoKeyring           the system's keyring is missing, locked or silent
└── AlreadyRunning      another engine holds this workspace
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Failure(Exception):
    """Something went wrong that a person can do something about: `phrase` says what, `hint` says what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, phrase: str, hint: str = "") -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.hint = hint


class ServiceError(Failure):
    """A service did not give what was asked. The last good data stays, with its age.

    Of something that was written `maybe` says that it may have arrived all the same.
    """

    exit_code = 3
    state: ClassVar[str] = "failed"

    def __init__(self, phrase: str, hint: str = "", *, maybe: bool = False) -> None:
        super().__init__(phrase, hint)
        self.maybe = maybe


class Refused(ServiceError):
    """The service refused: asking again with the same credential does not help. `missing` names what it wants."""

    state = "refused"

    def __init__(self, phrase: str, hint: str = "", *, missing: str = "") -> None:
        super().__init__(phrase, hint)
        self.missing = missing


class SlowDown(ServiceError):
    """The service wants to be left alone until `until` (aware UTC)."""

    state = "slowed"

    def __init__(self, phrase: str, until: datetime) -> None:
        super().__init__(phrase, "Nothing to do: it is asked again when the service allows it.")
        self.until = until


class Unreachable(ServiceError):
    """No connection, no answer in time, or an error of the service's own (5xx). With `page` it breaks at this page only (500)."""

    state = "unreachable"

    def __init__(self, phrase: str, hint: str = "", *, maybe: bool = False, page: bool = False) -> None:
        super().__init__(phrase, hint, maybe=maybe)
        self.page = page


class NotUnderstood(ServiceError):
    """The answer is not what the service's documentation describes, too large, or hostile.

    Where it was an error of ours (400, 409, 422) `status` tells it, and `said` what the service said of it: for the connector alone, which picks
    out what is fit to be shown.
    """

    state = "not understood"
    status: int = 0
    said: bytes = b""


class ConfigError(Failure):
    """The config file has mistakes; `mistakes` lists every one of them, each a line for a person."""

    exit_code = 2

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("; ".join(mistakes), "Mend the file, then run `supporttray config check`.")
        self.mistakes = tuple(mistakes)


class NotDone(ConfigError):
    """What a person asked for makes no sense here; there is no file to mend."""

    def __init__(self, phrase: str) -> None:
        super().__init__((phrase,))
        self.hint = ""


class NotSent(Failure):
    """Something is not, or perhaps not, where it was to be written."""

    exit_code = 3


class StoreError(Failure):
    """The database cannot be opened, read or written."""


class NoKeyring(Failure):
    """The system's keyring is missing, locked or does not answer."""

    exit_code = 3


class AlreadyRunning(Failure):
    """Another engine holds this workspace."""

    exit_code = 4


class Left(Failure):
    """The app was asked to end, and does: no fault at all."""

    exit_code = 0


class Replaced(Left):
    """A newer version was installed over the running app, which ends and starts as that one."""


def cause(group: BaseException) -> BaseException:
    """Return the failure of one task that ended the others: the first one of a group, however deep it lies."""
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group
