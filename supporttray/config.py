"""The config file, read into a plan. Every mistake is found and said with file, table, key and what is allowed."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from supporttray.connectors import CanAnnounce, CanWrite
from supporttray.connectors.registry import CONNECTORS, SERVICES
from supporttray.core.announce import Board
from supporttray.core.model import AlertOptions
from supporttray.core.rules.build import BROKEN
from supporttray.core.rules.request import WAITING
from supporttray.core.rules.service import REFUSED
from supporttray.engine.plan import Account, Notice, Plan, Target, Watch
from supporttray.errors import ConfigError
from supporttray.table import Mistakes, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SIZE = 1_000_000  # bytes; a config is a page
LOUD: Mapping[str, AlertOptions] = {
    WAITING: AlertOptions(urgent_after=timedelta(minutes=30)),
    BROKEN: AlertOptions(urgent_after=timedelta(hours=2)),
    REFUSED: AlertOptions(),
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
POLITE = timedelta(seconds=10)
PLACE_ID = re.compile(r"[\w.:-]{1,200}", re.ASCII)
SERVICE_NAME = re.compile(r"[\w-]{1,60}", re.ASCII)  # fit for `supporttray secrets`


def load(path: Path) -> Plan:
    """Read a config file. Raises `ConfigError` with every mistake."""
    try:
        with path.open("rb") as file:
            content = file.read(SIZE + 1)
    except FileNotFoundError:
        raise ConfigError(
            [f"{path}: there is no such file. `supporttray config init` writes one to begin with."]
        ) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})."]) from error
    if len(content) > SIZE:
        raise ConfigError([f"{path}: is larger than 1 MB; this is no config."])
    try:
        return parse(content.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: is not UTF-8 at byte {error.start}."]) from error


def parse(text: str, file: str) -> Plan:
    """Read a config text. Raises `ConfigError` with every mistake."""
    mistakes = Mistakes(file)
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of a number with too many digits tomllib says ValueError only
        raise ConfigError([f"{file}: is not TOML: {error}"]) from error
    top = Table(document, "", mistakes)
    if top.number("schema", 1) != 1:
        mistakes.add("", "schema", "is not known; this program reads schema = 1.")
    me = top.text("me", "")
    accounts = {name: _account(name, table) for name, table in top.tables("service").items()}
    watches = [_watch(table, accounts) for table in top.list_of_tables("watch", label="name")]
    alerts = dict(LOUD) | _alerts(top, LOUD)
    zone = _zone(top)
    daily = _daily(top.table("daily"), accounts)
    texts = _texts(top.table("notifications"))
    always = _always(top.table("duty"))
    announce = _announce(top.table("announce"), accounts)
    top.done()
    for twice in sorted({w.name for w in watches if w and [x.name for x in watches if x].count(w.name) > 1}):
        mistakes.add("[[watch]]", "name", f"{twice!r} names two watches; names must differ.")
    mistakes.raise_any()
    return Plan(
        me=me,
        accounts={name: account for name, account in accounts.items() if account},
        watches=tuple(watch for watch in watches if watch),
        alerts=alerts,
        zone_name=zone,
        daily=daily,
        texts=texts,
        always=always,
        announce=announce,
    )


def _zone(top: Table) -> str:
    """Take the IANA name of the workspace's time zone."""
    name = top.text("zone", "")
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        top.mistake("zone", f'is no time zone: {name!r}; write it like "Europe/Berlin".')
        return ""


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


def _announce(table: Table | None, accounts: Mapping[str, Account | None]) -> Notice | None:
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
    return Notice(account=service, board=board, people=said.people)


class _Duty(msgspec.Struct, frozen=True):
    """The keys of [duty]."""

    always: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Domains in which somebody must be on duty at all times", examples=[["apps"]]),
    ] = ()


def _always(table: Table | None) -> tuple[str, ...]:
    """Take the domains that must never be empty."""
    if table is None:
        return ()
    duty = table.struct(_Duty)
    table.done()
    return duty.always if duty else ()


def _texts(table: Table | None) -> bool:
    """Take whether notifications may show what a message says."""
    shown = table.flag("texts", default=True) if table else True
    if table:
        table.done()
    return shown


def _daily(table: Table | None, accounts: Mapping[str, Account | None]) -> Target | None:
    """Take where the daily status goes."""
    if table is None:
        return None
    channel = table.text("channel", "")
    able = [name for name, one in accounts.items() if one and issubclass(SERVICES[one.kind], CanWrite)]
    name = table.text("name", "")
    service = table.text("service", able[0] if len(able) == 1 else "")
    table.done()
    if service not in able and (service or None not in accounts.values()):  # or its own mistakes are said already
        table.mistake("service", f"must name a service that can post ({', '.join(able) or 'none yet'}).")
    if not channel:
        table.mistake("channel", "is missing; write the channel's id.")
    elif not PLACE_ID.fullmatch(channel):
        table.mistake("channel", f"is {channel!r}; write the channel's id, not its name.")
    return Target(service, channel, name)


def _account(name: str, table: Table) -> Account | None:
    if not SERVICE_NAME.fullmatch(name):
        table.mistake("", "has a name that cannot be used; letters, digits, dashes and underscores make one.")
    kind = table.choice("kind", sorted(SERVICES))
    demo = table.flag("demo", default=False)
    needed = kind is not None and SERVICES[kind].needs_credential
    credential = table.flag("credential", default=needed or demo)
    address = table.text("address", SERVICES[kind].address if kind else "")
    table.done()
    if kind is None:
        return None
    if not address:
        table.mistake("address", f"is missing; a service of kind {kind} has no address of its own.")
    elif wrong := wrong_address(address, credential=needed):
        table.mistake("address", wrong)
    elif demo and not loopback(address):
        table.mistake(
            "demo", "is for the demo company on this computer only; give a real service a credential instead."
        )
    elif needed and not credential:
        table.mistake("credential", f"cannot be false: a service of kind {kind} does nothing without one.")
    return Account(name=name, kind=kind, address=address, credential=credential or "{credential}" in address, demo=demo)


def wrong_address(address: str, *, credential: bool) -> str:
    """Say what is wrong with a service's address; empty if nothing is."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not an address; write it like https://host/path."
    token = any("token" in key.lower() and value != "{credential}" for key, value in parse_qsl(parts.query))
    wrong = {
        "is not an address; write it like https://host/path.": parts.scheme not in ("http", "https") or not host,
        "holds {credential} in its host; it may stand in the path or in the query.": "{credential}" in parts.netloc,
        "holds a credential; take it out and set it with `supporttray secrets set`.": parts.username or parts.password,
        "holds a token; write {credential} in its place and set it with `supporttray secrets set`.": token,
        "would send the credential readable by everybody; use https.": credential
        and parts.scheme == "http"
        and not loopback(address),
    }
    return next((what for what, is_so in wrong.items() if is_so), "")


def loopback(address: str) -> bool:
    """Whether an address leads to this computer."""
    try:
        return urlsplit(address).hostname in LOOPBACK
    except ValueError:
        return False


def _watch(table: Table, accounts: Mapping[str, Account | None]) -> Watch | None:
    kind = table.choice("kind", sorted(CONNECTORS))
    if kind is None:
        return None
    connector = CONNECTORS[kind]
    name = table.text("name", kind)
    if not name.strip():
        table.mistake("name", "is empty; leave it out or give the watch one.")
    local = table.has(getattr(connector, "without_service", ""))
    account = None if local else _account_of(table, connector.service, accounts)
    every = table.span("every", connector.every)
    near = local or not connector.service or (account is not None and loopback(account.address))
    if every < POLITE and not near:
        table.mistake("every", f"is impolite to {account.name if account else 'the service'}; 10s is the least.")
    alerts = _alerts(table, LOUD)
    options = table.struct(connector.Options)
    domain = getattr(options, "domain", "") or table.text("domain", "")  # a rota's shifts want to know it as well
    table.done()
    if options is None:
        return None
    account_name = account.name if account else ""
    return Watch(name=name, kind=kind, account=account_name, every=every, options=options, domain=domain, alerts=alerts)


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


def _alerts(table: Table, base: Mapping[str, AlertOptions]) -> dict[str, AlertOptions]:
    found: dict[str, AlertOptions] = {}
    for kind, one in table.tables("alerts").items():
        if kind not in base:
            table.mistake("alerts", f"{kind!r} is no kind of need; there are {', '.join(base)}.")
            continue
        found[kind] = AlertOptions(
            speak=one.flag("speak", default=base[kind].speak),
            urgent_after=one.span("urgent_after", base[kind].urgent_after),
        )
        one.done()
    return found
