"""`supporttray update`: look now whether there is a newer version."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from supporttray import __version__, program
from supporttray.engine.clock import SystemClock
from supporttray.errors import Failure
from supporttray.update.check import CHANNELS, Check, shipped

if TYPE_CHECKING:
    import argparse

    from supporttray.paths import Workspace

MANAGED = "What installed it looks for newer versions: apt, pip, pipx or your administrators."
HOMELESS = "Nobody has said where newer versions are told (resources/update.toml)."


def update(place: Workspace, wanted: argparse.Namespace) -> int:
    """Tell the newest version, and where it is. Raises a `Failure`, also where nobody is asked."""
    source = shipped()
    if source is None:
        raise Failure("This build looks for no newer version.", HOMELESS if program.channel() in CHANNELS else MANAGED)
    place.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = asyncio.run(Check(source, place.state, SystemClock()).look())
    newer = told.over(__version__)
    if wanted.json:
        print(json.dumps({"version": __version__, "newest": told.version, "newer": newer, "page": told.page}))
    elif newer:
        print(f"Support Tray {told.version} is there; you have {__version__}. {told.notes}\n{told.page}")
    else:
        print(f"{__version__} is the newest version.")
    return 0
