"""What changed before a red build, by the change sets of the builds since the last green one."""

import json
from pathlib import Path
from typing import Any

import pytest

from supporttray.core.item import Build, Result, Run
from supporttray.core.suspect import Author, Changes
from supporttray.errors import Unreachable
from tests.connectors.jenkins_lab import RED, ran, told, works
from tests.connectors.lab import NOON, reply, run

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "jenkins_recordings.json").read_text(encoding="utf-8")
)["files"]


def one(number: int) -> Run:
    return Run(id=str(number), at=NOON, ended=NOON, result=Result.FAILED)


async def traced(says: dict[str, Any], green: int | None, red: int, branch: str = "") -> tuple[Changes, list[str]]:
    async with told(says) as at:
        build = Build(
            key=f"build:{at.jenkins.http.host}/ci/api", title="x", url="", at=NOON, project="x", branch=branch
        )
        changes = await at.connector.changes(build, one(green) if green else None, one(red))
        return changes, [path for path, _ in at.mouth.asked]


def entry(sha: str, msg: str, **more: Any) -> dict[str, Any]:
    who = {"fullName": "Bo", "absoluteUrl": "http://inside/ci/user/bo%20b"}
    return {"commitId": sha, "msg": msg, "author": who, "affectedPaths": [f"{sha}.py"]} | more


def at(number: int, *entries: dict[str, Any], plain: bool = False) -> dict[str, Any]:
    """Write a build: a plain job has one change set, a pipeline a list."""
    items = {"items": list(entries)}
    return {f"/job/api/{number}/api/json": {"changeSet": items} if plain else {"changeSets": [items]}}


def test_the_builds_after_the_green_one_are_walked_the_oldest_first() -> None:
    async def work() -> None:
        async with works(
            ran("-3h", title="Begin"),
            ran("-2h", title="Faster (#7)", files=["a.py"], outcome="cancelled"),
            ran("-1h", title="Smaller", files=["b.py", "c.py"], **RED),
        ) as there:
            await there.poll()
            build = there.build()
            found = await there.connector.changes(build, build.runs[0], build.runs[-1])
            told = [(change.title, change.number, change.files) for change in found.changes]
            assert told == [("Faster (#7)", "#7", ("a.py",)), ("Smaller", "", ("b.py", "c.py"))]
            assert found.changes[1].author == Author("Bo", there.demo.company.people["bo"].email, "bo")
            assert found.changes[1].id == build.runs[-1].commit
            assert found.complete
            assert found.url == f"{build.runs[-1].url}changes"

    run(work())


@pytest.mark.parametrize("plain", [True, False])
def test_a_recorded_change_set_is_understood(plain: bool) -> None:  # noqa: FBT001  plain jobs and pipelines
    async def work() -> None:
        items = RECORDED["git-failure-1/node-test-commit-19225.json"]["changeSet"]["items"]
        found, _ = await traced(at(5, *items, plain=plain), 4, 5)
        [change] = found.changes
        assert change.title == "nit: alphabetization"
        assert change.author == Author("davisjam", "davisjam@vt.edu", "davisjam")
        assert change.id == "1e8d78714975ce59f6ea2ea6bfa96dbc171ae38b"

    run(work())


def test_without_a_green_one_only_the_red_ones_own_are_told_and_something_may_be_missing() -> None:
    async def work() -> None:
        found, asked = await traced(at(5, entry("a", "One")), None, 5)
        assert [change.title for change in found.changes] == ["One"]
        assert asked == ["/job/api/5/api/json"]
        assert not found.complete

    run(work())


def test_a_build_that_is_not_kept_leaves_a_gap_that_is_said() -> None:
    async def work() -> None:
        found, _ = await traced(at(3, entry("a", "One")) | at(5, entry("b", "Two")), 2, 5)
        assert [change.title for change in found.changes] == ["One", "Two"]
        assert not found.complete

    run(work())


def test_no_more_than_twenty_builds_are_walked() -> None:
    async def work() -> None:
        says: dict[str, Any] = {}
        for number in range(1, 41):
            says |= at(number, entry(f"c{number}", f"Change {number}"))
        found, asked = await traced(says, 1, 40)
        assert len(asked) == len(found.changes) == 20
        assert found.changes[-1].title == "Change 40"
        assert not found.complete

    run(work())


@pytest.mark.parametrize(
    ("msg", "comment", "branch", "number"),
    [
        ("Round (#421)", "", "main", "#421"),
        ("Round, as said in (#421) before", "", "main", ""),
        ("Merge pull request #12 from bo/x", "", "main", "#12"),
        ("Merge branch 'x' into 'main'", "Merge branch\n\nSee merge request team/api!17\n", "main", "!17"),
        ("Round (!9)", "", "main", "!9"),
        ("Round", "Round\n\nfixes (#3)", "main", ""),
        ("Round", "", "PR-88", "#88"),
        ("Round", "", "MR-5", "!5"),
        ("Round", "", "PR-88-head", ""),
        (None, "Only a comment (#4)\n\nmore", "main", "#4"),
    ],
)
def test_the_pull_request_is_what_the_message_or_the_branch_names(
    msg: str | None, comment: str, branch: str, number: str
) -> None:
    async def work() -> None:
        found, _ = await traced(at(5, entry("a", "") | {"msg": msg, "comment": comment}), 4, 5, branch)
        assert [change.number for change in found.changes] == [number]
        assert all(change.place == "" for change in found.changes)  # Jenkins takes no remark

    run(work())


def test_the_commits_of_one_pull_request_are_one_change() -> None:
    async def work() -> None:
        first, last = entry("a", "Begin (#4)"), entry("c", "End (#4)", affectedPaths=["c.py", "a.py"])
        found, _ = await traced(at(5, first, entry("b", "Other"), last), 4, 5)
        assert [(one.title, one.files) for one in found.changes] == [
            ("Other", ("b.py",)),
            ("End (#4)", ("a.py", "c.py")),
        ]
        assert found.changes[0].author == Author("Bo", "", "bo b")

    run(work())


def test_a_commit_that_two_builds_list_is_one() -> None:
    async def work() -> None:
        found, _ = await traced(at(5, entry("a", "One")) | at(6, entry("a", "One"), entry("b", "Two")), 4, 6)
        assert [change.id for change in found.changes] == ["a", "b"]

    run(work())


def test_robots_are_known_and_people_are_not_taken_for_some() -> None:
    async def work() -> None:
        names = ("dependabot[bot]", "Renovate Bot", "Abbot Botha")
        entries = [entry(str(at), "x", author={"fullName": name}) for at, name in enumerate(names)]
        found, _ = await traced(at(5, *entries), 4, 5)
        assert [change.bot for change in found.changes] == [True, True, False]

    run(work())


def test_what_people_wrote_becomes_plain_and_what_is_missing_is_empty() -> None:
    async def work() -> None:
        bare: dict[str, Any] = {
            "commitId": None,
            "msg": "a\u202eb\nc" + "x" * 900,
            "author": None,
            "affectedPaths": None,
        }
        found, _ = await traced(at(5, bare), 4, 5)
        [change] = found.changes
        assert "\u202e" not in change.title
        assert len(change.title) <= 200
        assert (change.author, change.files) == (Author(""), ())

    run(work())


def test_a_server_that_is_away_is_asked_again_later() -> None:
    says = {"/job/api/5/api/json": reply(b"", "503 Service Unavailable")}
    with pytest.raises(Unreachable):
        run(traced(says, 4, 5))
