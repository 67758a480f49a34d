"""A day, a night and a morning of a support channel, as one story: what speaks, what is silent, what stands in the list, and that nothing is lost."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core.hours import Hours
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.moment import span
from supporttray.demo.server import Demo, serve
from supporttray.demo.slack.socket import exchange
from supporttray.engine.database import Database
from tests.engine.lab import NOON, HandClock, Lab, Recorder
from tests.engine.test_bell import seen, truth

if TYPE_CHECKING:
    from pathlib import Path

    from supporttray.core.model import Need

BEAT = timedelta(seconds=31)  # after which everything was looked at and thought about once more
STEP = timedelta(milliseconds=500)
OLD, NEW = "demo-credential", "xoxp-demo-credential"
PLACE: dict[str, Any] = {
    "company": "House",
    "me": "ada",
    "person": [
        *({"id": name.lower(), "name": name} for name in ("Ada", "Mei", "Rob", "Sofia")),
        {"id": "bot", "name": "Bot", "kind": "app"},
    ],
    "channel": [
        {"id": "support", "name": "support", "watch": "support"},
        {"id": "board", "name": "board", "members": ["mei", "sofia"]},
    ],
}


def asks(at: str, who: str, name: str, text: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "do": "message", "id": name, "by": who, "text": text, **more}


def says(at: str, who: str, to: str, text: str) -> dict[str, Any]:
    return {"at": at, "do": "reply", "to": to, "by": who, "text": text}


def puts(at: str, who: str, to: str, emoji: str) -> dict[str, Any]:
    return {"at": at, "do": "react", "to": to, "by": who, "emoji": emoji}


# From Monday noon; the team works from 9:00 to 17:30.
STORY = (
    asks("-20m", "rob", "old", "Who has the key?"),
    # two at once, a bot, a colleague who is faster
    asks("+1m", "rob", "door", "The door sticks."),
    asks("+1m", "sofia", "lamp", "The lamp blinks."),
    {"at": "+2m", "do": "message", "by": "bot", "text": "Beep?", "times": 40, "every": "1s"},
    asks("+3m15s", "sofia", "bell", "The bell is mute."),
    says("+3m18s", "mei", "bell", "It was switched off."),
    # answered, thanked for, open again; and seen by a colleague
    says("+4m", "mei", "door", "Pull."),
    says("+5m", "rob", "door", "Thanks!"),
    says("+6m", "rob", "door", "It sticks again."),
    puts("+7m", "mei", "lamp", "eyes"),
    # asked elsewhere
    asks("+8m", "sofia", "cellar", "The cellar is wet.", channel="board"),
    puts("+9m", "mei", "cellar", "ring_buoy"),
    says("+20m", "mei", "cellar", "I pump."),
    puts("+21m", "mei", "old", "white_check_mark"),
    says("+58m", "mei", "door", "Planed."),
    says("+4h30m", "mei", "lamp", "A new bulb."),
    # the evening and the night
    asks("+5h20m", "rob", "gate", "The gate is open."),
    asks("+6h", "sofia", "roof", "The roof leaks."),
    asks("+10h", "rob", "cat", "The cat is gone."),
    asks("+11h", "rob", "moon", "Is that the moon?"),
    says("+11h5m", "mei", "moon", "It is."),
    # the morning, and a token that is revoked
    says("+21h5m", "mei", "gate", "Closed."),
    says("+21h5m", "mei", "roof", "Patched."),
    puts("+21h5m", "mei", "cat", "white_check_mark"),
    asks("+21h7m", "sofia", "stove", "The stove smokes."),
    {"at": "+21h10m", "do": "revoke", "token": OLD},
    asks("+21h12m", "rob", "step", "A step is loose."),
    asks("+21h13m", "sofia", "tap", "The tap drips."),
    says("+21h14m", "mei", "tap", "Not any more."),
    says("+21h15m", "rob", "gate", "It is open again."),
)


class House(Lab):
    """A workspace that watches the channel with a real credential, and a face that is listened to."""

    token = OLD
    heard = 0

    def __init__(self, demo: Demo, clock: HandClock, folder: Path) -> None:
        super().__init__(demo, clock, folder)
        slack = msgspec.structs.replace(self.plan.accounts["slack"], demo=False)
        self.plan = msgspec.structs.replace(self.plan, accounts={"slack": slack}, hours=Hours(zone=UTC))

    async def credential(self, name: str) -> str | None:
        return self.token if name == "slack" else None

    async def at(self, moment: str, *, blind: bool = False) -> None:
        """Let it become that late, and everything be looked at and thought about."""
        for then in (NOON + span(moment) - BEAT, NOON + span(moment)):
            self.clock.advance(max(then - self.clock.now(), STEP))
            if blind:
                await asyncio.sleep(0.05)
            else:
                await self.until(self._looked, step=STEP)
            await asyncio.sleep(0.01)

    def _looked(self) -> bool:
        health = self.running._store.health if self.running else {}
        late = self.clock.now() - timedelta(seconds=5)
        return len(health) >= 2 and all(
            one.state == "ok" and one.seen_at and one.seen_at >= late
            for one in health.values()
            if one.service == "slack"
        )

    def said(self, app: Recorder) -> list[tuple[str, str]]:
        """What was said since the last time that somebody asked: about what, and how loud."""
        news = app.spoken[self.heard :]
        self.heard += len(news)
        return news


def listed(app: Recorder) -> dict[str, str]:
    """What stands in the list, and how loud."""
    return {need.title: need.urgency.word for need in app.snapshots[-1].needs}


def need(app: Recorder, title: str) -> Need:
    return next(one for one in app.snapshots[-1].needs if one.title == title)


def happened(company: Lab) -> list[dict[str, Any]]:
    """The ledger, without what the bot said, and without the 🛟: it brings a question, and says nothing about it."""
    lines = company.company.ledger.lines()
    return [line for line in lines if line["by"] != "U000000BOT" and line.get("emoji") != "ring_buoy"]


async def morning_to_evening(house: House, app: Recorder) -> None:
    await house.at("+45s")
    assert (house.said(app), listed(app)) == ([], {"Who has the key?": "needs you"})

    await house.at("+1m40s")
    assert house.said(app) == [("The door sticks.", "needs you"), ("The lamp blinks.", "needs you")]

    await house.at("+3m30s")
    assert house.said(app) == []
    assert set(listed(app)) == {"Who has the key?", "The door sticks.", "The lamp blinks."}

    await house.at("+5m40s")
    assert house.said(app) == []
    assert set(listed(app)) == {"Who has the key?", "The lamp blinks."}

    await house.at("+7m40s")
    assert house.said(app) == [("The door sticks.", "needs you")]
    assert "Rob wrote again" in need(app, "The door sticks.").because
    assert listed(app)["The lamp blinks."] == "quiet"

    await house.at("+9m40s")
    assert house.said(app) == [("The cellar is wet.", "needs you")]
    assert "brought by Mei" in need(app, "The cellar is wet.").because


async def clocks(house: House, app: Recorder) -> None:
    await house.at("+22m")
    assert (house.said(app), listed(app)) == ([], {"The door sticks.": "needs you", "The lamp blinks.": "quiet"})

    await house.at("+35m30s")
    assert (house.said(app), app.snapshots[-1].tray.left) == ([], "")

    await house.at("+37m")
    assert (house.said(app), app.snapshots[-1].tray.left) == ([], "29m")

    await house.at("+53m30s")
    assert house.said(app) == []

    await house.at("+54m40s")
    assert house.said(app) == [("The door sticks.", "urgent")]

    await house.at("+59m")
    assert (house.said(app), listed(app)) == ([], {"The lamp blinks.": "quiet"})

    await house.at("+4h5m")
    assert house.said(app) == []

    await house.at("+4h9m")
    assert house.said(app) == [("The lamp blinks.", "needs you")]
    assert "Mei has seen it" in need(app, "The lamp blinks.").because


async def night(house: House, app: Recorder) -> None:
    await house.at("+5h21m")
    assert (house.said(app), set(listed(app))) == ([("The gate is open.", "needs you")], {"The gate is open."})

    for moment, waiting in (("+6h1m", {"The roof leaks."}), ("+12h", {"The roof leaks.", "The cat is gone."})):
        await house.at(moment)
        assert (house.said(app), set(listed(app))) == ([], {"The gate is open.", *waiting})
    await house.at("+20h59m50s")
    assert house.said(app) == []

    await house.at("+21h40s")
    assert house.said(app) == [("The roof leaks.", "needs you"), ("The cat is gone.", "needs you")]
    assert {one.reason for one in app.alerts[-2:]} == {"you are on duty and it waited for the team's working hours"}


async def blind(house: House, app: Recorder) -> None:
    await house.at("+21h8m")
    assert (house.said(app), listed(app)) == ([("The stove smokes.", "needs you")], {"The stove smokes.": "needs you"})

    await house.at("+21h11m", blind=True)
    [(title, loud)] = house.said(app)
    assert (title, loud) == ("slack: Slack refuses the token (token_revoked).", "needs you")
    assert set(listed(app)) == {title, "The stove smokes."}, "what was seen before stands"

    asked = house.asked("slack")
    await house.at("+21h30m", blind=True)
    assert (house.said(app), house.asked("slack")) == ([], asked), "what is refused is not asked again"


async def new_token(house: House, app: Recorder) -> None:
    house.token = NEW
    with closing(Database(house.database, house.clock.now)) as other:
        other.send("credential", "slack")
    await house.at("+21h31m")
    assert house.said(app) == [("A step is loose.", "needs you"), ("The gate is open.", "needs you")]
    assert set(listed(app)) == {"The stove smokes.", "The gate is open.", "A step is loose."}


def test_a_day_a_night_and_a_morning_of_the_support_channel(tmp_path: Path) -> None:
    async def story() -> None:
        clock = HandClock()
        async with serve(Company(check({**PLACE, "entry": list(STORY)}), clock=clock.now), state=tmp_path) as demo:
            house = House(demo, clock, tmp_path)
            async with house.engine() as app:
                for part in (morning_to_evening, clocks, night, blind, new_token):
                    await part(house, app)
                assert seen(house) == truth(happened(house)), "nothing is lost"
                keys = [(one.need.key, one.need.urgency) for one in app.alerts]
                assert len(keys) == len(set(keys)), "nothing is said twice"

    asyncio.run(story())


def test_a_demo_company_that_is_live_tells_at_once(tmp_path: Path) -> None:
    async def story(*, live: bool) -> str:
        clock, folder = HandClock(), tmp_path / str(live)
        company = Company(check({**PLACE, "entry": [STORY[0]], "live": live}), clock=clock.now)
        async with serve(company, state=folder) as demo:
            house = Lab(demo, clock, folder)
            async with house.engine() as app:
                await house.until(lambda: app.titles == ["Who has the key?"])
                if live:
                    await house.until(lambda: any(one["sockets"] for one in exchange(company).report()))
                    house.ask("new", "Is it told?")  # the clock stands: nobody asks
                    await house.until(lambda: "Is it told?" in app.titles)
                else:
                    await house.until(lambda: house.asked("slack") > 20, step=STEP)
                assert bool(exchange(company).report()) == live
                return next(one.heard for one in app.snapshots[-1].services if one.name == "slack")

    assert [asyncio.run(story(live=live)) for live in (True, False)] == ["at once", "every 1 s"]
