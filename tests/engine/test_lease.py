"""Nobody home, against the demo: one message to the backup stands scheduled while the app is seen, and none when it ends on purpose."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.core.action import Done, Pause
from supporttray.core.backup import AskBackup, AskTheBackup, Standing
from supporttray.core.hours import Hours
from supporttray.core.lease import question
from supporttray.core.outbox import UNDO_TIME
from supporttray.demo.queue import Scheduled
from supporttray.engine import backup, lease
from supporttray.engine.hand import Hand
from supporttray.engine.plan import Backup
from supporttray.errors import NoKeyring, NotDone
from tests.engine.lab import MINUTE, Lab, lab

MEI = Backup("slack", "U000000MEI", "Mei", consent=True)
DIRECT = "D000000MEI"
HOUR = timedelta(hours=1)
TURNS = 150  # of the loop, in which the app and the company, both on it, come to rest


@asynccontextmanager
async def home(folder: Path, *entries: dict[str, Any], plan: Backup | None = MEI, **more: Any) -> AsyncIterator[Lab]:
    """A workspace with a backup. The small company is looked at all day, and its own person is on duty."""
    async with lab(folder, *entries, **more) as made:
        watches = tuple(one for one in made.plan.watches if one.kind in ("slack.requests", "roster.file"))
        made.plan = msgspec.structs.replace(made.plan, backup=plan, watches=watches)
        yield made


def queue(made: Lab) -> list[Scheduled]:
    return made.company.queue.of(made.company.me)


def whens(made: Lab) -> list[timedelta]:
    """When what stands scheduled would be sent, from now on."""
    return [one.at - made.clock.now() for one in queue(made)]


async def agree(made: Lab) -> None:
    """Ask the backup, who says yes; the engine looks at it."""
    react(made, await ask(made))


async def ask(made: Lab) -> str:
    engine = made.running
    assert engine
    wish = backup.ask(engine.desk, engine.now, timedelta(0))
    engine.touched()
    await made.until(lambda: engine.desk.outbox.get(wish.entry.intent).receipt)  # type: ignore[union-attr]
    return engine.desk.outbox.get(wish.entry.intent).receipt.id  # type: ignore[union-attr]


def react(made: Lab, message: str, *, back: bool = False) -> None:
    place = made.company.directs[DIRECT]
    seconds, part = message.split(".")
    post = place.find(int(seconds) * 1_000_000 + int(part))
    assert post
    act = made.company.desk.unreact if back else made.company.desk.react
    assert act(place, made.clock.now(), post, "white_check_mark", made.company.people["mei"])


async def later(made: Lab, span: timedelta, step: timedelta = 5 * MINUTE) -> None:
    """Let time pass, a step after the other, with the loop running in between."""
    end = made.clock.now() + span
    while made.clock.now() < end:
        made.clock.advance(min(step, end - made.clock.now()))
        for _ in range(TURNS):
            await asyncio.sleep(0)


async def stands(made: Lab) -> None:
    async with asyncio.timeout(20):
        while not queue(made):
            await later(made, timedelta(seconds=30))


def played(story: Callable[[Path], Coroutine[Any, Any, None]]) -> Callable[[Path], None]:
    """A story as a test, on a loop of its own."""

    def test(tmp_path: Path) -> None:
        asyncio.run(story(tmp_path))

    test.__name__ = story.__name__
    return test


@played
async def test_once_the_backup_agreed_one_message_stands_half_an_hour_ahead(folder: Path) -> None:
    async with home(folder) as made, made.engine():
        await agree(made)
        await stands(made)
        (ahead,) = whens(made)
        assert timedelta(minutes=29) <= ahead <= timedelta(minutes=30)
        (one,) = queue(made)
        assert one.place.channel.code == DIRECT
        assert "Ada's support tray was last seen at" in one.text
        assert not one.metadata


@played
async def test_it_moves_on_while_the_app_is_seen_and_nothing_is_sent(folder: Path) -> None:
    async with home(folder) as made, made.engine():
        await agree(made)
        await stands(made)
        first = queue(made)[0].id
        asked = calls(made, "chat.scheduleMessage")
        await later(made, HOUR, 2 * MINUTE)
        (one,) = queue(made)
        assert one.id != first
        assert timedelta(minutes=19) < one.at - made.clock.now() <= timedelta(minutes=30)
        assert told(made) == []
        assert 5 <= calls(made, "chat.scheduleMessage") - asked <= 7


@played
async def test_nothing_stands_before_the_backup_agreed_and_it_ends_when_they_take_that_back(folder: Path) -> None:
    async with home(folder) as made, made.engine():
        message = await ask(made)
        await later(made, HOUR)
        assert queue(made) == []
        react(made, message)
        await later(made, HOUR + 2 * MINUTE)
        assert len(queue(made)) == 1
        react(made, message, back=True)
        await later(made, HOUR + 2 * MINUTE)
        assert queue(made) == []
        assert told(made) == []


@pytest.mark.parametrize("plan", [None, msgspec.structs.replace(MEI, consent=False)], ids=["no backup", "no consent"])
def test_without_my_own_consent_nothing_is_asked_of_the_service(tmp_path: Path, plan: Backup | None) -> None:
    async def story() -> None:
        async with home(tmp_path) as made:
            async with made.engine():
                message = await ask(made)
                react(made, message)
            made.plan = msgspec.structs.replace(made.plan, backup=plan)
            async with made.engine():
                await later(made, HOUR)
                assert queue(made) == []
                assert calls(made, "chat.scheduleMessage") == 0

    asyncio.run(story())


@played
async def test_what_ends_on_purpose_takes_it_back(folder: Path) -> None:
    async with home(folder) as made:
        async with made.engine():
            await agree(made)
            await stands(made)
        assert queue(made) == []
        await later(made, HOUR)
        assert told(made) == []


@played
async def test_where_the_app_dies_the_backup_is_told_and_the_person_hears_of_it(folder: Path) -> None:
    question = {"at": "-5m", "do": "message", "id": "q", "by": "rob", "text": "Where is order 7?"}
    async with home(folder, question) as made:
        await die(made)
        left = queue(made)
        await later(made, HOUR)
        (text,) = told(made)
        assert len(left) == 1
        assert text.startswith("Ada's support tray was last seen at 1")
        assert "; 1 question is open:\n• http" in text
        async with made.engine() as app:
            await made.until(lambda: any("Mei was told at" in title for title in app.titles), step=MINUTE)
            assert all("Mei was told" not in title for title, _ in app.spoken)
            await later(made, timedelta(hours=25), 15 * MINUTE)
            assert not any("Mei was told" in title for title in app.titles)


@played
async def test_after_a_sleep_of_the_machine_the_person_hears_that_the_backup_was_told_and_it_goes_on(
    folder: Path,
) -> None:
    async with home(folder) as made, made.engine() as app:
        await agree(made)
        await stands(made)
        made.clock.advance(3 * HOUR)
        await made.until(lambda: any("Mei was told at" in title for title in app.titles), step=timedelta(seconds=5))
        assert len(told(made)) == 1
        assert len(queue(made)) == 1


@played
async def test_at_a_start_all_but_one_of_ours_are_taken_back_and_nothing_of_others(folder: Path) -> None:
    async with home(folder) as made:
        await die(made)
        (ours,) = queue(made)
        place, now, me = ours.place, made.clock.now(), made.company.me
        made.company.queue.add(me, place, ours.text, now + 20 * MINUTE, now, metadata=False)
        others = made.company.queue.add(me, place, "Lunch? (ref lunch)", now + 20 * HOUR, now, metadata=False)
        async with made.engine():
            await made.until(lambda: len(queue(made)) == 2, step=timedelta(seconds=5))
            assert others in queue(made)
            await later(made, HOUR)
            assert len(queue(made)) == 2
            assert told(made) == []


@played
async def test_over_a_night_it_stands_for_the_morning(folder: Path) -> None:
    async with home(folder) as made:
        made.plan = msgspec.structs.replace(made.plan, hours=Hours(end=time(12, 30), zone=UTC))
        async with made.engine():
            await agree(made)
            await later(made, 2 * MINUTE)
            assert len(queue(made)) == 1
            await later(made, timedelta(minutes=32))
            (one,) = queue(made)
            assert one.at.hour == 9
            assert 20 <= one.at.minute <= 30, "half an hour of the next working day"
            await later(made, timedelta(hours=20, minutes=26), HOUR)  # 09:00
            await later(made, 2 * MINUTE)
            assert len(queue(made)) == 1
            assert told(made) == []


@played
async def test_over_a_night_after_which_another_one_is_on_duty_it_goes(folder: Path) -> None:
    mine = {"person": "ada", "from": "-1h", "to": "5h"}
    async with home(folder, shift=[mine, {"person": "mei", "from": "5h", "to": "30h"}]) as made:
        made.plan = msgspec.structs.replace(made.plan, hours=Hours(end=time(12, 30), zone=UTC))
        async with made.engine():
            await agree(made)
            await later(made, 2 * MINUTE)
            assert len(queue(made)) == 1
            await later(made, timedelta(minutes=32))
            assert queue(made) == []


@played
async def test_it_stands_while_i_am_on_duty_only(folder: Path) -> None:
    mine = {"person": "ada", "from": "-1h", "to": "2h"}
    async with home(folder, shift=[mine, {"person": "mei", "from": "2h", "to": "9h"}]) as made, made.engine():
        await agree(made)
        await later(made, 5 * MINUTE)
        assert len(queue(made)) == 1
        await later(made, 2 * HOUR)
        assert queue(made) == []
        assert told(made) == []


@played
async def test_a_refusal_is_said_with_what_to_do_until_it_works(folder: Path) -> None:
    async with home(folder) as made, made.engine() as app:
        await agree(made)
        place, now, me = made.company.directs[DIRECT], made.clock.now(), made.company.me
        crowd = [
            made.company.queue.add(me, place, "crowd", now + span * MINUTE, now, metadata=False)
            for span in range(20, 50)
            for _ in range(6)
        ]
        await made.until(lambda: "Your backup would not be told" in app.titles, step=timedelta(seconds=10))
        (need,) = (one for one in app.snapshots[-1].needs if one.kind == "backup.refused")
        assert "no more scheduled messages" in need.because
        for one in crowd:
            made.company.queue.drop(one)
        await made.until(lambda: "Your backup would not be told" not in app.titles, step=timedelta(seconds=30))
        assert len(queue(made)) == 1


@played
async def test_offline_is_not_said_again_and_it_goes_on_afterwards(folder: Path) -> None:
    async with home(folder) as made, made.engine() as app:
        await agree(made)
        await stands(made)
        made.fault("slack", "500", path="/slack/api/chat.scheduleMessage")
        await later(made, 12 * MINUTE)
        assert not any("backup" in title.casefold() for title in app.titles)
        made.company.faults.clear("slack")
        await later(made, 2 * MINUTE)
        (ahead,) = whens(made)
        assert ahead > timedelta(minutes=27)
        assert told(made) == []


def test_offline_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with home(tmp_path) as made, made.engine():
            await agree(made)
            await stands(made)
            made.fault("slack", "500", path="/slack/api/chat.scheduleMessage")
            await later(made, 20 * MINUTE, timedelta(seconds=30))

    caplog.set_level("INFO", lease.__name__)
    asyncio.run(story())
    assert len([one for one in caplog.records if one.name == lease.__name__]) == 1


@played
async def test_a_keyring_that_is_locked_is_not_asked_each_half_minute(folder: Path) -> None:
    async with home(folder) as made:
        await die(made)
        asked: list[str] = []

        async def locked(name: str) -> str | None:
            asked.append(name)
            raise NoKeyring("The keyring does not answer.")

        made.credential = locked  # type: ignore[method-assign]
        accounts = {name: msgspec.structs.replace(one, demo=False) for name, one in made.plan.accounts.items()}
        made.plan = msgspec.structs.replace(made.plan, accounts=accounts, watches=())
        async with made.engine():
            await later(made, 20 * MINUTE, timedelta(seconds=30))
        assert 2 <= len(asked) <= 10, "and not forty times"


@played
async def test_who_leaves_has_the_whole_half_hour(folder: Path) -> None:
    async with home(folder) as made, made.engine():
        await agree(made)
        await stands(made)
        await later(made, 5 * MINUTE)
        assert whens(made)[0] < timedelta(minutes=26)
        assert made.running
        made.running.leaving()
        await made.until(lambda: whens(made)[-1] == timedelta(minutes=30))
        await made.until(lambda: len(queue(made)) == 1)


@played
async def test_what_stood_there_before_i_wanted_it_no_more_is_taken_back(folder: Path) -> None:
    async with home(folder) as made:
        await die(made)
        made.plan = msgspec.structs.replace(made.plan, backup=msgspec.structs.replace(MEI, consent=False))
        async with made.engine():
            await made.until(lambda: not queue(made), step=timedelta(seconds=5))
        assert told(made) == []


@played
async def test_new_settings_leave_it_to_the_engine_that_follows(folder: Path) -> None:
    async with home(folder) as made:
        async with made.engine():
            await agree(made)
            await stands(made)
            assert made.running
            made.running.making_room()
        (left,) = queue(made)
        async with made.engine():
            await later(made, 2 * MINUTE, timedelta(seconds=20))
            assert queue(made) == [left]
        assert queue(made) == []


@played
async def test_it_moves_on_also_while_the_backups_yes_cannot_be_looked_at(folder: Path) -> None:
    async with home(folder) as made, made.engine():
        await agree(made)
        await stands(made)
        made.fault("slack", "500", path="/slack/api/conversations.history")
        await later(made, 2 * HOUR)
        assert len(queue(made)) == 1
        assert told(made) == []


def test_an_end_waits_for_no_service_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with home(tmp_path) as made:
            async with made.engine():
                await agree(made)
                await stands(made)
                made.fault("slack", "slow", seconds=60, path="/slack/api/chat.deleteScheduledMessage")
                began = asyncio.get_running_loop().time()
            assert asyncio.get_running_loop().time() - began < 10
            assert len(queue(made)) == 1  # it is sent: twice is better than never

    monkeypatch.setattr(lease, "ENDING_S", 0.2)
    asyncio.run(story())


@played
async def test_another_backup_ends_what_stood_for_the_first_one(folder: Path) -> None:
    async with home(folder) as made:
        await die(made)
        assert len(queue(made)) == 1
        rob = Backup("slack", "U000000ROB", "Rob", consent=True)
        made.plan = msgspec.structs.replace(made.plan, backup=rob)
        async with made.engine():
            await made.until(lambda: not queue(made), step=timedelta(seconds=5))
            await later(made, HOUR)
        assert told(made) == []


@played
async def test_a_face_tells_how_it_stands_and_asks_the_backup_once_a_day(folder: Path) -> None:
    async with home(folder) as made, made.engine():
        assert made.running
        hand = Hand(made.running, compose)
        known = await hand.do(AskBackup())
        assert known == Standing(person="U000000MEI", name="Mei", account="slack", consent=True)
        done = await hand.do(AskTheBackup())
        assert isinstance(done, Done)
        assert done.entry
        assert done.entry.deed.text == question("Ada")
        assert done.entry.due - made.clock.now() == UNDO_TIME
        again = await hand.do(AskTheBackup())
        assert isinstance(again, Done)
        assert again.entry == done.entry
        assert (await standing(hand)).asking
        await later(made, MINUTE, timedelta(seconds=5))
        react(made, made.entries()[0].receipt.id)  # type: ignore[union-attr]
        await later(made, 6 * MINUTE, timedelta(seconds=30))
        known = await standing(hand)
        assert (known.agreed, known.asking, bool(known.asked_at)) == (True, False, True)
        assert known.until == queue(made)[0].at
        with pytest.raises(NotDone, match="Mei agreed already"):
            await hand.do(AskTheBackup())


@played
async def test_a_pause_moves_it_on(folder: Path) -> None:
    async with home(folder) as made, made.engine():
        await agree(made)
        await stands(made)
        await later(made, 5 * MINUTE)
        assert made.running
        await Hand(made.running, compose).do(Pause(made.clock.now() + HOUR))
        await made.until(lambda: whens(made)[-1] == timedelta(minutes=30))
        await later(made, HOUR)
        assert len(queue(made)) == 1


@pytest.mark.parametrize("plan", [None, msgspec.structs.replace(MEI, consent=False)], ids=["no backup", "no consent"])
def test_nobody_is_asked_before_i_want_it_myself(tmp_path: Path, plan: Backup | None) -> None:
    async def story() -> None:
        async with home(tmp_path, plan=plan) as made, made.engine():
            assert made.running
            with pytest.raises(NotDone):
                await Hand(made.running, compose).do(AskTheBackup())
            assert made.entries() == ()

    asyncio.run(story())


async def standing(hand: Hand) -> Standing:
    known = await hand.do(AskBackup())
    assert isinstance(known, Standing)
    return known


async def compose(_: object) -> str:
    return ""


def told(made: Lab) -> list[str]:
    """What the backup was told; what they were asked is none of it."""
    made.company.catch_up()
    place = made.company.directs[DIRECT]
    return [
        post.text
        for stamp in place.slice(0, 2**62, inclusive=True)
        if (post := place.find(stamp)) and "was last seen" in post.text and "Would you be" not in post.text
    ]


def calls(made: Lab, method: str) -> int:
    report: Any = made.company.traffic.report()
    return int(report["services"]["slack"]["methods"].get(method, 0))


async def die(made: Lab) -> None:
    """Let the app run until a message stands there, and then break."""
    with pytest.raises(ExceptionGroup):
        await broken(made)


async def broken(made: Lab) -> None:
    async with made.engine() as app:
        await agree(made)
        await stands(made)
        fell: list[object] = []

        def fall(snapshot: object) -> None:
            fell.append(snapshot)
            raise RuntimeError("This part is broken.")

        app.show = fall  # type: ignore[method-assign]
        made.ask("last", "Does it work?")
        await made.until(lambda: fell, step=timedelta(seconds=2))
        await later(made, timedelta(seconds=1))
