"""What a person writes or wishes is neither lost nor doubled: a crash, a second thought, a service that refuses."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.desktop.quiet import QUESTION, TITLE, calm, can_press, quiet_company, running, start, told
from tests.e2e.play import Company

WORDS = "And the lamp in the depot is mended."


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Company]:
    with quiet_company(tmp_path) as served:
        yield served


def reads(tree: Tree, app: AppProcess, words: str) -> None:
    """Wait until a sentence says it."""
    tree.wait(lambda: any(words in each.name for each in tree.program(app.pid).every("label")), f"the words {words!r}")


def status(desktop: Desktop, tree: Tree, app: AppProcess) -> Widget:
    """Open the day's status; return the field, with its text."""
    desktop.panel.click(app.item(), "Daily status…")
    can_press(tree, app, "Post")
    return tree.program(app.pid).one("text", "Today's status")


def kept() -> list[str]:
    """The drafts in the database."""
    (place,) = Path(os.environ["XDG_STATE_HOME"]).rglob("*.sqlite3")
    with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as base:
        return [text for (text,) in base.execute("SELECT text FROM draft")]


def test_a_draft_is_there_again_after_a_crash(desktop: Desktop, quiet: Company, tree: Tree) -> None:
    app = start(desktop, quiet.config)
    calm(app)
    tree.focus(status(desktop, tree, app))
    tree.key("ctrl+End")
    tree.write(WORDS)
    tree.wait(lambda: any(WORDS in text for text in kept()), "the draft in the database")
    app.process.kill()
    app.wait()
    with running(desktop, quiet) as again:
        assert WORDS in status(desktop, tree, again).text


def test_a_status_that_is_undone_is_not_posted_and_posted_again_is_one_message(
    desktop: Desktop, quiet: Company, tree: Tree
) -> None:
    with running(desktop, quiet) as app:
        text = status(desktop, tree, app).text
        tree.press(can_press(tree, app, "Post"))
        tree.press(can_press(tree, app, "Undo"))
        reads(tree, app, "Taken back; nothing was posted.")
        again = can_press(tree, app, "Post again")  # whose ten seconds end after those of the first one
        assert tree.program(app.pid).one("text", "Today's status").text == text
        tree.press(again)
        can_press(tree, app, "Open it")
        (message,) = told(quiet, "message")
        assert message["text"].split() == text.split()


def test_what_is_refused_says_why_and_is_dropped_or_tried_again(desktop: Desktop, quiet: Company, tree: Tree) -> None:
    with running(desktop, quiet) as app:
        quiet.tell("play", [QUESTION])
        app.item(lambda item: TITLE in item.tooltip)
        quiet.fault("slack", "refused", path="reactions.add")
        desktop.panel.activate(app.item())
        wish = f"👀 on “{TITLE}”"
        tree.press(can_press(tree, app, "Acknowledge (A)"))
        reads(tree, app, f"{wish} — Not sent. Slack refuses the token")
        tree.press(can_press(tree, app, f"Drop: {wish}"))
        tree.wait(lambda: tree.program(app.pid).find("push button", f"Drop: {wish}") is None, "the end of the line")
        tree.press(can_press(tree, app, "Acknowledge (A)"))
        retry = can_press(tree, app, f"Try again: {wish}")
        quiet.heal()
        tree.press(retry)
        reads(tree, app, f"{wish} — Sent.")
        (reaction,) = told(quiet, "reaction_added")
        assert reaction["emoji"] == "eyes"
        calm(app)
