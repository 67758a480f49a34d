"""The watches that follow from the rest of a config and do not stand in it."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.registry import CONNECTORS
from supporttray.engine.plan import Watch

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from supporttray.engine.plan import Plan


def following(name: str, kind: str, account: str, options: Mapping[str, Any]) -> Watch:
    """Return a watch as its connector would have it. Raises `msgspec.ValidationError`."""
    connector = CONNECTORS[kind]
    made = msgspec.convert(dict(options), connector.Options)
    return Watch(name=name, kind=kind, account=account, every=connector.every, options=made)


def implied(plan: Plan, wanted: Iterable[Watch]) -> tuple[Watch, ...]:
    """Return of the watches that are wanted those that do not stand in the file, each with a name of its own."""
    there = [(one.account, one.kind, one.options) for one in plan.watches]
    names = {one.name for one in plan.watches}
    found: list[Watch] = []
    for one in wanted:
        if (one.account, one.kind, one.options) not in there:
            found.append(msgspec.structs.replace(one, name=free(one.name, names)))
            names.add(found[-1].name)
    return tuple(found)


def free(name: str, names: Container[str]) -> str:
    """Return a name that no other watch has."""
    return next(one for one in chain([name], (f"{name} {number}" for number in count(2))) if one not in names)
