"""Who is in a Slack user group, as shifts without an end."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from supporttray.connectors.slack.duty.usergroup import PEOPLE, SlackUserGroup
from supporttray.connectors.slack.service import Slack
from supporttray.core.item import OPEN, Shift
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.crew import Crew
from supporttray.demo.fault import fault_of
from supporttray.demo.server import Demo, serve
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Look, raw, reply, run

GROUP = "S00000DUTY"
SCENARIO: dict[str, Any] = {
    "company": "Small",
    "me": "ada",
    "person": [{"id": "ada", "name": "Ada Lovelace"}, {"id": "bo", "name": "Bo"}, {"id": "cy", "name": "Cy"}],
    "channel": [{"id": "help", "name": "help"}],
    "group": [
        {"id": "duty", "name": "On duty", "handle": "on-duty", "members": ["ada"]},
        {"id": "free", "name": "Free", "handle": "free", "members": ["ada"], "refuses": "plan_upgrade_required"},
    ],
}


@dataclass
class Club:
    """A small company's Slack, and our look at its group."""

    demo: Demo
    clock: Clock
    look: Look

    def change(self, *members: str) -> None:
        """Put others into the group, as somebody does there."""
        groups = self.demo.company.groups
        groups[GROUP] = Crew(groups[GROUP].group, members, self.clock())

    async def poll(self, *members: str, minutes: float = 1) -> list[Shift]:
        if members:
            self.change(*members)
        self.clock.forward(minutes=minutes)
        await self.look.poll()
        return sorted((one for one in self.look.items.values() if isinstance(one, Shift)), key=lambda one: one.person)

    def asked(self) -> dict[str, int]:
        services: Any = self.demo.company.traffic.report()["services"]
        return dict(services["slack"]["methods"])


def tell(story: Callable[[Club], Coroutine[Any, Any, None]], handle: str = "@on-duty", **more: Any) -> None:
    async def told() -> None:
        clock = Clock()
        async with serve(Company(check({**SCENARIO, **more}), clock=clock)) as demo:
            slack = Slack(demo.addresses.slack, "demo-credential", clock)
            options = SlackUserGroup.Options(group=handle, domain="apps")
            try:
                await story(Club(demo, clock, Look(SlackUserGroup(options, slack, "nobody"), clock)))
            finally:
                await slack.http.close()

    run(told())


def facing(answers: dict[str, Any], group: str = GROUP) -> list[Shift]:
    """Look at a server that says what it wants."""

    async def work() -> list[Shift]:
        async with raw(lambda _, path: reply(msgspec.json.encode(answers[path.removeprefix("/")]))) as server:
            slack = Slack(server.address, CANARY, Clock())
            look = Look(SlackUserGroup(SlackUserGroup.Options(group=group), slack, ""), Clock())
            try:
                await look.poll()
            finally:
                await slack.http.close()
            return [one for one in look.items.values() if isinstance(one, Shift)]

    return run(work())


@pytest.mark.parametrize("group", ["@on-duty", "@ON-Duty", GROUP])
def test_a_member_is_on_duty_since_they_were_seen_and_no_end_is_known(group: str) -> None:
    async def story(club: Club) -> None:
        [shift] = await club.poll()
        assert (shift.person, shift.mine, shift.domain) == ("Ada", True, "apps")
        assert (shift.at, shift.until) == (NOON + timedelta(minutes=1), OPEN)
        assert shift.key == f"shift:slack/T00000DEMO/{GROUP}/U000000ADA/{int(shift.at.timestamp())}"

    tell(story, group)


def test_who_comes_and_goes_is_seen_and_names_are_asked_for_once() -> None:
    async def story(club: Club) -> None:
        await club.poll()
        ada, bo = await club.poll("ada", "bo", minutes=5)
        assert (ada.at, bo.at) == (NOON + timedelta(minutes=1), NOON + timedelta(minutes=6))
        assert not bo.mine
        assert [one.person for one in await club.poll("bo")] == ["Bo"]
        [back, _] = await club.poll("ada", "bo")
        assert back.at == NOON + timedelta(minutes=8)
        assert club.asked() == {
            "auth.test": 1,
            "usergroups.list": 1,
            "usergroups.users.list": 4,
            "users.info": 3,  # Ada came back as a stranger
        }

    tell(story)


def test_a_large_group_is_whole_at_once_and_its_names_follow() -> None:
    people = [{"id": f"p{number}", "name": f"P{number}"} for number in range(PEOPLE + 5)]
    group = {"id": "duty", "name": "All", "handle": "on-duty", "members": [one["id"] for one in people]}

    async def story(club: Club) -> None:
        first = await club.poll()
        assert len(first) == PEOPLE + 5
        assert sum(one.person.startswith("U") for one in first) == 5
        assert all(one.person.startswith("P") for one in await club.poll())

    tell(story, person=[*SCENARIO["person"], *people], group=[group])


def test_a_person_whom_slack_does_not_show_keeps_their_id() -> None:
    answers = {
        "auth.test": {"ok": True, "url": "https://x/", "team_id": "T1", "user_id": "U1"},
        "usergroups.users.list": {"ok": True, "users": ["U2", "U2"]},
        "users.info": {"ok": False, "error": "user_not_visible"},
    }
    [shift] = facing(answers)
    assert (shift.person, shift.mine) == ("U2", False)


@pytest.mark.parametrize("group", ["@nobody", "S000NOBODY"])
def test_a_group_that_is_not_there_is_refused(group: str) -> None:
    async def story(club: Club) -> None:
        with pytest.raises(Refused) as caught:
            await club.poll()
        assert caught.value.missing == "name"

    tell(story, group)


def test_a_plan_without_groups_is_said_in_a_sentence() -> None:
    async def story(club: Club) -> None:
        with pytest.raises(Refused, match="free plan"):
            await club.poll()

    tell(story, "@free")


def test_a_missing_scope_is_named() -> None:
    answers = {
        "auth.test": {"ok": True, "url": "https://x/", "team_id": "T1", "user_id": "U1"},
        "usergroups.users.list": {"ok": False, "error": "missing_scope", "needed": "usergroups:read"},
    }
    with pytest.raises(Refused) as caught:
        facing(answers)
    assert caught.value.missing == "usergroups:read"
    assert "usergroups:read" in caught.value.hint


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("429", SlowDown), ("500", Unreachable), ("refused", Refused), ("garbage", NotUnderstood), ("cut", Unreachable)],
)
def test_each_failure_is_one_of_the_four_errors_and_who_was_seen_stays(fault: str, kind: type[ServiceError]) -> None:
    async def story(club: Club) -> None:
        before = await club.poll()
        club.demo.company.faults.switch_on(fault_of({"service": "slack", "fault": fault, "seconds": 1}))
        with pytest.raises(kind):
            await club.poll()
        club.demo.company.faults.clear()
        assert await club.poll(minutes=10) == before

    tell(story)


@pytest.mark.parametrize("users", [None, "U1", [7], [None]])
def test_members_of_another_form_are_not_understood(users: object) -> None:
    answers = {
        "auth.test": {"ok": True, "url": "https://x/", "team_id": "T1", "user_id": "U1"},
        "usergroups.users.list": {"ok": True, "users": users},
    }
    with pytest.raises(NotUnderstood):
        facing(answers)


def test_a_hostile_name_is_one_plain_line() -> None:
    answers = {
        "auth.test": {"ok": True, "url": "https://x/", "team_id": "T1", "user_id": "U1"},
        "usergroups.users.list": {"ok": True, "users": ["U2"]},
        "users.info": {"ok": True, "user": {"name": "x", "profile": {"display_name": "Bo\n\u202eeve\x00" + "y" * 200}}},
    }
    [shift] = facing(answers)
    assert shift.person.startswith("Bo eveyy")
    assert len(shift.person) == 60
