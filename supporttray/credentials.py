"""Credentials: in the system's keyring, for scripts in the environment, or lent to one run. Nowhere else.

The keyring is used in a short child process with a limit: a locked keyring blocks without end, a blocked thread hangs the exit, and
the keyring's libraries cost 12 MiB. The child is this module, run with `-m`; the secret travels through pipes only.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from typing import Any

from supporttray import logs, program
from supporttray.errors import ConfigError, NoKeyring

LIMIT_S = 60.0  # time for a person to unlock the keyring
PREFIX = "SUPPORTTRAY_TOKEN_"
SECOND = ("app",)  # the kinds of second credentials that an account can have; they go where its first one goes
NAME = re.compile(r"[\w-]{1,60}(\.[\w-]{1,20})?", re.ASCII)

_LOCKED = "It may be locked: unlock it, then choose the service again or restart."
_MISSING = "Install and unlock one (on Linux gnome-keyring or KWallet), or set {variable} for this run."


class Credentials:
    """The credentials of one keyring namespace. Takes those of the environment out of it, so that no child inherits them."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        taken = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(PREFIX)}
        self._given = {name: value for name, value in taken.items() if value}
        self._lent: dict[str, str] = {}
        for value in self._given.values():
            logs.hide(value)

    def __repr__(self) -> str:
        """Show the namespace only."""
        return f"Credentials({self._namespace})"

    async def read(self, name: str) -> str | None:
        """Return a credential; None if there is none. Raises `NoKeyring`."""
        return self._lent.get(name) or self._given.get(variable(name)) or await self.kept(name)

    async def kept(self, name: str) -> str | None:
        """Return what the keyring itself keeps; None if that is nothing. Raises `NoKeyring`."""
        found = await self._ask("get", name)
        logs.hide(found or "")
        return found

    async def write(self, name: str, secret: str) -> None:
        """Keep a credential in the keyring; from now on it counts, whatever was given before. Raises `NoKeyring`."""
        logs.hide(secret)
        await self._ask("set", name, secret)
        self._lent.pop(name, None)
        self._given.pop(variable(name), None)

    def lend(self, name: str, secret: str) -> None:
        """Keep a credential in this process only, until it ends."""
        logs.hide(secret)
        self._lent[name] = secret

    def drop(self, name: str) -> bool:
        """Forget what was lent or given to this run; say whether there was something."""
        dropped = [(self._lent.pop(one, None), self._given.pop(variable(one), None)) for one in whole(name)]
        return any(lent or given for lent, given in dropped)

    async def forget(self, name: str, *, begun: bool = True) -> bool:
        """Delete a credential, an account's first one with its second one; say whether there was one. Raises `NoKeyring`.

        Where no keyring can be reached one may still be kept in it. Whoever has not `begun`, and has no config yet, is not held up by that.
        """
        dropped = self.drop(name)
        return bool(await self._ask("forget" if begun else "forget if any", name)) or dropped

    async def _ask(self, verb: str, name: str, secret: str = "") -> str | None:
        child = await asyncio.create_subprocess_exec(
            *program.command("supporttray.credentials"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            creationflags=program.FLAGS,
        )
        names = whole(name) if verb.startswith("forget") else (name,)
        question = json.dumps({"verb": verb, "namespace": self._namespace, "names": names, "secret": secret})
        try:
            async with asyncio.timeout(LIMIT_S):
                output, _ = await child.communicate(question.encode())
        except TimeoutError:
            raise NoKeyring("The keyring does not answer.", _LOCKED) from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        try:
            answer: dict[str, Any] = json.loads(output)
        except ValueError:
            answer = {"error": "it failed"}
        if "error" in answer:
            hint = _MISSING.format(variable=variable(name))
            raise NoKeyring(f"The keyring cannot be used: {answer['error']}.", hint)
        found: str | None = answer["found"]
        return found


def variable(name: str) -> str:
    """Return the environment variable that gives a credential to a script."""
    return PREFIX + re.sub(r"\W", "_", name).upper()


def whole(name: str) -> tuple[str, ...]:
    """Return the name of a credential and those of what goes with it: an account's second ones."""
    return (name, *(f"{name}.{kind}" for kind in SECOND if "." not in name))


def checked(name: str) -> str:
    """Return a credential's name, SERVICE or SERVICE.KIND. Raises `ConfigError`."""
    if not NAME.fullmatch(name):
        raise ConfigError([f"{name!r} is no name of a credential; write SERVICE or SERVICE.KIND, as in the config."])
    return name


def _child() -> dict[str, Any]:
    """Do what the parent asks through stdin; only here are the keyring's libraries loaded."""
    import keyring  # noqa: PLC0415  only in the child
    from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError  # noqa: PLC0415

    question = json.load(sys.stdin)
    places = [(question["namespace"], name) for name in question["names"]]
    try:
        if question["verb"] == "set":
            keyring.set_password(*places[0], question["secret"])
            kept = keyring.get_password(*places[0]) == question["secret"]
            return {"found": None} if kept else {"error": "it did not keep what was given to it"}
        found = {where: secret for where in places if (secret := keyring.get_password(*where)) is not None}
        if question["verb"].startswith("forget"):
            for where in found:
                keyring.delete_password(*where)
    except PasswordDeleteError:
        return {"found": None}
    except NoKeyringError as error:
        return {"found": None} if question["verb"] == "forget if any" else {"error": type(error).__name__}
    except KeyringError as error:
        return {"error": type(error).__name__}
    except Exception as error:  # noqa: BLE001  backends raise what they like; the type is enough, a text could hold the secret
        return {"error": type(error).__name__}
    return {"found": next(iter(found.values()), None)}


if __name__ == "__main__":
    print(json.dumps(_child()))  # noqa: T201  the parent reads it
