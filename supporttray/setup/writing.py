"""Writes the config for a person who answered the first questions: checked before it takes the old one's place."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from supporttray import config
from supporttray.errors import ConfigError
from supporttray.setup import rota
from supporttray.setup.document import ROTA, change, printable
from supporttray.setup.exchange import content, exchange
from supporttray.setup.joining import own_part
from supporttray.setup.offered import OFFERED, same, wants

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.config.team import Team
    from supporttray.core.setup import Save
    from supporttray.engine.plan import Plan

MODE = 0o600  # of a new file; an old one keeps its own


def read(path: Path) -> str | None:
    """Return the config's text; None if there is no such file. Raises `ConfigError`."""
    return _text(path, _content(path))


def _content(path: Path) -> bytes | None:
    try:
        return content(path)
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})."]) from error


def _text(path: Path, found: bytes | None) -> str | None:
    if found is None:
        return None
    if len(found) > config.SIZE:
        raise ConfigError([f"{path}: is larger than 1 MB; this is no config."])
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: is not UTF-8 at byte {error.start}."]) from error


def compose(old: str | None, wanted: Save, now: datetime, file: str, team: Team | None = None) -> str:
    """Return the config's text as it is wanted; what is not asked for stays, with its comments, and what `team` says is not copied.

    Raises `ConfigError` with every mistake of the old text or of what is wanted.
    """
    wanted = msgspec.structs.replace(wanted, me=printable(wanted.me))
    if wanted.on_duty and not wanted.me:
        raise ConfigError(["The rota needs your name."])
    if (wanted.on_duty and not wanted.until) or (wanted.until and wanted.until <= now):
        raise ConfigError(["The end of the duty must lie ahead."])
    before, whole = (config.parse(old or "", file, team, own=own) for own in (True, False))
    wanted = own_part(wanted, whole, before)
    strange = ConfigError([f"{file}: is written in a way that cannot be changed from here; edit it by hand."])
    try:
        text = change(old, before, wanted, now, [one.name for one in whole.watches])
    except ValueError:
        raise strange from None
    config.parse(text, file, team)
    after = config.parse(text, file, team, own=True)
    if not (_stayed(before, after, wanted) and _came(after, wanted, now)):
        raise strange
    return text


def _stayed(before: Plan, after: Plan, wanted: Save) -> bool:
    """Whether what was to stay did: a text that is changed in place can go wrong."""
    touched = {one.account for one in wanted.credentials}
    loose = OFFERED if wanted.on_duty is None else OFFERED | {ROTA}
    stays, stayed = ([watch for watch in plan.watches if watch.kind not in loose] for plan in (before, after))
    return (
        (after.zone_name, after.alerts, stayed) == (before.zone_name, before.alerts, stays)
        and all(after.accounts.get(name) == one for name, one in before.accounts.items() if name not in touched)
        and all(watch in after.watches for watch in before.watches if wants(wanted, watch))
    )


def _came(after: Plan, wanted: Save, now: datetime) -> bool:
    """Whether what was wanted is there, and nothing else that could be offered."""
    shifts = [shift for watch in after.watches if watch.kind == ROTA for shift in watch.options.shifts]
    mine = [shift.end for shift in shifts if rota.current(shift, after.me, now)]
    duty = {True: wanted.until and [wanted.until.replace(microsecond=0)], False: [], None: mine}[wanted.on_duty]
    return (
        (after.me, after.texts) == (wanted.me, wanted.texts)
        and (after.daily and (after.daily.account, after.daily.place)) == wanted.daily
        and {one.account for one in wanted.credentials} <= after.accounts.keys()
        and all(any(same(watch, *one) for watch in after.watches) for one in wanted.watched)
        and all(wants(wanted, watch) for watch in after.watches if watch.kind in OFFERED)
        and mine[:1] == (duty or [])[:1]
    )


class Meanwhile(ConfigError):
    """Somebody else has changed the file since it was read."""


def write(path: Path, text: str, old: str | None) -> None:
    """Put a text in place of `old`, which is kept beside it as NAME.before. Raises `ConfigError`; then nothing is changed."""
    target = Path(os.path.realpath(path))  # a link stays one
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        was = _content(target)
        same = _text(target, was) == old
        if same and text == old:
            return  # and what lies beside it is still another
        mode = MODE if was is None else stat.S_IMODE(target.stat().st_mode)
        if not (same and exchange(target, was, text.encode(), mode, keep=True)):
            raise Meanwhile([f"{path}: was changed meanwhile; nothing was written. Open the settings again."])
    except OSError as error:
        raise ConfigError([f"{path}: cannot be written ({error.strerror})."]) from error
