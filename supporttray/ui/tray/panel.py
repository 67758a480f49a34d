"""Notices on Linux that a tray comes late, or that there is none: Qt looks once and stays with what it found."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher
from PySide6.QtWidgets import QSystemTrayIcon

WATCHER = "org.kde.StatusNotifierWatcher"
SETTLE_MS = 1000  # after the name appears the panel needs a moment, and Qt too, to notice
GRACE_MS = 5000  # a log-in, or a panel's restart, may take this long before anybody is bothered
LOOK_MS = 2000  # while there is no tray: trays of the old kind (XEmbed) announce themselves to nobody here


class Panel(QObject):
    """Emits `came` when a tray appears that our icon has to register with afresh, `present` when there is one or none."""

    came = Signal()
    present = Signal(bool)

    def __init__(self, *, found: bool) -> None:
        super().__init__()
        self._registered = found
        self._settle = _timer(self, SETTLE_MS, self._settled)
        self._grace = _timer(self, GRACE_MS, self._look)
        self._watcher = QDBusServiceWatcher(WATCHER, QDBusConnection.sessionBus(), parent=self)
        self._watcher.serviceRegistered.connect(self._appeared)
        self._watcher.serviceUnregistered.connect(self._vanished)
        if not found:
            self._grace.start()

    @property
    def draws_menu(self) -> bool:
        """Whether a panel draws our menu, over D-Bus."""
        return bool(QDBusConnection.sessionBus().interface().isServiceRegistered(WATCHER).value())

    @Slot()
    def _appeared(self) -> None:
        self._grace.stop()
        self._settle.start()

    @Slot()
    def _vanished(self) -> None:
        self._settle.stop()
        self._grace.start(GRACE_MS)

    @Slot()
    def _settled(self) -> None:
        if not self._registered:
            self._registered = True
            self.came.emit()
        self.present.emit(True)  # noqa: FBT003  a signal's arguments have no names

    @Slot()
    def _look(self) -> None:
        here = QSystemTrayIcon.isSystemTrayAvailable()
        self.present.emit(here)
        if not here:
            self._grace.start(LOOK_MS)


def _timer(owner: QObject, delay_ms: int, slot: object) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(delay_ms)
    timer.timeout.connect(slot)
    return timer
