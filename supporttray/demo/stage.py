"""The stage: what an entry of the timeline can touch, and what it leaves to happen later."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from msgspec import Struct, field

from supporttray.demo import pipeline
from supporttray.demo.actions import Actions
from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.desk import Desk
from supporttray.demo.fault import Switchboard
from supporttray.demo.feed import Feed
from supporttray.demo.helpdesk import Helpdesk
from supporttray.demo.ledger import Ledger
from supporttray.demo.moment import parse_ts
from supporttray.demo.reference import POST
from supporttray.demo.review import Board
from supporttray.demo.scenario import Entry, Person
from supporttray.demo.tracker import Tracker
from supporttray.demo.trouble import Trouble


class RunEnded(Struct, frozen=True):
    """A run's attempt comes to its end."""

    repository: str
    number: int
    attempt: int
    entry: pipeline.Run | pipeline.Rerun


class BuildEnded(Struct, frozen=True):
    """A cctray build comes to its end."""

    entry: pipeline.Build
    started: datetime


Ended: TypeAlias = RunEnded | BuildEnded


class Stage(Struct, frozen=True, kw_only=True):
    """What an entry can touch; `plan` puts something on the timeline."""

    desk: Desk
    faults: Switchboard
    ledger: Ledger
    feed: Feed
    people: Mapping[str, Person]
    channels: Mapping[str, Conversation]
    repositories: Mapping[str, Actions]
    trackers: Mapping[str, Tracker]
    boards: Mapping[str, Board]
    helpdesk: Helpdesk
    trouble: Trouble
    direct: Callable[[Person], Conversation]
    logs: Mapping[str, str]
    plan: Callable[[timedelta, "Entry | Ended"], None]
    posts: dict[str, tuple[Conversation, int]] = field(default_factory=dict)
    runs: dict[str, tuple[Actions, int]] = field(default_factory=dict)
    told: dict[int, pipeline.Run] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)

    def channel(self, key: str) -> Conversation:
        """Find a channel by its key; no key means the first one."""
        return next(each for each in self.channels.values() if key in ("", each.channel.id))

    def repository(self, name: str) -> Actions:
        """Find a repository by its name; no name means the first one."""
        return self.repositories[name.lower()] if name else next(iter(self.repositories.values()))

    def post(self, name: str) -> tuple[Conversation, Post] | None:
        """Find a message by its name in the scenario, or by "CHANNEL:TS"; it may be gone, or not there yet."""
        found = POST.fullmatch(name)
        if found is None:
            place, stamp = self.posts.get(name, (None, 0))
        else:
            place, stamp = self.channels.get(found["channel"]), parse_ts(found["ts"])
        post = None if place is None else place.find(stamp)
        return None if place is None or post is None or post.gone else (place, post)
