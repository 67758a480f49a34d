"""A team's file in the first questions: looked at before anything is kept, then the questions are about its services."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from supporttray import config
from supporttray.errors import NotDone
from supporttray.setup.offered import OFFERED, offer_of, same
from supporttray.team import source
from supporttray.team.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from supporttray.config.team import Team
    from supporttray.core.setup import Credential, Offer, Save
    from supporttray.engine.plan import Plan
    from supporttray.paths import Workspace


class Joining(NamedTuple):
    """A team's file that was looked at: where it is kept, its text, and what it says."""

    address: str
    team: Team
    plan: Plan


async def look(address: str, now: Callable[[], datetime]) -> Joining:
    """Read a team's file that nothing was taken of yet. Raises a `Failure` with a sentence."""
    team = await source.read(address, now)
    return Joining(address, team, await asyncio.to_thread(config.parse, begun(address), team.file, team))


def begun(address: str, me: str = "") -> str:
    """Return a config to begin with that takes over a team's file."""
    lines = (
        "# Support Tray: what is yours. What the team shares lies beside it, and is changed in the team's own file.",
        "schema = 1",
        *([f"me = {_quoted(me)}  # as the rota writes it"] if me else []),
        f"team = {_quoted(address)}",
    )
    return "".join(f"{one}\n" for one in lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@contextmanager
def taken(place: Workspace, joining: Joining | None, now: datetime) -> Iterator[None]:
    """Keep the copy of a team's file, unless what follows fails. Raises `ConfigError`, also where somebody else wrote a config meanwhile."""
    if joining is None:
        yield
        return
    nothing_yet(place)
    put_back = Shelf(place).take(joining.team.text, joining.address, now)
    try:
        yield
    except BaseException:
        put_back()
        raise


def nothing_yet(place: Workspace) -> None:
    """Raise `NotDone` where there is a config: its copy and its tokens are not to be touched by the first questions of another window."""
    if os.path.lexists(place.config):
        raise NotDone("There is a config already; write team = into it.")


def shared(whole: Plan, own: Plan) -> tuple[tuple[str, Offer], ...]:
    """Return what of the team's file could be ticked if it were the person's own."""
    mine = {one.name for one in own.watches}
    return tuple((one.account, offer_of(one)) for one in whole.watches if one.kind in OFFERED and one.name not in mine)


def own_part(wanted: Save, whole: Plan, own: Plan) -> Save:
    """Return what of the wish belongs into the person's own file: what the team's says already does not, and takes none of its names."""
    theirs = [one for one in whole.watches if one not in own.watches]
    names = {one.name for one in theirs}
    daily = whole.daily and (whole.daily.account, whole.daily.place)
    return msgspec.structs.replace(
        wanted,
        credentials=tuple(one for one in wanted.credentials if not _shared(one, whole, own)),
        watched=tuple(
            (account, _renamed(offer, names))
            for account, offer in wanted.watched
            if any(same(one, account, offer) for one in own.watches)
            or not any(same(one, account, offer) for one in theirs)
        ),
        daily=None if own.daily is None and wanted.daily == daily else wanted.daily,
    )


def _shared(credential: Credential, whole: Plan, own: Plan) -> bool:
    known = whole.accounts.get(credential.account)
    same_place = known is not None and credential.address.strip() in ("", known.address)
    return same_place and credential.account not in own.accounts


def _renamed(offer: Offer, names: set[str]) -> Offer:
    """Return an offer under a name of its own: one of the team's name would take its place."""
    return msgspec.structs.replace(offer, name=f"{offer.name} (mine)") if offer.name in names else offer
