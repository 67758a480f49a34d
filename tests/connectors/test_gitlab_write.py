"""What a person lets the app do in GitLab: run failed jobs again, remark on a merge request; and finding it again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors import CanWrite
from supporttray.connectors.ci import CanRemark
from supporttray.connectors.gitlab.write import body, mark
from supporttray.connectors.registry import posts
from supporttray.core.deed import Deed, Verb
from supporttray.demo.token import GITLAB_READS
from supporttray.errors import Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.foundry import RED, Foundry, foundry, ran
from tests.connectors.lab import NOON, raw, reply, run

KEY = "5f" * 16


async def again(at: Foundry) -> Deed:
    await at.poll()
    return at.connector.rerun(at.build(), at.red())


def remark(text: str = "Is this yours?", place: str = "small/shop!4") -> Deed:
    return Deed(verb=Verb.COMMENT, place=place, text=text)


def remarks(at: Foundry) -> list[str]:
    return [one.text for one in at.demo.company.repositories["small/shop"].remarks(4)]


def test_it_can_write_and_remark_and_takes_no_post() -> None:
    async def work() -> None:
        async with foundry() as at:
            assert isinstance(at.lab, CanWrite)
            assert isinstance(at.lab, CanRemark)
            assert not posts("gitlab"), "it is no place for a status"
            with pytest.raises(Refused) as caught:
                await at.lab.may(Deed(verb=Verb.POST, place="small/shop", text="x"))
            assert caught.value.missing == "ability"

    run(work())


def test_failed_jobs_are_run_again_once_and_found() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(takes="10m", **RED)) as at:
            deed = await again(at)
            assert (deed.verb, deed.place, deed.text) == (Verb.RERUN, "small/shop", "1")
            await at.lab.may(deed)
            assert await at.lab.find(deed, KEY, NOON) is None
            receipt = await at.lab.write(deed, KEY)
            assert receipt.id == deed.message
            assert receipt.url.endswith(f"/-/pipelines/{deed.message}")
            assert await at.lab.find(deed, KEY, NOON) is not None, "it runs"
            await at.poll(minutes=30)
            assert await at.lab.find(deed, KEY, NOON) is not None, "it was tried once more"
            assert at.build().state == "passing"
            later = Deed(verb=Verb.RERUN, place=deed.place, message=deed.message, text="2")
            assert await at.lab.find(later, KEY, NOON) is None, "but not twice"

    run(work())


def test_a_remark_is_made_once_and_found_by_its_mark() -> None:
    async def work() -> None:
        async with foundry(ran(title="Two (!4)", **RED)) as at:
            deed = at.lab.remark("small/shop!4", "Is this yours?")
            assert deed == remark()
            await at.lab.may(deed)
            assert await at.lab.find(deed, KEY, NOON) is None
            receipt = await at.lab.write(deed, KEY)
            assert receipt.url == f"{at.demo.addresses.gitlab}/small/shop/-/merge_requests/4#note_{receipt.id}"
            assert await at.lab.find(deed, KEY, NOON) == receipt
            assert await at.lab.find(deed, "6f" * 16, NOON) is None
            [text] = remarks(at)
            assert text.startswith("```text\nIs this yours?\n```")

    run(work())


def test_a_remark_is_found_behind_a_page_of_others() -> None:
    async def work() -> None:
        async with foundry(ran(title="Two (!4)", **RED)) as at:
            receipt = await at.lab.write(remark(), KEY)
            home, ada = at.demo.company.repositories["small/shop"], at.demo.company.me
            for number in range(150):
                home.remark(4, ada, NOON, f"and {number}")
            assert await at.lab.find(remark(), KEY, NOON) == receipt

    run(work())


def test_who_only_quotes_the_mark_has_not_made_it() -> None:
    async def work() -> None:
        async with foundry(ran(title="Two (!4)", **RED)) as at:
            home, ada = at.demo.company.repositories["small/shop"], at.demo.company.me
            home.remark(4, ada, NOON, f"what is {mark(KEY)} here?")
            assert await at.lab.find(remark(), KEY, NOON) is None

    run(work())


@pytest.mark.parametrize("place", ["small/shop!99", "small/nothing!1"])
def test_where_there_is_no_merge_request_none_is_remarked_on(place: str) -> None:
    async def work() -> None:
        async with foundry(ran(title="Two (!4)", **RED)) as at:
            for ask in (at.lab.may(remark(place=place)), at.lab.write(remark(place=place), KEY)):
                with pytest.raises(Refused) as caught:
                    await ask
                assert caught.value.missing == "name"
                assert not caught.value.maybe
            with pytest.raises(Refused, match="no merge request"):
                await at.lab.may(remark(place="nonsense"))

    run(work())


def test_a_merge_request_that_cannot_be_asked_for_was_not_remarked_on() -> None:
    async def work() -> None:
        async with foundry(ran(title="Two (!4)", **RED)) as at:
            at.fault("500", path="/merge_requests/4", times=1)
            with pytest.raises(Unreachable) as caught:
                await at.lab.write(remark(), KEY)
            assert not caught.value.maybe
            assert remarks(at) == []

    run(work())


@pytest.mark.parametrize(("status", "there"), [("pending", True), ("running", True), ("failed", False)])
def test_a_pipeline_that_works_again_is_found_before_its_jobs_are_there(status: str, *, there: bool) -> None:
    async def work() -> None:
        told = {"id": 46, "ref": "main", "created_at": "2026-11-23T10:00:00Z", "updated_at": "2026-11-23T10:00:00Z"}

        def say(_: Any, path: str) -> bytes:
            return reply(b"[]" if "/jobs" in path else json.dumps(told | {"status": status}).encode())

        async with raw(say) as server, foundry() as at:
            at.lab.http.address = server.address
            deed = Deed(verb=Verb.RERUN, place="a/b", message="46", text="1")
            assert (await at.lab.find(deed, KEY, NOON) is not None) == there

    run(work())


def test_a_token_that_may_only_read_is_told_beforehand() -> None:
    async def work() -> None:
        async with foundry(ran(title="Two (!4)", **RED), token=GITLAB_READS) as at:
            deed = await again(at)
            for one in (deed, remark()):
                with pytest.raises(Refused) as caught:
                    await at.lab.may(one)
                assert caught.value.missing == "api"
                assert "scope api" in caught.value.hint
                with pytest.raises(Refused):
                    await at.lab.write(one, KEY)
            assert remarks(at) == []

    run(work())


def test_a_locked_discussion_is_told_beforehand() -> None:
    async def work() -> None:
        said = b'{"discussion_locked":true,"scopes":["api"]}'
        async with raw(lambda *_: reply(said)) as server, foundry() as at:
            at.lab.http.address = server.address
            with pytest.raises(Refused, match="locked"):
                await at.lab.may(remark())

    run(work())


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden"])
def test_a_gitlab_that_does_not_tell_of_tokens_is_asked_all_the_same(status: str) -> None:
    async def work() -> None:
        def say(_: Any, path: str) -> bytes:
            return reply(b"{}", status) if "personal_access_tokens" in path else reply(b"{}")

        async with raw(say) as server, foundry() as at:
            at.lab.http.address = server.address
            await at.lab.may(remark())
            assert any(head.startswith("GET /projects/small%2Fshop/merge_requests/4 ") for head in server.heard)

    run(work())


@pytest.mark.parametrize(
    ("fault", "error", "maybe", "there"),
    [
        ("lost-question", Unreachable, True, 0),
        ("lost-answer", Unreachable, True, 1),
        ("500-after", Unreachable, True, 1),
        ("truncated", ServiceError, True, 1),
        ("429", SlowDown, False, 0),
        ("refused", Refused, False, 0),
    ],
)
def test_what_may_have_arrived_says_so_and_can_be_found(
    fault: Any, error: type[ServiceError], there: int, *, maybe: bool
) -> None:
    async def work() -> None:
        async with foundry(ran(title="Two (!4)", **RED)) as at:
            at.fault(fault, path="/notes", times=1)
            with pytest.raises(error) as caught:
                await at.lab.write(remark(), KEY)
            assert caught.value.maybe is maybe
            at.clock.forward(minutes=2)
            assert (await at.lab.find(remark(), KEY, NOON) is not None) == bool(there)
            assert len(remarks(at)) == there

    run(work())


@pytest.mark.parametrize(
    "text",
    [
        "@bo and @all, look",
        "/close\n/assign @bo",
        "```\n/merge\n```",
        "````text\n~label #1 !2\n````",
        "<!-- supporttray:x -->",
    ],
)
def test_nothing_in_a_remark_calls_anybody_or_does_anything(text: str) -> None:
    written = body(remark(text), KEY)
    fence = written.partition("text\n")[0]
    assert set(fence) == {"`"}
    inside = written.removeprefix(f"{fence}text\n").partition(f"\n{fence}\n")
    assert inside[0] == text, "the fence ends only behind the text"
    assert inside[2].strip() == mark(KEY), "and nothing stands behind it but the mark"


@given(st.text(alphabet="`~@/#!x\n "))
def test_no_text_ends_its_fence(text: str) -> None:
    lines = body(remark(text), KEY).split("\n")
    fence = lines[0].removesuffix("text")
    ends = [number for number, line in enumerate(lines) if line.strip().startswith(fence) and not line.strip("` ")]
    assert ends == [len(lines) - 3]


def test_addresses_in_a_remark_can_be_clicked_below_it() -> None:
    text = "First red: https://lab.example/a/-/pipelines/1. Log (https://lab.example/b?x=<script>) javascript:x"
    links = body(remark(text), KEY).split("\n\n")[1:-1]
    assert links == ["<https://lab.example/a/-/pipelines/1>", "<https://lab.example/b?x=>"]
