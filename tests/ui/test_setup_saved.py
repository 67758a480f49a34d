"""What comes after Save: done and what is left to do, no keyring and a choice, or a plain sentence."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.setup import Saved, Tried
from supporttray.errors import NoKeyring
from supporttray.ui.setup.dialog import Setup
from tests.ui.company import DONE, SUPPORT, TOKEN, Company, channel
from tests.ui.conftest import Open
from tests.ui.hand import said, work

NO_KEYRING = Saved(done=False, said="The keyring is locked.", hint="Unlock it.", no_keyring=True)


def shown(dialog: Setup) -> QWidget:
    return dialog._stack.currentWidget()


def test_at_the_end_it_says_which_channels_can_be_muted(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    company.tried["slack"] = Tried(
        works=True, said="Hello.", offers=(SUPPORT, channel("<b>bold</b>", likely=True, detail="12 people"))
    )
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    with qtbot.waitSignal(dialog.saved) as told:
        dialog._save()
    assert told.args == [DONE]
    assert dialog._done._mute.text() == "Mute these channels in Slack; the tray speaks for them:"
    assert dialog._done._channels.text().splitlines() == ["•  #support", "•  #<b>bold</b> · 12 people"]
    assert dialog._done._channels.textFormat() is Qt.TextFormat.PlainText


def test_without_a_keyring_a_person_chooses_to_try_again(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    company.saved = NO_KEYRING
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    dialog._save()
    qtbot.waitUntil(lambda: shown(dialog).isAncestorOf(dialog._keyring))
    assert said(dialog._keyring._status) == "✗ The keyring is locked. Unlock it."
    company.saved = DONE
    with qtbot.waitSignal(dialog.saved):
        dialog._keyring.again_button.click()
    assert not company.save().for_now


def test_without_a_keyring_a_person_chooses_this_run_only(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    company.saved = NO_KEYRING
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    dialog._save()
    qtbot.waitUntil(lambda: shown(dialog).isAncestorOf(dialog._keyring))
    company.saved = DONE
    with qtbot.waitSignal(dialog.saved):
        dialog._keyring.for_now_button.click()
    assert company.save().for_now
    assert company.save().credentials[0].token == TOKEN


def test_a_locked_keyring_is_said_after_a_moment_and_the_dialog_stays_alive(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    company.slow = True
    dialog._save()
    assert said(dialog._status) == "Saving…"
    qtbot.waitUntil(lambda: "Waiting for the keyring" in said(dialog._status))
    assert dialog._bar.leave.isEnabled()
    dialog._tabs.setCurrentIndex(0)
    assert "Waiting for the keyring" in said(dialog._status)
    assert not dialog._accounts[0].isEnabled()
    assert dialog._bar.save.isHidden()
    assert dialog._bar.next.isHidden()
    with qtbot.waitSignal(dialog.saved):
        company.answer()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (NoKeyring("The keyring does not answer", "Start it."), "✗ The keyring does not answer Start it."),
        (ZeroDivisionError("secret"), "✗ A fault in Support Tray: ZeroDivisionError Try it again; the log tells more."),
        (Saved(done=False, said="The disk is full.", hint="Free some space."), "✗ The disk is full. Free some space."),
    ],
)
def test_what_goes_wrong_while_saving_is_said_and_can_be_tried_again(
    opened: Open, qtbot: QtBot, answer: object, words: str
) -> None:
    company = Company()
    company.saved = answer
    dialog = opened(company)
    work(qtbot, dialog, 0, TOKEN)
    dialog._save()
    qtbot.waitUntil(lambda: said(dialog._status) == words)
    assert dialog._accounts[0]._secret.token() == TOKEN
    company.saved = DONE
    with qtbot.waitSignal(dialog.saved):
        dialog._save()
