"""The lab reads a window as a screen reader does, and works it as a person does."""

import sys
from pathlib import Path

import pytest

from tests.desktop.lab.session import Desktop
from tests.desktop.lab.tree import Tree, Widget

PROBE = [sys.executable, str(Path(__file__).with_name("window_program.py"))]


def window(tree: Tree, pid: int) -> Widget:
    return tree.wait(lambda: tree.program(pid).find(name="Probe"), "the window")


def test_a_window_is_a_tree_of_roles_and_names(desktop: Desktop, tree: Tree) -> None:
    seen = window(tree, desktop.start(PROBE).pid)
    shown = [(each.role, each.name, each.focusable) for each in seen.every()]
    assert shown == [
        ("filler", "Probe", False),
        ("label", "Nothing yet", False),
        ("text", "Channel", True),
        ("check box", "Remember", True),
        ("push button", "Say it", True),
    ]
    assert "push button 'Say it'" in seen.outline()
    with pytest.raises(AssertionError, match="no push button 'Never shown' in"):
        seen.one("push button", "Never shown")


def test_a_window_is_worked_by_its_actions(desktop: Desktop, tree: Tree) -> None:
    pid = desktop.start(PROBE).pid
    tree.press(window(tree, pid).one("check box", "Remember"))
    tree.press(window(tree, pid).one("push button", "Say it"))
    tree.wait(lambda: window(tree, pid).find("label", ", remembered"), "the label")


def test_a_window_is_worked_by_keys_and_mouse(desktop: Desktop, tree: Tree) -> None:
    pid = desktop.start(PROBE).pid
    tree.focus(window(tree, pid).one("text", "Channel"))
    tree.write("C0123 & <1>")
    tree.wait(lambda: window(tree, pid).one("text", "Channel").text == "C0123 & <1>", "what was written")
    tree.key("Tab", "Tab")
    tree.wait(lambda: (held := window(tree, pid).focused()) and held.name == "Say it", "the keyboard at the button")
    tree.click(window(tree, pid).one("push button", "Say it"))
    tree.wait(lambda: window(tree, pid).find("label", "C0123 & <1>, not remembered"), "the label")
