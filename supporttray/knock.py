"""What a second start says to the first: show yourself, or end. Through a socket in the workspace's state folder; on Windows a named pipe.

The first one listens in `ui/instance.py`. Only the person's own programs can reach it, and a word that is not known only shows the app.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SHOW = "show"
QUIT = "quit"
HEARD = b"heard\n"
SCHEME = "supporttray:"  # an address that opens one of our pages
LONGEST = 200  # bytes of a line
LIMIT_S = 3.0
_ROOM = 100  # bytes of a socket's path: sun_path has 104 on macOS, 108 on Linux


def address(state: Path) -> str | None:
    """Return where the app of a state folder listens; None where its path is too long for a socket."""
    if sys.platform == "win32":
        import hashlib  # noqa: PLC0415  not elsewhere

        return rf"\\.\pipe\supporttray-{hashlib.sha256(os.fsencode(state)).hexdigest()[:16]}"
    place = os.fsencode(state / "app.sock")
    return os.fsdecode(place) if len(place) <= _ROOM else None


def knock(state: Path, word: str) -> bool:
    """Say a word to the app that runs for a state folder, and tell whether one has heard it."""
    where = address(state)
    try:
        return where is not None and _say(where, word.encode()[:LONGEST] + b"\n") == HEARD
    except OSError:  # nobody listens, or hangs
        return False


def page(said: str) -> str:
    """Return the name of the page that an address of ours, `supporttray:builds`, opens; nothing for any other text."""
    if not said.startswith(SCHEME):
        return ""
    return said[len(SCHEME) :].strip("/").lower()[:40]


def _say(where: str, line: bytes) -> bytes:
    if sys.platform == "win32":
        with open(where, "r+b", buffering=0) as pipe:  # noqa: PTH123  a pipe is no path
            pipe.write(line)
            return pipe.readline(LONGEST)
    import socket  # noqa: PLC0415  the icon comes first

    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(LIMIT_S)
        connection.connect(where)
        connection.sendall(line)
        with connection.makefile("rb") as answer:
            return answer.readline(LONGEST)
