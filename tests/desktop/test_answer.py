"""The whole loop by hand: a question in the demo's Slack is told once, with buttons; what is pressed is in Slack; the icon is calm again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree
from tests.desktop.quiet import QUESTION, TITLE, calm, can_press, quiet_company, running, told
from tests.e2e.play import Company

ONE = pytest.mark.parametrize("notifications", ["dunst"], indirect=True)


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Company]:
    with quiet_company(tmp_path) as served:
        yield served


def asked(app: AppProcess, served: Company, notifications: Daemon) -> None:
    """Somebody asks, and a toast stands on the screen."""
    served.tell("play", [QUESTION])
    notifications.wait_count(1)
    app.item(lambda item: TITLE in item.tooltip)


def test_acknowledge_on_the_toast_puts_eyes_on_the_message_and_all_is_calm(
    desktop: Desktop, quiet: Company, notifications: Daemon
) -> None:
    with running(desktop, quiet) as app:
        asked(app, quiet, notifications)
        notifications.press("Acknowledge")
        notifications.wait(lambda: told(quiet, "reaction_added"), "the reaction in the demo's Slack")
        (reaction,) = told(quiet, "reaction_added")
        assert reaction["emoji"] == "eyes"
        notifications.wait_count(0)
        calm(app)


def test_a_toast_says_what_and_why(desktop: Desktop, quiet: Company, notifications: Daemon) -> None:
    with running(desktop, quiet) as app:
        asked(app, quiet, notifications)
        ((title, body),) = notifications.words()
        assert title == TITLE
        assert body.splitlines()[-1] == "Said because you are on duty and it is new."


def test_a_colleagues_reaction_takes_the_toast_away_without_a_click(
    desktop: Desktop, quiet: Company, notifications: Daemon
) -> None:
    with running(desktop, quiet) as app:
        asked(app, quiet, notifications)
        quiet.tell("play", [{"do": "react", "to": "q1", "by": "jonas", "emoji": "eyes"}])
        notifications.wait_count(0)
        calm(app)
        assert told(quiet, "reaction_added") == []


def test_snooze_makes_the_icon_calm_and_writes_nothing(desktop: Desktop, quiet: Company, notifications: Daemon) -> None:
    with running(desktop, quiet) as app:
        asked(app, quiet, notifications)
        notifications.press("Snooze 15 min")
        notifications.wait_count(0)
        calm(app)
        assert told(quiet, "reaction_added") == []


@ONE
def test_ten_questions_at_once_are_one_toast(desktop: Desktop, quiet: Company, notifications: Daemon) -> None:
    with running(desktop, quiet) as app:
        quiet.tell("play", [QUESTION | {"id": f"q{number}", "text": f"Question {number}?"} for number in range(10)])
        app.item(lambda item: "and 9 more" in item.tooltip)
        notifications.wait_count(1)
        assert [title for title, _ in notifications.words()] == ["10 things need you"]


@ONE
def test_where_the_service_for_notifications_is_gone_the_app_shows_them_itself_and_says_so(
    desktop: Desktop, quiet: Company, notifications: Daemon, tree: Tree
) -> None:
    notifications.stop()
    with running(desktop, quiet) as app:
        quiet.tell("play", [QUESTION])
        app.item(lambda item: TITLE in item.tooltip)
        tree.wait(lambda: tree.program(app.pid).find("label", TITLE), "our own toast")
        labels = desktop.panel.labels(app.item())
        assert any(label.startswith("Notifications are shown by Support Tray itself") for label in labels), labels
        button = tree.program(app.pid).one("push button", f"Acknowledge: {TITLE}")
        tree.press(button)
        calm(app)
        notifications.wait(lambda: told(quiet, "reaction_added"), "the reaction in the demo's Slack")
        notifications.start()
        quiet.tell("play", [QUESTION | {"id": "q2", "text": "And now?"}])
        notifications.wait_count(1)
        desktop.panel.wait(
            lambda: not any("by Support Tray itself" in label for label in desktop.panel.labels(app.item())),
            "the end of the note in the menu",
        )


@ONE
def test_a_service_that_is_killed_and_comes_back_is_spoken_to_again(
    desktop: Desktop, quiet: Company, notifications: Daemon
) -> None:
    with running(desktop, quiet) as app:
        asked(app, quiet, notifications)
        notifications.stop()
        notifications.start()
        quiet.tell("play", [QUESTION | {"id": "q2", "text": "And this?"}])
        app.item(lambda item: "and 1 more" in item.tooltip)
        notifications.wait_count(1)
        assert [title for title, _ in notifications.words()] == ["And this?"]


@ONE
def test_the_days_status_is_one_click_and_one_message(
    desktop: Desktop, quiet: Company, notifications: Daemon, tree: Tree
) -> None:
    assert notifications
    with running(desktop, quiet) as app:
        desktop.panel.click(app.item(), "Daily status…")
        tree.press(can_press(tree, app, "Post"))
        tree.wait(lambda: told(quiet, "message"), "the message in the demo's Slack")
        (message,) = told(quiet, "message")
        assert message["channel"] == "C00000TEAM"
        tree.wait(lambda: tree.program(app.pid).find("push button", "Open it"), "the way to it")
        assert len(told(quiet, "message")) == 1


@ONE
def test_a_pause_says_nothing_and_its_end_says_what_came_meanwhile(
    desktop: Desktop, quiet: Company, notifications: Daemon
) -> None:
    with running(desktop, quiet) as app:
        desktop.panel.click(app.item(), "Pause alerts>For 30 minutes")
        desktop.panel.wait(lambda: "Let alerts speak again" in desktop.panel.labels(app.item()), "the pause")
        quiet.tell("play", [QUESTION])
        app.item(lambda item: TITLE in item.tooltip)
        assert notifications.count() == 0
        desktop.panel.click(app.item(), "Let alerts speak again")
        notifications.wait_count(1)
