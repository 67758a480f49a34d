"""The config file, read into a plan. Every mistake is found and said with file, table, key and what is allowed."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.config.account import account, alike
from supporttray.config.backup import backup
from supporttray.config.builds import builds
from supporttray.config.day import daily, hours, zone
from supporttray.config.duty import always, announce, signs
from supporttray.config.implied import implied
from supporttray.config.process import processes
from supporttray.config.queue import queue, queued
from supporttray.config.release import releases
from supporttray.config.reply import held, replies
from supporttray.config.review import reviewing
from supporttray.config.team import (
    Team,
    copy,
    place,
    refuse_local,
    refuse_personal,
    shared_account,
    without_header,
    wrong_place,
)
from supporttray.config.watch import LOUD, alerts, watch
from supporttray.engine.plan import Plan
from supporttray.errors import ConfigError
from supporttray.table import Mistakes, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from supporttray.engine.plan import Account, Watch

SIZE = 1_000_000  # bytes; a config is a page
# tomllib takes memory by the square of a key's parts: a file of others could fill the machine with one line
DOTS = 100


def load(path: Path) -> Plan:
    """Read a config file, and the copy of the team's file that it takes over. Raises `ConfigError` with every mistake."""
    return parse(read(path), str(path), taken(path))


def own(path: Path) -> Plan:
    """Read what a config file says by itself. Raises `ConfigError`."""
    return parse(read(path), str(path), taken(path), own=True)


def linked(path: Path) -> str:
    """Return where the team's file is kept, also of a config that has mistakes; empty if it names none. Raises `ConfigError`."""
    address = _document(read(path), str(path)).get("team", "")
    return address if isinstance(address, str) and not wrong_place(address) else ""


def taken(path: Path) -> Team | None:
    """Return the team's file as it was taken for a config; None if none was. Raises `ConfigError`."""
    beside = copy(path)
    return Team(str(beside), without_header(read(beside))) if beside.exists() else None


def read(path: Path) -> str:
    """Return a file's text. Raises `ConfigError`."""
    try:
        with path.open("rb") as file:
            content = file.read(SIZE + 1)
    except FileNotFoundError:
        raise ConfigError(
            [f"{path}: there is no such file. `supporttray config init` writes one to begin with."]
        ) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})."]) from error
    return decoded(content, str(path))


def decoded(content: bytes, file: str) -> str:
    """Return the text of a config. Raises `ConfigError`."""
    if len(content) > SIZE:
        raise ConfigError([f"{file}: is larger than 1 MB; this is no config."])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError([f"{file}: is not UTF-8 at byte {error.start}."]) from error


def parse(text: str, file: str, team: Team | None = None, *, own: bool = False) -> Plan:
    """Read a config text, with the team's file if it names one. Raises `ConfigError` with every mistake of both.

    Of what both say the person's own counts: a whole [service.NAME], a watch of the same name, a whole other table.
    `own` leaves out what the team's file brings, but for the accounts that the person's watches may name.
    """
    mistakes = Mistakes(file)
    top = _top(text, file, mistakes)
    me, linked = top.text("me", ""), place(top)
    shared = _top(team.text, team.file, mistakes.of(team.file)) if team and linked else None
    theirs = _shared_accounts(shared)
    mine = {name: account(name, table) for name, table in top.tables("service").items()}
    accounts = theirs | mine
    _distinct(top, accounts)
    tops = (top, shared) if shared and not own else (top,)
    watches = _watches(top, accounts)
    if shared and not own:
        watches = _joined(watches, _watches(shared, {name: accounts[name] for name in theirs}, shared=True))
    plan = msgspec.structs.replace(
        _said(tops, accounts),
        me=me,
        team=linked,
        accounts={name: one for name, one in (mine if own else accounts).items() if one},
        watches=tuple(watches),
        backup=backup(top, shared, accounts),
    )
    for one in tops:
        one.done()
    mistakes.raise_any()
    return _followed(plan)


def _said(tops: Sequence[Table], accounts: Mapping[str, Account | None]) -> Plan:
    """Take what a person's own file says, else the team's, of all but accounts and watches."""
    zone_name = next(filter(None, [zone(one) for one in tops]), "")
    return Plan(
        alerts=dict(LOUD) | {kind: one for top in reversed(tops) for kind, one in alerts(top, LOUD).items()},
        zone_name=zone_name,
        hours=hours(_table(tops, "hours"), zone_name),
        daily=daily(_table(tops, "daily"), accounts),
        texts=_flag(_table(tops, "notifications"), "texts"),
        updates=_flag(_table(tops, "updates"), "check"),
        always=always(_table(tops, "duty")),
        announce=announce(_table(tops, "announce"), accounts),
        queue=queue(_table(tops, "queue"), accounts),
        replies=replies(_table(tops, "replies")),
        builds=builds(_table(tops, "builds"), accounts),
        reviewing=reviewing(_table(tops, "reviews"), accounts),
        processes=processes(tops),
        releases=releases(tops, zone_name),
    )


def _distinct(top: Table, accounts: Mapping[str, Account | None]) -> None:
    for name, other in alike(accounts):
        top.mistake(f"[service.{name}]", f"is too much like [service.{other}]; their credentials could be mixed up.")


def _followed(plan: Plan) -> Plan:
    """Return a plan with the watches that follow from it."""
    plan = msgspec.structs.replace(plan, implied=implied(plan, (*signs(plan), *queued(plan))))
    return msgspec.structs.replace(plan, held=held(plan.asked))


def _shared_accounts(shared: Table | None) -> dict[str, Account | None]:
    """Take the accounts of the team's file."""
    if shared is None:
        return {}
    refuse_personal(shared)
    return {name: shared_account(name, table) for name, table in shared.tables("service").items()}


def _top(text: str, file: str, mistakes: Mistakes) -> Table:
    """Return the outermost table of a text that this program can read. Raises `ConfigError`."""
    top = Table(_document(text, file), "", mistakes)
    if top.number("schema", 1) != 1:
        mistakes.add("", "schema", "is not known; this program reads schema = 1.")
    return top


def _document(text: str, file: str) -> dict[str, Any]:
    deep = next((number for number, one in enumerate(text.split("\n"), 1) if one.count(".") > DOTS), None)
    if deep:
        raise ConfigError([f"{file}: line {deep} holds more than {DOTS} dots; break it into several."])
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of a number with too many digits tomllib says ValueError only
        raise ConfigError([f"{file}: is not TOML: {error}"]) from error


def _watches(top: Table, accounts: Mapping[str, Account | None], *, shared: bool = False) -> list[Watch]:
    """Take the watches of a file, each with a name of its own."""
    tables = top.list_of_tables("watch", label="name")
    for table in tables if shared else ():
        refuse_local(table)
    found = [one for table in tables if (one := watch(table, accounts))]
    names = [one.name for one in found]
    for twice in sorted({name for name in names if names.count(name) > 1}):
        top.mistake("[[watch]]: name", f"{twice!r} names two watches; names must differ.")
    return found


def _joined(mine: list[Watch], theirs: list[Watch]) -> list[Watch]:
    """Return a person's own watches, and those of the team's file that have another name."""
    names = {one.name for one in mine}
    return [*mine, *(one for one in theirs if one.name not in names)]


def _table(tops: Sequence[Table], key: str) -> Table | None:
    """Take a table: the person's own where there is one, else the team's."""
    found = [one.table(key) for one in tops]
    return next((one for one in found if one), None)


def _flag(table: Table | None, key: str) -> bool:
    """Take the one key of a table that says whether something may be; where nobody says anything it may."""
    said = table.flag(key, default=True) if table else True
    if table:
        table.done()
    return said
