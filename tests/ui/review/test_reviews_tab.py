"""The page of the reviews: those that want me first, how each stands in words, and what can be done about them."""

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supporttray.core import page
from supporttray.core.item.review import Says
from supporttray.core.snapshot import ServiceState
from supporttray.core.work import AskReviewer, AskReviews, Line, NotMine, Remark, Reviews, UntilPushed
from supporttray.errors import NotDone, Unreachable
from supporttray.ui.review import word
from supporttray.ui.review.bar import Step
from supporttray.ui.review.shape import DRAWN, shapes
from supporttray.ui.review.tab import MINE as YOURS
from supporttray.ui.review.tab import Reviews as ReviewsTab
from supporttray.ui.review.table import Column
from tests.ui.conftest import Browser
from tests.ui.diary import with_outbox
from tests.ui.queue.lab import comment
from tests.ui.review.lab import (
    APPROVED,
    ASKED,
    AUTHOR,
    DECLINED,
    DONE,
    DRAFT,
    EPIC,
    FRESH,
    HEBREW,
    LONG,
    MINE,
    NOBODY,
    NOON,
    OTHERS,
    OWN,
    PUSHED,
    RED,
    REVIEWS,
    TURN,
    Company,
    names,
    of,
    offered,
    opened,
    review,
    said,
)
from tests.ui.samples import snapshot


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def tab(qtbot: QtBot, company: Company) -> ReviewsTab:
    return opened(qtbot, company)


def again(tab: ReviewsTab, company: Company, reviews: Reviews) -> None:
    company.reviews = reviews
    tab._ask()


def chosen(tab: ReviewsTab, line: Line) -> None:
    tab.choose(line.review.key)
    assert tab.review.line == line


# --- what is seen


def test_those_that_want_me_stand_first_as_they_came_and_mine_in_a_part_of_their_own(tab: ReviewsTab) -> None:
    assert names(tab) == of(OTHERS)
    assert tab.head.text() == "11 open changes · 3 want you · Seen 2 min ago"
    assert [tab.parts.tabText(part) for part in range(2)] == ["&To review (3)", "&Yours (4)"]
    tab.parts.setCurrentIndex(YOURS)
    assert names(tab) == of(MINE)


@pytest.mark.parametrize(
    ("line", "state"),
    [
        (ASKED, "waits for review"),
        (PUSHED, "pushed since then"),
        (AUTHOR, "waits for author"),
        (RED, "checks red"),
        (APPROVED, "approved"),
        (DRAFT, "draft"),
        (LONG, "odd"),
        (OWN, "waits for review"),
        (FRESH, "nobody asked"),
        (TURN, "waits for you"),
        (DONE, "approved"),
    ],
)
def test_how_a_change_stands_is_a_word_and_a_shape_of_its_own(line: Line, state: str) -> None:
    assert word.state(line) == state
    assert word.shape(line) in DRAWN or line is LONG


def test_no_two_states_have_one_form(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    forms = set()
    for state in (*DRAWN, "odd"):
        image = shapes().get(state, 16, widget).toImage()
        forms.add(tuple(image.pixelColor(x, y).alpha() > 127 for x in range(16) for y in range(16)))
    assert len(forms) == len(DRAWN) + 1 == 8


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "just now"),
        (59, "59 min"),
        (99, "99 min"),
        (100, "1 h"),
        (8 * 60, "8 h"),
        (31 * 60, "31 h"),
        (90000, "1,500 h"),
    ],
)
def test_it_waits_in_working_hours_that_make_no_days(minutes: int, told: str) -> None:
    assert word.waited(msgspec.structs.replace(RED, waited=timedelta(minutes=minutes))) == told


def test_who_hears_a_row_hears_all_of_it(tab: ReviewsTab) -> None:
    heard = tab.table.model().index(0, Column.STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == (
        "waits for review, acme/shop#1 Vouchers expire at midnight of their own zone, You are asked for a review., "
        "Bo Lindqvist, ada, core-team, 42 min, 120"
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("shop#3", [NOBODY]),
        ("DEPOT", [PUSHED]),
        ("core-team", [ASKED]),
        ("checks red", [RED]),
        ("epic/x", [EPIC]),
        ("bug", [PUSHED]),
        ("נועה", [HEBREW]),
        ("not yours", [DECLINED]),
    ],
)
def test_every_word_is_looked_for_in_all_that_is_known_of_a_change(
    tab: ReviewsTab, typed: str, found: list[Line]
) -> None:
    tab.search.setText(typed)
    assert names(tab) == of(found)


def test_what_is_known_of_a_change_stands_below_in_words(tab: ReviewsTab) -> None:
    chosen(tab, PUSHED)
    facts = tab.review.facts.text
    assert "Said: You want changes" in facts
    assert "Size: 240 lines" in facts
    assert "Waits: 3 h of working time" in facts
    chosen(tab, LONG)
    assert tab.review.title.textFormat() is Qt.TextFormat.PlainText
    assert "<b>bold</b>" in tab.review.title.text()


def test_a_change_of_which_the_service_says_little_is_shown_all_the_same(tab: ReviewsTab, browser: Browser) -> None:
    chosen(tab, NOBODY)
    assert Step.OPEN not in offered(tab)
    assert "Size" not in tab.review.facts.text
    chosen(tab, ASKED)
    tab.review.bar.buttons[Step.OPEN].click()
    assert browser.opened == [ASKED.review.url]


# --- what can be done


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        (ASKED, {Step.SNOOZE, Step.NOT_MINE}),
        (RED, set()),
        (DECLINED, {Step.BACK}),
        (OWN, {Step.ASK, Step.REMIND}),
        (FRESH, {Step.ASK}),
        (TURN, {Step.ASK}),
        (DONE, set()),
        (msgspec.structs.replace(OWN, remind=False), {Step.ASK}),
    ],
    ids=["wants me", "red", "declined", "mine, late", "mine, new", "my turn", "mine, approved", "mine, in time"],
)
def test_only_what_makes_sense_is_offered(tab: ReviewsTab, company: Company, line: Line, steps: set[Step]) -> None:
    again(tab, company, msgspec.structs.replace(REVIEWS, lines=(line,)))
    chosen(tab, line)
    assert offered(tab) == {*steps, Step.OPEN, Step.COMMENT}


def test_a_review_that_is_not_mine_is_and_can_be_again(tab: ReviewsTab, company: Company) -> None:
    chosen(tab, ASKED)
    tab.review.bar.buttons[Step.NOT_MINE].click()
    chosen(tab, DECLINED)
    tab.review.bar.buttons[Step.BACK].click()
    assert company.all(NotMine) == [NotMine(ASKED.review.key), NotMine(DECLINED.review.key, mine=True)]


def test_a_review_is_quiet_until_something_is_pushed(tab: ReviewsTab, company: Company) -> None:
    chosen(tab, PUSHED)
    tab.review.bar.buttons[Step.SNOOZE].click()
    assert company.all(UntilPushed) == [UntilPushed(PUSHED.review.key)]


@pytest.mark.parametrize(
    ("asked", "by", "whom"),
    [((), (), "bo"), (("bo",), (), "tess"), ((), ("bo",), "tess"), (("tess",), (), "bo"), (("bo",), ("tess",), "")],
)
def test_the_first_in_the_chosen_order_is_asked_who_was_not_yet(
    asked: tuple[str, ...], by: tuple[str, ...], whom: str
) -> None:
    mine = review(1, "x", mine=True, by="ada", asked=asked, opinions=tuple(said(one, Says.COMMENTED) for one in by))
    assert word.to_ask(mine, ("ada", "bo", "tess")) == whom


def test_one_click_asks_for_a_review(tab: ReviewsTab, company: Company) -> None:
    chosen(tab, FRESH)
    ask = tab.review.bar.buttons[Step.ASK]
    assert ask.text() == "&Ask bo"
    ask.click()
    assert company.all(AskReviewer) == [AskReviewer(FRESH.review.key, "bo")]


def test_a_reminder_is_drafted_edited_and_sent_by_a_click(tab: ReviewsTab, company: Company) -> None:
    chosen(tab, OWN)
    remind = tab.review.bar.buttons[Step.REMIND]
    assert remind.text() == "Remin&d bo…"
    remind.click()
    sheet = tab.review.open_sheet
    assert sheet is not None
    assert sheet.text.toPlainText().startswith("@bo a kind reminder")
    assert company.all(Remark) == []
    sheet.text.setPlainText("@bo a kind reminder: it is for 2026.48.")
    sheet.go.click()
    assert company.all(Remark) == [Remark(OWN.review.key, "@bo a kind reminder: it is for 2026.48.")]


def test_who_has_said_something_is_not_reminded() -> None:
    both = review(1, "x", mine=True, by="ada", asked=("bo", "tess"), opinions=(said("bo", Says.COMMENTED),))
    assert word.unheard(both) == ("tess",)
    assert word.reminder(both).startswith("@tess a kind reminder")


def test_a_comment_that_was_taken_back_is_there_again(tab: ReviewsTab) -> None:
    tab.draw(with_outbox(comment("Too soon", RED.review.key)))
    tab.strip.rows[0].undo.click()
    chosen(tab, RED)
    tab.review.take(Step.COMMENT)
    assert tab.review.open_sheet is not None
    assert tab.review.open_sheet.text.toPlainText() == "Too soon"


def test_what_is_written_survives_news_and_a_search_that_would_hide_it(tab: ReviewsTab, company: Company) -> None:
    chosen(tab, PUSHED)
    tab.review.take(Step.COMMENT)
    sheet = tab.review.open_sheet
    assert sheet is not None
    sheet.text.setPlainText("I looked at")
    again(tab, company, msgspec.structs.replace(REVIEWS, lines=REVIEWS.lines[::-1]))
    tab.search.setText("checks red")
    assert names(tab) == [RED.review.name, PUSHED.review.name]
    assert sheet.isVisible()
    assert sheet.text.toPlainText() == "I looked at"


def test_what_could_not_be_done_says_why(tab: ReviewsTab, company: Company) -> None:
    company.answers[AskReviewer] = NotDone("GitHub knows nobody called bo.")
    chosen(tab, FRESH)
    tab.review.take(Step.ASK)
    assert "GitHub knows nobody called bo." in tab.strip.notice.text
    assert tab.review.bar.isEnabled()


# --- where there is nothing, or nothing can be seen


def test_a_need_chooses_its_change_in_whichever_part_it_is(tab: ReviewsTab) -> None:
    tab.search.setText("no such change")
    tab.choose(f"review.mine|{TURN.review.key}#author")
    assert tab.parts.currentIndex() == YOURS
    assert tab.review.line == TURN
    tab.choose("review:git/acme/shop#404")
    assert tab.strip.notice.text == "That one is not there any more."


def test_blind_keeps_the_old_list_with_its_age_and_says_why(tab: ReviewsTab, company: Company) -> None:
    lost = ServiceState(name="github", state="unreachable", detail="shop reviews: GitHub does not answer")
    tab.draw(snapshot(services=(lost,)))
    again(tab, company, msgspec.structs.replace(REVIEWS, blind=("shop reviews",), seen_at=NOON - timedelta(hours=3)))
    assert tab.blind.text() == "Seen 3 h ago: cannot see shop reviews: GitHub does not answer."
    assert names(tab) == of(OTHERS)
    company.answers[AskReviews] = Unreachable("The engine rests.")
    tab._ask()
    assert names(tab) == of(OTHERS)


def test_where_there_is_nothing_it_says_what_that_means(tab: ReviewsTab, company: Company, qtbot: QtBot) -> None:
    again(tab, company, msgspec.structs.replace(REVIEWS, lines=MINE))
    assert tab.unfound.text() == "No open change of anybody else."
    again(tab, company, Reviews(seen_at=NOON))
    assert tab.nothing.said.text() == "No change is open."
    assert not tab.table.isVisible()
    again(tab, company, Reviews())
    assert tab.nothing.said.text() == "No reviews are watched."
    with qtbot.waitSignal(tab.page) as asked:
        tab.nothing.buttons[0].click()
    assert asked.args == [page.Setup()]
