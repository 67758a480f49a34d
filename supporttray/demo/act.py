"""How an entry of the timeline becomes something that happened."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from msgspec import Struct, field

from supporttray.demo import forward, refusal, ticket
from supporttray.demo import scenario as words
from supporttray.demo.actions import Actions, Run
from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.desk import Desk
from supporttray.demo.fault import Fault, Switchboard
from supporttray.demo.feed import Feed
from supporttray.demo.ledger import Ledger
from supporttray.demo.moment import parse_ts, seconds_z, ts
from supporttray.demo.reference import POST
from supporttray.demo.scenario import Entry, Person
from supporttray.demo.tracker import Tracker

_OUTCOME_OF_A_FAIL = {True: "failure", False: "success"}


class RunEnded(Struct, frozen=True):
    """A run's attempt comes to its end."""

    repository: str
    number: int
    attempt: int
    entry: words.Run | words.Rerun


class BuildEnded(Struct, frozen=True):
    """A cctray build comes to its end."""

    entry: words.Build
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
    direct: Callable[[Person], Conversation]
    logs: Mapping[str, str]
    plan: Callable[[timedelta, "Entry | Ended"], None]
    posts: dict[str, tuple[Conversation, int]] = field(default_factory=dict)
    runs: dict[str, tuple[Actions, int]] = field(default_factory=dict)

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


def act(stage: Stage, thing: Entry | Ended, offset: timedelta, at: datetime) -> None:
    """Let one thing happen."""
    match thing:
        case words.Message():
            _write(stage, thing, at)
        case words.Join() | words.Topic():
            _announce(stage, thing, at)
        case words.Run():
            _run(stage, thing, offset, at)
        case words.Rerun():
            _rerun(stage, thing, offset, at)
        case RunEnded():
            _end_run(stage, thing, at)
        case words.Build():
            stage.feed.start(thing.project, at)
            stage.plan(offset + thing.takes, BuildEnded(thing, at))
        case BuildEnded():
            _end_build(stage, thing, at)
        case ticket.Open() | ticket.Take() | ticket.Close() | ticket.Reopen():
            _ticket(stage, thing, at)
        case refusal.Revoke() | refusal.Restore():
            _refuse(stage, thing)
        case _:
            _touch(stage, thing, at)


def _write(stage: Stage, thing: words.Message, at: datetime) -> None:
    place, by = stage.channel(thing.channel), stage.people[thing.by]
    if thing.files:
        post = stage.desk.upload(place, at, by, thing.text, thing.files)
    else:
        post = stage.desk.write(place, at, by, thing.text)
    _remember_post(stage, thing.id, place, post)


def _refuse(stage: Stage, thing: words.Refusal) -> None:
    if isinstance(thing, refusal.Revoke):
        stage.faults.switch_on(Fault(thing.service, "refused", token=thing.token))
    else:
        stage.faults.accept(thing.service)


def _touch(
    stage: Stage,
    thing: words.Reply | words.React | words.Unreact | words.Edit | words.Delete | forward.Forward,
    at: datetime,
) -> None:
    found = stage.post(thing.to)
    if found is None:  # somebody deleted it meanwhile, as happens
        return
    place, post = found
    match thing:
        case words.Reply():
            by, thread = stage.people[thing.by], post.stamp if post.thread is None else post.thread
            kind = "thread_broadcast" if thing.broadcast else None
            answer = stage.desk.write(place, at, by, thing.text, thread=thread, subtype=kind, broadcast=thing.broadcast)
            _remember_post(stage, thing.id, place, answer)
        case forward.Forward():
            by = stage.people[thing.by]
            into = stage.channel(thing.channel) if thing.channel else stage.direct(by)
            told = forward.Shared(place.channel.code, ts(post.stamp), post.by.user, post.by.name, post.text)
            _remember_post(stage, thing.id, into, stage.desk.forward(into, at, by, thing.text, told))
        case words.React():
            stage.desk.react(place, at, post, thing.emoji, stage.people[thing.by])
        case words.Unreact():
            stage.desk.unreact(place, at, post, thing.emoji, stage.people[thing.by])
        case words.Edit():
            stage.desk.edit(place, at, post, thing.text)
        case words.Delete():
            stage.desk.delete(place, at, post)


def _announce(stage: Stage, thing: words.Join | words.Topic, at: datetime) -> None:
    place, by = stage.channel(thing.channel), stage.people[thing.by]
    if isinstance(thing, words.Join):
        stage.desk.write(place, at, by, f"<@{by.user}> has joined the channel", subtype="channel_join")
    else:
        stage.desk.topic(place, at, by, thing.text)


def _remember_post(stage: Stage, name: str | None, place: Conversation, post: Post) -> None:
    if name is not None:
        stage.posts[name] = (place, post.stamp)


def _run(stage: Stage, thing: words.Run, offset: timedelta, at: datetime) -> None:
    home, by = stage.repository(thing.repository), stage.people[thing.by]
    branch = thing.branch or home.repository.branch
    workflow = next(flow for flow in home.repository.workflow if flow.name == thing.workflow)
    commit = home.push(branch, thing.title, by, at)
    run = home.start(workflow, branch, thing.event, commit, by, at)
    if thing.id is not None:
        stage.runs[thing.id] = (home, run.number)
    stage.plan(offset + thing.takes, RunEnded(home.repository.name, run.number, 1, thing))


def _rerun(stage: Stage, thing: words.Rerun, offset: timedelta, at: datetime) -> None:
    home, number = stage.runs.get(thing.run, (None, 0))
    run = None if home is None else home.run(number)
    if home is not None and run is not None and run.status == "completed":
        run = home.again(run, stage.people[thing.by], at)
        stage.plan(offset + thing.takes, RunEnded(home.repository.name, number, run.latest.number, thing))


def _end_run(stage: Stage, thing: RunEnded, at: datetime) -> None:
    home = stage.repository(thing.repository)
    run = home.run(thing.number)
    if run is None or run.latest.number != thing.attempt or run.status == "completed":
        return
    entry = thing.entry
    conclusion = entry.outcome or _OUTCOME_OF_A_FAIL[bool(entry.fails)]
    run = home.finish(run, at, entry.fails, conclusion, stage.logs.get(entry.log or "", ""))
    stage.ledger.write(at, "github", "run_completed", run.latest.by, **_run_facts(home, run))


def _run_facts(home: Actions, run: Run) -> dict[str, object]:
    return {
        "repository": home.repository.name,
        "branch": run.branch,
        "workflow": run.workflow.name,
        "workflow_id": home.workflow_number(run.workflow),
        "run_id": run.number,
        "run_number": run.count,
        "run_attempt": run.latest.number,
        "event": run.event,
        "conclusion": run.latest.conclusion,
        "failed_jobs": [job.name for job in run.latest.jobs if job.conclusion != "success"],
        "sha": run.commit.sha,
        "title": run.commit.title,
        "created_at": seconds_z(run.created),
        "started_at": seconds_z(run.latest.started),
        "completed_at": seconds_z(run.latest.completed or run.latest.started),
    }


def _end_build(stage: Stage, thing: BuildEnded, at: datetime) -> None:
    before = stage.feed.find(thing.entry.project)
    light = stage.feed.finish(thing.entry.project, thing.entry.status, thing.started)
    stage.ledger.write(
        at,
        "cctray",
        "project_built",
        None,
        project=light.name,
        status=light.status,
        previous=before.status if before else "Unknown",
        label=str(light.label),
        built_at=seconds_z(light.built),
    )


def _ticket(stage: Stage, thing: words.Ticket, at: datetime) -> None:
    by = stage.people[thing.by]
    if isinstance(thing, ticket.Open):
        place = thing.place.lower() or next(iter(stage.repositories))
        stage.trackers[place].make(by, at, thing.title, thing.text, thing.labels)
        return
    place, number = ticket.place_of(thing.to)
    home = stage.trackers[place]
    issue = home.find(number)
    if issue is None:  # nobody made it yet
        return
    match thing:
        case ticket.Take():
            home.assign(issue, (by,), by, at)
        case ticket.Close():
            home.close(issue, by, at, dropped=thing.dropped)
        case ticket.Reopen():
            home.reopen(issue, by, at)
