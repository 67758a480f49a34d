"""Asking somebody for a review on GitHub: once, seen to be so, and in words where it cannot be."""

from datetime import timedelta
from typing import Any

import pytest

from supporttray.connectors import CanWrite
from supporttray.connectors.github.review import ask as github_ask
from supporttray.connectors.work import CanAsk
from supporttray.core.deed import Deed, Verb
from supporttray.errors import NotUnderstood, Refused, Unreachable
from tests.connectors.docket import Docket, docket, entry, pull
from tests.connectors.lab import NOON, SECRETS, raw, reply, run, to

POST = "POST /repos/small/shop/pulls/{id}/requested_reviewers"


async def deed(at: Docket, person: str) -> Deed:
    await at.poll()
    made = at.github.asking(at.review(), person)
    assert (made.verb, made.place, made.message, made.text) == (Verb.ASK, "small/shop", "7", person)
    return made


def test_the_service_can_ask() -> None:
    async def work() -> None:
        async with docket() as at:
            assert isinstance(at.github, CanAsk)
            assert isinstance(at.github, CanWrite)

    run(work())


@pytest.mark.parametrize("person", ["cy", "small/core"])
def test_somebody_is_asked_once_and_that_is_seen(person: str) -> None:
    async def work() -> None:
        async with docket(pull(by="ada")) as at:
            made = await deed(at, person)
            await at.github.may(made)
            assert await at.github.find(made, "k", NOON) is None
            receipt = await at.github.write(made, "k")
            assert receipt.url.endswith("/pull/7")
            assert await at.github.find(made, "k", NOON) == receipt
            assert await at.github.write(made, "k") == receipt
            assert at.asked()[POST] == 1, "what is so already is not written again"
            await at.poll()
            assert at.review().asked == (person,)

    run(work())


def test_who_has_answered_since_was_asked_and_who_answered_before_was_not() -> None:
    async def work() -> None:
        async with docket(pull(by="ada"), entry("review", says="changes")) as at:
            made = await deed(at, "cy")
            assert await at.github.find(made, "k", NOON) is None
            assert await at.github.find(made, "k", NOON - timedelta(hours=1)) is not None

    run(work())


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("stranger", "asks only who works in small/shop: stranger does not"),
        ("small/none", "asks only who works in small/shop: small/none does not"),
        ("ada-okafor", "is ada-okafor's own"),
        ("../x", "no name of GitHub's"),
        ("", "no name of GitHub's"),
    ],
)
def test_who_cannot_be_asked_is_refused_in_words(person: str, words: str) -> None:
    async def work() -> None:
        async with docket(pull(by="ada")) as at:
            made = await deed(at, person)
            with pytest.raises(Refused, match=words) as caught:
                await at.github.write(made, "k")
            assert caught.value.hint
            assert at.demo.company.boards["small/shop"].pulls()[0].asked == ()

    run(work())


def test_what_is_merged_meanwhile_needs_nobody() -> None:
    async def work() -> None:
        async with docket(pull(by="ada")) as at:
            made = await deed(at, "cy")
            at.demo.company.play([entry("merge", "0s", "ada")])
            with pytest.raises(Refused, match="small/shop#7 is open no more"):
                await at.github.may(made)

    run(work())


def test_an_answer_that_was_lost_is_found() -> None:
    async def work() -> None:
        async with docket(pull(by="ada")) as at:
            made = await deed(at, "cy")
            at.fail("lost-answer", "requested_reviewers", 1)
            with pytest.raises(Unreachable) as caught:
                await at.github.write(made, "k")
            assert caught.value.maybe
            assert await at.github.find(made, "k", at.clock()) is not None

    run(work())


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        ("403 Forbidden", Refused, "may not ask for a review in small/shop"),
        ("201 Created", Refused, "asks only who works"),
        ("400 Bad Request", NotUnderstood, "status 400"),
    ],
)
def test_what_github_says_instead_is_told(status: str, kind: Any, words: str) -> None:
    def say(_: Any, path: str) -> bytes:
        told = reply(b'{"number": 7, "state": "open"}', status)
        return told if path.endswith("requested_reviewers") else reply(b'{"number": 7, "state": "open"}')

    async def work() -> None:
        made = Deed(verb=Verb.ASK, place="small/shop", message="7", text="cy")
        async with raw(say) as server, to(server.address, **SECRETS) as http:
            with pytest.raises(kind, match=words):
                await github_ask.write(http, made)

    run(work())
