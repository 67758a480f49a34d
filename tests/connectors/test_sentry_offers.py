"""How a person comes to a Sentry token, whose it is and what could be watched with it; and what other programs recorded of Sentry is read."""

import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import CanOffer
from supporttray.connectors.sentry.errors import SentryErrors
from supporttray.connectors.sentry.issue import Origin, error
from supporttray.connectors.sentry.releases import SentryReleases
from supporttray.connectors.sentry.service import Sentry
from supporttray.core.release.ticket import Tally
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, Clock, Raw, raw, reply, run

TOLD = json.loads((Path(__file__).parents[1] / "contracts/sentry/examples.json").read_text("utf-8"))
ACME = [{"slug": "acme"}]
Story = Callable[[Sentry], Coroutine[Any, Any, Any]]


def said(value: object, status: str = "200 OK", **headers: str) -> bytes:
    return reply(json.dumps(value).encode(), status, **headers)


def ask(story: Story, organizations: object = ACME, projects: object = (), root: object = None) -> Any:
    """Let a Sentry that says this be asked; return what came of it, or the error."""
    about = {"version": "0", "auth": None, "user": None} if root is None else root
    ways = {"/api/0/": about, "/api/0/organizations/": organizations}

    def say(_: Raw, path: str) -> bytes:
        value = ways.get(path.partition("?")[0], projects)
        return value if isinstance(value, bytes) else said(value)

    async def asked() -> Any:
        async with raw(say) as server:
            service = Sentry(server.address, CANARY, Clock())
            try:
                return await story(service)
            except ServiceError as failed:
                return failed
            finally:
                await service.http.close()

    return run(asked())


async def offering(service: Sentry) -> Any:
    return await service.offers()


async def holding(service: Sentry) -> Any:
    return await service.holder()


# --- the way to a token


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://sentry.io", "https://sentry.io/settings/account/api/auth-tokens/"),
        ("https://de.sentry.io", "https://sentry.io/settings/account/api/auth-tokens/"),
        ("https://sentry.acme.example/api/0", "https://sentry.acme.example/settings/account/api/auth-tokens/"),
    ],
)
def test_a_person_is_led_to_the_page_of_the_sentry_that_is_meant(address: str, page: str) -> None:
    told = Sentry.introduction(address, lambda _: "")
    assert told.url == page
    assert [scope.name for scope in told.scopes if not scope.writes] == ["org:read", "project:read", "event:read"]
    assert issubclass(Sentry, CanOffer)


@pytest.mark.parametrize(
    ("token", "fits"),
    [
        ("sntryu_0123", True),
        ("sntryi_0123", True),
        ("0123456789abcdef" * 4, True),
        ("sntrys_eyJ", False),
        ("https://0123@o1.ingest.sentry.io/7", False),
        ("glpat-0123", False),
    ],
)
def test_a_token_that_cannot_read_is_known_by_its_looks(token: str, fits: bool) -> None:  # noqa: FBT001
    assert (Sentry.unfit(token) == "") is fits


@pytest.mark.parametrize(
    ("root", "name", "person", "lacks"),
    [
        ({"user": {"name": "Ada", "username": "ada@b.example"}, "auth": {"scopes": ["org:read"]}}, "Ada", True, 2),
        ({"user": {"name": "", "username": "ada"}, "auth": {"scopes": ["org:admin", "project:write", "event:read"]}}, "ada", True, 0),
        ({"user": {"name": "Ada"}, "auth": {"scopes": "org:read"}}, "Ada", True, 0),
        ({"user": None, "auth": None}, "somebody", False, 0),
        ({"user": [], "auth": 7}, "somebody", False, 0),
        (said({"detail": "x"}, "404 Not Found"), "somebody", False, 0),
        (said({"detail": "x"}, "403 Forbidden"), "somebody", False, 0),
        (reply(b"<html>"), "somebody", False, 0),
    ],
)  # fmt: skip
def test_whose_token_it_is_and_what_it_lacks_is_told_as_far_as_sentry_tells(
    root: object,
    name: str,
    person: bool,  # noqa: FBT001
    lacks: int,
) -> None:
    found = ask(holding, root=root)
    assert (found.name, found.person, len(found.lacks)) == (name, person, lacks)


# --- what could be watched


def test_recorded_organisations_and_projects_are_offered_the_projects_first() -> None:
    found = ask(offering, TOLD["cli"]["organizations"], TOLD["grafana"]["projects"])
    assert [one.name for one in found][:4] == [
        "sentry-sdks/project-001 errors",
        "sentry-sdks/project-001 releases",
        "sentry-sdks/project-003 errors",
        "sentry-sdks/project-003 releases",
    ]
    assert [one.name for one in found][-2:] == ["kamil-test errors", "kamil-test releases"]
    assert len({one.name for one in found}) == 12
    assert not any(one.likely for one in found)
    for one in found:
        watch = {"sentry.errors": SentryErrors, "sentry.releases": SentryReleases}[one.kind]
        msgspec.convert(dict(one.options), watch.Options)


@pytest.mark.parametrize(
    ("told", "where"),
    [
        (TOLD["grafana"]["projects"][0], "prod"),
        (TOLD["grafana"]["projects"][1], "production"),
        (TOLD["cli"]["projects"][0], "production"),
        (TOLD["cli"]["projects"][1], "production"),
        (TOLD["cli"]["projects"][2], "bar"),
        ({"slug": "x", "environments": None}, "production"),
        ({"slug": "x", "environments": [None, 7, "a/b", "", "x" * 65, "live"]}, "live"),
        ({"slug": "x", "environments": ["a/b", "staging"]}, "staging"),
        ({"slug": "x"}, "production"),
    ],
)
def test_errors_are_looked_for_where_a_project_is_used(told: dict[str, Any], where: str) -> None:
    errors, releases, *_ = ask(offering, projects=[told])
    assert msgspec.convert(dict(errors.options), SentryErrors.Options).environment == where
    assert (where in errors.detail) is (where != "production")
    assert "environment" not in dict(releases.options)
    assert (errors.likely, releases.likely) == (True, True), "it is the only project"


def test_ones_own_projects_come_first_and_what_may_not_be_seen_or_asked_for_is_not_offered() -> None:
    strange = [None, {}, {"slug": None}, {"slug": "a/b"}, {"slug": "x" * 101}, {"slug": "c", "hasAccess": False}]
    told = [*strange, {"slug": "a", "isMember": False}, {"slug": "b", "isMember": True}]
    found = ask(offering, [*ACME, {"slug": 7}, None], told)
    assert [one.name for one in found if one.kind == "sentry.errors"] == [
        "acme/b errors",
        "acme/a errors",
        "acme errors",
    ]
    assert ask(lambda service: service.variants(found[0])) == (found[0],)


def test_a_token_without_an_organisation_is_offered_nothing() -> None:
    assert ask(offering, ()) == ()


@pytest.mark.parametrize("place", ["organizations", "projects"])
@pytest.mark.parametrize(
    ("bad", "error_", "missing"),
    [
        (said({"detail": "Invalid token"}, "401 Unauthorized"), Refused, "credential"),
        (said({"detail": "No"}, "403 Forbidden"), Refused, "org:read, project:read, event:read"),
        (said({"detail": "x"}, "404 Not Found"), Refused, "name"),
        (said({"detail": "x"}, "429 Too Many Requests", retry_after="9"), SlowDown, ""),
        (said({"detail": "x"}, "500 Internal Server Error"), Unreachable, ""),
        (said({"detail": "x"}), NotUnderstood, ""),
        (reply(b"<html>"), NotUnderstood, ""),
    ],
)
def test_a_bad_answer_offers_nothing_and_is_said(
    place: str, bad: bytes, error_: type[ServiceError], missing: str
) -> None:
    found = ask(offering, **{place: bad})  # type: ignore[arg-type]
    assert type(found) is error_
    assert getattr(found, "missing", "") == missing


# --- what others recorded


def test_a_recorded_issue_is_read() -> None:
    one = error(TOLD["backstage"]["issue"], "sentry.io/acme", "production", Origin())
    assert one
    assert (one.key, one.name, one.title) == (
        "error:sentry.io/acme/991214716",
        "example-slug-21",
        "TypeError: Failed to fetch",
    )
    assert (one.count, one.people, one.level, one.project) == (169_815, None, "error", "example-slug")
    assert one.at == datetime(2019, 4, 18, 23, 36, 40, 988_000, UTC)
    assert (one.seen_at, one.again_at) == (datetime(2020, 5, 15, 9, 17, 17, 384_804, UTC), None)
    assert (one.status, one.ended, one.where) == ("unresolved", False, "https://www.example.com/de/account//")
    assert one.url == "https://sentry.io/organizations/example/issues/99176416/"


def released(releases: object, deploys: object, now: datetime) -> list[Any]:
    """Look at releases as they were recorded."""

    def say(_: Raw, path: str) -> bytes:
        return said(deploys if path.endswith("/deploys/") else releases)

    async def work() -> list[Any]:
        async with raw(say) as server:
            service = Sentry(server.address, CANARY, Clock())
            try:
                answer = await SentryReleases(SentryReleases.Options(organization="acme"), service, "").fetch(b"", now)
                return list(answer.items)
            finally:
                await service.http.close()

    return run(work())


def test_recorded_releases_and_deploys_are_read() -> None:
    known, deploys = TOLD["cli"]["releases"], TOLD["cli"]["deploys"]
    found = released(known, deploys, datetime(2020, 7, 1, tzinfo=UTC))
    assert [(one.title, one.version, one.at.year) for one in found] == [
        ("wat-release", "sentry@test", 2020),
        ("wat-release", "sentry@dev", 2020),
    ]
    deployed = {**known[0], "deployCount": 3, "lastDeploy": deploys[0]}
    found = released([deployed], deploys, datetime(2022, 4, 7, tzinfo=UTC))
    assert [(one.environment, one.at.minute) for one in found] == [("foo", 33), ("bar", 33), ("baz", 32)]
    assert len({one.key for one in found}) == 3


def test_recorded_counts_are_read_where_they_are_told_by_their_outcome() -> None:
    told = json.loads(json.dumps(TOLD["grafana"]["stats"]))
    told["groups"][0]["by"]["outcome"], told["groups"][1]["by"]["outcome"] = "accepted", "filtered"

    def say(_: Raw, path: str) -> bytes:
        return said(told if "stats_v2" in path else [])

    async def work() -> Any:
        async with raw(say) as server:
            service = Sentry(server.address, CANARY, Clock())
            try:
                made = SentryErrors(SentryErrors.Options(organization="acme"), service, "")
                return await made.fetch(b"", datetime(2021, 7, 16, tzinfo=UTC))
            finally:
                await service.http.close()

    begun = datetime(2021, 7, 15, 15, tzinfo=UTC)
    assert run(work()).tallies == (
        Tally("production", begun, 11),
        Tally("production", begun + timedelta(hours=3), 22),
    )
