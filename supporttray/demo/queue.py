"""Messages that wait for their moment, as Slack keeps them: they are sent whoever is there, unless they were taken back."""

from datetime import datetime, timedelta
from itertools import count

from msgspec import Struct

from supporttray.demo.conversation import Conversation
from supporttray.demo.desk import Desk
from supporttray.demo.scenario import Person

LAST = timedelta(seconds=60)  # so shortly before its moment nothing is taken back
_CROWD, _AROUND = 30, timedelta(minutes=5)


class Scheduled(Struct, frozen=True):
    """One of them. Slack takes one with metadata, and never sends it."""

    id: str
    by: Person
    place: Conversation
    text: str
    at: datetime
    made: datetime
    metadata: bool = False


class Queue:
    """All that wait."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: dict[str, Scheduled] = {}
        self._numbers = count(1)

    def add(
        self, by: Person, place: Conversation, text: str, at: datetime, now: datetime, *, metadata: bool
    ) -> Scheduled:
        """Put one in."""
        one = Scheduled(f"Q{next(self._numbers):010d}", by, place, text, at, now, metadata)
        self._waiting[one.id] = one
        return one

    def crowded(self, place: Conversation, at: datetime) -> bool:
        """Tell whether so many are to be sent there around that moment that no more are taken."""
        near = [one for one in self._waiting.values() if one.place is place and abs(one.at - at) < _AROUND]
        return len(near) >= _CROWD

    def of(self, by: Person) -> list[Scheduled]:
        """List somebody's own."""
        return [one for one in self._waiting.values() if one.by is by]

    def drop(self, one: Scheduled) -> None:
        """Take one back."""
        del self._waiting[one.id]

    def send(self, now: datetime) -> None:
        """Send what is due, each stamped with its own moment."""
        due = sorted((one for one in self._waiting.values() if one.at <= now), key=lambda one: one.at)
        for one in due:
            self.drop(one)
            if not one.metadata:
                self._desk.write(one.place, one.at, one.by, one.text)
