"""Opens a need where a person reads it: in the service's own desktop app if there is one, else in the browser.

Addresses come from outside, so only http and https ones are opened, and those of the apps that are named here.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QProcess, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

APPS = frozenset({"slack"})  # the schemes of the desktop apps that we send people to

PATIENCE_MS = 3000  # for the desktop to say which app there is; then it is the browser
_strict = QUrl.ParsingMode.StrictMode
_known: dict[str, bool] = {}  # whether this desktop has an app for a scheme
_asking: dict[str, tuple[QProcess, list[tuple[str, str]]]] = {}  # who is being asked, and what is to be opened then


def openable(address: str) -> bool:
    """Return whether the address is a web page: anything else could start a program."""
    url = QUrl(address, _strict)
    return url.isValid() and url.scheme() in ("http", "https") and bool(url.host())


def open_page(address: str, app: str = "") -> None:
    """Open the address of a desktop app where there is one for it, else the page in the browser.

    On Linux the desktop is asked first whether it has the app, in a process of its own: it is opened when that has answered.
    """
    scheme = QUrl(app, _strict).scheme()
    if scheme not in APPS:
        _browse(address)
    elif not sys.platform.startswith("linux"):
        _launch(app, address)
    elif scheme in _known:
        _decided(scheme, app, address)
    else:
        _ask(scheme, app, address)


def _browse(address: str) -> None:
    if openable(address):
        QDesktopServices.openUrl(QUrl(address, _strict))


def _launch(app: str, address: str) -> None:
    """Try the app; where nobody takes it, the browser."""
    if not QDesktopServices.openUrl(QUrl(app, _strict)):
        _browse(address)


def _decided(scheme: str, app: str, address: str) -> None:
    if _known[scheme]:
        _launch(app, address)
    else:
        _browse(address)


def _ask(scheme: str, app: str, address: str) -> None:
    """Ask the desktop once who opens a scheme. Qt itself does not say, and its own attempt would wait for a failing program."""
    if scheme in _asking:
        _asking[scheme][1].append((app, address))
        return
    process = QProcess()
    _asking[scheme] = process, [(app, address)]
    process.finished.connect(lambda: _answered(scheme))
    process.errorOccurred.connect(lambda: _answered(scheme))
    QTimer.singleShot(PATIENCE_MS, process, process.kill)
    process.start("xdg-mime", ["query", "default", f"x-scheme-handler/{scheme}"])


def _answered(scheme: str) -> None:
    """Open what waited for the answer. Where nobody could be asked there is no app."""
    if scheme in _asking:
        process, waiting = _asking.pop(scheme)
        _known[scheme] = bool(process.readAllStandardOutput().trimmed().size())
        process.deleteLater()
        for app, address in waiting:
            _decided(scheme, app, address)
