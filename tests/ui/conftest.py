"""What the tests of the windows share: the dialog of the first questions, and pages that open nowhere."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from supporttray.ui.setup.dialog import Setup
from tests.ui.company import Company

Open = Callable[..., Setup]
SCHEMES = ("http", "https", "file", "javascript", "slack")  # also those that must never be opened


class Browser(QObject):
    """Stands where the browser would be."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture(scope="session", autouse=True)
def bare_clipboard() -> Iterator[None]:
    """Leave nothing on the clipboard: where there is no desktop Qt falls over it at the end of the process."""
    yield
    if isinstance(QGuiApplication.instance(), QGuiApplication):
        QGuiApplication.clipboard().clear()


@pytest.fixture
def browser(qapp: object) -> Iterator[Browser]:  # noqa: ARG001  Qt must be there
    one = Browser()
    for scheme in SCHEMES:
        QDesktopServices.setUrlHandler(scheme, one, "open")
    yield one
    for scheme in SCHEMES:
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Open]:
    """Open the dialog before a company, and wait until it knows what is known."""

    alive: dict[int, Setup] = {}

    def open_(company: Company, open_file: Callable[[str], None] | None = None) -> Setup:
        dialog = Setup(company.ask, open_file)
        alive[id(dialog)] = dialog
        dialog.finished.connect(lambda: alive.pop(id(dialog), None))  # it deletes itself
        dialog.show()
        if not company.slow:
            qtbot.waitUntil(lambda: bool(dialog._accounts))
        return dialog

    yield open_
    for dialog in list(alive.values()):
        dialog.close()
