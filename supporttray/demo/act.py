"""How an entry of the timeline becomes something that happened."""

from datetime import datetime, timedelta

from supporttray.demo import build, casework, change, customer, forward, mishap, pipeline, proposal, refusal, ticket
from supporttray.demo import scenario as words
from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.fault import Fault
from supporttray.demo.moment import ts
from supporttray.demo.scenario import Entry
from supporttray.demo.stage import BuildEnded, Ended, RunEnded, Stage
from supporttray.demo.tracker import Tracker


def act(stage: Stage, thing: Entry | Ended, offset: timedelta, at: datetime) -> None:
    """Let one thing happen."""
    match thing:
        case words.Message():
            _write(stage, thing, at)
        case words.Join() | words.Topic():
            _announce(stage, thing, at)
        case pipeline.Run() | pipeline.Rerun() | RunEnded() | pipeline.Build() | BuildEnded():
            _build(stage, thing, offset, at)
        case change.Pull() | change.Push() | change.Review() | change.Ask() | change.Ready() | change.Merge():
            proposal.happen(stage, thing, at)
        case ticket.Open() | ticket.Take() | ticket.Move() | ticket.Rank() | ticket.Close() | ticket.Reopen():
            _ticket(stage, thing, at)
        case (
            customer.Ticket()
            | customer.Answer()
            | customer.Solve()
            | customer.Fold()
            | customer.Drop()
            | customer.Rehome()
        ):
            casework.happen(stage, thing, at)
        case mishap.Error() | mishap.Resolve() | mishap.Deploy():
            casework.break_down(stage, thing, at)
        case refusal.Revoke() | refusal.Restore():
            _refuse(stage, thing)
        case _:
            _touch(stage, thing, at)


def _build(
    stage: Stage, thing: pipeline.Run | pipeline.Rerun | pipeline.Build | Ended, offset: timedelta, at: datetime
) -> None:
    match thing:
        case pipeline.Run():
            build.run(stage, thing, offset, at)
        case pipeline.Rerun():
            build.rerun(stage, thing, offset, at)
        case RunEnded():
            build.end(stage, thing, at)
        case pipeline.Build():
            build.light(stage, thing, offset, at)
        case BuildEnded():
            build.end_light(stage, thing, at)


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


def _ticket(stage: Stage, thing: words.Ticket, at: datetime) -> None:
    by = stage.people[thing.by]
    if isinstance(thing, ticket.Open):
        place = thing.place.lower() or next(iter(stage.repositories))
        _open(stage.trackers[place], thing, by, at)
        return
    place, number = ticket.place_of(thing.to)
    home = stage.trackers[place]
    issue = home.find(number)
    if issue is None:  # nobody made it yet
        return
    match thing:
        case ticket.Take():
            home.assign(issue, (by,), by, at)
        case ticket.Move():
            home.move(issue, thing.status, by, at)
        case ticket.Rank():
            home.rank(issue, thing.before)
        case ticket.Close():
            home.close(issue, by, at, dropped=thing.dropped)
        case ticket.Reopen():
            home.reopen(issue, by, at)


def _open(home: Tracker, thing: ticket.Open, by: words.Person, at: datetime) -> None:
    made = home.make(by, at, thing.title, thing.text, thing.labels)
    home.describe(
        made,
        priority=thing.priority,
        release=thing.release,
        due=(at - thing.at + thing.due).date() if thing.due is not None else None,
        customer=thing.customer,
        size=thing.size,
        parent=thing.parent,
        epic=thing.epic,
    )
