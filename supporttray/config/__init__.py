"""The config file, read into a plan. Every mistake is found and said with file, table, key and what is allowed."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from supporttray.config.account import account
from supporttray.config.day import daily, zone
from supporttray.config.duty import always, announce
from supporttray.config.watch import LOUD, alerts, watch
from supporttray.engine.plan import Plan
from supporttray.errors import ConfigError
from supporttray.table import Mistakes, Table

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 1_000_000  # bytes; a config is a page


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
    accounts = {name: account(name, table) for name, table in top.tables("service").items()}
    watches = [watch(table, accounts) for table in top.list_of_tables("watch", label="name")]
    plan = Plan(
        me=me,
        accounts={name: one for name, one in accounts.items() if one},
        watches=tuple(one for one in watches if one),
        alerts=dict(LOUD) | alerts(top, LOUD),
        zone_name=zone(top),
        daily=daily(top.table("daily"), accounts),
        texts=_texts(top.table("notifications")),
        always=always(top.table("duty")),
        announce=announce(top.table("announce"), accounts),
    )
    top.done()
    names = [one.name for one in plan.watches]
    for twice in sorted({name for name in names if names.count(name) > 1}):
        mistakes.add("[[watch]]", "name", f"{twice!r} names two watches; names must differ.")
    mistakes.raise_any()
    return plan


def _texts(table: Table | None) -> bool:
    """Take whether notifications may show what a message says."""
    shown = table.flag("texts", default=True) if table else True
    if table:
        table.done()
    return shown
