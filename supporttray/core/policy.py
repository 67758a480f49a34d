"""Which needs may speak: once per urgency, never off duty, never what was there before the first start; always with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.display import remaining
from supporttray.core.model import SNOOZED, Alert, Decision, Urgency
from supporttray.core.text import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from supporttray.core.hours import Hours
    from supporttray.core.model import Duty, Need, World

SHARE = 0.8  # of the time after which a need is urgent: then the other domains hear of it


def alerts(
    needs: Iterable[Need],
    *,
    world: World,
    duty: Duty,
    decided: Collection[tuple[str, Urgency]],
    seeding: Collection[str],
    now: datetime,
) -> Iterator[Alert]:
    """Yield a decision for each need whose present urgency was not decided yet.

    `decided` holds the (need key, urgency) pairs of earlier decisions; `seeding` the subjects that a watch
    has just seen with the first look of its life.
    A need that is silent because of duty or a pause is not decided for ever: it yields HOLD, which the caller does not keep.
    """
    for need in needs:
        if need.urgency is Urgency.QUIET or (need.key, need.urgency) in decided:
            continue
        if need.subject in seeding:
            decision, reason = Decision.SEED, "it was there before the watch began"
        elif why := held(need, world, duty, now):
            decision, reason = Decision.HOLD, why
        else:
            decision, reason = Decision.SPEAK, _news(need, world, duty, decided)
        yield Alert(need=need, decision=decision, reason=reason, at=now)


def may_speak(world: World, duty: Duty, now: datetime) -> bool:
    """Whether anything may speak now: never off duty, nor while alerts are paused."""
    return duty.on is not False and not world.paused(now)


def _news(need: Need, world: World, duty: Duty, decided: Collection[tuple[str, Urgency]]) -> str:
    """Say why it speaks now: what was there when its subject was snoozed, and was not heard since, wakes."""
    mark = world.marks.get((need.subject, SNOOZED))
    woken = mark and need.since <= mark.at and not any((need.key, urgency) in decided for urgency in Urgency)
    waited = need.patient and not world.hours.open(need.since)
    new = "it waited for the team's working hours" if waited else "it is new"
    news = "its snooze is over" if woken else "it became urgent" if need.urgency is Urgency.URGENT else new
    whose = _whose(need, duty)
    return f"{whose} and {news}" if whose else news


def held(need: Need, world: World, duty: Duty, now: datetime) -> str:
    """Return why it may not speak now; empty if it may."""
    rules = (
        (
            not world.options(need.subject, need.kind).speak,
            f"the config says that {need.kind} does not speak",
        ),
        (duty.on is False and not need.personal, "you are off duty"),
        (bool(world.paused(now)), "alerts are paused"),
        (bool(need.mute), need.mute),
        (need.own and need.urgency is not Urgency.URGENT, "you logged it yourself"),
    )
    if why := next((text for is_so, text in rules if is_so), ""):
        return why
    if need.patient and not world.hours.open(now):
        return "it is outside the team's working hours"
    return _theirs(need, world, duty, now)


def _theirs(need: Need, world: World, duty: Duty, now: datetime) -> str:
    """Say who hears it first, while they have time."""
    people = () if duty.on is None or duty.hears_first(need.domain) else duty.on_duty(need.domain)
    limit = world.options(need.subject, need.kind).urgent_after
    late = need.urgency is Urgency.URGENT or (limit is not None and now - need.since >= limit * SHARE)
    hear = "hears" if len(people) == 1 else "hear"
    return f"{listed(people)}, on duty for {need.domain}, {hear} it first" if people and not late else ""


def _whose(need: Need, duty: Duty) -> str:
    """Say why it is mine to hear."""
    if duty.on is None:
        return ""
    if need.personal:
        return "it is about your own duty"
    if duty.hears_first(need.domain):
        return "you are on duty"
    if people := duty.on_duty(need.domain):
        return f"{listed(people)}, on duty for {need.domain}, had most of the time"
    return f"nobody is on duty for {need.domain}"


def again(need: Need, reason: str, hours: Hours, now: datetime) -> Alert:
    """Return the alert of a decision that was kept but perhaps not carried out."""
    return Alert(need=need, decision=Decision.SPEAK, reason=reason, at=now, left=remaining(need, hours, now))
