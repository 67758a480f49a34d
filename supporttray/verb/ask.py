"""The verbs about one request besides answering it: it is none, it is a colleague's, it was asked before, it came in person."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core import asked
from supporttray.core.colleague import default_text
from supporttray.core.display import age
from supporttray.core.lesson import About
from supporttray.core.proposal import told
from supporttray.core.text import listed, plain
from supporttray.engine.asked import Asked
from supporttray.engine.before import before
from supporttray.engine.desk import given
from supporttray.engine.lesson import Lessons
from supporttray.engine.view import look
from supporttray.errors import ConfigError
from supporttray.lines import json_text
from supporttray.verb.act import CLOCK, Command, opened, see_through, waiting
from supporttray.verb.moment import moment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from supporttray.core.action import Action
    from supporttray.core.asked import Colleague, Proposal
    from supporttray.paths import Workspace

SHOWN = 10  # titles of what would be hidden


class Request:
    """A request at a desk that a command has opened."""

    def __init__(self, desk: Command, key: str) -> None:
        self.desk = desk
        self.key = desk.item(key).key
        self.hand = hand(desk)

    def do(self, action: Action) -> Any:
        """Do something about it. Raises a `Failure`."""
        return done(self.hand, action)


def hand(desk: Command) -> Asked:
    """Return what a person can do about requests at this desk."""
    return Asked(desk, lambda now: look(desk.plan, desk.store, desk.base, now))


def done(hand: Asked, action: Action) -> Any:
    """Do something; return what the action's own docstring says. Raises a `Failure`."""
    return asyncio.run(hand.do(action, CLOCK.now()))


# --- answering it


def reply(place: Workspace, wanted: argparse.Namespace) -> int:
    """Answer a request in its thread, with one's own words or those that are ready."""
    with opened(place) as desk:
        request = Request(desk, wanted.key)
        text = _ready(request, wanted) if wanted.template is not None else " ".join(wanted.text)
        text = given(text, "There is nothing to say; write a text.")
        item = desk.store.items[request.key]
        return see_through(desk, desk.reply(item, text, CLOCK.now(), waiting(yes=wanted.yes)))


def _ready(request: Request, wanted: argparse.Namespace) -> str:
    """Return an answer that is ready, and show it. Raises `ConfigError` with the names that there are."""
    ready: dict[str, str] = {one.name: one.text for one in request.do(asked.AskTemplates(request.key))}
    if wanted.template not in ready:
        raise ConfigError([f"{wanted.template!r} is no answer of [replies]; there are: {', '.join(ready) or 'none'}."])
    text = ready[wanted.template]
    print(*map(plain, text.split("\n")), sep="\n", flush=True)
    return text


# --- it is none


def not_a_request(place: Workspace, wanted: argparse.Namespace) -> int:
    """Hide a request, by a lesson: about it alone, its author, or words."""
    with opened(place) as desk:
        request = Request(desk, wanted.key)
        found = _proposal(request, wanted)
        said = "" if wanted.dry_run else request.do(asked.Teach(request.key, found.lesson)).said
        if wanted.json:
            lesson = found.lesson if wanted.dry_run else request.do(asked.AskLessons())[0]
            print(json_text({"lesson": _told(lesson), "hidden": list(found.hidden)}))
            return 0
    print(plain(f"{found.words}."))
    for title in found.hidden[:SHOWN]:
        print(f"  {plain(title)}")
    if len(found.hidden) > SHOWN:
        print(f"  and {len(found.hidden) - SHOWN} more")
    print(said or f"{len(found.hidden) or 'No'} earlier ones would have been hidden; nothing was changed.")
    return 0


def _proposal(request: Request, wanted: argparse.Namespace) -> Proposal:
    if wanted.words is not None:
        found: Proposal = request.do(asked.WouldHide(request.key, wanted.words))
        return found
    about = About.AUTHOR if wanted.author else About.THIS
    proposals: Sequence[Proposal] = request.do(asked.AskLesson(request.key))
    made = next((one for one in proposals if one.lesson.about is about), None)
    if made is None:
        raise ConfigError(["It is not known who asked; give --words, or hide this one alone."])
    return made


def lessons(place: Workspace, wanted: argparse.Namespace) -> int:
    """List what was taught, or take one back."""
    with opened(place) as desk:
        if wanted.action:
            if wanted.number is None:
                raise ConfigError(["Say which lesson; `supporttray lessons` lists them with their numbers."])
            print(done(hand(desk), asked.Unteach(wanted.number)).said)
            return 0
        found: Sequence[asked.Lesson] = done(hand(desk), asked.AskLessons())
    if wanted.json:
        print(json_text([_told(one) for one in found]))
        return 0
    lines = [
        f"{one.number:>4}  {one.at.astimezone():%Y-%m-%d}  {plain(told(one))} (hides {one.hiding})" for one in found
    ]
    print(*lines or ["Nothing was taught."], sep="\n")
    return 0


def _told(lesson: asked.Lesson) -> dict[str, Any]:
    known: dict[str, Any] = msgspec.to_builtins(lesson)
    return known


# --- it is somebody else's


def hand_over(place: Workspace, wanted: argparse.Namespace) -> int:
    """Call a colleague in the thread; without a name list who comes to mind."""
    with opened(place) as desk:
        request = Request(desk, wanted.key)
        known: Sequence[Colleague] = request.do(asked.AskColleagues(request.key))
        if not wanted.name:
            return _list(known, as_json=wanted.json)
        to = _chosen(known, wanted.name)
        text = " ".join(wanted.text) or default_text(to)
        text = text if f"@{to.name}" in text else f"@{to.name} {text}"
        print(plain(text))
        item = request.hand.request(request.key)
        return see_through(desk, request.hand.hand_to(item, to, text, CLOCK.now(), waiting(yes=wanted.yes)))


def _list(known: Sequence[Colleague], *, as_json: bool) -> int:
    if as_json:
        print(json_text([msgspec.structs.asdict(one) for one in known]))
    else:
        print(*[plain(f"{one.name}: {one.why}") for one in known] or ["Nobody comes to mind."], sep="\n")
    return 0


def _chosen(known: Sequence[Colleague], name: str) -> Colleague:
    """Return whose name it is, or begins so. Raises `ConfigError` where that is nobody, or not one alone."""
    wanted = name.removeprefix("@").casefold()
    same = [one for one in known if wanted in (one.name.casefold(), one.id.casefold())]
    found = same or [one for one in known if one.name.casefold().startswith(wanted)]
    if len(found) != 1:
        names = ", ".join(plain(f"{one.name} ({one.id})") for one in found or known)
        some = f"it may be one of {names}" if names else "nobody is known who answered here"
        raise ConfigError([f"{name!r} is not one colleague: {some}. Others are known once [announce] has people."])
    return found[0]


# --- it was asked before, or in person


def show_before(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print which earlier requests are like one."""
    with opened(place) as desk:
        now = CLOCK.now()
        found = asyncio.run(before(desk, desk.item(wanted.key).key, Lessons(desk.base).all(), now))
    if wanted.json:
        print(json_text(msgspec.to_builtins(found)))
        return 0
    for one in found:
        who = f", answered by {listed([each.name for each in one.by])}" if one.by else ""
        print(plain(f"{one.title} ({age(now - one.at)} ago{who}) {one.url}"))
    if not found:
        print("Nothing like it was asked in the last 30 days.")
    return 0


def log(place: Workspace, wanted: argparse.Namespace) -> int:
    """Keep a request that reached somebody in person."""
    with opened(place) as desk:
        at = moment("--at", wanted.at, CLOCK.now(), desk.plan.zone, back=True) if wanted.at else None
        said = done(hand(desk), asked.Log(" ".join(wanted.text), wanted.name, at)).said
    print(json_text({"said": said}) if wanted.json else plain(said))
    return 0
