"""Builds by hand, in the real desktop: why one is red, walked without a mouse, told to its author once; taken on at the toast."""

from pathlib import Path

import pytest

from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.desktop.lab.walk import Walk
from tests.desktop.quiet import calm, can_press, end, quiet_company, running, start, told
from tests.e2e.play import company

ONE = pytest.mark.parametrize("notifications", ["dunst"], indirect=True)
BROKEN = {"do": "build", "project": "device-lab.scanner", "status": "Failure", "takes": "1s"}
TEST = "test_a_gift_card_lowers_the_total"


def row(tree: Tree, app: AppProcess, *words: str) -> Widget | None:
    """The first cell of the row that says all of this."""
    table = tree.program(app.pid).find("table", "All builds")
    cells = (one for one in table.all() if one.role in ("cell", "table cell")) if table else ()
    return next((one for one in cells if all(word in one.name for word in words)), None)


def label(tree: Tree, app: AppProcess, *words: str) -> Widget | None:
    labels = tree.program(app.pid).every("label")
    return next((one for one in labels if all(word in one.name.replace("\u200b", "") for word in words)), None)


def test_why_a_build_is_red_is_told_and_its_author_hears_of_it_once(
    desktop: Desktop, tmp_path: Path, tree: Tree
) -> None:
    with company(tmp_path) as served:
        app = start(desktop, served.config)
        desktop.panel.click(app.item(lambda item: "more" in item.tooltip), "Builds…")
        tree.wait(lambda: row(tree, app, "broken", "Tests", TEST), "the red build with its verdict")
        tree.wait(lambda: label(tree, app, "pipelines checked, "), "how many were looked at")
        tree.wait(lambda: label(tree, app, "Test: ", TEST, "by the rule"), "why")
        tree.wait(lambda: label(tree, app, "#421", " by Jonas Weber: "), "whose it may be")
        walk = Walk(tree, app.pid, "Builds")
        assert walk.nameless() == [], walk.window.outline()
        ring = walk.ring()
        assert walk.missed() == [], f"only {ring} in\n{walk.window.outline()}"
        can_press(tree, app, "Tell the author…")
        tree.key("alt+a")
        field = tree.wait(lambda: _written(tree, app), "the message")
        assert TEST in field.text
        tree.key("ctrl+Return")
        tree.wait(lambda: row(tree, app, "broken, handled", "Tests", "Jonas Weber"), "that somebody has it")
        tree.wait(lambda: told(served, "message"), "the message in the demo's Slack")
        (line,) = told(served, "message")
        assert TEST in line["text"]
        end(app)


def _written(tree: Tree, app: AppProcess) -> Widget | None:
    found = tree.program(app.pid).find("text", "What to say")
    return found if found and found.text else None


@ONE
def test_a_broken_build_is_taken_on_at_its_toast_and_is_quiet_then(
    desktop: Desktop, tmp_path: Path, notifications: Daemon, tree: Tree
) -> None:
    with quiet_company(tmp_path) as served, running(desktop, served) as app:
        served.tell("play", [BROKEN])
        notifications.wait_count(1)
        notifications.press("I'm on it")
        calm(app)
        desktop.panel.click(app.item(), "Builds…")
        tree.wait(lambda: row(tree, app, "broken, handled", "device-lab.scanner"), "that somebody has it")
