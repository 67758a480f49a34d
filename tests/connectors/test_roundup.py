"""A Roundup that has more issues than are asked for; what it tells of the others a real one is asked in tests/real."""

import asyncio
from datetime import UTC, datetime

import pytest

from supporttray.connectors.roundup import Roundup, RoundupQueue

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(("count", "said"), [(3, ""), (10_000, "Of its issues the first 10,000 are seen.")])
def test_what_is_not_asked_for_any_more_is_said(monkeypatch: pytest.MonkeyPatch, count: int, said: str) -> None:
    async def issues(_: Roundup, asked: dict[str, str], page: int = 1) -> list[dict[str, str | None]]:
        assert page == 1
        known = {"creation": "2026-11-20.10:00:00", "status.name": "open", "title": "Late parcels"}
        return [] if "activity" in asked else [known | {"id": str(number)} for number in range(count)]

    async def fetch() -> tuple[int, str]:
        service = Roundup("https://roundup.acme.com", "ada:word", lambda: NOW)
        try:
            answer = await RoundupQueue(RoundupQueue.Options(), service, "Ada").fetch(b"", NOW)
        finally:
            await service.http.close()
        return len(answer.items), answer.limits

    monkeypatch.setattr(Roundup, "issues", issues)
    assert asyncio.run(fetch()) == (count, said)
