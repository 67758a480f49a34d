"""What is told of a release: the app proposes, a person decides; customers' words leave only if they are ticked."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from supporttray.core.action import Done
from supporttray.core.page import Page, Setup
from supporttray.core.release.page import AskBrief, AskDay, AskSummary, KeepDay, Light, PostDay, Written
from supporttray.errors import Failure
from supporttray.ui.release.text import Text
from supporttray.ui.release.today import Today
from supporttray.ui.release.window import ReleaseWindow
from tests.ui.release.lab import DAY, SHOP, Company, opened


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def window(qtbot: QtBot, company: Company) -> ReleaseWindow:
    made = opened(qtbot, company)
    qtbot.addWidget(made)
    return made


def turned(window: ReleaseWindow, tab: int, name: str) -> Text:
    window.tabs.setCurrentIndex(tab)
    return window.text(name)


def today(window: ReleaseWindow) -> Today:
    made = turned(window, 1, "today")
    assert isinstance(made, Today)
    return made


def test_good_and_bad_are_written_before_and_shown_as_they_will_stand(window: ReleaseWindow, company: Company) -> None:
    page = today(window)
    assert company.all(AskDay)[-1] == AskDay(SHOP.number)
    assert page.text == DAY
    assert page.sheet.paper.toPlainText().startswith("Shop 4.0, Tue 8 Dec")
    assert page.goes.text() == "Goes to #release"
    assert page.why.text() == "Proposed: Amber: 2 suspected problems wait for a decision."
    assert page.lights[Light.AMBER].isChecked()


def test_a_person_decides_another_light_and_the_proposals_reason_goes_with_it(
    window: ReleaseWindow, company: Company
) -> None:
    page = today(window)
    page.lights[Light.RED].click()
    assert "🔴 red\n" in page.text
    assert "wait for a decision" not in page.text
    assert page.lights[Light.RED].isChecked()
    assert not page.lights[Light.AMBER].isChecked()
    assert company.all(KeepDay)[-1] == KeepDay(SHOP.number, page.text)
    page.lights[Light.AMBER].click()
    assert page.text == DAY


def test_customers_are_quoted_only_where_they_are_ticked_and_no_more_where_the_tick_goes(window: ReleaseWindow) -> None:
    page = today(window)
    words = "Gift card: total shows NaN"
    assert words not in page.text
    assert page.quotes.checked() == []
    page.quotes.view.item(0).setCheckState(Qt.CheckState.Checked)
    assert f"- Problem 1 (checkout, 3 tickets), new\n  “{words}”" in page.text
    assert "Cannot pay" not in page.text
    page.quotes.view.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert page.text == DAY


def test_it_is_posted_once(window: ReleaseWindow, company: Company) -> None:
    page = today(window)
    company.answers[PostDay] = Done("It goes out in ten seconds.")
    company.answers[AskDay] = msgspec.structs.replace(company.answers[AskDay], posted=True)  # type: ignore[type-var]
    page.post.click()
    assert company.all(PostDay) == [PostDay(SHOP.number, DAY)]
    assert window.strip.notice.text == "It goes out in ten seconds."
    assert not page.post.isEnabled()
    assert page.notice.said.text() == "It was posted; change it where it stands."


def test_what_could_not_be_posted_stays_and_may_be_posted_again(window: ReleaseWindow, company: Company) -> None:
    page = today(window)
    company.answers[PostDay] = Failure("Slack does not answer.")
    page.post.click()
    assert "Slack does not answer." in window.strip.notice.text
    assert page.post.isEnabled()
    assert page.text == DAY


def test_what_a_person_wrote_is_kept_and_no_answer_takes_it_away(
    qtbot: QtBot, window: ReleaseWindow, company: Company
) -> None:
    page = today(window)
    qtbot.keyClicks(page.sheet.editor, "Ours: ")
    company.answers[AskDay] = Written(release=SHOP, text="Another one")
    window._ask()
    assert page.text == f"Ours: {DAY}"
    window.tabs.setCurrentIndex(0)
    assert company.all(KeepDay)[-1] == KeepDay(SHOP.number, f"Ours: {DAY}")
    window.tabs.setCurrentIndex(1)
    assert page.text == f"Ours: {DAY}"


def test_what_was_just_written_is_kept_before_the_window_goes(qtbot: QtBot, company: Company) -> None:
    window = opened(qtbot, company)
    page = today(window)
    page.sheet.editor.clearFocus()
    gone: list[int] = []
    window.gone.connect(lambda: gone.append(len(company.all(KeepDay))))
    page.sheet.editor.textCursor().insertText("Ours: ")  # as an input method does
    window.close()
    assert gone == [1]
    assert company.all(KeepDay) == [KeepDay(SHOP.number, f"Ours: {DAY}")]


def test_who_begins_anew_is_asked_before_their_words_go(qtbot: QtBot, window: ReleaseWindow, company: Company) -> None:
    page = today(window)
    qtbot.keyClicks(page.sheet.editor, "Ours: ")
    page.anew.click()
    assert page.text.startswith("Ours: ")
    page.notice.buttons[1].click()
    assert page.text == DAY
    assert company.all(KeepDay)[-1] == KeepDay(SHOP.number, "")
    assert company.all(AskDay)[-1] == AskDay(SHOP.number, anew=True)


def test_a_text_that_was_kept_stands_there_again(window: ReleaseWindow, company: Company) -> None:
    company.answers[AskSummary] = Written(release=SHOP, text="Ours", kept=True)
    page = turned(window, 3, "whole")
    assert page.text == "Ours"


def test_the_whole_release_is_copied_as_markdown_and_kept_as_such(
    qtbot: QtBot, window: ReleaseWindow, company: Company
) -> None:
    page = turned(window, 3, "whole")
    page.copy.click()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "# Shop 4.0\n\nIt went well."
    assert "#" not in data.html().partition("<body")[2].partition(">")[2]
    qtbot.keyClicks(page.sheet.editor, "x")
    page.post.click()
    assert company.all(KeepDay)[-1] == KeepDay(SHOP.number, "x# Shop 4.0\n\nIt went well.", summary=True)
    assert company.all(PostDay) == [PostDay(SHOP.number, "x# Shop 4.0\n\nIt went well.", summary=True)]


def test_the_page_for_the_stand_up_is_read_and_copied_and_written_nowhere(
    window: ReleaseWindow, company: Company
) -> None:
    page = turned(window, 2, "brief")
    assert company.all(AskBrief) == [AskBrief(SHOP.number)]
    assert not page.sheet.editor.isVisible()
    assert not page.post.isVisible()
    assert "Gift cards are refused." in page.sheet.paper.toPlainText()
    page.copy.click()
    assert QGuiApplication.clipboard().text().startswith("# For support")


def test_where_nobody_said_where_it_goes_it_can_be_copied(window: ReleaseWindow, company: Company) -> None:
    pages: list[Page] = []
    window.page.connect(pages.append)
    company.answers[AskDay] = Written(release=SHOP, text=DAY)
    page = today(window)
    assert not page.post.isEnabled()
    assert page.copy.isEnabled()
    page.notice.buttons[0].click()
    assert pages == [Setup()]


def test_a_text_that_could_not_be_made_can_be_asked_for_again(window: ReleaseWindow, company: Company) -> None:
    good = company.answers[AskDay]
    company.answers[AskDay] = Failure("The database is busy.")
    page = today(window)
    assert page.notice.said.text() == "The database is busy."
    assert not page.post.isEnabled()
    company.answers[AskDay] = good
    page.notice.buttons[0].click()
    assert page.text == DAY
