"""The demo's config of a company that releases: what is scanned, and where its summary goes."""

import tomllib
from datetime import timedelta
from typing import Any

import pytest

from supporttray import config
from supporttray.demo.check import check
from supporttray.demo.config import addresses_at, config_text
from tests.demo.conftest import NOON

HOUR = timedelta(hours=1)
RELEASE = {"product": "Shop", "version": "4.0", "start": "+1h", "end": "+9h", "components": ["gift card"]}
HELP, BOARD = {"id": "help", "name": "help"}, {"id": "board", "name": "board"}
WATCHED = {**HELP, "watch": "help"}
TICKET: dict[str, Any] = {"at": "+1h", "do": "ticket", "title": "Grey"}
ERROR: dict[str, Any] = {"at": "+1h", "do": "error", "title": "KeyError"}
DEPLOY: dict[str, Any] = {"at": "+1h", "do": "deploy", "version": "4.0", "by": "ada"}


def text(*entries: dict[str, Any], **more: Any) -> str:
    small = {"company": "Small", "me": "ada", "person": [{"id": "ada", "name": "Ada"}], "channel": [HELP]} | more
    there = {key: told for key, told in small.items() if told}
    return config_text(check({**there, "entry": list(entries)}), addresses_at(1), NOON, speed=2.0)


@pytest.mark.parametrize(
    ("channels", "releases", "place"),
    [
        ([WATCHED, BOARD], [], "C0000BOARD"),
        ([WATCHED, BOARD], [RELEASE], "C0000BOARD"),
        ([HELP], [RELEASE], "C00000HELP"),
        ([HELP], [], None),
        ([], [RELEASE], None),
    ],
)
def test_a_summary_goes_where_nobody_asks_or_to_the_only_place_there_is(
    channels: list[Any], releases: list[Any], place: str | None
) -> None:
    told = tomllib.loads(text(channel=channels, release=releases))
    assert told.get("daily", {}).get("channel") == place


@pytest.mark.parametrize(
    ("entries", "kinds"),
    [
        ((), set()),
        ((TICKET,), {"zendesk.tickets"}),
        ((ERROR,), {"rollbar.errors", "rollbar.deploys"}),
        ((DEPLOY,), {"rollbar.errors", "rollbar.deploys"}),
        ((TICKET, ERROR), {"zendesk.tickets", "rollbar.errors", "rollbar.deploys"}),
    ],
)
def test_what_a_company_has_is_scanned(entries: tuple[dict[str, Any], ...], kinds: set[str]) -> None:
    told = tomllib.loads(text(*entries))
    assert {one["kind"] for one in told["watch"]} - {"slack.requests", "roster.file"} == kinds


def test_a_release_is_planned_in_the_time_in_which_its_day_is_played() -> None:
    (planned,) = config.parse(text(TICKET, release=[RELEASE]), "demo.toml").releases
    assert (planned.name, planned.components) == ("Shop 4.0", ("gift card",))
    assert (planned.start, planned.end) == (NOON + HOUR / 2, NOON + 9 * HOUR / 2)
