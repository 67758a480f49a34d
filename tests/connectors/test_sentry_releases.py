"""What Sentry knows of releases: their deploys, or when they were released; what is old, or makes no sense, is none."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.sentry.releases import SentryReleases
from supporttray.connectors.sentry.service import Sentry
from supporttray.core.item import Deploy
from supporttray.errors import NotUnderstood, Refused, ServiceError, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Raw, raw, reply, run

DAY = timedelta(days=1)


def iso(days: float) -> str:
    return f"{NOON - days * DAY:%Y-%m-%dT%H:%M:%SZ}"


def release(version: str, days: float = 1, **more: Any) -> dict[str, Any]:
    known = {"version": version, "shortVersion": version, "dateCreated": iso(days), "dateReleased": None}
    return {**known, "deployCount": 0, "lastDeploy": None, "url": None, **more}


def deploy(number: int, environment: str, days: float, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "environment": environment, "dateFinished": iso(days), "url": None, **more}


def look(listed: Any, deploys: bytes | None = None, link: str = "", **options: Any) -> tuple[Answer, list[str]]:
    asked: list[str] = []

    def say(_raw: Raw, path: str) -> bytes:
        asked.append(path)
        if path.endswith("/deploys/"):
            return deploys or reply(msgspec.json.encode([deploy(1, "staging", 1), deploy(2, "production", 0.5)]))
        return listed if isinstance(listed, bytes) else reply(msgspec.json.encode(listed), Link=link)

    async def work() -> Answer:
        async with raw(say) as server:
            service = Sentry(server.address, CANARY, Clock())
            chosen = msgspec.convert({"organization": "acme", **options}, SentryReleases.Options)
            try:
                return await SentryReleases(chosen, service, "").fetch(b"", NOON)
            finally:
                await service.http.close()

    return run(work()), asked


def told(listed: Any, deploys: bytes | None = None) -> list[Deploy]:
    answer, _ = look(listed, deploys)
    assert answer.complete
    return [one for one in answer.items if isinstance(one, Deploy)]


def test_a_release_is_live_where_and_when_it_was_deployed() -> None:
    answer, asked = look([release("shop@4.0/1", deployCount=2, shortVersion="4.0")])
    assert [(one.title, one.at) for one in answer.items] == [
        ("4.0 to staging", NOON - DAY),
        ("4.0 to production", NOON - DAY / 2),
    ]
    assert [one.key.partition("/")[2] for one in answer.items] == ["acme/shop@4.0/1/1", "acme/shop@4.0/1/2"]
    assert asked[1] == "/api/0/organizations/acme/releases/shop%404.0%2F1/deploys/"


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ({}, 3),
        ({"dateReleased": iso(2)}, 2),
        ({"deployCount": None}, 3),
        ({"deployCount": 1, "lastDeploy": deploy(1, "x", 40)}, 3),
    ],
)
def test_one_that_nobody_deployed_lately_is_live_when_it_was_released_or_made(
    more: dict[str, Any], days: float
) -> None:
    (one,) = told([release("4.0", 3, **more)])
    assert (one.title, one.environment, one.at) == ("4.0", "", NOON - days * DAY)


def test_what_is_old_or_makes_no_sense_is_none_and_breaks_no_other() -> None:
    strange = [None, {}, {"version": "x"}, {"version": None, "dateCreated": iso(1)}, release("3.0", 31)]
    assert [one.version for one in told([*strange, release("4.0")])] == ["4.0"]


@pytest.mark.parametrize(
    "said",
    [reply(b"{}", "404 Not Found"), reply(b"[]"), reply(msgspec.json.encode([None, {}, {"environment": "x"}]))],
)
def test_deploys_that_are_gone_leave_the_release(said: bytes) -> None:
    assert [one.title for one in told([release("4.0", deployCount=1)], said)] == ["4.0"]


def test_only_web_addresses_are_told() -> None:
    found = told(
        [release("4.0", url="javascript:x"), release("4.1", url="https://ci.example.com/1"), release("4.2", url=7)]
    )
    assert [one.url for one in found] == ["", "https://ci.example.com/1", ""]


def test_more_than_a_page_is_said_unless_the_rest_is_old() -> None:
    link = '<http://x/>; rel="next"; results="true"; cursor="1"'
    assert look([release("4.0")], link=link)[0].limits == "Of the releases the 100 newest are seen."
    assert not look([release("4.0"), release("3.0", 31)], link=link)[0].limits


@pytest.mark.parametrize(
    ("listed", "deploys", "error"),
    [
        (reply(b"", "500 Internal Server Error"), None, Unreachable),
        (reply(b'{"detail":"x"}', "403 Forbidden"), None, Refused),
        (reply(b"{}"), None, NotUnderstood),
        ([release("4.0", deployCount=1)], reply(b"", "500 Internal Server Error"), Unreachable),
        ([release("4.0", deployCount=1)], reply(b"{}"), NotUnderstood),
        ([release("4.0", deployCount=1)], reply(b"{}", "403 Forbidden"), Refused),
    ],
)
def test_a_look_that_breaks_half_way_tells_nothing(
    listed: Any, deploys: bytes | None, error: type[ServiceError]
) -> None:
    with pytest.raises(error):
        look(listed, deploys)
