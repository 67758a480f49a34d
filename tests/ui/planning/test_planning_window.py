"""The planning with QA: as it is posted beside what is written, kept, copied as Markdown, posted once a day."""

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core.action import Action, Done
from supporttray.core.outbox import Entry, Fate
from supporttray.core.work import AskPlanning, KeepPlanning, PlanningDraft, PostPlanning
from supporttray.errors import NotDone
from supporttray.ui.planning.window import Planning
from tests.ui.diary import PLACE, TODAY, Desk, entry, with_outbox

TEXT = "## Planning, Tue 8 Dec\n\n### The queue\n\n- ACME-9 Depot list <b>is</b> empty, 9 days old\n"
DRAFT = PlanningDraft(text=TEXT, day=TODAY, place=PLACE)


class Team(Desk):
    """Has a planning."""

    def __init__(self, planning: PlanningDraft = DRAFT) -> None:
        super().__init__()
        self.planning = planning

    def answer(self, action: Action) -> object:
        if isinstance(action, AskPlanning) and AskPlanning not in self.answers:
            return self.planning
        if isinstance(action, PostPlanning) and PostPlanning not in self.answers:
            return Done("", posting())
        return super().answer(action)


def posting(fate: Fate = Fate.WAITING, day: date = TODAY) -> Entry:
    return entry(fate, intent=f"planning:{day.isoformat()}:slack:C0TEAM")


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, team: Team) -> Iterator[Planning]:
    made = Planning(team, team.clock)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    if isValid(made):
        made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_markdown_is_written_and_beside_it_stands_what_the_channel_will_show(window: Planning) -> None:
    assert window.sheet.editor.toPlainText() == TEXT
    shown = window.sheet.paper.toPlainText()
    assert shown.startswith("Planning, Tue 8 Dec")
    assert "•" in shown
    assert "#" not in shown
    assert "<b>is</b>" in shown


def test_it_is_copied_as_markdown_and_with_its_looks_where_these_are_taken(window: Planning) -> None:
    window.copy.click()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == TEXT
    assert "&lt;b&gt;is&lt;/b&gt;" in data.html()
    assert "##" not in data.html()


def test_what_a_person_wrote_is_kept_and_stands_there_again(
    qapp: QApplication, qtbot: QtBot, window: Planning, team: Team
) -> None:
    qtbot.keyClicks(window.sheet.editor, "Ours: ")
    window.close()
    assert team.all(KeepPlanning)[-1] == KeepPlanning("Ours: " + TEXT)
    team.planning = msgspec.structs.replace(DRAFT, text="Ours: " + TEXT, kept=True)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    again = Planning(team, team.clock)
    qtbot.addWidget(again)
    again.show()
    assert again.sheet.editor.toPlainText().startswith("Ours: ")


def test_it_is_posted_by_one_click_and_says_how_far_that_is(window: Planning, team: Team) -> None:
    assert window.place.text() == f"Goes to {PLACE}"
    window.post.click()
    assert team.all(PostPlanning) == [PostPlanning(TEXT)]
    assert window.outcome.said.text() == "Posting in 9 s"
    window.draw(with_outbox(posting(Fate.SENT)))
    assert window.outcome.said.text().startswith("Posted at")
    assert not window.post.isEnabled()


def test_of_another_day_nothing_is_taken_for_todays(window: Planning) -> None:
    window.draw(with_outbox(posting(Fate.SENT, date(2026, 12, 7))))
    assert window.outcome.said.text() == ""
    assert window.post.isEnabled()


def test_what_cannot_be_posted_says_why_and_stays_to_be_written_on(window: Planning, team: Team) -> None:
    team.answers[PostPlanning] = NotDone("It is not known where the planning goes.")
    window.post.click()
    assert window.notice.said.text() == "It is not known where the planning goes."
    assert not window.sheet.editor.isReadOnly()


def test_all_that_takes_the_keyboard_has_a_name_and_escape_closes(window: Planning, qtbot: QtBot) -> None:
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []
    qtbot.keyClick(window.sheet.editor, Qt.Key.Key_Escape)
    assert not window.isVisible()
