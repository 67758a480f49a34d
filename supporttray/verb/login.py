"""`supporttray login`: start the app when its person logs in, or not; or say how it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from supporttray import login

if TYPE_CHECKING:
    import argparse

    from supporttray.paths import Workspace


def at_login(place: Workspace, wanted: argparse.Namespace) -> int:
    """Switch it where that is wanted, and say how the system has it. Raises `NotDone`."""
    known = login.standing(place) if wanted.action == "status" else login.switch(place, on=wanted.action == "on")
    if wanted.json:
        print(json.dumps(msgspec.to_builtins(known)))
    else:
        said = "It starts when you log in." if known.on else "It does not start when you log in."
        print(" ".join(filter(None, (said, known.said))))
    return 0
