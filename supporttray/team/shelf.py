"""Where the two copies of a team's file lie: the one that was taken beside the config, the one that was seen since in the state folder."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from supporttray import config
from supporttray.config.team import Team, came_from, copy, with_header, without_header
from supporttray.errors import ConfigError
from supporttray.setup.exchange import content, exchange
from supporttray.team.source import named

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from supporttray.engine.plan import Plan
    from supporttray.paths import Workspace

MODE = 0o600


class Shelf:
    """The copies of a workspace."""

    def __init__(self, place: Workspace) -> None:
        self._config = place.config
        self.copy = copy(place.config)
        self._seen = place.state / "team.seen.toml"

    def stamp(self) -> tuple[int, int]:
        """Return what changes when another copy is taken."""
        try:
            stat = self.copy.stat()
        except OSError:
            return (0, 0)
        return (stat.st_mtime_ns, stat.st_size)

    def taken(self) -> str | None:
        """Return the text that was taken; None if none was. Raises `ConfigError`."""
        found = config.taken(self._config)
        return found.text if found else None

    def seen(self, address: str) -> str | None:
        """Return the text that was seen last at an address; None if none was, or it cannot be read any more."""
        try:
            text = config.read(self._seen)
        except ConfigError:
            return None
        return without_header(text) if came_from(text, address) else None

    def seen_at(self) -> datetime | None:
        """Return when this text was first seen."""
        try:
            return datetime.fromtimestamp(self._seen.stat().st_mtime, UTC)
        except OSError:
            return None

    def keep_seen(self, text: str, address: str, now: datetime) -> None:
        """Keep what was seen; where that cannot be it is seen again."""
        if self.seen(address) != text:
            with contextlib.suppress(OSError, ConfigError):
                self._seen.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _put(self._seen, with_header(text, address, now))

    def take(self, text: str, address: str, now: datetime) -> Callable[[], None]:
        """Take a text, and return what puts back the one that was there. Raises `ConfigError`; then that one stays."""
        new = with_header(text, address, now)
        try:
            self.copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            old = _put(self.copy, new)
        except OSError as error:
            raise ConfigError([f"{self.copy}: cannot be written ({error.strerror})."]) from error
        return lambda: self._put_back(new.encode(), old)

    def _put_back(self, new: bytes, old: bytes | None) -> None:
        """Undo what was taken for a config that could not be written; what another process took since stays."""
        with contextlib.suppress(OSError, ConfigError):
            if old is not None:
                exchange(self.copy, new, old, MODE)
            elif content(self.copy) == new:
                self.copy.unlink()

    def plan(self, text: str | None, address: str) -> Plan:
        """Return what the config says together with a text of the team. Raises `ConfigError`."""
        team = None if text is None else Team(named(address), text)
        return config.parse(config.read(self._config), str(self._config), team)


def _put(target: Path, text: str) -> bytes | None:
    """Write a copy, and return what it was before. Raises `OSError`, `ConfigError` where another program writes it at the same time."""
    old = content(target)
    if not exchange(target, old, text.encode(), MODE):
        raise ConfigError([f"{target}: was changed meanwhile; nothing was written."])
    return old
