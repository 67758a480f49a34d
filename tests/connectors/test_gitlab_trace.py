"""What came in between two pipelines: by whom, by which merge request, which paths; and who owns them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from supporttray.connectors.gitlab.trace import COMMITS
from supporttray.core.item import Build, Result, Run
from supporttray.core.suspect import Author, Changes
from supporttray.errors import Refused, SlowDown
from tests.connectors.foundry import RED, Foundry, foundry, ran
from tests.connectors.lab import NOON, Raw, raw, reply, run

GREEN, BAD = Run("1", NOON, NOON, Result.PASSED, commit="g" * 40), Run("2", NOON, NOON, Result.FAILED, commit="r" * 40)
SHOP = Build(key="build:x", title="shop", url="", at=NOON, project="small/shop", branch="main")


async def since(at: Foundry) -> Changes:
    """Look, and ask what came in since the last green run."""
    await at.poll()
    build = at.build()
    assert build.first_red is not None
    return await at.connector.changes(build, build.green_before, build.first_red)


def test_merge_requests_and_pushes_are_changes_the_oldest_first() -> None:
    async def work() -> None:
        entries = [
            ran("-5h", title="Green"),
            ran("-4h", title="Round totals (!4)", files=["shop/total.py"], outcome="cancelled"),
            ran("-3h", title="Pushed", by="cy", files=["README.md", "docs/a.md"], outcome="cancelled"),
            ran("-2h", title="Sort baskets (!5)", files=["shop/basket.py"], **RED),
        ]
        async with foundry(*entries) as at:
            found = await since(at)
            told = [(one.number, one.title, one.author, one.files) for one in found.changes]
            bo, cy = Author("Bo", "bo@example.com", "bo"), Author("Cy", "cy@example.com")
            assert told == [
                ("!4", "Round totals", bo, ("shop/total.py",)),
                ("", "Pushed", cy, ("README.md", "docs/a.md")),
                ("!5", "Sort baskets", bo, ("shop/basket.py",)),
            ]
            assert [one.place for one in found.changes] == ["small/shop!4", "", "small/shop!5"]
            assert found.changes[0].url == f"{at.demo.addresses.gitlab}/small/shop/-/merge_requests/4"
            assert found.complete
            assert "/-/compare/" in found.url

    run(work())


def test_the_only_change_costs_no_question_for_its_paths() -> None:
    async def work() -> None:
        async with foundry(ran("-5h", title="Green"), ran(title="Two (!4)", files=["b.py"], **RED)) as at:
            found = await since(at)
            assert [one.files for one in found.changes] == [("b.py",)]
            assert not any(name.endswith("/diff") for name in at.asked())

    run(work())


def test_without_a_green_run_the_red_one_alone_is_told_and_not_called_all() -> None:
    async def work() -> None:
        async with foundry(ran(title="Two (!4)", files=["b.py"], **RED)) as at:
            found = await since(at)
            assert [(one.number, one.files) for one in found.changes] == [("!4", ("b.py",))]
            assert not found.complete

    run(work())


def test_a_green_commit_that_is_gone_is_as_if_none_were_known() -> None:
    async def work() -> None:
        async with foundry(ran(title="Two (!4)", **RED)) as at:
            await at.poll()
            found = await at.connector.changes(at.build(), GREEN, at.red())
            assert [one.number for one in found.changes] == ["!4"]
            assert not found.complete

    run(work())


def test_the_same_commit_again_has_no_change() -> None:
    async def work() -> None:
        async with foundry(ran("-2h", title="One"), ran(event="schedule", **RED), pipelines=("push", "schedule")) as at:
            await at.poll()
            red = at.build("shop: schedule on main").first_red
            assert red is not None
            found = await at.connector.changes(at.build(), at.build().runs[0], red)
            assert (found.changes, found.complete) == ((), True)
            assert not any("/compare" in name for name in at.asked())

    run(work())


def test_owners_are_read_where_gitlab_reads_them_first() -> None:
    async def work() -> None:
        async with foundry(ran("-5h", title="Green"), ran(title="Two (!4)", **RED)) as at:
            files = at.demo.company.repositories["small/shop"].repository.files
            files.clear()
            assert (await since(at)).owners == ""
            for place in (".gitlab/CODEOWNERS", "docs/CODEOWNERS", "CODEOWNERS"):
                files[place] = f"* @who/{place}\n"
                assert (await since(at)).owners == f"* @who/{place}\n"

    run(work())


def test_it_waits_when_it_is_asked_to() -> None:
    async def work() -> None:
        async with foundry(ran("-5h", title="Green"), ran(title="Two (!4)", **RED)) as at:
            at.fault("429", path="/merge_requests")
            with pytest.raises(SlowDown):
                await since(at)

    run(work())


# --- what a real GitLab says besides


def commit(letter: str, **more: Any) -> dict[str, Any]:
    who = {"author_name": "Bo Example", "author_email": "bo@example.com"}
    return {"id": letter * 40, "title": f"Commit {letter}", "web_url": "https://lab.example/c", **who, **more}


def request(**more: Any) -> dict[str, Any]:
    author = {"id": 1, "username": "bo", "name": "Bo Example"}
    return {"iid": 7, "title": "A request", "state": "merged", "target_branch": "main", "author": author, **more}


def lab(commits: list[dict[str, Any]], requests: Callable[[str], list[dict[str, Any]]]) -> Callable[[Raw, str], bytes]:
    """Say which commits came, and which merge requests brought each."""

    def say(_: Raw, path: str) -> bytes:
        if "/compare" in path:
            return reply(json.dumps({"commits": commits, "diffs": []}).encode())
        if path.endswith("/merge_requests"):
            return reply(json.dumps(requests(path.split("/")[-2])).encode())
        if "/diff" in path:
            return reply(json.dumps([{"new_path": f"{path.split('/')[-2][0]}.py", "old_path": "was.py"}]).encode())
        return reply(b'{"message":"404 File Not Found"}', "404 Not Found")

    return say


async def told(at: Foundry, server: Raw) -> Changes:
    at.lab.http.address = server.address
    return await at.connector.changes(SHOP, GREEN, BAD)


def test_the_commits_of_one_merge_request_are_one_change() -> None:
    async def work() -> None:
        commits = [
            commit("a", author_email="bo@home.example"),
            commit("b"),
            commit("r", author_name="GitLab", author_email="x@y"),
        ]
        merged = request(merge_commit_sha="r" * 40)
        async with raw(lab(commits, lambda _: [merged])) as server, foundry() as at:
            [change] = (await told(at, server)).changes
            assert (change.number, change.id) == ("!7", "r" * 40)
            assert change.author == Author("Bo Example", "bo@example.com", "bo"), (
                "the address of the newest in their name"
            )
            assert change.files == ("r.py", "was.py"), "the merge commit has all of them"
            assert sum("/diff" in head.split("\r\n")[0] for head in server.heard) == 1

    run(work())


def test_a_merge_request_that_is_open_or_went_elsewhere_did_not_bring_it() -> None:
    async def work() -> None:
        others = [request(iid=8, state="opened"), request(iid=9, target_branch="old"), request()]
        async with raw(lab([commit("r")], lambda _: others)) as server, foundry() as at:
            assert [one.number for one in (await told(at, server)).changes] == ["!7"]
        async with raw(lab([commit("r")], lambda _: others[:1])) as server, foundry() as at:
            assert [one.number for one in (await told(at, server)).changes] == [""]

    run(work())


@pytest.mark.parametrize(
    ("name", "bot"),
    [("renovate-bot", True), ("project_12_bot", True), ("dependabot", True), ("bob", False), ("abbott", False)],
)
def test_a_robots_change_is_a_robots(name: str, *, bot: bool) -> None:
    async def work() -> None:
        one = request(author={"id": 1, "username": name, "name": name})
        async with raw(lab([commit("r")], lambda _: [one])) as server, foundry() as at:
            assert [each.bot for each in (await told(at, server)).changes] == [bot]

    run(work())


def test_commits_that_come_newest_first_are_put_in_order() -> None:
    async def work() -> None:
        async with raw(lab([commit("r"), commit("b"), commit("a")], lambda _: [])) as server, foundry() as at:
            assert [one.id[0] for one in (await told(at, server)).changes] == ["a", "b", "r"]

    run(work())


def test_of_very_many_commits_the_newest_are_told_and_not_called_all() -> None:
    async def work() -> None:
        many = [commit("a", id=f"{number:040}") for number in range(COMMITS + 9)] + [commit("r")]
        async with raw(lab(many, lambda _: [])) as server, foundry() as at:
            found = await told(at, server)
            assert len(found.changes) == COMMITS
            assert found.changes[-1].id == "r" * 40
            assert not found.complete

    run(work())


def test_where_merge_requests_are_switched_off_all_were_pushed() -> None:
    async def work() -> None:
        def say(server: Raw, path: str) -> bytes:
            gone = reply(b'{"message":"404 Not found"}', "404 Not Found")
            return gone if path.endswith("/merge_requests") else lab([commit("r")], lambda _: [])(server, path)

        async with raw(say) as server, foundry() as at:
            [change] = (await told(at, server)).changes
            assert (change.number, change.place, change.author.name) == ("", "", "Bo Example")

    run(work())


def test_a_token_that_may_not_see_the_repository_is_refused() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(b"{}", "403 Forbidden")) as server, foundry() as at:
            with pytest.raises(Refused):
                await told(at, server)

    run(work())
