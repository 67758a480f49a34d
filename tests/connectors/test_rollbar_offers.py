"""How a person comes to a Rollbar token, and what could be watched with it; a token that does not read is said with what to do."""

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
import pytest

from supporttray.connectors import CanOffer
from supporttray.connectors.rollbar.deploys import RollbarDeploys
from supporttray.connectors.rollbar.errors import RollbarErrors
from supporttray.connectors.rollbar.service import Rollbar
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, Clock, raw, reply, run

DEPLOYS = reply(b'{"err": 0, "result": {"page": 1, "deploys": []}}')
Story = Callable[[Rollbar], Coroutine[Any, Any, Any]]


def ask(said: bytes, story: Story) -> Any:
    """Let a Rollbar that says this be asked; return what came of it, or the error."""

    async def asked() -> Any:
        async with raw(lambda *_: said) as server:
            service = Rollbar(server.address, CANARY, Clock())
            try:
                return await story(service)
            except ServiceError as error:
                return error
            finally:
                await service.http.close()

    return run(asked())


async def offering(service: Rollbar) -> Any:
    return await service.offers()


async def holding(service: Rollbar) -> Any:
    return await service.holder()


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://api.rollbar.com", "https://rollbar.com"),
        ("http://127.0.0.1:8080/rollbar", "http://127.0.0.1:8080"),
    ],
)
def test_a_person_is_led_to_rollbars_own_page(address: str, page: str) -> None:
    told = Rollbar.introduction(address, lambda _: "")
    assert (told.url, told.address) == (page, address)
    assert [(scope.name, scope.writes) for scope in told.scopes] == [("read", False)]
    assert issubclass(Rollbar, CanOffer)


@pytest.mark.parametrize(
    ("token", "fits"),
    [
        ("0123456789abcdef" * 2, True),
        ("a-longer-one_of-the-newer-kind", True),
        ("sntryu_0123", False),
        ("ghp_0123", False),
        ("https://rollbar.com/acme", False),
    ],
)
def test_a_token_of_another_service_is_known_by_its_looks(token: str, fits: bool) -> None:  # noqa: FBT001
    assert (Rollbar.unfit(token) == "") is fits


def test_the_token_is_a_projects_and_nobody_is_called_so() -> None:
    found = ask(DEPLOYS, holding)
    assert (found.name, found.person, found.lacks) == ("one project", False, ())


def test_its_errors_and_its_deploys_can_be_watched_and_are_likely() -> None:
    found = ask(DEPLOYS, offering)
    assert [(one.kind, one.likely) for one in found] == [("rollbar.errors", True), ("rollbar.deploys", True)]
    for one, watch in zip(found, (RollbarErrors, RollbarDeploys), strict=True):
        assert msgspec.convert(dict(one.options), watch.Options) == watch.Options()
        assert ask(DEPLOYS, lambda service, one=one: service.variants(one)) == (one,)
    assert len({one.name for one in found}) == 2


@pytest.mark.parametrize("story", [holding, offering])
@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        (reply(b'{"err": 1, "message": "invalid access token"}', "401 Unauthorized"), Refused, "Set a new one"),
        (reply(b'{"err": 1, "message": "invalid access token"}', "403 Forbidden"), Refused, "project access token"),
        (reply(b'{"err": 1, "message": "insufficient privileges: post_item"}'), Refused, "project access token"),
        (reply(b'{"err": 1, "message": "no"}', "404 Not Found"), Refused, ""),
        (reply(b"", "429 Too Many Requests", retry_after="9"), SlowDown, ""),
        (reply(b"", "500 Internal Server Error"), Unreachable, ""),
        (reply(b"<html>"), NotUnderstood, ""),
        (reply(b"[]"), NotUnderstood, ""),
    ],
)
def test_a_bad_answer_offers_nothing_and_is_said(
    story: Story, said: bytes, error: type[ServiceError], words: str
) -> None:
    found = ask(said, story)
    assert type(found) is error
    assert words in found.hint
    assert CANARY not in f"{found.phrase} {found.hint}"
