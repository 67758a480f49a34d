"""The lab's walk without a mouse finds what it is there to find."""

import sys
from pathlib import Path

import pytest

from tests.desktop.lab.session import Desktop
from tests.desktop.lab.tree import Tree
from tests.desktop.lab.walk import Walk


def probe(desktop: Desktop, tree: Tree, *how: str) -> Walk:
    program = desktop.start([sys.executable, str(Path(__file__).with_name("walk_program.py")), *how])
    return Walk(tree, program.pid, "Probe")


def test_a_good_window_is_gone_through_both_ways(desktop: Desktop, tree: Tree) -> None:
    walk = probe(desktop, tree)
    assert walk.nameless() == []
    assert walk.ring() == ["push button 'First'", "text 'Channel'", "text 'Text'", "push button 'Last'"]
    assert walk.missed() == []


def test_what_has_no_name_and_what_no_key_reaches_is_found(desktop: Desktop, tree: Tree) -> None:
    walk = probe(desktop, tree, "nameless", "skipped")
    assert walk.nameless() == ["text ''"]
    walk.ring()
    assert walk.missed() == ["push button 'Last'"]


def test_what_holds_the_keyboard_is_found(desktop: Desktop, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.desktop.lab.walk.WITHIN_S", 2.0)
    with pytest.raises(AssertionError, match="the keyboard, which was at text 'Text'"):
        probe(desktop, tree, "caught").ring()
