"""I am on duty, and where the team looks for it stands something else: an offer to say so, never done unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core import roster
from supporttray.core.announce import named, right, said
from supporttray.core.item import Shift, Sign
from supporttray.core.model import Need, Urgency
from supporttray.core.text import isolated, listed, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from supporttray.core.model import Turn, World

UNANNOUNCED = "duty.unannounced"
NOT_ME = "The channel's topic does not say that you are on duty"
NOT_SO = "The channel's topic is wrong about who is on duty until when"


def unannounced(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each channel's topic that is wrong about who is on duty, while I am; once a turn of mine.

    It is a quiet one where I am named and somebody else's turn began later: that is theirs to say.
    """
    signs = [item for item in world.items.values() if isinstance(item, Sign)]
    shifts = roster.resolved(item for item in world.items.values() if isinstance(item, Shift)) if signs else ()
    current = [shift for shift in shifts if shift.at <= now < shift.until]
    me = {shift.person for shift in current if shift.mine}
    if not me:
        return
    turns = roster.duty(world.items.values(), now).turns
    everybody = {shift.person for shift in shifts}
    begin = roster.my_start(world.items.values(), now)
    theirs = any(begin < shift.at for shift in current if not shift.mine)
    for sign in signs:
        if right(said(sign.text), turns, world.hours.zone, everybody):
            continue
        am_named = named(said(sign.text), me) == me
        yield Need(
            key=f"{UNANNOUNCED}|{sign.key}#{int(begin.timestamp())}",
            kind=UNANNOUNCED,
            subject=sign.key,
            urgency=Urgency.QUIET if am_named and theirs else Urgency.NEEDS_YOU,
            title=NOT_SO if am_named else NOT_ME,
            because=_because(sign, turns),
            since=max(begin, sign.at),
            url=sign.url,
            source=sign.where,
            page="announcement" if world.announces else "",
        )


def _because(sign: Sign, turns: Sequence[Turn]) -> str:
    """Say what stands there instead, and who is on duty."""
    words = isolated(shorten(said(sign.text), 120))
    by = f", set by {isolated(sign.by)}" if sign.by and words else ""
    stands = f"It says “{words}”{by}" if words else "It says nothing of it"
    people = tuple(dict.fromkeys(person for turn in turns for person in turn.people))
    verb = "are" if len(people) > 1 else "is"
    return f"{stands}, and {listed(people)} {verb} on duty."
