"""The look for a newer version: once a day, told quietly, never backwards, and never worth an error on the screen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from supporttray import program
from supporttray.core.model import Urgency, World
from supporttray.core.needs import needs
from supporttray.engine.database import Database
from supporttray.errors import Failure, NotUnderstood
from supporttray.update import check
from supporttray.update.check import Check, Source, shipped
from tests.connectors.lab import Raw, raw, reply
from tests.engine.lab import NOON, HandClock
from tests.update.lab import manifest, played, public, signed

KEY = SigningKey(bytes(range(32)))


@dataclass
class Home:
    """A place that says what the newest version is, and whoever asks it."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    content: bytes = b""
    signature: str = ""
    address: str = ""
    server: Raw | None = None
    base: Database = field(init=False)
    touched: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.base = Database(None, self.clock.now)

    def says(self, content: bytes) -> None:
        self.content, self.signature = content, signed(content, KEY)

    def answer(self, _: Raw, path: str) -> bytes:
        return reply(self.signature.encode() if path.endswith(".minisig") else self.content)

    def check(self, version: str = "0.1.0") -> Check:
        return Check(
            Source(f"{self.address}/update.json", (public(KEY),)), self.folder, self.clock, version, lambda: 0.5
        )

    @property
    def asked(self) -> int:
        return len(self.server.heard) if self.server else 0

    async def later(self, span: timedelta) -> None:
        """Let time pass an hour at a time, and what it brings about be done."""
        end = self.clock.now() + span
        while self.clock.now() < end:
            self.clock.advance(min(timedelta(hours=1), end - self.clock.now()))
            await self.quiet()

    async def quiet(self) -> None:
        """Wait until the one who looks waits again."""
        while not self.clock._sleepers:  # noqa: ASYNC110  the hand clock has no event
            await asyncio.sleep(0)


@asynccontextmanager
async def home(folder: Path) -> AsyncIterator[Home]:
    place = Home(folder)
    async with raw(place.answer) as server:
        place.address, place.server = server.address, server
        yield place
    place.base.close()


@asynccontextmanager
async def attended(place: Home, version: str = "0.1.0") -> AsyncIterator[None]:
    task = asyncio.ensure_future(place.check(version).attend(place.base, place.touched.set))
    await place.quiet()
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    place.clock._sleepers.clear()


@played
async def test_a_newer_version_is_told_quietly_with_its_page(tmp_path: Path) -> None:
    async with home(tmp_path) as place:
        place.says(manifest(NOON))
        async with attended(place):
            assert (place.asked, place.base.notices) == (0, ())  # a start is busy enough
            await place.later(timedelta(minutes=10))
            assert place.touched.is_set()
            (need,) = needs(World(items={}, notices=place.base.notices), place.clock.now())
    assert (need.title, need.url) == ("Support Tray 9.1.0 is there", "https://support-tray.example/releases/9.1.0")
    assert need.because == "You have 0.1.0. Calmer icons. Its page says how to get it."
    assert need.urgency is Urgency.QUIET


@pytest.mark.parametrize("version", ["9.1.0", "9.2.0"])
@played
async def test_who_has_it_hears_nothing(tmp_path: Path, version: str) -> None:
    async with home(tmp_path) as place:
        place.says(manifest(NOON))
        async with attended(place, version):
            await place.later(timedelta(hours=1))
            assert (place.asked, place.base.notices, place.touched.is_set()) == (2, (), False)


@played
async def test_it_is_asked_once_a_day_and_a_restart_is_no_reason_to_ask_again(tmp_path: Path) -> None:
    async with home(tmp_path) as place:
        place.says(manifest(NOON))
        for _ in range(4):
            async with attended(place):
                await place.later(timedelta(hours=1))
                assert place.base.notices
        assert place.asked == 2  # the file and its signature
        async with attended(place):
            await place.later(timedelta(days=6))
        assert 2 * 5 <= place.asked <= 2 * 7


@played
async def test_where_nobody_answers_it_is_tried_a_few_times_a_day_and_what_was_seen_stays(tmp_path: Path) -> None:
    async with home(tmp_path) as place:
        place.says(manifest(NOON))
        async with attended(place):
            await place.later(timedelta(hours=1))
        place.answer = lambda _raw, _path: reply(b"", status="503 Service Unavailable")  # type: ignore[method-assign]
        place.server.say = place.answer  # type: ignore[union-attr]
        before = place.asked
        async with attended(place):
            await place.later(timedelta(days=2))
            assert place.base.notices
        assert 4 <= place.asked - before <= 8


@played
async def test_an_older_word_is_refused_though_it_is_signed(tmp_path: Path) -> None:
    async with home(tmp_path) as place:
        place.says(manifest(NOON))
        await place.check().look()
        place.says(manifest(NOON, version="9.0.0", published=(NOON - timedelta(days=9)).isoformat()))
        with pytest.raises(NotUnderstood, match=r"what it said before 9\.1\.0"):
            await place.check().look()
        known = place.check().known()
        assert known is not None
        assert known.version == "9.1.0"


@played
async def test_a_version_that_was_withdrawn_by_a_later_word_is_told_no_more(tmp_path: Path) -> None:
    async with home(tmp_path) as place:
        place.says(manifest(NOON))
        async with attended(place):
            await place.later(timedelta(hours=1))
            assert place.base.notices
            place.says(manifest(NOON, version="0.1.0", published=NOON.isoformat()))
            await place.later(timedelta(days=2))
            assert place.base.notices == ()


@played
async def test_nothing_that_lies_on_the_disk_is_believed_without_its_signature(tmp_path: Path) -> None:
    async with home(tmp_path) as place:
        place.says(manifest(NOON))
        await place.check().look()
        file = tmp_path / "update.json"
        file.write_bytes(file.read_bytes().replace(b"support-tray.example", b"elsewhere.example"))
        assert place.check().known() is None


@played
async def test_another_host_is_not_followed(tmp_path: Path) -> None:
    async with home(tmp_path) as place, home(tmp_path) as other:
        other.says(manifest(NOON))
        place.server.say = lambda _raw, path: reply(b"", "302 Found", location=f"{other.address}{path}")  # type: ignore[union-attr]
        with pytest.raises(NotUnderstood, match="says nothing about the newest version"):
            await place.check().look()


@played
async def test_a_large_answer_is_not_kept(tmp_path: Path) -> None:
    async with home(tmp_path) as place:
        place.says(manifest(NOON, notes="x" * 20_000))
        with pytest.raises(Failure, match="says nothing about"):
            await place.check().look()
        assert place.check().known() is None


@played
async def test_it_says_nothing_of_who_asks(tmp_path: Path) -> None:
    async with home(tmp_path) as place:
        place.says(manifest(NOON))
        await place.check().look()
        heads = {line.split(":")[0].lower() for one in place.server.heard for line in one.splitlines()[1:] if line}  # type: ignore[union-attr]
    assert heads == {"host", "accept", "accept-encoding", "connection", "user-agent"}


@pytest.mark.parametrize(("channel", "asked"), [("deb", 0), ("source", 0), ("setup", 1), ("dmg", 1)])
def test_who_is_updated_by_others_asks_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, channel: str, asked: int
) -> None:
    (tmp_path / "update.toml").write_text(
        'address = "https://support-tray.example/update.json"\nkeys = ["k"]\n', "utf-8"
    )
    monkeypatch.setattr(check, "resource", lambda name: tmp_path / name)
    monkeypatch.setattr(program, "channel", lambda: channel)
    assert len([one for one in (shipped(),) if one]) == asked


def test_what_we_ship_can_be_read_and_asks_nobody_before_it_has_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "channel", lambda: "setup")
    source = shipped()
    assert source is None or (source.address.startswith("https://") and source.keys)
