"""A Slack user group: which one is meant, and who is in it (usergroups.list, usergroups.users.list; docs.slack.dev/reference)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.slack.api import WebApi

ID = re.compile(r"S[A-Z0-9]{2,20}")
PAID = "plan_upgrade_required"
UNKNOWN = frozenset({"no_such_subteam", "subteam_not_found"})
CHECK = "Check the group's handle or id in the config."


class Group(msgspec.Struct, frozen=True):
    """A user group as usergroups.list tells it."""

    id: str
    handle: str = ""
    name: str = ""


class Groups(msgspec.Struct, frozen=True):
    """usergroups.list; `error` where the plan has no groups."""

    error: str = ""
    usergroups: tuple[Group, ...] = ()


class Members(msgspec.Struct, frozen=True):
    """usergroups.users.list."""

    error: str = ""
    users: tuple[str, ...] = ()


def refused(code: str) -> Refused:
    """Say why a group cannot be read or written."""
    if code in UNKNOWN:
        return Refused("Slack knows no such user group.", CHECK, missing="name")
    return Refused(
        "Slack's free plan has no user groups.",
        "Take another source for the rota; announce without it.",
        missing=code,
    )


async def group_id(slack: WebApi, name: str) -> str:
    """Return the id of the group that is named by its id or its @handle. Raises a `ServiceError`, `Refused` if there is none."""
    if ID.fullmatch(name):
        return name
    handle = name.removeprefix("@").casefold()
    told = await slack.call("usergroups.list", Groups, frozenset({PAID}))
    if told.error:
        raise refused(told.error)
    found = next((group.id for group in told.usergroups if group.handle.casefold() == handle), "")
    if not found:
        raise Refused(f"There is no user group @{handle} in Slack.", CHECK, missing="name")
    return found


async def members(slack: WebApi, group: str) -> tuple[str, ...]:
    """Return the ids of the people who are in a group now. Raises a `ServiceError`."""
    told = await slack.call("usergroups.users.list", Members, UNKNOWN | {PAID}, usergroup=group)
    if told.error:
        raise refused(told.error)
    return tuple(dict.fromkeys(told.users))
