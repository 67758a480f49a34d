"""The duty window of the running app: opened from the tray, walked without a mouse, a swap made by the keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.desktop.lab.walk import Walk
from tests.desktop.quiet import calm, can_press, end, quiet_company, running, start, told
from tests.e2e.play import Company

RIGHT = """
shift = [
  { person = "ada", from = "-1d", to = "6d" },
  { person = "jonas", from = "6d", to = "13d" },
  { person = "priya", domain = "backend", from = "-1d", to = "30d" },
]
"""
BOARD = '\n[announce]\ntopic = "C00SUPPORT"\n'
OFFER = "The channel's topic does not say"
PEOPLE = ("Ada Okafor (you)", "Jonas Weber", "Priya Raman")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Company]:
    with quiet_company(tmp_path, day=RIGHT) as one:
        yield one


def opened(desktop: Desktop, tree: Tree, app: AppProcess) -> Widget:
    """Open the window from the tray's menu; return its table, which has been filled."""
    desktop.panel.click(app.item(), "Duty…")
    return tree.wait(lambda: _table(tree, app, PEOPLE[0]), "the table")


def _table(tree: Tree, app: AppProcess, wanted: str) -> Widget | None:
    table = tree.program(app.pid).find("table", "Who is on duty when")
    return table if table and any(wanted in said for said in cells(table)) else None


def cells(table: Widget) -> list[str]:
    return [cell.name for cell in table.all() if cell.role == "cell"]


def test_the_window_is_walked_without_a_mouse(desktop: Desktop, served: Company, tree: Tree) -> None:
    with running(desktop, served) as app:
        opened(desktop, tree, app)
        found = Walk(tree, app.pid, "Duty")
        assert found.nameless() == [], found.window.outline()
        ring = found.ring()
        assert found.missed() == [], f"only {ring} in\n{found.window.outline()}"


def test_a_screen_reader_hears_who_is_on_duty_in_which_domain_and_when(
    desktop: Desktop, served: Company, tree: Tree
) -> None:
    with running(desktop, served) as app:
        heard = cells(opened(desktop, tree, app))
        assert heard[0].startswith("Now, until "), heard
        for person, domain in zip(PEOPLE, ("apps", "apps", "backend"), strict=True):
            assert any(said.startswith(f"{domain}: {person}. ") for said in heard), heard
        assert any(said.startswith("apps: nobody. ") for said in heard), heard


def test_duty_is_handed_over_by_the_keyboard_alone(desktop: Desktop, served: Company, tree: Tree) -> None:
    with running(desktop, served) as app:
        opened(desktop, tree, app)
        tree.key("alt+h")
        line = tree.wait(lambda: _line(tree, app, "Who is on duty"), "the dialog")
        assert line.text == "Jonas Weber", "who follows is proposed"
        can_press(tree, app, "Make the swap")
        tree.key("Return")
        tree.wait(lambda: _table(tree, app, "apps: Jonas Weber, by a swap"), "the swap in the table")
        assert "swaps" in served.config.read_text("utf-8")
        app.item(lambda item: item.tooltip.startswith("Off duty"))
        tree.key("alt+r")
        tree.wait(lambda: _table(tree, app, PEOPLE[0]), "my duty again")
        tree.key("Escape")
        tree.wait(lambda: not [one for one in tree.windows(app.pid) if one.name.startswith("Duty")], "no window")


def _line(tree: Tree, app: AppProcess, name: str) -> Widget | None:
    found = tree.program(app.pid).find("text", name)
    return found if found and "showing" in found.states else None


def test_the_offer_to_announce_leads_to_its_preview_and_one_key_announces_once(
    desktop: Desktop, tmp_path: Path, tree: Tree
) -> None:
    with quiet_company(tmp_path, day=RIGHT, config=BOARD) as one:
        app = start(desktop, one.config)
        item = app.item(lambda item: OFFER in item.tooltip)
        desktop.panel.click(item, next(label for label in desktop.panel.labels(item) if OFFER in label))
        tree.wait(lambda: _label(tree, app, "• topic: ", "On duty: Ada Okafor (apps)"), "what would change")
        assert told(one, "topic") == []
        tree.key("alt+a")
        tree.wait(lambda: _label(tree, app, "✓ topic: ", "done"), "how it stands")
        (line,) = told(one, "topic")
        assert "On duty: Ada Okafor (apps)" in line["topic"]
        calm(app)
        end(app)


def _label(tree: Tree, app: AppProcess, begin: str, part: str) -> Widget | None:
    labels = tree.program(app.pid).every("label")
    return next((label for label in labels if label.name.startswith(begin) and part in label.name), None)
