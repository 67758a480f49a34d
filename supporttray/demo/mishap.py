"""What a scenario may say of errors and of what goes live."""

from datetime import timedelta
from typing import Literal, TypeAlias

from msgspec import Struct

from supporttray.demo.word import Key, Name, Times

Level: TypeAlias = Literal["critical", "error", "warning", "info", "debug"]

_MINUTE = timedelta(minutes=1)


class Error(Struct, frozen=True, tag_field="do", tag="error"):
    """An error comes. One with the same title and environment is the same one; it is back if it was resolved.

    `problem` is the hidden problem to which it belongs. Only tests read that.
    """

    at: timedelta
    title: Name
    id: Key | None = None
    level: Level = "error"
    environment: Name = "production"
    version: str = ""
    where: str = ""
    problem: Name | None = None
    times: Times = 1
    every: timedelta = _MINUTE


class Resolve(Struct, frozen=True, tag_field="do", tag="resolve"):
    """Somebody says that an error is mended."""

    at: timedelta
    to: Key
    by: str = ""
    version: str = ""


class Deploy(Struct, frozen=True, tag_field="do", tag="deploy"):
    """Something goes live."""

    at: timedelta
    version: Name
    by: str
    environment: Name = "production"
    notes: str = ""


Mishap: TypeAlias = Error | Resolve | Deploy
ENTRIES: dict[str, type[Mishap]] = {"error": Error, "resolve": Resolve, "deploy": Deploy}
