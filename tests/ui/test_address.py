"""What macOS asks the app to open, as Qt brings it."""

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QUrl
from PySide6.QtGui import QFileOpenEvent

from supporttray.core.page import Inbox, opened
from supporttray.ui.address import Addresses


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("supporttray:builds", "builds"),
        ("supporttray://builds/", "builds"),
        ("SUPPORTTRAY:BUILDS", "builds"),
        ("supporttray:", ""),
        ("supporttray:../../etc/passwd", ""),
    ],
)
def test_an_address_of_ours_opens_its_page(address: str, page: str) -> None:
    application, seen = QObject(), []
    addresses = Addresses(application)
    addresses.opened.connect(seen.append)
    assert QCoreApplication.sendEvent(application, QFileOpenEvent(QUrl(address)))
    assert seen == [opened(page, "", "")]
    assert page or isinstance(seen[0], Inbox)


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://example.com/supporttray:builds", ""])
def test_nothing_else_is_taken(address: str) -> None:
    application, seen = QObject(), []
    addresses = Addresses(application)
    addresses.opened.connect(seen.append)
    assert not QCoreApplication.sendEvent(application, QFileOpenEvent(QUrl(address)))
    assert seen == []
