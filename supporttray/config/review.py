"""What a config says of reviews: which changes are an epic's, and who reviews mine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec

from supporttray.connectors.registry import SERVICES
from supporttray.connectors.work import CanBelong
from supporttray.core.reviewing import Reviewing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.engine.plan import Account
    from supporttray.table import Table

Word = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)]


class _Reviews(msgspec.Struct, frozen=True):
    """The keys of [reviews]."""

    epic_branches: Annotated[
        tuple[Word, ...], msgspec.Meta(description="The branches of epics, as patterns", examples=[["epic/*"]])
    ] = Reviewing().branches
    epic_labels: Annotated[
        tuple[Word, ...], msgspec.Meta(description="The labels of an epic's changes, as patterns", examples=[["epic"]])
    ] = Reviewing().labels
    bots: Annotated[
        tuple[Word, ...],
        msgspec.Meta(description="Bots whose changes want a person, as patterns", examples=[["renovate*"]]),
    ] = ()
    reviewers: Annotated[
        tuple[Word, ...],
        msgspec.Meta(
            description="Who may review mine, in this order: their ids at the service, another support engineer first",
            examples=[["bo", "tara"]],
        ),
    ] = ()
    remind: Annotated[
        timedelta, msgspec.Meta(description="The working time after which they are reminded", examples=["4h"])
    ] = Reviewing().remind


def reviewing(table: Table | None, accounts: Mapping[str, Account | None]) -> Reviewing:
    """Take what is said of reviews; the tasks that changes name are those of the only tracker that knows epics, if none is named."""
    able = [name for name, one in accounts.items() if one and issubclass(SERVICES[one.kind], CanBelong)]
    usual = able[0] if len(able) == 1 else ""
    if table is None:
        return Reviewing(tickets=usual)
    account = table.text("tickets", usual)
    if account not in able and account:
        table.mistake("tickets", f"must name a service that knows epics ({', '.join(able) or 'none yet'}).")
    said = table.struct(_Reviews)
    table.done()
    if said is None:
        return Reviewing(tickets=account)
    return Reviewing(
        branches=said.epic_branches,
        labels=said.epic_labels,
        bots=said.bots,
        reviewers=said.reviewers,
        remind=said.remind,
        tickets=account,
    )
