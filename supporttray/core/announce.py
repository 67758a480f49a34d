"""An announcement of who is on duty, as the steps that it takes: each with what it would change, and none for what is so already.

Also whether a topic says it. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core import topic
from supporttray.core.deed import Deed, Verb
from supporttray.core.display import clock
from supporttray.core.item import OPEN
from supporttray.core.pieces import escape
from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    from supporttray.core.model import Turn

MARK = "On duty:"
NOBODY = "nobody"
NEAR = timedelta(minutes=1)  # a status may end a little beside the time that was said
# Not strftime's: others read it, and their own find it again, whatever language a machine speaks.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BORDERS = str.maketrans("|·•", "///")  # what stands between the parts of a topic


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is announced: the channel whose topic says it, the channel that is told, the user group; empty for nowhere.

    `status` says that one's own Slack status shows it, with `emoji`.
    """

    topic: str = ""
    channel: str = ""
    group: str = ""
    status: bool = False
    emoji: str = ":pager:"


class Status(msgspec.Struct, frozen=True):
    """A Slack status; without `until` it stays."""

    text: str = ""
    emoji: str = ""
    until: datetime | None = None


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What is there now: the topic (escaped, as Slack tells it), the group's members by id, my status, what was posted within a day.

    None stands for what was not read: it is compared when it is sent. `refused` says what may not be read, and so not be written, and
    why. `messages` are plain lines, whoever wrote them; `name` is what people call the place where it is shown.
    """

    topic: str | None = None
    members: tuple[str, ...] | None = None
    status: Status | None = None
    messages: tuple[str, ...] = ()
    name: str = ""
    refused: Mapping[Verb, str] = {}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to write: `preview` says what it changes; where it cannot be done `deed` is None and `refused` says why."""

    preview: str
    deed: Deed | None = None
    refused: str = ""


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done; it is right until `expires`, the first change of anybody's duty (None: no such time is known).

    `place` is what people call the place where it is shown, as far as that was read.
    """

    steps: tuple[Step, ...] = ()
    expires: datetime | None = None
    place: str = ""


def announcement(
    turns: Sequence[Turn], board: Board, seen: Seen, people: Mapping[str, str], zone: tzinfo | None = None
) -> Announcement:
    """Return what it takes to say who is on duty. `people` has the Slack ids by name; dates are those of `zone` (the machine's if none)."""
    steps = (
        *_topic_step(line(turns, zone), board, seen),
        *_message_step(message(turns, zone), board, seen),
        *_group_step(turns, board, seen, people),
        *_status_step(turns, board, seen, zone),
    )
    expires = min(filter(None, (_end(turn) for turn in turns)), default=None)
    return Announcement(steps=tuple(_allowed(step, seen) for step in steps), expires=expires, place=seen.name)


def _allowed(step: Step, seen: Seen) -> Step:
    why = seen.refused.get(step.deed.verb) if step.deed else None
    return msgspec.structs.replace(step, deed=None, refused=why) if why else step


def line(turns: Sequence[Turn], zone: tzinfo | None = None) -> str:
    """Return our line of a topic: `On duty: Ada until Fri 12 Dec`; with several turns each has its domain."""
    several = len(turns) > 1
    said = [(_end(turn), _short(turn, zone, named=several)) for turn in turns]
    open_first = sorted(said, key=lambda one: one[0] is not None)  # the line ends with a date if it has one
    return f"{MARK} {'; '.join(words for _, words in open_first) or NOBODY}"


def said(shown: str) -> str:
    """Return what a topic, as people read it, says of who is on duty; empty if it says nothing."""
    return topic.told(shown, MARK)


def right(words: str, turns: Sequence[Turn], zone: tzinfo | None, everybody: Iterable[str]) -> bool:
    """Whether what is said is so: our line, or one without our dates that names all who are on duty and nobody else of the rota."""
    on_duty = {person for turn in turns for person in turn.people}
    if words == plain(line(turns, zone)):
        return True
    return not topic.dated(words) and named(words, {*everybody, *on_duty}) == on_duty


def named(words: str, people: Iterable[str]) -> set[str]:
    """Return those of the people whom a line names."""
    names = {person: re.escape(plain(person).translate(_BORDERS)) for person in people}
    return {person for person, name in names.items() if re.search(rf"(?<!\w){name}(?!\w)", words, re.IGNORECASE)}


def message(turns: Sequence[Turn], zone: tzinfo | None = None) -> str:
    """Return the message that tells a channel: a line a turn, with names, dates and who follows."""
    return "\n".join(_sentence(turn, zone, named=len(turns) > 1) for turn in turns)


def _topic_step(text: str, board: Board, seen: Seen) -> Iterator[Step]:
    if not board.topic:
        return
    try:
        wanted = topic.changed(seen.topic or "", escape(text))
    except ValueError as error:
        yield Step(preview=f"topic: {text}", refused=str(error))
        return
    if wanted == seen.topic:
        return
    change = "topic: " + (text if seen.topic is None else _change(topic.shown(seen.topic), topic.shown(wanted)))
    if excess := topic.excess(wanted):
        why = f"It would be {excess} characters too long; shorten the rest of the channel's topic."
        yield Step(preview=change, refused=why)
        return
    yield Step(preview=change, deed=Deed(verb=Verb.TOPIC, place=board.topic, text=text))


def _message_step(text: str, board: Board, seen: Seen) -> Iterator[Step]:
    if board.channel and text and plain(text) not in seen.messages:
        yield Step(preview=f"message: {text}", deed=Deed(verb=Verb.POST, place=board.channel, text=text, once=True))


def _group_step(turns: Sequence[Turn], board: Board, seen: Seen, people: Mapping[str, str]) -> Iterator[Step]:
    if not board.group:
        return
    wanted = list(dict.fromkeys(person for turn in turns for person in turn.people))
    if not wanted:
        yield Step(preview="user group: stays as it is", refused="Nobody is on duty, and a group is never left empty.")
        return
    change = "user group: " + _names(wanted)
    if unknown := [person for person in wanted if person not in people]:
        yield Step(preview=change, refused=f"It is not known which Slack account is {_names(unknown)}'s.")
        return
    ids = tuple(dict.fromkeys(people[person] for person in wanted))
    if seen.members is not None:
        if set(seen.members) == set(ids):
            return
        names = {id_: person for person, id_ in people.items()}
        change = "user group: " + _change(_names([names.get(one, one) for one in seen.members]), _names(wanted))
    yield Step(preview=change, deed=Deed(verb=Verb.GROUP, place=board.group, text=",".join(ids)))


def _status_step(turns: Sequence[Turn], board: Board, seen: Seen, zone: tzinfo | None) -> Iterator[Step]:
    """My own status while I am on duty; it ends by itself."""
    mine = [_end(turn) for turn in turns if turn.mine]
    if not (board.status and mine):
        return
    until = None if None in mine else max(filter(None, mine))
    text = f"On duty until {day(until, zone)}" if until else "On duty"
    wanted = Status(text, board.emoji, until)
    if seen.status is not None and _same(seen.status, wanted):
        return
    before = topic.shown(seen.status.text) if seen.status else ""
    change = "status: " + (f"{text} {board.emoji}" if seen.status is None else _change(before, f"{text} {board.emoji}"))
    yield Step(preview=change, deed=Deed(verb=Verb.STATUS, place="", text=text, emoji=board.emoji, until=until))


def _same(one: Status, other: Status) -> bool:
    ends = one.until is other.until or (one.until and other.until and abs(one.until - other.until) < NEAR)
    return bool(ends) and (one.text, one.emoji) == (other.text, other.emoji)


def _change(before: str, after: str) -> str:
    return f"{plain(before) or 'empty'} → {plain(after)}"


def _end(turn: Turn) -> datetime | None:
    return turn.until if turn.until and turn.until < OPEN else None


def _short(turn: Turn, zone: tzinfo | None, *, named: bool) -> str:
    """Return a turn as a part of our line in a topic."""
    end = _end(turn)
    domain = f" ({plain(turn.domain)})" if named and turn.domain else ""
    words = f"{_names(turn.people) or NOBODY}{domain}".translate(_BORDERS)
    return f"{words} until {day(end, zone)}" if end else words


def _sentence(turn: Turn, zone: tzinfo | None, *, named: bool) -> str:
    """Return a turn as a sentence."""
    end = _end(turn)
    are = "are" if len(turn.people) > 1 else "is"
    domain = f"{plain(turn.domain)}: " if named and turn.domain else ""
    until = f" until {_moment(end, zone)}" if end else ""
    follows = ""
    if turn.next_person:
        later = f" from {_moment(turn.next_at, zone)}" if turn.next_at and turn.next_at != end else ""
        follows = f", then {plain(turn.next_person)}{later}"
    return f"{domain}{_names(turn.people) or NOBODY.capitalize()} {are} on duty{until}{follows}."


def day(at: datetime, zone: tzinfo | None = None) -> str:
    """Return a day as it is announced, `Fri 12 Dec`, whatever language this machine speaks."""
    local = at.astimezone(zone)
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"


def _moment(at: datetime, zone: tzinfo | None) -> str:
    return f"{day(at, zone)} {clock(at, zone)}"


def _names(people: Iterable[str]) -> str:
    """Return names as a sentence lists them: A, B and C."""
    shown = [plain(person) for person in people]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""
