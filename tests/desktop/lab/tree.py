"""The accessibility tree (AT-SPI) of a running program, as a screen reader sees it, and a person's hands: keys and mouse.

    def test_the_window_can_be_walked(desktop, tree, app_process):      # `tree` is a fixture; it ends with the test
        process = app_process([...])
        window = tree.wait(lambda: tree.program(process.pid).find(name="Support Tray"), "the window")
        print(window.outline())                                         # roles and names, indented: good in a failure
        tree.press(window.find("push button", "Next"))                  # by its action, as a screen reader does
        tree.click(window.find("push button", "Next"))                  # by the real mouse
        tree.focus(window.find("text", "Channel")); tree.write("C0123") # by the real keyboard
        tree.key("Tab"); assert tree.program(process.pid).focused().name == "Next"

A Widget is a picture of one moment: look again after each deed. Waiting is `tree.wait(look, what)`, which looks again until it
sees something true; `find` returns None where there is nothing (then `wait` goes on), `one` fails and prints the outline.
Role names are AT-SPI's: "frame", "dialog", "push button", "check box", "text", "label", "list item", "page tab", "menu item"; a
window that is a plain QWidget is a "filler".
desktop.sh is started with `--a11y on`; a program is on the accessibility bus as soon as it shows its first window.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from jeepney import DBusAddress, DBusErrorResponse, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

Seen = TypeVar("Seen")

WITHIN_S = 30.0
AGAIN_S = 0.1
ANSWER_S = 5.0
DEEP = 40
AT_SPI = "org.a11y.atspi."
ROOT = "/org/a11y/atspi/accessible/root"
WINDOWS = ("frame", "dialog", "window")
STATES = {  # their numbers in AtspiStateType
    "checked": 4,
    "editable": 7,
    "enabled": 8,
    "expanded": 10,
    "focusable": 11,
    "focused": 12,
    "selected": 23,
    "showing": 25,
}


@dataclass(frozen=True)
class Widget:
    """One node of the tree at one moment; `bus` and `path` are where it lives, `text` is what an entry holds."""

    bus: str
    path: str
    role: str
    name: str
    description: str
    text: str
    states: frozenset[str]
    children: tuple["Widget", ...]

    @property
    def focusable(self) -> bool:
        return "focusable" in self.states

    def all(self) -> Iterator["Widget"]:
        """Itself and all below it, in the order of the tree."""
        yield self
        for child in self.children:
            yield from child.all()

    def find(self, role: str = "", name: str | None = None) -> "Widget | None":
        """The first that shows and has this role and name."""
        return next(self.every(role, name), None)

    def every(self, role: str = "", name: str | None = None) -> Iterator["Widget"]:
        """All that show and have this role and name."""
        for each in self.all():
            if "showing" in each.states and role in ("", each.role) and name in (None, each.name):
                yield each

    def one(self, role: str = "", name: str | None = None) -> "Widget":
        """As find, but it must be there."""
        found = self.find(role, name)
        assert found, f"no {role or 'widget'} {name!r} in\n{self.outline()}"
        return found

    def focused(self) -> "Widget | None":
        """What has the keyboard."""
        return next((each for each in self.all() if "focused" in each.states and each.role not in WINDOWS), None)

    def outline(self, depth: int = 0) -> str:
        """The tree as indented lines: role, name, text, states."""
        line = f"{'  ' * depth}{self.role} {self.name!r}"
        line += f" = {self.text!r}" if self.text else ""
        line += f" ({', '.join(sorted(self.states - {'enabled', 'showing'}))})"
        return "\n".join((line, *(child.outline(depth + 1) for child in self.children)))


class Tree:
    """A connection to the accessibility bus."""

    def __init__(self) -> None:
        with open_dbus_connection("SESSION") as session:
            address = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (where,) = unwrap_msg(session.send_and_get_reply(new_method_call(address, "GetAddress"), timeout=ANSWER_S))
        self._connection: DBusConnection = open_dbus_connection(where)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def wait(self, look: Callable[[], Seen], what: str = "what was looked for", within_s: float = WITHIN_S) -> Seen:
        """Look again and again until something true is seen; return it."""
        end = time.monotonic() + within_s
        while not (seen := look()):
            assert time.monotonic() < end, f"{what}: not seen within {within_s:g} s"
            with suppress(TimeoutError):  # toolkits tell not all that changes
                self._connection.receive(timeout=AGAIN_S)
        return seen

    def programs(self) -> list[tuple[int, str, str]]:
        """The process number, bus name and path of each program on the accessibility bus."""
        found = []
        for bus, path in self._ask("org.a11y.atspi.Registry", ROOT, "Accessible", "GetChildren")[0]:
            with suppress(DBusErrorResponse):  # it has just gone
                (pid,) = unwrap_msg(self._send(message_bus.GetConnectionUnixProcessID(bus)))
                found.append((pid, bus, path))
        return found

    def program(self, pid: int, within_s: float = WITHIN_S) -> Widget:
        """The tree of a process as it is now, its windows at the top; waits until it shows one.

        A Qt program with GTK's theme is on the bus twice, and GTK's half has no windows.
        """

        def look() -> Widget | None:
            return next((half for half in self._halves(pid) if half.children), None)

        return self.wait(look, f"a window of process {pid} on the accessibility bus", within_s)

    def windows(self, pid: int) -> list[Widget]:
        """The windows that a process shows now."""
        return [each for half in self._halves(pid) for each in half.children if "showing" in each.states]

    def press(self, widget: Widget | None) -> None:
        """Do the widget's first action: a button is pressed, a box is ticked."""
        there = present(widget)
        assert self._ask(there.bus, there.path, "Action", "DoAction", "i", (0,))[0], f"{there.outline()} does nothing"

    def click(self, widget: Widget | None, button: int = 1) -> None:
        """Click in its middle with the real mouse."""
        left, top, width, height = self.place(widget)
        xdotool("mousemove", str(left + width // 2), str(top + height // 2), "click", str(button))

    def place(self, widget: Widget | None) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen, in pixels."""
        there = present(widget)
        left, top, width, height = self._ask(there.bus, there.path, "Component", "GetExtents", "u", (0,))[0]
        return left, top, width, height

    def focus(self, widget: Widget | None) -> None:
        """Give it the keyboard, and wait until it has it."""
        there = present(widget)
        self._ask(there.bus, there.path, "Component", "GrabFocus")
        self.wait(lambda: "focused" in self._states(there.bus, there.path), f"the focus at {there.role} {there.name!r}")

    def write(self, text: str) -> None:
        """Type on the real keyboard, to whatever has it."""
        xdotool("type", "--delay", "5", "--", text)

    def key(self, *keys: str) -> None:
        """Press keys one after the other, as "Tab", "Return", "ctrl+a"."""
        xdotool("key", "--", *keys)

    def again(self, widget: Widget) -> Widget | None:
        """The same one as it is now, if it is still there."""
        return self._widget(widget.bus, widget.path, 0)

    def states(self, widget: Widget) -> frozenset[str]:
        """Its states as they are now; none if it has gone."""
        with suppress(DBusErrorResponse):
            return self._states(widget.bus, widget.path)
        return frozenset()

    def marked(self, widget: Widget) -> tuple[int, int]:
        """Where what is marked in its text begins and ends; the same twice where nothing is."""
        with suppress(DBusErrorResponse):
            begin, end = self._ask(widget.bus, widget.path, "Text", "GetSelection", "i", (0,))
            return begin, end
        return 0, 0

    def _halves(self, pid: int) -> list[Widget]:
        found = (self._widget(bus, path, 0) for number, bus, path in self.programs() if number == pid)
        return [half for half in found if half]

    def _widget(self, bus: str, path: str, depth: int) -> Widget | None:
        """Read a node and all below it; one that goes meanwhile is left out."""
        try:
            said = self._properties(bus, path)
            role = str(self._ask(bus, path, "Accessible", "GetRoleName")[0])
            states = self._states(bus, path)
            children = self._ask(bus, path, "Accessible", "GetChildren")[0] if depth < DEEP else []
            text = ""
            if "Text" in {name.rpartition(".")[2] for name in self._ask(bus, path, "Accessible", "GetInterfaces")[0]}:
                text = str(self._ask(bus, path, "Text", "GetText", "ii", (0, -1))[0])
        except DBusErrorResponse:
            return None
        below = tuple(child for each in children if (child := self._widget(*each, depth + 1)))
        return Widget(bus, path, role, said["Name"], said["Description"], text, states, below)

    def _properties(self, bus: str, path: str) -> dict[str, str]:
        place = DBusAddress(path, bus, AT_SPI + "Accessible")
        return {
            name: str(unwrap_msg(self._send(Properties(place).get(name)))[0][1]) for name in ("Name", "Description")
        }

    def _states(self, bus: str, path: str) -> frozenset[str]:
        low, high = self._ask(bus, path, "Accessible", "GetState")[0]
        return frozenset(name for name, number in STATES.items() if (low | high << 32) >> number & 1)

    def _ask(self, bus: str, path: str, interface: str, method: str, signature: str = "", body: Any = ()) -> Any:
        place = DBusAddress(path, bus, AT_SPI + interface)
        return unwrap_msg(self._send(new_method_call(place, method, signature, body)))

    def _send(self, message: Any) -> Any:
        return self._connection.send_and_get_reply(message, timeout=ANSWER_S)


def present(widget: Widget | None) -> Widget:
    assert widget, "there is no such widget"
    return widget


def xdotool(*words: str) -> None:
    subprocess.run(["xdotool", *words], check=True, timeout=WITHIN_S)
