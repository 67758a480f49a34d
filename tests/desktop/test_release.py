"""A release, by hand in the real desktop: what looks like trouble is read and decided without a mouse."""

from pathlib import Path

from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.desktop.lab.walk import Walk
from tests.desktop.quiet import QUIET_DAY, can_press, end, quiet_company, running, start
from tests.e2e.play import company

LIVE = """
[[usual]]
do = "ticket"
per_day = 6
names = ["Anna Holm", "Velo Nord"]
says = ["Invoice {n} | Please send the invoice again.", "Where is parcel {n}? | It was to come yesterday."]

[[release]]
product = "Shop"
version = "4.0"
start = "-2h"
end = "6h"
components = ["gift card"]
"""
TICKET = """  { at = "-20m", do = "ticket", by = "Bike Shop", title = "Gift card is broken since 4.0", text = "The gift card shows an error." },
]"""


def row(tree: Tree, app: AppProcess, *words: str) -> Widget | None:
    """A cell of the row that says all of this."""
    table = tree.program(app.pid).find("table", "The problems of the release")
    cells = (one for one in table.all() if one.role in ("cell", "table cell")) if table else ()
    return next((one for one in cells if all(word in one.name for word in words)), None)


def test_a_problem_is_read_and_confirmed_without_a_mouse(desktop: Desktop, tmp_path: Path, tree: Tree) -> None:
    scenario = tmp_path / "live.toml"
    scenario.write_text(QUIET_DAY.rstrip().removesuffix("]") + TICKET + LIVE, "utf-8")
    with company(tmp_path, f"--scenario={scenario}") as served:
        app = start(desktop, served.config)
        item = app.item(lambda item: "Shop 4.0" in item.tooltip)
        entry = "Release Shop 4.0: 1 suspected…"
        tree.wait(lambda: entry in desktop.panel.labels(item), "the entry")
        desktop.panel.click(item, entry)
        tree.wait(lambda: row(tree, app, "Suspected", "Gift card", "1 ticket"), "the problem")
        walk = Walk(tree, app.pid, "Shop 4.0")
        assert walk.nameless() == [], walk.window.outline()
        ring = walk.ring()
        assert walk.missed() == [], f"only {ring} in\n{walk.window.outline()}"
        tree.key("c")
        tree.wait(lambda: row(tree, app, "Confirmed", "Gift card"), "what was decided")
        end(app)


def test_a_release_is_begun_and_stopped_from_the_tray(desktop: Desktop, tmp_path: Path, tree: Tree) -> None:
    with quiet_company(tmp_path) as served, running(desktop, served) as app:
        desktop.panel.click(app.item(), "Watch a release…")
        tree.wait(lambda: tree.program(app.pid).find("text", "Product"), "the first field")
        walk = Walk(tree, app.pid, "Watch a release")
        assert walk.nameless() == [], walk.window.outline()
        tree.wait(lambda: focused(tree, app, "Product"), "the keyboard in it")
        tree.write("Shop")
        tree.key("Tab")
        tree.write("4.0")
        tree.key("ctrl+Return")
        tree.wait(
            lambda: "Release Shop 4.0: nothing suspected…" in desktop.panel.labels(app.item()),
            "the entry of the release",
        )
        tree.press(can_press(tree, app, "Stop…"))
        tree.press(can_press(tree, app, "Stop"))
        tree.wait(lambda: "Watch a release…" in desktop.panel.labels(app.item()), "the entry that begins one")


def focused(tree: Tree, app: AppProcess, name: str) -> bool:
    """Whether the keyboard is in a field."""
    found = tree.program(app.pid).find("text", name)
    return found is not None and "focused" in found.states
