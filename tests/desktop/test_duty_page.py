"""The duty window of the running app: opened from the tray, walked without a mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.desktop.lab.walk import Walk
from tests.desktop.quiet import quiet_company, running
from tests.e2e.play import Company

RIGHT = """
shift = [
  { person = "ada", from = "-1d", to = "6d" },
  { person = "jonas", from = "6d", to = "13d" },
  { person = "priya", domain = "backend", from = "-1d", to = "30d" },
]
"""
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
