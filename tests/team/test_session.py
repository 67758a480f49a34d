"""The app behind a screen: what was taken in the window counts at once, in the same process."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from supporttray import session as module
from supporttray.config.team import copy
from supporttray.core.action import LookNow
from supporttray.core.page import Trouble
from supporttray.core.team import AskTeam, DeclineTeam, TakeTeam, TeamChange
from supporttray.session import Session
from tests.team.lab import FEED, MORE, Case, play
from tests.test_session import Screen


def titles(screen: Screen) -> list[str]:
    return [need.title for need in screen.snapshots[-1].needs] if screen.snapshots else []


def services(screen: Screen) -> list[str]:
    return [one.name for one in screen.snapshots[-1].services]


def test_a_change_is_in_the_list_until_it_is_taken_and_then_the_new_watch_is_there(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        case.git.body = MORE.replace(FEED, "").encode()
        await case.take()
        screen, asked = Screen(), case.git.asked
        session = Session(case.place, screen, {})
        running = asyncio.ensure_future(session.run())
        await screen.until(lambda: screen.snapshots and services(screen) == ["rota"])
        await case.git.asked_again(asked)  # at the start
        case.git.body = MORE.encode()
        await session.do(LookNow())
        await screen.until(lambda: "The team's file has changed" in titles(screen))
        assert screen.snapshots[-1].tray.count == 0
        (need,) = (one for one in screen.snapshots[-1].needs if one.kind == "team.changed")
        assert need.page == "team"
        change = await session.do(AskTeam())
        assert isinstance(change, TeamChange)
        await session.do(DeclineTeam(change.version))
        await screen.until(lambda: titles(screen) == [])
        await session.do(TakeTeam(change.version))
        await screen.until(lambda: services(screen) == ["ci", "rota"])
        assert "The team's file has changed" not in titles(screen)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    play(tmp_path, story)


def test_a_copy_of_the_teams_file_that_was_mended_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK", timedelta(0))

    async def story(case: Case) -> None:
        await case.take()
        right, broken = copy(case.place.config).read_text("utf-8"), copy(case.place.config)
        broken.write_text("broken = [", "utf-8")
        screen = Screen()
        running = asyncio.ensure_future(Session(case.place, screen, {}).run())
        await screen.until(lambda: any(isinstance(page, Trouble) for page in screen.pages))
        broken.write_text(right, "utf-8")
        await screen.until(lambda: screen.snapshots)
        assert services(screen) == ["ci"]
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    play(tmp_path, story)
