"""How a person comes to a credential of Request Tracker, whose it is, and which queues could be watched; a real one's answers, and bad ones."""

import json
from typing import Any

import pytest

from supporttray.connectors import CanOffer
from supporttray.connectors.rt import offers
from supporttray.connectors.rt.service import Rt
from supporttray.connectors.rt.ticket import RtTickets
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import reply
from tests.connectors.rt_lab import Tape, with_it

TOKEN = "1-14-0123456789abcdef"
QUEUES = "/queues/all"


def offered(*queues: Any, **more: Any) -> bytes:
    return reply(json.dumps({"items": queues, "total": len(queues), **more}).encode())


async def offering(service: Rt) -> Any:
    return await service.offers()


async def holding(service: Rt) -> Any:
    return await service.holder()


def test_a_person_is_led_to_their_own_server() -> None:
    told = Rt.introduction("https://rt.example/below/", lambda _: "")
    assert told.url == "https://rt.example/below/Prefs/AuthTokens.html"
    assert [scope.name for scope in told.scopes if scope.writes] == ["ReplyToTicket"]
    assert Rt.introduction("", lambda _: "").url == "", "it is everywhere another one"
    assert issubclass(Rt, CanOffer)
    assert not Rt.address


@pytest.mark.parametrize(
    ("credential", "fits"),
    [(TOKEN, True), ("agent:agent's-word", True), ("agent:a:b", True), ("agent:", False), (":word", False)],
)
def test_a_credential_that_cannot_be_one_is_known_by_its_looks(credential: str, fits: bool) -> None:  # noqa: FBT001
    assert (Rt.unfit(credential) == "") is fits


def test_of_a_password_it_is_known_whose_it_is_and_of_a_token_not() -> None:
    mine, anybody = with_it(Tape("offers"), holding), with_it(Tape("offers to a token"), holding, TOKEN)
    assert (mine.name, mine.person, mine.lacks) == ("agent", True, ())
    assert (anybody.name, anybody.person) == ("an agent", False)


@pytest.mark.parametrize("scene", ["offers", "offers to a token"])
def test_the_queues_that_may_be_seen_can_be_watched(scene: str) -> None:
    found = with_it(Tape(scene), offering)
    assert [one.name for one in found] == ["billing", "support"]
    assert [RtTickets.Options(**dict(one.options)).queue for one in found] == ["billing", "support"]
    assert {(one.kind, one.detail, one.likely) for one in found} == {("rt.tickets", "", False)}


def test_who_sees_nothing_is_offered_nothing() -> None:
    assert with_it(Tape("offers to who sees nothing"), offering) == ()


def test_the_only_queue_is_likely_and_another_description_is_told() -> None:
    one = {"Name": "shop", "Description": "<b>All</b>\nof it"}
    (found,) = with_it(Tape("offers", {QUEUES: offered(one)}), offering)
    assert (found.likely, found.detail) == (True, "<b>All</b> of it")
    assert with_it(Tape("offers"), lambda service: service.variants(found)) == (found,)


@pytest.mark.parametrize(
    "odd",
    [
        {"Name": None},
        {"Name": 7},
        {"Name": ""},
        {"Name": "a'b"},
        {"Name": "a/b"},
        {"Name": "x" * 101},
        {"Name": "old", "Disabled": "1"},
        {"Name": "old", "Disabled": 1},
        {},
    ],
)
def test_what_could_not_be_asked_about_is_not_offered(odd: dict[str, Any]) -> None:
    found = with_it(Tape("offers", {QUEUES: offered(odd, {"Name": "shop"})}), offering)
    assert [one.name for one in found] == ["shop"]


def test_all_pages_are_read_where_nobody_counts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {f"&page={number}": offered({"Name": f"queue {number}"}, total=None) for number in (1, 2)}
    tape = Tape("offers", {**pages, "&page=3": offered(total=None)})
    assert [one.name for one in with_it(tape, offering)] == ["queue 1", "queue 2"]
    monkeypatch.setattr(offers, "PAGES", 1)
    assert len(with_it(Tape("offers", dict(pages)), offering)) == 1, "and there is an end to it"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (reply(b'{"message":"Unauthorized"}', "401 Unauthorized"), Refused),
        (reply(b'{"message":"Forbidden"}', "403 Forbidden"), Refused),
        (reply(b"", "429 Too Many Requests", retry_after="9"), SlowDown),
        (reply(b"", "500 Internal Server Error"), Unreachable),
        (reply(b"<html>Login</html>"), NotUnderstood),
        (reply(b'{"items": {}}'), NotUnderstood),
        (reply(b'{"items": [7]}'), NotUnderstood),
    ],
)
@pytest.mark.parametrize("page", ["&page=1", "&page=2"])
def test_a_bad_answer_offers_nothing_and_is_said(page: str, said: bytes, error: type[ServiceError]) -> None:
    assert type(with_it(Tape("offers", {page: said}), offering)) is error
