"""The window of a release: what a tired person sees first, and what is decided about a problem by a key or a button."""

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.action import Action, Done
from supporttray.core.asked import AddTask, AskTask, TaskDraft
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.outbox import Fate
from supporttray.core.page import Page, Setup
from supporttray.core.release.page import (
    AskAnswers,
    AskRelease,
    Confirm,
    Dismiss,
    Fixed,
    Line,
    LinkBug,
    Merge,
    Room,
    ScanNow,
    SendAnswers,
    Split,
    Stop,
    UndoDecision,
)
from supporttray.errors import Failure, NotDone
from supporttray.ui.release import word
from supporttray.ui.release.bar import Step, offered
from supporttray.ui.release.sheet import AnswersSheet, LinkSheet, MergeSheet, SplitSheet
from supporttray.ui.release.subject import meant
from supporttray.ui.release.window import ReleaseWindow
from tests.ui.conftest import Browser
from tests.ui.diary import NOON, entry, with_outbox
from tests.ui.release.lab import (
    GIFTS,
    LABELS,
    LATE,
    MENDED,
    NAN,
    NOTHING,
    ODD,
    OLD,
    ROOM,
    SHOP,
    Company,
    listed,
    many,
    opened,
)

NUMBERS = [4, 1, 2, 5, 6]


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def window(qtbot: QtBot, company: Company) -> ReleaseWindow:
    made = opened(qtbot, company)
    qtbot.addWidget(made)
    return made


def said(window: ReleaseWindow) -> str:
    labels = (one for one in window.findChildren(QLabel) if one.isVisible())
    return "\n".join(one.text().replace("\u200b", "") for one in labels)


def shown(window: ReleaseWindow) -> set[Step]:
    return {step for step, one in window.problems.problem.bar.buttons.items() if one.isVisible()}


def sheet(window: ReleaseWindow, step: Step) -> QWidget:
    window.problems.problem.take(step)
    made = window.problems.problem.open_sheet
    assert made
    return made


def test_first_of_all_stand_the_name_the_light_the_impact_and_when_it_was_looked_at(window: ReleaseWindow) -> None:
    assert window.windowTitle() == "Shop 4.0"
    assert window.head.which.currentText() == "Shop 4.0"
    assert window.head.light.text() == "Amber: 2 suspected problems wait for a decision."
    assert not window.head.picture.pixmap().isNull()
    assert window.head.headline.text() == ROOM.headline
    assert "zendesk: scanned 11:42, 12 new, next 12:12" in said(window)
    assert "rollbar: scanned 09:00, nothing new, Rollbar does not answer" in said(window)
    assert "What could not be seen: rollbar." in said(window)
    assert "Of 6 suspected problems 2 were confirmed and 1 was dismissed." in said(window)


def test_the_problems_stand_in_the_order_in_which_they_were_told_each_with_its_reasons(window: ReleaseWindow) -> None:
    assert listed(window) == NUMBERS
    window.problems.choose(1)
    row = [window.problems.table.model().index(1, column).data() for column in range(7)]
    assert row[0] == "Suspected"
    assert row[2].startswith("31 tickets since noon")
    assert row[3:] == ["72", "3 tickets, 1 error", "10:00", ""]
    page = window.problems.problem
    assert page.signs.text.splitlines()[0] == "+30: 31 tickets since noon, usually 12 ± 4."
    assert page.signs.text.splitlines()[-1] == "-5: One like it was dismissed."
    assert "72 of 100 points" in page.state.text()
    assert page.told.model().rowCount() == 4


def test_what_customers_write_is_never_markup(window: ReleaseWindow) -> None:
    window.problems.choose(4)
    assert ODD in said(window)
    assert all(
        one.textFormat() is Qt.TextFormat.PlainText for one in window.findChildren(QLabel) if "<b>" in one.text()
    )


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        (NAN, {Step.CONFIRM, Step.DISMISS, Step.LINK, Step.CREATE, Step.MERGE, Step.SPLIT}),
        (LATE, {Step.DISMISS, Step.FIXED, Step.LINK, Step.MERGE, Step.OPEN, Step.UNDO}),
        (MENDED, {Step.ANSWER, Step.UNDO}),
        (NOTHING, {Step.CONFIRM, Step.UNDO}),
    ],
    ids=["suspected", "confirmed, with a bug", "fixed", "dismissed"],
)
def test_only_what_can_be_done_is_offered(window: ReleaseWindow, line: Line, steps: set[Step]) -> None:
    window.problems.choose(line.problem.number)
    assert shown(window) == steps


def test_what_nobody_could_do_is_not_offered_at_all() -> None:
    assert Step.CREATE not in offered(NAN, others=True, queue=False)
    assert Step.MERGE not in offered(NAN, others=False, queue=True)
    known = msgspec.structs.replace(MENDED, tickets=MENDED.tickets[1:])
    assert Step.ANSWER not in offered(known, others=True, queue=True), "all know it"


@pytest.mark.parametrize(
    ("number", "key", "action"),
    [
        (1, "C", Confirm(1)),
        (1, "D", Dismiss(1)),
        (4, "F", Fixed(4)),
        (6, "U", UndoDecision(6)),
        (1, "F", None),  # nobody confirmed it
    ],
)
def test_a_letter_decides(
    qtbot: QtBot, window: ReleaseWindow, company: Company, number: int, key: str, action: Action | None
) -> None:
    window.problems.choose(number)
    window.problems.table.setFocus()
    qtbot.keyClicks(window.problems.table, key.lower())
    assert [one for one in company.done if not isinstance(one, AskRelease)] == ([action] if action else [])


def test_what_is_decided_is_told_and_the_list_looked_at_anew(window: ReleaseWindow, company: Company) -> None:
    company.answers[Confirm] = Done("It is a problem of the release.")
    company.room = msgspec.structs.replace(ROOM, problems=(NAN, LATE))
    window.problems.choose(1)
    window.problems.problem.bar.buttons[Step.CONFIRM].click()
    assert window.strip.notice.text == "It is a problem of the release."
    assert listed(window) == [1, 4]
    company.answers[Confirm] = NotDone("Somebody else decided.")
    window.problems.problem.take(Step.CONFIRM)
    assert window.strip.notice.text.startswith("Gift cards and vouchers are refused at the checkout: Somebody else")


def test_one_is_merged_into_another_open_one(qtbot: QtBot, window: ReleaseWindow, company: Company) -> None:
    window.problems.choose(1)
    made = sheet(window, Step.MERGE)
    assert isinstance(made, MergeSheet)
    assert [made.other.itemText(place)[0] for place in range(made.other.count())] == ["4", "2"]
    assert not made.go.isEnabled()
    made.other.setCurrentIndex(1)
    qtbot.mouseClick(made.go, Qt.MouseButton.LeftButton)
    assert company.all(Merge) == [Merge(1, 2)]
    assert not made.isVisible()


def test_some_of_its_tickets_are_split_off_but_never_all(window: ReleaseWindow, company: Company) -> None:
    window.problems.choose(1)
    made = sheet(window, Step.SPLIT)
    assert isinstance(made, SplitSheet)
    rows = [made.rows.view.item(row) for row in range(4)]
    for row in rows:
        row.setCheckState(Qt.CheckState.Checked)
    assert not made.go.isEnabled()
    for row in rows[1:3]:
        row.setCheckState(Qt.CheckState.Unchecked)
    made.go.click()
    assert company.all(Split) == [Split(1, (GIFTS[0].key, NAN.errors[0].key))]


def test_a_bug_is_linked_by_its_name_and_its_link_is_taken_away(window: ReleaseWindow, company: Company) -> None:
    window.problems.choose(1)
    made = sheet(window, Step.LINK)
    assert isinstance(made, LinkSheet)
    made.bug.setText(" SHOP-12 ")
    made.take()
    window.problems.choose(4)
    made = sheet(window, Step.LINK)
    assert isinstance(made, LinkSheet)
    assert not made.go.isEnabled()
    made.bug.clear()
    assert "away" in made.go.text()
    made.take()
    assert company.all(LinkBug) == [LinkBug(1, "SHOP-12"), LinkBug(4, "")]


def test_a_bug_is_made_without_customers_words_and_linked_once_it_has_an_address(
    window: ReleaseWindow, company: Company
) -> None:
    company.answers |= {AskTask: TaskDraft("Gift cards", "Text", "ACME"), AddTask: Done("It goes out.")}
    window.problems.choose(1)
    made = sheet(window, Step.CREATE)
    (asked,) = company.all(AskTask)
    assert isinstance(asked, AskTask)
    assert asked.title == NAN.problem.title
    assert "It came up with Shop 4.0." in asked.text
    assert "https://desk.example/1" in asked.text
    assert not any(one.title in asked.text for one in NAN.tickets)
    assert made.isVisible()
    deed = Deed(verb=Verb.CREATE, place="ACME", text="Gift cards")
    waiting = entry(deed=deed, subject="problem 1", account="jira")
    window.draw(with_outbox(waiting))
    assert not company.all(LinkBug)
    url = "https://jira.example/browse/ACME-77"
    there = msgspec.structs.replace(waiting, fate=Fate.SENT, receipt=Receipt("77", url))
    for _ in range(2):
        window.draw(with_outbox(there, msgspec.structs.replace(there, number=2, subject="problem 4")))
    assert company.all(LinkBug) == [LinkBug(1, url)], "once, and not over the bug that another one has"


def test_one_click_tells_all_who_reported_it_but_those_whose_tick_was_taken(
    window: ReleaseWindow, company: Company
) -> None:
    window.problems.choose(5)
    made = sheet(window, Step.ANSWER)
    assert isinstance(made, AnswersSheet)
    assert made.go.text() == "&Send 2 answers (Ctrl+Enter)"
    made.to.view.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert made.go.text() == "&Send 1 answer (Ctrl+Enter)"
    made.to.view.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not made.go.isEnabled()
    made.to.view.item(0).setCheckState(Qt.CheckState.Checked)
    made.go.click()
    assert company.all(SendAnswers) == [SendAnswers(5, "It is fixed.", ("ticket:desk/7",))]


def test_answers_that_could_not_be_asked_for_go_to_nobody(window: ReleaseWindow, company: Company) -> None:
    company.answers[AskAnswers] = Failure("The desk does not answer.")
    window.problems.choose(5)
    made = sheet(window, Step.ANSWER)
    assert isinstance(made, AnswersSheet)
    made.text.write("Hello")
    assert not made.go.isEnabled()
    assert made.said.text() == "The desk does not answer"


def test_letters_in_a_sheet_are_written_and_decide_nothing(
    qtbot: QtBot, window: ReleaseWindow, company: Company
) -> None:
    window.problems.choose(1)
    made = sheet(window, Step.LINK)
    assert isinstance(made, LinkSheet)
    qtbot.keyClicks(made.bug, "cdu")
    assert made.bug.text() == "cdu"
    assert not company.all(Confirm)
    qtbot.keyClick(made.bug, Qt.Key.Key_Escape)
    assert not made.isVisible()
    other = sheet(window, Step.SPLIT)
    assert isinstance(other, SplitSheet)
    qtbot.keyClicks(other.rows.view, "cd")
    assert not company.all(Confirm)


def test_a_ticket_opens_in_the_browser(window: ReleaseWindow, browser: Browser) -> None:
    window.problems.choose(1)
    window.problems.problem.told.step(1)
    window.problems.problem.told.entered.emit()
    window.problems.choose(4)
    window.problems.problem.take(Step.OPEN)
    assert browser.opened == ["https://desk.example/2", "https://jira.example/browse/SHOP-12"]


def test_scanning_is_asked_for_at_once_and_says_what_came_of_it(window: ReleaseWindow, company: Company) -> None:
    company.answers[ScanNow] = Failure("Zendesk does not answer.", "Try it later.")
    window.head.scanning.click()
    assert company.all(ScanNow) == [ScanNow()]
    assert window.strip.notice.text == "Scan: Zendesk does not answer. Try it later."
    assert window.head.scanning.isEnabled()


def test_who_stops_it_is_asked_once_and_finds_the_summary(window: ReleaseWindow, company: Company) -> None:
    window.head.stopping.click()
    assert not company.all(Stop)
    window.question.buttons[0].click()
    assert not window.question.isVisible()
    window.head.stopping.click()
    window.question.buttons[1].click()
    assert company.all(Stop) == [Stop(SHOP.number)]
    assert company.all(AskRelease)[-1] == AskRelease(SHOP.number)
    assert window.tabs.tabText(window.tabs.currentIndex()).replace("&", "") == "Whole release"


def test_another_release_is_chosen_from_the_list(window: ReleaseWindow, company: Company) -> None:
    assert [window.head.which.itemText(place) for place in range(2)] == ["Shop 4.0", "Depot 2.1"]
    company.room = msgspec.structs.replace(ROOM, release=OLD, also=(SHOP,), problems=())
    window.head.which.activated.emit(1)
    assert company.all(AskRelease)[-1] == AskRelease(OLD.number)
    assert window.head.which.currentText() == "Depot 2.1"
    assert not window.head.stopping.isVisible()
    assert "was watched from" in said(window)


def test_without_a_release_it_says_what_to_do(qtbot: QtBot) -> None:
    pages: list[Page] = []
    company = Company(Room(now=NOON))
    window = opened(qtbot, company)
    qtbot.addWidget(window)
    window.page.connect(pages.append)
    assert window.nothing.said.text() == "No release is watched."
    assert not window.tabs.isVisible()
    window.nothing.buttons[0].click()
    assert window._begin
    assert window._begin.isVisible()
    company.room = Room(now=NOON, watches=False)
    window._ask()
    assert window.nothing.hint.text().startswith("Rollbar and Sentry are in Settings.")
    assert "Name your help desk" in window.nothing.hint.text(), "nobody knows its address before the config says it"
    window.nothing.buttons[0].click()
    assert pages == [Setup()]


def test_a_release_that_nobody_tells_about_says_so(qtbot: QtBot) -> None:
    company = Company(msgspec.structs.replace(ROOM, watches=False, looks=(), problems=(), blind=()))
    window = opened(qtbot, company)
    qtbot.addWidget(window)
    assert window.nothing.said.text() == "No tickets and no errors are watched: nobody tells how it fares."
    assert not window.head.scanning.isVisible()
    assert "Nothing was scanned yet." in said(window)


def test_calm_is_not_claimed_for_what_could_not_be_seen(window: ReleaseWindow, company: Company) -> None:
    company.room = msgspec.structs.replace(ROOM, problems=())
    window._ask()
    assert window.problems.nothing.text() == "No problem is known, but not everything can be seen."
    company.room = msgspec.structs.replace(ROOM, problems=(), blind=())
    window._ask()
    assert window.problems.nothing.text().startswith("Nothing looks like a problem of the release.")


def test_an_error_leaves_what_was_seen_and_is_said(window: ReleaseWindow, company: Company) -> None:
    company.answers[AskRelease] = Failure("Support Tray is not looking now.", "Try again in a moment.")
    window._ask()
    assert listed(window) == NUMBERS
    assert window.strip.notice.text == "Support Tray is not looking now. Try again in a moment."


def test_a_need_leads_to_its_problem_and_one_that_is_gone_says_so(qtbot: QtBot, company: Company) -> None:
    company.slow = True
    window = ReleaseWindow(company, company.clock)
    qtbot.addWidget(window)
    window.show()
    window.choose("release.problem|problem:2#1")
    company.catch_up()
    assert window.problems.problem.line == LABELS
    window.choose("release.problem|problem:99#1")
    assert window.strip.notice.text == "That one is not there any more."


@pytest.mark.parametrize(
    ("need", "numbers"),
    [
        ("release.problem|problem:3/12#1", (0, 12)),
        ("release.standup|release:3#2026-12-08", (3, 0)),
        ("problem:7", (0, 7)),
        ("release.text|release#", (0, 0)),
    ],
)
def test_a_need_names_a_release_or_a_problem(need: str, numbers: tuple[int, int]) -> None:
    assert meant(need) == numbers


def test_sixty_problems_are_searched_and_who_is_asked_about_one_keeps_it(qtbot: QtBot) -> None:
    company = Company(msgspec.structs.replace(ROOM, problems=many(60)))
    window = opened(qtbot, company)
    qtbot.addWidget(window)
    assert len(listed(window)) == 60
    window.problems.choose(4)
    sheet(window, Step.LINK)
    window.problems.search.setText("number 58")
    assert listed(window) == [58, 4]
    window.problems.problem.close_sheet()
    window.problems.search.setText("nothing has this")
    assert "Nothing matches “nothing has this”" in window.problems.unfound.text()


def test_in_a_low_window_the_chart_makes_room_for_the_problems(window: ReleaseWindow) -> None:
    assert window.problems.chart.isVisible()
    window.resize(640, 420)
    QApplication.processEvents()
    assert not window.problems.chart.isVisible()


def test_all_that_takes_the_keyboard_has_a_name(window: ReleaseWindow) -> None:
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        nameless = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisible()
            and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        ]
        assert nameless == []


def test_it_goes_when_it_is_closed_and_all_was_answered(qapp: QApplication, qtbot: QtBot, company: Company) -> None:
    window = opened(qtbot, company)
    gone: list[bool] = []
    window.gone.connect(lambda: gone.append(True))
    company.slow = True
    window._ask()
    window.close()
    assert not gone
    company.catch_up()
    assert gone == [True]
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_scan_that_is_late_is_due_now_and_not_in_the_past() -> None:
    one = msgspec.structs.replace(ROOM.looks[0], next_at=NOON - timedelta(minutes=5))
    assert word.look(one, NOON, None).endswith("next 12:00")
