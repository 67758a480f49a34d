"""References inside a scenario: whom, what and when an entry may speak of."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta

from supporttray.demo import change, customer, forward, mishap, pipeline, refusal, ticket
from supporttray.demo import scenario as words
from supporttray.demo.scenario import Entry, Scenario

_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(hours=23)
_NOBODY = (
    words.Edit,
    words.Delete,
    pipeline.Build,
    refusal.Revoke,
    refusal.Restore,
    customer.Ticket,  # a customer is anybody
    mishap.Error,
)
_ANYBODY = (customer.Answer, customer.Solve, customer.Fold, customer.Drop, customer.Rehome, mishap.Resolve)
POST = re.compile(r"(?P<channel>C[A-Z0-9]{9,}):(?P<ts>\d{10}\.\d{6})")


def mistakes_of(
    scenario: Scenario,
    entries: Sequence[tuple[int, Entry]],
    *,
    known: Sequence[Entry] | None = None,
    lost: AbstractSet[str] = frozenset(),
) -> list[str]:
    """List what refers to nothing, and what is named twice.

    `known` entries came earlier, when the rest was checked already; `lost` names belong to entries that could not be
    read, so that speaking of them is no second mistake.
    """
    look = _Look(scenario, known or (), lost)
    found = list(look.tables()) if known is None else []
    for index, entry in sorted(entries, key=lambda pair: pair[1].at):
        found += (f"entry[{index}].{mistake}" for mistake in look.entry(entry))
    return found


class _Look:
    """What is known while the timeline is read from its beginning."""

    def __init__(self, scenario: Scenario, known: Sequence[Entry], lost: AbstractSet[str]) -> None:
        self.scenario = scenario
        self.lost = lost
        self.people = [person.id for person in scenario.person]
        self.channels = [channel.id for channel in scenario.channel]
        self.places = [one.name for one in scenario.repository] + [one.key for one in scenario.tracker]
        self.posts: set[str] = set()
        self.runs: dict[str, pipeline.Run] = {}
        self.cases: set[str] = set()
        self.errors: set[str] = set()
        for entry in known:
            self._name(entry)

    def tables(self) -> Iterator[str]:
        """Check everything but the timeline."""
        s = self.scenario
        if not s.person:
            yield "person: one table or more is needed"
        yield from _one_of("me", s.me, self.people)
        yield from self._hours(s)
        for i, part in enumerate(s.part):
            yield from _one_of(f"part[{i}].engineer", part.engineer, self.people, optional=True)
        for i, channel in enumerate(s.channel):
            for member in channel.members:
                yield from _one_of(f"channel[{i}].members", member, self.people)
        for i, group in enumerate(s.group):
            for member in group.members:
                yield from _one_of(f"group[{i}].members", member, self.people)
        yield from _twice("group", "handle", [group.handle for group in s.group])
        yield from _twice("person", "id", self.people)
        yield from _twice("channel", "id", self.channels)
        yield from _twice("channel", "name", [channel.name for channel in s.channel])
        yield from _twice("repository", "name", [repository.name.lower() for repository in s.repository])
        yield from _twice("project", "name", [project.name for project in s.project])
        yield from _twice("tracker", "key", [tracker.key for tracker in s.tracker])
        yield from _one_of("queue", s.queue, self.places, optional=True)
        yield from self._crews(s)
        yield from _twice("team", "name", [team.name for team in s.team])
        yield from _twice("log", "id", [log.id for log in s.log])
        for i, repository in enumerate(s.repository):
            yield from _twice(f"repository[{i}].workflow", "name", [flow.name for flow in repository.workflow])
        yield from _twice("release", "version", [f"{one.product} {one.version}".strip() for one in s.release])
        for name, tables in (
            ("release", [(one.start, one.end) for one in s.release]),
            ("usual", [(one.since, one.until) for one in s.usual]),
        ):
            yield from (f"{name}[{i}]: ends before it begins" for i, (begin, end) in enumerate(tables) if end <= begin)

    def _crews(self, s: Scenario) -> Iterator[str]:
        for one in s.reviewers:
            yield from _one_of("reviewers", one, self.people)
        for i, team in enumerate(s.team):
            for member in team.members:
                yield from _one_of(f"team[{i}].members", member, self.people)

    def _hours(self, scenario: Scenario) -> Iterator[str]:
        for i, shift in enumerate(scenario.shift):
            yield from _one_of(f"shift[{i}].person", shift.person, self.people)
            if shift.to <= shift.from_:
                yield f"shift[{i}].to: ends before it begins (allowed: later than `from`)"
        for i, night in enumerate(scenario.night):
            if not _SHORTEST <= night.to - night.from_ <= _LONGEST:
                yield f"night[{i}].to: is no night (allowed: from a minute to 23 hours after `from`)"
        if len(scenario.night) > 1:
            yield "night: is there twice (allowed: one, which comes each day)"

    def entry(self, entry: Entry) -> Iterator[str]:
        """Check one entry, then remember its name for the later ones."""
        match entry:
            case words.Message() if not entry.text and not entry.files:
                yield "text: is missing (allowed: a text, or files)"
            case words.Message() | words.Join() | words.Topic():
                yield from _one_of("channel", entry.channel, self.channels, optional=bool(self.channels))
            case words.Reply() | words.React() | words.Unreact() | words.Edit() | words.Delete() | forward.Forward():
                yield from self._message(entry)
            case ticket.Open():
                yield from _one_of("place", entry.place, self.places, optional=bool(self.scenario.repository))
            case ticket.Take() | ticket.Move() | ticket.Rank() | ticket.Close() | ticket.Reopen():
                places = [place.lower() for place in self.places]
                yield from _one_of("to", ticket.place_of(entry.to)[0], places, hint="an issue of a place")
            case change.Pull() | change.Push() | change.Review() | change.Ask() | change.Ready() | change.Merge():
                yield from self._change(entry)
            case pipeline.Run():
                yield from self._run(entry)
            case pipeline.Rerun():
                yield from self._rerun(entry)
            case pipeline.Build():
                yield from _one_of("project", entry.project, [project.name for project in self.scenario.project])
        yield from self._aftermath(entry)
        yield from self._who(entry)
        yield from self._spans(entry)
        yield from self._name(entry)

    def _who(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, _NOBODY):
            yield from _one_of("by", entry.by, self.people, optional=isinstance(entry, _ANYBODY))

    def _aftermath(self, entry: Entry) -> Iterator[str]:
        """What becomes of tickets and errors."""
        if isinstance(entry, customer.Answer | customer.Solve | customer.Fold | customer.Drop | customer.Rehome):
            yield from self._named("to", entry.to, self.cases, "an id of an earlier ticket")
        if isinstance(entry, customer.Fold):
            yield from self._named("into", entry.into, self.cases, "an id of an earlier ticket")
        if isinstance(entry, mishap.Resolve):
            yield from self._named("to", entry.to, self.errors, "an id of an earlier error")

    def _named(self, key: str, to: str, known: AbstractSet[str], hint: str) -> Iterator[str]:
        if not to.startswith("#") and to not in known | self.lost:
            yield from _one_of(key, to, sorted(known), hint=hint)

    def _message(
        self, entry: words.Reply | words.React | words.Unreact | words.Edit | words.Delete | forward.Forward
    ) -> Iterator[str]:
        if entry.to not in self.posts | self.lost and not POST.fullmatch(entry.to):
            yield from _one_of("to", entry.to, sorted(self.posts), hint="an id of an earlier message")
        if isinstance(entry, forward.Forward):
            yield from _one_of("channel", entry.channel, self.channels, optional=True)

    def _change(self, entry: change.Change) -> Iterator[str]:
        names = [repository.name for repository in self.scenario.repository]
        if isinstance(entry, change.Pull):
            yield from _one_of("repository", entry.repository, names, optional=bool(names))
        else:
            places = [name.lower() for name in names]
            yield from _one_of("to", change.place_of(entry.to)[0], places, hint="a change of a repository")
        if isinstance(entry, (change.Pull, change.Ask)):
            for one in entry.asks:
                yield from _one_of("asks", one, self.people)
            for team in entry.teams:
                yield from _one_of("teams", team, [one.name for one in self.scenario.team])

    def _run(self, entry: pipeline.Run) -> Iterator[str]:
        names = [repository.name for repository in self.scenario.repository]
        yield from _one_of("repository", entry.repository, names, optional=bool(names))
        home = self._repository(entry)
        if home is not None:
            yield from _one_of("workflow", entry.workflow, [flow.name for flow in home.workflow])
            yield from self._jobs(entry, entry.fails)
        yield from self._log(entry.log)

    def _rerun(self, entry: pipeline.Rerun) -> Iterator[str]:
        first = self.runs.get(entry.run)
        if first is None and entry.run not in self.lost:
            yield from _one_of("run", entry.run, sorted(self.runs), hint="an id of an earlier run")
        if first is not None:
            yield from self._jobs(first, entry.fails)
        yield from self._log(entry.log)

    def _jobs(self, run: pipeline.Run, fails: Sequence[str]) -> Iterator[str]:
        home = self._repository(run)
        for flow in home.workflow if home is not None else ():
            if flow.name == run.workflow:
                for job in fails:
                    yield from _one_of("fails", job, flow.jobs)

    def _repository(self, run: pipeline.Run) -> pipeline.Repository | None:
        named = (each for each in self.scenario.repository if run.repository in ("", each.name))
        return next(named, None)

    def _log(self, log: str | None) -> Iterator[str]:
        if log is not None:
            yield from _one_of("log", log, [each.id for each in self.scenario.log])

    def _spans(self, entry: Entry) -> Iterator[str]:
        if isinstance(entry, (pipeline.Run, pipeline.Rerun, pipeline.Build)) and entry.takes < timedelta(0):
            yield "takes: is negative (allowed: 0s or longer)"
        if isinstance(
            entry, (words.Message, pipeline.Run, pipeline.Build, change.Pull, customer.Ticket, mishap.Error)
        ) and entry.every <= timedelta(0):
            yield "every: is not positive (allowed: 1s or longer)"

    def _name(self, entry: Entry) -> Iterator[str]:
        if isinstance(entry, (customer.Ticket, mishap.Error)) and entry.id:
            names = self.cases if isinstance(entry, customer.Ticket) else self.errors
            if entry.id in names:
                return iter([f"id: {entry.id!r} is used twice"])
            names.add(entry.id)
        if isinstance(entry, (words.Message, words.Reply, pipeline.Run, forward.Forward)) and entry.id:
            if entry.id in self.posts or entry.id in self.runs:
                return iter([f"id: {entry.id!r} is used twice"])
            if isinstance(entry, pipeline.Run):
                self.runs[entry.id] = entry
            else:
                self.posts.add(entry.id)
        return iter(())


def _one_of(key: str, value: str, allowed: Sequence[str], hint: str = "", *, optional: bool = False) -> Iterator[str]:
    if value in allowed or (optional and not value):
        return
    shown = ", ".join([*allowed[:12], *(["…"] if len(allowed) > 12 else [])]) or "nothing is defined"
    yield f"{key}: {value!r} is unknown (allowed: {hint + ': ' if hint else ''}{shown})"


def _twice(table: str, key: str, values: Sequence[str]) -> Iterator[str]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield f"{table}[{index}].{key}: {value!r} is used twice"
