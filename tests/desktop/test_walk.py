"""Every window of the running app without a mouse: all of it has a name, the keys reach all of it, and nothing holds them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, xdotool
from tests.desktop.lab.walk import Walk
from tests.desktop.quiet import QUESTION, TITLE, can_press, quiet_company, running, told
from tests.e2e.play import PROGRAM, ROOT, Company, until


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Company]:
    with quiet_company(tmp_path) as served:
        yield served


def walk(tree: Tree, app: AppProcess, title: str) -> Walk:
    """Go through a window; return what was found for more."""
    found = Walk(tree, app.pid, title)
    assert found.nameless() == [], found.window.outline()
    ring = found.ring()
    assert found.missed() == [], f"only {ring} in\n{found.window.outline()}"
    return found


def test_the_inbox(desktop: Desktop, quiet: Company, tree: Tree) -> None:
    with running(desktop, quiet) as app:
        quiet.tell(
            "play",
            [QUESTION, QUESTION | {"id": "q2", "text": "And this?"}, QUESTION | {"id": "q3", "text": "Or this?"}],
        )
        app.item(lambda item: "and 2 more" in item.tooltip)
        desktop.panel.activate(app.item())
        tree.press(tree.wait(lambda: tree.program(app.pid).find("push button", "Acknowledge (A)"), "the inbox"))
        until(lambda: told(quiet, "reaction_added"), "the reaction")
        take_back = f"Take back (T): 👀 on “{TITLE}”"
        tree.wait(lambda: tree.program(app.pid).find("push button", take_back), "the strip")
        tree.press(tree.wait(lambda: tree.program(app.pid).find("push button", "Reply (R)"), "what can be done"))
        tree.focus(tree.wait(lambda: tree.program(app.pid).find("text", "Your reply"), "the field"))
        tree.write("Words")
        can_press(tree, app, "Send (Ctrl+Enter)")
        found = walk(tree, app, "Support Tray")
        assert len(found.rows("What needs you")) == 2


def test_the_status(desktop: Desktop, quiet: Company, tree: Tree) -> None:
    with running(desktop, quiet) as app:
        desktop.panel.click(app.item(), "Daily status…")
        can_press(tree, app, "Post")
        walk(tree, app, "Today's status")


def test_the_line_for_today(desktop: Desktop, quiet: Company, tree: Tree) -> None:
    with running(desktop, quiet) as app:
        desktop.panel.click(app.item(), "Add a line to today…")
        Walk(tree, app.pid, "Add a line").ring()
        tree.write("Words")
        can_press(tree, app, "Add")
        walk(tree, app, "Add a line")


def test_the_settings(desktop: Desktop, quiet: Company, tree: Tree) -> None:
    with running(desktop, quiet) as app:
        desktop.panel.click(app.item(), "Settings…")
        tree.wait(lambda: tree.program(app.pid).find("list", "What to watch in Slack"), "the channels")
        walk_tabs(tree, app, "Settings")


def test_the_first_questions(desktop: Desktop, tree: Tree) -> None:
    app = desktop.start([*PROGRAM, "demo", "--first-run"], {"PYTHONPATH": str(ROOT)})
    tree.wait(lambda: tree.program(app.pid).find("text", "Token of Slack"), "the first page")
    walk_tabs(tree, app, "The first questions")


def walk_tabs(tree: Tree, app: AppProcess, title: str) -> None:
    """Go through each page, and from one to the next by the arrow keys; all that can be opened is open."""
    tabs = [each.path for each in tree.program(app.pid).every("page tab")]
    assert len(tabs) == 6
    while True:
        open_all(tree, app)
        walk(tree, app, title)
        chosen = tabs.index(chosen_tab(tree, app))
        if chosen == len(tabs) - 1:
            return
        tree.focus(tree.program(app.pid).one("page tab list"))
        tree.key("Right")
        tree.wait(lambda wanted=tabs[chosen + 1]: chosen_tab(tree, app) == wanted, "the next page")


def chosen_tab(tree: Tree, app: AppProcess) -> str:
    return next(each.path for each in tree.program(app.pid).every("page tab") if "selected" in each.states)


def open_all(tree: Tree, app: AppProcess) -> None:
    for role, name in (
        ("push button", "How to get a token"),
        ("push button", "Another address…"),
        ("radio button", "Yes, until 9 in the morning of"),
    ):
        found = tree.program(app.pid).find(role, name)
        if found and found.description != "open":
            tree.press(found)


@pytest.mark.parametrize("notifications", ["dunst"], indirect=True)
def test_our_own_notifications(desktop: Desktop, quiet: Company, notifications: Daemon, tree: Tree) -> None:
    notifications.stop()
    with running(desktop, quiet) as app:
        quiet.tell("play", [QUESTION])
        tree.wait(lambda: tree.program(app.pid).find("label", TITLE), "our own toast")
        take_the_keyboard("Support Tray: notifications")
        walk(tree, app, "Support Tray: notifications")


def take_the_keyboard(title: str) -> None:
    """Click on a window's edge. Where it stands is X's to say: Qt may be mistaken about a window that was just shown."""
    xdotool("search", "--sync", "--onlyvisible", "--name", title, "mousemove", "--window", "%1", "3", "3", "click", "1")
