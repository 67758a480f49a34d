"""Addresses of ours that macOS brings as an event (doc.qt.io/qt-6/qfileopenevent.html); the other systems start us with them as a word."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent

from supporttray.core.page import opened

_SCHEME = "supporttray"
_LONGEST = 40


class Addresses(QObject):
    """Hears what the system asks an application to open; `opened` brings the page."""

    opened = Signal(object)

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Take addresses of ours; whatever else comes goes its way."""
        if isinstance(event, QFileOpenEvent) and event.url().scheme() == _SCHEME:
            name = event.url().host() + event.url().path()
            self.opened.emit(opened(name.strip("/").lower()[:_LONGEST], "", ""))
            return True
        return super().eventFilter(watched, event)
