"""Going through a window without a mouse: what the Tab and arrow keys reach, what has no name, where the keyboard is caught.

    walk = Walk(tree, app.pid, "Settings")      # the window's title begins like this; it has the keyboard
    assert walk.nameless() == []
    assert walk.ring() and walk.missed() == []

A combo box or a date with the line in it is one stop. Rows of a list, tabs and radio buttons are reached by arrow keys.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.desktop.lab.tree import Tree, Widget

HANDLED = (
    *(
        "push button",
        "toggle button",
        "button menu",
        "check box",
        "radio button",
        "text",
        "combo box",
        "spin box",
        "slider",
    ),
    *("list", "tree", "table", "page tab list", "menu", "menu item", "link"),
)
WHOLE = ("text", "combo box", "spin box", "list", "table", "page tab list")  # what is in them belongs to them
ROWS = ("list item", "page tab", "page tab list")  # a list of tabs is called as the one that is chosen
LONGEST = 60
WITHIN_S = 10.0


class Place(NamedTuple):
    """A stop, and what is marked in it."""

    stop: Widget
    marked: tuple[int, int]


class Walk:
    """One window of a program, as it stands now."""

    def __init__(self, tree: Tree, pid: int, title: str) -> None:
        self._tree = tree
        self._pid = pid
        self._title = title
        self._reached: set[Widget] = set()
        self.window = tree.wait(self._find, f"a window {title!r}")
        self.stops = [
            each for each in controls(self.window) if shows(each) and (each.focusable or each.role in HANDLED)
        ]

    def _find(self) -> Widget | None:
        found = (each for each in self._tree.windows(self._pid) if each.name.startswith(self._title))
        return next(found, None)

    def nameless(self) -> list[str]:
        """What a person uses and has no name, or one that something else has too."""
        named = [each.name for each in self.stops]
        return [
            f"{each.role} {each.name!r}"
            for each in self.stops
            if not each.name.strip() or (named.count(each.name) > 1 and each.role not in ROWS)
        ]

    def ring(self) -> list[str]:
        """Press Tab until the keyboard is back where it was, then the same way back; return what had it, in that order."""
        start = self._wait_elsewhere(None).stop
        there = list(self._go("Tab", start))
        back = list(self._go("shift+Tab", start))
        assert {each.path for each in there} == {each.path for each in back}, f"{names(there)}, and back {names(back)}"
        self._reached.update(there)
        for chosen in [each for each in there if each.role == "radio button"]:
            self._choose(chosen)
        return names(there)

    def _choose(self, chosen: Widget) -> None:
        """Go through radio buttons, one group a window, by the arrow keys: to the first, and to the last."""
        every = [each for each in self.stops if each.role == "radio button"]
        self._tree.focus(chosen)
        here = self._wait_elsewhere(None)
        for key in (*["Up"] * every.index(chosen), *["Down"] * (len(every) - 1)):
            self._tree.key(key)
            here = self._wait_elsewhere(here)
            self._reached.add(here.stop)

    def missed(self) -> list[str]:
        """What a person could do something with, and no key reaches."""
        reached = {each.path for each in self._reached}
        return names(each for each in self.stops if each.role != "filler" and usable(each) and each.path not in reached)

    def rows(self, name: str) -> list[str]:
        """Go down a list by its arrow keys; return the rows that had the keyboard."""
        stop = next(each for each in self.stops if each.name == name)
        count = len(list(stop.every("list item")))
        self._tree.focus(stop)
        self._tree.key("Home")
        reached: list[str] = []
        for _ in range(count):
            row = self._tree.wait(lambda: self._row(stop, reached), f"a row below {reached[-1:]}", WITHIN_S)
            reached.append(row.name)
            self._tree.key("Down")
        return reached

    def _row(self, stop: Widget, reached: list[str]) -> Widget | None:
        now = self._tree.again(stop)
        row = next((each for each in now.every("list item") if "focused" in each.states), None) if now else None
        return row if row and row.name not in reached else None

    def _go(self, key: str, start: Widget) -> Iterator[Widget]:
        """Yield each stop until the start has the keyboard again."""
        now = last = self._wait_elsewhere(None)
        yield start
        for _ in range(LONGEST):
            if len([each for each in self.stops if usable(each)]) == 1:
                return
            self._tree.key(key)
            last, now = now, self._wait_elsewhere(now)
            if now.stop.path == start.path:
                return
            if now.stop.path != last.stop.path:
                yield now.stop
        raise AssertionError(f"{key} goes round without {start.role} {start.name!r}")

    def _wait_elsewhere(self, last: Place | None) -> Place:
        where = (
            f"the keyboard, which was at {last.stop.role} {last.stop.name!r}" if last else "the keyboard in the window"
        )
        return self._tree.wait(lambda: self._elsewhere(last), where, WITHIN_S)

    def _elsewhere(self, last: Place | None) -> Place | None:
        now = self._place()
        return now if now != last else None

    def _place(self) -> Place | None:
        """Where the keyboard is; one widget may have it for another, and a text with links has several places."""
        having = [stop for stop in self.stops if any("focused" in self._tree.states(each) for each in lines(stop))]
        stop = next((each for each in having if each.role in HANDLED), having[0] if having else None)
        return Place(stop, self._tree.marked(stop)) if stop else None


def controls(widget: Widget) -> Iterator[Widget]:
    """What is below a widget; what belongs to a control comes with it and not by itself."""
    for child in widget.children:
        yield child
        if child.role not in WHOLE:
            yield from controls(child)


def lines(stop: Widget) -> Iterator[Widget]:
    """What has the keyboard where a control has it: itself, or the line in it."""
    yield stop
    yield from (each for each in stop.all() if each.role == "text")


def shows(widget: Widget) -> bool:
    return "showing" in widget.states


def usable(widget: Widget) -> bool:
    return "enabled" in widget.states


def names(widgets: Iterable[Widget]) -> list[str]:
    return [f"{each.role} {each.name!r}" for each in widgets]
