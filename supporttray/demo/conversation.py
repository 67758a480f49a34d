"""A Slack channel's state: its messages, threads and reactions, in order of time."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from supporttray.demo.forward import Shared
from supporttray.demo.scenario import Channel, Person

if TYPE_CHECKING:
    from datetime import datetime


class Post(Struct, frozen=True):
    """One message; `thread` is the stamp of the message it answers."""

    stamp: int
    by: Person
    text: str
    thread: int | None = None
    subtype: str | None = None
    broadcast: bool = False
    edited: int | None = None
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    metadata: dict[str, Any] | None = None
    shared: Shared | None = None
    files: tuple[str, ...] = ()

    @property
    def gone(self) -> bool:
        """A deleted question whose answers remain leaves a tombstone, as in Slack."""
        return self.subtype == "tombstone"

    def who(self, emoji: str) -> tuple[str, ...]:
        """Name the users who reacted with this emoji."""
        return dict(self.reactions).get(emoji, ())


class Conversation:
    """The messages of one channel; stamps are microseconds and unique here."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.topic = channel.topic
        self.topic_set: tuple[Person, datetime] | None = None  # by whom and when, since the scenario began
        self._posts: dict[int, Post] = {}
        self._order: list[int] = []
        self._threads: dict[int, list[int]] = {}

    def free(self, stamp: int) -> int:
        """Find the next stamp that no message has."""
        while stamp in self._posts:
            stamp += 1
        return stamp

    def add(self, post: Post) -> None:
        """Put a message at its place."""
        self._posts[post.stamp] = post
        if post.thread is not None:
            insort(self._threads.setdefault(post.thread, []), post.stamp)
        if post.thread is None or post.broadcast:
            insort(self._order, post.stamp)

    def find(self, stamp: int) -> Post | None:
        """Give the message, or nothing."""
        return self._posts.get(stamp)

    def all(self) -> Sequence[Post]:
        """List all messages, those in threads as well."""
        return list(self._posts.values())

    def change(self, post: Post) -> None:
        """Put a changed message in the place of the old one."""
        self._posts[post.stamp] = post

    def drop(self, post: Post) -> None:
        """Delete a message; a thread keeps a tombstone at its head."""
        if self._threads.get(post.stamp):
            self.change(replace(post, subtype="tombstone", text="This message was deleted.", reactions=()))
            return
        del self._posts[post.stamp]
        if post.stamp in self._order:
            self._order.remove(post.stamp)
        if post.thread is not None:
            self._leave(post.thread, post.stamp)

    def _leave(self, thread: int, stamp: int) -> None:
        self._threads[thread].remove(stamp)
        head = self._posts.get(thread)
        if not self._threads[thread] and head is not None and head.gone:
            self.drop(head)

    def answers(self, stamp: int) -> Sequence[Post]:
        """List the answers of a thread, oldest first."""
        return [self._posts[each] for each in self._threads.get(stamp, ())]

    def slice(self, oldest: int, latest: int, *, inclusive: bool) -> Sequence[int]:
        """List the stamps of the channel's own messages between two moments, oldest first."""
        left, right = (bisect_left, bisect_right) if inclusive else (bisect_right, bisect_left)
        return self._order[left(self._order, oldest) : right(self._order, latest)]

    def react(self, post: Post, emoji: str, user: str) -> bool:
        """Add a reaction; say whether it was new."""
        users = post.who(emoji)
        if user in users:
            return False
        self._set(post, emoji, (*users, user))
        return True

    def unreact(self, post: Post, emoji: str, user: str) -> bool:
        """Take a reaction back; say whether it was there."""
        users = post.who(emoji)
        if user not in users:
            return False
        self._set(post, emoji, tuple(each for each in users if each != user))
        return True

    def _set(self, post: Post, emoji: str, users: tuple[str, ...]) -> None:
        reactions = {**dict(post.reactions), emoji: users}
        self.change(replace(post, reactions=tuple((name, who) for name, who in reactions.items() if who)))
