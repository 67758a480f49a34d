"""The verbs about builds: how they stand, why one is red, what to say of it, run it again, take it on, teach how a log is read."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core import builds as about
from supporttray.core.deed import Verb
from supporttray.core.item import Build
from supporttray.core.text import plain
from supporttray.core.triage import Cause, Signature
from supporttray.engine.account import Accounts
from supporttray.engine.builds.hand import Bench
from supporttray.engine.builds.speech import Speech
from supporttray.engine.desk import Wish
from supporttray.engine.sender import MOVING
from supporttray.engine.view import look
from supporttray.errors import ConfigError, NotDone
from supporttray.judge import judge
from supporttray.lines import json_text
from supporttray.verb import told
from supporttray.verb.act import CLOCK, Command, opened, see_through, waiting
from supporttray.verb.moment import moment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from datetime import datetime

    from supporttray.core.action import Action
    from supporttray.engine.view import View
    from supporttray.paths import Workspace

_COLUMN = re.compile(r"( {2,})")
NAMED = 5  # of the builds that a word may mean


def bench(desk: Command) -> Bench:
    """Return what a person can do about builds at this desk."""
    return Bench(desk, lambda now: _look(desk, now), judge)


def done(desk: Command, action: Action) -> Any:
    """Do something; return what the action's own docstring says. Raises a `Failure`."""
    return asyncio.run(bench(desk).do(action, CLOCK.now()))


def _look(desk: Command, now: datetime) -> View:
    return look(desk.plan, desk.store, desk.base, now)


def meant(desk: Command, said: str) -> Build:
    """Return the build that is meant: by the beginning of its key, or by words of its title; of several the red one. Raises `ConfigError`."""
    known = [item for item in desk.store.items.values() if isinstance(item, Build)]
    begins = [one for one in known if one.key.startswith(said) or one.key.partition(":")[2].startswith(said)]
    exact = [one for one in begins if said in (one.key, one.key.partition(":")[2])]
    found = exact or begins or [one for one in known if said.casefold() in one.title.casefold()]
    found = found if len(found) < 2 else [one for one in found if one.first_red] or found
    if said and len(found) == 1:
        return found[0]
    some = "; ".join(plain(f"{one.title} ({one.key})") for one in (found or known)[:NAMED])
    raise ConfigError([f"{said!r} is not one build; there are: {some or 'none'}. `supporttray builds` lists them."])


# --- to see


def show_builds(place: Workspace, wanted: argparse.Namespace) -> int:
    """List all builds, the worst first."""
    with opened(place) as desk:
        found: about.Builds = done(desk, about.AskBuilds())
        zone = desk.plan.zone
    _print(found, told.builds(found, CLOCK.now(), zone), as_json=wanted.json)
    return 0


def show_why(place: Workspace, wanted: argparse.Namespace) -> int:
    """Tell why a build is red."""
    with opened(place) as desk:
        build = meant(desk, wanted.key)
        found: about.Why = done(desk, about.AskWhy(build.key))
        zone = desk.plan.zone
    _print(found, told.why(found, build, CLOCK.now(), zone), as_json=wanted.json)
    return 0


def show_flaky(place: Workspace, wanted: argparse.Namespace) -> int:
    """List the tests that failed by chance."""
    with opened(place) as desk:
        found: Sequence[about.Flaky] = done(desk, about.AskFlaky())
    _print(found, [told.flaky(one) for one in found] or ["No test failed by chance."], as_json=wanted.json)
    return 0


# --- to say


def message(place: Workspace, wanted: argparse.Namespace) -> int:
    """Show what could be said about a red build; with --send say it."""
    with opened(place) as desk:
        key = meant(desk, wanted.key).key
        drafted, entry = asyncio.run(_say(desk, key, wanted))
        if not wanted.send or wanted.json:
            _print(drafted, told.message(drafted), as_json=wanted.json)
        return see_through(desk, entry) if entry else 0


async def _say(desk: Command, key: str, wanted: argparse.Namespace) -> tuple[about.Message, Wish | None]:
    """Draft the message, and put it into the outbox if that is wanted."""
    accounts, now = Accounts(desk.plan.accounts, desk.credentials.read, CLOCK), CLOCK.now()
    try:
        speech = Speech(desk, lambda at: _look(desk, at), accounts.service)
        drafted = await speech.draft(key, now)
        if not wanted.send:
            return drafted, None
        way = next((one for one in drafted.ways if one.private is not wanted.comment), None)
        if way is None:
            ways = ", ".join(one.told for one in drafted.ways)
            raise NotDone(drafted.unclear or f"It cannot be said so; it can be said {ways}.")
        until = moment("--until", wanted.until, now, desk.plan.zone) if wanted.until else drafted.until
        text = wanted.text if wanted.text is not None else drafted.text
        print(*map(plain, [*text.split("\n"), "", way.told]), sep="\n", flush=True)
        before = {one.number: one for one in desk.outbox.latest()}
        sent = await speech.send(about.SendMessage(key, way, text, until or now), now, waiting(yes=wanted.yes))
        return drafted, Wish(sent.entry, before.get(sent.entry.number)) if sent.entry else None
    finally:
        await accounts.close()


# --- to do


def rerun(place: Workspace, wanted: argparse.Namespace) -> int:
    """Run what failed again: of all builds of the incident."""
    with opened(place) as desk:
        now = CLOCK.now()
        made = done(desk, about.Rerun(meant(desk, wanted.key).key))
        if made.said:
            print(plain(made.said), flush=True)
        entries = [one for one in desk.outbox.asking() if one.deed.verb is Verb.RERUN and one.fate in MOVING]
        entries = [one for one in entries if one.made_at >= now] or ([made.entry] if made.entry else [])
        return max([see_through(desk, Wish(one)) for one in entries], default=0)


def mine(place: Workspace, wanted: argparse.Namespace) -> int:
    """Say that I have it, or that I have it no more."""
    with opened(place) as desk:
        key = meant(desk, wanted.key).key
        until = moment("--until", wanted.until, CLOCK.now(), desk.plan.zone) if wanted.until else None
        action = about.LetGo(key) if wanted.release else about.TakeOn(key, until)
        print(plain(done(desk, action).said))
    return 0


# --- to teach


def teach(place: Workspace, wanted: argparse.Namespace) -> int:
    """Make a rule of a line; show which past verdicts it changes."""
    with opened(place) as desk:
        key = meant(desk, wanted.key).key
        rule = _rule(done(desk, about.AskSignature(key, wanted.line)), wanted)
        others: Sequence[about.Changed] = done(desk, about.WouldChange(rule))
        said = "Nothing was changed." if wanted.dry_run else done(desk, about.TeachSignature(rule)).said
    if wanted.json:
        print(json_text({"signature": msgspec.to_builtins(rule), "changes": msgspec.to_builtins(others), "said": said}))
        return 0
    print(*map(plain, [*told.rule(rule), *(f"  {told.changed(one)}" for one in others), said]), sep="\n")
    return 0


def _rule(proposed: Signature, wanted: argparse.Namespace) -> Signature:
    """Return what was proposed, with what a person says of it."""
    named = {
        "pattern": wanted.pattern,
        "name": wanted.name,
        "part": wanted.part,
        "about": wanted.about,
        "scope": wanted.scope,
    }
    said = {key: value for key, value in named.items() if value is not None} | {"cause": Cause(wanted.cause)}
    return msgspec.convert(msgspec.to_builtins(proposed) | said, Signature)


def signatures(place: Workspace, wanted: argparse.Namespace) -> int:
    """List the rules that were taught, or take one back."""
    with opened(place) as desk:
        if wanted.action:
            if wanted.number is None:
                raise ConfigError(["Say which rule; `supporttray signatures` lists them with their numbers."])
            print(done(desk, about.ForgetSignature(wanted.number)).said)
            return 0
        found: Sequence[about.Taught] = done(desk, about.AskSignatures())
    _print(found, [told.taught(one) for one in found] or ["Nothing was taught."], as_json=wanted.json)
    return 0


def _print(found: Any, lines: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        print(json_text(msgspec.to_builtins(found)))
    else:
        print(*map(plain_line, lines), sep="\n")


def plain_line(line: str) -> str:
    """Return a line with the columns that it has: plain text alone would lose them."""
    return "".join(part if part.isspace() else plain(part) for part in _COLUMN.split(line))
