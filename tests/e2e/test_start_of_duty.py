"""The first minutes of a duty, played: the hand-over hour comes, the topic is wrong, one word announces it, and two at once say it once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from supporttray import config
from supporttray.core.daily import Daily
from supporttray.core.duty import Announce, AskAnnouncement, Preview
from supporttray.core.rules.announce import NOT_ME, NOT_SO
from supporttray.core.snapshot import TrayState
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.engine.hand import Hand
from tests.engine.lab import HandClock, Lab, Recorder

STEP = timedelta(milliseconds=300)
TO_SEE = timedelta(seconds=20)  # the topic is looked at every ten minutes
SUPPORT, TEAM = "C00SUPPORT", "C00000TEAM"
SCENARIO: dict[str, Any] = {
    "company": "Quillfern",
    "me": "ada",
    "person": [{"id": name.lower(), "name": name} for name in ("Ada", "Bo", "Cy", "Mei")],
    "channel": [
        {"id": "support", "name": "support", "topic": "Ask here | On duty: Mei (apps); Cy (data)", "watch": "support"},
        {"id": "team", "name": "team"},
    ],
    "group": [{"id": "oncall", "handle": "on-call", "name": "On call", "members": ["mei", "cy"]}],
    "shift": [
        {"person": "mei", "from": "-7d", "to": "2h", "domain": "apps"},
        {"person": "ada", "from": "2h", "to": "7d", "domain": "apps"},
        {"person": "cy", "from": "-7d", "to": "2h", "domain": "data"},
        {"person": "bo", "from": "2h", "to": "14d", "domain": "data"},
    ],
}
BOARD = f"""
[announce]
service = "slack"
topic = "{SUPPORT}"
channel = "{TEAM}"
group = "S000ONCALL"
status = true
people = {{ Ada = "U000000ADA", Bo = "U0000000BO", Cy = "U0000000CY", Mei = "U000000MEI" }}
"""


class Place(Lab):
    """The workspace of one of them, with a token of their own."""

    token = ""

    async def credential(self, _name: str) -> str | None:
        return self.token


class Person:
    """Somebody's running app, and their hand."""

    def __init__(self, place: Place, face: Recorder) -> None:
        assert place.running
        self.place, self.face = place, face
        self.do = Hand(place.running, _compose).do

    @property
    def looked(self) -> bool:
        """Whether every watch has had its first look, which is silent."""
        return bool(self.face.snapshots) and {one.state for one in self.face.snapshots[-1].services} == {"ok"}

    @property
    def offered(self) -> list[str]:
        """What the app offers about the topic now."""
        return [title for title in self.face.titles if title in (NOT_ME, NOT_SO)]

    @property
    def said(self) -> list[str]:
        return [title for title, _ in self.face.spoken if title in (NOT_ME, NOT_SO)]

    async def preview(self) -> Preview:
        found = await self.do(AskAnnouncement())
        assert isinstance(found, Preview)
        return found

    async def announce(self) -> Preview:
        found = await self.do(Announce())
        assert isinstance(found, Preview)
        return found


class Town:
    """The company and its people, on one clock."""

    def __init__(self, company: Company, clock: HandClock, people: dict[str, Person]) -> None:
        self.company, self.clock, self.people = company, clock, people

    async def until(self, holds: Callable[[], object], step: timedelta = STEP) -> None:
        await next(iter(self.people.values())).place.until(holds, step=step)

    async def begins(self) -> None:
        """The hand-over hour comes."""
        self.clock.advance(timedelta(hours=2))

    def done(self) -> list[tuple[str, str]]:
        """Who did what, but for what Slack itself says about a topic."""
        lines = [line for line in self.company.ledger.lines() if line["what"] != "message" or line["channel"] == TEAM]
        return sorted((str(line["what"]), str(line["by_name"])) for line in lines)


async def _compose(_: Daily) -> str:
    return ""


@asynccontextmanager
async def town(folder: Path, *names: str) -> AsyncIterator[Town]:
    """Serve the company, and let each of them run an app."""
    clock = HandClock()
    async with serve(Company(check(SCENARIO), clock=clock.now), state=folder) as demo, AsyncExitStack() as stack:
        text = demo.config.read_text("utf-8").replace("demo = true\n", "") + BOARD
        people: dict[str, Person] = {}
        for name in names:
            own = folder / name
            own.mkdir()
            place = Place(demo, clock, own)
            place.token = f"demo-credential-as-{name.lower()}"
            place.plan = config.parse(text.replace('me = "Ada"', f'me = "{name}"\nzone = "Europe/Berlin"'), "demo.toml")
            people[name] = Person(place, await stack.enter_async_context(place.engine()))
        one = Town(demo.company, clock, people)
        await one.until(lambda: all(person.looked for person in people.values()))
        assert {person.face.state for person in people.values()} == {TrayState.OFF_DUTY}
        yield one


def tell(folder: Path, story: Callable[..., Coroutine[Any, Any, None]], *names: str) -> None:
    async def told() -> None:
        async with town(folder, *names) as one:
            await story(one, *one.people.values())

    asyncio.run(told())


def test_it_is_offered_when_the_duty_begins_and_done_once(tmp_path: Path) -> None:
    async def story(one: Town, ada: Person) -> None:
        assert (ada.offered, ada.said) == ([], [])
        await one.begins()
        await one.until(lambda: ada.said)
        assert (ada.offered, ada.said) == ([NOT_ME], [NOT_ME])
        need = next(need for need in ada.face.snapshots[-1].needs if need.title == NOT_ME)
        assert need.page == "announcement"
        assert "It says “On duty: Mei (apps); Cy (data)”, set by " in need.because
        assert one.done() == [], "nothing is announced unasked"

        assert len((await ada.preview()).steps) == 4
        assert all(step.number for step in (await ada.announce()).steps)
        await one.until(lambda: len(one.done()) == 4)
        assert one.done() == [(what, "Ada") for what in ("message", "status", "topic", "usergroup")]
        await one.until(lambda: not ada.offered)
        assert (await ada.preview()).steps == ()
        topic = one.company.channels[SUPPORT].topic
        assert topic == "Ask here | On duty: Ada (apps) until Mon 30 Nov; Bo (data) until Mon 7 Dec"
        assert one.company.groups["S000ONCALL"].members == ("ada", "bo")
        assert ada.said == [NOT_ME]

    tell(tmp_path, story, "Ada")


def test_two_who_announce_at_once_make_one_message_one_topic_and_one_group(tmp_path: Path) -> None:
    async def story(one: Town, ada: Person, bo: Person) -> None:
        await one.begins()
        await one.until(lambda: ada.said and bo.said)
        for person in (ada, bo):
            assert len((await person.preview()).steps) == 4
        await ada.announce()
        one.clock.advance(timedelta(seconds=1))  # within the ten seconds; in the same instant nobody could know
        await bo.announce()
        await one.until(lambda: ada.place.fates() == bo.place.fates() == ["sent"] * 4)
        what = [done for done, _ in one.done()]
        assert sorted(what) == ["message", "status", "status", "topic", "usergroup"]
        await one.until(lambda: not ada.offered and not bo.offered, TO_SEE)
        for person in (ada, bo):
            assert (await person.preview()).steps == ()

    tell(tmp_path, story, "Ada", "Bo")


def test_who_announces_first_spares_the_other_one_the_work(tmp_path: Path) -> None:
    async def story(one: Town, ada: Person, bo: Person) -> None:
        await one.begins()
        await one.until(lambda: ada.said and bo.said)
        await ada.preview()
        await ada.announce()
        await one.until(lambda: len(one.done()) == 4)
        assert [step.preview.partition(":")[0] for step in (await bo.preview()).steps] == ["status"]
        await one.until(lambda: not bo.offered, TO_SEE)

    tell(tmp_path, story, "Ada", "Bo")


def test_a_topic_that_goes_wrong_again_at_once_is_in_the_list_and_not_said_twice(tmp_path: Path) -> None:
    async def story(one: Town, ada: Person) -> None:
        await one.begins()
        await one.until(lambda: ada.said)
        await ada.preview()
        await ada.announce()
        await one.until(lambda: not ada.offered)
        one.company.play([{"do": "topic", "by": "mei", "channel": "support", "text": "On duty: Ada until Tue 1 Dec"}])
        await one.until(lambda: ada.offered == [NOT_SO], TO_SEE)
        assert ada.said == [NOT_ME]

    tell(tmp_path, story, "Ada")
