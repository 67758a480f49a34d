"""A run behind a screen: what stands on the desktop outlives the settings that are saved meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from supporttray import session as module
from supporttray.core.action import Action, Dismiss, Done, Draft, KeepDraft, Note, Today
from supporttray.core.duty import AskRota, KeepHandoff
from supporttray.core.page import Page, Toasts
from supporttray.core.setup import Save, Saved
from supporttray.core.snapshot import Snapshot
from supporttray.core.toast import Button, Press, Toast
from supporttray.errors import Failure
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


def test_a_question_that_takes_its_time_does_not_hold_new_settings_up_and_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def compose(*_: object) -> str:
        if not asked.is_set():
            asked.set()
            await asyncio.Event().wait()  # as a service that does not answer
        return "The day"

    monkeypatch.setattr(Session, "_compose", compose)

    async def story(session: Session, _: Screen) -> None:
        asking = asyncio.ensure_future(session.do(Today()))
        await asked.wait()
        await save(session, texts=False)
        draft = await asyncio.wait_for(asking, LIMIT_S)
        assert isinstance(draft, Draft)
        assert draft.text == "The day"

    tell(tmp_path, story)


@pytest.mark.parametrize("patient", [True, False])
def test_what_a_person_does_waits_for_new_settings_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, patient: bool
) -> None:
    if not patient:
        monkeypatch.setattr(module, "PATIENCE_S", 0.05)

    async def story(session: Session, _: Screen) -> None:
        slow: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        session._under_way[slow] = Note("A deed that takes its time")
        await save(session, texts=False)
        await asyncio.sleep(0)  # what waited for it goes first
        assert session._hand is None
        noting = asyncio.ensure_future(session.do(Note("Meanwhile")))
        if not patient:
            with pytest.raises(Failure, match="taking up the new settings"):
                await noting
        del session._under_way[slow]
        slow.set_result(None)
        assert patient is (not noting.done())
        assert not patient or isinstance(await noting, Done)
        assert await session.do(AskRota())

    tell(tmp_path, story)


def test_where_there_are_no_settings_it_is_said_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path) as (session, screen):
            (tmp_path / "config.toml").unlink()
            await screen.until(lambda: screen.pages)
            with pytest.raises(Failure, match="Nothing is watched yet"):
                await session.do(Note("Too early"))

    asyncio.run(story())


@pytest.mark.parametrize(
    ("action", "here"), [(KeepDraft("My words"), False), (KeepHandoff("My words"), False), (Note("Mine"), True)]
)
def test_what_a_window_keeps_by_itself_does_not_say_that_somebody_is_there(
    tmp_path: Path, action: Action, *, here: bool
) -> None:
    async def story(session: Session, _: Screen) -> None:
        session._attendance.changed(datetime.now(UTC))
        await session.do(action)
        assert session.speak(()) is here

    tell(tmp_path, story)


def test_an_answer_from_a_toast_that_cannot_be_sent_is_not_lost(tmp_path: Path) -> None:
    async def story(session: Session, screen: Screen) -> None:
        (toast,) = standing(screen)
        session._pressed(toast, Press(toast.key, Button.REPLY, "On it"))
        await screen.until(lambda: len(standing(screen)) > 1)
        failed = next(one for one in standing(screen) if one.key != toast.key)
        assert (failed.title, failed.text) == ("It is not there any more.", "On it")

    tell(tmp_path, story)
