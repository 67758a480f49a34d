"""What is written to GitHub about a build: failed jobs run again, and a comment on a pull request; each once, and found again."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from supporttray.connectors import CanWrite
from supporttray.connectors.ci import CanRemark
from supporttray.connectors.github.builds import GithubBuilds
from supporttray.connectors.github.remark import body
from supporttray.connectors.github.service import GitHub
from supporttray.connectors.github.write import mark
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.demo.fault import Fault
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Raw, raw, reply, run
from tests.connectors.yard import Yard, ran, yard

KEY = "5f" * 16
RED = {"title": "Fold it (#7)", "fails": ["unit"]}


@asynccontextmanager
async def hub(at: Yard) -> AsyncIterator[GitHub]:
    async with opened(at.demo.addresses.github, "demo-credential", at.clock) as service:
        yield service


@asynccontextmanager
async def opened(address: str, credential: str = CANARY, clock: Clock | None = None) -> AsyncIterator[GitHub]:
    service = GitHub(address, credential, clock or Clock())
    try:
        yield service
    finally:
        await service.http.close()


async def once_more(at: Yard) -> Deed:
    await at.poll()
    build = at.build()
    return at.connector.rerun(build, build.runs[-1])


async def refused(service: GitHub, deed: Deed) -> Refused:
    with pytest.raises(Refused) as caught:
        await service.may(deed)
    return caught.value


# --- once more


def test_the_failed_jobs_run_again_and_that_heals() -> None:
    async def work() -> None:
        async with yard(ran(**RED)) as at, hub(at) as service:
            deed = await once_more(at)
            assert isinstance(service, CanWrite)
            assert (deed.verb, deed.place, deed.text) == (Verb.RERUN, "small/shop", "1")
            assert service.pieces(deed) == (deed,)
            await service.may(deed)
            assert await service.find(deed, KEY, NOON) is None
            assert await service.write(deed, KEY) == Receipt(deed.message)
            found = await service.find(deed, KEY, NOON)
            assert found
            assert found.url == at.build().url
            await at.poll()
            assert (at.build().state, at.build().runs[-1].attempt) == ("passing", 2)
            assert await service.find(deed, KEY, NOON), "it is found when it has ended too"
            assert [line["by_name"] for line in at.ledger("run_repeated")] == ["Ada"]

    run(work())


def test_what_somebody_else_ran_again_is_not_run_twice() -> None:
    async def work() -> None:
        async with yard(ran(id="red", **RED)) as at, hub(at) as service:
            deed = await once_more(at)
            at.demo.company.play([{"do": "rerun", "run": "red", "by": "bo", "takes": "10m"}])
            assert "already" in (await refused(service, deed)).phrase
            assert await service.find(deed, KEY, NOON)
            at.clock.forward(minutes=20)
            assert "already" in (await refused(service, deed)).phrase

    run(work())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"created_at": "2026-10-01T12:00:00Z"}, "older than 30 days"),
        ({"run_attempt": 50}, "50 times"),
    ],
)
def test_what_github_would_not_run_again_is_said_before(more: dict[str, Any], told: str) -> None:
    body_ = {"id": 1, "status": "completed", "created_at": "2026-11-23T11:00:00Z", "run_attempt": 50} | more
    deed = Deed(verb=Verb.RERUN, place="acme/api", message="1", text="50")

    async def work() -> Refused:
        async with raw(lambda *_: reply(msgspec.json.encode(body_))) as server, opened(server.address) as service:
            return await refused(service, deed)

    assert told in run(work()).phrase


def test_the_permission_to_run_again_is_named() -> None:
    refusal = reply(b"{}", "403 Forbidden", x_accepted_github_permissions="actions=write")
    deed = Deed(verb=Verb.RERUN, place="acme/api", message="1", text="1")

    async def work() -> Refused:
        async with raw(lambda *_: refusal) as server, opened(server.address) as service:
            with pytest.raises(Refused) as caught:
                await service.write(deed, KEY)
            return caught.value

    error = run(work())
    assert error.phrase == "Your token may not run builds again. GitHub says: actions=write."
    assert "“Actions: read and write”" in error.hint


@pytest.mark.parametrize(("fault", "done"), [("lost-question", False), ("lost-answer", True), ("500-after", True)])
@pytest.mark.parametrize("verb", [Verb.RERUN, Verb.COMMENT])
def test_what_may_have_arrived_is_found_out_by_looking(fault: Any, verb: Verb, *, done: bool) -> None:
    async def work() -> None:
        async with yard(ran(**RED)) as at, hub(at) as service:
            deed = await once_more(at) if verb is Verb.RERUN else service.remark("small/shop#7", "Could you look?")
            at.demo.company.faults.switch_on(Fault("github", fault, times=1))
            with pytest.raises(Unreachable) as caught:
                await service.write(deed, KEY)
            assert caught.value.maybe
            assert bool(await service.find(deed, KEY, NOON)) is done

    run(work())


# --- a comment


def test_a_comment_is_written_once_and_found_by_its_key_only() -> None:
    async def work() -> None:
        async with yard(ran(**RED)) as at, hub(at) as service:
            assert isinstance(service, CanRemark)
            deed = service.remark("small/shop#7", "Could you look? @bo #3")
            assert service.pieces(deed) == (deed,)
            await service.may(deed)
            assert await service.find(deed, KEY, NOON) is None
            receipt = await service.write(deed, KEY)
            assert "/small/shop/pull/7#issuecomment-" in receipt.url
            assert await service.find(deed, KEY, NOON) == receipt
            assert await service.find(deed, "0" * 32, NOON) is None
            [line] = at.ledger("remarked")
            assert (line["by_name"], line["change"]) == ("Ada", 7)
            assert "Could you look? @bo #3" in line["text"]

    run(work())


def test_a_comment_among_many_is_found_on_its_page() -> None:
    async def work() -> None:
        async with yard(ran(**RED)) as at, hub(at) as service:
            deed = service.remark("small/shop#7", "Mine")
            home = at.demo.company.repositories["small/shop"]
            for number in range(150):
                home.remark(7, at.demo.company.people["bo"], NOON, f"{number}")
            receipt = await service.write(deed, KEY)
            assert await service.find(deed, KEY, NOON) == receipt

    run(work())


def test_the_clocks_may_differ_by_an_hour() -> None:
    async def work() -> None:
        async with yard(ran(**RED)) as at, hub(at) as service:
            deed = service.remark("small/shop#7", "Mine")
            await service.write(deed, KEY)
            assert await service.find(deed, KEY, NOON + timedelta(minutes=59))
            assert not await service.find(deed, KEY, NOON + timedelta(minutes=61)), (
                "what is older is not looked through"
            )

    run(work())


def test_a_place_that_takes_no_comment_says_why() -> None:
    async def work() -> list[Refused]:
        deed = Deed(verb=Verb.COMMENT, place="acme/api#7", text="x")
        answers = [
            reply(b'{"number": 7, "locked": true}'),
            reply(status="404 Not Found"),
            reply(b"{}", "403 Forbidden", x_accepted_github_permissions="issues=read; pull_requests=read"),
        ]

        def say(_server: Raw, path: str) -> bytes:
            assert path == "/repos/acme/api/issues/7"
            return answers.pop(0)

        async with raw(say) as server, opened(server.address) as service:
            return [await refused(service, deed) for _ in range(3)]

    locked, unknown, unseen = run(work())
    assert "locked" in locked.phrase
    assert unknown.missing == "name"
    assert "pull_requests=read" in unseen.phrase
    assert "“Pull requests: read and write”" in unseen.hint


@pytest.mark.parametrize(
    ("status", "error"),
    [("429 Too Many Requests", SlowDown), ("401 Unauthorized", Refused), ("422 Unprocessable", NotUnderstood)],
)
def test_a_comment_that_is_not_taken_says_why(status: str, error: type[ServiceError]) -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(status=status)) as server, opened(server.address) as service:
            with pytest.raises(error):
                await service.write(service.remark("acme/api#7", "x"), KEY)

    run(work())


def test_an_answer_that_makes_no_sense_may_be_a_comment_all_the_same() -> None:
    async def work() -> NotUnderstood:
        async with raw(lambda *_: reply(b"[]", "201 Created")) as server, opened(server.address) as service:
            with pytest.raises(NotUnderstood) as caught:
                await service.write(service.remark("acme/api#7", "x"), KEY)
            return caught.value

    assert run(work()).maybe


def remark(text: str, *people: tuple[str, str]) -> str:
    return body(Deed(verb=Verb.COMMENT, place="acme/api#7", text=text, people=people), KEY)


def test_only_who_was_chosen_is_called() -> None:
    told = remark("@Cy and @dee: revert or fix?", ("Cy", "cy-d"), ("Bo", "bo"), ("dee", "not a login"))
    assert re.findall(r"^@\S+$", told, re.MULTILINE) == ["@cy-d"]


def test_the_links_of_the_text_can_be_followed() -> None:
    told = remark("Red since https://ci.example/1 (see https://ci.example/1). Also <http://x.example/a_b|c>")
    assert re.findall(r"^<(http.*)>$", told, re.MULTILINE) == ["https://ci.example/1", "http://x.example/a_b%7Cc"]


@given(text=st.text(max_size=200) | st.text(alphabet="`~@#\n<>!-/[]()a ", max_size=60))
@example(text="```\n@everybody\n```")
@example(text="~~~\n@everybody <!-- ")
@example(text="\n" + "`" * 9 + "\n@everybody")
def test_nothing_leaves_the_fence(text: str) -> None:
    told = remark(text)
    fence, _, rest = told.partition("text\n")
    assert set(fence) == {"`"}
    inside, end, after = rest.partition(f"\n{fence}\n")
    assert end
    assert not any(line.strip().startswith(fence) for line in inside.split("\n"))
    assert "@" not in re.sub(r"^<https?://\S+>$", "", after, flags=re.MULTILINE)
    assert told.endswith(mark(KEY))


def test_a_text_that_is_too_long_is_cut_and_keeps_its_mark() -> None:
    told = remark("x" * 100_000)
    assert len(told) < 65_536
    assert told.endswith(mark(KEY))


def test_two_wishes_at_once_are_two_requests_and_no_more() -> None:
    async def work() -> None:
        async with yard(ran(**RED), ran("-30m", "Nightly", fails=["deep"])) as at, hub(at) as service:
            await at.poll()
            deeds = [GithubBuilds.rerun(build, build.runs[-1]) for build in (at.build(), at.build("Nightly"))]
            await asyncio.gather(*(service.write(deed, KEY) for deed in deeds))
            assert len(at.ledger("run_repeated")) == 2

    run(work())
