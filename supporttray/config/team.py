"""The team's file: what a person's config takes over from it, and what it may not say. Its copy lies beside the config."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from supporttray.config.account import account, loopback, wrong_address
from supporttray.connectors.registry import CONNECTORS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from supporttray.engine.plan import Account
    from supporttray.table import Table

PERSONAL = {
    "me": "is each person's own; a team's file does not say it.",
    "team": "leads to another file; a team has one.",
}
MARK = "#: "  # how each line begins that stands above the team's own text in the copy
HEADER = (
    "The team's file as it was taken from {address} at {at:%Y-%m-%d %H:%M} UTC.",
    "Support Tray writes it; change the team's own file, or put what is to be different into your config.",
)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class Team(NamedTuple):
    """A team's file: the name under which its mistakes are said, and its text."""

    file: str
    text: str


def copy(config: Path) -> Path:
    """Return where the copy lies that was taken for a config."""
    return config.with_name(f"{config.stem}.team.toml")


def without_header(text: str) -> str:
    """Return the team's own text of a copy."""
    rest = text
    for _ in HEADER:
        line, _, below = rest.partition("\n")
        rest = below if line.startswith(MARK) else rest
    return rest


def came_from(text: str, address: str) -> bool:
    """Whether a copy was made of the file at an address."""
    before, _, _ = HEADER[0].partition(" at {at")
    return text.startswith(f"{MARK}{before.format(address=address)} at ")


def with_header(text: str, address: str, at: datetime) -> str:
    """Return what the copy of a team's file says."""
    return "".join(f"{MARK}{line.format(address=address, at=at.astimezone(UTC))}\n" for line in HEADER) + text


def local(address: str) -> bool:
    """Whether an address is a file of this computer."""
    return address.startswith(("/", "~/", "~\\")) or bool(_DRIVE.match(address))


def place(top: Table) -> str:
    """Take where the team's file is kept; empty if there is none."""
    address = top.text("team", "")
    if wrong := wrong_place(address):
        top.mistake("team", wrong)
        return ""
    return address


def wrong_place(address: str) -> str:
    """Say what is wrong with where a team's file is kept; empty if nothing is."""
    if not address or local(address):
        return ""
    if "{credential}" in address:
        return "holds {credential}; a team's file is read without one. Name the file of a checkout instead."
    wrong = wrong_address(address, credential=False)
    return wrong or ("" if _private(address) else "could be changed by anybody on its way; use https.")


def refuse_personal(top: Table) -> None:
    """Say which keys of a team's file are no team's business."""
    for key, what in PERSONAL.items():
        if top.has(key):
            top.text(key, "")
            top.mistake(key, what)


def shared_account(name: str, table: Table) -> Account | None:
    """Take an account of a team's file; None where a mistake was said."""
    if table.has("demo"):
        table.mistake("demo", "is for the demo company on one computer; a team's file does not say it.")
    one = account(name, table)
    if one and not _private(one.address) and not wrong_address(one.address, credential=one.credential):
        table.mistake("address", "is readable by everybody on the way; a team's file names https addresses.")
    return one


def refuse_local(table: Table, kinds: Mapping[str, type] = CONNECTORS) -> None:
    """Say where a watch of a team's file names a file of one computer."""
    for key in {getattr(kind, "without_service", "") for kind in kinds.values()} - {""}:
        if table.has(key):
            table.mistake(key, "is a file of one computer; a team's file names a service instead.")


def _private(address: str) -> bool:
    return urlsplit(address).scheme == "https" or loopback(address)
