"""A request that reached somebody else, from the 🛟 on it to the word to who asked; with a real engine at a demo company."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from supporttray.connectors.slack.request.flagged import SlackFlagged
from supporttray.core import action as act
from supporttray.core.asked import DropDraft
from supporttray.core.model import Need
from supporttray.engine.hand import Hand
from supporttray.engine.plan import Watch
from tests.engine.lab import Lab, Recorder, lab

STEP = timedelta(milliseconds=500)
WATCH = Watch(
    name="brought", kind="slack.flagged", account="slack", every=timedelta(seconds=2), options=SlackFlagged.Options()
)
CHANNELS = [{"id": "support", "name": "support", "watch": "support"}, {"id": "random", "name": "random"}]
QUESTION: dict[str, Any] = {
    "at": "-5m", "do": "message", "id": "q", "by": "rob", "channel": "random", "text": "Is it down?",
}  # fmt: skip
BUOY: dict[str, Any] = {"do": "react", "to": "q", "by": "mei", "emoji": "ring_buoy"}


def brought(company: Lab) -> None:
    company.plan = msgspec.structs.replace(company.plan, watches=(*company.plan.watches, WATCH))


def needs(app: Recorder, kind: str) -> tuple[Need, ...]:
    return tuple(need for need in app.snapshots[-1].needs if need.kind == kind) if app.snapshots else ()


async def taken(company: Lab, app: Recorder) -> tuple[Hand, Need]:
    """Let it be marked and acknowledge it; return what could be told to who asked."""
    assert company.running
    looked = company.running.desk.store.health
    await company.until(lambda: "brought" in looked and looked["brought"].seen_at, step=STEP)
    company.play(**BUOY)
    await company.until(lambda: needs(app, "request.waiting"), step=STEP)
    [waiting] = needs(app, "request.waiting")
    assert "Rob asked in #random" in waiting.because
    assert "brought by Mei" in waiting.because
    hand = Hand(company.running, None)  # type: ignore[arg-type]
    await hand.do(act.Acknowledge(waiting.subject))
    await company.until(lambda: needs(app, "request.news"), step=STEP)
    return hand, needs(app, "request.news")[0]


def test_who_asked_is_told_who_has_it_by_one_click(tmp_path: Path) -> None:
    async def work() -> None:
        async with lab(tmp_path, QUESTION, channel=CHANNELS) as company:
            brought(company)
            async with company.engine() as app:
                hand, news = await taken(company, app)
                assert news.draft.startswith("Hi Rob, Ada has this one; you will hear from us ")
                await hand.do(act.Reply(news.subject, news.draft))
                await company.until(lambda: company.fates() == ["sent", "sent"], step=STEP)
                [line] = [line for line in company.mine() if line["what"] == "reply"]
                assert (line["channel"], line["text"]) == ("C000RANDOM", news.draft)
                assert [title for title, _ in app.spoken] == ["Is it down?"]

    asyncio.run(work())


def test_a_draft_that_is_dropped_does_not_come_back(tmp_path: Path) -> None:
    async def work() -> None:
        async with lab(tmp_path, QUESTION, channel=CHANNELS) as company:
            brought(company)
            async with company.engine() as app:
                hand, news = await taken(company, app)
                await hand.do(DropDraft(news.key))
                await company.until(lambda: not needs(app, "request.news"), step=STEP)
                assert needs(app, "request.acknowledged")
            async with company.engine() as app:
                await company.until(lambda: needs(app, "request.acknowledged"), step=STEP)
                assert not needs(app, "request.news")

    asyncio.run(work())
