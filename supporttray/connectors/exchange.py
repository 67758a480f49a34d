"""A question to a service and its answer over HTTP, as frozen values."""

from __future__ import annotations

import msgspec


class Reply(msgspec.Struct, frozen=True):
    """An answer with a status below 400. Header names are in lower case; `body` is empty for 304, `url` is where it was found.

    `cut` says that only the end was read.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    url: str = ""
    cut: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether the validators that were sent still hold."""
        return self.status == 304


class Question(msgspec.Struct, frozen=True):
    """What is asked: `headers` are the validators, `reads` says that it can be asked twice.

    What is sent along is a `form`, or a `body` in JSON. Of something long only the last `tail` bytes are wanted,
    and these alone are asked for where it is `ranged`.
    """

    verb: str
    url: str
    headers: dict[str, str]
    params: dict[str, str] | None = None
    form: dict[str, str] | None = None
    body: bytes | None = None
    reads: bool = True
    tail: int = 0
    ranged: bool = True
