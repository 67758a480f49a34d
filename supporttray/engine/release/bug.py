"""Links a bug that was made for a problem, once its tracker has given it an address: whoever made it, and wherever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.journal import RETENTION
from supporttray.core.outbox import Fate
from supporttray.engine.release.watcher import line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.engine.outbox import Outbox
    from supporttray.engine.release.releases import Releases
    from supporttray.engine.store import Store

LINKED = "problem.linked"


def link(releases: Releases, outbox: Outbox, store: Store, now: datetime) -> None:
    """Link what was made and is not linked yet. A link that a person took away since stays away: the journal knows that there was one."""
    known = {one.subject: one.at for one in store.lines(LINKED, now - RETENTION)}
    for subject, url, made_at in _made(outbox, now):
        problem = releases.problem(int(subject.partition(":")[2]))
        if problem and not problem.bug and not (subject in known and known[subject] >= made_at):
            releases.decide([msgspec.structs.replace(problem, bug=url)], "linked", now)
            store.tell([line(LINKED, problem, now)])


def _made(outbox: Outbox, now: datetime) -> Iterator[tuple[str, str, datetime]]:
    """Yield what was made for problems: the problem, the address, and when it was wished for."""
    for one in outbox.made():
        number = one.subject.partition("problem:")[2]
        if number.isdigit() and one.fate is Fate.SENT and one.receipt and one.made_at > now - RETENTION:
            yield one.subject, one.receipt.url, one.made_at
