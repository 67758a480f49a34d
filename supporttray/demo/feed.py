"""The cctray feed's state: one light per project."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace


class Light(Struct, frozen=True):
    """A project as the feed shows it; while it builds, the status is that of the build before."""

    name: str
    status: str
    label: int
    built: datetime
    building: datetime | None = None


class Feed:
    """All projects, in the order of the scenario."""

    def __init__(self, lights: tuple[Light, ...]) -> None:
        self._lights = {light.name: light for light in lights}

    def lights(self) -> list[Light]:
        """List the projects."""
        return list(self._lights.values())

    def find(self, name: str) -> Light | None:
        """Give one project, or nothing."""
        return self._lights.get(name)

    def start(self, name: str, at: datetime) -> None:
        """Begin a build."""
        self._lights[name] = replace(self._lights[name], building=at)

    def finish(self, name: str, status: str, started: datetime) -> Light:
        """End a build; the feed dates it by its beginning."""
        light = self._lights[name]
        self._lights[name] = Light(name, status, light.label + 1, started)
        return self._lights[name]
