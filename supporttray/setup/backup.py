"""Writes into the config who the backup is, and whether the person wants that they are told without a click."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from supporttray.config.backup import PERSON
from supporttray.errors import NotDone
from supporttray.setup.document import printable, with_backup
from supporttray.setup.swap_home import config_step, read

if TYPE_CHECKING:
    from pathlib import Path

    from supporttray.core.backup import SetBackup
    from supporttray.engine.plan import Plan

ID = "It is no id of a person: it looks like U0123ABCD. In Slack, open their profile, press ⋮ and choose “Copy member ID”."


def write(path: Path, wanted: SetBackup) -> str:
    """Write it and say so. Raises `ConfigError` with a sentence, and nothing is written."""
    book = read(path)
    known, person = book.own.backup, wanted.person.strip()
    if person and not re.fullmatch(PERSON, person):
        raise NotDone(ID)
    if not (person or known):
        raise NotDone("Say first who your backup is.")
    name = printable(wanted.name) or (person if known and person != known.person else "")  # nobody has another's name
    content: dict[str, Any] = {"person": person, "name": name, "service": wanted.account}
    content = {key: value for key, value in content.items() if value} | {"consent": wanted.consent}

    def right(after: Plan) -> bool:
        made = after.backup
        same = made is not None and made.consent is wanted.consent and person in ("", made.person)
        return same and replace(after, backup=known) == book.own

    config_step(book, lambda: with_backup(book.text, content), right).take()
    return "Saved. Ask them now." if wanted.consent else "Saved. Nothing is sent without a click any more."
