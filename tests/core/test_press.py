"""What a press on a toast means."""

from datetime import timedelta

import msgspec
import pytest

from supporttray.core.action import Acknowledge, Action, Reply, Snooze
from supporttray.core.builds import TakeOn
from supporttray.core.page import NAMED, Browse, BuildsPage, DutyPage, Inbox, Page, opened
from supporttray.core.press import meaning
from supporttray.core.toast import Button, Toast

TOAST = Toast(
    key="k",
    title="Where is order 7?",
    body="",
    why="",
    urgent=False,
    buttons=tuple(Button),
    click=Button.OPEN,
    need="request.waiting|request:1#1",
    subject="request:1",
    url="https://chat.example/1",
    link="https://meet.example.com/1",
)


@pytest.mark.parametrize(
    ("button", "meant"),
    [
        (Button.ACKNOWLEDGE, Acknowledge("request:1")),
        (Button.OPEN, Browse("https://chat.example/1")),
        (Button.JOIN, Browse("https://meet.example.com/1")),
        (Button.SNOOZE, Snooze("request:1", timedelta(minutes=15))),
        (Button.REPLY, Inbox("request.waiting|request:1#1", reply=True)),
        (Button.INBOX, Inbox("request.waiting|request:1#1")),
        (Button.MINE, TakeOn("request:1")),
    ],
)
def test_each_button_means_one_thing(button: Button, meant: Action | Page) -> None:
    assert meaning(TOAST, button) == meant


def test_an_answer_that_was_written_in_the_toast_is_sent() -> None:
    assert meaning(TOAST, Button.REPLY, "On it.") == Reply("request:1", "On it.")


def test_an_answer_that_could_not_be_sent_goes_on_in_the_inbox() -> None:
    failed = msgspec.structs.replace(TOAST, text="On it.")
    assert meaning(failed, Button.INBOX) == Inbox("request.waiting|request:1#1", reply=True, text="On it.")


def test_every_button_has_a_meaning_and_a_word() -> None:
    for button in Button:
        assert isinstance(meaning(TOAST, button), Action | Page)
        assert button.label


def test_a_need_opens_the_apps_own_page_before_the_browser_and_the_inbox_at_last() -> None:
    assert opened("announcement", "https://chat.example/1", "n") == DutyPage(announce=True)
    assert opened("", "https://chat.example/1", "n") == Browse("https://chat.example/1")
    assert opened("no such page", "", "n") == Inbox("n")
    assert all(opened(name, "", "n") is page for name, page in NAMED.items())


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "https://", "http:///x", "https://a b/"])
def test_what_is_no_web_page_is_shown_in_the_inbox(url: str) -> None:
    assert opened("", url, "n") == Inbox("n")


def test_a_build_is_opened_among_the_builds_from_wherever_it_is_opened() -> None:
    page = BuildsPage("build.broken|build:ci/1#7.1")
    assert opened("builds", "https://ci.example/1", page.need) == page
    toast = msgspec.structs.replace(TOAST, page="builds", need=page.need)
    assert meaning(toast, Button.WHY) == meaning(toast, Button.OPEN) == page


def test_a_toast_opens_the_page_that_its_need_names() -> None:
    named = msgspec.structs.replace(TOAST, page="status")
    assert meaning(named, Button.OPEN) == NAMED["status"]
