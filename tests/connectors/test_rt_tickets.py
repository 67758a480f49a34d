"""Request Tracker's tickets as a real one told them (tests/contracts/rt): read whole, resumed where a look broke off, and nothing of a bad day is lost."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from supporttray.connectors import Answer
from supporttray.connectors.rt import api
from supporttray.connectors.rt.service import Rt
from supporttray.connectors.rt.ticket import RtTickets
from supporttray.core.release.ticket import Ticket
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import reply
from tests.connectors.rt_lab import AGENT, Tape, with_it

LIST = "GET /REST/2.0/tickets?"
LOGIN = reply(b"<html><title>Login</title>Please sign in</html>", content_type="text/html")
Told = dict[str, Any]


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages have three tickets, as when the history was recorded."""
    monkeypatch.setattr(api, "PAGE", 3)


def page(tape: Tape, memory: bytes = b"", credential: str = AGENT, below: str = "", **options: Any) -> Any:
    """Read one page, as a program that was started anew; return the answer, or the error."""

    async def story(service: Rt) -> Answer:
        return await RtTickets(RtTickets.Options(**{"queue": "support"} | options), service, "Ada").fetch(
            memory, tape.at
        )

    return with_it(tape, story, credential, below)


def through(tape: Tape, memory: bytes = b"") -> tuple[list[Answer], bytes]:
    """Read all pages."""
    answers: list[Answer] = []
    while not answers or answers[-1].more:
        answers.append(page(tape, memory))
        memory = answers[-1].memory
    return answers, memory


@cache
def known() -> bytes:
    """Return the memory of who has looked through all twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "PAGE", 3)
        _, memory = through(Tape("history"))
        patch.setattr(api, "PAGE", 100)
        return through(Tape("calm"), memory)[1]


def named(*answers: Answer) -> dict[str, Ticket]:
    return {one.name: one for answer in answers for one in answer.tickets}


# --- what a real one tells


def test_its_history_comes_in_pages_each_with_its_place_in_memory() -> None:
    answers, _ = through(Tape("history"))
    assert [[one.name for one in answer.tickets] for answer in answers] == [
        ["#8", "#7", "#6"],
        ["#5", "#4", "#3"],
        ["#2", "#1"],
    ]
    assert [b'"follow":"6"' in answers[0].memory, b'"follow":"3"' in answers[1].memory] == [True, True]
    assert all(answer.limits == "" for answer in answers)


def test_what_customers_wrote_is_told_as_plain_words_without_who_wrote_them() -> None:
    tape = Tape("history")
    answers, memory = through(tape)
    told = named(*answers)
    assert (told["#7"].title, told["#7"].text) == ("Paying fails for (e-mail)", "Paying fails & hangs")
    assert told["#6"].text == "It hangs. Write to (e-mail)"
    assert told["#1"].text == "", "it is four days old: at the first look only what is young is read"
    assert "ticket/1/attachments" not in " ".join(tape.heard)
    assert set(told["#8"].title) == {"🔥"}
    assert 1900 < len(told["#8"].text) <= 2000
    everything = repr(answers) + memory.decode()
    assert not [word for word in ("Anna", "anna.smith", "1234567", "alert", "<p>") if word in everything]


def test_its_moments_are_utc_whatever_zones_agent_and_server_live_in() -> None:
    tape = Tape("history")
    one = named(page(tape))["#8"]
    assert one.changed
    assert timedelta(0) <= one.changed - one.at < timedelta(minutes=1)
    assert abs(tape.at - one.at) < timedelta(minutes=1), "New York and Tokyo are hours apart"
    assert (one.status, one.product, one.priority, one.over, one.gone) == ("new", "support", "", False, "")
    assert one.url.endswith("/Ticket/Display.html?id=8")


def test_a_look_asks_for_so_many_seconds_before_the_last_one_and_so_in_any_zone() -> None:
    watch = RtTickets(RtTickets.Options(queue="support"), Rt("https://rt.example", AGENT, lambda: Tape("calm").at), "")
    at = Tape("calm").at
    from supporttray.connectors.scan import Scan  # noqa: PLC0415

    assert watch._ago(Scan(floor=at - timedelta(minutes=30)), at) == 32 * 60
    assert watch._ago(Scan(floor=at + timedelta(hours=1)), at) == 1, "and never ahead"


def test_what_is_merged_deleted_rejected_or_moved_counts_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, memory = through(Tape("history"))
    kept = named(*answers)
    monkeypatch.setattr(api, "PAGE", 100)
    for scene in ("calm", "fates"):
        answers, memory = through(Tape(scene), memory)
        kept |= named(*answers)
    assert {name: one.gone for name, one in kept.items() if one.gone} == {
        "#2": "It was merged into #1.",
        "#3": "It was deleted.",
        "#4": "It was rejected.",
        "#5": "It was moved to another queue.",
    }
    assert (kept["#6"].status, kept["#6"].over, kept["#1"].over) == ("resolved", True, False)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (None, "It was merged into #1."),
        (reply(b'{"message":"Not Found"}', "404 Not Found"), "It was deleted, or may not be seen any more."),
        (reply(b"", "410 Gone"), "It was deleted, or may not be seen any more."),
        (reply(b'{"message":"Forbidden"}', "403 Forbidden"), "It was deleted, or may not be seen any more."),
        (reply(b'{"id": 2, "Status": "rejected"}'), "It was rejected."),
        (reply(b'{"id": 2, "Queue": {"id": "3"}}'), ""),
        (reply(b'{"id": 2, "Queue": {"id": "4"}}'), "It was moved to another queue."),
        (reply(b'{"id": 2, "Queue": null}'), ""),
        (reply(b'{"message":"Unauthorized"}', "401 Unauthorized"), Refused),
        (reply(b"", "500 Internal Server Error"), Unreachable),
        (LOGIN, NotUnderstood),
    ],
)
def test_one_that_no_list_tells_of_any_more_is_asked_for_by_itself(
    said: bytes | None, why: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "PAGE", 100)
    memory = known()

    def without(body: str) -> bytes:
        told = json.loads(body)
        told["items"] = [one for one in told["items"] if one["id"] != "2"]
        told["total"] = len(told["items"])
        return reply(json.dumps(told).encode())

    tape = Tape("fates", {LIST: without} | ({"GET /REST/2.0/ticket/2": said} if said else {}))
    found = page(tape, memory)
    if isinstance(why, str):
        assert named(found).get("#2", found.tickets[0]).gone == why
        assert ("#2" in named(found)) is bool(why)
    else:
        assert type(found) is why


@pytest.mark.parametrize(
    ("other", "said", "why"),
    [
        ("billing", reply(b'{"id": 4}'), ""),
        ("billing", reply(b'{"id": 7}'), "It was moved to another queue."),
        ("billing", reply(b'{"message":"Forbidden"}', "403 Forbidden"), "It was moved to another queue."),
        ("billing", reply(b'{"message":"Unauthorized"}', "401 Unauthorized"), Refused),
        ("billing", reply(b"", "500 Internal Server Error"), Unreachable),
        ("support", reply(b'{"message":"Forbidden"}', "403 Forbidden"), Refused),
    ],
)
def test_one_that_is_in_another_queue_counts_where_that_is_watched_too(
    other: str, said: bytes, why: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "PAGE", 100)
    memory = known()
    tape = Tape("fates", {f"/queue/{other}": said})

    async def story(service: Rt) -> Answer:
        watches = [RtTickets(RtTickets.Options(queue=name), service, "Ada") for name in ("support", "billing")]
        return await watches[0].fetch(memory, tape.at)

    if other == "support":
        tape = Tape("fates", {f"/queue/{other}": said, "/queue/billing": reply(b'{"id": 7}')})
    found = with_it(tape, story)
    if isinstance(why, str):
        assert (named(found)["#5"].gone if "#5" in named(found) else "") == why
    else:
        assert type(found) is why


@pytest.mark.parametrize(
    ("scene", "ask", "error", "said"),
    [
        ("a wrong password", {"credential": "agent:another word"}, Refused, "refuses the credential."),
        ("a wrong token", {"credential": "1-27-0123456789abcdef"}, Refused, "refuses the credential."),
        ("no right", {"credential": "blind:blind's word"}, Refused, "shows you no queue support."),
        ("no such queue", {"queue": "none"}, Refused, "shows you no queue none."),
        ("no query", {"query": "Nonsense !!"}, NotUnderstood, "take the query: Wrong query, expecting a OPERATOR in "),
        ("no such place", {"below": "/elsewhere"}, NotUnderstood, "does not speak as Request Tracker does."),
    ],
)
def test_what_it_refuses_is_said_with_what_to_do(
    scene: str, ask: Told, error: type[ServiceError], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "PAGE", 100)
    found = page(Tape(scene), **ask)
    assert type(found) is error
    assert said in found.phrase
    assert found.hint
    assert "word" not in found.phrase


# --- a bad day


@pytest.mark.parametrize(
    ("where", "said", "error"),
    [
        (where, said, error)
        for where in ("/rt", LIST)
        for said, error in (
            (reply(b"", "429 Too Many Requests", retry_after="93"), SlowDown),
            (reply(b"<html>", "502 Bad Gateway"), Unreachable),
            (reply(b"oops", "500 Internal Server Error"), Unreachable),
            (reply(b'{"message":"Unauthorized"}', "401 Unauthorized"), Refused),
            (reply(b'{"message":"Forbidden"}', "403 Forbidden"), Refused),
            (LOGIN, NotUnderstood),
            (reply(b'{"items": ['), NotUnderstood),
            (reply(b'{"items": null}'), NotUnderstood),
            (reply(b"[]"), NotUnderstood),
        )
    ]
    + [
        (LIST, reply(b'{"items": [{"id": "x"}], "total": 1}'), NotUnderstood),
        (LIST, reply(b'{"items": [7], "total": 1}'), NotUnderstood),
        ("/attachments", reply(b"oops", "500 Internal Server Error"), Unreachable),
        ("/attachments", reply(b"", "429 Too Many Requests", retry_after="93"), SlowDown),
        ("/attachments", reply(b"", "401 Unauthorized"), Refused),
    ],
)
def test_what_is_no_page_is_an_error_and_not_an_empty_one(where: str, said: bytes, error: type[ServiceError]) -> None:
    tape = Tape("history", {where: said})
    found = page(tape)
    assert type(found) is error
    if isinstance(found, SlowDown):
        assert found.until == tape.at + timedelta(seconds=93)


@pytest.mark.parametrize(
    "said",
    [
        reply(b'{"message":"Forbidden"}', "403 Forbidden"),
        reply(b'{"message":"Not Found"}', "404 Not Found"),
        reply(b"", "410 Gone"),
        LOGIN,
        reply(b'{"items": [{"ContentType": "text/plain", "Content": null}]}'),
        reply(b'{"items": [{"ContentType": "image/png", "Content": "iVBOR"}, {}]}'),
    ],
)
def test_words_that_are_not_shown_leave_the_ticket(said: bytes) -> None:
    told = named(page(Tape("history", {"ticket/7/attachments": said})))
    assert (told["#7"].title, told["#7"].text) == ("Paying fails for (e-mail)", "")
    assert told["#6"].text, "and the others theirs"


def test_of_a_letter_in_two_forms_the_plain_one_is_read() -> None:
    parts = [{"ContentType": f"text/{kind}", "Content": f"in {kind}"} for kind in ("html", "plain")]
    said = reply(json.dumps({"items": parts}).encode())
    assert named(page(Tape("history", {"ticket/7/attachments": said})))["#7"].text == "in plain"


@pytest.mark.parametrize("said", [reply(b"", "429 Too Many Requests", retry_after="60"), reply(b"", "503 Busy"), LOGIN])
def test_a_scan_that_broke_off_goes_on_at_its_page_and_asks_for_no_other(said: bytes) -> None:
    first = page(Tape("history"))
    assert isinstance(page(Tape("history", {"id < 6": said}), first.memory), ServiceError)
    tape = Tape("history")
    rest, _ = through(tape, first.memory)
    assert named(first, *rest).keys() == {f"#{number}" for number in range(1, 9)}
    assert [("id < 6" in one, "id < 3" in one) for one in tape.heard if LIST in one and "LastUpdated >=" in one] == [
        (True, False),
        (False, True),
    ]


def test_a_next_page_that_leads_elsewhere_is_not_followed() -> None:
    tape = Tape(
        "history", {LIST: lambda body: reply(body.replace("http://its-own-address", "http://evil.example").encode())}
    )
    answers, _ = through(tape)
    assert len(named(*answers)) == 8


# --- odd tickets


def listed(change: Callable[[list[Told]], object]) -> dict[str, bytes | Callable[[str], bytes]]:
    """Let the first page of the real list be otherwise."""

    def changed(body: str) -> bytes:
        told = json.loads(body)
        change(told["items"])
        told["total"] = len(told["items"]) + 1
        return reply(json.dumps(told).encode())

    return {f"{LIST}query=Queue = 'support' AND LastUpdated": changed, "/attachments": reply(b'{"items": []}')}


@pytest.mark.parametrize(
    ("odd", "field", "expected"),
    [
        ({"Subject": None}, "title", ""),
        ({"Subject": 7}, "title", ""),
        ({"Subject": "<script>alert(1)</script>Paying\r\nfails"}, "title", "Paying fails"),
        ({"Subject": "a\u202eb"}, "title", "ab"),
        ({"Status": None}, "status", ""),
        ({"Status": "dreaming"}, "over", False),
        ({"Status": "resolved"}, "over", True),
        ({"Status": "deleted"}, "gone", "It was deleted."),
        ({"Priority": "High"}, "priority", "High"),
        ({"Priority": 50}, "priority", "50"),
        ({"Priority": None}, "priority", ""),
        ({"Queue": None}, "product", "support"),
        ({"Queue": "shop"}, "product", "shop"),
        ({"Queue": {"Name": []}}, "product", "support"),
        ({"LastUpdated": "1970-01-01T00:00:00Z"}, "changed", None),
        ({"LastUpdated": "2026-11-24T12:00:00+09:00"}, "changed", datetime(2026, 11, 24, 3, tzinfo=UTC)),
        ({"EffectiveId": "1"}, "gone", "It was merged into #1."),
        ({"EffectiveId": {"id": 1}}, "gone", "It was merged into #1."),
        ({"EffectiveId": None}, "gone", ""),
        ({"EffectiveId": 8}, "gone", ""),
        ({"id": 8}, "name", "#8"),
    ],
)
def test_what_a_ticket_lacks_or_tells_oddly_breaks_nothing(odd: Told, field: str, expected: object) -> None:
    told = page(Tape("history", listed(lambda items: items[0].update(odd))))
    assert getattr(named(told)["#8"], field) == expected
    assert len(told.tickets) == 3


@pytest.mark.parametrize("odd", [{"Created": None}, {"Created": "soon"}, {"id": None}, {"id": "../8"}])
def test_what_has_no_number_or_no_moment_is_left_out(odd: Told) -> None:
    assert named(page(Tape("history", listed(lambda items: items[0].update(odd))))).keys() == {"#7", "#6"}


def test_a_subject_of_ten_kilobytes_of_emoji_is_cut_and_a_moment_to_come_is_soon() -> None:
    odd = {"Subject": "🔥" * 10_000, "Created": "2031-01-01T00:00:00Z"}
    tape = Tape("history", listed(lambda items: items[0].update(odd)))
    one = named(page(tape))["#8"]
    assert (len(one.title), one.at) == (250, tape.at + timedelta(days=1))


def test_sixty_letters_are_read_with_a_page_and_it_is_said_that_others_were_not() -> None:
    def many(items: list[Told]) -> None:
        items[:] = [items[0] | {"id": str(number), "EffectiveId": str(number)} for number in range(170, 100, -1)]

    tape = Tape("history", listed(many))
    told = page(tape)
    assert len(told.tickets) == 70
    assert told.limits == "Of 10 tickets only the subject was read: so many changed at once."
    assert len([one for one in tape.heard if "/attachments" in one]) == 60
    assert "ticket/170/" in " ".join(tape.heard), "the newest are read"
