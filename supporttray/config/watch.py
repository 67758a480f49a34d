"""One watch, and how its needs may speak."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.config.account import loopback
from supporttray.connectors.registry import CONNECTORS
from supporttray.core.model import AlertOptions
from supporttray.core.rules import release
from supporttray.core.rules.build import BROKEN
from supporttray.core.rules.critical import BUG
from supporttray.core.rules.daily import MISSING
from supporttray.core.rules.error import NEWS as ERRORS
from supporttray.core.rules.meeting import NEAR
from supporttray.core.rules.queue import NEWS
from supporttray.core.rules.request import ACKNOWLEDGED, WAITING
from supporttray.core.rules.review import MINE
from supporttray.core.rules.review import WAITING as REVIEW
from supporttray.core.rules.service import REFUSED
from supporttray.core.rules.silent import SILENT
from supporttray.engine.plan import Watch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.engine.plan import Account
    from supporttray.table import Table

LOUD: Mapping[str, AlertOptions] = {
    WAITING: AlertOptions(answer_within=timedelta(minutes=60)),
    ACKNOWLEDGED: AlertOptions(answer_within=timedelta(hours=4)),
    NEWS: AlertOptions(),
    BROKEN: AlertOptions(urgent_after=timedelta(hours=2)),
    SILENT: AlertOptions(),
    ERRORS: AlertOptions(),
    BUG: AlertOptions(),
    REVIEW: AlertOptions(answer_within=timedelta(hours=8)),
    MINE: AlertOptions(),
    REFUSED: AlertOptions(),
    **dict.fromkeys((release.PROBLEM, release.ANSWER, release.STANDUP, release.TODAY, release.SUMMARY), AlertOptions()),
    NEAR: AlertOptions(),
    MISSING: AlertOptions(),
}
POLITE, CRITICAL = timedelta(seconds=10), timedelta(seconds=30)


def watch(table: Table, accounts: Mapping[str, Account | None]) -> Watch | None:
    """Take a watch; None where a mistake was said."""
    kind = table.choice("kind", sorted(CONNECTORS))
    if kind is None:
        return None
    connector = CONNECTORS[kind]
    name = table.text("name", kind)
    if not name.strip():
        table.mistake("name", "is empty; leave it out or give the watch one.")
    local = table.has(getattr(connector, "without_service", ""))
    account = None if local else _account_of(table, connector.service, accounts)
    usual = not table.has("every")
    every = table.span("every", connector.every)
    near = local or not connector.service or (account is not None and loopback(account.address))
    if every < POLITE and not near:
        table.mistake("every", f"is impolite to {account.name if account else 'the service'}; 10s is the least.")
    loud = alerts(table, LOUD)
    options = table.struct(connector.Options)
    domain = getattr(options, "domain", "") or table.text("domain", "")  # a rota's shifts want to know it as well
    table.done()
    if options is None:
        return None
    every = often(connector.every, options) if usual else every
    account_name = account.name if account else ""
    return Watch(name=name, kind=kind, account=account_name, every=every, options=options, domain=domain, alerts=loud)


def often(every: timedelta, options: object) -> timedelta:
    """Return how often a watch asks whose config does not say: what blocks a release is found within a minute."""
    return min(every, CRITICAL) if getattr(options, "critical", False) else every


def _account_of(table: Table, service: str, accounts: Mapping[str, Account | None]) -> Account | None:
    """Return the account that a watch names; where there is one of the kind only, it need not be named."""
    if not service:
        return None
    fitting = {name: account for name, account in accounts.items() if account and account.kind == service}
    name = table.text("service", next(iter(fitting)) if len(fitting) == 1 else "")
    if name in fitting:
        return fitting[name]
    if not name and None in accounts.values():
        return None  # it may be the one whose own mistakes are said already
    if name not in accounts:
        known = ", ".join(sorted(fitting)) or f'none yet: add [service.{service}] with kind = "{service}"'
        table.mistake("service", f"must name a service of kind {service} ({known}).")
    elif accounts[name] is not None:
        table.mistake("service", f"{name!r} is not of kind {service}.")
    return None


def alerts(table: Table, base: Mapping[str, AlertOptions]) -> dict[str, AlertOptions]:
    """Take how each kind of need may speak."""
    found: dict[str, AlertOptions] = {}
    for kind, one in table.tables("alerts").items():
        if kind not in base:
            table.mistake("alerts", f"{kind!r} is no kind of need; there are {', '.join(base)}.")
            continue
        asked = base[kind].answer_within is not None  # by a person, who waits in working time
        found[kind] = AlertOptions(
            speak=one.flag("speak", default=base[kind].speak),
            urgent_after=None if asked else one.span("urgent_after", base[kind].urgent_after),
            answer_within=one.span("answer_within", base[kind].answer_within) if asked else None,
        )
        one.done()
    return found
