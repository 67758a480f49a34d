"""For every test: a home of its own, and no way to the tester's own desktop, keyring or settings."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

IN_LAB = "DESKTOP_LAB" in os.environ

settings.register_profile("shared-machine", deadline=None, print_blob=True, database=None)
settings.load_profile("shared-machine")

if not IN_LAB:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        os.environ.pop(name, None)
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/nowhere"
for name in [name for name in os.environ if name.startswith("SUPPORTTRAY_")]:
    del os.environ[name]


def pytest_xdist_auto_num_workers() -> int:
    """Have three workers a processor: most tests wait for most of their time."""
    return 3 * (os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the test's own, also for the programs that it starts."""
    folder = tmp_path_factory.mktemp("home")
    places = {
        "HOME": folder,
        "XDG_CONFIG_HOME": folder / ".config",
        "XDG_DATA_HOME": folder / ".local" / "share",
        "XDG_STATE_HOME": folder / ".local" / "state",
        "XDG_CACHE_HOME": folder / ".cache",
        "XDG_RUNTIME_DIR": folder / "run",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, place in places.items():
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            patch.setenv(name, str(place))
        if os.name == "nt":
            for name in ("USERPROFILE", "APPDATA", "LOCALAPPDATA"):
                patch.setenv(name, str(folder))
        yield folder
