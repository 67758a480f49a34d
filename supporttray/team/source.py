"""Reads a team's file where it is kept: at an address, or in a checkout on this computer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from supporttray import config
from supporttray.config.team import Team, local, wrong_place
from supporttray.connectors.http import Http
from supporttray.connectors.web import refuse_page
from supporttray.core.text import shorten
from supporttray.errors import Failure, NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

PRIVATE = "A team's file is read without a credential; name the file of a checkout instead."


def named(address: str) -> str:
    """Return how a team's file is called in a mistake."""
    return f"the team's file ({shorten(address, 80)})"


async def read(address: str, now: Callable[[], datetime]) -> Team:
    """Return the team's file as it stands where it is kept. Raises a `Failure` with a sentence."""
    if not address or (wrong := wrong_place(address)):
        raise Failure(
            f"The address {wrong if address else 'is missing.'}", "Write it like https://host/path/team.toml."
        )
    if local(address):
        return Team(named(address), await asyncio.to_thread(_on_disk, address))
    http = Http(address, {}, now)
    try:
        reply = await http.get()
    except Refused as error:
        raise Refused(error.phrase, "Check the address." if error.missing == "name" else PRIVATE) from None
    finally:
        await http.close()
    if not http.own(reply.url):
        other = shorten(urlsplit(reply.url).netloc.rpartition("@")[2], 100)
        raise NotUnderstood(f"{http.host} sends us on to {other}.", "If that is right, write its own address.")
    refuse_page(reply.body, http.host, "a team's file")
    return Team(named(address), config.decoded(reply.body, named(address)))


def _on_disk(place: str) -> str:
    path = Path(place).expanduser()
    if not path.exists():
        raise Failure(f"{path}: there is no such file.", "Check the place.")
    return config.read(path)
