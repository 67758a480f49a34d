"""An issue made, found again and followed in GitHub as emulate has it."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.github.queue import GithubQueue
from supporttray.connectors.github.service import GitHub
from supporttray.core.deed import Deed
from supporttray.core.item import Task
from supporttray.core.work import Move
from supporttray.errors import Refused
from tests.real.conftest import Emulate

KEY = "5f" * 16
TEXT = "Where is it?\n```\n@bob #1"


def now() -> datetime:
    return datetime.now(UTC)


def test_an_issue_is_made_once_found_again_and_its_stages_are_told(emulate: Emulate) -> None:
    async def work() -> None:
        github = GitHub(emulate.github, "ghp-alice", now)
        try:
            await story(emulate, github, github.creation("acme/api", "Order 7", TEXT))
        finally:
            await github.http.close()

    asyncio.run(work())


async def story(emulate: Emulate, github: GitHub, deed: Deed) -> None:
    await github.may(deed)
    since = now() - timedelta(minutes=1)
    assert await github.find(deed, KEY, since) is None
    receipt = await github.write(deed, KEY)
    assert await github.find(deed, KEY, since) == receipt
    queue = GithubQueue(GithubQueue.Options(repository="acme/api"), github, "Alice")
    answer = await queue.fetch(b"", now())
    assert isinstance(answer, Answer)
    assert stages(answer) == {"Order 7": "open"}
    async with httpx.AsyncClient(base_url=emulate.github, headers={"Authorization": "Bearer ghp-alice"}) as other:
        issue = f"/repos/acme/api/issues/{receipt.id}"
        (await other.patch(issue, json={"assignees": ["alice"]})).raise_for_status()
        assert stages(await queue.fetch(answer.memory, now())) == {"Order 7": "started"}
        (await other.patch(issue, json={"state": "closed"})).raise_for_status()
        assert stages(await queue.fetch(answer.memory, now())) == {"Order 7": "done"}
    with pytest.raises(Refused, match="knows no repository acme/none"):
        await github.may(github.creation("acme/none", "x", "y"))


def test_an_issue_is_taken_blocked_begun_again_remarked_on_and_closed(emulate: Emulate) -> None:
    async def work() -> None:
        github = GitHub(emulate.github, "ghp-alice", now)
        try:
            await brought(github)
        finally:
            await github.http.close()

    asyncio.run(work())


async def brought(github: GitHub) -> None:
    await github.write(github.creation("acme/api", "Order 7", TEXT), KEY)
    queue = GithubQueue(GithubQueue.Options(repository="acme/api"), github, "Alice")
    first = await queue.fetch(b"", now())
    task = told(first)
    assert {one.move for one in await github.ways(task)} == set(Move)
    for move in (Move.START, Move.BLOCK, Move.START, Move.FINISH):
        deed = github.bringing(task, move, "")
        await github.may(deed)
        assert await github.find(deed, KEY, now()) is None, move
        await github.write(deed, KEY)
        assert await github.find(deed, KEY, now()), move
    remark = github.remark(task.name, "Sent again.")
    await github.may(remark)
    receipt = await github.write(remark, KEY)
    assert await github.find(remark, KEY, now()) == receipt
    assert isinstance(first, Answer)
    done = told(await queue.fetch(first.memory, now()))
    assert (done.state, done.mine, done.blocked, done.dropped) == ("done", True, False, False)


def told(answer: Answer | Unchanged) -> Task:
    assert isinstance(answer, Answer)
    (task,) = (one for one in answer.items if isinstance(one, Task))
    return task


def stages(answer: Answer | Unchanged) -> dict[str, str]:
    assert isinstance(answer, Answer)
    return {one.title: one.state for one in answer.items if isinstance(one, Task)}
