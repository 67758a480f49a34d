"""The demo's Rollbar: its objects have the keys that Rollbar's own client expects, and our connectors see what happens to a project."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.rollbar.deploys import RollbarDeploys
from supporttray.connectors.rollbar.errors import RollbarErrors
from supporttray.connectors.rollbar.service import Rollbar
from supporttray.core.item import Deploy, Error
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import fault_of
from supporttray.demo.server import ThreadDemo, serve, serve_in_thread
from supporttray.errors import Refused, SlowDown
from tests.connectors.lab import Clock, run
from tests.demo.conftest import NOON

RECORDED = json.loads((Path(__file__).parents[1] / "contracts" / "rollbar_examples.json").read_text("utf-8"))["client"]
HOUR = timedelta(hours=1)
EXTRA = {"status", "total_occurrences", "context", "code_version"}  # documented, and not in the client's own examples


def troubled() -> Company:
    """Tell of one error that is old, one that came back, one that is new, one that is mended, and a deploy."""
    scenario = {"company": "Small", "me": "ada", "person": [{"id": "ada", "name": "Ada", "login": "ada"}]}
    company = Company(check(scenario), clock=Clock())
    trouble, known = company.trouble, {"level": "error", "environment": "production", "where": "cart#pay"}
    times = [(-9 * 24, "3.9", "Old: it goes on"), (-9 * 24, "3.9", "Back: x"), (-5, "3.9", "Mended: y")]
    times += [(-3, "4.0", "Back: x"), (-2, "4.0", "New: z"), (-1.5, "4.0", "New: z"), (-1, "4.0", "Old: it goes on")]
    for hours, version, title in times:
        known_one = trouble.known(title, "production")
        if known_one and title == "Back: x":
            trouble.resolve(known_one, NOON - 8 * 24 * HOUR)
        trouble.happen(NOON + hours * HOUR, title, version=version, **known)  # type: ignore[arg-type]
    mended = trouble.known("Mended: y", "production")
    assert mended
    trouble.resolve(mended, NOON - HOUR)
    trouble.deploy(NOON - 4 * HOUR, "4.0", "production", company.me, "Round per line")
    return company


@contextmanager
def client() -> Iterator[tuple[ThreadDemo, httpx.Client]]:
    with serve_in_thread(troubled) as demo:
        headers = {"x-rollbar-access-token": "demo-credential"}
        with httpx.Client(base_url=f"{demo.addresses.rollbar}/api/1", headers=headers) as asked:
            yield demo, asked


def keys(recorded: str, *path: str | int) -> set[str]:
    thing: Any = RECORDED[recorded]["result"]
    for name in path:
        thing = thing[name]
    return set(thing)


def test_its_objects_have_the_keys_that_rollbars_own_client_expects() -> None:
    with client() as (_, asked):

        def result(path: str) -> Any:
            answer = asked.get(path, follow_redirects=True)
            assert answer.status_code == 200
            assert answer.json()["err"] == 0
            return answer.json()["result"]

        listed = result("/items/")
        item, number = listed["items"][0], listed["items"][0]["last_occurrence_id"]
        assert listed.keys() == keys("mockSuccessfulListItemsResponse")
        assert item.keys() == keys("mockSuccessfulListItemsResponse", "items", 0)
        assert result("/item_by_counter/1").keys() - EXTRA == keys("mockSuccessfulItemResponse") - EXTRA
        assert result(f"/instance/{number}").keys() == keys("mockSuccessfulOccurrenceResponse")
        assert result(f"/instance/{number}")["data"].keys() - EXTRA == keys("mockSuccessfulOccurrenceResponse", "data")
        assert result("/deploys")["deploys"][0].keys() == keys("mockSuccessfulDeployResponse")
        assert result("/versions/4.0?environment=production").keys() == keys("mockSuccessfulVersionResponse")


def test_what_came_last_stands_first_and_only_the_places_that_are_asked_for_count() -> None:
    with client() as (_, asked):

        def result(path: str) -> Any:
            return asked.get(path).json()["result"]

        titles = [one["title"].partition(":")[0] for one in result("/items")["items"]]
        assert titles == ["Old", "New", "Back", "Mended"]
        assert [one["title"] for one in result("/items?status=resolved&level=error")["items"]] == ["Mended: y"]
        counts = "/reports/occurrence_counts?bucket_size=86400&buckets=10"
        assert [
            sum(many for _, many in result(f"{counts}{more}"))
            for more in ("", "&environments=x", "&min_level=critical")
        ] == [7, 0, 0]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/items?page=x", 422),
        ("/item/1", 404),
        ("/instance/1", 404),
        ("/versions/9?environment=production", 404),
        ("/reports/occurrence_counts?bucket_size=7", 422),
        ("/nothing", 404),
    ],
)
def test_what_makes_no_sense_is_refused_in_rollbars_words(path: str, status: int) -> None:
    with client() as (demo, asked):
        answer = asked.get(path)
        assert (answer.status_code, answer.json()["err"]) == (status, 1)
        assert asked.get(path, headers={"x-rollbar-access-token": "x"}).status_code == 401
        assert set(demo.call(lambda company: company.traffic.report()["services"])) == {"rollbar"}


def look(kind: type[RollbarErrors | RollbarDeploys], *faults: dict[str, Any], **options: Any) -> Answer:
    async def work() -> Answer:
        company = troubled()
        for fault in faults:
            company.faults.switch_on(fault_of(fault))
        async with serve(company) as demo:
            service = Rollbar(demo.addresses.rollbar, "demo-credential", Clock())
            made: Any = kind(msgspec.convert(options, kind.Options), service, "")
            try:
                answer: Answer = await made.fetch(b"", NOON)
                return answer
            finally:
                await service.http.close()

    return run(work())


def test_our_connector_sees_what_is_new_what_came_back_and_what_is_mended() -> None:
    answer = look(RollbarErrors, project="small/shop")
    found = {one.title: one for one in answer.items if isinstance(one, Error)}
    assert {title: one.state for title, one in found.items()} == {
        "Back: x": "back",
        "Mended: y": "ended",
        "New: z": "new",
    }
    assert (found["New: z"].version, found["New: z"].where, found["New: z"].count) == ("4.0", "cart#pay", 2)
    assert (found["Back: x"].again_at, found["Back: x"].version) == (NOON - 3 * HOUR, "4.0")
    told = {one.hour: one.count for one in answer.tallies if one.count}
    assert told == {NOON - 5 * HOUR: 1, NOON - 3 * HOUR: 1, NOON - 2 * HOUR: 2, NOON - HOUR: 1}
    assert len(answer.tallies) == 60


def test_our_connector_sees_what_went_live() -> None:
    (one,) = look(RollbarDeploys).items
    assert isinstance(one, Deploy)
    assert (one.title, one.version, one.environment) == ("4.0 to production", "4.0", "production")
    assert (one.at, one.notes) == (NOON - 4 * HOUR, "Round per line")
    assert not look(RollbarDeploys, environments=["staging"]).items


def test_its_faults_are_said_as_rollbar_says_them() -> None:
    with pytest.raises(Refused):
        look(RollbarErrors, {"service": "rollbar", "fault": "refused", "times": 1})
    with pytest.raises(Refused):
        look(RollbarErrors, {"service": "rollbar", "fault": "refused", "token": "demo-credential"})
    assert look(RollbarErrors, {"service": "rollbar", "fault": "refused", "token": "somebody else"}).items
    with pytest.raises(SlowDown) as caught:
        look(RollbarErrors, {"service": "rollbar", "fault": "429", "times": 1, "seconds": 30})
    assert caught.value.until == NOON + timedelta(seconds=30)


def test_the_pages_of_an_error_and_of_a_deploy_are_there_for_people() -> None:
    (one,) = look(RollbarDeploys).items
    error = look(RollbarErrors).items[0]
    with client() as (demo, asked):
        for item in (one, error):
            path = item.url.partition("/rollbar/")[2]
            assert item.title.partition(":")[0] in asked.get(f"{demo.addresses.rollbar}/{path}").text
        assert asked.get(f"{demo.addresses.rollbar}/item/5/").status_code == 404
        assert asked.get(f"{demo.addresses.rollbar}/deploy/5/").status_code == 404
