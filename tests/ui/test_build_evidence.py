"""Why a build is red: said in one sentence with what it rests on, whose it may be, and what can be done about it."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supporttray.core.action import Done
from supporttray.core.builds import AskWhy, Builds, LetGo, Rerun, TakeOn, Why
from supporttray.core.suspect import Suspicion
from supporttray.errors import NotDone
from supporttray.ui.builds.bar import Step
from supporttray.ui.builds.mine import MineSheet
from supporttray.ui.builds.window import BuildsWindow
from tests.ui.build_lab import (
    AROUND,
    BROKEN,
    CHANCE,
    FULL,
    LIKELY,
    NOON,
    ODD,
    TEST,
    WHY,
    WHY_FULL,
    Company,
    offered,
    opened,
    plainly,
)
from tests.ui.conftest import Browser

EVERYTHING = {Step.RERUN, Step.MINE, Step.TELL, Step.LOG, Step.TEACH}


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, company: Company) -> Iterator[BuildsWindow]:
    made = opened(qtbot, company)
    yield made
    made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shown(window: BuildsWindow, company: Company, why: Why) -> str:
    """Let the company say that, and return the paragraphs."""
    company.whys[BROKEN.key] = why
    window._ask()
    return plainly(window.evidence.facts.text)


def test_why_is_one_sentence_with_the_rule_the_line_and_how_sure_that_is(window: BuildsWindow) -> None:
    assert plainly(window.evidence.sentence.text()) == (
        "Test: tests/test_basket.py::test_gift_card. Very likely; by the rule “pytest”, line 1,204 of the log's end."
    )
    window.table.select(FULL.key)
    assert plainly(window.evidence.sentence.text()) == (
        "Infrastructure: agent-14: disk full. As good as certain; by the rule “disk-full”, line 88."
    )


def test_what_is_not_clear_is_said_kindly_and_not_guessed(window: BuildsWindow) -> None:
    window.table.select(ODD.key)
    said = plainly(window.evidence.sentence.text())
    assert said.startswith("Why is not clear: ")
    assert said.endswith("The log is gone.")
    assert not window.evidence.excerpt.isVisible()
    assert offered(window) == {Step.MINE}


def test_the_marked_line_has_an_arrow_at_its_number_among_the_lines_around_it(window: BuildsWindow) -> None:
    excerpt = window.evidence.excerpt
    assert excerpt.toPlainText().split("\n") == list(AROUND)
    assert [excerpt.said(block) for block in range(7)] == ["1199", "1200", "1201", "1202", "1203", "► 1204", "1205"]
    assert excerpt.line == TEST.text
    assert excerpt.isReadOnly()


def test_what_is_selected_in_the_lines_stays_while_they_are_the_same(window: BuildsWindow, company: Company) -> None:
    excerpt = window.evidence.excerpt
    excerpt.selectAll()
    shown(window, company, msgspec.structs.replace(WHY, again=2))
    assert excerpt.textCursor().hasSelection()


def test_the_likely_change_is_named_with_its_reason(window: BuildsWindow, company: Company) -> None:
    text = plainly(window.evidence.facts.text)
    assert (
        "Likely change: #421 “Gift cards in the basket” by Jonas Weber: very likely; touched shop/basket.py, which the "
        "failing test is about\n" in text
    )
    assert "Whose tests: ours (@quillfern/apps)" in text
    assert "Failed tests: tests/test_basket.py::test_gift_card — assert 'NaN' == '25.00'" in text
    doubt = tuple(msgspec.structs.replace(one, confidence=0.5) for one in LIKELY.suspects)
    text = shown(window, company, msgspec.structs.replace(WHY, suspicion=Suspicion(suspects=doubt)))
    assert "Likely change: Not clear: no change stands out. It came in with one of these:\n#421" in text
    assert "Likely change: Not clear." in shown(window, company, msgspec.structs.replace(WHY, suspicion=None))


def test_what_the_machinery_broke_names_no_author(window: BuildsWindow, company: Company) -> None:
    company.whys[FULL.key] = msgspec.structs.replace(WHY_FULL, suspicion=LIKELY)
    window.table.select(FULL.key)
    text = plainly(window.evidence.facts.text)
    assert "Jonas" not in text
    assert "Looks after it: Priya Raman" in text
    assert "Machine: agent-14" in text
    assert "Same cause: device-lab.scanner\ndevice-lab.printer" in text
    assert "Who has it: Priya Raman until Tue 8 Dec 14:00" in text
    assert [one.text() for one in window.evidence.links.buttons if one.isVisible()][:2] == ["Runbook", "Machine"]


def test_the_first_red_and_the_last_green_run_are_told(window: BuildsWindow, company: Company) -> None:
    text = plainly(window.evidence.facts.text)
    assert "First red run: Tue 8 Dec 10:09, “Change 18”, 18c0ffee" in text
    assert "Last green run: Tue 8 Dec 09:09, “Change 17”, 17c0ffee" in text
    assert "Last green run: none is known" in shown(window, company, msgspec.structs.replace(WHY, green=None))


def test_while_nothing_is_known_yet_it_is_said_why(window: BuildsWindow, company: Company) -> None:
    shown(window, company, Why(title="checkout", trouble="GitHub asks to wait until 12:10."))
    assert plainly(window.evidence.sentence.text()) == "Why is not known yet."
    assert window.evidence.trouble.text() == "GitHub asks to wait until 12:10."
    window._ask()
    assert window.evidence.trouble.text() == "GitHub asks to wait until 12:10."
    company.answers[AskWhy] = NotDone("It is not there any more.")
    window._ask()
    assert window.evidence.trouble.text() == "It is not there any more"


def test_a_run_that_is_on_its_way_is_told(window: BuildsWindow, company: Company) -> None:
    assert "one is running now" not in window.evidence.head.text()
    company.builds = Builds((msgspec.structs.replace(BROKEN, running=True),), NOON)
    window._ask()
    assert window.evidence.head.text().endswith(" · one is running now")


def test_a_late_answer_about_another_build_is_not_shown(window: BuildsWindow, company: Company) -> None:
    company.slow = True
    window.table.select(FULL.key)
    waiting = company.waiting
    company.waiting = []
    window.table.select(BROKEN.key)
    company.catch_up()
    for action, then in waiting:
        then(company.answer(action))
    assert plainly(window.evidence.sentence.text()).startswith("Test:")


def test_what_passes_has_nothing_to_explain_and_is_not_asked_about(window: BuildsWindow, company: Company) -> None:
    asked = len(company.all(AskWhy))
    window.table.select(CHANCE.key)
    assert "by chance" in plainly(window.evidence.sentence.text())
    assert offered(window) == set()
    assert len(company.all(AskWhy)) == asked


def test_only_what_can_be_done_is_offered(window: BuildsWindow, company: Company) -> None:
    assert offered(window) == EVERYTHING
    shown(window, company, msgspec.structs.replace(WHY, again=0, addressable=False))
    assert offered(window) == EVERYTHING - {Step.RERUN, Step.TELL}
    window.table.select(FULL.key)
    words = [one.text() for step, one in window.evidence.bar.buttons.items() if step in offered(window)]
    assert words == ["&Re-run failed (3)", "&I'm on it longer…", "&Let go", "&Ask Priya Raman…", "&Wrong? Teach…"]


def test_running_again_and_letting_go_are_one_click_and_say_what_came_of_it(
    window: BuildsWindow, company: Company
) -> None:
    window.table.select(FULL.key)
    company.answers[Rerun] = Done("3 will run again.")
    window.evidence.bar.buttons[Step.RERUN].click()
    assert company.all(Rerun) == [Rerun(FULL.key)]
    assert window.strip.notice.text == "3 will run again."
    company.answers[LetGo] = NotDone("It is green.")
    window.evidence.bar.buttons[Step.LET_GO].click()
    assert company.all(LetGo) == [LetGo(FULL.key)]
    assert window.strip.notice.text == "device-lab images: It is green."


def test_the_log_opens_at_the_line(window: BuildsWindow, browser: Browser) -> None:
    window.evidence.bar.buttons[Step.LOG].click()
    assert browser.opened == [TEST.url]


def test_who_takes_it_on_says_until_when_and_a_time_that_has_passed_is_none(
    window: BuildsWindow, company: Company, qtbot: QtBot
) -> None:
    window.evidence.bar.buttons[Step.MINE].click()
    sheet = window.evidence.open_sheet
    assert isinstance(sheet, MineSheet)
    assert sheet.field.hasFocus()
    sheet.field.tell(NOON - timedelta(minutes=1), sheet.place.zone)
    assert sheet.said.text() == "That time has passed."
    assert not sheet.go.isEnabled()
    sheet.field.tell(NOON + timedelta(hours=1), sheet.place.zone)
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert company.all(TakeOn) == [TakeOn(BROKEN.key, NOON + timedelta(hours=1))]
    assert window.evidence.open_sheet is None


def test_a_build_about_which_somebody_is_asked_stays_while_the_search_goes_on(
    window: BuildsWindow, company: Company
) -> None:
    window.evidence.take(Step.MINE)
    window.search.setText("payments")
    assert window.evidence.line == BROKEN
    assert window.evidence.open_sheet
    company.builds = Builds((FULL, BROKEN), NOON)
    window._ask()
    assert window.evidence.open_sheet
