"""`supporttray team`: how the team's file differs from what was taken, and taking it. `config init --from`: the first time."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from supporttray.config.team import local
from supporttray.core.team import AskTeam, TakeTeam
from supporttray.core.text import plain
from supporttray.credentials import Credentials
from supporttray.errors import ConfigError
from supporttray.setup import joining
from supporttray.setup.document import printable
from supporttray.team import difference
from supporttray.team.link import Link
from supporttray.verb.act import CLOCK, agreed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from supporttray.core.team import TeamChange, TeamFile
    from supporttray.engine.plan import Account
    from supporttray.paths import Workspace
    from supporttray.setup.joining import Joining

UNREAD = 3  # the file cannot be used; what was taken of it counts


def show_team(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print the difference; with --take ask, and take it. 3 if the file cannot be used."""
    link = Link(place, Credentials(place.keyring_name), CLOCK)
    change = asyncio.run(link.ask(AskTeam(look=True)))
    if change.trouble:
        print(plain(change.trouble), file=sys.stderr)
        return UNREAD
    if not change.version:
        print(plain(f"Nothing has changed in {change.address}."))
        return 0
    _print_change(change)
    if not wanted.take:
        print("`supporttray team --take` takes it.")
        return 0
    if not (wanted.yes or agreed("Take it?")):
        print("Nothing was taken.")
        return 0
    print(plain(asyncio.run(link.take(TakeTeam(change.version))).said))
    return 0


def _print_change(change: TeamChange) -> None:
    for one in change.trusted:
        print(plain(f"ADDRESS {one.news}: {one.told}"))
    _print(change.meaning)
    print()
    print(*change.lines or ["It is too long to be shown line by line."], sep="\n")
    print()


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(plain(line))


# --- the first time


def begin(place: Workspace, wanted: argparse.Namespace) -> int:
    """Write a config that takes over a team's file; before that say what it watches and trusts, and ask."""
    if os.path.lexists(place.config):
        raise ConfigError([f"{place.config}: is there already; nothing was changed."])
    address = wanted.source.strip()
    if not address.startswith(("http://", "https://")) and not local(address):
        address = os.path.abspath(address)  # noqa: PTH100  a link is to be followed each time anew
    found = asyncio.run(joining.look(address, CLOCK.now))
    told = difference.file(address, found.plan)
    _print_file(told)
    if not (wanted.yes or agreed("Take it, and trust these addresses?")):
        print("Nothing was written.")
        return 0
    joining.nothing_yet(place)  # a person was asked meanwhile
    asyncio.run(_forget(place, found))
    _write(place, found, joining.begun(address, _me(wanted)))
    print(plain(f"{place.config} was written."))
    _print(_next(found.plan.accounts.values()))
    return 0


def _print_file(told: TeamFile) -> None:
    print(plain(f"{told.address} watches:"))
    _print_each(told.watches or ("nothing",))
    print("It trusts these addresses, and no token of yours goes anywhere else:")
    _print_each([one.told for one in told.trusted] or ("none",))


def _print_each(lines: Iterable[str]) -> None:
    for line in lines:
        print("  " + plain(line))


def _me(wanted: argparse.Namespace) -> str:
    """Return the person's name: as they say it, else the system's name for them."""
    if wanted.me:
        return printable(wanted.me)
    try:
        proposed = getpass.getuser()
    except (KeyError, OSError):
        proposed = ""
    if wanted.yes or not sys.stdin.isatty():
        return proposed
    return printable(input(f"Your name, as the rota writes it [{proposed}]: ")) or proposed


async def _forget(place: Workspace, found: Joining) -> None:
    """Forget what an earlier config kept under the names of these accounts: it was for other addresses."""
    secrets = Credentials(place.keyring_name)
    for name in found.plan.accounts:
        await secrets.forget(name, begun=False)


def _write(place: Workspace, found: Joining, text: str) -> None:
    """Write the copy and the config, or neither. Raises `ConfigError`."""
    from supporttray.setup import writing  # noqa: PLC0415  4 MiB that only this needs

    with joining.taken(place, found, CLOCK.now()):
        writing.write(Path(place.config), text, None)


def _next(accounts: Iterable[Account]) -> list[str]:
    """Say which tokens are still to be given."""
    asked = [one.name for one in accounts if one.credential]
    lines = [f"Now give your own token: supporttray secrets set {name}" for name in asked]
    return [*lines, "Then: supporttray config check, and supporttray run."]
