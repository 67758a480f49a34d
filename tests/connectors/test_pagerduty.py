"""Who is on call at PagerDuty, as shifts: from the demo's, and from servers that mean no good."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from supporttray import config
from supporttray.connectors import Answer
from supporttray.connectors.pagerduty.oncall import ALWAYS, PagerDutyOnCall
from supporttray.connectors.pagerduty.service import PagerDuty
from supporttray.core import roster
from supporttray.core.item import OPEN, Shift
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import fault_of
from supporttray.demo.server import Demo, serve
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Say, raw, reply, run

PEOPLE = [{"id": "ada", "name": "Ada Lovelace"}, {"id": "bo", "name": "Bo"}]
SHIFTS: list[dict[str, Any]] = [
    {"person": "ada", "from": "-3d", "to": "+4d"},
    {"person": "bo", "from": "+4d", "to": "+11d"},
    {"person": "bo", "from": "-3d", "to": "+4d", "level": 2},
    {"person": "bo", "from": "-2d", "to": "+40d", "domain": "data"},
]
FACTS = {"id": "PUSER", "type": "user", "summary": "Ada", "name": "Ada", "email": "ada@example.com"}


@dataclass
class Phone:
    """A small company's PagerDuty, and ours that looks at it."""

    demo: Demo
    service: PagerDuty
    clock: Clock

    async def shifts(self, me: str = "", **options: Any) -> list[Shift]:
        return await look(self.service, me, self.clock(), **options)

    def asked(self) -> dict[str, int]:
        services: Any = self.demo.company.traffic.report()["services"]
        return dict(services["pagerduty"]["methods"])


async def look(service: PagerDuty, me: str = "", now: datetime = NOON, **options: Any) -> list[Shift]:
    connector = PagerDutyOnCall(msgspec.convert(options, PagerDutyOnCall.Options), service, me)
    answer = await connector.fetch(b"", now)
    assert isinstance(answer, Answer)
    assert answer.complete
    return [item for item in answer.items if isinstance(item, Shift)]


def tell(story: Callable[[Phone], Coroutine[Any, Any, None]], shifts: list[dict[str, Any]] | None = None) -> None:
    async def told() -> None:
        clock = Clock()
        scenario = {"company": "Small", "me": "ada", "person": PEOPLE, "shift": SHIFTS if shifts is None else shifts}
        async with serve(Company(check(scenario), clock=clock)) as demo:
            service = PagerDuty(demo.addresses.pagerduty, "demo-credential", clock)
            try:
                await story(Phone(demo, service, clock))
            finally:
                await service.http.close()

    run(told())


def facing(say: Say, me: str = "", **options: Any) -> list[Shift]:
    """Look at a server that says any bytes."""

    async def work() -> list[Shift]:
        async with raw(say) as server:
            service = PagerDuty(server.address, CANARY, Clock())
            try:
                return await look(service, me, **options)
            finally:
                await service.http.close()

    return run(work())


def page(*oncalls: dict[str, Any], more: bool = False) -> bytes:
    return reply(msgspec.json.encode({"oncalls": oncalls, "more": more, "limit": 100, "offset": 0, "total": None}))


def entry(**facts: Any) -> dict[str, Any]:
    schedule = {"id": "PSCHED", "summary": "First", "html_url": "https://small.pagerduty.com/schedules/PSCHED"}
    span = {"start": "2026-11-20T09:00:00+01:00", "end": "2026-11-27T09:00:00+01:00"}
    return {"user": FACTS, "schedule": schedule, "escalation_level": 1, **span, **facts}


def test_the_shifts_of_a_schedule_are_told_with_their_real_beginning_and_end() -> None:
    async def story(phone: Phone) -> None:
        first, second = await phone.shifts("ada lovelace", schedules=["PAPPS1"], domain="apps")
        assert (first.person, first.mine, first.domain) == ("Ada Lovelace", True, "apps")
        assert (first.at, first.until) == (NOON - timedelta(days=3), NOON + timedelta(days=4))
        assert first.key == f"shift:pagerduty/PAPPS1/PUADA/{int(first.at.timestamp())}"
        assert first.url.endswith("/schedules/PAPPS1")
        assert (second.person, second.mine, second.at) == ("Bo", False, first.until)
        assert phone.asked() == {"GET /oncalls": 1}

    tell(story)


@pytest.mark.parametrize(
    ("me", "mine"),
    [("Ada Lovelace", True), ("ADA@example.com", True), (" ada lovelace ", True), ("Ada", False), ("", False)],
)
def test_a_shift_is_mine_by_name_or_by_mail(me: str, *, mine: bool) -> None:
    async def story(phone: Phone) -> None:
        assert [shift.mine for shift in await phone.shifts(me, schedules=["PAPPS1"])] == [mine, False]

    tell(story)


def test_of_a_policy_one_level_counts_and_of_named_schedules_all() -> None:
    async def story(phone: Phone) -> None:
        assert {shift.key.split("/")[1] for shift in await phone.shifts(policy="PPOLICY")} == {"PAPPS1", "PDATA1"}
        assert {shift.key.split("/")[1] for shift in await phone.shifts(policy="PPOLICY", level=2)} == {"PAPPS2"}
        assert len(await phone.shifts(policy="PPOLICY", schedules=["PDATA1"])) == 1
        assert len(await phone.shifts(schedules=["PAPPS2", "PDATA1"])) == 2
        assert len(await phone.shifts()) == 3
        assert await phone.shifts(policy="PNONE") == []

    tell(story)


def test_each_schedule_has_its_domain() -> None:
    async def story(phone: Phone) -> None:
        found = await phone.shifts(schedules=["PAPPS1", "PDATA1"], domains={"PDATA1": "data"}, domain="apps")
        assert {shift.domain: shift.person for shift in found if shift.at <= NOON} == {
            "apps": "Ada Lovelace",
            "data": "Bo",
        }
        turns = roster.duty(found, NOON).turns
        assert [(turn.domain, turn.people) for turn in turns] == [("apps", ("Ada Lovelace",)), ("data", ("Bo",))]

    tell(story)


def test_more_shifts_than_a_page_holds_are_read_page_by_page() -> None:
    async def story(phone: Phone) -> None:
        found = await phone.shifts(schedules=["PAPPS1"])
        assert len(found) == len({shift.key for shift in found}) == 250
        assert phone.asked() == {"GET /oncalls": 3}

    hours = [{"person": "ada" if n % 2 else "bo", "from": f"{n}h", "to": f"{n + 1}h"} for n in range(250)]
    tell(story, hours)


def test_what_is_listed_twice_is_one_shift() -> None:
    twice = [entry(), entry(escalation_policy={"id": "POTHER"})]
    assert len(facing(lambda *_: page(*twice))) == 1


def test_pages_without_end_are_not_read_without_end() -> None:
    with pytest.raises(NotUnderstood, match="more than 2000"):
        facing(lambda *_: page(entry(), more=True))


def test_a_person_named_by_the_policy_itself_is_always_on_call() -> None:
    always = entry(schedule=None, start=None, end=None, escalation_policy={"id": "PPOL", "html_url": "ftp://x"})
    [shift] = facing(lambda *_: page(always), "ada@example.com", policy="PPOL")
    assert (shift.at, shift.until, shift.mine, shift.url) == (ALWAYS, OPEN, True, "")
    assert shift.key == "shift:pagerduty/PPOL/PUSER/0"


def test_a_schedule_that_no_policy_uses_is_asked_for_by_itself() -> None:
    rendered = {"start": "2026-11-20T09:00:00Z", "end": "2026-11-27T09:00:00Z", "user": {"id": "PUSER", "summary": "A"}}
    gone = {**rendered, "user": None}
    answers = {
        "/oncalls": {"oncalls": [], "more": False},
        "/schedules/PSCHED": {
            "schedule": {"id": "PSCHED", "final_schedule": {"rendered_schedule_entries": [rendered, gone]}}
        },
        "/schedules/PSCHED/users": {"users": [FACTS]},
    }
    heard: list[str] = []

    def say(_: object, path: str) -> bytes:
        heard.append(path)
        return reply(msgspec.json.encode(answers[path.partition("?")[0]]))

    [shift] = facing(say, "ada@example.com", schedules=["PSCHED"])
    assert (shift.person, shift.mine, shift.at) == ("Ada", True, datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert "overflow=true" in heard[1]


def test_a_schedule_that_is_not_there_is_refused_and_one_without_shifts_is_empty() -> None:
    async def story(phone: Phone) -> None:
        with pytest.raises(Refused) as caught:
            await phone.shifts(schedules=["PAPPS1", "PNOTHERE"])
        assert caught.value.missing == "name"
        phone.clock.forward(days=60)
        assert await phone.shifts(schedules=["PAPPS1"]) == []

    tell(story)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("429", SlowDown), ("500", Unreachable), ("refused", Refused), ("garbage", NotUnderstood), ("cut", Unreachable)],
)
def test_each_failure_is_one_of_the_four_errors(fault: str, kind: type[ServiceError]) -> None:
    async def story(phone: Phone) -> None:
        told = {"service": "pagerduty", "fault": fault, "seconds": 40}
        phone.demo.company.faults.switch_on(fault_of(told))
        with pytest.raises(kind) as caught:
            await phone.shifts(schedules=["PAPPS1"])
        if isinstance(caught.value, SlowDown):
            assert caught.value.until == NOON + timedelta(seconds=40)
        if isinstance(caught.value, Refused):
            assert caught.value.missing == "credential"

    tell(story)


def test_an_allowance_that_is_used_up_is_respected_before_it_is_refused() -> None:
    used = reply(b'{"oncalls":[]}', ratelimit_remaining="0", ratelimit_reset="30")

    async def work() -> tuple[int, SlowDown]:
        async with raw(lambda *_: used) as server:
            service = PagerDuty(server.address, CANARY, Clock())
            await look(service)
            with pytest.raises(SlowDown) as caught:
                await look(service)
            await service.http.close()
            return len(server.heard), caught.value

    asked, error = run(work())
    assert (asked, error.until) == (1, NOON + timedelta(seconds=30))


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"oncalls":[{"user":null}]}',
        b'{"oncalls":[{"user":{"id":7}}]}',
        b'{"oncalls":[{"user":{"id":"P"},"start":"soon"}]}',
        b'{"oncalls":[{"user":{"id":"P"},"start":"2026-11-20T09:00:00"}]}',
        b'{"oncalls":[{"user":{"id":"P"},"start":"0001-01-01T00:00:00+14:00"}]}',
        b'{"oncalls":' + b"[" * 5000,
    ],
)
def test_what_makes_no_sense_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood) as caught:
        facing(lambda *_: reply(body))
    assert CANARY not in caught.value.phrase + caught.value.hint


def test_a_hostile_name_is_one_plain_line_and_a_shift_that_never_is_is_none() -> None:
    user = {"id": "PX", "name": "Ada\n\u202eev\x00il " + "x" * 500}
    backwards = entry(end="2026-11-20T09:00:00+01:00")
    far = entry(user=user, start="0001-01-01T00:00:00Z", end="9999-12-31T23:59:59Z")
    [shift] = facing(lambda *_: page(backwards, far))
    assert shift.person.startswith("Ada evil xxx")
    assert len(shift.person) == 100
    assert (shift.at, shift.until) == (ALWAYS, OPEN)


def test_the_key_goes_the_way_pagerduty_wants_and_whose_it_is_is_said() -> None:
    async def story(phone: Phone) -> None:
        assert (await phone.service.whoami()).endswith("knows you as Ada Lovelace.")

    tell(story)

    def say(_: object, path: str) -> bytes:
        return reply(b'{"error":{"code":2001}}', "400 Bad Request") if "/users/me" in path else page()

    async def work() -> tuple[str, list[str]]:
        async with raw(say) as server:
            service = PagerDuty(server.address, CANARY, Clock())
            said = await service.whoami()
            await service.http.close()
            return said, server.heard

    said, heard = run(work())
    assert "belongs to the account" in said
    assert all(f"token token={CANARY}" in one.lower() for one in heard)


def test_a_watch_of_it_is_written_like_any_other() -> None:
    plan = config.parse(
        'schema = 1\n[service.pagerduty]\nkind = "pagerduty"\n[[watch]]\nkind = "pagerduty.oncall"\nname = "rota"\n'
        'schedules = ["PI7DH85"]\ndomain = "apps"\ndomains = { PI7DH85 = "web" }',
        "x",
    )
    [watch] = plan.watches
    assert watch.domain == "apps"
    assert watch.options == PagerDutyOnCall.Options(schedules=("PI7DH85",), domain="apps", domains={"PI7DH85": "web"})
