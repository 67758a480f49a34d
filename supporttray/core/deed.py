"""What the app can write to a service, as frozen values; the service's own file says how."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Verb(StrEnum):
    """What is done. A REACT or UNREACT may be repeated without harm; of the others a second one would be seen by people."""

    REACT = "react"
    UNREACT = "unreact"
    POST = "post"
    DIRECT = "direct"
    EDIT = "edit"


class Deed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to write: `place` is a channel, or a person for DIRECT; `message` the one that is meant or answered.

    `text` is what the person wrote or approved, as they see it: making it safe for the service is the service's business.
    """

    verb: Verb
    place: str
    message: str = ""
    text: str = ""

    @property
    def repeatable(self) -> bool:
        """Whether doing it twice is the same as once."""
        return self.verb in (Verb.REACT, Verb.UNREACT, Verb.EDIT)


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the service says of a thing that was written: its id there, and where a person sees it."""

    id: str = ""
    url: str = ""
