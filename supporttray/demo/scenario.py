"""What a scenario may say: the people, places and dated entries of an invented company."""

from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from supporttray.demo import refusal, ticket
from supporttray.demo.forward import Forward
from supporttray.demo.shift import Night, Shift

Key: TypeAlias = Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,30}$", description="small letters and digits")]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=40_000)]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Emoji: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9_+'-]+(::skin-tone-[2-6])?$")]
Times: TypeAlias = Annotated[int, Meta(ge=1, le=10_000)]
Status: TypeAlias = Literal["Success", "Failure", "Exception", "Unknown"]
Outcome: TypeAlias = Literal["success", "failure", "cancelled", "timed_out", "skipped", "neutral", "action_required"]

_MINUTE = timedelta(minutes=1)
_NEVER = timedelta(0)


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


class Workflow(Struct, frozen=True):
    """A GitHub Actions workflow and its jobs."""

    name: Name
    file: Annotated[str, Meta(pattern=r"^[\w.-]+\.ya?ml$")]
    jobs: Annotated[tuple[Name, ...], Meta(min_length=1)] = ("build",)


class Repository(Struct, frozen=True):
    """A GitHub repository."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]+/[\w.-]+$")]
    workflow: Annotated[tuple[Workflow, ...], Meta(min_length=1)]
    branch: Name = "main"
    description: str = ""
    watch: Name | None = None
    issues: bool = True


class Project(Struct, frozen=True):
    """A line of the cctray feed, as it stands when the scenario opens."""

    name: Name
    status: Status = "Success"
    built: timedelta = timedelta(hours=-3)
    label: Annotated[int, Meta(ge=1)] = 1


class Log(Struct, frozen=True):
    """The text that a failing job wrote."""

    id: Key
    text: Text


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


class Run(Struct, frozen=True, tag_field="do", tag="run"):
    """A workflow runs: it starts at `at` and is done after `takes`."""

    at: timedelta
    workflow: str
    by: str
    repository: str = ""
    title: Name | None = None
    branch: Name | None = None
    event: Literal["push", "schedule", "workflow_dispatch", "pull_request"] = "push"
    takes: timedelta = _MINUTE
    fails: tuple[str, ...] = ()
    outcome: Outcome | None = None
    log: str | None = None
    id: Key | None = None
    times: Times = 1
    every: timedelta = _MINUTE


class Rerun(Struct, frozen=True, tag_field="do", tag="rerun"):
    """Somebody runs a finished run once more."""

    at: timedelta
    run: str
    by: str
    takes: timedelta = _MINUTE
    fails: tuple[str, ...] = ()
    outcome: Outcome | None = None
    log: str | None = None


class Build(Struct, frozen=True, tag_field="do", tag="build"):
    """A cctray project builds: it starts at `at` and is done after `takes`."""

    at: timedelta
    project: str
    status: Status = "Success"
    takes: timedelta = _NEVER
    times: Times = 1
    every: timedelta = _MINUTE


Ticket: TypeAlias = ticket.Open | ticket.Take | ticket.Close | ticket.Reopen
Refusal: TypeAlias = refusal.Revoke | refusal.Restore
Entry: TypeAlias = (
    Message | Reply | React | Unreact | Edit | Delete | Join | Topic | Run | Rerun | Build | Ticket | Forward | Refusal
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
    "close": ticket.Close,
    "reopen": ticket.Reopen,
    "forward": Forward,
    "revoke": refusal.Revoke,
    "restore": refusal.Restore,
}


class Scenario(Struct, frozen=True):
    """A company and its day."""

    company: Name
    me: str
    person: tuple[Person, ...]
    channel: tuple[Channel, ...] = ()
    group: tuple[Group, ...] = ()
    repository: tuple[Repository, ...] = ()
    project: tuple[Project, ...] = ()
    log: tuple[Log, ...] = ()
    shift: tuple[Shift, ...] = ()
    night: tuple[Night, ...] = ()
    tracker: tuple[ticket.Project, ...] = ()
    entry: tuple[Entry, ...] = ()
    feed: Name = "ci"
    queue: str = ""
    live: bool = False
