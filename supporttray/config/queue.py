"""What a config says of the support queue: where a request becomes a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from supporttray.config.implied import following
from supporttray.connectors import CanCreate
from supporttray.connectors.registry import SERVICES
from supporttray.engine.plan import Queue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.engine.plan import Account, Plan, Watch
    from supporttray.table import Table


READ = ("customer", "size", "order")  # how tasks are read; and the number of the board that keeps their order


class _Queue(msgspec.Struct, frozen=True):
    """The keys of [queue]."""

    place: Annotated[
        str, msgspec.Meta(description="The repository or the project's key", examples=["acme/support", "ACME"])
    ] = ""
    name: Annotated[str, msgspec.Meta(description="What people call the queue", examples=["support queue"])] = ""
    labels: Annotated[tuple[str, ...], msgspec.Meta(description="The labels of its tasks", examples=[["support"]])] = ()


def queue(table: Table | None, accounts: Mapping[str, Account | None]) -> Queue | None:
    """Take where a request becomes a task."""
    if table is None:
        return None
    able = [name for name, one in accounts.items() if one and issubclass(SERVICES[one.kind], CanCreate)]
    service = table.text("service", able[0] if len(able) == 1 else "")
    said = table.struct(_Queue)
    table.done()
    if service not in able and (service or None not in accounts.values()):
        table.mistake("service", f"must name a service that has a tracker ({', '.join(able) or 'none yet'}).")
    if said is None:
        return None
    if not said.place:
        table.mistake("place", 'is missing; write the repository ("acme/support") or the project\'s key ("ACME").')
    made = Queue(service, said.place, said.name, said.labels)
    try:
        _watch(made, accounts)
    except msgspec.ValidationError as error:
        if "labels" in str(error):
            table.mistake("labels", f"cannot be {list(said.labels)!r}; write each as the tracker shows it.")
        else:
            table.mistake(
                "place", f'is {said.place!r}; write the repository ("acme/support") or the project\'s key ("ACME").'
            )
    return made


def queued(plan: Plan) -> tuple[Watch, ...]:
    """Return the watch that follows from [queue]: it sees how the tasks fare. Where one of the file's sees the same, none does."""
    wanted = _watch(plan.queue, plan.accounts) if plan.queue else ()
    return tuple(one for one in wanted if not any(_same(one, other) for other in plan.watches))


def _same(wanted: Watch, other: Watch) -> bool:
    """Whether another watch sees the same tasks, whatever else it is told about how they are read: they would not agree."""
    if (wanted.account, wanted.kind) != (other.account, other.kind):
        return False
    read = [key for key in wanted.options.__struct_fields__ if key in READ or type(getattr(other.options, key)) is int]
    return bool(
        msgspec.structs.replace(other.options, **{key: getattr(wanted.options, key) for key in read}) == wanted.options
    )


def _watch(made: Queue, accounts: Mapping[str, Account | None]) -> tuple[Watch, ...]:
    """Return what is to be watched. Raises `msgspec.ValidationError` for a place or labels that can be none."""
    account = accounts.get(made.account)
    tracker = SERVICES[account.kind] if account else None
    if not made.place or tracker is None or not issubclass(tracker, CanCreate):
        return ()
    kind, options = tracker.following(made.place, made.labels)
    return (following(made.told, kind, made.account, options),)
