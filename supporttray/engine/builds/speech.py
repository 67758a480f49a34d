"""What is said about a red build: drafted for the author of the likeliest change, or for whoever looks after the machine; sent by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from supporttray.connectors.ci import CanRemark
from supporttray.connectors.person import CanFind
from supporttray.connectors.registry import SERVICES
from supporttray.core import appeal, outbox
from supporttray.core.action import Action, Done
from supporttray.core.builds import AskMessage, Message, SendMessage, Way
from supporttray.core.display import age, clock, day
from supporttray.core.item import Build
from supporttray.core.outbox import UNDO_TIME, Fate
from supporttray.core.rules.build import part_of
from supporttray.core.text import plain
from supporttray.core.triage import Cause
from supporttray.engine.builds import page, said
from supporttray.engine.builds.person import People, author
from supporttray.engine.builds.phrase import broken
from supporttray.engine.desk import AGAIN, given
from supporttray.errors import NotDone, NotSent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime, timedelta

    from supporttray.core.deed import Deed
    from supporttray.core.incident import Incident
    from supporttray.core.outbox import Entry
    from supporttray.core.suspect import Author, Suspect
    from supporttray.engine.desk import Desk
    from supporttray.engine.view import View

CHANGED = "What is known of it has changed since; look at the message again."
UNCLEAR = "It is not clear which change it is, so nothing is drafted."


class Addressee(NamedTuple):
    """To whom something is said: an author and their change, or who looks after a part of the infrastructure."""

    author: Author
    suspect: Suspect | None = None


class Speech:
    """Drafts and sends what is said. `look` tells what is known at a moment, `service` opens an account."""

    def __init__(self, desk: Desk, look: Callable[[datetime], View], service: Callable[[str], Awaitable[Any]]) -> None:
        self._desk = desk
        self._look = look
        self._people = People(desk, service)

    async def do(self, action: Action, now: datetime) -> object:
        """Draft or send. Raises a `Failure` that a person can read."""
        if isinstance(action, AskMessage):
            return await self.draft(action.subject, now)
        if isinstance(action, SendMessage):
            return await self.send(action, now)
        raise AssertionError(action)

    async def draft(self, subject: str, now: datetime) -> Message:
        """Return the message about a red build, with the ways that it can take. Raises `NotDone` where it is not red."""
        one, view = self._incident(subject, now), self._look(now)
        to = _addressee(one, view)
        if isinstance(to, str):
            return Message(unclear=to)
        until = view.world.hours.after(now, self._desk.plan.builds.promise)
        text = appeal.filled(self._template(to), self._values(one, to, now, until))
        ways, lacks = await self._ways(one, to)
        return Message(text=text, ways=ways, name=to.author.name, unclear="" if ways else lacks, until=until)

    async def send(self, action: SendMessage, now: datetime, wait: timedelta = UNDO_TIME) -> Done:
        """Put it into the outbox, once an incident and way; until the promised moment the incident is handled. Raises a `Failure`."""
        text = given(action.text, "There is nothing to say; write a text.")
        if action.until <= now:
            raise NotDone("The promised moment is over already; choose a later one.")
        one, message = self._incident(action.subject, now), await self.draft(action.subject, now)
        way = next(
            (way for way in message.ways if (way.account, way.place) == (action.way.account, action.way.place)), None
        )
        if way is None:
            raise NotDone(message.unclear or CHANGED)
        intent = f"message:{one.key}:{way.account}:{way.place}"
        entry = self._wish(way, intent, text, now, one.subject, wait)
        if entry is None:
            return Done("It was said already.", self._desk.outbox.get(intent))
        said.note(self._desk.store, self._desk.outbox, one.key, message.name, intent, now, action.until)
        return Done("", entry)

    def _wish(self, way: Way, intent: str, text: str, now: datetime, subject: str, wait: timedelta) -> Entry | None:
        """Return the entry of the message; None where it was said already. What did not go has today's words."""
        kind = SERVICES[self._desk.plan.accounts[way.account].kind]
        deed = _deed(kind, way, text)
        known = self._desk.outbox.get(intent)
        if known and known.fate is Fate.SENT:
            return None
        if known and known.fate is Fate.UNKNOWN:
            raise NotSent("It is not known whether it arrived already.", "Look there first.")
        if known and known.fate in AGAIN:
            return self._desk.outbox.change(known.number, lambda entry: _anew(entry, deed, now, wait))
        return self._desk.wish(way.account, intent, deed, now, subject=subject, wait=wait).entry

    # --- to whom

    def _incident(self, subject: str, now: datetime) -> Incident:
        item = self._desk.store.items.get(subject)
        if not isinstance(item, Build):
            raise NotDone("It is not there any more." if item is None else f"A {item.kind} is no build.")
        if one := page.of(self._look(now).world, subject, now):
            return one
        raise NotDone(f"{plain(item.title)} is not broken.")

    async def _ways(self, one: Incident, to: Addressee) -> tuple[tuple[Way, ...], str]:
        """Return how it can be said to them, in private before in public; else why not."""
        lacks, ways = "", []
        if to.suspect and to.suspect.change.bot:
            lacks = f"{to.author.name} is a bot: there is nobody to tell."
        else:
            known = await self._people.find(to.author)
            lacks, account = known.why, self._desk.plan.builds.account
            ways += [Way(account, known.id, f"to {plain(known.name)} on {account}")] if known.id else []
        if to.suspect and (account := self._remarks(one, to.suspect)):
            about = to.suspect.change.number or to.suspect.change.title
            ways.append(Way(account, to.suspect.change.place, f"as a comment on {plain(about)}", private=False))
        return tuple(ways), lacks

    def _remarks(self, one: Incident, suspect: Suspect) -> str:
        """Return the account that takes a remark on the change; empty where none does."""
        plan, seen_by = self._desk.plan, self._desk.store.seen_by
        accounts = (
            watch.account
            for build in one.builds
            for watch in plan.kept
            if watch.name in seen_by.get(build.key, ()) and watch.account in plan.accounts
        )
        able = (name for name in accounts if issubclass(SERVICES[plan.accounts[name].kind], CanRemark))
        return next(able, "") if suspect.change.place else ""

    # --- what

    def _template(self, to: Addressee) -> str:
        return (self._desk.plan.builds.message or appeal.USUAL) if to.suspect else appeal.MACHINE

    def _values(self, one: Incident, to: Addressee, now: datetime, until: datetime) -> dict[str, str]:
        """Return what is known, for the placeholders of a template."""
        verdict, change = one.verdict, to.suspect.change if to.suspect else None
        more = f" and {len(one.builds) - 1} more" if len(one.builds) > 1 else ""
        return {
            "name": _first(to.author.name),
            "build": f"{one.builds[0].title}{more}",
            "since": f"{self._moment(one.since, now)} ({age(now - one.since)})",
            "what": broken(one),
            "excerpt": verdict.text if verdict else "",
            "change": " ".join(filter(None, (change.number, change.title))) if change else "",
            "reason": to.suspect.reason if to.suspect else "",
            "links": appeal.listed(_links(one, to)),
            "due": self._moment(until, now),
            "me": self._desk.plan.me,
        }

    def _moment(self, moment: datetime, now: datetime) -> str:
        zone = self._desk.plan.zone
        on = "" if day(moment, zone) == day(now, zone) else f"{day(moment, zone)}, "
        return f"{on}{clock(moment, zone)}"


def _addressee(one: Incident, view: View) -> Addressee | str:
    """Return to whom it is said; else why to nobody."""
    verdict = one.verdict
    if verdict is None:
        return "Why it is red is not known yet."
    if verdict.cause is Cause.INFRASTRUCTURE:
        part = part_of(one, view.world)
        if part and part.engineer:
            return Addressee(author(part.engineer))
        return (
            "It is the machinery, and nobody is named for it: write a [[builds.part]] with an engineer into the config."
        )
    top = one.suspicion.top if one.suspicion else None
    if not verdict.cause.somebodys:
        return f"Its cause is {verdict.cause}: that is nobody's change."
    return Addressee(top.change.author, top) if top else UNCLEAR


def _links(one: Incident, to: Addressee) -> dict[str, str]:
    """Return where to read on. Of two with one label the first counts."""
    verdict, first = one.verdict, one.first
    runbook = {"Runbook": verdict.runbook, "Machine": verdict.agent_url} if verdict and not to.suspect else {}
    return {
        "The log": verdict.url if verdict else "",
        "First red run": first.url,
        "What came in": one.suspicion.url if one.suspicion and to.suspect else "",
        "The change": to.suspect.change.url if to.suspect else "",
    } | runbook


def _first(name: str) -> str:
    """Return how one says hello: the first of several names."""
    return plain(name).split(" ", 1)[0].removeprefix("@").partition("@")[0]


def _deed(kind: Any, way: Way, text: str) -> Deed:
    """Return what says it on a way. Raises `NotDone` where it is too long for one message."""
    if not issubclass(kind, CanFind if way.private else CanRemark):
        raise NotDone(CHANGED)
    deed: Deed = kind.direct(way.place, text) if way.private else kind.remark(way.place, text)
    if len(kind.pieces(deed)) > 1:
        raise NotDone("The text is too long for one message; shorten it.")
    return deed


def _anew(entry: Entry, deed: Deed, now: datetime, wait: timedelta) -> Entry:
    """Return an entry that is to be sent after all, with the words of now."""
    if entry.fate not in AGAIN:
        return entry
    return msgspec.structs.replace(outbox.again(entry, now), deed=deed, due=now + wait)
