"""A dark desktop has dark windows, also when it becomes dark while the app runs."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.session import Desktop
from tests.desktop.steering import steered
from tests.e2e.play import ROOT
from tests.ui.samples import snapshot

MIDDLE = (640, 400)


@contextmanager
def scheme(name: str) -> Iterator[None]:
    """Serve the desktop's colour scheme."""
    command = [sys.executable, "-m", "tests.desktop.lab.scheme", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == "serving\n"
        yield
        process.terminate()


def change(name: str) -> None:
    """Tell everybody that the scheme is another one now."""
    values = {"dark": "1", "light": "2"}
    signal = "org.freedesktop.portal.Settings.SettingChanged"
    where = ["gdbus", "emit", "--session", "--object-path", "/org/freedesktop/portal/desktop", "--signal", signal]
    words = ["'org.freedesktop.appearance'", "'color-scheme'", f"<uint32 {values[name]}>"]
    subprocess.run([*where, *words], check=True, timeout=30)


@pytest.mark.parametrize("notifications", ["dunst"], indirect=True)
def test_the_windows_are_as_dark_as_the_desktop(desktop: Desktop, notifications: Daemon, tmp_path: Path) -> None:
    def lightness() -> int:
        return QImage(str(desktop.screenshot(tmp_path / "screen.png"))).pixelColor(*MIDDLE).lightness()

    assert notifications
    with scheme("dark"), steered(desktop) as app:
        app.show(snapshot())
        item = app.app.item(lambda item: item.tooltip == "Nothing needs you.")
        desktop.panel.activate(item)
        desktop.panel.wait(lambda: lightness() < 80, "a dark window")
        change("light")
        desktop.panel.wait(lambda: lightness() > 200, "a light window")
        change("dark")
        desktop.panel.wait(lambda: lightness() < 80, "a dark window again")
