"""What changed between two runs on GitHub: in the demo company, in GitHub's own examples, and where parts are refused or missing."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors.github.builds import GithubBuilds
from supporttray.connectors.github.commit import Commit, Pull, paths
from supporttray.connectors.github.service import GitHub
from supporttray.connectors.github.trace import LOOKED_UP, READ
from supporttray.connectors.http import decode
from supporttray.core.item import Build, Result, Run
from supporttray.core.suspect import Author, Changes
from supporttray.demo.fault import Fault
from supporttray.errors import Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Raw, raw, reply, run
from tests.connectors.yard import Yard, ran, yard

EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "contracts" / "github_build_examples.json").read_text(encoding="utf-8")
)


async def changed(at: Yard, name: str = "Tests") -> Changes:
    """Ask what came in between the last green run and the first red one."""
    build = at.build(name)
    red = build.first_red
    assert red is not None
    return await at.connector.changes(build, build.green_before, red)


def test_the_changes_of_the_demo_are_told_with_their_authors_files_and_owners() -> None:
    async def work() -> None:
        entries = [
            ran("-3h", title="First"),
            ran("-2h", title="Fold it (#7)", by="cy", files=["src/fold.py", "docs/fold.md"], outcome="cancelled"),
            ran("-1h", title="No request", by="bo", files=["src/crease.py"], fails=["unit"]),
        ]
        async with yard(*entries, files={"docs/CODEOWNERS": "no", "CODEOWNERS": "/src/ @cy\n"}) as at:
            await at.poll()
            told = await changed(at)
            assert [one.number for one in told.changes] == ["#7", ""]
            fold, crease = told.changes
            assert (fold.title, fold.place, fold.files) == (
                "Fold it (#7)",
                "small/shop#7",
                ("src/fold.py", "docs/fold.md"),
            )
            assert fold.author == Author("Cy", "cy@example.com", "cy")
            assert fold.url.endswith("/github/small/shop/pull/7")
            assert (crease.place, crease.files, crease.author.login) == ("", ("src/crease.py",), "bo")
            assert told.complete
            assert told.owners == "/src/ @cy\n"
            assert "/compare/" in told.url

    run(work())


def test_several_commits_of_one_request_are_one_change() -> None:
    async def work() -> None:
        entries = [
            ran("-3h", title="First"),
            ran("-2h", title="Begin", change=7, files=["a.py"], by="cy", outcome="cancelled"),
            ran("-1h", title="Go on", change=7, files=["b.py"], by="cy", fails=["unit"]),
        ]
        async with yard(*entries) as at:
            await at.poll()
            told = await changed(at)
            assert [(one.number, one.files) for one in told.changes] == [("#7", ("a.py", "b.py"))]

    run(work())


def test_without_a_green_run_only_the_red_ones_own_commit_is_known() -> None:
    async def work() -> None:
        async with yard(ran(title="Fold it", files=["src/fold.py"], fails=["unit"])) as at:
            await at.poll()
            told = await changed(at)
            assert [one.title for one in told.changes] == ["Fold it"]
            assert told.changes[0].files == ("src/fold.py",)
            assert not told.complete

    run(work())


def test_a_red_run_of_the_green_runs_commit_has_no_change_behind_it() -> None:
    async def work() -> None:
        async with yard(ran("-2h", title="Same"), ran("-1h", title="Same", fails=["unit"])) as at:
            await at.poll()
            assert await changed(at) == Changes()

    run(work())


def test_a_program_is_marked() -> None:
    async def work() -> None:
        async with yard(ran("-2h", title="First"), ran(title="Bump (#8)", by="robot", fails=["unit"])) as at:
            await at.poll()
            assert [one.bot for one in (await changed(at)).changes] == [True]

    run(work())


@pytest.mark.parametrize(("fault", "error"), [("429", SlowDown), ("500", Unreachable)])
@pytest.mark.parametrize("path", ["/compare/", "/pulls", "/contents/"])
def test_a_limit_in_the_middle_tells_nothing_and_nothing_is_lost(
    fault: Any, error: type[ServiceError], path: str
) -> None:
    async def work() -> None:
        async with yard(ran("-2h", title="First"), ran(title="Fold it (#7)", files=["a"], fails=["unit"])) as at:
            await at.poll()
            at.demo.company.faults.switch_on(Fault("github", fault, times=1, path=path))
            with pytest.raises(error):
                await changed(at)
            at.clock.forward(minutes=5)
            assert [one.files for one in (await changed(at)).changes] == [("a",)]

    run(work())


# --- bodies that nobody here wrote (tests/contracts/NOTICE.md)


def test_githubs_own_examples_are_read() -> None:
    commit = decode(msgspec.json.encode(EXAMPLES["commit"]), Commit, "x")
    assert commit.by == Author("Monalisa Octocat", "mona@github.com", "octocat")
    assert (commit.subject, commit.number, commit.bot) == ("Fix all the bugs", 0, False)
    assert paths(commit.files or ()) == ("file1.txt",)
    [pull] = decode(msgspec.json.encode(EXAMPLES["pull-request-simple-items"]), tuple[Pull, ...], "x")
    assert (pull.number, pull.title, pull.user and pull.user.login) == (1347, "Amazing new feature", "octocat")


# --- against a server that says any bytes


def a_commit(sha: str, message: str = "Fold", **more: Any) -> dict[str, Any]:
    author = {"name": "Cy", "email": "cy@example.com"}
    return {
        "sha": sha,
        "commit": {"message": message, "author": author},
        "author": {"login": "cy", "type": "User"},
    } | more


class Hub:
    """A server with some commits; what it says below a path can be changed."""

    def __init__(self, *commits: dict[str, Any], total: int | None = None, **says: Any) -> None:
        self.commits = commits
        self.total = len(commits) if total is None else total
        self.says = says
        self.files: dict[str, Any] = {}

    def __call__(self, _server: Raw, target: str) -> bytes:
        path = target.partition("?")[0].removeprefix("/repos/acme/api/")
        told = self.says.get(path.partition("/")[0] if not path.endswith("/pulls") else "of", None)
        if isinstance(told, bytes):
            return told
        if path.startswith("compare/"):
            told = {"commits": self.commits, "total_commits": self.total, "html_url": "https://github.com/c"}
        elif path.endswith("/pulls") or path.startswith("pulls/"):
            told = told(path) if told else []
        elif path.startswith("commits/"):
            told = next((one for one in self.commits if path.endswith(one["sha"])), None)
        else:
            told = None
        return reply(msgspec.json.encode(told)) if told is not None else reply(b"{}", "404 Not Found")


def a_run(commit: str, number: int, result: Result) -> Run:
    return Run(id=str(number), at=NOON + timedelta(minutes=number), ended=NOON, result=result, commit=commit)


async def asked(hub: Hub, green: str = "green", red: str = "red") -> tuple[Changes, list[str]]:
    build = Build(key="build:x", title="Tests", url="", at=NOON, project="acme/api")
    async with raw(hub) as server:
        github = GitHub(server.address, CANARY, Clock())
        try:
            connector = GithubBuilds(GithubBuilds.Options(repository="acme/api"), github, "")
            first = a_run(green, 1, Result.PASSED) if green else None
            return await connector.changes(build, first, a_run(red, 2, Result.FAILED)), server.heard
        finally:
            await github.http.close()


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("Fold it (#12)", "#12"),
        ("Fold it (#12)\n\nSee (#13)", "#12"),
        ("Merge pull request #14 from acme/fold\n\nFold it", "#14"),
        ("Revert (#12) for now", ""),
        ("Fold #12", ""),
    ],
)
def test_just_after_a_merge_the_subject_says_which_request_it_was(message: str, number: str) -> None:
    told, _ = run(asked(Hub(a_commit("red", message, files=[{"filename": "a.py"}]))))
    [change] = told.changes
    assert (change.number, change.place) == (number, f"acme/api{number}" if number else "")
    assert change.files == ("a.py",)


@pytest.mark.parametrize("refusal", ["403 Forbidden", "404 Not Found"])
def test_requests_that_may_not_be_seen_take_nothing_else_away(refusal: str) -> None:
    told, heard = run(asked(Hub(*(a_commit(f"c{n}", files=[]) for n in range(3)), of=reply(b"{}", refusal))))
    assert [one.id for one in told.changes] == ["c0", "c1", "c2"]
    lookups = sum(head.split(" ")[1].endswith("/pulls") for head in heard)
    assert lookups == (1 if refusal.startswith("403") else 3), "what is refused once is not asked again"


def test_a_long_range_is_not_asked_commit_by_commit_and_says_that_it_is_not_whole() -> None:
    commits = [a_commit(f"c{number}") for number in range(250)]
    told, heard = run(asked(Hub(*commits, total=400)))
    assert len(told.changes) == 250
    assert not told.complete
    assert sum(head.split(" ")[1].endswith("/pulls") for head in heard) == LOOKED_UP
    assert len(heard) <= 1 + LOOKED_UP + READ + 3
    assert not run(asked(Hub(*commits[: READ + 1])))[0].complete
    assert run(asked(Hub(*commits[:READ])))[0].complete


def test_a_green_commit_that_was_pushed_over_leaves_the_red_one() -> None:
    told, _ = run(
        asked(
            Hub(
                a_commit("red", files=[{"filename": "b", "previous_filename": "a"}]),
                compare=reply(b"{}", "404 Not Found"),
            )
        )
    )
    assert [(one.id, one.files) for one in told.changes] == [("red", ("b", "a"))]
    assert not told.complete


def test_a_run_without_a_commit_is_not_asked_for() -> None:
    told, heard = run(asked(Hub(), red=""))
    assert (told, heard) == (Changes(complete=False), [])


def test_contents_that_may_not_be_read_are_a_refusal() -> None:
    refusal = reply(b"{}", "403 Forbidden", x_accepted_github_permissions="contents=read")
    with pytest.raises(Refused) as caught:
        run(asked(Hub(compare=refusal)))
    assert "contents=read" in caught.value.hint


@pytest.mark.parametrize(
    ("more", "author"),
    [
        ({"author": None}, Author("Cy", "cy@example.com", "")),
        ({"author": {}}, Author("Cy", "cy@example.com", "")),
        ({"commit": {"message": "x", "author": None}}, Author("cy", "", "cy")),
    ],
)
def test_an_author_may_be_known_by_name_only_or_by_login_only(more: dict[str, Any], author: Author) -> None:
    told, _ = run(asked(Hub(a_commit("red", **more))))
    assert told.changes[0].author == author


@pytest.mark.parametrize(
    ("email", "login", "bot"),
    [
        ("1234567+cy-d@users.noreply.github.com", "cy-d", False),
        ("cy@users.noreply.github.com", "cy", False),
        ("cy@users.noreply.git.acme.example", "cy", False),
        ("49699333+dependabot[bot]@users.noreply.github.com", "dependabot[bot]", True),
    ],
)
def test_an_address_that_reaches_nobody_tells_the_login(email: str, login: str, bot: bool) -> None:  # noqa: FBT001
    git = {"message": "x", "author": {"name": "Cy", "email": email}}
    told, _ = run(asked(Hub(a_commit("red", commit=git, author=None))))
    [change] = told.changes
    assert change.author == Author("Cy", "", login)
    assert change.bot is bot


def test_a_request_is_its_authors_whoever_merged_it() -> None:
    pull = {"number": 7, "title": "Fold", "user": {"login": "Dee", "type": "User"}, "merged_at": "2026-11-23T12:00:00Z"}
    git = {"message": "x", "author": {"name": "Dee D", "email": "dee@example.com"}}
    commits = [a_commit("a", commit=git, author={"login": "dee"}), a_commit("red")]
    told, _ = run(asked(Hub(*commits, of=lambda _: [{"number": 9, "merged_at": None}, pull])))
    [change] = told.changes
    assert (change.number, change.id, change.title) == ("#7", "red", "Fold")
    assert change.author == Author("Dee D", "dee@example.com", "dee")


def test_the_file_of_owners_is_looked_for_where_github_looks() -> None:
    class Owned(Hub):
        def __call__(self, server: Raw, target: str) -> bytes:
            if "/contents/" not in target:
                return super().__call__(server, target)
            text = base64.encodebytes(b"* @acme/fold\xff\n").decode()
            body = {"encoding": "base64", "content": text, "size": 1}
            found = "docs/CODEOWNERS?ref=red" in target
            folder = "/contents/CODEOWNERS" in target  # a folder of that name is a list
            return (
                reply(msgspec.json.encode(body if found else [])) if found or folder else reply(status="404 Not Found")
            )

    told, heard = run(asked(Owned(a_commit("red"))))
    assert told.owners == "* @acme/fold\ufffd\n"
    asked_for = [head.split(" ")[1].partition("/contents/")[2] for head in heard if "/contents/" in head]
    assert asked_for == [".github/CODEOWNERS?ref=red", "CODEOWNERS?ref=red", "docs/CODEOWNERS?ref=red"]


def test_what_comes_from_outside_is_plain_text() -> None:
    git = {"message": "a\u202eb\x00 <!here>\nrest", "author": {"name": "Cy\n\u202e", "email": "a\nb@x"}}
    told, _ = run(
        asked(Hub(a_commit("red", commit=git, html_url="javascript:x", files=[{"filename": "a\u202e\n.py"}])))
    )
    [change] = told.changes
    assert (change.title, change.author.name, change.url) == ("ab <!here>", "Cy", "")
    assert change.author.email == "a b@x"
    assert change.files == ("a .py",)
