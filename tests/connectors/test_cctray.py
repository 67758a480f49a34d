"""Feeds as real servers write them, and what a feed says of a build."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.cctray import CctrayBuilds, Feed
from supporttray.connectors.ci import CanExplain
from supporttray.core.item import Build, Result
from supporttray.core.triage import Cause, Fact
from supporttray.core.triage.decide import triage
from supporttray.errors import Refused, ServiceError
from supporttray.judge import signatures
from tests.connectors.lab import CANARY, NOON, Clock, Look, Raw, Say, raw, reply, run

FEEDS = Path(__file__).parents[1] / "contracts" / "cctray"
ATTRIBUTES = {
    "name": "shop",
    "activity": "Sleeping",
    "lastBuildStatus": "Success",
    "lastBuildLabel": "8",
    "lastBuildTime": "2026-11-23T11:00:00Z",
    "webUrl": "https://ci.example/shop",
}


def feed(*projects: dict[str, str | None]) -> bytes:
    """Write a feed; None leaves an attribute out."""
    lines = []
    for project in projects:
        named = " ".join(f'{key}="{value}"' for key, value in (ATTRIBUTES | project).items() if value is not None)
        lines.append(f"<Project {named}/>")
    return f"<Projects>{''.join(lines)}</Projects>".encode()


@asynccontextmanager
async def watching(
    say: Say, *, path: str = "/cc.xml", credential: str = "", **options: Any
) -> AsyncIterator[tuple[Look, Raw]]:
    async with raw(say) as server:
        clock = Clock()
        service = Feed(server.address + path, credential, clock)
        try:
            yield Look(CctrayBuilds(CctrayBuilds.Options(**options), service, ""), clock), server
        finally:
            await service.http.close()


async def told(body: bytes, **options: Any) -> list[Build]:
    async with watching(lambda *_: reply(body), **options) as (look, _):
        await look.poll()
        return [item for item in look.items.values() if isinstance(item, Build)]


async def last(**attributes: str | None) -> Build:
    [build] = await told(feed(attributes))
    return build


@pytest.mark.parametrize(
    ("name", "count", "broken", "running", "newest"),
    [
        ("ccmenu_cctray.xml", 1, 0, 0, "2007-07-18T18:44:48"),
        ("clj-cctray_circle_ci_example.xml", 1, 0, 0, "2016-07-23T10:34:33.757"),
        ("clj-cctray_concourse_example.xml", 1, 0, 0, "2019-05-17T16:04:30"),
        ("clj-cctray_go_example.xml", 6, 1, 0, "2014-10-07T13:06:24"),
        ("clj-cctray_jenkins_example.xml", 8, 0, 0, "2015-01-16T15:39:06"),
        ("nevergreen_cctray.xml", 4, 2, 2, "2015-12-09T10:31:10"),
        ("nevergreen_circle_ci.xml", 1, 0, 0, "2016-07-23T10:34:33.757"),
        ("nevergreen_go_cd.xml", 6, 1, 0, "2014-10-07T13:06:24"),
        ("nevergreen_jenkins.xml", 3, 0, 0, "2015-01-16T15:01:02"),
        ("nevergreen_preview.xml", 33, 16, 17, "2016-04-23T18:07:10"),  # and three without a name
        ("nevergreen_screenshot.xml", 14, 7, 9, "2020-06-22T15:42:10"),
    ],
)
def test_real_feeds_are_read(name: str, count: int, broken: int, running: int, newest: str) -> None:
    builds = run(told((FEEDS / name).read_bytes()))
    states = [build.state for build in builds]
    assert (len(builds), states.count("broken"), sum(build.running for build in builds)) == (count, broken, running)
    assert max(build.last_at for build in builds) == datetime.fromisoformat(newest).replace(tzinfo=UTC)
    assert all(build.url == "" or build.url.startswith("http") for build in builds)


@pytest.mark.parametrize(
    ("status", "state", "result"),
    [
        ("Success", "passing", Result.PASSED),
        ("Failure", "broken", Result.FAILED),
        ("Exception", "broken", Result.ERRORED),
        ("Unknown", "unknown", None),
        ("Pending", "unknown", None),
        ("", "unknown", None),
        ("success", "unknown", None),
        (None, "unknown", None),
    ],
)
def test_the_status_is_the_result_of_the_last_build(status: str | None, state: str, result: Result | None) -> None:
    build = run(last(lastBuildStatus=status))
    assert build.state == state
    assert [one.result for one in build.runs] == ([result] if result else [])


@pytest.mark.parametrize(("status", "cause"), [("Exception", Cause.INFRASTRUCTURE), ("Failure", Cause.UNKNOWN)])
def test_why_is_told_by_the_feeds_own_word_alone(status: str, cause: Cause) -> None:
    async def work() -> None:
        async with watching(lambda *_: reply(feed({"lastBuildStatus": status}))) as (look, server):
            await look.poll()
            [build] = look.items.values()
            assert isinstance(build, Build)
            assert isinstance(look.connector, CanExplain)
            evidence = await look.connector.explain(build, build.runs[0])
            assert evidence.facts == (Fact("lastBuildStatus", status),)
            [log] = evidence.logs
            assert (log.body, log.url) == (b"", "https://ci.example/shop")
            assert "tells results only" in log.lacks
            verdict = triage(evidence, signatures())
            assert (verdict.cause, verdict.lacks) == (cause, log.lacks)
            assert len(server.heard) == 1

    run(work())


def test_who_broke_it_is_not_repeated() -> None:
    messages = '<messages><message kind="Breakers" text="Bob Breaker"/></messages>'
    body = feed({"lastBuildStatus": "Failure"}).replace(b"/></Projects>", f">{messages}</Project></Projects>".encode())
    [build] = run(told(body))
    assert build.state == "broken"
    assert b"Bob" not in msgspec.json.encode(build)


@pytest.mark.parametrize("activity", ["Building", "CheckingModifications", "Pending", "Sleeping", "", None])
def test_a_build_that_runs_keeps_its_last_result(activity: str | None) -> None:
    build = run(last(activity=activity, lastBuildStatus="Failure"))
    assert (build.state, build.running) == ("broken", activity == "Building")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-23T11:00:00Z", datetime(2026, 11, 23, 11, tzinfo=UTC)),
        ("2005-09-28T10:30:34.6362160+01:00", datetime(2005, 9, 28, 9, 30, 34, 636216, tzinfo=UTC)),
        ("2014-10-07T12:51:38", datetime(2014, 10, 7, 12, 51, 38, tzinfo=UTC)),  # GoCD
        ("2014-10-07T12:51:38.000+0000", datetime(2014, 10, 7, 12, 51, 38, tzinfo=UTC)),
        (" 2014-10-07T12:51:38Z ", datetime(2014, 10, 7, 12, 51, 38, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_servers_write_them(text: str, at: datetime) -> None:
    build = run(last(lastBuildTime=text))
    assert build.at == build.runs[0].at == at


@pytest.mark.parametrize("text", ["", None, "never", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "12"])
def test_a_build_without_a_true_time_happened_when_it_was_first_seen(text: str | None) -> None:
    async def work() -> None:
        async with watching(lambda *_: reply(feed({"lastBuildTime": text}))) as (look, _):
            await look.poll()
            look.clock.forward(hours=1)
            await look.poll()
            [build] = look.items.values()
            assert isinstance(build, Build)
            assert [one.ended for one in build.runs] == [NOON]

    run(work())


def test_what_was_never_built_is_unknown() -> None:
    build = run(last(lastBuildStatus="Unknown", lastBuildTime="", lastBuildLabel=None))
    assert (build.state, build.runs) == ("unknown", ())


def test_the_next_build_is_another_run_and_the_same_one_is_not() -> None:
    bodies = [
        feed({}),
        feed({}),
        feed({"lastBuildLabel": "9", "lastBuildStatus": "Failure", "lastBuildTime": "2026-11-23T11:30:00Z"}),
    ]

    async def work() -> None:
        async with watching(lambda server, _: reply(bodies[len(server.heard) - 1])) as (look, _):
            seen = []
            for _ in bodies:
                await look.poll()
                [build] = look.items.values()
                assert isinstance(build, Build)
                seen.append([one.result for one in build.runs])
            assert seen == [[Result.PASSED], [Result.PASSED], [Result.PASSED, Result.FAILED]]

    run(work())


@pytest.mark.parametrize(
    ("patterns", "wanted"),
    [
        (("*",), ["api-a", "api-b", "Web", "wêb [1]"]),
        (("api-*",), ["api-a", "api-b"]),
        (("api-?", "Web"), ["api-a", "api-b", "Web"]),
        (("web",), []),
        (("*[[]1]",), ["wêb [1]"]),
        ((), ["api-a", "api-b", "Web", "wêb [1]"]),
        (("*", "!api-*"), ["Web", "wêb [1]"]),
        (("re:api-[^a]",), ["api-b"]),
    ],
)
def test_a_watch_takes_the_projects_it_names(patterns: tuple[str, ...], wanted: list[str]) -> None:
    body = feed(*({"name": name} for name in ("api-a", "api-b", "Web", "wêb [1]", "")))
    assert [build.title for build in run(told(body, projects=patterns))] == wanted


def test_a_project_that_left_the_feed_is_gone_and_a_name_that_stands_twice_is_one() -> None:
    bodies = [feed({}, {"name": "b"}), feed({"name": "b"}, {"name": "b", "lastBuildStatus": "Failure"})]

    async def work() -> None:
        async with watching(lambda server, _: reply(bodies[len(server.heard) - 1])) as (look, _):
            await look.poll()
            assert set(look.states()) == {"shop", "b"}
            answer = await look.poll()
            assert isinstance(answer, Answer)
            assert len(answer.items) == 1
            assert set(look.states()) == {"b"}

    run(work())


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"etag": '"e1"'}, 'if-none-match: "e1"'),
        ({"etag": 'W/"e1"'}, 'if-none-match: W/"e1"'),
        ({"last_modified": "Mon, 23 Nov 2026 11:00:00 GMT"}, "if-modified-since: Mon, 23 Nov 2026 11:00:00 GMT"),
    ],
)
def test_a_feed_that_did_not_change_is_not_read_again(given: dict[str, str], asked: str) -> None:
    def say(server: Raw, _path: str) -> bytes:
        return reply(feed({}), **given) if len(server.heard) == 1 else reply(b"", "304 Not Modified")

    async def work() -> None:
        async with watching(say) as (look, server):
            assert isinstance(await look.poll(), Answer)
            assert isinstance(await look.poll(), Unchanged)
            assert isinstance(await look.poll(), Unchanged)
            assert asked in server.heard[1]
            assert asked in server.heard[2]
            assert server.connections == 1

    run(work())


# --- credentials


@pytest.mark.parametrize(
    ("credential", "header"),
    [
        ("", ""),
        ("token", "authorization: Bearer token"),
        ("ada:pass:word", "authorization: Basic YWRhOnBhc3M6d29yZA=="),
        ("ada:pässwörd", "authorization: Basic YWRhOnDDpHNzd8O2cmQ="),
    ],
)
def test_a_credential_is_sent_as_the_server_wants_it(credential: str, header: str) -> None:
    async def work() -> None:
        async with watching(lambda *_: reply(feed({})), credential=credential) as (look, server):
            await look.poll()
            assert header in server.heard[0]
            assert ("authorization" in server.heard[0]) is bool(header)

    run(work())


def test_a_credential_in_the_address_is_sent_and_never_shown() -> None:
    secret = f"{CANARY}/&?#"

    async def work() -> None:
        path = "/{credential}/cc.xml?token={credential}&branch=main"
        async with watching(lambda *_: reply(feed({})), path=path, credential=secret) as (look, server):
            answer = await look.poll()
            sent = f"{CANARY}%2F%26%3F%23"
            assert server.heard[0].startswith(f"GET /{sent}/cc.xml?token={sent}&branch=main HTTP")
            assert "authorization" not in server.heard[0]
            assert CANARY not in repr((answer, look.items, look.connector, look.connector._http))
            assert CANARY.encode() not in look.memory

        refusals: list[ServiceError] = []
        for status in ("401 Unauthorized", "404 Not Found", "500 Oops", "302 Found"):
            refusal = reply(b"", status)
            async with watching(lambda *_, said=refusal: said, path=path, credential=secret) as (look, _):
                with pytest.raises(ServiceError) as caught:
                    await look.poll()
                refusals.append(caught.value)
        assert CANARY not in "".join(repr(error) + error.phrase + error.hint for error in refusals)
        assert isinstance(refusals[0], Refused)

    run(work())


def test_two_feeds_of_one_host_that_differ_in_the_query_are_different_builds() -> None:
    async def keys(path: str) -> str:
        async with watching(lambda *_: reply(feed({})), path=path, credential="x") as (look, server):
            await look.poll()
            return next(iter(look.items)).replace(server.address.removeprefix("http://"), "host")

    found = [
        run(keys(f"/cc.xml{query}")) for query in ("", "?token={credential}", "?b=1", "?b=2", "?b=2&t={credential}")
    ]
    assert found[:2] == ["build:host/cc.xml#shop"] * 2
    assert found[3] == found[4]
    assert len(set(found)) == 3


def test_a_feed_says_how_many_projects_it_has() -> None:
    async def work() -> str:
        async with raw(lambda *_: reply(feed({}, {"name": "b"}))) as server:
            service = Feed(server.address, "", Clock())
            try:
                return await service.whoami()
            finally:
                await service.http.close()

    assert run(work()).endswith("answers with 2 projects.")
