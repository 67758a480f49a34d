"""`supporttray quit`: ask the running app to end, and wait until it has."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from supporttray import knock
from supporttray.app import only_one
from supporttray.errors import AlreadyRunning

if TYPE_CHECKING:
    import argparse

    from supporttray.paths import Workspace

LIMIT_S = 10.0  # an installer waits for this, and a person does


def leave(place: Workspace, _wanted: argparse.Namespace) -> int:
    """End the app of a workspace; fine also where none runs. Raises `AlreadyRunning` where it does not end."""
    asked = knock.knock(place.state, knock.QUIT)
    try:
        with only_one(place, LIMIT_S if asked else 0.0):
            pass
    except AlreadyRunning as error:
        hint = "It was asked, and is still busy." if asked else "It has no screen: end it where it was started."
        raise AlreadyRunning(error.phrase, hint) from None
    if asked and sys.platform == "win32":
        time.sleep(0.5)  # its files can be replaced only when the process has gone, a moment after the lock
    return 0
