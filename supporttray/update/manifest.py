"""What the newest version is: a small signed file, made by `packaging/release/manifest.py`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood
from supporttray.update import minisign

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = 1
NUMBER = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}", re.ASCII)  # what is announced is a release, never a trial
WEB = re.compile(r"https://[\w.-]+(:\d+)?/[!-~]*", re.ASCII)
FUTURE = timedelta(days=2)  # by how much this computer's clock may be behind


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The newest version: `page` is where a person gets it, `notes` one line of what is new, `expires` until when this is to be believed."""

    format: int
    version: str
    published: datetime
    expires: datetime
    page: str
    notes: str = ""

    def over(self, version: str) -> bool:
        """Whether this one is newer than a version."""
        return number(self.version) > number(version)


def number(version: str) -> tuple[int, ...]:
    """Return a version so that newer ones are greater; what is no release comes before all."""
    found = NUMBER.match(version)
    parts = [int(part) for part in found[0].split(".")] if found else []
    while parts and not parts[-1]:
        parts.pop()  # 1.0 is 1.0.0
    return tuple(parts)


def read(content: bytes, signature: str, keys: Sequence[str], now: datetime) -> Manifest:
    """Return a manifest that one of the keys has signed and that is still good. Raises `NotUnderstood`."""
    minisign.verify(content, signature, keys)
    try:
        told = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, RecursionError):
        raise NotUnderstood("What is said of the newest version cannot be read.", "A later version may.") from None
    wrong = next((what for what, right in _conditions(told, now) if not right), "")
    if wrong:
        raise NotUnderstood(f"What is said of the newest version {wrong}.", "Look at its page yourself.")
    return msgspec.structs.replace(told, notes=shorten(told.notes, 200))


def _conditions(told: Manifest, now: datetime) -> tuple[tuple[str, bool], ...]:
    aware = told.published.tzinfo is not None and told.expires.tzinfo is not None
    return (
        ("is written for a later version", told.format == FORMAT),
        ("names no version", NUMBER.fullmatch(told.version) is not None),
        ("leads to no web page", WEB.fullmatch(told.page) is not None and bool(urlsplit(told.page).hostname)),
        ("has times without a zone", aware),
        ("is from the future; look at this computer's clock", aware and told.published <= now + FUTURE),
        ("is too old to be believed", aware and now < told.expires),
    )
