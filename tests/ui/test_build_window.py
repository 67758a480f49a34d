"""The window of builds: what stands at its top, what it lists, what is found by typing, and what it says where there is nothing."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core import page
from supporttray.core.builds import AskBuilds, AskFlaky, AskSignatures, Builds, ForgetSignature
from supporttray.errors import Unreachable
from supporttray.paths import resource
from supporttray.ui.builds.window import BuildsWindow
from supporttray.ui.tray.icons import Icons
from supporttray.ui.tray.menu import BUILDS
from supporttray.ui.windows import Windows
from tests.ui.build_lab import BROKEN, CHANCE, FINE, FULL, LINES, NOON, Company, opened, selected, titles
from tests.ui.samples import snapshot


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, company: Company) -> Iterator[BuildsWindow]:
    made = opened(qtbot, company)
    yield made
    if isValid(made):
        made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def again(window: BuildsWindow, company: Company, builds: Builds) -> None:
    company.builds = builds
    window._ask()


def test_it_says_how_many_were_checked_and_when_and_never_just_that_all_is_green(
    window: BuildsWindow, company: Company
) -> None:
    assert window.checked.text() == "7 pipelines checked, 11:58"
    assert titles(window)[:2] == ["checkout", "device-lab images"]
    assert selected(window) == "checkout"
    assert not window.blind.isVisible()
    again(window, company, Builds(LINES[:1], NOON - timedelta(days=1)))
    assert window.checked.text() == "1 pipeline checked, Mon 7 Dec 12:00"


def test_what_cannot_be_seen_is_named_and_shown_as_it_was_last(window: BuildsWindow, company: Company) -> None:
    again(window, company, Builds(LINES, NOON, ("jenkins", "mirror")))
    assert window.blind.text() == "Cannot be seen now, shown as last seen: jenkins, mirror"
    assert len(titles(window)) == len(LINES)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("checkout", ["checkout"]),
        ("RELEASE/2", ["search"]),
        ("handled", ["device-lab images"]),
        ("flaky", ["payments"]),
        ("infrastructure disk", ["device-lab images"]),
        ("priya", ["device-lab images"]),
        ("shop gift_card", ["checkout"]),
    ],
)
def test_what_is_typed_is_found_in_title_branch_state_cause_and_owner(
    window: BuildsWindow, typed: str, found: list[str]
) -> None:
    window.search.setText(typed)
    assert titles(window) == found


def test_where_nothing_matches_it_is_said_and_escape_shows_all_again(window: BuildsWindow, qtbot: QtBot) -> None:
    window.search.setText("no such build")
    assert window.unfound.isVisible()
    assert "“no such build”" in window.unfound.text()
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert len(titles(window)) == len(LINES)


def test_what_is_chosen_stays_chosen_when_the_builds_change_places(window: BuildsWindow, company: Company) -> None:
    window.table.select(FULL.key)
    healed = msgspec.structs.replace(BROKEN, state="passing", incident="")
    again(window, company, Builds((FULL, CHANCE, FINE, healed), NOON))
    assert titles(window) == ["device-lab images", "payments", "search", "checkout"]
    assert selected(window) == "device-lab images"
    again(window, company, Builds((FINE,), NOON))
    assert selected(window) == "search"


def test_a_need_chooses_its_build_also_one_that_the_search_hides(window: BuildsWindow) -> None:
    window.search.setText("payments")
    window.choose(FULL.incident)
    assert selected(window) == "device-lab images"
    window.choose("build.silent|build:ci/5#9.1")
    assert selected(window) == "docs"
    window.choose("build.broken|build:ci/99#1.1")
    assert window.strip.notice.text == "That one needs nobody any more."


def test_where_nothing_is_watched_it_says_what_to_do(window: BuildsWindow, company: Company, qtbot: QtBot) -> None:
    again(window, company, Builds(()))
    assert not window.tabs.isVisible()
    assert window.nothing.said.text() == "No builds are watched."
    with qtbot.waitSignal(window.settings):
        window.nothing.buttons[0].click()
    again(window, company, Builds((), NOON))
    assert window.nothing.said.text() == "No build has run yet."
    window.strip.setFocus()
    again(window, company, Builds(LINES, NOON))
    assert window.tabs.isVisible()
    assert selected(window) == "checkout"
    assert not window.nothing.isVisible()


def test_an_error_is_said_and_takes_nothing_away(window: BuildsWindow, company: Company) -> None:
    company.answers[AskBuilds] = Unreachable("The engine rests.")
    window._ask()
    assert "The engine rests." in window.strip.notice.text
    assert len(titles(window)) == len(LINES)


def test_news_is_asked_about_once_a_burst_and_not_while_nobody_looks(
    window: BuildsWindow, company: Company, qtbot: QtBot
) -> None:
    before = len(company.all(AskBuilds))
    for _ in range(5):
        window.draw(snapshot())
    qtbot.waitUntil(lambda: len(company.all(AskBuilds)) > before)
    assert len(company.all(AskBuilds)) == before + 1
    window.hide()
    window.draw(snapshot())
    assert not window._again.isActive()


def test_flaky_tests_say_how_often_and_since_when(window: BuildsWindow) -> None:
    window.tabs.setCurrentIndex(1)
    table = window.flaky.table
    rows = [[table.item(row, column).text() for column in range(5)] for row in range(table.rowCount())]
    assert rows[0] == ["test_retry <b>[fast]</b>", "payments", "7 times", "Wed 18 Nov", "Tue 8 Dec"]
    assert rows[1][2] == "once"
    assert "<b>" not in table.item(0, 0).toolTip()


def test_no_flaky_test_is_said_too(window: BuildsWindow, company: Company) -> None:
    company.answers[AskFlaky] = ()
    window.tabs.setCurrentIndex(1)
    assert not window.flaky.table.isVisible()
    assert window.flaky.said.text() == "No test has failed by chance in the last 30 days."


def test_what_was_taught_can_be_taken_back(window: BuildsWindow, company: Company) -> None:
    window.tabs.setCurrentIndex(2)
    taught = window.taught
    assert taught.list.item(0).text() == r"Test: where “FAILED tests/test_basket\.py” is found (since Sun 6 Dec)"
    taught.back.click()
    assert company.all(ForgetSignature) == [ForgetSignature(4)]
    assert taught.came.text() == "Taken back."
    assert not taught.list.isVisible()
    assert taught.said.text().startswith("You taught nothing yet.")


def test_a_tab_that_is_open_is_asked_anew_with_the_builds(window: BuildsWindow, company: Company) -> None:
    window.tabs.setCurrentIndex(2)
    window._ask()
    assert len(company.all(AskSignatures)) == 2


def test_the_menu_opens_one_window_and_it_goes_when_it_is_closed(qapp: QApplication, company: Company) -> None:
    windows = Windows(Icons(resource("icons")), company)
    windows.want(BUILDS)
    first = windows.opener.window(page.BuildsPage)
    windows.want(BUILDS)
    assert first
    assert windows.opener.window(page.BuildsPage) is first
    first.close()
    windows.want(BUILDS)
    second = windows.opener.window(page.BuildsPage)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert second
    assert second.isVisible()
    assert not isValid(first)
    second.close()


def test_it_goes_only_when_all_is_known_that_was_asked_for(qapp: QApplication, qtbot: QtBot, company: Company) -> None:
    window = opened(qtbot, company)
    company.slow = True
    window._ask()
    window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert isValid(window)
    company.catch_up()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(window)
