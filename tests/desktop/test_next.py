"""What is next, by hand in the real desktop: the list is walked without a mouse, one thing stands alone, a question is answered from it."""

from pathlib import Path

from tests.desktop.lab.session import AppProcess, Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.desktop.lab.walk import Walk
from tests.desktop.quiet import QUESTION, TITLE, end, quiet_company, running, start
from tests.e2e.play import company


def row(tree: Tree, app: AppProcess, *words: str) -> Widget | None:
    """A cell of the row that says all of this."""
    table = tree.program(app.pid).find("table", "What next")
    cells = (one for one in table.all() if one.role in ("cell", "table cell")) if table else ()
    return next((one for one in cells if all(word in one.name for word in words)), None)


def label(tree: Tree, app: AppProcess, *words: str) -> Widget | None:
    labels = tree.program(app.pid).every("label")
    return next((one for one in labels if all(word in one.name.replace("\u200b", "") for word in words)), None)


def test_the_list_across_all_sources_is_walked_without_a_mouse(desktop: Desktop, tmp_path: Path, tree: Tree) -> None:
    with company(tmp_path) as served:
        app = start(desktop, served.config)
        desktop.panel.click(app.item(lambda item: "more" in item.tooltip), "What next…")
        tree.wait(lambda: row(tree, app, "broken", "Enter: Why"), "the red build")
        tree.wait(lambda: row(tree, app, "The checkout shows", "Enter: Reply"), "the question")
        walk = Walk(tree, app.pid, "What next")
        assert walk.nameless() == [], walk.window.outline()
        ring = walk.ring()
        assert walk.missed() == [], f"only {ring} in\n{walk.window.outline()}"
        end(app)


def test_a_question_stands_alone_and_is_answered_from_there(desktop: Desktop, tmp_path: Path, tree: Tree) -> None:
    with quiet_company(tmp_path) as served, running(desktop, served) as app:
        served.tell("play", [QUESTION])
        asked = app.item(lambda item: item.tooltip.startswith(TITLE))
        desktop.panel.click(asked, "What next…")
        tree.wait(lambda: row(tree, app, TITLE, "Enter: Reply"), "the question")
        tree.key("f")
        tree.wait(lambda: label(tree, app, "then: "), "what comes then")
        tree.key("Return")
        tree.wait(lambda: tree.program(app.pid).find("text", "Your reply"), "the field for the answer")
