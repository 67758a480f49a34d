"""What a config says of answering: the texts that are ready, and where requests are kept that nobody wrote anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.config.implied import following, free
from supporttray.connectors import CanHold
from supporttray.connectors.registry import CONNECTORS
from supporttray.core.reply import USUAL, wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from supporttray.engine.plan import Watch
    from supporttray.table import Table

MOST = 50
LOG = "log.requests"


def replies(table: Table | None) -> Mapping[str, str]:
    """Take the answers that are ready, by their names; those of the app's own where a config says nothing of them."""
    if table is None:
        return USUAL
    found = table.texts()
    for name, text in found.items():
        if mistake := wrong(text):
            table.mistake(name, mistake)
    if len(found) > MOST:
        table.mistake("", f"has {len(found)} texts; {MOST} are the most that a person can choose from.")
    return found


def held(watches: Iterable[Watch]) -> tuple[Watch, ...]:
    """Return the watch of logged requests: it is always there, unless the file has one."""
    there = list(watches)
    if any(issubclass(CONNECTORS[one.kind], CanHold) for one in there):
        return ()
    return (following(free("log", {one.name for one in there}), LOG, "", {}),)
