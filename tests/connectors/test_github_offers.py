"""How a person comes to GitHub: whose token it is, what it lacks, and which repositories could be watched."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from supporttray.connectors.github.service import GitHub
from supporttray.core.setup import Offer
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Raw, Say, raw, reply, run

EXAMPLES = json.loads((Path(__file__).parents[1] / "contracts" / "github_examples.json").read_text(encoding="utf-8"))
FLOW = [{"name": "Tests", "file": "tests.yml"}]


def company(count: int = 2, *entries: dict[str, Any]) -> Company:
    repositories = [{"name": f"small/shop-{number}", "workflow": FLOW} for number in range(count)]
    people = [{"id": "ada", "name": "Ada Lovelace"}]
    told = {"company": "Small", "me": "ada", "person": people, "repository": repositories, "entry": list(entries)}
    return Company(check(told), clock=Clock())


def ran(at: str, number: int, branch: str = "main") -> dict[str, Any]:
    place = {"repository": f"small/shop-{number}", "branch": branch}
    return {"at": at, "do": "run", "workflow": "Tests", "by": "ada", "title": f"{branch} {at}"} | place


@asynccontextmanager
async def hub(address: str, token: str = CANARY) -> AsyncIterator[GitHub]:
    github = GitHub(address, token, Clock())
    try:
        yield github
    finally:
        await github.http.close()


def said(body: Any, **headers: str) -> bytes:
    return reply(json.dumps(body).encode(), **headers)


def listing(*repositories: dict[str, Any]) -> Say:
    return lambda *_: said(list(repositories))


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_a_person_is_told_by_name_with_the_repositories_they_may_see(prefix: str) -> None:
    async def work() -> None:
        small = company(2, ran("-3d", 0), ran("-2h", 1), ran("-1h", 1, "next"))
        async with serve(small) as demo, hub(demo.addresses.github + prefix, "ghp_demo-credential") as github:
            holder = await github.holder()
            offers = await github.offers()
            branches = await github.variants(offers[0])
        assert (holder.name, holder.place) == ("Ada Lovelace", demo.addresses.github.split("/")[2])
        assert holder.lacks == ()
        assert [(offer.name, offer.detail) for offer in offers] == [
            ("small/shop-1", "private · pushed 2 h ago"),
            ("small/shop-0", "private · pushed 3 days ago"),
        ]
        assert offers[0].options == (("repository", "small/shop-1"), ("branch", "main"))
        assert branches == (
            offers[0],
            Offer(
                kind="github.builds",
                name="small/shop-1",
                options=(("repository", "small/shop-1"), ("branch", "next")),
            ),
        )

    run(work())


def test_issues_are_offered_where_some_are_open() -> None:
    async def work() -> None:
        told = [{"full_name": "a/open", "open_issues_count": 3}, {"full_name": "a/none", "open_issues_count": 0}]
        off = {"full_name": "a/off", "open_issues_count": 2, "has_issues": False}
        async with raw(listing(*told, off)) as heard, hub(heard.address) as github:
            queues = [one for one in await github.offers() if one.kind == "github.queue"]
            assert [(one.name, one.options, one.likely) for one in queues] == [
                ("a/open issues", (("repository", "a/open"),), False)
            ]
            assert await github.variants(queues[0]) == (queues[0],)

    run(work())


def test_pull_requests_are_offered_where_something_is_open_also_where_issues_are_off() -> None:
    async def work() -> None:
        told = [{"full_name": "a/open", "open_issues_count": 3}, {"full_name": "a/none", "open_issues_count": 0}]
        off = {"full_name": "a/off", "open_issues_count": 2, "has_issues": False}
        async with raw(listing(*told, off)) as heard, hub(heard.address) as github:
            found = [one for one in await github.offers() if one.kind == "github.reviews"]
            assert [(one.name, one.options) for one in found] == [
                ("a/open pull requests", (("repository", "a/open"),)),
                ("a/off pull requests", (("repository", "a/off"),)),
            ]
            assert await github.variants(found[0]) == (found[0],)

    run(work())


def test_many_repositories_are_read_page_by_page() -> None:
    async def work() -> None:
        async with serve(company(230)) as demo, hub(demo.addresses.github, "demo-credential") as github:
            assert len(await github.offers()) == 230
            assert demo.company.traffic.report()["services"]["github"]["requests"] == 3

    run(work())


def test_a_list_without_an_end_is_given_up() -> None:
    def endless(heard: Raw, _: str) -> bytes:
        number = len(heard.heard)
        link = f'<{heard.address}/user/repos?page={number + 1}>; rel="next"'
        return said([{"full_name": f"a/r{number}", "name": f"b{number}"}] * 100, link=link)

    async def work() -> None:
        async with raw(endless) as heard, hub(heard.address) as github:
            offers = await github.offers()
            assert len(offers) == len(heard.heard) == 10
            assert len(await github.variants(offers[0])) == 11
        assert "GET /user/repos?sort=pushed&per_page=100 " in heard.heard[0]
        assert "GET /repos/a/r1/branches?per_page=100 " in heard.heard[10]

    run(work())


def test_a_next_page_somewhere_else_is_refused() -> None:
    async def work() -> None:
        away = said([], link='<http://127.0.0.1:1/x>; rel="next"')
        async with raw(lambda *_: away) as heard, hub(heard.address) as github:
            with pytest.raises(NotUnderstood, match="not its own"):
                await github.offers()

    run(work())


def test_githubs_own_example_is_understood() -> None:
    async def work() -> None:
        async with raw(lambda *_: said(EXAMPLES["repositories"])) as heard, hub(heard.address) as github:
            (offer,) = await github.offers()
        assert offer.options == (("repository", "octocat/Hello-World"), ("branch", "master"))
        assert offer.detail.startswith("pushed ")

    run(work())


def test_what_is_odd_about_a_repository_does_no_harm() -> None:
    fine = {"full_name": "a/fine", "pushed_at": None}
    odd: list[dict[str, Any]] = [
        {"full_name": "a/old", "archived": True},
        {"full_name": 'a/b"\n[[watch]]'},
        {"full_name": "../../x/y"},
        {"full_name": "a/long", "default_branch": "b" * 251},
    ]

    async def work() -> None:
        async with raw(listing(*odd, fine, fine)) as heard, hub(heard.address) as github:
            assert [(offer.name, offer.detail) for offer in await github.offers()] == [("a/fine", "nothing pushed yet")]
            before = len(heard.heard)
            for name in ("../x", "x/..", "a/b/c", "", "a/b?c"):
                hostile = Offer(kind="github.builds", name="x", options=(("repository", name),))
                assert await github.variants(hostile) == (hostile,)
            assert len(heard.heard) == before

    run(work())


@pytest.mark.parametrize(
    ("scopes", "lacks"),
    [(None, []), ("repo", []), ("gist, repo, user", []), ("", ["repo"]), ("public_repo, read:org", ["repo"])],
)
def test_only_a_classic_token_tells_what_it_lacks(scopes: str | None, lacks: list[str]) -> None:
    async def work() -> None:
        headers = {} if scopes is None else {"x_oauth_scopes": scopes}
        async with raw(lambda *_: said({"login": "ada", "name": None}, **headers)) as heard, hub(heard.address) as one:
            holder = await one.holder()
        assert (holder.name, [scope.name for scope in holder.lacks]) == ("ada", lacks)

    run(work())


@pytest.mark.parametrize(
    ("answer", "error", "missing"),
    [
        (reply(b"", "401 Unauthorized"), Refused, "credential"),
        (reply(b"", "403 Forbidden", x_accepted_github_permissions="contents=read"), Refused, "contents=read"),
        (reply(b"", "404 Not Found"), Refused, "name"),
        (reply(b"", "403 Forbidden", retry_after="30"), SlowDown, ""),
        (reply(b"<html>"), NotUnderstood, ""),
        (said([{"full_name": 1}]), NotUnderstood, ""),
        (reply(b"", "502 Bad Gateway"), Unreachable, ""),
    ],
)
def test_what_github_refuses_is_one_of_the_four_errors(answer: bytes, error: type[ServiceError], missing: str) -> None:
    async def work() -> None:
        async with raw(lambda *_: answer) as heard, hub(heard.address) as github:
            for ask in (github.holder, github.offers):
                with pytest.raises(error) as caught:
                    await ask()
                assert getattr(caught.value, "missing", "") == missing
                assert CANARY not in repr(caught.value) + caught.value.hint
                if isinstance(caught.value, SlowDown):
                    assert caught.value.until == NOON + timedelta(seconds=30)

    run(work())


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("github_pat_1", ""),
        ("ghp_1", ""),
        ("gho_1", ""),
        ("0" * 40, ""),
        ("ghs_1", "an app's own token"),
        ("ghu_1", "a token that an app got for you"),
        ("ghr_1", "a refresh token"),
        ("xoxp-1", "no GitHub token of a person"),
    ],
)
def test_a_token_of_another_kind_is_known_by_its_looks(token: str, said: str) -> None:
    told = GitHub.unfit(token)
    assert said in told
    assert bool(told) == bool(said)
    assert token not in told


def test_an_enterprise_server_has_its_own_page_for_tokens() -> None:
    def url(address: str) -> str:
        return GitHub.introduction(address, lambda name: name).url

    assert url("https://api.github.com") == "https://github.com/settings/personal-access-tokens/new"
    assert url("https://ghe.small.example/api/v3/") == "https://ghe.small.example/settings/personal-access-tokens/new"
