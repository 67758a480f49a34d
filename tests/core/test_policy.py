"""Who may be interrupted, once, and always with the reason."""

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from supporttray.core import policy
from supporttray.core.model import Alert, AlertOptions, Decision, Duty, Need, Urgency
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
