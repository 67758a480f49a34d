"""A task is made once and found again, its text is no markup there, and the queue tells how the tasks fare; on three trackers."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from supporttray.connectors import Answer, CanCreate, CanWrite, Unchanged
from supporttray.connectors.github import write as github_write
from supporttray.connectors.github.write import body
from supporttray.connectors.jira.write import document, wiki
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Stage
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.bench import TRACKERS, Bench, bench
from tests.connectors.lab import NOON, Say, raw, reply, run

KEY = "5f" * 16
every = pytest.mark.parametrize("kind", TRACKERS)
jiras = pytest.mark.parametrize("kind", TRACKERS[1:])


async def refused(at: Bench, deed: Deed | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        await at.tracker.may(deed or at.deed())
    return caught.value


# --- making


@every
def test_a_task_is_made_and_found_again_by_its_key_only(kind: str) -> None:
    async def work() -> None:
        async with bench(kind) as at:
            assert isinstance(at.tracker, CanWrite)
            assert isinstance(at.tracker, CanCreate)
            await at.tracker.may(at.deed())
            assert await at.tracker.find(at.deed(), KEY, NOON) is None
            receipt = await at.tracker.write(at.deed(labels=("support",)), KEY)
            assert receipt.url.startswith(at.demo.addresses.demo)
            assert receipt.url.endswith(("small/shop/issues/1", "/browse/ACME-1"))
            assert await at.tracker.find(at.deed(), KEY, NOON) == receipt
            assert await at.tracker.find(at.deed(), "0" * 32, NOON) is None
            (made,) = at.made()
            assert (made["title"], made["labels"], made["by_name"]) == ("Order 7", ["support"], "Ada")
            await at.look.poll()
            assert at.tasks()["Order 7"].url == receipt.url, "by this it is known from which request it was made"

    run(work())


@every
def test_it_is_found_among_many_but_not_in_the_words_of_others(kind: str) -> None:
    async def work() -> None:
        async with bench(kind) as at:
            receipt = await at.tracker.write(at.deed(), KEY)
            for number in range(101):
                await at.tracker.write(
                    at.deed(f"Other {number}", f"<!-- supporttray:{KEY} -->\nsupporttray:{KEY}"), f"{number:032}"
                )
            assert await at.tracker.find(at.deed(), KEY, NOON) == receipt
            at.clock.forward(days=2)
            assert await at.tracker.find(at.deed(), KEY, NOON) == receipt, "however late it is looked for"

    run(work())


@every
@pytest.mark.parametrize(
    ("fault", "error", "maybe", "there"),
    [
        ("lost-answer", Unreachable, True, 1),
        ("500-after", Unreachable, True, 1),
        ("429", SlowDown, False, 0),
        ("refused", Refused, False, 0),
    ],
)
def test_whether_it_may_be_there_after_an_error_is_told(
    kind: str, fault: Any, error: type[ServiceError], there: int, *, maybe: bool
) -> None:
    async def work() -> None:
        async with bench(kind) as at:
            await at.tracker.may(at.deed())
            at.fault(fault, path="/issues" if kind == "github" else "/issue")
            with pytest.raises(error) as caught:
                await at.tracker.write(at.deed(), KEY)
            assert (caught.value.maybe, len(at.made())) == (maybe, there)

    run(work())


@jiras
def test_what_fails_before_the_making_is_no_perhaps(kind: str) -> None:
    async def work() -> None:
        async with bench(kind) as at:
            at.fault("500", path="/project/")
            with pytest.raises(Unreachable) as caught:
                await at.tracker.write(at.deed(), KEY)
            assert not caught.value.maybe

    run(work())


def test_an_answer_that_makes_no_sense_to_a_making_is_a_perhaps() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(b"[]", "201 Created")) as said, bench("github") as at:
            at.tracker.http.address = said.address
            with pytest.raises(NotUnderstood) as caught:
                await at.tracker.write(at.deed(), KEY)
            assert caught.value.maybe

    run(work())


@every
def test_a_place_that_is_not_there_is_said_so_before_anything_is_written(kind: str) -> None:
    async def work() -> None:
        async with bench(kind) as at:
            nowhere = at.deed()
            nowhere = Deed(verb=Verb.CREATE, place="small/none" if kind == "github" else "NONE", title="x", text="y")
            error = await refused(at, nowhere)
            assert "knows no" in error.phrase
            assert nowhere.place in error.phrase
            assert "name" in error.hint or "key" in error.hint
            assert "takes issues from us" in (await refused(at, Deed(verb=Verb.POST, place="C1", text="x"))).phrase

    run(work())


def test_a_repository_without_issues_is_said_so() -> None:
    async def work() -> None:
        async with bench("github", place="small/closed") as at:
            assert (await refused(at)).phrase == "small/closed has its issues switched off."
            with pytest.raises(Refused, match="issues switched off"):
                await at.look.poll()

    run(work())


class Repository:
    """A GitHub that tells of one repository."""

    host = "api.github.com"

    def __init__(self, **permissions: bool) -> None:
        self.told: dict[str, Any] = {"full_name": "acme/support"}
        self.told |= {"permissions": permissions} if permissions else {}

    async def get(self, _: str) -> Any:
        return SimpleNamespace(body=json.dumps(self.told).encode())


def test_labels_that_github_would_drop_without_a_word_are_said_before() -> None:
    bare = Deed(verb=Verb.CREATE, place="acme/support", title="x", text="y")
    labelled = msgspec.structs.replace(bare, labels=("support",))

    def may(deed: Deed, **permissions: bool) -> str:
        try:
            asyncio.run(github_write.may(Repository(**permissions), deed))  # type: ignore[arg-type]
        except Refused as refused:
            return refused.phrase
        return ""

    reading = {"pull": True, "triage": False, "push": False}
    assert (
        may(labelled, **reading)
        == "You may not set labels in acme/support, and without them the task is not in the queue."
    )
    assert may(bare, **reading) == ""
    assert may(labelled, pull=True, triage=True, push=False) == may(labelled, push=True) == ""
    assert may(labelled) == "", "where nothing is said of it, it is tried"


@every
def test_a_long_text_is_cut_and_a_long_title_too(kind: str) -> None:
    async def work() -> None:
        async with bench(kind) as at:
            (deed,) = at.tracker.pieces(at.deed("long " * 200, "a line\n" * 12_000))
            receipt = await at.tracker.write(deed, KEY)
            assert await at.tracker.find(deed, KEY, NOON) == receipt
            (made,) = at.made()
            assert len(made["title"]) <= 250
            assert "The rest is where it was asked" in made["text"]
            with pytest.raises(Refused, match="title"):
                at.tracker.pieces(at.deed(" \u202e "))

    run(work())


def test_a_project_that_wants_more_says_so() -> None:
    def say(_: object, path: str) -> bytes:
        project = b'{"key": "ACME", "issueTypes": [{"id": "7", "name": "Bug"}]}'
        if path.endswith("/issue"):
            return reply(b'{"errors": {"customfield_1": "Severity is required."}}', "400 Bad Request")
        return reply(b'{"deploymentType": "Cloud"}' if path.endswith("Info") else project)

    async def work() -> None:
        async with raw(say) as said, bench("jira") as at:
            at.tracker.http.address = said.address
            with pytest.raises(Refused, match="did not take") as caught:
                await at.tracker.write(at.deed(), KEY)
            assert "by hand" in caught.value.hint

    run(work())


# --- no words of others are markup

WORDS = st.lists(
    st.one_of(st.sampled_from(["```", "````", "\n", "\r", "{noformat}", "{NoFormat:title=x}", "{ noformat}", "[~bo]", "[", "~", "{", "@bo", "#1", "-->", "<!--", "~~~", "{code}", "|", "`"]), st.text(max_size=5)),
    max_size=20,
).map("".join)  # fmt: skip


def created(text: str) -> Deed:
    return Deed(verb=Verb.CREATE, place="p", title="t", text=text, link="https://slack.example.com/archives/C1/p1")


@given(WORDS)
@example("```\n@bo")
@example("`````\r@bo #1\r````")
def test_on_github_a_text_cannot_leave_its_fence(text: str) -> None:
    first, *lines = re.split(r"\r\n|\n|\r", body(created(text), KEY))
    fence = first.removesuffix("text")
    assert set(fence) == {"`"}
    assert len(fence) >= 3
    ends = [number for number, line in enumerate(lines) if re.fullmatch(rf" {{0,3}}`{{{len(fence)},}}[ \t]*", line)]
    assert len(ends) == 1, "one line alone can end it"
    assert lines[ends[0] + 1 :] == ["", "<https://slack.example.com/archives/C1/p1>", "", f"<!-- supporttray:{KEY} -->"]


@given(WORDS)
@example("{noformat}\n[~bo]")
@example("{\nnoformat}")
def test_in_a_data_centre_a_text_cannot_leave_its_block_and_calls_nobody(text: str) -> None:
    made = wiki(created(text), KEY)
    assert len(re.findall(r"\{\s*noformat", made, re.IGNORECASE)) == 2
    assert "[~" not in made
    assert made.endswith(f"{{noformat}}\n\nhttps://slack.example.com/archives/C1/p1\n\nsupporttray:{KEY}")


@given(WORDS)
@example("[~bo] @bo")
def test_in_the_cloud_a_text_is_a_text_and_nothing_else(text: str) -> None:
    made = document(created(text), KEY)
    assert {node["type"] for node in nodes(made)} <= {"doc", "blockquote", "paragraph", "text"}
    texts = [node["text"] for node in nodes(made) if node["type"] == "text"]
    assert all(texts), "an empty one would not be taken"
    assert texts[-2:] == ["https://slack.example.com/archives/C1/p1", f"supporttray:{KEY}"]
    quoted = made["content"][0]["content"]
    shown = "\n".join("".join(child["text"] for child in line["content"]) for line in quoted)
    assert shown == "".join(
        one
        for one in text.replace("\r\n", "\n").replace("\r", "\n")
        if one in "\n\t" or (ord(one) >= 32 and not 127 <= ord(one) < 160)
    )


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("content", []):
        yield from nodes(child)


@pytest.mark.parametrize(
    "link", ["https://x.example.com/> @bo <", "https://x.example.com/a|b]{noformat}[~bo]", "javascript:alert(1)"]
)
def test_the_link_is_no_markup_either(link: str) -> None:
    deed = Deed(verb=Verb.CREATE, place="p", title="t", text="x", link=link)
    for made in (body(deed, KEY), wiki(deed, KEY)):
        asked = "".join(made.split("\n\n")[1:-1])
        assert not set(asked.strip("<>")) & set("<>[]{}| `")
        assert "javascript" not in made


# --- the queue


@every
def test_the_queue_tells_what_is_open_started_and_done(kind: str) -> None:
    async def work() -> None:
        issues = [
            {"at": f"-{50 - day}d", "do": "open", "title": title}
            for day, title in enumerate(("One", "Two", "Three", "Four"))
        ]
        async with bench(kind, *issues) as at:
            at.play({"do": "take", "to": 2}, {"do": "close", "to": 3}, {"do": "close", "to": 4, "dropped": True})
            await at.look.poll()
            tasks = at.tasks()
            assert {title: str(task.stage) for title, task in tasks.items()} == {
                "One": "open",
                "Two": "started",
                "Three": "done",
                "Four": "done",
            }
            assert [tasks[title].dropped for title in ("Three", "Four")] == [False, True]
            assert tasks["Two"].assignee.casefold() == "bo"
            assert tasks["One"].at == NOON - timedelta(days=50)
            assert tasks["Three"].changed == NOON
            assert tasks["One"].at.tzinfo is UTC
            assert tasks["One"].name == ("small/shop#1" if kind == "github" else "ACME-1")
            at.clock.forward(days=31)
            await at.look.poll()
            assert set(at.tasks()) == {"One", "Two"}, "what was closed long ago is told no more, what is open is"

    run(work())


@every
def test_what_was_closed_long_ago_is_told_no_more_whatever_happens_to_it(kind: str) -> None:
    async def work() -> None:
        async with bench(kind, {"at": "-1h", "do": "open", "title": "One"}) as at:
            at.play({"do": "close", "to": 1})
            at.clock.forward(days=31)
            at.play({"do": "take", "to": 1}, {"do": "open", "title": "Two"})
            await at.look.poll()
            assert set(at.tasks()) == {"Two"}

    run(work())


@every
def test_where_only_some_changed_the_others_stay(kind: str) -> None:
    async def work() -> None:
        async with bench(
            kind, {"at": "-2h", "do": "open", "title": "One"}, {"at": "-1h", "do": "open", "title": "Two"}
        ) as at:
            at.play({"do": "close", "to": 1})
            await at.look.poll()
            for title in ("Three", "Four"):
                at.clock.forward(minutes=1)
                at.play({"do": "open", "title": title})
                await at.look.poll()
                assert {"One", "Two", title} <= set(at.tasks())
            at.clock.forward(minutes=1)
            at.play({"do": "take", "to": 1})
            await at.look.poll()
            assert set(at.tasks()) == {"One", "Two", "Three", "Four"}

    run(work())


@every
def test_nothing_new_is_unchanged_and_cheap_until_all_is_read_again(kind: str) -> None:
    async def work() -> None:
        async with bench(kind, {"at": "-1h", "do": "open", "title": "One"}) as at:
            await at.look.poll()
            before = at.asked()
            for _ in range(3):
                at.clock.forward(minutes=1)
                assert isinstance(await at.look.poll(), Unchanged)
            assert at.asked() - before == 3
            at.play({"do": "take", "to": 1})
            assert isinstance(await at.look.poll(), Answer)
            assert at.tasks()["One"].stage is Stage.STARTED
            at.clock.forward(minutes=31)
            assert isinstance(await at.look.poll(), Answer), "now and then everything is read"

    run(work())


@every
def test_a_long_queue_is_read_page_by_page(kind: str) -> None:
    async def work() -> None:
        issues = [{"at": f"-{number}m", "do": "open", "title": f"No {number}"} for number in range(1, 252)]
        async with bench(kind, *issues) as at:
            answer = await at.look.poll()
            assert isinstance(answer, Answer)
            assert (len(at.tasks()), answer.complete, answer.limits) == (251, True, "")

    run(work())


@every
def test_only_what_has_the_labels_is_the_queue(kind: str) -> None:
    async def work() -> None:
        entries = [
            {"at": "-2h", "do": "open", "title": "Mine", "labels": ["support", "x"]},
            {"at": "-1h", "do": "open", "title": "Not mine"},
        ]
        async with bench(kind, *entries, labels=("support",)) as at:
            await at.look.poll()
            assert set(at.tasks()) == {"Mine"}

    run(work())


@every
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("refused", Refused),
        ("429", SlowDown),
        ("500", Unreachable),
        ("garbage", NotUnderstood),
        ("truncated", Unreachable),
    ],
)
def test_an_error_keeps_what_was_known(kind: str, fault: Any, error: type[ServiceError]) -> None:
    async def work() -> None:
        async with bench(kind, {"at": "-1h", "do": "open", "title": "One"}) as at:
            await at.look.poll()
            at.play({"do": "close", "to": 1})
            at.fault(fault, times=3)
            with pytest.raises((error, NotUnderstood) if fault == "truncated" else error):
                await at.look.poll()
            assert at.tasks()["One"].stage is Stage.OPEN
            at.demo.company.faults.clear()
            at.clock.forward(minutes=5)
            await at.look.poll()
            assert at.tasks()["One"].stage is Stage.DONE

    run(work())


@every
def test_a_wrong_credential_and_a_place_that_is_not_there_are_said(kind: str) -> None:
    async def work() -> None:
        async with bench(kind, credential="wrong") as at:
            with pytest.raises(Refused, match="credential"):
                await at.look.poll()
        async with bench(kind, place="small/none" if kind == "github" else "NONE") as at:
            with pytest.raises(Refused, match="knows no"):
                await at.look.poll()

    run(work())


HOSTILE = b"""[{"number": 1, "title": "\\u202eevil\\nline", "state": "open", "created_at": "2026-11-01T00:00:00Z", "html_url": "javascript:x",
 "assignees": [{"login": "<!channel>"}]}, {"number": 2, "title": "A pull request", "state": "open", "created_at": "2026-11-01T00:00:00Z",
 "pull_request": {}}, {"number": 3, "title": "x", "state": "closed", "created_at": "2026-11-01T00:00:00Z", "closed_at": null, "assignees": null}]"""


def hub(issues: bytes, **headers: str) -> Say:
    """Say whose token it is, and everywhere else these issues."""
    return lambda _, path: reply(b'{"login": "ada"}') if path.endswith("/user") else reply(issues, **headers)


def test_pull_requests_are_no_tasks_and_titles_are_plain() -> None:
    async def work() -> None:
        async with raw(hub(HOSTILE)) as said, bench("github") as at:
            at.tracker.http.address = said.address
            await at.look.poll()
            assert set(at.tasks()) == {"evil line", "x"}
            assert at.tasks()["evil line"].url == ""

    run(work())


def test_a_next_page_elsewhere_is_not_followed() -> None:
    async def work() -> None:
        link = '<https://evil.example.com/2>; rel="next"'
        async with raw(hub(HOSTILE, link=link)) as said, bench("github") as at:
            at.tracker.http.address = said.address
            with pytest.raises(NotUnderstood, match="not its own"):
                await at.look.poll()

    run(work())


@jiras
def test_jira_knows_whose_token_it_is(kind: str) -> None:
    async def work() -> None:
        async with bench(kind) as at:
            assert (await at.tracker.whoami()).endswith("knows you as Ada.")

    run(work())


def test_a_site_that_is_open_to_everybody_is_asked_whose_token_it_is_where_it_shows_nothing() -> None:
    def say(_: object, path: str) -> bytes:
        if path.endswith("myself"):
            return reply(b"{}", "401 Unauthorized")
        return reply(b'{"deploymentType": "Cloud"}' if path.endswith("Info") else b'{"issues": []}')

    async def work() -> None:
        async with raw(say) as said, bench("jira") as at:
            at.tracker.http.address = said.address
            with pytest.raises(Refused, match="credential"):
                await at.look.poll()

    run(work())
