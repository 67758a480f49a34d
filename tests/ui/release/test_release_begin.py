"""What is to be watched is asked once, and what makes no sense is said before anything begins."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supporttray.core.release.page import Begin
from supporttray.core.release.plan import Release
from supporttray.errors import NotDone
from supporttray.ui.release.begin import BeginDialog
from tests.ui.diary import NOON
from tests.ui.release.lab import Company, opened

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def dialog(qtbot: QtBot, company: Company) -> BeginDialog:
    window = opened(qtbot, company)
    qtbot.addWidget(window)
    window.begin()
    made = window._begin
    assert made
    made.product.setText("Shop")
    made.version.setText("4.0")
    return made


def test_all_that_was_written_is_watched(qtbot: QtBot, dialog: BeginDialog, company: Company) -> None:
    dialog.components.setText("checkout, vouchers,, checkout ")
    dialog.words.setText("gift card, total is wrong")
    dialog.notes.write("Gift cards can be mixed.")
    dialog.process.setText("https://wiki.example/release")
    dialog.standup.setText("9:30")
    dialog.quota.setValue(1000)
    qtbot.keyClick(dialog.notes, Qt.Key.Key_Return, CTRL)
    (begun,) = company.all(Begin)
    assert isinstance(begun, Begin)
    assert begun.release == Release(
        product="Shop",
        version="4.0",
        start=NOON,
        end=NOON + timedelta(days=7),
        components=("checkout", "vouchers"),
        words=("gift card", "total is wrong"),
        notes="Gift cards can be mixed.",
        process="https://wiki.example/release",
        standup=time(9, 30),
        quota=1000,
    )
    assert not dialog.isVisible()


WRONG: dict[str, Callable[[BeginDialog], object]] = {
    "Say which product it is.": lambda one: one.product.clear(),
    "Say which version it is: tickets name it.": lambda one: one.version.setText("  "),
    "It would end before it begins.": lambda one: one.end.tell(NOON - timedelta(days=1), None),
    "The link is no web page (https://…).": lambda one: one.process.setText("javascript:alert(1)"),
    "Write the stand-up as a time of day: 09:30.": lambda one: one.standup.setText("half past nine"),
}


@pytest.mark.parametrize("said", WRONG)
def test_what_makes_no_sense_is_said_and_nothing_begins(dialog: BeginDialog, company: Company, said: str) -> None:
    WRONG[said](dialog)
    dialog.go.click()
    assert dialog.said.text() == said
    assert not company.all(Begin)


def test_an_end_that_has_passed_is_none(dialog: BeginDialog, company: Company) -> None:
    dialog.start.tell(NOON - timedelta(days=3), None)
    dialog.end.tell(NOON - timedelta(days=1), None)
    dialog.go.click()
    assert dialog.said.text() == "That end has passed."
    assert not company.all(Begin)


def test_what_could_not_begin_says_why_and_keeps_what_was_written(dialog: BeginDialog, company: Company) -> None:
    company.answers[Begin] = NotDone("Shop 4.0 is watched already.")
    dialog.go.click()
    assert dialog.said.text() == "Shop 4.0 is watched already"
    assert dialog.isVisible()
    assert dialog.version.text() == "4.0"
    dialog.go.click()
    assert len(company.all(Begin)) == 2


def test_it_is_begun_once_however_often_it_is_pressed(dialog: BeginDialog, company: Company) -> None:
    company.slow = True
    dialog.go.click()
    dialog._go()
    assert len(company.all(Begin)) == 1
