"""The second token, which nobody needs: how to get it, whether it works, and what becomes known of it."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from supporttray.core.setup import Credential, Tried, TrySecond
from supporttray.core.snapshot import ServiceState, Snapshot
from supporttray.errors import Unreachable
from supporttray.ui.setup.account import AccountPage
from supporttray.ui.setup.dialog import Setup
from supporttray.ui.setup.second import SecondPart
from tests.ui.company import APP_TOKEN, KEPT, SLACK, TOKEN, Company
from tests.ui.conftest import Browser, Open
from tests.ui.hand import paste, work
from tests.ui.samples import snapshot


def second(page: AccountPage) -> SecondPart:
    assert page._second
    return page._second


def heard(*, at: str = "every 30 s", limits: str = "") -> Snapshot:
    return snapshot(services=(ServiceState(name="slack", state="ok", heard=at, limits=limits),))


def give(dialog: Setup, token: str) -> SecondPart:
    """Open its part, and paste it."""
    page = dialog._accounts[0]
    QTest.mouseClick(page._at_once.heading, Qt.MouseButton.LeftButton)
    part = second(page)
    assert part.isVisible()
    paste(part.secret.line, token)
    return part


def test_it_is_offered_once_the_first_works_and_shows_the_way(opened: Open, qtbot: QtBot, browser: Browser) -> None:
    dialog = opened(Company())
    slack, github = dialog._accounts
    assert not slack._at_once.isVisible()
    assert github._second is None
    work(qtbot, dialog, 0, TOKEN)
    assert slack._at_once.isVisible()
    assert not second(slack).isVisible(), "it is one line until somebody wants it"
    QTest.mouseClick(slack._at_once.heading, Qt.MouseButton.LeftButton)
    second(slack).findChildren(QPushButton)[1].click()
    assert browser.opened == ["https://api.slack.com/apps"]
    assert second(slack).secret.line.hasFocus()


def test_a_pasted_one_is_tried_and_saved(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    part = give(dialog, f"  {APP_TOKEN}\n")
    qtbot.waitUntil(lambda: part.status.said.text() == "✓ Slack will tell at once what happens.")
    (wish,) = [one for one in company.asked if isinstance(one, TrySecond)]
    assert wish.credential.token == APP_TOKEN
    with qtbot.waitSignal(dialog.saved):
        dialog._save()
    assert company.save().seconds == (Credential("slack", "slack", "https://slack.com/api", APP_TOKEN),)
    assert part.secret.line.text() == "", "nothing of it stays"
    assert dialog._done._telling.text() == "Slack tells at once what happens (Socket Mode)."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Tried(works=False, said="Slack refuses the token.", hint="Copy it again."), "✗ Slack refuses the token."),
        (Unreachable("slack.com cannot be reached.", "Check the network."), "✗ slack.com cannot be reached."),
    ],
)
def test_one_that_does_not_work_says_why_and_is_not_saved(
    opened: Open, qtbot: QtBot, answer: object, said: str
) -> None:
    company = Company()
    company.seconds = answer
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    part = give(dialog, APP_TOKEN)
    qtbot.waitUntil(lambda: part.status.said.text() == said)
    dialog._save()
    assert dialog._status.said.text() == "✗ Slack, App-level token: it does not work yet."
    paste(part.secret.line, " ")
    assert part.status.said.text() == ""
    with qtbot.waitSignal(dialog.saved):
        dialog._save()
    assert company.save().seconds == ()


def test_without_it_the_end_says_what_it_would_give(opened: Open, qtbot: QtBot, browser: Browser) -> None:
    dialog = opened(Company())
    work(qtbot, dialog, 0, TOKEN)
    with qtbot.waitSignal(dialog.saved):
        dialog._save()
    assert dialog._done._telling.text().startswith("Slack is asked again and again. With an app-level token")
    (button,) = dialog._done.pages.findChildren(QPushButton)
    assert button.text() == "Open #support in Slack"
    button.click()
    assert browser.opened == ["https://small.slack.com/archives/C-support"]


def test_a_kept_one_is_known_and_needs_no_second_paste(opened: Open) -> None:
    dialog = opened(Company(replace(KEPT, told=("slack",))))
    part = second(dialog._accounts[0])
    assert part.secret.line.placeholderText() == "kept in the keyring"
    assert part.problem() == ("", "")
    assert dialog._accounts[0].telling() == "Slack tells at once what happens (Socket Mode)."


@pytest.mark.parametrize(
    ("snapshot", "said"),
    [
        (heard(), "Slack is asked every 30 s."),
        (heard(at="at once"), "Slack tells at once what happens (Socket Mode)."),
        (
            heard(at="every 60 s", limits="Slack shows 15 messages a minute."),
            "Slack is asked every 60 s. Slack shows 15 messages a minute.",
        ),
    ],
)
def test_the_settings_say_how_soon_things_are_known(opened: Open, snapshot: Snapshot, said: str) -> None:
    dialog = opened(Company(KEPT))
    slack, github = dialog._accounts
    dialog.draw(snapshot)
    assert slack._heard.text() == said
    assert github._heard.text() == ""


def test_how_soon_is_also_said_where_it_was_known_before_the_pages_were(opened: Open, qtbot: QtBot) -> None:
    company = Company(KEPT)
    company.slow = True
    dialog = opened(company)
    dialog.draw(heard())
    company.answer()
    qtbot.waitUntil(lambda: bool(dialog._accounts))
    assert dialog._accounts[0]._heard.text() == "Slack is asked every 30 s."


def test_an_account_without_one_says_nothing_of_it() -> None:
    assert replace(SLACK, second=None).second is None
