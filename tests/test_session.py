"""A run behind a screen: what stands on the desktop outlives the settings that are saved meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from supporttray.core.action import Dismiss, Today
from supporttray.core.model import Snapshot
from supporttray.core.page import Page, Toasts
from supporttray.core.setup import Save, Saved
from supporttray.core.toast import Button, Press, Toast
from supporttray.paths import Workspace
from supporttray.session import Session

LIMIT_S = 20.0
TEMPLATE = "{% for _ in range(3000) %}{% for _ in range(300) %}{% endfor %}{% endfor %}slow"


class Screen:
    """A screen that remembers. There is no notification service here: what is said stands in our own window."""

    def __init__(self) -> None:
        self.snapshots: list[Snapshot] = []
        self.pages: list[Page] = []
        self._changed = asyncio.Event()

    def show(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)
        self._changed.set()

    def open(self, page: Page) -> None:
        self.pages.append(page)
        self._changed.set()

    def serve(self, do: object) -> None:
        """The test asks the session itself."""

    @property
    def titles(self) -> list[str]:
        return [toast.title for toast in standing(self)]

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not holds():
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Session, Screen]]:
    """Ada is on duty for the backend, and nobody for the apps, which must not be."""
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    config = folder / "config.toml"
    config.write_text(
        'schema = 1\nme = "ada"\n[duty]\nalways = ["apps"]\n[[watch]]\nkind = "roster.file"\nname = "rota"\n'
        f'shifts = [{{person = "ada", domain = "backend", from = {begin.isoformat()}, '
        f"to = {(begin + timedelta(days=30)).isoformat()}}}]\n",
        "utf-8",
    )
    screen = Screen()
    session = Session(Workspace("test", config, folder / "state"), screen, {})
    task = asyncio.ensure_future(session.run())
    yield session, screen
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def tell(tmp_path: Path, story: Callable[[Session, Screen], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        async with running(tmp_path) as (session, screen):
            await screen.until(lambda: screen.titles)
            await story(session, screen)

    asyncio.run(told())


def standing(screen: Screen) -> tuple[Toast, ...]:
    """What stands in our own window."""
    return next((page.toasts for page in reversed(screen.pages) if isinstance(page, Toasts)), ())


async def save(session: Session, *, texts: bool) -> None:
    saved = await session.do(Save(me="ada", credentials=(), watched=(), texts=texts))
    assert isinstance(saved, Saved)
    assert saved.done, saved


def test_what_stands_on_the_desktop_stays_when_the_settings_are_saved_and_can_be_closed(tmp_path: Path) -> None:
    async def story(session: Session, screen: Screen) -> None:
        assert screen.titles == ["Nobody is on duty for apps now"]
        await save(session, texts=False)
        await screen.until(lambda: screen.titles[0].startswith("Duty uncovered since "))
        (toast,) = standing(screen)
        await session.do(Dismiss(toast.key))
        await screen.until(lambda: not screen.titles)

    tell(tmp_path, story)


def test_a_day_that_is_being_told_is_told_although_the_settings_were_saved(tmp_path: Path) -> None:
    async def story(session: Session, screen: Screen) -> None:
        (tmp_path / "templates").mkdir()
        (tmp_path / "templates" / "daily.slack.j2").write_text(TEMPLATE, "utf-8")
        asked = asyncio.ensure_future(session.do(Today()))
        before = len(screen.snapshots)
        await save(session, texts=False)
        assert getattr(await asked, "text", "") == "slow"
        await screen.until(lambda: len(screen.snapshots) > before)

    tell(tmp_path, story)


def test_an_answer_from_a_toast_that_cannot_be_sent_is_not_lost(tmp_path: Path) -> None:
    async def story(session: Session, screen: Screen) -> None:
        (toast,) = standing(screen)
        session._pressed(toast, Press(toast.key, Button.REPLY, "On it"))
        await screen.until(lambda: len(standing(screen)) > 1)
        failed = next(one for one in standing(screen) if one.key != toast.key)
        assert (failed.title, failed.text) == ("It is not there any more.", "On it")

    tell(tmp_path, story)
