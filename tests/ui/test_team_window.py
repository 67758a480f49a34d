"""The window of the team's file: what taking it means stands first, the addresses loudest, and nothing is taken by a stray key."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core.action import Action, Done
from supporttray.core.team import AskTeam, DeclineTeam, TakeTeam, TeamChange, Trusted
from supporttray.errors import NotDone
from supporttray.ui.team.window import Team

MOVED = Trusted(
    name="slack",
    kind="slack",
    address="https://evil.example/api",
    secret="a token of your own from Slack",
    news="moved",
    was="https://slack.com/api",
)
CHANGE = TeamChange(
    address="https://git.example.com/team.toml",
    version="0123",
    meaning=("Also watched: farm (cctray.builds on ci).",),
    lines=("  [service.slack]", '- address = "https://slack.com/api"', '+ address = "https://evil.example/api"'),
)
HOSTILE = TeamChange(**{name: getattr(CHANGE, name) for name in CHANGE.__struct_fields__} | {"trusted": (MOVED,)})


class Desk:
    """Answers what the test lays out, at once."""

    def __init__(self, *answers: object) -> None:
        self.answers = deque(answers)
        self.asked: list[Action] = []

    def do(self, action: Action, then: Callable[[object], None] | None = None) -> None:
        self.asked.append(action)
        if then and self.answers:
            then(self.answers.popleft())


@pytest.fixture
def shown(qapp: object) -> Iterator[Callable[..., tuple[Team, Desk]]]:  # noqa: ARG001  Qt must be there
    """Have the window, with what it is answered."""
    alive: dict[int, Team] = {}

    def show(*answers: object) -> tuple[Team, Desk]:
        desk = Desk(*answers)
        window = Team(desk.do)
        alive[id(window)] = window
        window.finished.connect(lambda: alive.pop(id(window), None))  # it deletes itself
        window.show()
        return window, desk

    yield show
    for window in list(alive.values()):
        window.close()


Shown = Callable[..., tuple[Team, Desk]]


def words(window: Team) -> str:
    return f"{window.status.said.text()} {window.status.hint.text()}".strip()


def test_a_change_is_told_in_words_and_line_by_line(shown: Shown) -> None:
    window, _ = shown(CHANGE)
    assert words(window) == "The team's file has changed. Nothing of it counts before you take it."
    assert window.place.text().replace("\u200b", "") == CHANGE.address
    assert window.meaning.text() == "•  Also watched: farm (cctray.builds on ci)."
    assert window.difference.toPlainText().splitlines() == list(CHANGE.lines)
    assert not window.warning.isVisible()
    assert window.take.isDefault()


def test_another_address_is_a_bold_warning_and_enter_does_not_take_it(shown: Shown) -> None:
    window, desk = shown(HOSTILE)
    told = window.warning.text().replace("\u200b", "")
    assert told.startswith("⚠ Another address: slack (slack) would be at https://evil.example/api, no longer at ")
    assert window.warning.font().bold()
    assert window.warning.palette().windowText().color() != window.meaning.palette().windowText().color()
    assert not window.take.isDefault()
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert [type(action) for action in desk.asked] == [AskTeam]


def test_what_is_taken_is_the_version_that_was_shown_and_the_tokens_come_next(shown: Shown, qtbot: QtBot) -> None:
    window, desk = shown(HOSTILE, Done("Taken. A token is asked for: slack."))
    window.take.click()
    assert desk.asked[-1] == TakeTeam("0123")
    assert words(window) == "✓ Taken. A token is asked for: slack."
    assert not window.take.isVisible()
    with qtbot.waitSignal(window.settings):
        window.give.click()


def test_where_no_token_is_asked_for_nothing_leads_to_the_settings(shown: Shown) -> None:
    window, _ = shown(CHANGE, Done("Taken."))
    window.take.click()
    assert (words(window), window.give.isVisible()) == ("✓ Taken.", False)


def test_not_now_is_said_of_this_version_and_closes(shown: Shown, qtbot: QtBot) -> None:
    window, desk = shown(CHANGE, Done(""))
    with qtbot.waitSignal(window.finished):
        window.later.click()
    assert desk.asked[-1] == DeclineTeam("0123")


def test_what_cannot_be_taken_is_said_and_can_be_looked_at_again(shown: Shown) -> None:
    window, desk = shown(CHANGE, NotDone("The team's file has changed again."), CHANGE)
    window.take.click()
    assert words(window) == "✗ The team's file has changed again."
    assert window.take.isEnabled()
    window.look.click()
    assert desk.asked[-1] == AskTeam(look=True)
    assert words(window).startswith("The team's file has changed.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (TeamChange(address="https://h"), "✓ Nothing has changed: what you took is what the team has."),
        (
            TeamChange(address="https://h", trouble="h has gone."),
            "✗ The team's file cannot be used. h has gone. What you took of it is used meanwhile.",
        ),
    ],
)
def test_where_there_is_nothing_to_take_there_is_no_button_for_it(shown: Shown, change: TeamChange, said: str) -> None:
    window, _ = shown(change)
    assert words(window) == said
    assert [button.isVisible() for button in (window.take, window.later, window.difference)] == [False] * 3
    assert window.look.isVisible()


def test_a_difference_that_is_too_long_says_so(shown: Shown) -> None:
    window, _ = shown(TeamChange(address="https://h", version="1"))
    assert window.too_long.isVisible()
    assert not window.difference.isVisible()


def test_text_of_the_file_is_never_markup(shown: Shown) -> None:
    window, _ = shown(TeamChange(address="https://h", version="1", meaning=("<b>x</b>",), lines=("+ <img src=x>",)))
    assert window.meaning.textFormat() is Qt.TextFormat.PlainText
    assert window.difference.toPlainText() == "+ <img src=x>"


@pytest.mark.usefixtures("qapp")
def test_an_answer_after_it_was_closed_is_dropped() -> None:
    held: list[Any] = []
    window = Team(lambda _, then=None: held.append(then))
    window.show()
    window.close()
    held[0](CHANGE)
    assert window._change is None


@pytest.mark.usefixtures("qapp")
def test_not_now_may_be_answered_after_it_is_gone() -> None:
    held: list[Any] = []
    window = Team(lambda _, then=None: held.append(then))
    window.show()
    held.pop()(CHANGE)
    window.later.click()
    window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(window)
    held.pop()(Done(""))


def test_everything_has_a_name_and_a_key_of_its_own(shown: Shown) -> None:
    window, _ = shown(HOSTILE)
    takes = [
        one for one in window.findChildren(QWidget) if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert takes
    for widget in takes:
        assert QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip(), widget
    keys = [
        QKeySequence.mnemonic(one.text()).toString() for one in window.findChildren(QAbstractButton) if one.isVisible()
    ]
    assert len(keys) == len(set(keys))
    assert "" not in keys
