"""The switch that starts the app at login shows what the system says, and nothing that we remember."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from supporttray.core.action import Action
from supporttray.core.login import AskLogin, SetLogin, Standing
from supporttray.errors import NotDone
from supporttray.ui.setup.login import LoginSwitch
from supporttray.ui.setup.question import Questions
from tests.ui.company import FIRST, KEPT, Company
from tests.ui.conftest import Open


class Side:
    """The engine's side: answers at once, unless it is told to wait."""

    def __init__(self) -> None:
        self.answers: object = Standing(on=False)
        self.slow = False
        self.asked: list[Action] = []

    def ask(self, action: Action, then: Callable[[object], None]) -> None:
        self.asked.append(action)
        if not self.slow:
            then(self.answers)


@pytest.fixture
def side() -> Side:
    return Side()


@pytest.fixture
def login(qtbot: QtBot, side: Side) -> LoginSwitch:
    made = LoginSwitch(Questions(side.ask))
    qtbot.addWidget(made)
    return made


def test_it_asks_each_time_it_is_shown(login: LoginSwitch, side: Side) -> None:
    assert side.asked == []
    login.show()
    assert not login.switch.isChecked()
    login.hide()
    side.answers = Standing(on=True)
    login.show()
    assert side.asked == [AskLogin(), AskLogin()]
    assert login.switch.isChecked()
    assert not login.said.isVisible()


def test_a_click_switches_at_once_and_shows_what_came_of_it(login: LoginSwitch, side: Side) -> None:
    login.show()
    side.answers = Standing(on=True)
    login.switch.click()
    assert side.asked[-1] == SetLogin(on=True)
    assert login.switch.isChecked()
    side.answers = Standing(on=True, said="The system did not let it go.")
    login.switch.click()
    assert side.asked[-1] == SetLogin(on=False)
    assert login.switch.isChecked()  # what the system says, not what was wanted
    assert login.said.text() == "The system did not let it go."


def test_nothing_can_be_switched_twice_while_it_is_being_switched(login: LoginSwitch, side: Side) -> None:
    login.show()
    side.slow = True
    login.switch.click()
    assert not login.switch.isEnabled()


def test_where_it_cannot_be_it_says_why(login: LoginSwitch, side: Side) -> None:
    side.answers = Standing(on=False, able=False, said="This is no installed app.")
    login.show()
    assert not login.switch.isEnabled()
    assert login.said.isVisible()
    assert "no installed app" in login.said.text()


def test_a_refusal_leaves_it_as_it_was(login: LoginSwitch, side: Side) -> None:
    login.show()
    side.answers = NotDone("That was not switched: no room is left.")
    login.switch.click()
    assert not login.switch.isChecked()
    assert login.switch.isEnabled()
    assert "no room is left" in login.said.text()


def test_it_is_in_the_settings_and_not_in_the_first_questions(opened: Open) -> None:
    for known, there in ((FIRST, False), (KEPT, True)):
        dialog = opened(Company(known))
        assert bool(dialog.findChildren(LoginSwitch)) is there
