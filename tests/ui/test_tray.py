"""The icon in the tray costs nothing while it stands there for weeks."""

import gc
from collections import Counter

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from supporttray.core.snapshot import Snapshot, TrayState
from supporttray.paths import resource
from supporttray.ui.tray.drawing import drawing
from supporttray.ui.tray.icons import Icons
from supporttray.ui.tray.menu import Menu
from supporttray.ui.tray.tray import TrayIcon
from tests.ui.samples import BLIND, NOW, need, snapshot

COUNTED = (QAction, QIcon, QPixmap, QMenu, QSystemTrayIcon)


@pytest.fixture
def menu(qtbot: QtBot) -> Menu:
    made = Menu()
    qtbot.addWidget(made.widget)
    return made


@pytest.fixture
def tray(menu: Menu) -> TrayIcon:
    made = TrayIcon(menu, Icons(resource("icons")))
    made.show()
    return made


def changing(number: int) -> Snapshot:
    """Return one of many snapshots: all states, zero to twelve needs, other words each time."""
    states = list(TrayState)
    needs = [need(each, f"Question {number}-{each}") for each in range(number % 13)]
    return snapshot(*needs, state=states[number % len(states)], services=(BLIND,) * (number % 8))


def living(*roots: QObject) -> Counter[type]:
    """Count what is alive: Qt's own children and what Python holds."""
    gc.collect()
    children = (child for root in roots for child in root.findChildren(QObject))
    return Counter(type(child) for child in (*children, *(one for one in gc.get_objects() if isinstance(one, COUNTED))))


def test_five_hundred_changes_add_no_object(tray: TrayIcon, menu: Menu) -> None:
    for number in range(13 * 5 * 8):
        tray.draw(drawing(changing(number), NOW))
    before = living(tray, menu.widget)
    for number in range(500):
        tray.draw(drawing(changing(number), NOW))
    assert living(tray, menu.widget) == before


def test_the_same_drawing_again_changes_nothing(tray: TrayIcon, menu: Menu) -> None:
    tray.draw(drawing(changing(7), NOW))
    changes: list[str] = []
    for action in menu.widget.actions():
        action.changed.connect(lambda: changes.append("changed"))
    tray.draw(drawing(changing(7), NOW))
    assert changes == []


def test_the_tooltip_is_the_sentence_of_the_snapshot(tray: TrayIcon) -> None:
    tray.draw(drawing(snapshot(need(1)), NOW))
    assert tray.findChild(QSystemTrayIcon).toolTip() == "1 need you."


def test_registering_afresh_keeps_what_was_shown(tray: TrayIcon, menu: Menu, qtbot: QtBot) -> None:
    tray.draw(drawing(snapshot(need(1)), NOW))
    tray.renew()
    qtbot.waitUntil(lambda: len(tray.findChildren(QSystemTrayIcon)) == 1)
    icon = tray.findChild(QSystemTrayIcon)
    assert icon.toolTip() == "1 need you."
    assert icon.isVisible()
    assert icon.contextMenu() is menu.widget
