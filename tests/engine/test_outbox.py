"""What is written to Slack is there once, whatever becomes of the question and the answer; or a person is asked."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import http
from supporttray.core import outbox
from supporttray.core.deed import Deed, Verb
from tests.engine.lab import NOON, Lab, lab

STEP = timedelta(seconds=1)
SUPPORT = "C00SUPPORT"
FAR = "C000000FAR"
OLD = "C000000OLD"
QUESTION: dict[str, Any] = {"at": "-5m", "do": "message", "id": "q", "by": "rob", "text": "Where is order 7?"}
MINE: dict[str, Any] = {"at": "-4m", "do": "message", "id": "m", "by": "ada", "text": "Soon."}
EYES: dict[str, Any] = {"at": "-3m", "do": "react", "to": "m", "by": "ada", "emoji": "eyes"}
CHANNELS = [
    {"id": "support", "name": "support", "watch": "support"},
    {"id": "far", "name": "far", "members": ["mei"]},
    {"id": "old", "name": "old", "archived": True},
]
TEXT = "Done & <tested>, see <https://example.com|it> <!channel> <@U000000MEI> @here &lt;b&gt; &amp;amp; 🙏"
LONG = "\n\n".join(f"{number}. {'word <!here> ' * 90}" for number in range(9))


def ts(minutes: int) -> str:
    """The name of a message that was written some minutes before the start."""
    return f"{(NOON - timedelta(minutes=minutes)).timestamp():.6f}"


DEEDS = {
    "react": Deed(verb=Verb.REACT, place=SUPPORT, message=ts(5), text="eyes"),
    "unreact": Deed(verb=Verb.UNREACT, place=SUPPORT, message=ts(4), text="eyes"),
    "reply": Deed(verb=Verb.POST, place=SUPPORT, message=ts(5), text=TEXT),
    "post": Deed(verb=Verb.POST, place=SUPPORT, text=TEXT),
    "long": Deed(verb=Verb.POST, place=SUPPORT, text=LONG),
    "long reply": Deed(verb=Verb.POST, place=SUPPORT, message=ts(5), text=LONG),
    "edit": Deed(verb=Verb.EDIT, place=SUPPORT, message=ts(4), text=TEXT),
    "direct": Deed(verb=Verb.DIRECT, place="U000000MEI", text=TEXT),
    "long direct": Deed(verb=Verb.DIRECT, place="U000000MEI", text=LONG),
}
PATHS = {"react": "reactions.add", "unreact": "reactions.remove", "edit": "chat.update"}
POST = DEEDS["post"]
FAULTS = {
    "well": {},
    "lost-question": {},
    "lost-answer": {},
    "late": {"seconds": 20},
    "closing": {},
    "429": {"seconds": 40},
    "500": {},
    "500-after": {},
    "cut": {},
    "truncated": {},
    "garbage": {},
}


def tell(tmp_path: Path, story: Callable[[Lab], Coroutine[Any, Any, None]]) -> None:
    """Let a story happen in a company whose Slack nobody watches."""

    async def told() -> None:
        async with lab(tmp_path, QUESTION, MINE, EYES, channel=CHANNELS) as company:
            company.plan = msgspec.structs.replace(company.plan, watches=())
            await story(company)

    asyncio.run(told())


@asynccontextmanager
async def at_work(company: Lab) -> AsyncIterator[None]:
    """Run an engine."""
    async with company.engine():
        yield


async def settled(company: Lab, fate: str = "sent") -> None:
    """Let time pass until nothing moves any more, and then an hour more."""
    await company.until(lambda: not {"waiting", "sending"} & set(company.fates()), step=STEP)
    assert set(company.fates()) == {fate}
    for _ in range(12):
        company.clock.advance(timedelta(minutes=5))
        await asyncio.sleep(0.001)
    assert set(company.fates()) == {fate}


def read(text: str) -> str:
    """What a person sees; nothing in it may be a mention, a link or a broadcast."""
    assert "<" not in text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def once(name: str, lines: list[dict[str, Any]]) -> None:
    """What a deed asks for is there once, and nothing else is."""
    deed = DEEDS[name]
    place = "D000000MEI" if deed.verb is Verb.DIRECT else deed.place
    assert {line["channel"] for line in lines} == {place}
    if name in ("react", "unreact"):
        (line,) = lines
        assert (line["emoji"], line["ts"]) == ("eyes", deed.message)
        assert line["what"] == ("reaction_added" if name == "react" else "reaction_removed")
    elif name == "edit":  # the same once more is the same
        assert {(line["what"], line["ts"], read(line["text"])) for line in lines} == {
            ("message_changed", deed.message, TEXT)
        }
    elif not name.startswith("long"):
        (line,) = lines
        assert (read(line["text"]), line["thread_ts"] or "") == (TEXT, deed.message)
    else:
        head, *rest = lines
        assert len(rest) >= 2
        assert (head["thread_ts"] or "") == deed.message
        assert {line["thread_ts"] for line in rest} == {deed.message or head["ts"]}
        assert " ".join(read(line["text"]) for line in lines).split() == LONG.split()


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_there_once(tmp_path: Path, fault: str, name: str) -> None:
    async def story(company: Lab) -> None:
        if fault != "well":
            company.fault("slack", fault, times=1, path=PATHS.get(name, "postMessage"), **FAULTS[fault])
        async with at_work(company):
            company.wish(DEEDS[name])
            company.wish(DEEDS[name])  # a double click
            await settled(company)
        assert company.company.faults.faults() == []
        once(name, company.mine())

    tell(tmp_path, story)


@pytest.mark.parametrize("name", DEEDS)
def test_an_answer_that_takes_too_long_is_not_waited_for_and_it_is_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(http, "DEADLINE_S", 0.3)

    async def story(company: Lab) -> None:
        company.fault("slack", "hold-before", times=1, path=PATHS.get(name, "postMessage"))
        async with at_work(company):
            company.wish(DEEDS[name])
            await company.until(company.company.faults.held, step=STEP)
            await company.until(lambda: "did not answer within" in company.entries()[0].reason)
            company.company.faults.clear()
            await company.until(company.mine)
            await settled(company)
        once(name, company.mine())

    tell(tmp_path, story)


def test_a_service_that_asks_for_patience_gets_it(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "429", times=1, seconds=300, path="postMessage")
        async with at_work(company):
            company.wish(POST)
            await company.until(lambda: company.entries()[0].reason, step=STEP)
            until = company.entries()[0].due
            assert until > company.clock.now() + timedelta(seconds=250)
            await company.until(company.mine, step=STEP)
            assert company.clock.now() >= until
            await settled(company)

    tell(tmp_path, story)


@pytest.mark.parametrize("name", DEEDS)
def test_with_a_revoked_token_it_is_refused_kept_and_goes_when_the_token_is_mended(tmp_path: Path, name: str) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "refused")
        async with at_work(company):
            company.wish(DEEDS[name])
            await settled(company, "refused")
            first = company.entries()[0]
            assert "Make a new token" in first.reason
            assert company.mine() == []
            company.company.faults.clear()
            company.change(first.number, lambda one: outbox.again(one, company.clock.now()))
            await settled(company)
        once(name, company.mine())

    tell(tmp_path, story)


@pytest.mark.parametrize(
    ("place", "words"),
    [(OLD, "#old is archived"), (FAR, "not a member of #far"), ("C0000NOWHERE", "channel_not_found")],
)
@pytest.mark.parametrize("text", [TEXT, LONG])
def test_where_it_could_not_be_posted_or_read_back_it_is_not_even_tried(
    tmp_path: Path, place: str, words: str, text: str
) -> None:
    async def story(company: Lab) -> None:
        async with at_work(company):
            company.wish(Deed(verb=Verb.POST, place=place, text=text))
            await settled(company, "refused")
        assert words in company.entries()[0].reason
        assert " ".join(entry.deed.text for entry in company.entries()).split() == text.split()
        services: Any = company.company.traffic.report()["services"]
        assert "chat.postMessage" not in services["slack"]["methods"]

    tell(tmp_path, story)


@pytest.mark.parametrize("there", [True, False])
def test_what_cannot_be_looked_for_is_unknown_and_a_person_decides(tmp_path: Path, *, there: bool) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "lost-answer" if there else "lost-question", times=1, path="postMessage")
        company.fault("slack", "refused", path="history")
        async with at_work(company):
            company.wish(POST)
            await settled(company, "unknown")
            assert len(company.mine()) == there
            decide = outbox.seen if there else outbox.again
            company.change(1, lambda one: decide(one, company.clock.now()))
            await settled(company)
        once("post", company.mine())

    tell(tmp_path, story)


@pytest.mark.parametrize("fault", ["500", "429", "garbage"])
def test_what_cannot_be_looked_for_now_is_looked_for_later_and_not_sent_again(tmp_path: Path, fault: str) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "lost-answer", times=1, path="postMessage")
        company.fault("slack", fault, times=9, seconds=10, path="history")
        async with at_work(company):
            company.wish(POST)
            await settled(company)
        once("post", company.mine())

    tell(tmp_path, story)
