"""Rollbar's errors: what is new or came back, how many come an hour, in which version; a bad day changes nothing and is said clearly."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.rollbar.errors import RollbarErrors
from supporttray.connectors.rollbar.item import items, origin
from supporttray.connectors.rollbar.service import Rollbar
from supporttray.core.item import Error
from supporttray.core.release.ticket import Tally
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Raw, raw, reply, run

RECORDED = json.loads((Path(__file__).parents[1] / "contracts" / "rollbar_examples.json").read_text("utf-8"))
THEN = datetime.fromtimestamp(1_640_000_000, UTC)
HOUR = timedelta(hours=1)


def at(hours: float) -> int:
    """Return so many hours before noon, as Rollbar tells moments."""
    return int((NOON - hours * HOUR).timestamp())


def item(number: int, **more: Any) -> dict[str, Any]:
    known = {"id": 100 + number, "counter": number, "title": f"Error {number}", "level": "error", "status": "active"}
    known |= {"environment": "production", "project_id": 7, "total_occurrences": 50, "activating_occurrence_id": number}
    times = {f"{name}_timestamp": at(3) for name in ("first_occurrence", "last_activated", "last_occurrence")}
    return {**known, **times, **more}


def enveloped(result: Any) -> bytes:
    return reply(msgspec.json.encode({"err": 0, "result": result}))


def page(*told: Any) -> bytes:
    return enveloped({"page": 1, "total_count": None, "items": told})


class Shop:
    """A project at Rollbar: pages of items, counts, and what single occurrences tell. A page can be any bytes."""

    def __init__(self, *pages: bytes, counts: bytes | None = None, instance: bytes | None = None) -> None:
        self.pages = list(pages)
        self.counts = counts or enveloped([[at(1), 4], [at(0), 2]])
        self.instance = instance or enveloped({"data": {"code_version": "4.0.1", "context": "cart#checkout"}})
        self.asked: list[str] = []

    def __call__(self, _raw: Raw, path: str) -> bytes:
        self.asked.append(path)
        if path.startswith("/api/1/reports"):
            return self.counts
        if path.startswith("/api/1/instance"):
            return self.instance
        number = int(parse_qs(urlsplit(path).query)["page"][0])
        return self.pages[number - 1] if number <= len(self.pages) else page()


def look(shop: Callable[[Raw, str], bytes], memory: bytes = b"", now: datetime = NOON, **options: Any) -> Answer:
    async def work() -> Answer:
        async with raw(shop) as server:
            service = Rollbar(server.address, CANARY, Clock())
            made = RollbarErrors(msgspec.convert(options, RollbarErrors.Options), service, "")
            try:
                return await made.fetch(memory, now)
            finally:
                await service.http.close()

    return run(work())


def fails(shop: Callable[[Raw, str], bytes], **options: Any) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        look(shop, **options)
    return caught.value


def errors(answer: Answer) -> dict[str, Error]:
    return {one.name: one for one in answer.items if isinstance(one, Error)}


# --- what an item tells


def read(
    *told: Any, host: str = "api.rollbar.com", pages: str = "https://rollbar.com", project: str = ""
) -> list[Error]:
    return [one.error for one in items({"items": list(told)}, host, pages, project)]


def test_a_recorded_list_is_read() -> None:
    (one,) = read(*RECORDED["client"]["mockSuccessfulListItemsResponse"]["result"]["items"])
    assert (one.key, one.name, one.title) == ("error:api.rollbar.com/1/1", "#1", "Error 1")
    assert (one.level, one.status, one.environment, one.count, one.people) == ("error", "active", "production", 50, 10)
    assert (one.at, one.again_at, one.seen_at) == (THEN, None, THEN + timedelta(seconds=1000))
    assert (one.state, one.url) == ("new", "https://rollbar.com/item/1/")


def test_an_item_of_a_report_has_its_level_as_a_number_and_lacks_half_of_its_fields() -> None:
    told = {"id": 31, "counter": 12, "environment": "production", "last_occurrence_timestamp": at(1), "level": 40}
    (one,) = read(told)
    assert (one.name, one.level, one.at, one.project) == ("#12", "error", NOON - HOUR, "")


@pytest.mark.parametrize(
    ("told", "field", "expected"),
    [
        ({"level": 50}, "level", "critical"),
        ({"level": "40"}, "level", "error"),
        ({"level": "Gruesome"}, "level", "gruesome"),
        ({"level": None}, "level", ""),
        ({"status": "resolved"}, "ended", True),
        ({"status": "muted"}, "ended", True),
        ({"status": 3}, "status", "muted"),
        ({"status": "dreaming"}, "ended", False),
        ({"status": None}, "ended", False),
        ({"last_activated_timestamp": at(1)}, "again_at", NOON - HOUR),
        ({"last_activated_timestamp": at(3) + 5}, "again_at", None),
        ({"last_activated_timestamp": None}, "again_at", None),
        ({"last_activated_timestamp": at(1) * 1000}, "again_at", NOON - HOUR),
        ({"first_occurrence_timestamp": str(at(5))}, "at", NOON - 5 * HOUR),
        ({"first_occurrence_timestamp": at(5) + 0.0}, "at", NOON - 5 * HOUR),
        ({"first_occurrence_timestamp": None}, "at", NOON - 3 * HOUR),
        ({"first_occurrence_timestamp": True}, "at", NOON - 3 * HOUR),
        ({"first_occurrence_timestamp": 10**30}, "at", NOON - 3 * HOUR),
        ({"last_occurrence_timestamp": -1}, "seen_at", None),
        ({"total_occurrences": "12"}, "count", 12),
        ({"total_occurrences": -4}, "count", 0),
        ({"unique_occurrences": None}, "people", None),
        ({"unique_occurrences": 0}, "people", None),
        ({"title": ""}, "title", "An error without a title"),
        ({"title": {"no": "text"}}, "title", "An error without a title"),
        ({"title": "<b>x</b>\n<script>alert(1)</script>"}, "title", "<b>x</b> <script>alert(1)</script>"),
        ({"title": "a\u202eb"}, "title", "ab"),
        ({"counter": None}, "name", "#101"),
        ({"environment": 3}, "environment", "3"),
        ({"project_id": "../../x"}, "key", "error:api.rollbar.com/-/101"),
    ],
)
def test_what_an_item_tells_becomes_a_field_however_it_tells_it(
    told: dict[str, Any], field: str, expected: Any
) -> None:
    (one,) = read(item(1, **told))
    assert getattr(one, field) == expected


def test_a_title_of_ten_kilobytes_of_emoji_is_cut() -> None:
    (one,) = read(item(1, title="🔥" * 10_000))
    assert len(one.title) == 250


def test_what_is_no_item_or_has_no_time_breaks_no_other() -> None:
    timeless = {name: None for name in item(1) if name.endswith("_timestamp")}
    strange = (None, 7, [], {}, {"id": None}, item(2, id="a b"), item(3, **timeless), item(4, id=True))
    assert [one.name for one in read(*strange, item(9))] == ["#9"]


def test_the_page_of_an_item_is_found_by_the_project_where_that_is_named() -> None:
    (one,) = read(item(12), project="acme/shop")
    assert (one.url, one.project) == ("https://app.rollbar.com/a/acme/fix/item/shop/12", "shop")
    (one,) = read(item(12), pages="http://127.0.0.1:1", project="acme/shop")
    assert one.url == "http://127.0.0.1:1/item/112/"


def test_of_an_occurrence_only_version_and_place_are_taken() -> None:
    recorded = RECORDED["client"]["mockSuccessfulOccurrenceResponse"]["result"]
    assert (origin("9", recorded).version, origin("9", recorded).where) == ("", "")
    assert origin("9", {"data": {"server": {"code_version": "abc"}, "person": {"email": "e"}}}).version == "abc"
    assert origin("9", {"data": {"client": {"javascript": {"code_version": 12}}}}).version == "12"
    assert origin("9", {"data": []}).version == origin("9", None).version == ""


# --- a look


def test_what_is_new_or_back_is_told_with_its_version_and_the_hours_counts() -> None:
    old = {"first_occurrence_timestamp": at(2000)}
    shop = Shop(
        page(item(1), item(2, **old), item(3, **old, last_activated_timestamp=at(2000))), page(item(4, **times(200)))
    )
    answer = look(shop, project="acme/shop")
    found = errors(answer)
    assert {name: one.state for name, one in found.items()} == {"#1": "new", "#2": "back"}
    assert {(one.version, one.where, one.project) for one in found.values()} == {("4.0.1", "cart#checkout", "shop")}
    assert answer.tallies == (Tally("production", NOON - HOUR, 4), Tally("production", NOON, 2))
    assert (answer.complete, answer.limits) == (True, "")


def times(hours: float) -> dict[str, int]:
    return {f"{name}_timestamp": at(hours) for name in ("first_occurrence", "last_activated", "last_occurrence")}


def test_the_question_names_what_the_config_does() -> None:
    shop = Shop()
    look(shop, environments=["production", "eu & us"], level="warning")
    listed, first, second = (parse_qs(urlsplit(path).query) for path in shop.asked)
    assert listed["level"] == ["warning", "error", "critical"]
    assert listed["status"] == ["active", "resolved", "muted"]
    assert listed["environment"] == ["production", "eu & us"]
    assert (first["environments"], second["environments"]) == (["production"], ["eu & us"])
    assert (first["bucket_size"], first["min_level"]) == (["3600"], ["warning"])


def test_the_hours_are_read_and_what_makes_no_sense_among_them_is_left_out() -> None:
    strange = [None, [1], ["x", 2], [at(1), -3], [at(1), 1.5], [at(1), "6"]]
    answer = look(Shop(counts=enveloped([[at(3), 0], [at(2), 7], *strange])))
    assert [(one.hour, one.count) for one in answer.tallies] == [
        (NOON - 3 * HOUR, 0),
        (NOON - 2 * HOUR, 7),
        (NOON - HOUR, 6),
    ]


def test_it_reads_on_until_everything_came_last_before_the_days() -> None:
    shop = Shop(page(item(1)), page(item(2)), page(item(3, **times(24 * 8))), page(item(4)))
    assert errors(look(shop)).keys() == {"#1", "#2"}
    assert [parse_qs(urlsplit(path).query)["page"] for path in shop.asked if "items" in path] == [
        ["1"],
        ["2"],
        ["3"],
        ["1"],
    ]


def test_what_comes_again_while_the_pages_are_read_is_not_lost() -> None:
    pages = [page(item(1)), page(item(2))]

    class Moving(Shop):
        def __call__(self, served: Raw, path: str) -> bytes:
            if "page=2" in path:  # meanwhile the third one moved to the first page
                self.pages[0] = page(item(3), item(1))
            return super().__call__(served, path)

    assert errors(look(Moving(*pages))).keys() == {"#1", "#2", "#3"}


def test_more_than_can_be_read_is_said() -> None:
    answer = look(Shop(*(page(item(number)) for number in range(25))))
    assert (len(answer.items), answer.limits) == (20, "Of the errors the 2,000 that came last are seen.")


def test_an_occurrence_is_asked_once_until_the_error_comes_back_with_another() -> None:
    shop = Shop(page(item(1), item(2)))
    memory = look(shop).memory
    shop.asked.clear()
    shop.pages = [page(item(1), item(2, activating_occurrence_id=77))]
    answer = look(shop, memory)
    assert [path for path in shop.asked if "instance" in path] == ["/api/1/instance/77"]
    assert errors(answer)["#1"].version == "4.0.1"


def test_ten_occurrences_are_asked_in_a_look_and_the_rest_at_the_next() -> None:
    shop = Shop(page(*(item(number) for number in range(1, 14))))
    memory = look(shop).memory
    assert sum("instance" in path for path in shop.asked) == 10
    look(shop, memory)
    assert sum("instance" in path for path in shop.asked) == 13


@pytest.mark.parametrize(
    ("said", "asked_again"),
    [
        (reply(b'{"err":1,"message":"Occurrence not found"}', "404 Not Found"), 0),
        (reply(b"<html>"), 0),
        (reply(b"", "500 Internal Server Error"), 1),
    ],
)
def test_an_occurrence_that_cannot_be_read_loses_no_error(said: bytes, asked_again: int) -> None:
    shop = Shop(page(item(1)), instance=said)
    answer = look(shop)
    assert errors(answer)["#1"].version == ""
    shop.asked.clear()
    look(shop, answer.memory)
    assert sum("instance" in path for path in shop.asked) == asked_again


def test_what_another_environment_tells_is_left_out() -> None:
    assert errors(look(Shop(page(item(1), item(2, environment="staging"), item(3, environment=None))))).keys() == {
        "#1",
        "#3",
    }


def test_a_memory_of_another_form_is_forgotten() -> None:
    assert len(look(Shop(page(item(1))), b'{"origins": 3}').items) == 1


# --- a bad day


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        (reply(b'{"err":1,"message":"invalid access token"}', "401 Unauthorized"), Refused, "Set a new one"),
        (reply(b'{"err":1,"message":"insufficient privileges"}', "403 Forbidden"), Refused, "scope “read”"),
        (reply(b'{"err":1,"message":"invalid access token"}'), Refused, "scope “read”"),
        (reply(b'{"err":1,"message":"access token not found: canary-5up3r53cr37"}'), Refused, "scope “read”"),
        (reply(b'{"err":1,"message":"Internal"}'), NotUnderstood, "Check the names"),
        (reply(b'{"err":1,"message":["odd"]}'), NotUnderstood, "Check the names"),
        (reply(b'{"message":"Item not found"}', "404 Not Found"), Refused, "missing permission looks the same"),
        (reply(b'{"err":1}', "422 Unprocessable Entity"), NotUnderstood, ""),
        (reply(b"Internal server error", "500 Internal Server Error"), Unreachable, ""),
        (reply(b"<html>login</html>"), NotUnderstood, ""),
        (reply(b'{"err":0,"result":null}'), NotUnderstood, ""),
        (reply(b'{"err":0,"result":{"items":{}}}'), NotUnderstood, ""),
        (reply(b"[]"), NotUnderstood, ""),
    ],
)
def test_a_bad_answer_is_said_with_what_to_do_and_never_with_the_token(
    said: bytes, error: type[ServiceError], words: str
) -> None:
    caught = fails(Shop(said))
    assert type(caught) is error
    assert words in caught.hint
    assert CANARY not in f"{caught.phrase} {caught.hint}"


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"Retry_After": "90"}, timedelta(seconds=90)),
        ({"X_Rate_Limit_Reset": str(at(-0.25)), "X_Rate_Limit_Remaining": "0"}, timedelta(minutes=15)),
        ({}, timedelta(seconds=60)),
    ],
)
def test_too_often_is_asked_again_when_rollbar_says(headers: dict[str, str], until: timedelta) -> None:
    caught = fails(Shop(reply(b'{"err":1,"message":"rate limit"}', "429 Too Many Requests", **headers)))
    assert isinstance(caught, SlowDown)
    assert caught.until == NOON + until


@pytest.mark.parametrize("broken", ["second page", "counts", "not a list"])
def test_a_look_that_breaks_half_way_tells_nothing(broken: str) -> None:
    oops = reply(b"", "500 Internal Server Error")
    shop = Shop(page(item(1)), oops) if broken == "second page" else Shop(page(item(1)), counts=oops)
    shop = Shop(counts=enveloped({})) if broken == "not a list" else shop
    assert isinstance(fails(shop), Unreachable | NotUnderstood)


def test_the_token_goes_to_rollbar_in_its_header_and_to_nobody_else() -> None:
    async def work() -> None:
        async with raw(lambda _raw, _path: page()) as elsewhere:
            moved = reply(b"", "302 Found", Location=f"{elsewhere.address}/api/1/items/")
            async with raw(lambda _raw, _path: moved) as server:
                service = Rollbar(server.address + "/api/1/", CANARY, Clock())
                await service.ask("/items/", [("page", "1")])
                await service.http.close()
                assert server.heard[0].startswith("GET /api/1/items/?page=1 ")
                assert f"x-rollbar-access-token: {CANARY}" in server.heard[0].lower()
                assert CANARY not in "".join(elsewhere.heard)

    run(work())


def test_whose_token_it_is_nobody_knows_but_that_it_reads() -> None:
    async def work() -> str:
        async with raw(lambda _raw, _path: enveloped({"deploys": []})) as server:
            service = Rollbar(server.address, CANARY, Clock())
            try:
                return await service.whoami()
            finally:
                await service.http.close()

    assert "takes this token, which reads one project." in run(work())
