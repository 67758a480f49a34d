"""The desktop's keyring in the states in which a person finds it: locked, with the system's own window that asks for the password, or not there.

    keyring.lock()                 # who asks for a secret now waits for a person
    keyring.unlock(tree)           # the person: types the password into the window of the system
    keyring.stop()                 # no Secret Service at all

When the `with` ends the keyring is there and unlocked, as other tests find it.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from jeepney import DBusAddress, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from tests.desktop.lab.tree import AGAIN_S, ANSWER_S, WITHIN_S, Tree

NAME = "org.freedesktop.secrets"
SERVICE = DBusAddress("/org/freedesktop/secrets", NAME, "org.freedesktop.Secret.Service")
LOGIN = DBusAddress("/org/freedesktop/secrets/collection/login", NAME, "org.freedesktop.Secret.Collection")
PROMPTER = "org.gnome.keyring.SystemPrompter"
ASKS = f"{PROMPTER}.service"  # the bus starts it when it is wanted; it ends by itself when it was not for a while
PASSWORD = "test"


class Keyring:
    """The keyring of this desktop."""

    def __init__(self) -> None:
        self._connection: DBusConnection = open_dbus_connection("SESSION")
        self._asks = (
            Path(os.environ["DBUS_SESSION_BUS_ADDRESS"].removeprefix("unix:path=")).parents[1] / "services" / ASKS
        )
        content = Path(f"/proc/{self._pid(NAME)}/environ").read_text("utf-8")  # the desktop's, not this test's
        self._env = dict(line.split("=", 1) for line in content.split("\0") if line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._owned(PROMPTER):
            os.kill(self._pid(PROMPTER), signal.SIGKILL)
        self._asks.unlink(missing_ok=True)
        self._ask(new_method_call(message_bus, "ReloadConfig"))
        self.stop()
        self._start()
        self._connection.close()

    def lock(self) -> None:
        """Lock it, and let the system ask for the password when somebody wants a secret."""
        if not self._asks.exists():
            self._asks.symlink_to(Path("/usr/share/dbus-1/services") / ASKS)
            self._ask(new_method_call(message_bus, "ReloadConfig"))
            self._ask(new_method_call(message_bus, "UpdateActivationEnvironment", "a{ss}", ({"NO_AT_BRIDGE": "0"},)))
        self._ask(new_method_call(SERVICE, "Lock", "ao", ([LOGIN.object_path],)))
        assert self.locked()

    def locked(self) -> bool:
        return bool(self._ask(Properties(LOGIN).get("Locked"))[0][1])

    def unlock(self, tree: Tree) -> None:
        """Type the password into the window that asks for it."""
        self._wait(lambda: self._owned(PROMPTER), "the system's prompter")
        pid = self._pid(PROMPTER)
        tree.wait(lambda: any(tree.windows(pid)) and tree.program(pid).focused(), "the window that asks")
        tree.write(PASSWORD)
        tree.key("Return")
        self._wait(lambda: not self.locked(), "the keyring unlocked")

    def stop(self) -> None:
        """End it; nobody serves secrets when this returns."""
        if self._owned(NAME):
            os.kill(self._pid(NAME), signal.SIGTERM)
            self._wait(lambda: not self._owned(NAME), "the keyring's end")

    def _start(self) -> None:
        command = ["gnome-keyring-daemon", "--unlock", "--components=secrets"]
        subprocess.run(
            command, input=PASSWORD, text=True, env=self._env, check=True, timeout=WITHIN_S, stdout=subprocess.DEVNULL
        )
        self._wait(lambda: self._owned(NAME) and not self.locked(), "the keyring")

    def _pid(self, name: str) -> int:
        return int(self._ask(message_bus.GetConnectionUnixProcessID(name))[0])

    def _owned(self, name: str) -> bool:
        return bool(self._ask(message_bus.NameHasOwner(name))[0])

    def _wait(self, look: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + WITHIN_S
        while not look():
            assert time.monotonic() < end, f"{what}: not seen within {WITHIN_S:g} s"
            time.sleep(AGAIN_S)

    def _ask(self, message: Any) -> tuple[Any, ...]:
        return tuple(unwrap_msg(self._connection.send_and_get_reply(message, timeout=ANSWER_S)))
