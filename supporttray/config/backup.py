"""What a config says of the backup, who is told when nobody is home. It is the person's own word: no team's file says it for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from supporttray.connectors.lease import CanLease
from supporttray.connectors.registry import SERVICES
from supporttray.engine.plan import Backup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.engine.plan import Account
    from supporttray.table import Table

PERSON = r"^[UW][A-Z0-9]{2,30}$"


class _Backup(msgspec.Struct, frozen=True):
    """The keys of [backup]."""

    person: Annotated[
        str,
        msgspec.Meta(
            pattern=PERSON,
            description="The id of the person's account, as their profile tells it",
            examples=["U0123ABCD"],
        ),
    ]
    name: Annotated[str, msgspec.Meta(description="What you call them", examples=["Bo"])] = ""
    consent: Annotated[
        bool, msgspec.Meta(description="Whether a message to them may be sent without a click", examples=[True])
    ] = False


def backup(top: Table, shared: Table | None, accounts: Mapping[str, Account | None]) -> Backup | None:
    """Take who is told when nobody is home."""
    if shared and shared.table("backup"):
        shared.mistake("[backup]", "is each person's own; a team's file does not say it.")
    table = top.table("backup")
    if table is None:
        return None
    able = [name for name, one in accounts.items() if one and issubclass(SERVICES[one.kind], CanLease)]
    service = table.text("service", able[0] if len(able) == 1 else "")
    said = table.struct(_Backup)
    table.done()
    if service not in able and (service or None not in accounts.values()):  # or its own mistakes are said already
        table.mistake("service", f"must name a service that can send later ({', '.join(able) or 'none yet'}).")
    return Backup(service, said.person, said.name or said.person, consent=said.consent) if said else None
