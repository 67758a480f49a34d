"""The one thing that is sent without a click stands in the settings: what it is, how it stands, and what both have to say to it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from supporttray.core.action import Action, Done
from supporttray.core.backup import ONCE, AskBackup, AskTheBackup, SetBackup, Standing
from supporttray.errors import NotDone
from supporttray.ui.setup.backup import BackupBox
from supporttray.ui.setup.question import Questions
from tests.ui.company import FIRST, KEPT, Company
from tests.ui.conftest import Open

BO = Standing(person="U0123ABCD", name="Bo", account="slack", consent=True)


class Side:
    """The engine's side: answers at once."""

    def __init__(self) -> None:
        self.standing: object = Standing()
        self.done: object = Done("Saved. Ask them now.")
        self.asked: list[Action] = []

    def ask(self, action: Action, then: Callable[[object], None]) -> None:
        self.asked.append(action)
        then(self.standing if isinstance(action, AskBackup) else self.done)


def said(box: BackupBox) -> str:
    return " ".join(label.text() for label in box.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def side() -> Side:
    return Side()


@pytest.fixture
def box(qtbot: QtBot, side: Side) -> BackupBox:
    box = BackupBox(Questions(side.ask))
    qtbot.addWidget(box)
    box.show()
    return box


def test_it_is_closed_and_asks_nothing_until_somebody_opens_it(box: BackupBox, side: Side) -> None:
    assert "the one thing that is sent without a click" in box.part.heading.text()
    assert not box.person.isVisible()
    assert side.asked == []
    box.part.heading.click()
    assert side.asked == [AskBackup()]
    assert box.person.isVisible()
    assert ONCE in said(box)
    assert "no backup is named" in said(box)


def test_who_it_is_and_that_i_want_it_is_kept_by_its_own_button(box: BackupBox, side: Side, qtbot: QtBot) -> None:
    box.part.heading.click()
    assert [one.isEnabled() for one in (box.keep, box.ask)] == [False, False]
    assert not box.consent.isChecked()
    qtbot.keyClicks(box.person, "U0123ABCD")
    qtbot.keyClicks(box.name, "Bo")
    qtbot.keyClick(box.consent, Qt.Key.Key_Space)
    assert not box.ask.isEnabled()
    side.standing = BO
    box.keep.click()
    assert side.asked[1:] == [SetBackup(consent=True, person="U0123ABCD", name="Bo"), AskBackup()]
    assert "was not asked yet" in said(box)
    assert not box.keep.isEnabled()
    assert box.ask.isEnabled()


def test_what_was_typed_before_an_answer_came_stays(box: BackupBox, side: Side, qtbot: QtBot) -> None:
    box.part.heading.click()
    qtbot.keyClicks(box.person, "U0123ABCD")
    box.part.heading.click()
    box.part.heading.click()  # whoever looks again is asked how it stands, and lost what they wrote
    assert box.person.text() == "U0123ABCD"
    qtbot.keyClick(box.consent, Qt.Key.Key_Space)
    side.standing = BO
    box.keep.click()
    assert box.name.text() == "Bo"
    assert not box.keep.isEnabled()


def test_they_are_asked_by_a_click_and_not_twice(box: BackupBox, side: Side) -> None:
    side.standing = BO
    box.part.heading.click()
    side.standing = Standing(person="U0123ABCD", name="Bo", account="slack", consent=True, asking=True)
    side.done = Done()
    box.ask.click()
    assert side.asked[1] == AskTheBackup()
    assert "ten seconds" in said(box)
    assert "is on its way" in said(box)
    assert not box.ask.isEnabled()


def test_a_refusal_is_said_and_can_be_mended(box: BackupBox, side: Side, qtbot: QtBot) -> None:
    box.part.heading.click()
    qtbot.keyClicks(box.person, "@bo")
    side.done = NotDone("It is no id of a person.")
    box.keep.click()
    assert "It is no id of a person." in said(box)
    assert box.keep.isEnabled()


def test_it_is_in_the_settings_and_not_in_the_first_questions(opened: Open) -> None:
    for known, there in ((FIRST, False), (KEPT, True)):
        dialog = opened(Company(known))
        assert bool(dialog.findChildren(BackupBox)) is there
