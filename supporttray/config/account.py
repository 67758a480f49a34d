"""One account at a service, and whether its address is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from supporttray.connectors.registry import SERVICES
from supporttray.engine.plan import Account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from supporttray.table import Table

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SERVICE_NAME = re.compile(r"[\w-]{1,60}", re.ASCII)  # fit for `supporttray secrets`


def account(name: str, table: Table) -> Account | None:
    """Take an account; None where a mistake was said."""
    if not SERVICE_NAME.fullmatch(name):
        table.mistake("", "has a name that cannot be used; letters, digits, dashes and underscores make one.")
    kind = table.choice("kind", sorted(SERVICES))
    demo = table.flag("demo", default=False)
    live = table.flag("live", default=False) and demo  # of a real service its second credential says it
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
    needed = credential or "{credential}" in address
    return Account(name=name, kind=kind, address=address, credential=needed, demo=demo, live=live)


def alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield a name and an earlier one that it cannot be told from where a script gives a credential: one would get the other's."""
    known: dict[str, str] = {}
    for name in names:
        first = known.setdefault(re.sub(r"\W", "_", name).upper(), name)
        if first != name:
            yield name, first


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
