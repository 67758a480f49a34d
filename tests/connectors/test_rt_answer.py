"""An answer in Request Tracker as a real one took it (tests/contracts/rt): written once, found again by its words, refused in words."""

import json
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from supporttray.connectors import CanWrite
from supporttray.connectors.registry import posts
from supporttray.connectors.rt.answer import TEXT, number_of
from supporttray.connectors.rt.service import Rt
from supporttray.connectors.work import CanCorrespond
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import reply
from tests.connectors.rt_lab import Tape, with_it

ANSWER = "It works again:\n <b>sorry</b> & thanks."
POST, LIST, PARTS = "/correspond", "/transactions?", "/attachments?"
LOGIN = reply(b"<html><title>Login</title>Please sign in</html>", content_type="text/html")
Story = Callable[[Rt], Coroutine[Any, Any, Any]]


def deed(number: int, text: str = ANSWER) -> Deed:
    return Rt.answer(f"#{number}", text)


def writes(number: int = 9, text: str = ANSWER) -> Story:
    return lambda service: service.write(deed(number, text), "")


def finds(number: int = 9, text: str = ANSWER, after: timedelta = timedelta(0)) -> Story:
    async def story(service: Rt) -> Receipt | None:
        return await service.find(deed(number, text), "", service.now() + after)

    return story


def may(number: int) -> Story:
    return lambda service: service.may(deed(number))


def changed(**odd: object) -> Callable[[str], bytes]:
    """Let the first thing of a real list be otherwise."""

    def change(body: str) -> bytes:
        told = json.loads(body)
        told["items"][0].update(odd)
        return reply(json.dumps(told).encode())

    return change


def test_it_can_write_and_answer_and_nothing_is_announced_there() -> None:
    assert issubclass(Rt, CanWrite)
    assert issubclass(Rt, CanCorrespond)
    assert not posts("rt")


def test_an_answer_is_written_as_it_stands_and_no_markup() -> None:
    tape = Tape("an answer")
    receipt = with_it(tape, writes())
    assert (receipt.id, receipt.url.rpartition("/")[2]) == ("121", "Display.html?id=9")
    assert json.loads(tape.sent[-1]) == {"Content": ANSWER, "ContentType": "text/plain"}


def test_a_text_that_is_too_long_is_cut() -> None:
    tape = Tape("an answer")
    with_it(tape, writes(text="word " * TEXT))
    assert len(json.loads(tape.sent[-1])["Content"]) <= TEXT


def test_before_it_is_written_it_is_not_there() -> None:
    tape = Tape("an answer")
    assert with_it(tape, may(9)) is None
    assert with_it(tape, finds()) is None
    assert "Creator = '__CurrentUser__'" in tape.heard[-1]


@pytest.mark.parametrize(
    ("story", "there"),
    [
        (finds(), True),
        (finds(text="It works again: <b>sorry</b>\n& thanks."), True),
        (finds(text="It works again."), False),
        (finds(after=timedelta(minutes=4)), True),
        (finds(after=timedelta(hours=1)), False),
    ],
)
def test_it_is_found_by_its_words_and_its_moment(story: Story, there: bool) -> None:  # noqa: FBT001
    found = with_it(Tape("an answer is found"), story)
    assert (found and found.id) == ("121" if there else None)


def test_what_a_colleague_wrote_is_not_mine() -> None:
    assert with_it(Tape("an answer of another"), finds(10)) is None


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (LIST, changed(id=None)),
        (LIST, changed(id="../1")),
        (LIST, changed(Created=None)),
        (LIST, changed(Created="1970-01-01T00:00:00Z")),
        (PARTS, changed(Content=None)),
        (PARTS, changed(Content=["It works"])),
        (PARTS, reply(b'{"items": []}')),
    ],
)
def test_what_makes_no_sense_is_not_my_answer(where: str, said: bytes) -> None:
    assert with_it(Tape("an answer is found", {where: said}), finds()) is None


@pytest.mark.parametrize("where", [LIST, PARTS])
@pytest.mark.parametrize(
    ("said", "error"),
    [
        (reply(b"", "429 Too Many Requests", retry_after="9"), SlowDown),
        (reply(b"", "500 Internal Server Error"), Unreachable),
        (reply(b'{"message":"Unauthorized"}', "401 Unauthorized"), Refused),
        (LOGIN, NotUnderstood),
        (reply(b'{"items": 7}'), NotUnderstood),
    ],
)
def test_who_could_not_look_does_not_say_that_it_is_not_there(
    where: str, said: bytes, error: type[ServiceError]
) -> None:
    assert type(with_it(Tape("an answer is found", {where: said}), finds())) is error


@pytest.mark.parametrize(
    ("scene", "number", "said"),
    [
        ("an answer to none", 99999, "shows you no #99999."),
        ("an answer to a deleted one", 11, "#11 was deleted."),
    ],
)
def test_what_cannot_be_answered_says_so_beforehand(scene: str, number: int, said: str) -> None:
    found = with_it(Tape(scene), may(number))
    assert isinstance(found, Refused)
    assert found.phrase.endswith(said)
    assert (found.missing, bool(found.hint)) == ("name", True)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (reply(b'{"message":"Unauthorized"}', "401 Unauthorized"), "credential"),
        (reply(b'{"message":"Forbidden"}', "403 Forbidden"), "name"),
        (reply(b"", "410 Gone"), "name"),
    ],
)
def test_who_is_not_let_in_is_told_which_it_is(said: bytes, missing: str) -> None:
    found = with_it(Tape("an answer", {"/ticket/9": said}), may(9))
    assert isinstance(found, Refused)
    assert found.missing == missing


def test_who_may_not_answer_is_told_in_its_words() -> None:
    found = with_it(Tape("an answer without the right"), writes(12))
    assert isinstance(found, Refused)
    assert found.phrase == "#12 takes no answer: Permission Denied"
    assert (found.missing, "ReplyToTicket" in found.hint, found.maybe) == ("permission", True, False)


@pytest.mark.parametrize(
    ("said", "error", "maybe"),
    [
        (reply(b"", "429 Too Many Requests", retry_after="9"), SlowDown, False),
        (reply(b"", "500 Internal Server Error"), Unreachable, True),
        (reply(b"", "502 Bad Gateway"), Unreachable, True),
        (reply(b'{"message":"Unauthorized"}', "401 Unauthorized"), Refused, False),
        (reply(b'{"message":"Not Found"}', "404 Not Found"), Refused, False),
        (reply(b'{"message":"Too late at /usr/lib/x line 3"}', "409 Conflict"), Refused, False),
        (reply(b"<html>", "422 Unprocessable Entity"), Refused, False),
        (reply(b"", "302 Found", location="/NoAuth/Login.html"), NotUnderstood, True),
        (LOGIN, NotUnderstood, True),
        (reply(b'["Correspondence added"]', "201 Created"), NotUnderstood, True),
        (reply(b"[]", "201 Created", location="/REST/2.0/ticket/9"), NotUnderstood, True),
        (reply(b"[]", "201 Created", location="/REST/2.0/transaction/x"), NotUnderstood, True),
    ],
)
def test_what_may_have_arrived_is_told_from_what_did_not(
    said: bytes,
    error: type[ServiceError],
    maybe: bool,  # noqa: FBT001
) -> None:
    found = with_it(Tape("an answer", {POST: said}), writes())
    assert type(found) is error
    assert found.maybe is maybe
    assert "/usr" not in found.phrase


@pytest.mark.parametrize("name", ["12", "#12", "ticket:rt.example/12", "ticket:rt.example/below/12"])
def test_a_ticket_is_named_by_its_number_its_key_or_as_people_do(name: str) -> None:
    assert number_of(Rt.answer(name, "x")) == "12"


@pytest.mark.parametrize("name", ["", "#", "shop", "ticket:rt.example/12a", "#１２", "-1"])  # noqa: RUF001
def test_what_is_no_number_is_refused_before_anybody_is_asked(name: str) -> None:
    with pytest.raises(Refused, match="is no ticket of a Request Tracker"):
        number_of(Rt.answer(name, "x"))


@pytest.mark.parametrize("what", ["write", "find", "may"])
def test_nothing_but_answers_is_taken(what: str) -> None:
    other = Deed(verb=Verb.COMMENT, place="#12", message="12", text="x")
    tape = Tape("an answer")

    async def story(service: Rt) -> object:
        return await {
            "write": lambda: service.write(other, ""),
            "find": lambda: service.find(other, "", service.now()),
            "may": lambda: service.may(other),
        }[what]()

    found = with_it(tape, story)
    assert isinstance(found, Refused)
    assert (found.missing, tape.heard) == ("ability", [])
