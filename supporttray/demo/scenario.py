"""What a scenario may say: the people, places and dated entries of an invented company."""

from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from supporttray.demo import change, customer, mishap, refusal, ticket
from supporttray.demo.forward import Forward
from supporttray.demo.launch import Release
from supporttray.demo.pipeline import Build, Log, Part, Project, Repository, Rerun, Run
from supporttray.demo.shift import Night, Shift
from supporttray.demo.usual import Usual
from supporttray.demo.word import Key, Name, Text, Times

Emoji: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9_+'-]+(::skin-tone-[2-6])?$")]

_MINUTE = timedelta(minutes=1)


def slack_id(kind: str, key: str) -> str:
    """Make an id of the form that Slack's have, readable in a test: U and ada give U000000ADA."""
    return f"{kind}{key.upper():0>9}"


class Person(Struct, frozen=True):
    """Somebody who speaks or pushes; an app and a webhook are Slack's two kinds of bots. Who has `left` was deactivated."""

    id: Key
    name: Name
    kind: Literal["person", "app", "webhook"] = "person"
    login: Annotated[str, Meta(pattern="^[A-Za-z0-9-]{1,39}$")] | None = None
    zone: str = "Europe/London"
    left: bool = False

    @property
    def user(self) -> str:
        """Slack's id of this person."""
        return slack_id("U", self.id)

    @property
    def bot(self) -> str:
        """Slack's id of the bot that this person is."""
        return slack_id("B", self.id)

    @property
    def email(self) -> str:
        """PagerDuty's address of this person."""
        return f"{self.id}@example.com"

    @property
    def account(self) -> str:
        """GitHub's login of this person."""
        return self.login or self.id


class Channel(Struct, frozen=True):
    """A Slack channel; no members means everybody."""

    id: Key
    name: Annotated[str, Meta(pattern=r"^[\w-]{1,80}$")]
    topic: str = ""
    members: tuple[str, ...] = ()
    archived: bool = False
    private: bool = False
    watch: Name | None = None

    @property
    def code(self) -> str:
        """Slack's id of this channel."""
        return slack_id("C", self.id)


class Group(Struct, frozen=True):
    """A Slack user group; `refuses` is Slack's word for why the demo's own person may not change it."""

    id: Key
    name: Name
    handle: Annotated[str, Meta(pattern=r"^[a-z0-9._-]{1,21}$")]
    members: Annotated[tuple[str, ...], Meta(min_length=1)]
    refuses: Literal["permission_denied", "plan_upgrade_required"] | None = None

    @property
    def code(self) -> str:
        """Slack's id of this group."""
        return slack_id("S", self.id)


class Direct(Channel, frozen=True):
    """A conversation with one person; its `id` is the person's."""

    @property
    def code(self) -> str:
        """Slack's id of this conversation."""
        return slack_id("D", self.id)


class Message(Struct, frozen=True, tag_field="do", tag="message"):
    """Somebody writes into a channel, with a text or files or both."""

    at: timedelta
    by: str
    text: Text = ""
    files: tuple[Name, ...] = ()
    channel: str = ""
    id: Key | None = None
    times: Times = 1
    every: timedelta = _MINUTE


class Reply(Struct, frozen=True, tag_field="do", tag="reply"):
    """Somebody answers in a thread."""

    at: timedelta
    to: str
    by: str
    text: Text
    id: Key | None = None
    broadcast: bool = False


class React(Struct, frozen=True, tag_field="do", tag="react"):
    """Somebody adds a reaction."""

    at: timedelta
    to: str
    by: str
    emoji: Emoji


class Unreact(Struct, frozen=True, tag_field="do", tag="unreact"):
    """Somebody takes a reaction back."""

    at: timedelta
    to: str
    by: str
    emoji: Emoji


class Edit(Struct, frozen=True, tag_field="do", tag="edit"):
    """An author changes a text."""

    at: timedelta
    to: str
    text: Text


class Delete(Struct, frozen=True, tag_field="do", tag="delete"):
    """An author deletes a message."""

    at: timedelta
    to: str


class Join(Struct, frozen=True, tag_field="do", tag="join"):
    """Somebody joins a channel: noise."""

    at: timedelta
    by: str
    channel: str = ""


class Topic(Struct, frozen=True, tag_field="do", tag="topic"):
    """Somebody sets a channel's topic: noise."""

    at: timedelta
    by: str
    text: Text
    channel: str = ""


Ticket: TypeAlias = ticket.Open | ticket.Take | ticket.Move | ticket.Rank | ticket.Close | ticket.Reopen
Change: TypeAlias = change.Change
Refusal: TypeAlias = refusal.Revoke | refusal.Restore
Entry: TypeAlias = (
    Message
    | Reply
    | React
    | Unreact
    | Edit
    | Delete
    | Join
    | Topic
    | Run
    | Rerun
    | Build
    | Ticket
    | Change
    | Forward
    | Refusal
    | customer.Customer
    | mishap.Mishap
)
ENTRIES: dict[str, type[Entry]] = {
    "message": Message,
    "reply": Reply,
    "react": React,
    "unreact": Unreact,
    "edit": Edit,
    "delete": Delete,
    "join": Join,
    "topic": Topic,
    "run": Run,
    "rerun": Rerun,
    "build": Build,
    "open": ticket.Open,
    "take": ticket.Take,
    "move": ticket.Move,
    "rank": ticket.Rank,
    "close": ticket.Close,
    "reopen": ticket.Reopen,
    **change.ENTRIES,
    "forward": Forward,
    "revoke": refusal.Revoke,
    "restore": refusal.Restore,
    **customer.ENTRIES,
    **mishap.ENTRIES,
}


class Scenario(Struct, frozen=True):
    """A company and its day. `ours` are owners and paths of tests that are ours, as the app's config takes them.

    `critical` is the label of bugs that block a release; `reviewers` are those who may review what `me` proposes, in this order.
    """

    company: Name
    me: str
    person: tuple[Person, ...]
    channel: tuple[Channel, ...] = ()
    group: tuple[Group, ...] = ()
    repository: tuple[Repository, ...] = ()
    project: tuple[Project, ...] = ()
    log: tuple[Log, ...] = ()
    part: tuple[Part, ...] = ()
    shift: tuple[Shift, ...] = ()
    night: tuple[Night, ...] = ()
    tracker: tuple[ticket.Project, ...] = ()
    team: tuple[change.Team, ...] = ()
    release: tuple[Release, ...] = ()
    usual: tuple[Usual, ...] = ()
    entry: tuple[Entry, ...] = ()
    feed: Name = "ci"
    queue: str = ""
    critical: str = ""
    reviewers: tuple[str, ...] = ()
    process: tuple[ticket.Process, ...] = ()
    ours: tuple[Name, ...] = ()
    live: bool = False
