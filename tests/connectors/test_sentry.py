"""Sentry's errors: what is new or came back, since when and in which release, and how many come an hour; a bad day changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.sentry.errors import SentryErrors
from supporttray.connectors.sentry.issue import Origin, error, origin
from supporttray.connectors.sentry.service import Sentry
from supporttray.core.item import Error
from supporttray.core.release.ticket import Tally
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Raw, raw, reply, run

HOUR = timedelta(hours=1)


def iso(hours: float) -> str:
    """Return so many hours before noon, as Sentry tells moments."""
    return f"{NOON - hours * HOUR:%Y-%m-%dT%H:%M:%S.%fZ}"


def issue(number: int, **more: Any) -> dict[str, Any]:
    known = {"id": str(number), "shortId": f"SHOP-{number}", "title": f"Error {number}", "culprit": "cart in pay"}
    known |= {"level": "error", "status": "unresolved", "substatus": "new", "count": "12", "userCount": 3}
    known |= {"firstSeen": iso(3), "lastSeen": iso(1), "permalink": f"https://acme.sentry.io/issues/{number}/"}
    return {**known, "project": {"id": "2", "name": "Shop", "slug": "shop"}, **more}


def details(back: float | None = None, version: str = "shop@4.0.1") -> dict[str, Any]:
    turns = [{"type": "first_seen", "dateCreated": iso(900)}, {"type": "set_regression", "dateCreated": iso(400)}]
    turns += [] if back is None else [{"type": "set_regression", "dateCreated": iso(back)}]
    turns += [{"type": "note", "dateCreated": iso(0.1)}]
    return {"activity": turns, "firstRelease": {"version": version}}


def json(value: Any, status: str = "200 OK", **headers: str) -> bytes:
    return reply(msgspec.json.encode(value), status, **headers)


STATS = {
    "intervals": [iso(2), iso(1)],
    "groups": [
        {"by": {"outcome": "accepted"}, "series": {"sum(quantity)": [5, 7]}},
        {"by": {"outcome": "rate_limited"}, "series": {"sum(quantity)": [900, 900]}},
    ],
}


class Acme:
    """An organisation at Sentry: what each search finds, single issues and counts. An answer can be any bytes."""

    def __init__(self, **said: bytes) -> None:
        self.said = said
        self.asked: list[str] = []

    def __call__(self, _raw: Raw, path: str) -> bytes:
        place = urlsplit(path)
        question = parse_qs(place.query).get("query", [""])[0]
        words = {"firstSeen:-7d": "new", "is:regressed": "regressed", "is:escalating": "escalating"}
        ends = {"/stats_v2/": "stats", "/shop/": "project", "/issues/": words.get(question, "page")}
        name = next((name for end, name in ends.items() if place.path.endswith(end)), "details")
        self.asked.append(name if name != "details" else f"details {place.path.split('/')[-2]}")
        usual = {"stats": json(STATS), "project": json({"id": "2"}), "details": json(details())}
        return self.said.get(name, usual.get(name, json([])))


def look(acme: Callable[[Raw, str], bytes], memory: bytes = b"", **options: Any) -> Answer:
    async def work() -> Answer:
        async with raw(acme) as server:
            service = Sentry(server.address, CANARY, Clock())
            chosen = msgspec.convert({"organization": "acme", "project": "shop", **options}, SentryErrors.Options)
            try:
                return await SentryErrors(chosen, service, "").fetch(memory, NOON)
            finally:
                await service.http.close()

    return run(work())


def errors(answer: Answer) -> dict[str, Error]:
    return {one.name: one for one in answer.items if isinstance(one, Error)}


# --- what an issue tells


@pytest.mark.parametrize(
    ("told", "field", "expected"),
    [
        ({}, "key", "error:sentry.io/acme/1"),
        ({}, "count", 12),
        ({"count": 12}, "count", 12),
        ({"count": "many"}, "count", 0),
        ({"lifetime": {"count": "90"}}, "count", 90),
        ({"lifetime": None}, "count", 12),
        ({"userCount": 0}, "people", None),
        ({"status": "ignored", "substatus": "archived_until_escalating"}, "ended", True),
        ({"status": "resolved", "substatus": None}, "ended", True),
        ({"status": "pondering"}, "ended", False),
        ({"substatus": "ongoing"}, "status", "ongoing"),
        ({"substatus": None}, "status", "unresolved"),
        ({"level": "Fatal"}, "level", "fatal"),
        ({"level": 40}, "level", "40"),
        ({"firstSeen": None}, "at", NOON - HOUR),
        ({"firstSeen": "yesterday"}, "at", NOON - HOUR),
        ({"firstSeen": (NOON - 2 * HOUR).timestamp()}, "at", NOON - 2 * HOUR),
        ({"firstSeen": "2026-11-23T11:00:00+02:00"}, "at", NOON - 3 * HOUR),
        ({"shortId": None}, "name", "#1"),
        ({"project": None}, "project", ""),
        ({"project": {"name": "Shop"}}, "project", "Shop"),
        ({"permalink": "javascript:alert(1)"}, "url", ""),
        ({"permalink": 3}, "url", ""),
        ({"title": "<b>x</b>\u202e" + "🔥" * 9000}, "title", "<b>x</b>" + "🔥" * 241 + "…"),
        ({"culprit": ["a"]}, "where", ""),
    ],
)
def test_what_an_issue_tells_becomes_a_field_however_it_tells_it(
    told: dict[str, Any], field: str, expected: Any
) -> None:
    one = error(issue(1, **told), "sentry.io/acme", "production", Origin())
    assert getattr(one, field) == expected


def test_what_has_no_id_or_no_time_is_none() -> None:
    assert error(issue(1, id=None), "s", "", Origin()) is None
    assert error(issue(1, firstSeen=None, lastSeen=None), "s", "", Origin()) is None


def test_one_that_came_first_when_it_came_back_is_new() -> None:
    one = error(issue(1, substatus="escalating"), "s", "", Origin(again=NOON - 3 * HOUR, back=True))
    assert one
    assert one.state == "new"


def test_the_newest_turn_of_its_activity_says_since_when_it_is_back() -> None:
    assert origin(details(5), back=True, seen=NOON).again == NOON - 5 * HOUR
    assert origin(details(5), back=False, seen=NOON).again is None
    assert origin({"activity": [None, {"type": "note"}]}, back=True, seen=NOON).again == NOON
    assert origin({"firstRelease": None}, back=False, seen=None).version == ""


# --- a look


def test_what_is_new_or_back_is_told_with_its_release_and_the_hours_counts() -> None:
    old = {"firstSeen": iso(2000), "lastSeen": iso(0)}
    answer = look(
        Acme(
            new=json([issue(1), issue(2, status="resolved", substatus=None), None, {}]),
            regressed=json([issue(3, **old, substatus="regressed")]),
            escalating=json([issue(4, **old, substatus="escalating")]),
            details=json(details(5)),
        )
    )
    found = errors(answer)
    states = {"SHOP-1": "new", "SHOP-2": "ended", "SHOP-3": "back", "SHOP-4": "back"}
    assert {name: one.state for name, one in found.items()} == states
    assert (found["SHOP-3"].again_at, found["SHOP-1"].again_at) == (NOON - 5 * HOUR, None)
    assert {(one.version, one.environment, one.project) for one in found.values()} == {
        ("shop@4.0.1", "production", "shop")
    }
    assert answer.tallies == (Tally("production", NOON - 2 * HOUR, 5), Tally("production", NOON - HOUR, 7))
    assert (answer.complete, answer.limits) == (True, "")


def test_what_came_back_long_ago_or_nobody_knows_when_is_not_told() -> None:
    old = {"firstSeen": iso(2000), "substatus": "regressed"}
    assert not look(Acme(regressed=json([issue(3, **old)]), details=json(details()))).items
    answer = look(Acme(regressed=json([issue(3, **old)]), details=reply(b"", "500 Internal Server Error")))
    assert not answer.items
    assert errors(look(Acme(regressed=json([issue(3, **old)]), details=json(details(2))), answer.memory))


def test_its_own_page_is_asked_once_and_again_when_it_is_back() -> None:
    acme = Acme(new=json([issue(1), issue(2)]))
    memory = look(acme).memory
    assert acme.asked == ["project", "new", "escalating", "regressed", "stats", "details 1", "details 2"]
    acme.asked.clear()
    acme.said["new"] = json([issue(1), issue(2, substatus="regressed")])
    acme.said["details"] = json(details(1))
    answer = look(acme, memory)
    assert acme.asked[-2:] == ["stats", "details 2"]
    assert (errors(answer)["SHOP-1"].version, errors(answer)["SHOP-2"].state) == ("shop@4.0.1", "back")


def test_a_page_that_is_gone_loses_no_error_and_is_not_asked_again() -> None:
    acme = Acme(new=json([issue(1)]), details=json({"detail": "gone"}, "404 Not Found"))
    answer = look(acme)
    assert errors(answer)["SHOP-1"].version == ""
    acme.asked.clear()
    look(acme, answer.memory)
    assert "details 1" not in acme.asked


def test_without_a_project_all_that_the_token_sees_is_asked_for() -> None:
    acme = Acme()
    asked: list[dict[str, list[str]]] = []

    def say(served: Raw, path: str) -> bytes:
        asked.append(parse_qs(urlsplit(path).query))
        return acme(served, path)

    look(say, project="", environment="eu & us")
    assert "project" not in acme.asked
    assert {one["project"][0] for one in asked} == {"-1"}
    assert [one.get("environment") for one in asked] == [["eu & us"]] * 3 + [None]


def test_pages_are_followed_until_sentry_says_that_the_next_one_is_empty() -> None:
    def link(served: Raw, results: str) -> str:
        address = f"{served.address}/api/0/organizations/acme/issues/?cursor=0:100:0"
        return f'<{address}>; rel="previous"; results="true"; cursor="0:0:1", <{address}>; rel="next"; results="{results}"; cursor="0:100:0"'

    class Paged(Acme):
        def __call__(self, served: Raw, path: str) -> bytes:
            answer = super().__call__(served, path)
            if self.asked[-1] == "new":
                return json([issue(1)], Link=link(served, "true"))
            return json([issue(2)], Link=link(served, "false")) if self.asked[-1] == "page" else answer

    acme = Paged()
    assert errors(look(acme)).keys() == {"SHOP-1", "SHOP-2"}
    assert acme.asked.count("page") == 1


def test_a_next_page_elsewhere_is_not_followed() -> None:
    link = '<https://evil.example.com/api/0/x/>; rel="next"; results="true"; cursor="0:100:0"'
    with pytest.raises(NotUnderstood):
        look(Acme(new=json([issue(1)], Link=link)))


def test_sums_that_make_no_sense_count_nothing() -> None:
    accepted = {"by": {"outcome": "accepted"}, "series": {"sum(quantity)": [3]}}
    groups = [accepted, accepted, {"by": None}, {"by": {"outcome": "accepted"}, "series": []}, None]
    answer = look(Acme(stats=json({"intervals": [iso(2), iso(1), None], "groups": groups})))
    assert [one.count for one in answer.tallies] == [6, 0]


def test_more_than_can_be_read_is_said_and_a_project_is_asked_for_once() -> None:
    class Endless(Acme):
        def __call__(self, served: Raw, path: str) -> bytes:
            answer = super().__call__(served, path)
            address = f"{served.address}/api/0/organizations/acme/issues/?cursor=0:100:0"
            link = f'<{address}>; rel="next"; results="true"; cursor="0:100:0"'
            return json([issue(1)], Link=link) if self.asked[-1] in ("new", "page") else answer

    acme = Endless()

    async def work() -> Answer:
        async with raw(acme) as server:
            service = Sentry(server.address, CANARY, Clock())
            made = SentryErrors(SentryErrors.Options(organization="acme", project="shop"), service, "")
            try:
                await made.fetch(b"", NOON)
                return await made.fetch(b"", NOON)
            finally:
                await service.http.close()

    assert run(work()).limits == "There are so many new errors that only some of them are seen."
    assert (acme.asked.count("page"), acme.asked.count("project")) == (38, 1)


# --- a bad day


@pytest.mark.parametrize(
    ("said", "error_", "words"),
    [
        (json({"detail": "Invalid token"}, "401 Unauthorized"), Refused, "Set a new one"),
        (json({"detail": "You do not have permission"}, "403 Forbidden"), Refused, "event:read"),
        (json({"detail": {"code": "sso-required", "message": "x"}}, "403 Forbidden"), Refused, "org:read"),
        (json({"detail": "The requested resource does not exist"}, "404 Not Found"), Refused, "looks the same"),
        (json({"detail": "Invalid query"}, "400 Bad Request"), NotUnderstood, "2023"),
        (json({"detail": "Internal Error"}, "500 Internal Server Error"), Unreachable, ""),
        (json({"detail": "odd"}), NotUnderstood, ""),
        (reply(b"<html>Sign in</html>"), NotUnderstood, ""),
    ],
)
@pytest.mark.parametrize("place", ["new", "regressed", "stats"])
def test_a_bad_answer_is_said_with_what_to_do(place: str, said: bytes, error_: type[ServiceError], words: str) -> None:
    with pytest.raises(ServiceError) as caught:
        look(Acme(**{"new": json([issue(1)]), place: said}))
    assert type(caught.value) is error_
    assert words in caught.value.hint


def test_a_project_that_is_not_there_is_named() -> None:
    with pytest.raises(Refused) as caught:
        look(Acme(project=json({"detail": "x"}, "404 Not Found")))
    assert caught.value.phrase.endswith("knows no project acme/shop.")


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"X_Sentry_Rate_Limit_Reset": str(int((NOON + 4 * HOUR / 60).timestamp()))}, timedelta(minutes=4)),
        ({"Retry_After": "7"}, timedelta(seconds=7)),
    ],
)
def test_too_often_is_asked_again_when_sentry_says(headers: dict[str, str], until: timedelta) -> None:
    with pytest.raises(SlowDown) as caught:
        look(Acme(new=json({"detail": "slow"}, "429 Too Many Requests", **headers)))
    assert caught.value.until == NOON + until


def test_the_token_is_said_to_see_its_organisations() -> None:
    async def work(*slugs: str) -> str:
        async with raw(lambda _raw, _path: json([{"slug": slug} for slug in slugs])) as server:
            service = Sentry(server.address + "/api/0/", CANARY, Clock())
            try:
                return await service.whoami()
            finally:
                await service.http.close()
                assert server.heard[0].startswith("GET /api/0/organizations/ ")
                assert f"authorization: Bearer {CANARY}".lower() in server.heard[0].lower()

    assert run(work("acme", "other")).endswith("takes this token, which sees acme and other.")
    assert run(work()).endswith("which sees no organisation yet.")
