"""What Rollbar knows of deploys: what went live and when; what only began, failed or makes no sense is none."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.rollbar.deploys import RollbarDeploys
from supporttray.connectors.rollbar.service import Rollbar
from supporttray.core.item import Deploy
from supporttray.errors import NotUnderstood, ServiceError, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Raw, raw, reply, run

RECORDED = json.loads((Path(__file__).parents[1] / "contracts" / "rollbar_examples.json").read_text("utf-8"))["client"]
DAY = timedelta(days=1)


def at(days: float) -> int:
    return int((NOON - days * DAY).timestamp())


def deploy(number: int, days: float = 1, **more: Any) -> dict[str, Any]:
    known = {"id": number, "project_id": 7, "revision": f"4.{number}", "environment": "production", "comment": None}
    return {**known, "status": "succeeded", "local_username": "ada", "finish_time": at(days), **more}


def page(*told: Any) -> bytes:
    return reply(msgspec.json.encode({"err": 0, "result": {"page": 1, "deploys": told}}))


def look(*pages: bytes, now: datetime = NOON, **options: Any) -> tuple[list[Deploy], int]:
    """Return what is told, and how many pages were asked for."""

    def say(_raw: Raw, path: str) -> bytes:
        number = int(path.rpartition("page=")[2])
        return pages[number - 1] if number <= len(pages) else page()

    async def work() -> tuple[Answer, int]:
        async with raw(say) as server:
            service = Rollbar(server.address, CANARY, Clock())
            made = RollbarDeploys(msgspec.convert(options, RollbarDeploys.Options), service, "")
            try:
                return await made.fetch(b"", now), len(server.heard)
            finally:
                await service.http.close()

    answer, asked = run(work())
    assert answer.complete
    return [one for one in answer.items if isinstance(one, Deploy)], asked


def test_a_recorded_deploy_is_read() -> None:
    recorded = reply(msgspec.json.encode(RECORDED["mockSuccessfulDeployResponse"]))
    (one,), _ = look(recorded, now=datetime(2021, 12, 21, tzinfo=UTC))
    assert one.key.endswith("/1/12345")
    assert (one.version, one.environment, one.by, one.title) == (
        "abc123",
        "production",
        "deploy-bot",
        "abc123 to production",
    )
    assert (one.at, one.notes) == (datetime.fromtimestamp(1_640_001_000, UTC), "Deploy version 1.2.3")


@pytest.mark.parametrize(
    ("told", "field", "expected"),
    [
        ({"revision": "0123456789" * 4}, "title", "01234567 to production"),
        ({"revision": 412}, "version", "412"),
        ({"finish_time": None, "start_time": at(2)}, "at", NOON - 2 * DAY),
        ({"finish_time": 0, "start_time": at(2) * 1000}, "at", NOON - 2 * DAY),
        ({"environment": None}, "title", "4.1"),
        ({"status": "splendid"}, "title", "4.1 to production"),
        ({"status": None}, "title", "4.1 to production"),
        ({"local_username": None}, "by", ""),
        ({"comment": "<b>Round</b>\nper line"}, "notes", "<b>Round</b> per line"),
    ],
)
def test_what_a_deploy_tells_becomes_a_field_however_it_tells_it(
    told: dict[str, Any], field: str, expected: Any
) -> None:
    (one,), _ = look(page(deploy(1, **told)))
    assert getattr(one, field) == expected


@pytest.mark.parametrize(
    "told",
    [
        {"status": "started"},
        {"status": "failed"},
        {"status": "timed_out"},
        {"revision": None},
        {"id": None},
        {"finish_time": None},
    ],
)
def test_what_did_not_go_live_or_makes_no_sense_is_none_and_breaks_no_other(told: dict[str, Any]) -> None:
    found, _ = look(page(deploy(1, **told), None, 3, deploy(2)))
    assert [one.version for one in found] == ["4.2"]


def test_it_reads_on_until_everything_is_too_old() -> None:
    found, asked = look(
        page(deploy(1), deploy(2, status="failed")), page(deploy(3, 3)), page(deploy(4, 40)), page(deploy(5))
    )
    assert ([one.version for one in found], asked) == (["4.1", "4.3"], 3)


def test_only_the_environments_of_the_config_count() -> None:
    found, _ = look(page(deploy(1), deploy(2, environment="staging")), environments=["staging"])
    assert [one.version for one in found] == ["4.2"]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (reply(b"", "500 Internal Server Error"), Unreachable),
        (reply(b'{"err":0,"result":{}}'), NotUnderstood),
        (reply(b'{"err":0,"result":[]}'), NotUnderstood),
        (reply(b'{"err":0,"result":{"deploys":{}}}'), NotUnderstood),
    ],
)
def test_a_second_page_that_breaks_tells_nothing(said: bytes, error: type[ServiceError]) -> None:
    with pytest.raises(error):
        look(page(deploy(1)), said)
