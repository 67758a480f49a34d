"""What a scenario may say of releases."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

from supporttray.demo.word import Name


class Release(Struct, frozen=True):
    """A release of a product, watched from `start` to `end`."""

    product: Name
    start: timedelta
    end: timedelta
    version: str = ""
    components: tuple[Name, ...] = ()
    words: tuple[Name, ...] = ()
    notes: str = ""
    process: str = ""
    environment: str = "production"
    standup: Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = ""
    quota: Annotated[int, Meta(ge=0)] = 0
