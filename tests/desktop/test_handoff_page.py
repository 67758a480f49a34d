"""The hand-over on a real desktop by the keyboard alone: edited and posted once, saved, and somebody else's taken over."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.desktop.lab.walk import Walk
from tests.desktop.quiet import QUESTION, can_press, quiet_company, running, told
from tests.e2e.play import Company

DUTY = """
shift = [
  { person = "ada", from = "-1d", to = "6d" },
  { person = "jonas", from = "6d", to = "13d" },
]
"""
WORDS = "The lamp in the depot is mended."
FIELD = "Hand-over report"


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Company]:
    with quiet_company(tmp_path, day=DUTY) as served:
        yield served


def opened(desktop: Desktop, tree: Tree, app: AppProcess) -> Widget:
    """Open the window from the duty window; return its field, which has been filled."""
    desktop.panel.click(app.item(), "Duty…")
    can_press(tree, app, "Hand-over report…")
    tree.key("alt+e")
    can_press(tree, app, "Post")
    return tree.program(app.pid).one("text", FIELD)


def reads(tree: Tree, app: AppProcess, words: str) -> None:
    """Wait until a sentence says it."""
    tree.wait(lambda: any(words in one.name for one in tree.program(app.pid).every("label")), f"the words {words!r}")


def write_path(tree: Tree, app: AppProcess, path: Path) -> None:
    """Choose a file by its name, as the dialog's line asks for it."""
    tree.wait(lambda: tree.program(app.pid).find("push button", "Cancel"), "the dialog")
    tree.key("ctrl+a")
    tree.write(str(path))
    tree.key("Return")
    tree.wait(lambda: tree.program(app.pid).find("push button", "Cancel") is None, "the end of the dialog")


def walked(tree: Tree, app: AppProcess, title: str) -> None:
    found = Walk(tree, app.pid, title)
    assert found.nameless() == [], found.window.outline()
    ring = found.ring()
    assert found.missed() == [], f"only {ring} in\n{found.window.outline()}"


def test_it_is_edited_and_posted_once_without_a_mouse(desktop: Desktop, quiet: Company, tree: Tree) -> None:
    with running(desktop, quiet) as app:
        text = opened(desktop, tree, app).text
        assert text.startswith("*Support hand-over, ")
        assert ": Ada Okafor to Jonas Weber" in text
        walked(tree, app, FIELD)
        tree.focus(tree.program(app.pid).one("text", FIELD))
        tree.key("ctrl+End")
        tree.write(f" {WORDS}")
        for _ in range(2):
            tree.key("ctrl+Return")
        can_press(tree, app, "Open it")
        (message,) = told(quiet, "message")
        assert message["channel"] == "C00000TEAM"
        assert message["text"].endswith(WORDS)
        tree.key("Escape")
        tree.wait(lambda: not [one for one in tree.windows(app.pid) if one.name == FIELD], "no window")


def test_it_is_saved_for_the_next_person_and_never_written_over(
    desktop: Desktop, quiet: Company, tree: Tree, tmp_path: Path
) -> None:
    file = tmp_path / "for-jonas.json"
    with running(desktop, quiet) as app:
        quiet.tell("play", [QUESTION])
        app.item(lambda item: QUESTION["text"] in item.tooltip)
        opened(desktop, tree, app)
        tree.key("alt+f")
        write_path(tree, app, file)
        reads(tree, app, "for-jonas.json was written. Give it to Jonas Weber")
        before = file.read_bytes()
        saved = json.loads(before)
        assert [line["text"] for line in saved["handoff"]["open"]] == [QUESTION["text"]]
        assert QUESTION["text"] in saved["text"]
        tree.key("alt+f")
        write_path(tree, app, file)
        reads(tree, app, "is there already; nothing was changed.")
        assert file.read_bytes() == before


def test_somebody_elses_is_shown_and_taken_over_without_a_mouse(
    desktop: Desktop, quiet: Company, tree: Tree, tmp_path: Path
) -> None:
    file, odd = tmp_path / "from-jonas.json", tmp_path / "odd.json"
    promised = [{"text": "ask the depot"}]
    handoff = {"person": "Jonas Weber", "at": datetime.now(UTC).isoformat(), "date": "Fri 20 Nov", "promised": promised}
    file.write_text(json.dumps({"handoff": handoff, "text": "*Be kind* to the depot."}), "utf-8")
    odd.write_text("<html>", "utf-8")
    with running(desktop, quiet) as app:
        opened(desktop, tree, app)
        tree.key("alt+h")
        write_path(tree, app, odd)
        reads(tree, app, "is no hand-over of Support Tray")
        tree.key("alt+h")
        write_path(tree, app, file)
        can_press(tree, app, "Take over")
        walked(tree, app, "A hand-over")
        tree.key("alt+t")
        reads(tree, app, "Taken over from Jonas Weber: 1 line.")
        tree.key("Escape")
        tree.key("alt+a")
        tree.wait(lambda: "ask the depot — from Jonas Weber" in field(tree, app), "the promise in my own hand-over")


def field(tree: Tree, app: AppProcess) -> str:
    found = tree.program(app.pid).find("text", FIELD)
    return found.text if found else ""
