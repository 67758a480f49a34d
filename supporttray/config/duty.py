"""What a config says of duty: where it is announced, and what must never be empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from supporttray.config.implied import following
from supporttray.connectors import CanAnnounce
from supporttray.connectors.registry import SERVICES
from supporttray.core.announce import Board
from supporttray.engine.plan import Notice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.engine.plan import Account, Plan, Watch
    from supporttray.table import Table


class _Announce(msgspec.Struct, frozen=True):
    """The keys of [announce]."""

    topic: Annotated[
        str, msgspec.Meta(description="The id of the channel whose topic says it", examples=["C0123ABCD"])
    ] = ""
    channel: Annotated[str, msgspec.Meta(description="The id of the channel that is told", examples=["C0123ABCD"])] = ""
    group: Annotated[
        str, msgspec.Meta(description="The id of the user group of who is on duty", examples=["S0123ABCD"])
    ] = ""
    status: Annotated[bool, msgspec.Meta(description="Whether my own status shows it", examples=[True])] = False
    emoji: Annotated[str, msgspec.Meta(description="Its emoji", examples=[":pager:"])] = ":pager:"
    people: Annotated[
        dict[str, str],
        msgspec.Meta(
            description="The accounts of the people in the rota, for the group", examples=[{"Ada": "U0123ABCD"}]
        ),
    ] = {}


def announce(table: Table | None, accounts: Mapping[str, Account | None]) -> Notice | None:
    """Take where it is announced who is on duty."""
    if table is None:
        return None
    able = [name for name, one in accounts.items() if one and issubclass(SERVICES[one.kind], CanAnnounce)]
    service = table.text("service", able[0] if len(able) == 1 else "")
    said = table.struct(_Announce)
    table.done()
    if service not in able and (service or None not in accounts.values()):
        table.mistake("service", f"must name a service that can show it ({', '.join(able) or 'none yet'}).")
    if said is None:
        return None
    if not (said.topic or said.channel or said.group or said.status):
        table.mistake("topic", "is missing; say where it is shown: topic, channel, group or status.")
    board = Board(topic=said.topic, channel=said.channel, group=said.group, status=said.status, emoji=said.emoji)
    notice = Notice(account=service, board=board, people=said.people)
    try:
        _signs(notice, accounts)
    except msgspec.ValidationError:
        table.mistake("topic", f"is {board.topic!r}; write the channel's id, not its name.")
    return notice


def signs(plan: Plan) -> tuple[Watch, ...]:
    """Return the watches that follow from [announce]: they see whether what it says is still so."""
    return _signs(plan.announce, plan.accounts) if plan.announce else ()


def _signs(notice: Notice, accounts: Mapping[str, Account | None]) -> tuple[Watch, ...]:
    """Return what is to be watched where it is announced. Raises `msgspec.ValidationError` for a place that can be none."""
    account = accounts.get(notice.account)
    kind = SERVICES[account.kind] if account else None
    offers = kind.signs(notice.board) if kind and issubclass(kind, CanAnnounce) else ()
    return tuple(following(one.name, one.kind, notice.account, dict(one.options)) for one in offers)


class _Duty(msgspec.Struct, frozen=True):
    """The keys of [duty]."""

    always: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Domains in which somebody must be on duty at all times", examples=[["apps"]]),
    ] = ()


def always(table: Table | None) -> tuple[str, ...]:
    """Take the domains that must never be empty."""
    if table is None:
        return ()
    duty = table.struct(_Duty)
    table.done()
    return duty.always if duty else ()
