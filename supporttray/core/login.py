"""Whether the app starts when its person logs in: what is asked and done, as frozen values."""

from __future__ import annotations

import msgspec

from supporttray.core.action import Action


class Standing(msgspec.Struct, frozen=True):
    """How it stands with the system now. `able` is false where nothing can be switched here; `said` tells why, or who switched it off."""

    on: bool
    able: bool = True
    said: str = ""


class AskLogin(Action, frozen=True):
    """Ask the system how it stands; what comes back is a `Standing`."""


class SetLogin(Action, frozen=True):
    """Switch it; what comes back is the `Standing` after it, read from the system again."""

    on: bool
