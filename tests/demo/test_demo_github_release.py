"""A referee: PyGithub lists what the demo has published, GitHub's own description fits it, and our connector sees it."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from github import Auth, Github
from openapi_schema_validator import OAS30Validator

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.github.release import GithubReleases
from supporttray.connectors.github.service import GitHub
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.config import addresses_at, config_text
from supporttray.demo.server import ThreadDemo, serve, serve_in_thread
from supporttray.demo.token import TOKEN
from tests.connectors.lab import Clock, run
from tests.demo.conftest import NOON, SMALL

DAY = timedelta(days=1)
PATH = "/repos/{owner}/{repo}/releases"


def published() -> Company:
    company = Company(check(SMALL), clock=Clock())
    company.trouble.deploy(NOON - 2 * DAY, "3.9", "production", company.me, "Small repairs")
    company.trouble.deploy(NOON - DAY, "4.0", "staging", company.me)
    company.trouble.deploy(NOON - DAY / 2, "4.0", "production", company.me, "Round per line")
    return company


@contextmanager
def demo() -> Iterator[tuple[ThreadDemo, Github]]:
    with serve_in_thread(published) as served:
        hub = Github(base_url=served.addresses.github, auth=Auth.Token(TOKEN), retry=None, seconds_between_requests=0)
        with hub:
            yield served, hub


def test_pygithub_lists_what_went_live_the_newest_first() -> None:
    with demo() as (_, hub):
        found = list(hub.get_repo("small/shop").get_releases())
    assert [(one.tag_name, one.name, one.body, one.draft) for one in found] == [
        ("v4.0", "4.0", "Round per line", False),
        ("v3.9", "3.9", "Small repairs", False),
    ]
    assert found[0].published_at == NOON - DAY / 2 - timedelta(minutes=1)
    assert found[0].author.login


def test_a_body_is_as_described(contracts: Path) -> None:
    description = json.loads((contracts / "github_release_openapi.json").read_text("utf-8"))
    schema = {"allOf": [description["answers"][PATH]], "components": {"schemas": description["schemas"]}}
    with demo() as (served, _):
        address = f"{served.addresses.github}/repos/small/shop/releases"
        body: Any = httpx.get(address, headers={"authorization": f"Bearer {TOKEN}"}).json()
    OAS30Validator(schema, format_checker=OAS30Validator.FORMAT_CHECKER).validate(body)
    assert len(body) == 2


def test_the_config_watches_what_is_published_where_a_release_is_watched() -> None:
    release = {"product": "Shop", "version": "4.0", "start": "+1h", "end": "+9h"}
    far = {**SMALL["repository"][0], "name": "small/far"}
    with_both = {**SMALL, "repository": [*SMALL["repository"], far], "release": [release]}
    assert watched(with_both) == ["small/shop"]
    assert watched(SMALL) == []
    del with_both["repository"]
    assert watched(with_both) == []


def watched(scenario: dict[str, Any]) -> list[str]:
    told = tomllib.loads(config_text(check(scenario), addresses_at(1), NOON))
    return [one["repository"] for one in told["watch"] if one["kind"] == "github.releases"]


def test_our_connector_sees_them_and_is_told_that_nothing_changed() -> None:
    async def work() -> None:
        async with serve(published()) as served:
            service = GitHub(served.addresses.github, TOKEN, Clock())
            made = GithubReleases(GithubReleases.Options(repository="small/shop"), service, "")
            try:
                answer = await made.fetch(b"", NOON)
                assert isinstance(answer, Answer)
                assert [one.title for one in answer.items] == ["4.0", "3.9"]
                assert isinstance(await made.fetch(answer.memory, NOON), Unchanged)
                served.company.trouble.deploy(NOON, "4.1", "production", served.company.me)
                assert isinstance(await made.fetch(answer.memory, NOON), Answer)
            finally:
                await service.http.close()

    run(work())
