"""What waits for a review in GitHub as emulate has it: who is asked, what is said, pushed, merged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from supporttray.connectors import Answer
from supporttray.connectors.github.review.reviews import GithubReviews
from supporttray.connectors.github.service import GitHub
from supporttray.core.item import Review
from tests.connectors.lab import Clock, Look
from tests.real.conftest import Emulate

HOME = "/repos/acme/api"
CLOCK = Clock()
CLOCK.time = datetime.now(UTC)


def test_emulates_github_gives_the_right_review_list(emulate: Emulate) -> None:
    async def work() -> None:
        async with AsyncExitStack() as stack:
            services = [GitHub(emulate.github, f"ghp-{name}", CLOCK) for name in ("alice", "bob")]
            for one in services:
                stack.push_async_callback(one.http.close)
            bob = await stack.enter_async_context(person(emulate, "bob"))
            alice = await stack.enter_async_context(person(emulate, "alice"))
            await story(*services, bob, alice)

    asyncio.run(work())


async def story(mine: GitHub, theirs: GitHub, bob: httpx.AsyncClient, alice: httpx.AsyncClient) -> None:
    look = Look(GithubReviews(GithubReviews.Options(repository="acme/api"), mine, "Alice"), CLOCK)
    fold, sketch, own = (
        await proposed(bob, "fold", title="ACME-1: fold"),
        await proposed(bob, "sketch", title="Sketch", draft=True),
        await proposed(alice, "own", title="Mine"),
    )
    assert await states(look) == {"ACME-1: fold": "waiting", "Sketch": "draft", "Mine": "waiting"}
    assert (of(look, fold).tickets, of(look, own).mine, of(look, sketch).mine) == (("ACME-1",), True, False)
    asking = theirs.asking(of(look, fold), "alice")
    assert await theirs.find(asking, "k", CLOCK()) is None
    receipt = await theirs.write(asking, "k")
    assert await theirs.find(asking, "k", CLOCK()) == receipt
    await states(look)
    assert of(look, fold).asks_me
    await said(alice, fold, event="REQUEST_CHANGES", body="Why?")
    assert (await states(look))["ACME-1: fold"] == "author"
    assert [(one.by, one.mine) for one in of(look, fold).opinions] == [("alice", True)]
    await said(alice, fold, event="APPROVE")
    assert (await states(look))["ACME-1: fold"] == "approved"
    await did(bob.put(f"{HOME}/pulls/{fold}/merge", json={}))
    await did(bob.patch(f"{HOME}/pulls/{sketch}", json={"state": "closed"}))
    assert await states(look) == {"Mine": "waiting"}


async def states(look: Look) -> dict[str, str]:
    """Look a minute later, until there is no more to be read; return how far all are."""
    look.clock.forward(minutes=1)
    while isinstance(answer := await look.poll(), Answer) and answer.more:
        look.clock.forward(seconds=10)
    return look.states()


def of(look: Look, number: int) -> Review:
    [one] = [item for item in look.items.values() if item.key.endswith(f"/acme/api/{number}")]
    assert isinstance(one, Review)
    return one


async def proposed(who: httpx.AsyncClient, branch: str, **more: Any) -> int:
    """Push a branch with a commit of its own and propose it; return its number."""
    main = (await did(who.get(f"{HOME}/git/ref/heads/main")))["object"]["sha"]
    await did(who.post(f"{HOME}/git/refs", json={"ref": f"refs/heads/{branch}", "sha": main}))
    file = {"message": branch, "content": "eA==", "branch": branch}
    await did(who.put(f"{HOME}/contents/{branch}.txt", json=file))
    number: int = (await did(who.post(f"{HOME}/pulls", json={"head": branch, "base": "main", **more})))["number"]
    return number


async def said(who: httpx.AsyncClient, number: int, **review: str) -> None:
    """Review it. In GitHub's own list that is a change of the pull request; emulate's list changes only with its text."""
    await did(who.post(f"{HOME}/pulls/{number}/reviews", json=review))
    await did(who.patch(f"{HOME}/pulls/{number}", json={"body": f"Reviewed: {review['event']}"}))


async def did(request: Any) -> Any:
    return (await request).raise_for_status().json()


@asynccontextmanager
async def person(emulate: Emulate, name: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer ghp-{name}"}
    async with httpx.AsyncClient(base_url=emulate.github, headers=headers) as client:
        yield client
