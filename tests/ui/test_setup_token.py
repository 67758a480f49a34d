"""A token in the first questions: tried as soon as it is there, told in words, and nowhere to be found afterwards."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.setup import Credential, Introduction, Known, Scope, Tried, Variants
from supporttray.errors import Failure, Unreachable
from supporttray.ui.setup.account import AccountPage, State
from tests.ui.company import GITHUB_TOKEN, KEPT, OTHER_TOKEN, SLACK, TEAM, TOKEN, Company, channel, repository
from tests.ui.conftest import Open
from tests.ui.hand import paste, rows, said

Pages = Callable[[Company], tuple[AccountPage, AccountPage]]


@pytest.fixture
def pages(opened: Open) -> Pages:
    kept: list[object] = []

    def open_(company: Company) -> tuple[AccountPage, AccountPage]:
        dialog = opened(company)
        kept.append(dialog)
        slack, github = dialog._accounts
        return slack, github

    return open_


def test_a_pasted_token_is_tried_at_once(pages: Pages, qtbot: QtBot) -> None:
    company = Company()
    slack, _ = pages(company)
    paste(slack._secret.line, f"  {TOKEN}\n")
    assert company.tries() == [TOKEN]
    assert said(slack) == "Trying…"
    qtbot.waitUntil(lambda: said(slack) == "✓ Slack knows you as Ada in Quillfern.")


def test_a_token_that_comes_by_the_mouse_is_tried_too(pages: Pages) -> None:
    company = Company()
    slack, _ = pages(company)
    QGuiApplication.clipboard().setText(TOKEN)
    slack._secret.line.paste()  # as the context menu does
    assert company.tries() == [TOKEN]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_typed_token_is_tried_when_one_has_done_with_it(pages: Pages, key: Qt.Key) -> None:
    company = Company()
    slack, _ = pages(company)
    QTest.keyClicks(slack._secret.line, TOKEN)
    assert company.tries() == []
    QTest.keyClick(slack._secret.line, key)
    assert company.tries() == [TOKEN]


def test_enter_tries_a_token_again_and_leads_on_once_it_works(pages: Pages, qtbot: QtBot) -> None:
    company = Company()
    company.tried["slack"] = Unreachable("Slack does not answer", "Look at your connection.")
    slack, github = pages(company)
    paste(slack._secret.line, TOKEN)
    qtbot.waitUntil(lambda: said(slack) == "✗ Slack does not answer Look at your connection.")
    company.tried["slack"] = Tried(works=True, said="Hello.", offers=(TEAM,))
    QTest.keyClick(slack._secret.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    assert company.tries() == [TOKEN, TOKEN]
    QTest.keyClick(slack._secret.line, Qt.Key.Key_Return)
    assert github.isVisible()


def test_an_answer_about_an_older_token_is_not_heard(pages: Pages) -> None:
    company = Company()
    slack, _ = pages(company)
    company.slow = True
    company.tried["slack"] = Tried(works=False, said="The old one is refused.")
    paste(slack._secret.line, TOKEN)
    company.tried["slack"] = Tried(works=True, said="Hello.", offers=(TEAM,))
    paste(slack._secret.line, OTHER_TOKEN)
    company.answer(which=1)
    company.answer()
    assert said(slack) == "✓ Hello."
    paste(slack._secret.line, TOKEN)
    QTest.keyClick(slack._secret.line, Qt.Key.Key_Backspace)
    company.answer()
    assert said(slack) == ""
    assert slack.state is State.UNTRIED


def test_an_answer_that_comes_after_closing_is_harmless(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    company.slow = True
    paste(dialog._accounts[0]._secret.line, TOKEN)
    dialog._accounts[1]._try(dialog._accounts[0].credential())
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    dialog.close()
    qtbot.waitUntil(lambda: bool(gone))
    company.answer()
    company.answer()


@pytest.mark.parametrize(
    "answer", [Tried(works=False, said="<b>No</b>", hint="<img src=x>"), Failure("<b>No</b>", "<img src=x>")]
)
def test_markup_in_an_answer_stays_text(pages: Pages, qtbot: QtBot, answer: object) -> None:
    company = Company()
    company.tried["slack"] = answer
    slack, _ = pages(company)
    paste(slack._secret.line, TOKEN)
    qtbot.waitUntil(lambda: said(slack) == "✗ <b>No</b> <img src=x>")
    labels = [label for label in slack.findChildren(QLabel) if "<" in label.text()]
    assert labels
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_markup_in_a_name_stays_text_in_its_tooltip_too(pages: Pages, qtbot: QtBot) -> None:
    company = Company()
    company.tried["slack"] = Tried(works=True, said="Hello.", offers=(channel("<b>bold</b>"),))
    slack, _ = pages(company)
    paste(slack._secret.line, TOKEN)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    assert "&lt;b&gt;" in slack._list.view.item(0).toolTip()


def test_what_a_token_lacks_is_said_in_words(pages: Pages, qtbot: QtBot) -> None:
    company = Company()
    company.tried["slack"] = Tried(
        works=True, said="Hello.", offers=(TEAM,), lacks=(Scope("chat:write", "post your answers", writes=True),)
    )
    slack, _ = pages(company)
    paste(slack._secret.line, TOKEN)
    qtbot.waitUntil(lambda: said(slack) == "✓ Hello. The token lacks: chat:write (post your answers).")


def test_an_empty_list_is_said_in_words_and_can_be_looked_at_again(pages: Pages, qtbot: QtBot) -> None:
    company = Company()
    company.tried["slack"] = Tried(works=True, said="Hello.")
    slack, _ = pages(company)
    paste(slack._secret.line, TOKEN)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    assert slack._list._empty.text() == "No channels: join one in Slack first, then try again."
    assert slack._list._empty.isVisible()
    company.tried["slack"] = Tried(works=True, said="Hello.", offers=(TEAM,))
    slack._again.click()
    qtbot.waitUntil(lambda: rows(slack._list) == ["#team"])


def test_what_is_ticked_stays_ticked_when_the_token_is_tried_again(pages: Pages, qtbot: QtBot) -> None:
    company = Company()
    slack, _ = pages(company)
    paste(slack._secret.line, TOKEN)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    QTest.keyClick(slack._list.view, Qt.Key.Key_Space)
    QTest.keyClick(slack._list.view, Qt.Key.Key_Down)
    QTest.keyClick(slack._list.view, Qt.Key.Key_Space)
    assert slack.chosen() == (("slack", TEAM),)
    paste(slack._secret.line, OTHER_TOKEN)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    assert slack.chosen() == (("slack", TEAM),)


def test_another_address_is_tried_with_the_token(pages: Pages, qtbot: QtBot) -> None:
    company = Company()
    _, github = pages(company)
    paste(github._secret.line, GITHUB_TOKEN)
    qtbot.waitUntil(lambda: github.state is State.WORKS)
    github._address.setFocus()
    github._address.clear()
    QTest.keyClicks(github._address, "https://git.example/api/v3")
    assert github.state is State.UNTRIED
    QTest.keyClick(github._address, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: github.state is State.WORKS)
    credential = github.credential()
    assert credential
    assert credential.address == "https://git.example/api/v3"


def test_another_branch_is_asked_for_and_added(pages: Pages, qtbot: QtBot) -> None:
    company = Company()
    _, github = pages(company)
    paste(github._secret.line, GITHUB_TOKEN)
    qtbot.waitUntil(lambda: github.state is State.WORKS)
    github._branch._ask()
    qtbot.waitUntil(lambda: github._branch._finder.count() == 2)
    assert company.count(Variants) == 1
    QTest.keyClicks(github._branch._finder, "next")
    QTest.keyClick(github._branch._finder, Qt.Key.Key_Return)
    assert rows(github._list) == ["quillfern/api · main", "quillfern/api · next", "quillfern/web · main"]
    assert github.chosen() == (("github", repository("quillfern/api", "next")),)


def test_a_failure_to_find_branches_is_said(pages: Pages, qtbot: QtBot) -> None:
    company = Company()
    company.variants = Failure("GitHub is away")
    _, github = pages(company)
    paste(github._secret.line, GITHUB_TOKEN)
    qtbot.waitUntil(lambda: github.state is State.WORKS)
    github._branch._ask()
    qtbot.waitUntil(lambda: said(github._branch._status) == "✗ GitHub is away")


def traces(widget: QWidget) -> str:
    """All that a widget tells of itself to programs and people."""
    told = [
        repr(widget),
        widget.objectName(),
        widget.toolTip(),
        widget.whatsThis(),
        widget.statusTip(),
        widget.windowTitle(),
    ]
    accessible = QAccessible.queryAccessibleInterface(widget)
    told += [accessible.text(kind) for kind in QAccessible.Text if kind is not QAccessible.Text.UserText]
    return "\n".join(told)


def test_the_token_is_told_to_nobody(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    slack = dialog._accounts[0]
    paste(slack._secret.line, TOKEN)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    for widget in (dialog, *dialog.findChildren(QWidget)):
        assert TOKEN not in traces(widget)
    assert TOKEN not in repr(company.asked)


def test_after_saving_the_fields_are_empty_and_cannot_be_undone(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    slack = dialog._accounts[0]
    paste(slack._secret.line, TOKEN)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    with qtbot.waitSignal(dialog.saved):
        dialog._save()
    slack._secret.line.undo()
    assert slack._secret.line.text() == ""
    values = [value for each in (dialog, *dialog.findChildren(QWidget)) for value in vars(each).values()]
    assert TOKEN not in values
    assert not [each for each in values if isinstance(each, Credential) and each.token]


def test_the_token_is_hidden_until_one_wants_to_see_it(pages: Pages) -> None:
    slack, _ = pages(Company())
    line = slack._secret.line
    assert line.echoMode() is line.EchoMode.Password
    slack._secret._show.click()
    assert line.echoMode() is line.EchoMode.Normal


def test_a_kept_token_is_not_sent_to_another_address(pages: Pages, qtbot: QtBot) -> None:
    company = Company(KEPT)
    slack, _ = pages(company)
    qtbot.waitUntil(lambda: slack.state is State.WORKS)
    slack._address.setText("")
    QTest.keyClicks(slack._address, "https://evil.example")
    QTest.keyClick(slack._address, Qt.Key.Key_Return)
    assert company.tries() == [""]
    assert said(slack) == "✗ Slack: another address needs its own token."


def test_a_locked_keyring_is_said_while_a_kept_token_is_tried(opened: Open, qtbot: QtBot) -> None:
    company = Company(KEPT)
    company.slow = True
    dialog = opened(company)
    company.answer()
    assert said(dialog._accounts[0]) == "Trying…"
    qtbot.waitUntil(lambda: "Waiting for the keyring" in said(dialog._accounts[0]))
    company.answer()
    assert dialog._accounts[0].state is State.WORKS


def test_a_service_without_a_page_to_open_has_no_button_for_it(opened: Open) -> None:
    plain = Introduction(kind="slack", account="slack", title="A & B", address="", steps=("Ask.",), url="file:///etc")
    dialog = opened(Company(Known(introductions=(plain, SLACK))))
    guide = dialog._accounts[0]._guide
    assert guide.page.isHidden()
    assert guide.copy.isHidden()
    assert dialog._tabs.tabText(0) == "&1 A && B"
