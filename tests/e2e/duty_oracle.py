"""Who is to be told what, and when, in weeks of duty: told from the ledger and the rota, independently of the app's own code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

# of the time after which a thing is urgent its own person is alone with it; a question is urgent when most of its time is over
SHARE = {"question": 1.0, "build": 0.8}
ANSWERS = ("reply", "reaction_added")


class Turn(NamedTuple):
    """A line of the rota: who, for which domain, from when up to but not including when; a swap also in whose place."""

    person: str
    domain: str
    begin: datetime
    end: datetime
    instead_of: str = ""


class Thing(NamedTuple):
    """Something that needs somebody: a question, or a build that is red."""

    domain: str
    subject: str
    since: datetime
    until: datetime
    limit: timedelta  # then it is urgent
    kind: str


class Told(NamedTuple):
    """What an app says to its person."""

    person: str
    subject: str
    at: datetime
    loud: str


class Snooze(NamedTuple):
    """A person wants to hear nothing of a thing for a while."""

    person: str
    subject: str
    begin: datetime
    end: datetime


class Rota(NamedTuple):
    """The shifts, and the swaps that go before them."""

    shifts: Sequence[Turn]
    swaps: Sequence[Turn]

    def on_duty(self, domain: str, at: datetime) -> set[str]:
        """Who is on duty for a domain."""
        people = {turn.person for turn in self.shifts if turn.domain == domain and turn.begin <= at < turn.end}
        for swap in self.swaps:
            if swap.domain == domain and swap.begin <= at < swap.end:
                people = people - {swap.instead_of} | {swap.person}
        return people

    def off_duty(self, person: str, at: datetime) -> bool:
        """Whether a person has nothing to do with any of it."""
        domains = {turn.domain for turn in (*self.shifts, *self.swaps)}
        return all(person not in self.on_duty(domain, at) for domain in domains)


def things(
    ledger: Iterable[Mapping[str, Any]], places: Mapping[str, str], limits: tuple[timedelta, timedelta], end: datetime
) -> list[Thing]:
    """Read from the ledger what needed somebody; `places` has the domain of a channel or repository, `limits` are a question's and a build's."""
    lines = [line for line in ledger if line.get("channel", line.get("repository")) in places]
    return [*_questions(lines, places, limits[0], end), *_builds(lines, places, limits[1], end)]


def _questions(
    lines: Sequence[Mapping[str, Any]], places: Mapping[str, str], limit: timedelta, end: datetime
) -> Iterator[Thing]:
    for asked in (line for line in lines if line["what"] == "message"):
        answers = [
            _at(line)
            for line in lines
            if line["what"] in ANSWERS and asked["ts"] in (line["thread_ts"], line["ts"]) and line["by"] != asked["by"]
        ]
        subject = f"{asked['channel']}/{asked['ts']}"
        yield Thing(places[asked["channel"]], subject, _at(asked), min(answers, default=end), limit, "question")


def _builds(
    lines: Sequence[Mapping[str, Any]], places: Mapping[str, str], limit: timedelta, end: datetime
) -> Iterator[Thing]:
    red: dict[str, tuple[datetime, str]] = {}
    for line in (line for line in lines if line["what"] == "run_completed"):
        subject = f"{line['repository']}/{line['workflow_id']}@{line['branch']}"
        if line["conclusion"] == "failure":
            red.setdefault(subject, (_at(line), places[line["repository"]]))
        elif subject in red:
            since, domain = red.pop(subject)
            yield Thing(domain, subject, since, _at(line), limit, "build")
    for subject, (since, domain) in red.items():
        yield Thing(domain, subject, since, end, limit, "build")


def heard(
    found: Sequence[Thing],
    rota: Rota,
    people: Sequence[str],
    moments: Sequence[datetime],
    snoozes: Sequence[Snooze] = (),
) -> set[Told]:
    """What each person hears, if all apps look at exactly these moments: each thing once as it is, and once when it is urgent."""
    told: set[Told] = set()
    known: set[tuple[str, Thing, str]] = set()
    for at in moments:
        for person in people:
            mine = [snooze for snooze in snoozes if snooze.person == person]
            begun = {snooze.subject for snooze in mine if snooze.begin == at}
            known -= {one for one in known if one[0] == person and one[1].subject in begun}
            asleep = {snooze.subject for snooze in mine if snooze.begin <= at < snooze.end}
            for thing in (one for one in found if one.since <= at < one.until and one.subject not in asleep):
                loud = "urgent" if at - thing.since >= thing.limit else "needs you"
                if (person, thing, loud) not in known and _hears(person, thing, rota, at):
                    known.add((person, thing, loud))
                    told.add(Told(person, thing.subject, at, loud))
    return told


def _hears(person: str, thing: Thing, rota: Rota, at: datetime) -> bool:
    if rota.off_duty(person, at):
        return False
    first = rota.on_duty(thing.domain, at)
    return person in first or not first or at - thing.since >= SHARE[thing.kind] * thing.limit


def _at(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(line["at"])
