"""A file that several programs change: it is exchanged only for what it was, so that nothing somebody else wrote meanwhile is lost."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from supporttray.errors import NotDone

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_S = 5.0  # how long another one of us is waited for; it needs milliseconds
LEFT_S = 60.0  # what is as old as this was left by one of us that was killed
LOOK_S = 0.02
LARGEST = 1_000_000  # bytes; more is no file of ours


def content(target: Path) -> bytes | None:
    """Return what a file holds, a byte more than `LARGEST` at the most; None if there is none. Raises `OSError`."""
    try:
        with target.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        return None


def exchange(target: Path, old: bytes | None, new: bytes, mode: int, *, keep: bool = False) -> bool:
    """Put a content in place of `old`; False, and nothing is changed, where the file holds another one by now.

    With `keep` the old one lies beside it afterwards, as NAME.before. Raises `OSError`, `NotDone` where another one of us does not
    get done. The new file itself is the lock: it lies beside the old one under a name that only one of us can make.
    """
    claim = _claimed(target)
    try:
        same = content(target) == old
        if same and keep and old is not None:
            before = target.with_name(f"{target.name}.before")
            exchange(before, content(before), old, mode)
        if same:
            _fill(claim, new, mode)
            claim.replace(target)
    except BaseException:
        claim.unlink(missing_ok=True)
        raise
    if not same:
        claim.unlink(missing_ok=True)
    return same


def _claimed(target: Path) -> Path:
    """Make the new file, when nobody else is writing one."""
    claim = target.with_name(f".{target.name}.new")
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            os.close(os.open(claim, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            if _left(claim):
                claim.unlink(missing_ok=True)
            elif time.monotonic() > end:
                raise NotDone(f"{target} is being written by another program; try again.") from None
            else:
                time.sleep(LOOK_S)
        else:
            return claim


def _left(claim: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return time.time() - claim.stat().st_mtime > LEFT_S
    return False


def _fill(claim: Path, new: bytes, mode: int) -> None:
    with claim.open("wb") as file:
        file.write(new)
        file.flush()
        os.fsync(file.fileno())
    claim.chmod(mode)
