"""What a repository has published: read from GitHub's own examples, asked conditionally; drafts and what makes no sense are none."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.github.release import GithubReleases, notes
from supporttray.connectors.github.service import GitHub
from supporttray.core.item import Deploy
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Raw, Say, raw, reply, run

EXAMPLES = json.loads((Path(__file__).parents[1] / "contracts" / "github_release_examples.json").read_text("utf-8"))


def look(say: Say, memory: bytes = b"") -> Answer | Unchanged:
    async def work() -> Answer | Unchanged:
        async with raw(say) as server:
            service = GitHub(server.address, CANARY, Clock())
            made = GithubReleases(GithubReleases.Options(repository="acme/shop"), service, "")
            try:
                return await made.fetch(memory, NOON)
            finally:
                await service.http.close()

    return run(work())


def told(*releases: Any) -> list[Deploy]:
    answer = look(lambda _raw, _path: reply(msgspec.json.encode(releases), etag='"1"'))
    assert isinstance(answer, Answer)
    assert answer.complete
    return [one for one in answer.items if isinstance(one, Deploy)]


def release(number: int = 1, **more: Any) -> dict[str, Any]:
    return {**EXAMPLES["list"][0], "id": number, **more}


def test_githubs_own_example_is_read() -> None:
    (one,) = told(*EXAMPLES["list"])
    assert one.key.endswith("/acme/shop/1")
    assert (one.version, one.title, one.by) == ("v1.0.0", "v1.0.0", "octocat")
    assert (one.at, one.notes) == (datetime(2013, 2, 27, 19, 35, 32, tzinfo=UTC), "Description of the release")
    assert one.url == "https://github.com/octocat/Hello-World/releases/v1.0.0"
    assert one.environment == ""


def test_the_releases_of_githubs_events_are_read_and_a_prerelease_is_one() -> None:
    found = told(*({**one, "id": number} for number, one in enumerate(EXAMPLES["events"])))
    assert [(one.version, one.title, one.notes) for one in found] == [("0.0.1", "0.0.1", "")] * 3
    assert EXAMPLES["events"][1]["prerelease"]


@pytest.mark.parametrize(
    "more",
    [
        {"draft": True, "published_at": None},
        {"draft": True},
        {"published_at": None},
        {"published_at": "soon"},
        {"tag_name": None},
        {"id": None},
    ],
)
def test_a_draft_and_what_makes_no_sense_is_none_and_breaks_no_other(more: dict[str, Any]) -> None:
    assert [one.key.rpartition("/")[2] for one in told(None, release(1, **more), "x", release(2))] == ["2"]


@pytest.mark.parametrize(
    ("more", "field", "expected"),
    [
        ({"name": "Four\u202e <b>zero</b>"}, "title", "Four <b>zero</b>"),
        ({"name": "🚀" * 9000}, "title", "🚀" * 119 + "…"),
        ({"author": None}, "by", ""),
        ({"author": []}, "by", ""),
        ({"html_url": "javascript:alert(1)"}, "url", ""),
        ({"html_url": 3}, "url", ""),
        ({"body": None}, "notes", ""),
        ({"body": {}}, "notes", ""),
        ({"body": "x" * 30_000}, "notes", "x" * 19_999 + "…"),
    ],
)
def test_what_a_release_tells_becomes_a_field_however_it_tells_it(
    more: dict[str, Any], field: str, expected: Any
) -> None:
    (one,) = told(release(**more))
    assert getattr(one, field) == expected


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<!-- made by\na robot -->## New\r\n* Round per line by @ada", "## New * Round per line by @ada"),
        ("[#12](https://github.com/acme/shop/pull/12): pay &amp; go", "#12: pay & go"),
        ("![cart](https://e/x.png)<img src=x onerror=alert(1)>done", "cart done"),
        ("if a < b and c > d", "if a < b and c > d"),
    ],
)
def test_notes_are_plain_text(text: str, plain: str) -> None:
    assert notes(text) == plain


def test_the_same_list_is_not_sent_again() -> None:
    def say(served: Raw, path: str) -> bytes:
        assert path == "/repos/acme/shop/releases?per_page=30"
        again = 'if-none-match: "1"' in served.heard[-1].lower()
        return reply(b"", "304 Not Modified") if again else reply(b"[]", etag='"1"')

    first = look(say)
    assert isinstance(first, Answer)
    assert isinstance(look(say, first.memory), Unchanged)
    assert isinstance(look(say, b"not ours"), Answer)


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        (reply(b"{}", "404 Not Found"), Refused, "your token may see it"),
        (reply(b"{}", "403 Forbidden", X_Accepted_GitHub_Permissions="contents=read"), Refused, "contents=read"),
        (reply(b"{}", "401 Unauthorized"), Refused, "Set a new one"),
        (reply(b"", "502 Bad Gateway"), Unreachable, ""),
        (reply(b"{}", "429 Too Many Requests", Retry_After="60"), SlowDown, ""),
        (reply(b'{"message":"odd"}'), NotUnderstood, ""),
        (reply(b"<html>"), NotUnderstood, ""),
    ],
)
def test_a_bad_answer_is_said_with_what_to_do(said: bytes, error: type[ServiceError], words: str) -> None:
    with pytest.raises(error) as caught:
        look(lambda _raw, _path: said)
    assert words in caught.value.hint
