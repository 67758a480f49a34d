"""The tray as the panel's side of the bus sees it: its items, their menus and icons, and waiting for them to change."""

import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from jeepney import DBusAddress, MatchRule, Message, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg
from PySide6.QtGui import QImage

Seen = TypeVar("Seen")

WITHIN_S = 30.0
PAINT_S = 0.25
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
WATCHER = DBusAddress("/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierWatcher")


@dataclass(frozen=True, slots=True)
class TrayItem:
    """What one StatusNotifierItem says of itself."""

    bus: str
    path: str
    pid: int
    id: str
    status: str
    title: str
    tooltip: str
    menu: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a tray menu."""

    number: int
    label: str
    separator: bool
    enabled: bool
    visible: bool
    checked: bool
    children: tuple["Entry", ...]


class Panel:
    """A connection to the session bus that reads and uses the tray as a panel does."""

    def __init__(self) -> None:
        self._connection: DBusConnection = open_dbus_connection("SESSION")
        self._something: deque[Message] = deque(maxlen=1)
        self._connection.filter(MatchRule(type="signal"), queue=self._something)
        self._ask(message_bus.AddMatch(MatchRule(type="signal")))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def wait(self, look: Callable[[], Seen], what: str, within_s: float = WITHIN_S) -> Seen:
        """Look, then look again after each signal on the bus, until something true is seen; return it.

        Now and then without a signal too: what a panel paints is told by none.
        """
        end = time.monotonic() + within_s
        while True:
            self._something.clear()
            if seen := look():
                return seen
            if time.monotonic() > end:
                raise AssertionError(f"{what}: not seen within {within_s:g} s")
            with suppress(TimeoutError):
                self._connection.recv_until_filtered(self._something, timeout=PAINT_S)

    def there(self) -> bool:
        """Tell whether a tray is there to be registered with."""
        return bool(self._ask(message_bus.NameHasOwner(WATCHER.bus_name))[0])

    def items(self) -> list[TrayItem]:
        """All items of the tray; one that leaves while it is asked is left out."""
        if not self.there():
            return []
        registered = self._get(WATCHER, "RegisteredStatusNotifierItems")
        return [item for name in registered or () if (item := self._item(*split(name)))]

    def item(self, pid: int) -> TrayItem | None:
        """The item of a process, if it has one now."""
        return next((item for item in self.items() if item.pid == pid), None)

    def wait_item(
        self, pid: int, suits: Callable[[TrayItem], bool] = lambda _: True, within_s: float = WITHIN_S
    ) -> TrayItem:
        """Wait until the process has an item that suits."""

        def look() -> TrayItem | None:
            item = self.item(pid)
            return item if item and suits(item) else None

        try:
            return self.wait(look, f"a tray item of process {pid} that suits", within_s)
        except AssertionError as never:
            raise AssertionError(f"{never}; there are {self.items()}") from None

    def menu(self, item: TrayItem) -> tuple[Entry, ...]:
        """The item's menu, told first that it is about to be shown, as the panel does."""
        address = DBusAddress(item.menu, item.bus, MENU)
        self._ask(new_method_call(address, "AboutToShow", "i", (0,)))
        _, root = self._ask(new_method_call(address, "GetLayout", "iias", (0, -1, [])))
        return entry(root).children

    def labels(self, item: TrayItem) -> list[str]:
        """The labels of what the menu shows, separators left out; an entry of a submenu is "Menu>Entry"."""
        return [label for label, each in walk(self.menu(item)) if not each.separator]

    def click(self, item: TrayItem, label: str) -> None:
        """Choose a menu entry by its label."""
        found = dict(walk(self.menu(item)))
        assert label in found, f"no entry {label!r} in {list(found)}"
        arguments = (found[label].number, "clicked", ("i", 0), 0)
        self._ask(new_method_call(DBusAddress(item.menu, item.bus, MENU), "Event", "isvu", arguments))

    def activate(self, item: TrayItem) -> None:
        """Click on the icon, as the panel tells it."""
        self._ask(new_method_call(DBusAddress(item.path, item.bus, ITEM), "Activate", "ii", (0, 0)))

    def icon(self, item: TrayItem) -> QImage:
        """The largest of the icon's pictures."""
        pictures = self._get(DBusAddress(item.path, item.bus, ITEM), "IconPixmap")
        width, height, argb = max(pictures, key=lambda picture: picture[0])
        swapped = b"".join(argb[at : at + 4][::-1] for at in range(0, len(argb), 4))  # big endian on the bus
        return QImage(swapped, width, height, width * 4, QImage.Format.Format_ARGB32).copy()

    def _item(self, bus: str, path: str) -> TrayItem | None:
        address = DBusAddress(path, bus, ITEM)
        pid = self._try(message_bus.GetConnectionUnixProcessID(bus))
        said = self._try(Properties(address).get_all())
        if not pid or not said:
            return None
        values = {name: value for name, (_, value) in said[0].items()}
        tooltip = values.get("ToolTip") or ("", [], "", "")
        texts = {name: str(values.get(name, "")) for name in ("Id", "Status", "Title", "Menu")}
        return TrayItem(bus, path, pid[0], texts["Id"], texts["Status"], texts["Title"], str(tooltip[2]), texts["Menu"])

    def _get(self, address: DBusAddress, name: str) -> Any:
        answer = self._try(Properties(address).get(name))
        return answer[0][1] if answer else None

    def _ask(self, message: Message) -> tuple[Any, ...]:
        return tuple(unwrap_msg(self._connection.send_and_get_reply(message, timeout=WITHIN_S)))

    def _try(self, message: Message) -> tuple[Any, ...]:
        answer = self._connection.send_and_get_reply(message, timeout=WITHIN_S)
        return () if answer.header.message_type is MessageType.error else tuple(answer.body)


def split(name: str) -> tuple[str, str]:
    """Part what a watcher registers (":1.19/StatusNotifierItem") into the bus name and the path."""
    bus, slash, path = name.partition("/")
    return bus, slash + path if path else "/StatusNotifierItem"


def entry(layout: tuple[int, dict[str, tuple[str, Any]], list[tuple[str, Any]]]) -> Entry:
    """Read one node of a menu's layout."""
    number, properties, children = layout
    values = {name: value for name, (_, value) in properties.items()}
    return Entry(
        number=number,
        label=re.sub("_(.)", r"\1", values.get("label", "")),  # an underscore marks the key to press
        separator=values.get("type") == "separator",
        enabled=values.get("enabled", True),
        visible=values.get("visible", True),
        checked=values.get("toggle-state", 0) == 1,
        children=tuple(entry(child) for _, child in children),
    )


def walk(entries: tuple[Entry, ...], above: str = "") -> Iterator[tuple[str, Entry]]:
    """All visible entries by their label, those of submenus after their own."""
    for each in entries:
        if each.visible:
            yield above + each.label, each
            yield from walk(each.children, f"{above}{each.label}>")
