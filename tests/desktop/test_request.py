"""A question of the support channel by hand, in the real desktop: from its toast to the reply in its thread; and that it was none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree
from tests.desktop.lab.walk import Walk
from tests.desktop.quiet import QUESTION, TITLE, calm, can_press, quiet_company, running, told
from tests.e2e.play import Company

ONE = pytest.mark.parametrize("notifications", ["dunst"], indirect=True)
WORDS = "I am looking into it."
NOISE = {"do": "message", "by": "jonas", "text": "The nightly import has finished: 17 rows"}


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Company]:
    with quiet_company(tmp_path) as served:
        yield served


@pytest.fixture
def app(desktop: Desktop, quiet: Company) -> Iterator[AppProcess]:
    with running(desktop, quiet) as started:
        yield started


def written(served: Company) -> list[dict[str, str]]:
    """My replies of today, wherever they stand."""
    return [line for line in told(served, "reply") if line["text"] == WORDS]


@ONE
def test_reply_on_the_toast_is_one_reply_in_the_thread_and_all_is_calm(
    app: AppProcess, quiet: Company, notifications: Daemon, tree: Tree
) -> None:
    quiet.tell("play", [QUESTION])
    notifications.wait_count(1)
    notifications.press("Reply")
    tree.focus(tree.wait(lambda: tree.program(app.pid).find("text", "Your reply"), "the field"))
    tree.write(WORDS)
    tree.key("ctrl+Return")
    calm(app)
    notifications.wait_count(0)
    assert written(quiet) == []  # ten seconds for a second thought
    tree.wait(lambda: written(quiet), "the reply in the demo's Slack")
    tree.wait(lambda: any("Sent." in each.name for each in tree.program(app.pid).every("label")), "the end of its way")
    question = next(line for line in quiet.read("ledger") if line.get("text") == TITLE)
    assert [line["thread_ts"] for line in written(quiet)] == [question["ts"]]
    calm(app)


def test_what_is_no_request_goes_with_its_like_and_comes_back_when_that_is_undone(
    desktop: Desktop, app: AppProcess, quiet: Company, tree: Tree
) -> None:
    quiet.tell("play", [NOISE | {"id": "n1"}, NOISE | {"id": "n2"}])
    app.item(lambda item: "and 1 more" in item.tooltip)
    desktop.panel.activate(app.item())
    can_press(tree, app, "Not a request… (N)")
    tree.key("n")
    tree.wait(lambda: tree.program(app.pid).find("radio button", "All by Jonas in #support"), "what it could teach")
    tree.key("Down")
    hides = "It would have hidden 1 more in the last 30 days:"
    tree.wait(lambda: any(each.name.startswith(hides) for each in tree.program(app.pid).every("label")), hides)
    walk = Walk(tree, app.pid, "Support Tray")
    assert walk.nameless() == [], walk.window.outline()
    tree.press(can_press(tree, app, "Hide it"))
    calm(app)
    tree.press(can_press(tree, app, "Undo"))
    app.item(lambda item: "and 1 more" in item.tooltip)
    assert told(quiet, "message") == told(quiet, "reaction_added") == []
