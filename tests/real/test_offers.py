"""Whose a token is, as emulate's Slack and GitHub tell it, and a repository's branches. Its Slack lists nobody's own channels."""

import asyncio
from datetime import UTC, datetime

from supporttray.connectors.github.service import GitHub
from supporttray.connectors.slack.service import Slack
from supporttray.core.setup import Offer
from tests.real.conftest import Emulate


def now() -> datetime:
    return datetime.now(UTC)


def test_a_token_is_known_by_its_persons_name(emulate: Emulate) -> None:
    async def work() -> None:
        for service, name, place in (
            (Slack(f"{emulate.slack}/api", "xoxp-alice", now), "alice", "Acme"),
            (GitHub(emulate.github, "ghp-alice", now), "Alice", emulate.github.removeprefix("http://")),
        ):
            holder = await service.holder()
            assert (holder.name, holder.place) == (name, place)
            await service.http.close()

    asyncio.run(work())


def test_a_repository_is_offered_with_its_branches(emulate: Emulate) -> None:
    async def work() -> None:
        github = GitHub(emulate.github, "ghp-alice", now)
        main = Offer(kind="github.builds", name="acme/api", options=(("repository", "acme/api"), ("branch", "main")))
        assert await github.variants(main) == (main,)
        assert all(offer.kind == "github.builds" for offer in await github.offers())
        await github.http.close()

    asyncio.run(work())
