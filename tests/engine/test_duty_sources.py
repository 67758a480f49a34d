"""Rotas that services keep, through an engine: who is on duty, and after a restart still."""

import asyncio
from pathlib import Path
from typing import Any

from supporttray import config
from supporttray.core.item import OPEN, Shift
from supporttray.demo.crew import Crew
from tests.engine.lab import MINUTE, NOON, Lab, lab

GROUP = {"id": "duty", "name": "On duty", "handle": "on-duty", "members": ["ada", "rob"]}
SHIFTS = [
    {"person": "mei", "from": "-3d", "to": "+4d", "domain": "data"},
    {"person": "ada", "from": "+4d", "to": "+11d", "domain": "data"},
]
WATCHES = """
schema = 1
me = "ada@example.com"
[service.pagerduty]
kind = "pagerduty"
address = "{base}/pagerduty"
demo = true
[service.slack]
kind = "slack"
address = "{base}/slack/api"
demo = true
[[watch]]
kind = "pagerduty.oncall"
name = "rota"
schedules = ["PDATA1"]
domain = "data"
every = "1s"
[[watch]]
kind = "slack.usergroup"
name = "group"
group = "@on-duty"
domain = "apps"
every = "1s"
"""


def planned(company: Lab) -> None:
    base = company.plan.accounts["slack"].address.removesuffix("/slack/api")
    company.plan = config.parse(WATCHES.format(base=base), "duty.toml")


async def people(company: Lab, *wanted: tuple[str, ...]) -> None:
    """Wait until an engine shows these people on duty for apps and data, in one of their orders."""
    async with company.engine() as face:

        def shown() -> bool:
            turns = face.snapshots[-1].duty.turns if face.snapshots else ()
            return tuple(tuple(sorted(turn.people)) for turn in turns) == wanted

        await company.until(shown, step=MINUTE / 60)
        duty = face.snapshots[-1].duty
        assert duty.on is ("Ada" in wanted[0])
        assert [turn.mine for turn in duty.turns] == ["Ada" in one for one in wanted]


def test_two_rotas_of_services_say_who_is_on_duty_and_a_change_there_is_seen(tmp_path: Path) -> None:
    async def story() -> None:
        more: dict[str, Any] = {"shift": SHIFTS, "group": [GROUP]}
        async with lab(tmp_path, **more) as company:
            planned(company)
            await people(company, ("Ada", "Rob"), ("Mei",))
            groups = company.company.groups
            groups["S00000DUTY"] = Crew(groups["S00000DUTY"].group, ("rob",), NOON)
            await people(company, ("Rob",), ("Mei",))

    asyncio.run(story())


def test_a_shift_without_an_end_is_kept_as_one(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path, shift=SHIFTS, group=[GROUP]) as company:
            planned(company)
            await people(company, ("Ada", "Rob"), ("Mei",))
            company.fault("slack", "500")
            async with company.engine():
                assert company.running
                kept = [one for one in company.running.desk.store.items.values() if isinstance(one, Shift)]
            assert [one.until for one in kept if one.domain == "apps"] == [OPEN, OPEN]

    asyncio.run(story())
