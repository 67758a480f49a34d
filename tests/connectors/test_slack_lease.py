"""What Slack is told to send later: bodies of its own reference, each refusal in words, others' messages left alone."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from supporttray.connectors.lease import CanLease
from supporttray.connectors.slack.lease import REFUSALS
from supporttray.connectors.slack.service import Slack
from supporttray.core.lease import Standing
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Close, Raw, Say, raw, reply, run

CONTRACTS = Path(__file__).parent.parent / "contracts"
AT = NOON + timedelta(minutes=30)
MARK = "(ref k7f2)"


@asynccontextmanager
async def slack(say: Say | bytes) -> AsyncIterator[tuple[Slack, Raw]]:
    async with raw(say if callable(say) else lambda *_: say) as served:
        client = Slack(served.address, CANARY, Clock())
        try:
            yield client, served
        finally:
            await client.http.close()


def body(**told: object) -> bytes:
    return reply(json.dumps({"ok": True, **told}).encode())


def refusal(code: str) -> bytes:
    return reply(json.dumps({"ok": False, "error": code}).encode())


def asked(served: Raw, number: int = -1) -> dict[str, str]:
    return {key: value for key, (value,) in parse_qs(served.heard[number].partition("\r\n\r\n")[2]).items()}


def test_slack_can_lease() -> None:
    assert issubclass(Slack, CanLease)


def test_what_is_scheduled_is_escaped_and_carries_no_metadata() -> None:
    async def story() -> None:
        async with slack(body(scheduled_message_id="Q1298393284", channel="D1", post_at=int(AT.timestamp()))) as (
            client,
            served,
        ):
            made = await client.schedule("D1", "a <!channel> & b", AT)
            assert made == Standing("Q1298393284", AT)
            told = asked(served)
            assert told["text"] == "a &lt;!channel&gt; &amp; b"
            assert (told["channel"], told["post_at"]) == ("D1", str(int(AT.timestamp())))
            assert "metadata" not in told

    run(story())


def test_the_list_of_slacks_own_reference_is_read() -> None:
    """Its example has a number where its description has a text."""
    examples = json.loads((CONTRACTS / "slack_examples.json").read_text("utf-8"))

    async def story() -> None:
        async with slack(reply(json.dumps(examples["chat.scheduledMessages.list"]["success"]).encode())) as (client, _):
            found = await client.standing("C1H9RESGL", "a message for you")
            assert found == (Standing("1298393284", datetime(2019, 3, 7, 20, 43, 48, tzinfo=UTC)),)
            assert await client.standing("C1H9RESGL", MARK) == ()

    run(story())


def test_ours_are_found_on_every_page_in_the_order_in_which_they_were_made() -> None:
    def waiting(which: str, made: int, text: str = f"x {MARK}") -> dict[str, object]:
        return {"id": which, "channel_id": "D1", "post_at": int(AT.timestamp()), "date_created": made, "text": text}

    pages = [
        body(
            scheduled_messages=[waiting("Q3", 30), waiting("Q9", 99, "Lunch?")], response_metadata={"next_cursor": "n"}
        ),
        body(scheduled_messages=[waiting("Q1", 10), waiting("Q2", 20)], response_metadata={"next_cursor": ""}),
    ]

    async def story() -> None:
        async with slack(lambda served, _: pages[len(served.heard) - 1]) as (client, served):
            assert [one.id for one in await client.standing("D1", MARK)] == ["Q1", "Q2", "Q3"]
            assert asked(served)["cursor"] == "n"

    run(story())


def test_what_cannot_be_looked_through_is_refused_and_not_guessed() -> None:
    async def story() -> None:
        async with slack(body(scheduled_messages=[], response_metadata={"next_cursor": "n"})) as (client, served):
            with pytest.raises(Refused, match="looked through"):
                await client.standing("D1", MARK)
            assert len(served.heard) == 5

    run(story())


def test_half_an_hour_is_half_an_hour_also_where_this_computers_clock_is_wrong() -> None:
    hour = timedelta(hours=1)
    post_at = int((AT + hour).timestamp())
    there = {"id": "Q1", "channel_id": "D1", "post_at": post_at, "date_created": 1, "text": MARK}
    told = {"scheduled_message_id": "Q1", "post_at": post_at, "scheduled_messages": [there]}
    sent = [message(f"{post_at}.000000", MARK)]
    answer = reply(
        json.dumps({"ok": True, "messages": sent, **told}).encode(), date=format_datetime(NOON + hour, usegmt=True)
    )

    async def story() -> None:
        async with slack(answer) as (client, served):
            assert await client.standing("D1", MARK) == (Standing("Q1", AT),)
            assert await client.schedule("D1", "x", AT) == Standing("Q1", AT)
            assert asked(served)["post_at"] == str(post_at)
            assert await client.sent("D1", MARK, "UBO", NOON) == AT
            assert float(asked(served)["oldest"]) == (NOON + hour - timedelta(minutes=1)).timestamp()

    run(story())


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_is_said_with_what_to_do(code: str) -> None:
    async def story() -> None:
        async with slack(refusal(code)) as (client, _):
            with pytest.raises(Refused) as caught:
                await client.schedule("D1", "x", AT)
            assert caught.value.phrase
            assert caught.value.hint
            assert caught.value.missing == code
            assert code not in caught.value.phrase

    run(story())


def test_each_refusal_is_one_that_slack_names() -> None:
    known = json.loads((CONTRACTS / "slack_methods.json").read_text("utf-8"))["chat.scheduleMessage"]["errors"]
    assert set(REFUSALS) <= set(known)


@pytest.mark.parametrize(
    ("said", "error", "maybe"),
    [
        (refusal("missing_scope"), Refused, False),
        (refusal("ratelimited"), SlowDown, False),
        (refusal("internal_error"), Unreachable, True),
        (refusal("never_heard_of"), NotUnderstood, False),
        (body(), NotUnderstood, True),
        (reply(b"<html>"), NotUnderstood, True),
        (Close(), Unreachable, True),
    ],
)
def test_whether_it_may_stand_there_all_the_same_is_told(said: bytes, error: type[ServiceError], maybe: bool) -> None:  # noqa: FBT001
    async def story() -> None:
        async with slack(lambda *_: said) as (client, _):
            with pytest.raises(error) as caught:
                await client.schedule("D1", "x", AT)
            assert caught.value.maybe is maybe

    run(story())


@pytest.mark.parametrize(("said", "taken"), [(body(), True), (refusal("invalid_scheduled_message_id"), False)])
def test_what_is_gone_already_is_no_error(said: bytes, taken: bool) -> None:  # noqa: FBT001
    async def story() -> None:
        async with slack(said) as (client, served):
            assert await client.withdraw("D1", "Q1") is taken
            assert asked(served) == {"channel": "D1", "scheduled_message_id": "Q1"}

    run(story())


def message(
    ts: str, text: str, user: str = "UME", reactions: list[dict[str, object]] | None = None
) -> dict[str, object]:
    return {"type": "message", "ts": ts, "text": text, "user": user, "reactions": reactions or []}


def test_what_was_sent_is_known_by_its_mark_and_not_by_who_repeats_it() -> None:
    page = [
        message("1795435300.000000", f"“{MARK}” — what is this?", "UBO"),
        message("1795435200.000000", f"x {MARK}"),
        message("1795435100.000000", "y"),
    ]

    async def story() -> None:
        async with slack(body(messages=page)) as (client, _):
            assert await client.sent("D1", MARK, "UBO", NOON) == datetime.fromtimestamp(1795435200, UTC)
            assert await client.sent("D1", "(ref 2222)", "UBO", NOON) is None

    run(story())


@pytest.mark.parametrize(
    ("found", "yes"),
    [
        ([message("1.0", "?", reactions=[{"name": "white_check_mark", "users": ["UBO"]}])], True),
        ([message("1.0", "?", reactions=[{"name": "white_check_mark", "users": ["UME"]}])], False),
        ([message("1.0", "?", reactions=[{"name": "eyes", "users": ["UBO"]}])], False),
        ([message("2.0", "?", reactions=[{"name": "white_check_mark", "users": ["UBO"]}])], False),
        ([message("1.0", "?")], False),
        ([], False),
    ],
    ids=["the backup's ✅", "my own ✅", "the backup's 👀", "on another message", "nothing", "the message is gone"],
)
def test_only_the_backups_own_yes_on_the_very_message_counts(found: list[dict[str, object]], yes: bool) -> None:  # noqa: FBT001
    async def story() -> None:
        async with slack(body(messages=found)) as (client, served):
            assert await client.agreed("D1", "1.0", "UBO") is yes
            assert asked(served) == {
                "channel": "D1",
                "oldest": "1.0",
                "latest": "1.0",
                "inclusive": "true",
                "limit": "1",
            }

    run(story())
