"""The first questions, from nothing to a working inbox: with the mouse, with the keys, and the ways that end elsewhere."""

from datetime import datetime, time, timedelta

import pytest
from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.setup import Save, Tried
from supporttray.errors import Failure
from supporttray.ui.setup.account import State
from supporttray.ui.setup.dialog import Setup
from tests.ui.company import (
    API,
    GITHUB,
    GITHUB_TOKEN,
    GITHUB_WORKS,
    SLACK,
    SUPPORT,
    TEAM,
    TOKEN,
    WEB,
    Company,
    channel,
)
from tests.ui.conftest import Browser, Open
from tests.ui.hand import Hand, paste, rows, said, work


def shown(dialog: Setup) -> QWidget:
    return dialog._stack.currentWidget()


def test_it_takes_at_most_twelve_clicks_and_three_pastes(opened: Open, browser: Browser, qtbot: QtBot) -> None:
    company, hand = Company(), Hand()
    dialog = opened(company)
    slack, github = dialog._accounts
    hand.click(slack._guide.copy)
    assert QGuiApplication.clipboard().text() == SLACK.copied
    hand.pastes += 1  # on Slack's page
    hand.click(slack._guide.page)
    hand.paste(slack._secret.line, TOKEN)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    hand.click(dialog._bar.next)
    hand.click(github._guide.page)
    hand.paste(github._secret.line, GITHUB_TOKEN)
    qtbot.waitUntil(lambda: github.state is State.WORKS)
    hand.tick(github._list, 1)
    hand.click(dialog._bar.next)
    assert dialog._person
    hand.click(dialog._person._on)
    hand.choose(dialog._person._place, 2)
    hand.click(dialog._bar.save)
    qtbot.waitUntil(lambda: shown(dialog).isAncestorOf(dialog._done))
    hand.click(dialog._bar.leave)
    assert browser.opened == [SLACK.url, GITHUB.url]
    assert (company.save().me, company.save().on_duty) == ("Ada", True)
    assert company.save().watched == (("slack", SUPPORT), ("github", WEB))
    assert company.save().daily == ("slack", TEAM.place)
    assert company.save().daily_name == TEAM.name
    assert [(one.account, one.token) for one in company.save().credentials] == [
        ("slack", TOKEN),
        ("github", GITHUB_TOKEN),
    ]
    assert hand.clicks <= 12
    assert hand.pastes <= 3


def test_the_keys_alone_do_it(opened: Open, browser: Browser, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)

    def keys(*sequences: str) -> None:
        for sequence in sequences:
            focused = QApplication.focusWidget()
            assert focused
            QTest.keySequence(focused, sequence)

    slack, github = dialog._accounts
    keys("Alt+M")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == SLACK.copied)
    keys("Alt+P")
    qtbot.waitUntil(lambda: browser.opened == [SLACK.url])
    QGuiApplication.clipboard().setText(TOKEN)
    keys("Ctrl+V")
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    keys("Return")
    assert github.isVisible()
    QGuiApplication.clipboard().setText(GITHUB_TOKEN)
    keys("Ctrl+V")
    qtbot.waitUntil(lambda: github.state is State.WORKS)
    keys("Alt+W", "Down", "Space", "Return")
    keys("Alt+Y", "Alt+S")
    qtbot.waitUntil(lambda: shown(dialog).isAncestorOf(dialog._done))
    assert company.save().watched == (("slack", SUPPORT), ("github", WEB))
    assert company.save().on_duty is True
    with qtbot.waitSignal(dialog.finished):
        keys("Escape")


def test_what_is_likely_is_ticked_and_comes_first(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(Company())
    work(qtbot, dialog, 0, TOKEN)
    page = dialog._accounts[0]
    assert rows(page._list) == ["#support", "#team"]
    assert page.chosen() == (("slack", SUPPORT),)


def test_the_end_of_the_duty_is_a_monday_at_nine_in_six_weeks_unless_said_otherwise(opened: Open) -> None:
    dialog = opened(Company())
    person = dialog._person
    assert person
    person._on.setChecked(True)
    until = person.duty().until
    assert until
    assert (until.weekday(), until.time(), until.tzinfo is not None) == (0, time(9), True)
    assert timedelta(days=34) < until - datetime.now().astimezone() < timedelta(days=43)
    person._until.setDate(QDate(2099, 3, 2))
    assert person.duty().until == datetime(2099, 3, 2, 9).astimezone()


@pytest.mark.parametrize(("button", "on"), [("_off", False), ("_later", None)])
def test_the_duty_is_never_guessed(opened: Open, button: str, on: bool | None) -> None:  # noqa: FBT001  a parameter
    dialog = opened(Company())
    person = dialog._person
    assert person
    assert person.duty().on is None
    getattr(person, button).setChecked(True)
    assert person.duty() == (on, None)


def test_one_service_is_enough_but_not_none(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    dialog._tabs.setCurrentIndex(2)
    dialog._bar.save.click()
    assert said(dialog._status) == "✗ A token is needed: Slack or GitHub."
    assert company.count(Save) == 0
    company.tried["github"] = Tried(works=True, said="Hello.", offers=(API,))
    work(qtbot, dialog, 1, GITHUB_TOKEN)
    dialog._bar.save.click()
    assert "Nothing is chosen" in said(dialog._status)
    QTest.keyClick(dialog._accounts[1]._list.view, Qt.Key.Key_Space)
    dialog._save()
    qtbot.waitUntil(lambda: company.count(Save) == 1)
    assert [one.account for one in company.save().credentials] == ["github"]


def test_a_token_that_is_nobodys_suggests_no_name_and_the_next_one_does(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    company.tried["slack"] = Tried(works=True, said="This is the token of one project.", offers=(SUPPORT,))
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    work(qtbot, dialog, 1, GITHUB_TOKEN)
    assert dialog._person
    assert dialog._person.me() == "ada-on-github"


def test_a_token_that_does_not_work_is_not_saved(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    company.tried["github"] = Failure("GitHub refused the token", "Make a new one.")
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    paste(dialog._accounts[1]._secret.line, GITHUB_TOKEN)
    qtbot.waitUntil(lambda: dialog._accounts[1].state is State.FAILED)
    dialog._save()
    assert dialog._tabs.currentIndex() == 1
    assert said(dialog._status) == "✗ The token of GitHub does not work yet. Mend it, or empty its field."
    assert company.count(Save) == 0


def test_where_the_beginning_fails_it_is_said_and_can_be_tried_again(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    known, company.known = company.known, Failure("The config has mistakes", "Mend it.")
    company.slow = True
    dialog = opened(company)
    company.answer()
    assert said(dialog._loading) == "✗ The config has mistakes Mend it."
    company.known, company.slow = known, False
    dialog._bar.again.click()
    qtbot.waitUntil(lambda: bool(dialog._accounts))


@pytest.mark.parametrize("moment", ["at once", "begun", "saved"])
def test_leaving_without_saving_is_told_once_and_nothing_is_asked(opened: Open, qtbot: QtBot, moment: str) -> None:
    company = Company()
    company.slow = moment == "at once"
    dialog = opened(company)
    left: list[bool] = []
    dialog.left.connect(lambda: left.append(True))
    if moment == "saved":
        work(qtbot, dialog, 0, TOKEN)
        with qtbot.waitSignal(dialog.saved):
            dialog._save()
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert left == ([] if moment == "saved" else [True])


def test_the_name_that_a_person_wrote_is_kept(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(Company())
    assert dialog._person
    work(qtbot, dialog, 0, TOKEN)
    assert dialog._person.me() == "Ada"
    dialog._person._name.clear()
    QTest.keyClicks(dialog._person._name, "Ada L.")
    work(qtbot, dialog, 1, GITHUB_TOKEN)
    assert dialog._person.me() == "Ada L."


def test_it_fits_a_small_screen_with_long_names(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    company.tried["slack"] = Tried(works=True, said="W" * 400, hint="W" * 400, offers=(channel("W" * 300),))
    company.tried["github"] = GITHUB_WORKS
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    dialog.resize(480, 360)
    assert dialog.minimumSizeHint().width() <= 480
    assert dialog.size() == QSize(480, 360)
    page = dialog._accounts[0]
    assert page.width() <= dialog.width()


def test_a_duty_needs_a_name(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    assert dialog._person
    dialog._person._name.clear()
    dialog._person._on.setChecked(True)
    dialog._save()
    assert said(dialog._status) == "✗ Your name is missing. The rota needs it."
    assert company.count(Save) == 0
