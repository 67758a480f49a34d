"""A swap, or a turn by hand, in the config as a document: nothing else of the text changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from supporttray.core.setup import Offer, Save
from supporttray.setup.document import ROTA, add, append, edited, free, turn, under

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.roster.shift import Swap
    from supporttray.engine.plan import Plan

KEY = "swaps"


def with_swap(old: str, index: int | None, swap: Swap, whole: Plan) -> str:
    """Return the text with a swap among those of a watch; without an index of a new watch, which has nothing else.

    `whole` is what the config means with the team's file. Raises `ValueError` where it is written in a way beyond us.
    """

    def edit(document: Any) -> None:
        if index is None:
            name = free(Offer(kind=ROTA, name=KEY, options=()), {watch.name for watch in whole.watches})
            table = add(document, {"kind": ROTA, "name": name, "shifts": [], KEY: []})
        else:
            table = document["watch"][index]
        if KEY not in table:
            under(table, {KEY: []})
        append(table[KEY], swap, whole)

    return edited(old, edit)


def without_swap(old: str, index: int, number: int) -> str:
    """Return the text without one of a watch's swaps. Raises `ValueError` where it is written in a way beyond us."""

    def edit(document: Any) -> None:
        swaps = document["watch"][index][KEY]
        del swaps[number]
        if hasattr(swaps, "multiline") and not swaps and "#" not in swaps.as_string():
            swaps.multiline(multiline=False)

    return edited(old, edit)


def with_turn(old: str, person: str, until: datetime, now: datetime, own: Plan, whole: Plan) -> str:
    """Return the text with a person on duty from now until a moment; `own` is what it says by itself. Raises as `with_swap` does."""
    wanted = Save(me=person, credentials=(), watched=(), on_duty=True, until=until)
    before = replace(own, me=person, zone_name=whole.zone_name)  # the shifts of others keep their names
    names = [watch.name for watch in whole.watches]
    return edited(old, lambda document: turn(document, before, wanted, now, names))
