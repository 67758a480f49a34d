"""What Slack keeps of people: who is in a user group now, and the status that somebody set."""

from datetime import datetime

from msgspec import Struct

from supporttray.demo.scenario import Group


class Crew(Struct, frozen=True):
    """A user group with its members (their keys) since it was last changed."""

    group: Group
    members: tuple[str, ...]
    changed: datetime


class Status(Struct, frozen=True):
    """What stands beside a name; `expires` is in seconds since 1970, 0 means never."""

    text: str = ""
    emoji: str = ""
    expires: int = 0
