"""Who may be interrupted, once, and always with the reason."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core import policy
from supporttray.core.model import SNOOZED, Alert, AlertOptions, Decision, Duty, Mark, Need, Turn, Urgency
from tests.core.make import NOON, need, world

ON, OFF, UNKNOWN = Duty(on=True), Duty(on=False), Duty()


def decide(
    *found: Need,
    duty: Duty = ON,
    decided: Collection[tuple[str, Urgency]] = (),
    seeding: Collection[str] = (),
    alerts: dict[str, AlertOptions] | None = None,
) -> list[Alert]:
    return list(policy.alerts(found, world=world(alerts=alerts), duty=duty, decided=decided, seeding=seeding, now=NOON))


def test_a_new_need_speaks_and_says_why() -> None:
    (alert,) = decide(need())

    assert (alert.decision, alert.reason) == (Decision.SPEAK, "you are on duty and it is new")


def test_a_need_speaks_once_at_each_urgency() -> None:
    assert decide(need(), decided={("n", Urgency.NEEDS_YOU)}) == []
    assert len(decide(need(urgency=Urgency.URGENT), decided={("n", Urgency.NEEDS_YOU)})) == 1


@pytest.mark.parametrize(
    ("since", "urgency", "decided", "reason"),
    [
        (timedelta(hours=-2), Urgency.NEEDS_YOU, set[tuple[str, Urgency]](), "its snooze is over"),
        (timedelta(hours=-2), Urgency.URGENT, {("n", Urgency.NEEDS_YOU)}, "it became urgent"),
        (timedelta(minutes=-5), Urgency.NEEDS_YOU, set[tuple[str, Urgency]](), "it is new"),
    ],
)
def test_only_what_was_there_when_it_was_snoozed_wakes(
    since: timedelta, urgency: Urgency, decided: set[tuple[str, Urgency]], reason: str
) -> None:
    found = msgspec.structs.replace(need(urgency=urgency), since=NOON + since)
    mark = Mark(subject=found.subject, kind=SNOOZED, at=NOON - timedelta(hours=1), until=NOON - timedelta(minutes=30))
    snoozed = msgspec.structs.replace(world(), marks={(found.subject, SNOOZED): mark})
    (alert,) = policy.alerts([found], world=snoozed, duty=UNKNOWN, decided=decided, seeding=(), now=NOON)

    assert alert.reason == reason


def test_off_duty_nothing_speaks() -> None:
    (alert,) = decide(need(urgency=Urgency.URGENT), duty=OFF)

    assert (alert.decision, alert.reason) == (Decision.HOLD, "you are off duty")


def test_without_a_rota_the_app_speaks_but_does_not_claim_a_duty() -> None:
    (alert,) = decide(need(), duty=UNKNOWN)

    assert (alert.decision, alert.reason) == (Decision.SPEAK, "it is new")


def test_what_a_watch_finds_at_its_first_look_is_in_the_list_and_does_not_speak() -> None:
    old, new = need("a"), need("b")

    assert [alert.decision for alert in decide(old, new, seeding={"s-a"})] == [Decision.SEED, Decision.SPEAK]


def test_a_kind_that_the_config_silences_does_not_speak() -> None:
    (alert,) = decide(need(), alerts={"request.waiting": AlertOptions(speak=False)})

    assert alert.decision is Decision.HOLD
    assert "request.waiting" in alert.reason


@given(
    st.lists(st.builds(need, st.text("abc", min_size=1, max_size=2), st.sampled_from(Urgency))),
    st.sampled_from([ON, OFF, UNKNOWN]),
)
def test_whatever_is_there_a_quiet_need_never_speaks_and_off_duty_nobody_does(found: list[Need], duty: Duty) -> None:
    for alert in decide(*found, duty=duty):
        assert alert.need.urgency is not Urgency.QUIET
        assert not (duty.on is False and alert.decision is Decision.SPEAK)
        assert alert.reason


# --- several on duty, one hears first

APPS = Duty(on=True, turns=(Turn(domain="apps", people=("Ada",), mine=True), Turn(domain="backend", people=("Bo",))))
LIMIT = {"request.waiting": AlertOptions(urgent_after=timedelta(hours=1))}


def of(domain: str, age: timedelta = timedelta(0), **more: Any) -> Need:
    return need(domain=domain, since=NOON - age, **more)


def test_what_is_of_another_domain_is_heard_by_its_own_person_first() -> None:
    (alert,) = decide(of("backend"), duty=APPS, alerts=LIMIT)

    assert (alert.decision, alert.reason) == (Decision.HOLD, "Bo, on duty for backend, hears it first")


@pytest.mark.parametrize("domain", ["", "apps"])
def test_what_is_of_my_domain_or_of_none_is_mine_to_hear(domain: str) -> None:
    (alert,) = decide(of(domain), duty=APPS, alerts=LIMIT)

    assert (alert.decision, alert.reason) == (Decision.SPEAK, "you are on duty and it is new")


@pytest.mark.parametrize(("minutes", "decision"), [(47, Decision.HOLD), (48, Decision.SPEAK)])
def test_the_others_hear_it_when_four_fifths_of_its_time_are_over(minutes: int, decision: Decision) -> None:
    (alert,) = decide(of("backend", timedelta(minutes=minutes)), duty=APPS, alerts=LIMIT)

    assert alert.decision is decision


def test_without_a_time_the_others_hear_what_is_urgent() -> None:
    old = timedelta(days=3)
    (quiet,) = decide(of("backend", old), duty=APPS)
    (loud,) = decide(of("backend", old, urgency=Urgency.URGENT), duty=APPS)

    assert (quiet.decision, loud.decision) == (Decision.HOLD, Decision.SPEAK)
    assert loud.reason == "Bo, on duty for backend, had most of the time and it became urgent"


@pytest.mark.parametrize("turn", [(), (Turn(domain="infra"),)])
def test_where_nobody_is_on_duty_for_it_i_hear_it_at_once(turn: tuple[Turn, ...]) -> None:
    (alert,) = decide(of("infra"), duty=Duty(on=True, turns=(*APPS.turns, *turn)), alerts=LIMIT)

    assert (alert.decision, alert.reason) == (Decision.SPEAK, "nobody is on duty for infra and it is new")
