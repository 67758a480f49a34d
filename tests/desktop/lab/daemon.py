"""The notification daemons of the lab, and what a person sees of them and does to them.

`Dunst` and `Xfce` have the same methods. dunst paints its words, so it tells them only of toasts that are gone: `words()` takes
all away first, and says so to the app. Its buttons are in a menu; xfce4-notifyd draws them, and the mouse presses them.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar
from xml.etree import ElementTree as ET

from jeepney import DBusAddress, DBusErrorResponse, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from tests.desktop.lab.tree import AGAIN_S, ANSWER_S, WITHIN_S, Tree, Widget, xdotool

Seen = TypeVar("Seen")

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
COMMAND = DBusAddress(PATH, NAME, "org.dunstproject.cmd0")
SAYS_WHO = "Support Tray: "  # dunst's format begins with the program


class Daemon:
    """A notification daemon: away, or there."""

    kind: ClassVar[str]

    def __init__(self) -> None:
        self._connection: DBusConnection = open_dbus_connection("SESSION")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self.stop()
        finally:
            self._connection.close()

    def start(self) -> None:
        """Start it; it serves when this returns."""
        subprocess.run(["desktop-notify", "start", self.kind], check=True, timeout=WITHIN_S, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        """End it, if it is there; nobody serves notifications when this returns."""
        if self.there():
            with suppress(DBusErrorResponse):  # it may be leaving just now
                self.resume()
            subprocess.run(["desktop-notify", "stop"], check=True, timeout=WITHIN_S)
            self.wait(lambda: not self.there(), "the daemon's end")

    def pause(self) -> None:
        """Make it hang."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def there(self) -> bool:
        """Whether anybody serves notifications."""
        return bool(self._ask(message_bus.NameHasOwner(NAME))[0])

    @property
    def pid(self) -> int:
        return int(self._ask(message_bus.GetConnectionUnixProcessID(NAME))[0])

    def wait(self, look: Callable[[], Seen], what: str) -> Seen:
        """Look again and again until something true is seen; return it."""
        end = time.monotonic() + WITHIN_S
        while not (seen := look()):
            assert time.monotonic() < end, f"{what}: not seen within {WITHIN_S:g} s"
            with suppress(TimeoutError):
                self._connection.receive(timeout=AGAIN_S)
        return seen

    def wait_count(self, number: int) -> None:
        """Wait until so many toasts stand on the screen."""
        self.wait(lambda: self.count() == number, f"{number} toasts on the screen (there are {self.count()})")

    def count(self) -> int:
        """How many toasts stand on the screen."""
        raise NotImplementedError

    def words(self) -> list[tuple[str, str]]:
        """Title and body of each toast, the oldest first, as they stand on the screen."""
        raise NotImplementedError

    def press(self, label: str) -> None:
        """Press the button with this label."""
        raise NotImplementedError

    def click(self) -> None:
        """Click on the newest toast, beside its buttons."""
        raise NotImplementedError

    def dismiss(self) -> None:
        """Close the newest toast as a person does."""
        raise NotImplementedError

    def _ask(self, message: Any) -> tuple[Any, ...]:
        return tuple(unwrap_msg(self._connection.send_and_get_reply(message, timeout=ANSWER_S)))


class Dunst(Daemon):
    """dunst: no buttons on the toast, a menu instead; a left click is the click, a right click closes."""

    kind = "dunst"

    def count(self) -> int:
        return int(self._ask(Properties(COMMAND).get("displayedLength"))[0][1])

    def words(self) -> list[tuple[str, str]]:
        self._ask(new_method_call(COMMAND, "NotificationCloseAll"))
        self.wait_count(0)
        told = json.loads(subprocess.run(["dunstctl", "history"], check=True, capture_output=True, timeout=10).stdout)
        shown = [shown_text(each["message"]["data"]) for each in reversed(told["data"][0])]
        return [
            (text[0].removeprefix(SAYS_WHO), text[2].strip("\n")) for line in shown if (text := line.partition("\n"))
        ]

    def press(self, label: str) -> None:
        self.wait(self.count, "a toast")
        Path(os.environ["DESKTOP_PICK"]).write_text(f"{label} ", "utf-8")  # the menu's lines: #LABEL (TITLE) [NUMBER]
        self._ask(new_method_call(COMMAND, "ContextMenuCall"))

    def click(self) -> None:
        self._mouse("1")

    def dismiss(self) -> None:
        self._mouse("3")

    def _mouse(self, button: str) -> None:
        self.wait(self.count, "a toast")
        xdotool("mousemove", "1200", "40", "click", button)


class Xfce(Daemon):
    """xfce4-notifyd, seen through the accessibility tree and pressed by the real mouse; a click beside the buttons closes."""

    kind = "xfce4"

    def __init__(self) -> None:
        super().__init__()
        self._tree = Tree()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        super().__exit__(kind, error, at)
        self._tree.__exit__(kind, error, at)

    def count(self) -> int:
        return len(self._toasts())

    def words(self) -> list[tuple[str, str]]:
        self.wait(self.count, "a toast")
        labels = [[each.text for each in toast.every("label")] for toast in self._toasts()]
        return [(title, body) for title, body in labels]

    def press(self, label: str) -> None:
        self._click(lambda toast: toast.find("push button", label))

    def click(self) -> None:
        self._click(lambda toast: toast.find("label"))

    def dismiss(self) -> None:
        self.click()

    def _toasts(self) -> list[Widget]:
        return self._tree.windows(self.pid) if self.there() else []

    def _click(self, which: Callable[[Widget], Widget | None]) -> None:
        def placed() -> Widget | None:
            toasts = self._toasts()
            found = which(toasts[-1]) if toasts else None
            with suppress(DBusErrorResponse):
                return found if found and min(self._tree.place(found)) > 0 else None
            return None

        self._tree.click(self.wait(placed, "what is to be clicked"))


def shown_text(markup: str) -> str:
    """The text that markup shows; markup that is none fails."""
    return "".join(ET.fromstring(f"<all>{markup}</all>").itertext())  # noqa: S314 - our own words


DAEMONS: dict[str, type[Dunst | Xfce]] = {"dunst": Dunst, "xfce4": Xfce}
