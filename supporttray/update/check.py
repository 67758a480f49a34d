"""Looks once a day whether there is a newer version, and says so quietly. Nothing is downloaded but the signed word of it, and nothing installed."""

from __future__ import annotations

import logging
import os
import random
import tomllib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray import __version__, program
from supporttray.connectors.http import Http
from supporttray.core.model import Notice, Urgency
from supporttray.errors import Failure, NotUnderstood
from supporttray.paths import resource
from supporttray.update.manifest import Manifest, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from supporttray.engine.clock import Clock
    from supporttray.engine.database import Database

NEWER = "update.newer"  # the kind of its notice
EVERY = timedelta(days=1)
SPREAD = timedelta(hours=6)  # so that not everybody asks at the same minute of the day
LARGEST = 16_384  # bytes
# Who has the app from one of these hears of a new version from nobody else. apt, pip and pipx look for themselves.
CHANNELS = frozenset({"tar", "setup", "portable", "dmg"})
SOON = timedelta(minutes=5)
STEP = timedelta(hours=1)
SIGNATURE = ".minisig"
log = logging.getLogger(__name__)


class Source(msgspec.Struct, frozen=True):
    """Where it is said what the newest version is, and the public keys of who says it (minisign's): two, so that one can be replaced."""

    address: str
    keys: tuple[str, ...]


def shipped() -> Source | None:
    """Return what this build asks; None where nobody is to be asked: it has no address yet, or comes through a package manager."""
    told = tomllib.loads(resource("update.toml").read_text(encoding="utf-8"))
    if program.channel() not in CHANNELS or not told["address"]:
        return None
    return Source(told["address"], tuple(told["keys"]))


class Check:
    """The look for a newer version than `version`. What was seen last lies in the state folder, signed as it came."""

    def __init__(
        self,
        source: Source,
        state: Path,
        clock: Clock,
        version: str = __version__,
        lot: Callable[[], float] = random.random,
    ) -> None:
        self._source = source
        self._kept = (state / "update.json", state / f"update.json{SIGNATURE}")
        self._clock = clock
        self._version = version
        self._lot = lot

    async def attend(self, base: Database, touched: Callable[[], None]) -> None:
        """Look once a day until cancelled; `touched` is called when there is a notice more or less."""
        pause = self._rest()
        while True:
            self._tell(self.known(), base, touched)
            await self._wait(pause)
            try:
                await self.look()
            except Failure as error:
                log.warning("no look for a newer version: %s", error.phrase)
                pause = SPREAD * (0.5 + self._lot() / 2)
            else:
                pause = EVERY + SPREAD * self._lot()

    async def _wait(self, span: timedelta) -> None:
        """Wait, an hour at a time: a wait stands still while the machine sleeps."""
        due = self._clock.now() + span
        while (left := due - self._clock.now()) > timedelta(0):
            await self._clock.sleep(min(left, STEP))

    def _rest(self) -> timedelta:
        """Return how long to wait at a start: a restart is no reason to look again, and the start itself is busy enough."""
        looked = self._looked_at()
        since = self._clock.now() - looked if looked else EVERY
        left = EVERY - since if timedelta(0) <= since < EVERY else timedelta(0)
        return left + SOON * (1 + self._lot())

    def _looked_at(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(self._kept[1].stat().st_mtime, UTC)
        except OSError:
            return None

    def known(self) -> Manifest | None:
        """Return what was seen last, as far as it is still good."""
        try:
            content, signature = (file.read_bytes()[:LARGEST] for file in self._kept)
            return read(content, signature.decode("utf-8", "replace"), self._source.keys, self._clock.now())
        except (OSError, NotUnderstood):
            return None

    async def look(self) -> Manifest:
        """Ask now. Raises a `Failure`; a version that is older than the one seen before is refused."""
        http = Http(self._source.address, {}, self._clock.now)
        try:
            content = await self._get(http, self._source.address)
            signature = await self._get(http, self._source.address + SIGNATURE)
        finally:
            await http.close()
        told = read(content, signature.decode("utf-8", "replace"), self._source.keys, self._clock.now())
        before = self.known()
        if before and before.published > told.published:
            raise NotUnderstood(
                f"{http.host} says of the newest version what it said before {before.version}.",
                "Nothing is done with it; look again tomorrow.",
            )
        self._keep(content, signature)
        return told

    async def _get(self, http: Http, url: str) -> bytes:
        reply = await http.get(url)
        if not http.own(reply.url) or len(reply.body) > LARGEST:
            raise NotUnderstood(f"{http.host} says nothing about the newest version.", "Look again tomorrow.")
        return reply.body

    def _keep(self, content: bytes, signature: bytes) -> None:
        """Keep what was said; the signature last, as its file tells when. Where that cannot be written it is asked again."""
        now = self._clock.now().timestamp()
        for file, part in zip(self._kept, (content, signature), strict=True):
            try:
                file.write_bytes(part)
                os.utime(file, (now, now))
            except OSError as error:
                log.warning("%s cannot be written: %s", file, error.strerror)

    def newer(self) -> Manifest | None:
        """Return the version that is newer than this one, if one was seen."""
        told = self.known()
        return told if told and told.over(self._version) else None

    def _tell(self, told: Manifest | None, base: Database, touched: Callable[[], None]) -> None:
        others = tuple(one for one in base.notices if one.kind != NEWER)
        fresh = (*others, notice(told, self._version)) if told and told.over(self._version) else others
        if base.notices != fresh:
            base.notices = fresh
            touched()


def notice(told: Manifest, version: str) -> Notice:
    """Return what a person reads of a newer version."""
    return Notice(
        kind=NEWER,
        title=f"Support Tray {told.version} is there",
        because=" ".join(filter(None, (f"You have {version}.", told.notes, "Its page says how to get it."))),
        since=told.published,
        urgency=Urgency.QUIET,
        url=told.page,
        basis=told.version,
    )
