"""Where things lie: the resources we ship, and each workspace's config file and state folder."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from supporttray.errors import ConfigError

APP = "supporttray"
NAME = re.compile(r"\w[\w.-]{0,60}", re.ASCII)


def resource(name: str) -> Path:
    """Return the path of a file or folder of `resources/`: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return (inside if inside.is_dir() else package.parent / "resources") / name


@dataclass(frozen=True)
class Workspace:
    """One config file, one state folder (database, lock, logs) and one keyring namespace."""

    name: str
    config: Path
    state: Path

    @property
    def database(self) -> Path:
        """The workspace's database."""
        return self.state / "workspace.sqlite3"

    @property
    def lock(self) -> Path:
        """The file whose lock says that an engine runs."""
        return self.state / "engine.lock"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.state / "supporttray.log"

    @property
    def keyring_name(self) -> str:
        """The name under which the system's keyring keeps this workspace's credentials."""
        return APP if self.name == "default" else f"{APP}.{self.name}"


def workspace_name(text: str) -> str:
    """Return a name for a workspace. Raises `ConfigError`."""
    if not NAME.fullmatch(text):
        raise ConfigError(
            [f"{text!r} is no name of a workspace; letters, digits, dots, dashes and underscores make one."]
        )
    return text


def workspace(name: str | None = None, config: Path | None = None) -> Workspace:
    """Return the named workspace (`default` if none).

    A config file given by its path is a workspace of its own unless it is named: two files never share a database.
    """
    import hashlib  # noqa: PLC0415  the icon comes first

    import platformdirs  # noqa: PLC0415

    if name is not None:
        name = workspace_name(name)
    root = platformdirs.user_state_path(APP, appauthor=False)
    if config is None:
        name = name or "default"
        config = platformdirs.user_config_path(APP, appauthor=False) / f"{name}.toml"
    elif name is None:
        config = Path(os.path.realpath(config))  # unlike Path.resolve, it has an answer for links in a circle
        name = f"{config.stem}-{hashlib.sha256(str(config).encode()).hexdigest()[:8]}"
    return Workspace(name, config, root / name)
