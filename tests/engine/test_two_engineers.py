"""Two engineers, each with an app and a database of their own, at one Slack: once both have seen what is there they agree."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.core.item import Request
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import Demo, serve
from tests.engine.lab import MINUTE, SMALL, HandClock, Lab

CUSTOMERS, TEAM = ("rob", "omar"), ("ada", "mei")
COMPANY = {
    "company": "Small",
    "me": "ada",
    "person": [*SMALL["person"], {"id": "omar", "name": "Omar"}],
    "channel": SMALL["channel"],
}
STEP = timedelta(seconds=1)


class Engineer(Lab):
    """One of them, with a token and a folder of their own."""

    def __init__(self, demo: Demo, clock: HandClock, folder: Path, person: str) -> None:
        folder.mkdir()
        super().__init__(demo, clock, folder)
        self._person = person
        slack = msgspec.structs.replace(self.plan.accounts["slack"], demo=False)
        self.plan = msgspec.structs.replace(self.plan, accounts={"slack": slack})

    async def credential(self, _name: str) -> str | None:
        return f"xoxp-demo-credential-as-{self._person}"

    def looked(self) -> bool:
        """Whether the running app has seen all that has happened until now."""
        health = self.running._store.health.get("support") if self.running else None
        return bool(health and health.state == "ok" and health.seen_at and health.seen_at >= self.clock.now() - STEP)

    def sees(self) -> dict[str, tuple[object, ...]]:
        """Return what it knows of each request: its state, since when it waits, who did what."""
        assert self.running
        items = self.running._store.items.values()
        return {item.key: known(item) for item in items if isinstance(item, Request)}

    def needs(self) -> list[tuple[str, str]]:
        """Return what needs somebody here, as (key, urgency)."""
        assert self.running
        view = self.running.view(self.clock.now())
        return [(need.key, need.urgency.word) for need in view.needs if need.kind.startswith("request.")]


def known(item: Request) -> tuple[object, ...]:
    now = item.episode
    return (item.state, now.id, now.at, now.answered and now.answered.by, now.seen and now.seen.by, item.text)


class Life:
    """What happens in the channel, by lot."""

    def __init__(self, company: Company, seed: int) -> None:
        self._company, self._lot = company, random.Random(seed)  # noqa: S311  a story, no secret
        self._asked: list[tuple[str, str]] = []
        self._put: list[tuple[str, str, str]] = []
        self._count = 0

    def goes_on(self) -> None:
        self._count += 1
        happens = self._lot.choice(
            [self._ask, self._ask, self._answer, self._write_again, self._sign, self._sign, self._unsign, self._edit]
        )
        self._company.play([happens()])

    def _ask(self) -> dict[str, Any]:
        by, name = self._lot.choice(CUSTOMERS), f"q{self._count}"
        self._asked.append((name, by))
        return {"do": "message", "id": name, "by": by, "text": f"Where is order {self._count}?"}

    def _about(self) -> tuple[str, str]:
        return self._lot.choice(self._asked[-4:])

    def _answer(self) -> dict[str, Any]:
        if not self._asked:
            return self._ask()
        return {
            "do": "reply",
            "to": self._about()[0],
            "by": self._lot.choice((*TEAM, *CUSTOMERS)),
            "text": "Look here.",
        }

    def _write_again(self) -> dict[str, Any]:
        if not self._asked:
            return self._ask()
        name, by = self._about()
        return {"do": "reply", "to": name, "by": by, "text": "It is still not there."}

    def _sign(self) -> dict[str, Any]:
        if not self._asked:
            return self._ask()
        put = (
            self._about()[0],
            self._lot.choice((*TEAM, *CUSTOMERS)),
            self._lot.choice(["eyes", "white_check_mark", "tada"]),
        )
        self._put.append(put)
        return {"do": "react", "to": put[0], "by": put[1], "emoji": put[2]}

    def _unsign(self) -> dict[str, Any]:
        if not self._put:
            return self._sign()
        to, by, emoji = self._put.pop(self._lot.randrange(len(self._put)))
        self._put = [one for one in self._put if one != (to, by, emoji)]
        return {"do": "unreact", "to": to, "by": by, "emoji": emoji}

    def _edit(self) -> dict[str, Any]:
        if not self._asked:
            return self._ask()
        return {"do": "edit", "to": self._about()[0], "text": f"Where is order {self._count} now?"}


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[tuple[Company, HandClock, list[Engineer]]]:
    clock = HandClock()
    async with serve(Company(check(COMPANY | {"entry": []}), clock=clock.now), state=folder) as demo:
        yield demo.company, clock, [Engineer(demo, clock, folder / name, name) for name in TEAM]


async def until_all_have_looked(clock: HandClock, engineers: list[Engineer]) -> None:
    clock.advance(2 * STEP)
    for one in engineers:
        await one.until(one.looked, step=STEP)


@pytest.mark.parametrize("seed", range(8))
def test_two_engineers_agree_about_every_request(tmp_path: Path, seed: int) -> None:
    """Each of them is there at other times; what both have seen all along they also know since when."""

    async def story() -> None:
        lot = random.Random(seed)  # noqa: S311
        async with office(tmp_path) as (company, clock, engineers):
            life = Life(company, seed)
            for _ in range(5):
                present = [one for one in engineers if lot.random() < 0.7]
                async with AsyncExitStack() as there:
                    for one in present:
                        await there.enter_async_context(one.engine())
                    for _ in range(lot.randint(1, 8)):
                        life.goes_on()
                        clock.advance(lot.choice([STEP, 5 * STEP, 3 * MINUTE]))
                        if lot.random() < 0.5:
                            await until_all_have_looked(clock, present)
                clock.advance(lot.choice([MINUTE, 20 * MINUTE]))
            async with engineers[0].engine(), engineers[1].engine():
                await until_all_have_looked(clock, engineers)
                await until_all_have_looked(clock, engineers)
                first, second = (one.sees() for one in engineers)
                assert first
                assert {key: what[:3] for key, what in first.items()} == {key: what[:3] for key, what in second.items()}
                assert first == second
                assert {key for key, _ in engineers[0].needs()} == {key for key, _ in engineers[1].needs()}

    asyncio.run(story())


def test_a_teammates_eyes_stop_my_clock_and_mine_stop_theirs(tmp_path: Path) -> None:
    async def story() -> None:
        async with office(tmp_path) as (company, clock, (ada, mei)), ada.engine(), mei.engine():
            await until_all_have_looked(clock, [ada, mei])
            company.play([{"do": "message", "id": "one", "by": "rob", "text": "Where is order 7?"}])
            company.play([{"do": "message", "id": "two", "by": "omar", "text": "Where is order 8?"}])
            await until_all_have_looked(clock, [ada, mei])
            assert [word for _, word in ada.needs()] == [word for _, word in mei.needs()] == ["needs you", "needs you"]
            company.play([{"do": "react", "to": "one", "by": "mei", "emoji": "eyes"}])
            company.play([{"do": "react", "to": "two", "by": "ada", "emoji": "eyes"}])
            await until_all_have_looked(clock, [ada, mei])
            assert ada.needs() == mei.needs()
            assert [word for _, word in ada.needs()] == ["quiet", "quiet"]

    asyncio.run(story())
