"""The outbox among others: what comes after what, who decides meanwhile, what an engine finds when it starts."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from supporttray.core import outbox
from supporttray.core.deed import Deed, Verb
from tests.engine.lab import MINUTE, NOON, Lab
from tests.engine.test_outbox import DEEDS, LONG, POST, STEP, SUPPORT, at_work, once, read, settled, tell, ts


def test_an_acknowledgement_taken_back_stays_taken_back_when_the_first_is_tried_again(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "500", times=1, path="reactions.add")
        async with at_work(company):
            company.wish(DEEDS["react"], "first")
            await company.until(lambda: company.entries()[0].reason, step=STEP)
            company.wish(msgspec.structs.replace(DEEDS["react"], verb=Verb.UNREACT), "second")
            await settled(company)
        assert [line["what"] for line in company.mine()] == ["reaction_added", "reaction_removed"]

    tell(tmp_path, story)


def test_the_last_edit_is_what_stays(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "500", times=1, path="chat.update")
        async with at_work(company):
            company.wish(DEEDS["edit"], "first")
            await company.until(lambda: company.entries()[0].reason, step=STEP)
            company.wish(msgspec.structs.replace(DEEDS["edit"], text="The last word"), "second")
            await settled(company)
        assert company.mine()[-1]["text"] == "The last word"

    tell(tmp_path, story)


@pytest.mark.parametrize("piece", [1, 2, 3])
@pytest.mark.parametrize("name", ["long", "long reply", "long direct"])
def test_the_pieces_of_a_long_text_keep_their_order_whichever_is_lost(tmp_path: Path, piece: int, name: str) -> None:
    async def story(company: Lab) -> None:
        if piece > 1:
            company.fault("slack", "slow", times=piece - 1, seconds=0, path="postMessage")  # these go well
        company.fault("slack", "lost-question", times=1, path="postMessage")
        async with at_work(company):
            company.wish(DEEDS[name])
            await settled(company)
        assert company.company.faults.faults() == []
        once(name, company.mine())

    tell(tmp_path, story)


def test_the_rest_of_a_long_text_is_not_late_while_its_beginning_is_not(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "429", times=1, seconds=600, path="postMessage")
        async with at_work(company):
            company.wish(DEEDS["long"])
            await company.until(lambda: company.entries()[0].reason, step=STEP)
        company.clock.advance(5 * MINUTE)
        async with at_work(company):
            await settled(company)
        once("long", company.mine())

    tell(tmp_path, story)


def test_what_is_undone_while_its_channel_is_looked_at_is_not_sent(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        for fault in ("hold-before", "500"):
            company.fault("slack", fault, times=1, path="conversations.info")
        async with at_work(company):
            company.wish(POST)
            await company.until(company.company.faults.held, step=STEP)
            company.change(1, lambda one: outbox.undo(one, company.clock.now()))
            company.company.faults.clear()
            await settled(company, "undone")
        assert company.mine() == []

    tell(tmp_path, story)


def test_two_accounts_that_are_due_together_send_each_their_own(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        accounts = company.plan.accounts
        other = msgspec.structs.replace(accounts["slack"], name="other")
        company.plan = msgspec.structs.replace(company.plan, accounts={**accounts, "other": other})
        with company.outbox() as box:
            for account in ("slack", "other"):
                deed = Deed(verb=Verb.POST, place=SUPPORT, text=account)
                box.add(outbox.new(account, account, [deed], NOON, wait=timedelta(0)))
        async with at_work(company):
            await settled(company)
        assert sorted(line["text"] for line in company.mine()) == ["other", "slack"]

    tell(tmp_path, story)


def test_an_account_that_is_gone_from_the_config_refuses_and_stops_nothing_else(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        with company.outbox() as box:
            box.add(outbox.new("gone", "gone", [POST], NOON, wait=timedelta(0)))
        company.wish(POST)
        async with at_work(company):
            await company.until(lambda: company.fates() == ["refused", "sent"], step=STEP)
        assert "not in the config" in company.entries()[0].reason

    tell(tmp_path, story)


def test_a_bug_while_sending_does_not_make_the_outbox_spin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(company: Lab) -> None:
        async def bug(*_: object) -> None:
            raise AssertionError

        monkeypatch.setattr("supporttray.connectors.slack.service.Slack.may", bug)
        async with at_work(company):
            company.wish(POST)
            await company.until(lambda: caplog.records, step=STEP)
            for _ in range(50):
                await asyncio.sleep(0.001)
            assert len(caplog.records) == 1
            monkeypatch.undo()
            await settled(company)
        once("post", company.mine())

    with caplog.at_level(logging.ERROR):
        tell(tmp_path, story)


def test_the_rest_of_a_long_text_whose_beginning_was_only_seen_by_a_person_is_left_to_them(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "lost-answer", times=1, path="postMessage")
        company.fault("slack", "refused", path="history")
        async with at_work(company):
            company.wish(DEEDS["long"])
            await company.until(lambda: company.fates()[0] == "unknown", step=STEP)
            company.change(1, lambda one: outbox.seen(one, company.clock.now()))
            await company.until(lambda: set(company.fates()) == {"sent", "refused"}, step=STEP)
        (line,) = company.mine()
        assert LONG.startswith(read(line["text"]))
        assert "thread" in company.entries()[1].reason

    tell(tmp_path, story)


def test_what_is_only_right_today_is_not_sent_tomorrow_and_not_lost(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "500", path="postMessage")
        company.fault("slack", "500", path="conversations.info")
        async with at_work(company):
            company.wish(DEEDS["long"], expires=NOON + timedelta(hours=1))
            await company.until(lambda: company.fates()[0] == "expired", step=MINUTE)
            await company.until(lambda: set(company.fates()) == {"expired"}, step=STEP)
        assert company.mine() == []
        assert " ".join(entry.deed.text for entry in company.entries()).split() == LONG.split()

    tell(tmp_path, story)


def test_a_reply_in_a_thread_whose_question_is_gone_is_refused_and_kept(tmp_path: Path) -> None:
    async def story(company: Lab) -> None:
        company.play(do="delete", to="q")
        async with at_work(company):
            company.wish(Deed(verb=Verb.POST, place=SUPPORT, message=ts(5), text="Too late"))
            await settled(company, "refused")
        assert "thread_not_found" in company.entries()[0].reason

    tell(tmp_path, story)
