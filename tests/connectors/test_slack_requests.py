"""What is a request, and what becomes of it, in the demo's Slack."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.http import decode
from supporttray.connectors.slack.request.message import Page
from supporttray.errors import NotUnderstood, Refused
from tests.connectors.desk import desk
from tests.connectors.lab import NOON, run

ASK = {"at": "-5m", "do": "message", "id": "q", "by": "bo", "text": "Is it down?"}


def test_only_what_a_person_says_at_the_top_level_is_a_request() -> None:
    noise: list[dict[str, Any]] = [
        {"at": "-4m", "do": "join", "by": "cy"},
        {"at": "-4m", "do": "topic", "by": "cy", "text": "On duty: Ada"},
        {"at": "-4m", "do": "message", "by": "robot", "text": "Deployed"},
        {"at": "-4m", "do": "message", "by": "hook", "text": "Alarm"},
        {"at": "-4m", "do": "message", "by": "ada", "text": "My own words"},
        {"at": "-4m", "do": "message", "id": "p", "by": "ada", "text": "Mine"},
        {"at": "-3m", "do": "reply", "to": "p", "by": "cy", "text": "An answer"},
        {"at": "-3m", "do": "reply", "to": "p", "by": "cy", "text": "An answer to all", "broadcast": True},
    ]

    async def work() -> None:
        async with desk(ASK, *noise) as at:
            assert await at.poll() == {"Is it down?": "waiting"}

    run(work())


def test_a_request_tells_who_asked_what_where_when_and_its_address() -> None:
    async def work() -> None:
        text = "<@U000000ADA> see <https://example.com|this> &amp; that\n*now* 🙏"
        async with desk(ASK | {"text": text}) as at:
            await at.poll()
            request = at.request()
            assert request.title == "@Ada see this & that now 🙏"
            assert (request.by, request.name, request.where) == ("U0000000BO", "Bo", "#help")
            assert request.at == NOON - timedelta(minutes=5)
            ts = f"{request.at.timestamp():.6f}"
            assert request.key == f"request:T00000DEMO/C00000HELP/{ts}"
            assert request.url == f"{at.demo.addresses.demo}/slack/archives/C00000HELP/p{ts.replace('.', '')}"

    run(work())


def test_a_colleague_who_looks_acknowledges_until_the_reaction_is_taken_back() -> None:
    eyes = {"to": "q", "by": "cy", "emoji": "eyes"}

    async def work() -> None:
        async with desk(ASK) as at:
            assert await at.poll() == {"Is it down?": "waiting"}
            assert await at.poll({"do": "react", **eyes}) == {"Is it down?": "acknowledged"}
            assert await at.poll({"do": "unreact", **eyes}) == {"Is it down?": "waiting"}

    run(work())


@pytest.mark.parametrize(
    ("by", "emoji", "state"),
    [
        ("bo", "eyes", "waiting"),
        ("cy", "tada", "waiting"),
        ("cy", "eyes::skin-tone-3", "acknowledged"),
        ("cy", "white_check_mark", "answered"),
        ("ada", "eyes", "acknowledged"),
    ],
)
def test_whose_and_which_reaction_matters(by: str, emoji: str, state: str) -> None:
    async def work() -> None:
        async with desk(ASK, {"at": "-4m", "do": "react", "to": "q", "by": by, "emoji": emoji}) as at:
            assert await at.poll() == {"Is it down?": state}

    run(work())


def test_a_reply_answers_and_is_told_with_its_author() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.poll()
            assert await at.poll({"do": "reply", "to": "q", "by": "cy", "text": "No"}) == {"Is it down?": "answered"}
            [reply] = at.request().replies or ()
            assert (reply.by, reply.name, reply.bot, reply.at) == (
                "U0000000CY",
                "Cy",
                False,
                NOON + timedelta(minutes=1),
            )

    run(work())


def test_deleting_the_only_reply_makes_it_wait_again() -> None:
    async def work() -> None:
        async with desk(ASK, {"at": "-4m", "do": "reply", "to": "q", "id": "r", "by": "cy", "text": "No"}) as at:
            assert await at.poll() == {"Is it down?": "answered"}
            assert await at.poll({"do": "delete", "to": "r"}) == {"Is it down?": "waiting"}

    run(work())


@pytest.mark.parametrize("by", ["bo", "robot", "hook"])
def test_neither_the_asker_nor_a_bot_answers_and_it_stays_so(by: str) -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.poll()
            assert await at.poll({"do": "reply", "to": "q", "by": by, "text": "…"}) == {"Is it down?": "waiting"}
            assert await at.poll() == {"Is it down?": "waiting"}
            assert at.look.memory.count(b'"open":["') == 1
            assert await at.poll({"do": "reply", "to": "q", "by": "cy", "text": "No"}) == {"Is it down?": "answered"}

    run(work())


def test_an_edit_changes_the_text_and_is_dated() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.poll()
            assert await at.poll({"do": "edit", "to": "q", "text": "Is it up?"}) == {"Is it up?": "waiting"}
            assert at.request().edited == NOON + timedelta(minutes=1)

    run(work())


@pytest.mark.parametrize("replied", [False, True])
def test_what_is_deleted_is_gone_also_when_replies_remain(replied: bool) -> None:  # noqa: FBT001
    async def work() -> None:
        async with desk(ASK) as at:
            await at.poll(*([{"do": "reply", "to": "q", "by": "bo", "text": "?"}] if replied else []))
            assert await at.poll({"do": "delete", "to": "q"}) == {}

    run(work())


def test_the_first_look_goes_back_as_far_as_told_and_later_ones_no_further() -> None:
    async def work() -> None:
        old = {"at": "-50h", "do": "message", "by": "bo", "text": "Two days ago"}
        older = {"at": "-80h", "do": "message", "by": "bo", "text": "Three days ago"}
        async with desk(ASK, old, older) as at:
            assert set(await at.poll()) == {"Is it down?", "Two days ago"}
            assert set(await at.poll(minutes=60 * 24 * 3)) == {"Is it down?", "Two days ago"}
        async with desk(ASK, old, older, look_back=timedelta(hours=1)) as at:
            assert set(await at.poll()) == {"Is it down?"}

    run(work())


def test_an_answered_request_is_told_for_thirty_days_a_waiting_one_until_it_is_answered() -> None:
    async def work() -> None:
        done = {"at": "-4m", "do": "message", "id": "d", "by": "bo", "text": "Done?"}
        async with desk(ASK, done, {"at": "-3m", "do": "reply", "to": "d", "by": "cy", "text": "Yes"}) as at:
            await at.poll()
            at.clock.forward(days=31)
            answer = await at.look.poll()
            assert isinstance(answer, Answer)
            assert [(item.title, item.state) for item in answer.items] == [("Is it down?", "waiting")]
            assert answer.gone == ()
            states = await at.poll({"do": "reply", "to": "q", "by": "cy", "text": "No"})
            assert states["Is it down?"] == "answered"

    run(work())


@pytest.mark.parametrize("memory", [b"{", b'{"threads":{"1":"2"}}', b"[]", b"\xff", b'{"me":1}'])
def test_a_memory_that_is_not_read_any_more_is_begun_anew(memory: bytes) -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            at.look.memory = memory
            assert await at.poll() == {"Is it down?": "waiting"}

    run(work())


# --- names


def test_strangers_in_a_text_do_not_end_the_watch() -> None:
    async def work() -> None:
        async with desk(ASK | {"text": "<@U0STRANGER> help"}) as at:
            assert await at.poll() == {"@U0STRANGER help": "waiting"}
            assert await at.counted() == 1

    run(work())


def test_names_are_learned_a_few_at_a_time_and_each_once() -> None:
    async def work() -> None:
        people = "".join(f"<@U0STRANGER{number}>" for number in range(20))
        async with desk(ASK | {"text": people}) as at:
            counts = [await at.counted() for _ in range(5)]
            assert counts == [3 + 1 + 8, 1 + 8, 1 + 4, 1, 1]  # once the list of all, in which there is none of them

    run(work())


def test_a_refused_credential_is_said_also_where_a_name_is_asked_for() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            at.demo.company.faults.switch_on(_fault("refused", path="users.info"))
            with pytest.raises(Refused) as caught:
                await at.look.poll()
            assert caught.value.missing == "credential"
            assert at.look.memory == b""

    run(work())


def _fault(name: Any, **more: Any) -> Any:
    from supporttray.demo.fault import Fault  # noqa: PLC0415  here only

    return Fault("slack", name, **more)


@pytest.mark.parametrize("fault", ["429", "500", "cut", "truncated", "garbage", "refused", "bomb", "huge"])
def test_a_fault_in_the_middle_tells_nothing_and_the_next_look_tells_all(fault: str) -> None:
    async def work() -> None:
        reply = {"do": "reply", "to": "q", "by": "cy", "text": "No"}
        async with desk(ASK) as at:
            await at.poll()
            before = at.look.memory
            at.play(reply)
            at.demo.company.faults.switch_on(_fault(fault, path="replies", times=2))
            with pytest.raises(Exception) as caught:  # noqa: PT011
                await at.look.poll()
            assert type(caught.value).__name__ in {"SlowDown", "Unreachable", "NotUnderstood", "Refused"}
            assert at.look.memory == before
            at.demo.company.faults.clear()
            assert await at.poll() == {"Is it down?": "answered"}

    run(work())


@pytest.mark.parametrize(
    "strange",
    [
        {"attachments": [{"text": {"a": 1}, "author_id": 7}]},
        {"attachments": 7},
        {"files": [None]},
        {"reactions": None},
        {"reactions": [{"name": "eyes", "users": None}]},
        {"edited": {"ts": None}},
        {"reply_users": None},
        {"metadata": []},
    ],
)
def test_a_message_on_which_something_strange_hangs_hides_neither_itself_nor_others(strange: dict[str, Any]) -> None:
    told = {"ts": "1763900000.000001", "user": "U1", "text": "Is it down?"}
    body = msgspec.json.encode({"ok": True, "messages": [told | strange, told | {"ts": "1763900000.000002"}]})
    first, second = decode(body, Page, "slack.com").messages
    assert [(one.user, one.text) for one in (first, second)] == [("U1", "Is it down?")] * 2


def test_a_page_whose_messages_have_no_id_is_not_understood() -> None:
    with pytest.raises(NotUnderstood):
        decode(b'{"ok": true, "messages": [{"user": "U1", "attachments": 7}]}', Page, "slack.com")
