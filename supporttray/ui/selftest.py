"""The parts of the app that only a screen has: Qt's platform, the tray, pictures, windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCollator, QLocale, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from supporttray.ui.opener import OPENINGS, Opener
from supporttray.ui.tray.drawing import STARTING_UP
from supporttray.ui.tray.icons import Icons

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from supporttray.core.action import Action


def checks(icons: Path) -> Mapping[str, Callable[[], str]]:
    """Return what there is to look at, in order; `icons` is the folder of our pictures."""
    return {
        "platform": _platform,
        "tray": _tray,
        "pictures": lambda: _pictures(icons),
        "letters": _letters,
        "windows": _windows,
    }


def _platform() -> str:
    global _qt  # noqa: PLW0603  Qt wants one application, and it must live as long as the process
    _qt = QApplication.instance() or QApplication(["supporttray"])
    return f"Qt {qVersion()} on {QGuiApplication.platformName()}"


def _tray() -> str:
    return "there is one" if QSystemTrayIcon.isSystemTrayAvailable() else "there is none now"


def _pictures(icons: Path) -> str:
    icon = Icons(icons, mask=False).icon(STARTING_UP.state, STARTING_UP.badge)
    picture = icon.pixmap(32, 32).toImage()
    painted = sum(picture.pixelColor(x, y).alpha() > 0 for x in range(picture.width()) for y in range(picture.height()))
    if not painted:
        raise LookupError("an icon is drawn as nothing: is the plug-in for SVG there?")
    return f"{painted} of {picture.width() * picture.height()} points of the icon are painted"


def _letters() -> str:
    families = len(QFontDatabase.families())
    if not families:
        raise LookupError("there is no font")
    order = QCollator(QLocale("de_DE"))
    if sorted("bäa", key=order.sortKey) != ["a", "ä", "b"]:
        raise LookupError("letters have no order: is the data of ICU there?")
    return f"{families} families of fonts, letters in order"


def _windows() -> str:
    opener = Opener(_deaf)
    windows = [opening.make(opener) for opening in OPENINGS.values()]
    for window in windows:
        window.deleteLater()
    return f"{len(windows)} windows are made"


def _deaf(_action: Action, _then: object = None) -> None:
    """Do nothing: nobody looks."""


_qt: object = None
