"""One app a workspace: a second start asks the first to show itself or to end, and nobody else gets anything out of it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray import instance
from supporttray.core.page import BuildsPage, Inbox, Page, Status
from supporttray.errors import Left
from supporttray.knock import HEARD, LONGEST, QUIT, SHOW, address, knock, page


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path


@contextlib.asynccontextmanager
async def listening(state: Path, show: Callable[[Page], None]) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(instance.attend(state, show))
    while not (state / "app.sock").exists():  # noqa: ASYNC110  the file system tells no loop
        await asyncio.sleep(0)
    yield task
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, Left):
        await task


def heard(state: Path, *words: str) -> list[Page]:
    """What the first app shows when these words are said to it, each of which it has to hear."""
    shown: list[Page] = []

    async def say() -> None:
        async with listening(state, shown.append):
            for word in words:
                assert await asyncio.to_thread(knock, state, word)

    asyncio.run(say())
    return shown


def test_a_second_start_shows_the_first(state: Path) -> None:
    assert heard(state, SHOW) == [Inbox()]


def test_a_link_opens_its_page(state: Path) -> None:
    assert heard(state, "supporttray:builds", "supporttray://status/") == [BuildsPage(), Status()]


@pytest.mark.parametrize(
    "word", ["supporttray:rm -rf", "supporttray:", "https://example.com", "nonsense", "../../etc", ""]
)
def test_what_is_not_known_only_shows_the_app(state: Path, word: str) -> None:
    assert heard(state, word) == [Inbox()]


@given(st.text(max_size=300))
def test_no_text_from_outside_is_more_than_a_name(text: str) -> None:
    assert len(page(text)) <= 40
    assert bool(page(text)) <= text.startswith("supporttray:")


def test_an_app_that_is_asked_to_end_does(state: Path) -> None:
    async def say() -> None:
        async with listening(state, lambda _: None) as task:
            assert await asyncio.to_thread(knock, state, QUIT)
            with pytest.raises(Left):
                await task

    asyncio.run(say())
    assert not knock(state, SHOW)


def test_where_nobody_listens_nobody_has_heard(state: Path) -> None:
    assert not knock(state, SHOW)


def test_a_socket_that_a_killed_app_left_is_in_nobodys_way(state: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(state / "app.sock"))
    assert not knock(state, SHOW)
    shown: list[Page] = []

    async def say() -> None:
        task = asyncio.create_task(instance.attend(state, shown.append))
        while not await asyncio.to_thread(knock, state, SHOW):
            assert not task.done()
        task.cancel()

    asyncio.run(say())
    assert shown == [Inbox()]


def test_who_says_too_much_or_nothing_holds_up_nobody(state: Path) -> None:
    shown: list[Page] = []

    async def say() -> None:
        async with listening(state, shown.append):
            silent = await asyncio.open_unix_connection(state / "app.sock")
            loud = await asyncio.open_unix_connection(state / "app.sock")
            loud[1].write(b"x" * (LONGEST * 3))
            with contextlib.suppress(ConnectionError):
                assert await loud[0].read() == b""  # it is left, without an answer
            assert await asyncio.to_thread(knock, state, SHOW)
            for _, writer in (silent, loud):
                writer.close()

    asyncio.run(say())
    assert shown == [Inbox()]


def test_a_folder_whose_name_is_too_long_for_a_socket_is_no_fault(tmp_path: Path) -> None:
    state = tmp_path / ("x" * 120)
    state.mkdir()
    assert address(state) is None
    assert not knock(state, SHOW)

    async def begin() -> None:
        task = asyncio.create_task(instance.attend(state, lambda _: None))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not task.done()
        task.cancel()

    asyncio.run(begin())
    assert not (state / "app.sock").exists()


def test_an_answer_that_is_not_ours_counts_as_none(state: Path) -> None:
    async def stranger(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEARD.upper())
        writer.close()

    async def say() -> bool:
        async with await asyncio.start_unix_server(stranger, state / "app.sock"):
            return await asyncio.to_thread(knock, state, SHOW)

    assert not asyncio.run(say())
