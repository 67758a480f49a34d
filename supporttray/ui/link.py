"""Opens a need in the person's browser; addresses come from outside, so only http and https ones are opened."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def openable(address: str) -> bool:
    """Return whether the address is a web page: anything else could start a program."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    return url.isValid() and url.scheme() in ("http", "https") and bool(url.host())


def open_page(address: str) -> None:
    """Open the address in the browser if it is a web page."""
    if openable(address):
        QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))
