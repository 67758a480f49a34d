"""How a person comes to a GitLab token, whose it is, and what could be watched with it."""

import json

import pytest

from supporttray.connectors import CanOffer
from supporttray.connectors.gitlab.builds import GitlabBuilds
from supporttray.connectors.gitlab.queue import GitlabQueue
from supporttray.connectors.gitlab.review import GitlabReviews
from supporttray.connectors.gitlab.service import GitLab
from supporttray.connectors.http import Http
from supporttray.core.setup import Offer
from supporttray.demo.token import GITLAB, GITLAB_READS
from supporttray.errors import Refused
from tests.connectors.foundry import foundry, ran
from tests.connectors.lab import Clock, Raw, raw, reply, run


@pytest.mark.parametrize(
    ("address", "api", "page"),
    [
        ("https://gitlab.com", "https://gitlab.com/api/v4", "https://gitlab.com/-/user_settings/"),
        ("https://lab.example/git/", "https://lab.example/git/api/v4", "https://lab.example/git/-/user_settings/"),
        ("https://lab.example/api/v4", "https://lab.example/api/v4", "https://lab.example/-/user_settings/"),
    ],
)
def test_any_gitlab_is_reached_also_below_a_path(address: str, api: str, page: str) -> None:
    assert GitLab(address, "x", Clock()).http.address == api
    told = GitLab.introduction(address, lambda _: "")
    assert told.url.startswith(page)
    assert [(scope.name, scope.writes) for scope in told.scopes] == [("read_api", False), ("api", True)]


def test_it_can_be_offered_and_needs_a_credential() -> None:
    assert isinstance(GitLab("https://gitlab.com", "x", Clock()), CanOffer)
    assert GitLab.needs_credential
    assert GitLab.address == "https://gitlab.com"


def test_its_token_stands_in_no_repr() -> None:
    assert isinstance(GitLab("https://gitlab.com", "glpat-secret", Clock()).http, Http)
    assert "secret" not in repr(GitLab("https://gitlab.com", "glpat-secret", Clock()).http)


@pytest.mark.parametrize("token", ["glpat-abc", "SIE-glpat-abc", "abcdefghij0123456789"])
def test_a_persons_token_may_look_as_an_administrator_likes(token: str) -> None:
    assert GitLab.unfit(token) == ""


@pytest.mark.parametrize("token", ["glrt-abc", "gldt-abc", "glcbt-64_x", "ghp_abc"])
def test_what_is_no_persons_token_is_said(token: str) -> None:
    assert "personal access token" in GitLab.unfit(token)


def test_the_holder_is_named_with_what_the_token_lacks() -> None:
    async def work() -> None:
        for token in (GITLAB, GITLAB_READS):
            async with foundry(token=token) as at:
                holder = await at.lab.holder()
                assert (holder.name, holder.lacks) == ("Ada", ())
                assert await at.lab.whoami() == f"{at.lab.http.host} knows you as ada."
        said = b'{"username":"ada","scopes":["read_user"]}'
        async with raw(lambda *_: reply(said)) as server, foundry() as at:
            at.lab.http.address = server.address
            assert [scope.name for scope in (await at.lab.holder()).lacks] == ["read_api"]

    run(work())


def test_a_wrong_token_is_refused() -> None:
    async def work() -> None:
        async with foundry(token="wrong") as at:
            with pytest.raises(Refused) as caught:
                await at.lab.holder()
            assert caught.value.missing == "credential"

    run(work())


def test_projects_are_offered_and_their_branches_are_variants() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(branch="topic")) as at:
            offer, queue, reviews = await at.lab.offers()
            assert offer.options == (("project", "small/shop"), ("branch", "main"))
            assert GitlabBuilds.Options(**dict(offer.options)).branch == "main"
            found = await at.lab.variants(offer)
            assert [dict(one.options)["branch"] for one in found] == ["main", "topic"]
            for other, watch in ((queue, GitlabQueue), (reviews, GitlabReviews)):
                assert other.kind == watch.kind
                assert watch.Options(**dict(other.options)).project == "small/shop"
                assert await at.lab.variants(other) == (other,), "it has no branches"
            assert len({offer.name, queue.name, reviews.name}) == 3
            odd = Offer(kind="gitlab.builds", name="x", options=(("project", "../x y"),))
            assert await at.lab.variants(odd) == (odd,)

    run(work())


def test_projects_come_page_by_page_and_odd_ones_are_left_out() -> None:
    async def work() -> None:
        def say(_: Raw, path: str) -> bytes:
            number = int(path.rpartition("page=")[2]) if "&page=" in path else 1
            paths = [f"a/b/p{number}", "a/b/p1"] + (["odd path/x", "alone"] if number == 1 else [])
            off = {"issues_enabled": False, "merge_requests_enabled": False}
            told = [{"path_with_namespace": one, "default_branch": "main", **off} for one in paths]
            empty = [{"path_with_namespace": "a/empty", "default_branch": None}]
            return reply(json.dumps(told + empty).encode(), x_next_page=str(number + 1) if number < 3 else "")

        async with raw(say) as server, foundry() as at:
            at.lab.http.address = server.address
            assert [one.name for one in await at.lab.offers()] == ["a/b/p1", "a/b/p2", "a/b/p3"]
            assert all("membership=true" in head for head in server.heard)

    run(work())
