"""Our own window for notifications on a real desktop: it is seen, it can be pressed, and what one types goes on."""

import sys
from pathlib import Path

from tests.desktop.lab.session import Desktop
from tests.desktop.lab.tree import Tree, Widget
from tests.e2e.play import ROOT

PROGRAM = [sys.executable, str(Path(__file__).with_name("toast_program.py"))]


def letter(tree: Tree, pid: int) -> Widget:
    return tree.wait(lambda: tree.program(pid).find("text", "Letter"), "the field")


def test_it_takes_no_letter_of_what_is_typed_and_its_buttons_work(desktop: Desktop, tree: Tree) -> None:
    app = desktop.start(PROGRAM, {"PYTHONPATH": str(ROOT)})
    tree.focus(letter(tree, app.pid))
    tree.write("D")  # the window comes now
    name = "Acknowledge: Where is order 7?"
    seen = tree.wait(lambda: tree.program(app.pid).find("push button", name), "the toast")
    tree.write("ear Rob")
    tree.wait(lambda: letter(tree, app.pid).text == "Dear Rob", "all that was typed")
    x, y, width, height = tree.place(seen)
    assert 1280 > x + width > 1280 / 2  # in the corner; how wide it is goes by the machine's fonts
    assert 800 > y + height > 800 - 200
    tree.click(seen)
    tree.wait(lambda: "Acknowledge(" in app.output and "Dismiss(" in app.output, "what was pressed")
    tree.wait(lambda: tree.program(app.pid).find("push button", name) is None, "the end of it")
