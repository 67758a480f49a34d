"""What a scenario may say of hours: who is on duty when, and when the team sleeps."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct


class Shift(Struct, frozen=True, rename={"from_": "from"}):
    """Who is on duty when; never played faster. PagerDuty has a schedule for each domain and `level`."""

    person: str
    from_: timedelta
    to: timedelta
    domain: Annotated[str, Meta(min_length=1, max_length=200)] = "apps"
    level: Annotated[int, Meta(ge=1, le=9)] = 1


class Night(Struct, frozen=True, rename={"from_": "from"}):
    """When nobody of the team works, in the config's own hours and so in whole minutes; never played faster."""

    from_: timedelta
    to: timedelta
