"""The tray's menu: what it shows, what choosing does, and that nothing in it is ever made twice."""

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from supporttray.core.page import Browse, DutyPage, Inbox, Page
from supporttray.core.snapshot import TrayState
from supporttray.ui.tray.drawing import drawing
from supporttray.ui.tray.menu import PAUSES, RELEASE, WATCH, Menu
from tests.ui.samples import BLIND, NOW, need, snapshot


@pytest.fixture
def menu(qtbot: QtBot) -> Menu:
    made = Menu()
    qtbot.addWidget(made.widget)
    return made


def shown(menu: Menu) -> list[str]:
    return [action.text() for action in menu.widget.actions() if action.isVisible() and not action.isSeparator()]


ACTS = [
    "What next…",
    "Inbox",
    "Log a request…",
    "Watch a release…",
    "Duty…",
    "Daily status…",
    "Add a line to today…",
    "Pause alerts",
    "What is no request…",
    "Settings…",
    "Quit",
]


def told(menu: Menu) -> list[str]:
    """What stands above the entries that are always there."""
    texts = shown(menu)
    assert texts[-len(ACTS) :] == ACTS
    return texts[: -len(ACTS)]


def entry(menu: Menu, text: str) -> QAction:
    return next(action for action in menu.widget.actions() if action.isVisible() and action.text() == text)


def test_a_calm_menu_has_the_header_and_what_can_be_done(menu: Menu) -> None:
    menu.draw(drawing(snapshot(), NOW))
    assert told(menu) == ["On duty until Sat 12 Dec · nothing needs you"]


def test_the_menu_names_the_loudest_five_and_how_many_more_there_are(menu: Menu) -> None:
    menu.draw(drawing(snapshot(*(need(number) for number in range(1, 9))), NOW))
    assert told(menu) == [
        "On duty until Sat 12 Dec · 8 need you",
        "Question 1 · 6 min",
        "Question 2 · 7 min",
        "Question 3 · 8 min",
        "Question 4 · 9 min",
        "Question 5 · 10 min",
        "and 3 more",
    ]


def test_what_cannot_be_seen_stands_below_the_needs(menu: Menu) -> None:
    menu.draw(drawing(snapshot(need(1), state=TrayState.NEEDS_YOU, services=(BLIND,)), NOW))
    assert told(menu)[-1].startswith("Cannot see support: Slack refused the token")


def test_builds_have_an_entry_where_there_are_some(menu: Menu) -> None:
    menu.draw(drawing(msgspec.structs.replace(snapshot(), builds=True), NOW))
    assert "Builds…" in shown(menu)
    menu.draw(drawing(snapshot(), NOW))
    assert "Builds…" not in shown(menu)


def test_a_release_that_is_watched_says_how_it_fares_in_the_place_of_the_entry_that_begins_one(menu: Menu) -> None:
    wanted: list[str] = []
    menu.wanted.connect(wanted.append)
    entry(menu, "Watch a release…").trigger()
    said = "Shop & Co 4.0: 2 suspected"
    menu.draw(drawing(msgspec.structs.replace(snapshot(), release=said, releases=1), NOW))
    assert "Watch a release…" not in shown(menu)
    entry(menu, "Release Shop && Co 4.0: 2 suspected…").trigger()
    assert wanted == [WATCH, RELEASE]
    menu.draw(drawing(msgspec.structs.replace(snapshot(), release="2 releases: nothing suspected", releases=2), NOW))
    assert "2 releases: nothing suspected…" in shown(menu)
    menu.draw(drawing(snapshot(), NOW))
    assert told(menu) == ["On duty until Sat 12 Dec · nothing needs you"]


def test_needs_that_went_leave_nothing_behind(menu: Menu) -> None:
    menu.draw(drawing(snapshot(need(1), need(2), services=(BLIND,)), NOW))
    menu.draw(drawing(snapshot(), NOW))
    assert told(menu) == ["On duty until Sat 12 Dec · nothing needs you"]
    hidden = [action.text() for action in menu.widget.actions() if not action.isVisible() and action.text()]
    assert hidden == ["Builds…", "Let alerts speak again"]


@pytest.fixture
def pages(menu: Menu) -> list[Page]:
    """The pages of the needs that were chosen."""
    chosen: list[Page] = []
    menu.chosen.connect(chosen.append)
    return chosen


def test_choosing_a_need_opens_its_page(menu: Menu, pages: list[Page]) -> None:
    menu.draw(drawing(snapshot(need(1), need(2)), NOW))
    entry(menu, "Question 2 · 7 min").trigger()
    assert pages == [Browse("https://chat.example/2")]


def test_an_entry_leads_into_the_services_own_desktop_app(menu: Menu, pages: list[Page]) -> None:
    menu.draw(drawing(snapshot(msgspec.structs.replace(need(1), app="slack://channel?id=C1")), NOW))
    entry(menu, "Question 1 · 6 min").trigger()
    assert pages == [Browse(need(1).url, "slack://channel?id=C1")]


def test_a_page_of_the_app_goes_before_the_browser(menu: Menu, pages: list[Page]) -> None:
    menu.draw(drawing(snapshot(msgspec.structs.replace(need(1), page="announcement")), NOW))
    entry(menu, "Question 1 · 6 min").trigger()
    assert pages == [DutyPage(announce=True)]


def test_an_entry_opens_the_page_of_the_need_that_it_names_now(menu: Menu, pages: list[Page]) -> None:
    menu.draw(drawing(snapshot(need(1), need(2)), NOW))
    menu.draw(drawing(snapshot(need(2)), NOW))
    entry(menu, "Question 2 · 7 min").trigger()
    assert pages == [Browse("https://chat.example/2")]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "slack://open",
        "https://",
        "http:///x",
        "example.com",
        "https://a b/",
    ],
)
def test_what_is_no_web_page_is_shown_in_the_inbox(menu: Menu, pages: list[Page], url: str) -> None:
    menu.draw(drawing(snapshot(need(1, url=url)), NOW))
    entry(menu, "Question 1 · 6 min").trigger()
    assert pages == [Inbox(need(1).key)]


def test_an_ampersand_from_outside_is_no_shortcut(menu: Menu) -> None:
    menu.draw(drawing(snapshot(need(1, "R&D asks")), NOW))
    assert shown(menu)[1] == "R&&D asks · 6 min"


def test_where_a_panel_draws_the_menu_an_underscore_is_no_shortcut_either(menu: Menu) -> None:
    menu.exported = True
    menu.draw(drawing(snapshot(need(1, "see token_revoked")), NOW))
    assert shown(menu)[1] == "see token__revoked · 6 min"


def test_quit_asks_to_quit(menu: Menu, qtbot: QtBot) -> None:
    with qtbot.waitSignal(menu.quit):
        entry(menu, "Quit").trigger()


def test_each_entry_says_what_is_wanted(menu: Menu) -> None:
    wanted: list[str] = []
    menu.wanted.connect(wanted.append)
    menu.draw(drawing(snapshot(), NOW))
    for text in ACTS:
        if text not in ("Pause alerts", "Quit"):
            entry(menu, text).trigger()
    for action in menu._pause.actions():
        action.trigger()
    assert wanted == [*("next", "inbox", "log", WATCH, "duty", "status", "note", "lessons", "settings"), *PAUSES]


def test_while_alerts_are_paused_the_menu_says_until_when_and_can_end_it(menu: Menu) -> None:
    wanted: list[str] = []
    menu.wanted.connect(wanted.append)
    until = NOW + timedelta(hours=1)
    menu.draw(drawing(msgspec.structs.replace(snapshot(), paused_until=until), NOW))
    assert shown(menu)[1] == f"Alerts are paused until {until.astimezone():%H:%M}"
    assert "Pause alerts" not in shown(menu)
    entry(menu, "Let alerts speak again").trigger()
    assert wanted == ["resume"]
    menu.draw(drawing(msgspec.structs.replace(snapshot(), paused_until=until), until))
    assert told(menu) == ["On duty until Sat 12 Dec · nothing needs you"]


def test_it_says_why_notifications_are_shown_by_the_app_itself(menu: Menu) -> None:
    menu.draw(drawing(snapshot(), NOW, aside="no notification service runs"))
    assert "Notifications are shown by Support Tray itself: no notification service runs" in shown(menu)


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ((("ACME-12", "Fix the rounding"),), "On ACME-12 · Fix the rounding"),
        ((("ACME-12", "Fix the rounding"), ("ACME-9", "x"), ("A-1", "y")), "On ACME-12 · Fix the rounding and 2 more"),
        ((("ACME-12", "Salt & <b>pepper</b>\n_now_"),), "On ACME-12 · Salt && <b>pepper</b> __now__"),
        ((("ACME-12", "w" * 200),), f"On ACME-12 · {'w' * 59}…"),
        ((("ACME-12", ""),), "On ACME-12"),
    ],
)
def test_the_second_line_says_what_i_am_on(menu: Menu, tasks: tuple[tuple[str, str], ...], said: str) -> None:
    menu.exported = True
    menu.draw(drawing(msgspec.structs.replace(snapshot(need(1)), on=tasks), NOW))
    assert shown(menu)[1] == said
    menu.draw(drawing(snapshot(need(1)), NOW))
    assert "On " not in shown(menu)[1]
