"""Zendesk's answers are taken at their word, its errors are said with what to do, and an answer to a customer is written once."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from supporttray.connectors import CanOffer, CanWrite
from supporttray.connectors.registry import posts
from supporttray.connectors.work import CanCorrespond
from supporttray.connectors.zendesk.answer import markup, native
from supporttray.connectors.zendesk.service import Zendesk
from supporttray.core.deed import Deed, Verb
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import NOON, Clock, Raw, raw, reply, run

CONTRACT = json.loads((Path(__file__).parents[1] / "contracts/zendesk_recordings.json").read_text("utf-8"))
RECORDED = CONTRACT["recorded"]
ME = {"user": {"id": 5, "name": "Ada", "role": "agent"}}
TICKET = {"ticket": {"id": 12, "status": "open", "updated_at": "2026-11-23T11:00:00Z"}}
Say = Callable[[str], bytes]
KEY = "a@b.example/token:x"
DEED = Zendesk.answer("ticket:acme.zendesk.com/12", "It is fixed.")


def said(value: object, status: str = "200 OK", **headers: str) -> bytes:
    return reply(json.dumps(value).encode(), status, content_type="application/json", **headers)


def ask(say: Say | bytes, story: Callable[[Zendesk, Raw], Coroutine[Any, Any, Any]], token: str = KEY) -> Any:
    """Let a Zendesk that says this be asked, and return what came of it."""

    async def asked() -> Any:
        async with raw(lambda _, path: say if isinstance(say, bytes) else say(path)) as server:
            zendesk = Zendesk(server.address, token, Clock())
            try:
                return await story(zendesk, server)
            except ServiceError as error:
                return error
            finally:
                await zendesk.http.close()

    return run(asked())


async def whoami(zendesk: Zendesk, _: Raw) -> str:
    return await zendesk.whoami()


async def search(zendesk: Zendesk, _: Raw) -> Any:
    return await zendesk.search("updated>=2026-11-23T10:00:00Z")


async def further(zendesk: Zendesk, _: Raw) -> Any:
    return await zendesk.search("updated>=2026-11-23T10:00:00Z", "abc")


# --- whose credential it is


@pytest.mark.parametrize("name", [name for name in RECORDED if name.startswith("authentication")])
def test_a_recorded_answer_tells_whose_credential_it_is(name: str) -> None:
    recorded = RECORDED[name][0]
    status = {200: "200 OK", 404: "404 Not Found"}[recorded["status"]]
    found = ask(said(recorded["response"], status), whoami)
    if "incorrect_subdomain" in name:
        assert "There is no Zendesk at" in found.phrase
        assert "zendesk.com" in found.hint
    elif "incorrect" in name or "no_creds" in name:
        assert isinstance(found, Refused)
        assert found.missing == "credential"
        assert "you@example.com/token:TOKEN" in found.hint
    else:
        assert found.endswith("knows you as TEST USER.")


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"user": {"id": None, "name": "Utilisateur anonyme", "role": "end-user"}}, "200 OK", "does not know this credential"),
        ({"user": None}, "200 OK", "does not know this credential"),
        ({"user": {"id": 9, "name": "Customer", "role": "end-user"}}, "200 OK", "as a customer"),
        ({"error": {"title": "Suspended", "message": "This account is suspended."}}, "200 OK", "This account is suspended."),
        ({"error": {"title": "Suspended", "message": "This account is suspended."}}, "423 Locked", "This account is suspended."),
        ({"error": "Couldn't authenticate you"}, "401 Unauthorized", "refuses the credential"),
    ],
)  # fmt: skip
def test_who_is_not_let_in_is_told_why(body: object, status: str, words: str) -> None:
    found = ask(said(body, status), whoami)
    assert isinstance(found, Refused)
    assert words in found.phrase
    assert found.hint


@pytest.mark.parametrize(
    ("token", "header"), [("a@b.example/token:x", "Basic YUBiLmV4YW1wbGUvdG9rZW46eA=="), ("oauth", "Bearer oauth")]
)
def test_a_token_goes_as_zendesk_wants_it(token: str, header: str) -> None:
    async def story(zendesk: Zendesk, server: Raw) -> str:
        await zendesk.whoami()
        return server.heard[0]

    assert f"authorization: {header}" in ask(said(ME), story, token).lower().replace(header.lower(), header)


@pytest.mark.parametrize(
    ("token", "fits"),
    [
        ("ada@example.com/token:abc", True),
        ("ada@example.com:password", False),
        ("ada@example.com", False),
        ("Ab3" * 13 + "x", False),
        ("0123456789abcdef" * 4, True),
    ],
)
def test_a_credential_that_cannot_be_one_is_known_by_its_looks(token: str, fits: bool) -> None:  # noqa: FBT001
    assert (Zendesk.unfit(token) == "") is fits


def test_what_could_be_watched_is_offered_by_brand() -> None:
    brands = {"brands": [{"id": 1, "name": "Shop"}, {"id": 2, "name": "Bank"}, "?"]}

    async def story(zendesk: Zendesk, _: Raw) -> Any:
        return await zendesk.offers()

    found = ask(lambda path: said(brands if "brands" in path else ME), story)
    assert [one.options for one in found] == [
        (("query", ""),),
        (("query", 'brand:"Bank"'),),
        (("query", 'brand:"Shop"'),),
    ]
    alone = ask(lambda path: said({"error": "Forbidden"}, "403 Forbidden") if "brands" in path else said(ME), story)
    assert len(alone) == 1, "who may not see the brands is offered the rest"
    assert issubclass(Zendesk, CanOffer)
    assert issubclass(Zendesk, CanWrite)
    assert issubclass(Zendesk, CanCorrespond)
    assert not posts("zendesk"), "nothing is announced in a help desk"


# --- pages


def test_a_recorded_page_tells_where_the_next_one_is() -> None:
    recorded = RECORDED["pagination_test_execute.json"] + RECORDED["organizations_test_list_all.json"][:1]
    pages = []
    for one in recorded:
        headers = {name.replace("-", "_"): value for name, value in one["rawHeaders"] if "rate" in name}
        body = one["response"]
        pages.append(ask(said({"results": body["organizations"], "meta": body["meta"]}, **headers), search))
    assert [one.more for one in pages] == [True, True, True, False]
    assert pages[0].cursor == recorded[0]["response"]["meta"]["after_cursor"]
    assert pages[-1].cursor == "", "a cursor is said also where nothing follows"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"results": [', NotUnderstood),
        (b'{"tickets": []}', NotUnderstood),
        (b'{"results": null}', NotUnderstood),
        (b"<html>Please log in</html>", NotUnderstood),
        (reply(b"oops", "500 Internal Server Error"), Unreachable),
        (said({"error": "APIRateLimitExceeded"}, "429 Too Many Requests", retry_after="93"), SlowDown),
        (said({"error": "Forbidden"}, "403 Forbidden"), Refused),
    ],
)
def test_what_is_no_page_is_an_error_and_not_an_empty_one(body: bytes, kind: type[ServiceError]) -> None:
    found = ask(body if body.startswith(b"HTTP") else reply(body), search)
    assert type(found) is kind
    if isinstance(found, SlowDown):
        assert found.until == NOON + timedelta(seconds=93)


def test_a_page_of_odd_things_is_told_as_far_as_it_can_be() -> None:
    page = ask(said({"results": [None, 7, {"id": 1}], "meta": {"has_more": None}}), search)
    assert page.tickets == ({"id": 1},)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": "invalid", "description": "Invalid search: brand"}, "Invalid search: brand"),
        (
            {"error": {"title": "Invalid attribute", "message": "You passed <b>nothing</b>"}},
            "You passed <b>nothing</b>",
        ),
        ({"errors": [{"code": "X", "title": "Bad", "detail": "No such brand"}]}, "No such brand"),
        (["?"], "does not understand"),
    ],
)
def test_a_query_that_is_not_taken_is_said_in_zendesk_s_words(body: object, words: str) -> None:
    found = ask(said(body, "422 Unprocessable Entity"), search)
    assert isinstance(found, Refused)
    assert words in found.phrase
    assert "`query`" in found.hint
    assert type(ask(said(body, "422 Unprocessable Entity"), further)).__name__ == "Expired"


def test_the_allowance_that_is_used_up_is_waited_for() -> None:
    async def story(zendesk: Zendesk, _: Raw) -> Any:
        await zendesk.search("x")
        return await zendesk.search("x")

    limits = {"x_rate_limit_remaining": "0", "rate_limit_remaining": "0", "rate_limit_reset": "9"}
    found = ask(said({"results": []}, **limits), story)
    assert isinstance(found, SlowDown)
    assert found.until == NOON + timedelta(seconds=9)


# --- an answer


def desk(ticket: object = TICKET, put: bytes = b"", comments: object = (), me: object = ME) -> Say:
    """A Zendesk with one ticket."""

    def say(path: str) -> bytes:
        if "users/me" in path:
            return said(me)
        if "comments" in path:
            return said({"comments": comments})
        return put or said(ticket)

    return say


async def write(zendesk: Zendesk, server: Raw) -> Any:
    await zendesk.write(DEED, "k")
    return json.loads(server.heard[-1].partition("\r\n\r\n")[2])


async def find(zendesk: Zendesk, _: Raw) -> Any:
    return await zendesk.find(DEED, "k", NOON)


async def may(zendesk: Zendesk, _: Raw) -> Any:
    return await zendesk.may(DEED)


def test_an_answer_is_a_public_comment_and_overwrites_nobody() -> None:
    assert ask(desk(), write) == {
        "ticket": {
            "comment": {"html_body": "It is fixed.", "public": True},
            "safe_update": True,
            "updated_stamp": "2026-11-23T11:00:00Z",
        }
    }


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("a < b & c\nnext", "a &lt; b &amp; c<br>next"),
        ("see https://x.example/a?b=1&c=2.", 'see <a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a>.'),
        ('https://x.example/"onclick=x', '<a href="https://x.example/">https://x.example/</a>&quot;onclick=x'),
        ("{{ticket.requester.email}} {% x %}", "{\u200b{ticket.requester.email}} {\u200b% x %}"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)  # fmt: skip
def test_an_answer_is_no_markup_and_fills_nothing_in(text: str, taken: str) -> None:
    assert markup(text) == taken


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        ("409 Conflict", Unreachable, "at the same moment"),
        ("422 Unprocessable Entity", Refused, "Status: closed prevents"),
        ("400 Bad Request", Refused, "Status: closed prevents"),
    ],
)
def test_an_answer_that_is_not_taken_was_not_written(status: str, kind: type[ServiceError], words: str) -> None:
    put = said({"error": "RecordInvalid", "description": "Status: closed prevents ticket update"}, status)

    async def story(zendesk: Zendesk, server: Raw) -> Any:
        server.say = lambda _, path: desk(put=put if len(server.heard) > 1 else b"")(path)
        return await write(zendesk, server)

    found = ask(desk(), story)
    assert type(found) is kind
    assert words in found.phrase
    assert not found.maybe


def test_an_answer_that_breaks_off_may_be_there() -> None:
    async def story(zendesk: Zendesk, server: Raw) -> Any:
        server.say = lambda _, path: reply(b"", "502 Bad Gateway") if len(server.heard) > 1 else desk()(path)
        return await write(zendesk, server)

    assert ask(desk(), story).maybe


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ({}, True),
        ({"plain_body": "", "body": "It is  **fixed**."}, True),
        ({"plain_body": "It&nbsp;is&nbsp;fixed."}, True),
        ({"plain_body": "It is not fixed."}, False),
        ({"author_id": 6}, False),
        ({"public": False}, False),
        ({"created_at": "2026-11-23T09:00:00Z"}, False),
    ],
)
def test_an_answer_is_found_by_its_author_its_words_and_its_moment(comment: dict[str, Any], found: bool) -> None:  # noqa: FBT001
    least = {
        "id": 70,
        "author_id": 5,
        "public": True,
        "created_at": "2026-11-23T12:00:01Z",
        "plain_body": "It is fixed.",
    }
    receipt = ask(desk(comments=[None, least | comment]), find)
    assert (receipt is not None and receipt.id == "70") is found


def test_recorded_comments_are_looked_through() -> None:
    written = Zendesk.answer("#2", "Mail to create fixture ticket for testing")

    async def story(zendesk: Zendesk, _: Raw) -> Any:
        return await zendesk.find(written, "k", NOON.replace(year=2019, month=6, day=3, hour=2))

    comments = CONTRACT["comments"]["comments"]
    receipt = ask(desk(comments=comments, me={"user": {"id": 377922500012}}), story)
    assert receipt.id == "2"
    assert ask(desk(comments=comments), story) is None, "another one's"


@pytest.mark.parametrize(
    ("ticket", "me", "words"),
    [
        ({"ticket": {"id": 12, "status": "closed"}}, ME, "#12 is closed"),
        ({"ticket": {"id": 12, "status": "deleted"}}, ME, "#12 is deleted"),
        (TICKET, {"user": ME["user"] | {"only_private_comments": True}}, "notes for colleagues only"),
        (TICKET, {"user": {"name": "TEST USER"}}, "does not say who you are"),
    ],
)
def test_what_cannot_be_answered_is_said_beforehand(ticket: object, me: object, words: str) -> None:
    found = ask(desk(ticket, me=me), may)
    assert isinstance(found, Refused)
    assert words in found.phrase
    assert found.hint
    assert ask(desk(), may) is None


def test_a_ticket_that_is_not_shown_is_named() -> None:
    recorded = RECORDED["organizations_test_delete_not_found_organization.json"][0]
    found = ask(lambda path: said(ME) if "users/me" in path else said(recorded["response"], "404 Not Found"), may)
    assert "shows you no #12" in found.phrase


def test_only_answers_and_notes_are_written_there() -> None:
    async def story(zendesk: Zendesk, _: Raw) -> Any:
        return await zendesk.may(Deed(verb=Verb.POST, place="general", text="Hello"))

    assert isinstance(ask(desk(), story), Refused)
    assert Zendesk.remark("#12", "Mind this").verb is Verb.COMMENT
    assert Zendesk.pieces(DEED) == (DEED,)
    with pytest.raises(Refused):
        Zendesk.pieces(Zendesk.answer("12", " \n"))


@pytest.mark.parametrize(
    ("name", "number"),
    [("ticket:acme.zendesk.com/12", "12"), ("#12", "12"), ("12", "12"), ("SUP-12", ""), ("", ""), ("a/12/b", "")],
)
def test_a_ticket_is_named_by_its_key_or_as_people_do(name: str, number: str) -> None:
    assert native(name) == number
    assert Zendesk.answer(name, "x").message == number
