"""A referee: `zenpy` reads, searches and answers in the demo's Zendesk; what it sees our connector sees too."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import requests
from requests.adapters import HTTPAdapter
from zenpy import Zenpy
from zenpy.lib.api_objects import Comment
from zenpy.lib.exception import APIException, RecordNotFoundException

from supporttray.connectors.zendesk.service import Zendesk
from supporttray.connectors.zendesk.tickets import ZendeskTickets
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.token import TOKEN
from tests.connectors.lab import Look
from tests.demo.conftest import NOON, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from supporttray.core.release.ticket import Ticket
    from supporttray.demo.server import ThreadDemo

ADMIN = f"{TOKEN}-admin"


class Detour(HTTPAdapter):
    """Sends what is meant for Zendesk to the demo."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def send(self, request: requests.PreparedRequest, *arguments: Any, **more: Any) -> requests.Response:
        assert request.url
        meant, request.url = request.url, request.url.replace("https://small.zendesk.com", self._address)
        response = super().send(request, *arguments, **more)
        request.url = meant  # by this one the client knows whose answer it is
        return response


@pytest.fixture
def company() -> Company:
    made = Company(check({**SMALL, "entry": []}), clock=lambda: NOON)
    for number in range(1, 131):
        at = NOON - timedelta(minutes=7 * number)
        product = "Shop" if number % 2 else "Bank"
        made.helpdesk.open(
            at, f"Customer {number}", f"It fails #{number}", "Since noon", product=product, labels=("web",)
        )
    return made


@pytest.fixture
def client(demo: ThreadDemo) -> Iterator[Callable[..., Zenpy]]:
    sessions: list[requests.Session] = []

    def made(token: str = TOKEN) -> Zenpy:
        session = requests.Session()
        session.mount("https://", Detour(demo.addresses.zendesk))
        sessions.append(session)
        return Zenpy(subdomain="small", email="ada@example.com", token=token, session=session, disable_cache=True)

    yield made
    for one in sessions:
        one.close()


def ours(demo: ThreadDemo, token: str = TOKEN, **options: Any) -> dict[str, Ticket]:
    """Read everything with our own connector."""

    async def read() -> dict[str, Ticket]:
        zendesk = Zendesk(demo.addresses.zendesk, f"ada@example.com/token:{token}", lambda: NOON)
        look = Look(ZendeskTickets(ZendeskTickets.Options(**options), zendesk, "Ada"), lambda: NOON)  # type: ignore[arg-type]
        kept: dict[str, Ticket] = {}
        try:
            while True:
                answer: Any = await look.poll()
                kept |= {one.name: one for one in answer.tickets}
                if not answer.more:
                    return kept
        finally:
            await zendesk.http.close()

    return asyncio.run(read())


def test_both_read_the_same_tickets_by_the_search_and_by_the_export(
    demo: ThreadDemo, client: Callable[..., Zenpy]
) -> None:
    theirs = {
        f"#{one.id}": one for one in client().search_export(created_after=NOON - timedelta(days=2), type="ticket")
    }
    mine = ours(demo)
    assert len(theirs) == 130
    assert {name: (one.title, one.status) for name, one in mine.items()} == {
        name: (one.subject, one.status) for name, one in theirs.items()
    }
    assert {name: one.at for name, one in mine.items()} == {name: one.created for name, one in theirs.items()}
    feed = client(ADMIN).tickets.incremental(start_time=NOON - timedelta(days=2), paginate_by_time=False)
    assert {f"#{one.id}" for one in feed} == set(ours(demo, ADMIN)) == set(theirs)
    shop = client().search("", type="ticket", brand="Shop")
    assert {f"#{one.id}" for one in shop} == set(ours(demo, query='brand:"Shop"'))
    assert {one.product for one in mine.values()} == {brand.name for brand in client().brands()} - {"Small"}


def test_an_answer_of_ours_is_what_their_client_reads(demo: ThreadDemo, client: Callable[..., Zenpy]) -> None:
    async def answer(text: str) -> bool:
        zendesk = Zendesk(demo.addresses.zendesk, f"ada@example.com/token:{TOKEN}", lambda: NOON)
        try:
            deed = Zendesk.answer("#4002", text)
            there = await zendesk.find(deed, "k", NOON)
            await zendesk.may(deed)
            await zendesk.write(deed, "k")
            return there is None and await zendesk.find(deed, "k", NOON) is not None
        finally:
            await zendesk.http.close()

    assert asyncio.run(answer("It is fixed in 4.0.1.\nThank you {{ticket.requester.name}} & <b>all</b>"))
    comments = list(client().tickets.comments(4002))
    assert [one.public for one in comments] == [True, True]
    assert (
        comments[-1].body.replace("\u200b", "")
        == "It is fixed in 4.0.1.\nThank you {{ticket.requester.name}} & <b>all</b>"
    )
    assert comments[-1].author_id == client().users.me().id
    assert client().tickets(id=4002).status == "open"


def test_an_answer_of_their_client_is_what_ours_finds(demo: ThreadDemo, client: Callable[..., Zenpy]) -> None:
    ticket = client().tickets(id=4003)
    ticket.comment = Comment(body="We look at it.", public=True)
    ticket.status = "pending"
    audit = client().tickets.update(ticket)
    assert audit.ticket.id == 4003

    async def found() -> Any:
        zendesk = Zendesk(demo.addresses.zendesk, f"ada@example.com/token:{TOKEN}", lambda: NOON)
        try:
            return await zendesk.find(Zendesk.answer("#4003", "We look at it."), "k", NOON)
        finally:
            await zendesk.http.close()

    assert asyncio.run(found())
    assert ours(demo)["#4003"].status == "pending"


def test_what_is_wrong_is_said_as_their_client_expects_it(demo: ThreadDemo, client: Callable[..., Zenpy]) -> None:
    demo.call(lambda at: at.helpdesk.delete(at.helpdesk.cases()[0], at.now()))
    with pytest.raises(RecordNotFoundException):
        client().tickets(id=4001)
    assert [one.id for one in client().tickets(ids=[4001, 4002])] == [4002]
    with pytest.raises(APIException):
        list(client().tickets.incremental(start_time=NOON - timedelta(days=2), paginate_by_time=False))
    with pytest.raises(APIException):
        list(client("wrong").search_export("", type="ticket"))
    assert client("wrong").users.me().id is None


def test_nobody_is_written_over_and_a_cursor_is_good_for_an_hour(demo: ThreadDemo) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=f"{demo.addresses.zendesk}/api/v2", headers=headers) as http:
        stamp = http.get("/tickets/4005.json").json()["ticket"]["updated_at"]
        value = {"ticket": {"comment": {"body": "One"}, "safe_update": True, "updated_stamp": stamp}}
        assert [http.put("/tickets/4005.json", json=value).status_code for _ in range(2)] == [200, 409]
        asked = {"query": "created>2026-01-01", "filter[type]": "ticket", "page[size]": "100"}
        cursor = http.get("/search/export.json", params=asked).json()["meta"]["after_cursor"]
        asked["page[after]"] = cursor
        assert len(http.get("/search/export.json", params=asked).json()["results"]) == 30
        demo.call(lambda at: at.advance(timedelta(minutes=61)))
        assert http.get("/search/export.json", params=asked).status_code == 400
        answer = http.get("/search.json", params={"query": "colour:red"})
        assert (answer.status_code, answer.json()["error"]) == (422, "invalid")
        assert int(answer.headers["x-rate-limit-remaining"]) < 700
