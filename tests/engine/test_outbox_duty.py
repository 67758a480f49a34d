"""Who is on duty is announced once, whatever becomes of the question and the answer: what is there tells whether it arrived."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import http
from supporttray.core import outbox
from supporttray.core.deed import Deed, Verb
from supporttray.core.outbox import UNDO_TIME
from supporttray.demo.crew import Crew
from tests.engine.lab import NOON, Lab, lab
from tests.engine.test_outbox import FAULTS, STEP, at_work, settled

SUPPORT, GROUP = "C00SUPPORT", "S00000DUTY"
LINE = "On duty: Mei & Rob until Fri 12 Dec"
SHOWN = "On duty: Mei &amp; Rob until Fri 12 Dec"
CHANNEL = {"id": "support", "name": "support", "watch": "support", "topic": "Questions | On duty: Ada | FAQ"}
GROUPS = [
    {"id": "duty", "name": "On duty", "handle": "duty", "members": ["ada"]},
    {"id": "shut", "name": "Shut", "handle": "shut", "members": ["ada"], "refuses": "permission_denied"},
]
DEEDS = {
    "topic": Deed(verb=Verb.TOPIC, place=SUPPORT, text=LINE),
    "usergroup": Deed(verb=Verb.GROUP, place=GROUP, text="U000000MEI,U000000ROB"),
    "status": Deed(verb=Verb.STATUS, place="", text="On duty", emoji=":pager:", until=NOON + timedelta(days=3)),
}
TOPIC = DEEDS["topic"]
PATHS = {"topic": "setTopic", "usergroup": "users.update", "status": "profile.set"}


def tell(tmp_path: Path, story: Callable[[Lab], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        async with lab(tmp_path, channel=[CHANNEL], group=GROUPS) as company:
            company.plan = msgspec.structs.replace(company.plan, watches=())
            await story(company)

    asyncio.run(told())


def written(company: Lab, what: str) -> list[dict[str, Any]]:
    return [line for line in company.mine() if line["what"] == what]


def so(company: Lab, what: str) -> bool:
    """Whether it is as it was to be."""
    world = company.company
    return {
        "topic": world.channels[SUPPORT].topic == f"Questions | {SHOWN} | FAQ",
        "usergroup": world.groups[GROUP].members == ("mei", "rob"),
        "status": world.statuses.get("ada") is not None and world.statuses["ada"].text == "On duty",
    }[what]


@pytest.mark.parametrize("what", DEEDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_so_and_was_written_once(tmp_path: Path, fault: str, what: str) -> None:
    async def story(company: Lab) -> None:
        if fault != "well":
            company.fault("slack", fault, times=1, path=PATHS[what], **FAULTS[fault])
        async with at_work(company):
            company.wish(DEEDS[what])
            company.wish(DEEDS[what])  # a double click
            await settled(company)
        assert company.company.faults.faults() == []
        assert so(company, what)
        assert len(written(company, what)) == 1

    tell(tmp_path, story)


@pytest.mark.parametrize("what", DEEDS)
def test_an_answer_that_takes_too_long_is_not_waited_for_and_it_was_written_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(http, "DEADLINE_S", 0.3)

    async def story(company: Lab) -> None:
        company.fault("slack", "hold-before", times=1, path=PATHS[what])
        async with at_work(company):
            company.wish(DEEDS[what])
            await company.until(company.company.faults.held, step=STEP)
            await company.until(lambda: "did not answer within" in company.entries()[0].reason)
            company.company.faults.clear()
            await company.until(lambda: written(company, what))
            await settled(company)
        assert so(company, what)
        assert len(written(company, what)) == 1

    tell(tmp_path, story)


@pytest.mark.parametrize("what", DEEDS)
def test_what_is_so_already_is_not_written_again(tmp_path: Path, what: str) -> None:
    async def story(company: Lab) -> None:
        async with at_work(company):
            company.wish(DEEDS[what], "first")
            await settled(company)
            company.wish(DEEDS[what], "second")
            await settled(company)
        assert company.fates() == ["sent", "sent"]
        assert len(written(company, what)) == 1

    tell(tmp_path, story)


def test_what_somebody_wrote_between_preview_and_sending_stays(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.wish(TOPIC)
        company.play(do="topic", by="rob", text="New rules · On duty: me · FAQ")
        async with at_work(company):
            await settled(company)
        assert company.company.channels[SUPPORT].topic == f"New rules · {SHOWN} · FAQ"

    tell(tmp_path, story)


def test_what_somebody_wrote_while_an_answer_was_lost_stays_as_well(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "lost-question", times=1, path="setTopic")
        async with at_work(company):
            company.wish(TOPIC)
            await company.until(lambda: company.fates() == ["sending"])
            company.play(do="topic", by="rob", text="Ask in threads")
            await settled(company)
        assert company.company.channels[SUPPORT].topic == f"Ask in threads | {SHOWN}"

    tell(tmp_path, story)


def test_a_group_that_somebody_set_meanwhile_is_compared_when_it_is_sent(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.wish(DEEDS["usergroup"])
        groups = company.company.groups
        groups[GROUP] = Crew(groups[GROUP].group, ("rob", "mei"), NOON)
        async with at_work(company):
            await settled(company)
        assert written(company, "usergroup") == []

    tell(tmp_path, story)


def test_of_two_wishes_for_one_topic_the_later_stays_though_the_first_was_lost(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "lost-question", times=1, path="setTopic")
        async with at_work(company):
            company.wish(TOPIC, "first")
            await company.until(lambda: company.fates() == ["sending"])
            company.wish(msgspec.structs.replace(TOPIC, text="On duty: Rob"), "second")
            await settled(company)
        assert company.company.channels[SUPPORT].topic == "Questions | On duty: Rob | FAQ"

    tell(tmp_path, story)


def test_a_group_that_one_may_not_edit_is_refused_with_a_sentence(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        async with at_work(company):
            company.wish(Deed(verb=Verb.GROUP, place="S00000SHUT", text="U000000MEI"))
            await settled(company, "refused")
        [entry] = company.entries()
        assert entry.reason.startswith("You may not change this user group. An owner")
        assert company.mine() == []

    tell(tmp_path, story)


@pytest.mark.parametrize("what", DEEDS)
def test_it_waits_for_a_second_thought_like_a_text(tmp_path: Path, what: str) -> None:
    async def story(company: Lab) -> None:
        with company.outbox() as opened:
            [entry] = outbox.new("wish", "slack", (DEEDS[what],), company.clock.now())
            entry = opened.add((entry,))
        async with at_work(company):
            await company.until(lambda: company.clock.now() >= NOON + UNDO_TIME - 2 * STEP, step=STEP)
            company.change(entry.number, lambda one: outbox.undo(one, company.clock.now()))
            await settled(company, "undone")
        assert company.mine() == []

    tell(tmp_path, story)


@pytest.mark.parametrize("what", DEEDS)
def test_what_arrived_before_the_engine_ended_is_found_by_the_next_one(tmp_path: Path, what: str) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "hold-after", times=1, path=PATHS[what])
        async with at_work(company):
            company.wish(DEEDS[what])
            await company.until(company.company.faults.held, step=STEP)
        company.company.faults.clear()
        async with at_work(company):
            await settled(company)
        assert so(company, what)
        assert len(written(company, what)) == 1

    tell(tmp_path, story)
