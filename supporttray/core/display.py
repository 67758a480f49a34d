"""The sentences and the tray value that all faces share."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.item import OPEN
from supporttray.core.model import Duty, Urgency
from supporttray.core.snapshot import ServiceState, Tray, TrayState
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from supporttray.core.hours import Hours
    from supporttray.core.model import Health, Need
    from supporttray.core.next import Row
    from supporttray.core.snapshot import Snapshot

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STATES = ("refused", "failed", "unreachable", "not understood", "slowed", "starting", "ok")  # the worst first
STARTING = "starting"
LATE = "late"
MINUTES = 99  # what is longer is told in hours
AT_ONCE = "at once"
LOOKING = "Looking for the first time…"
BLIND = ("refused", "unreachable", "not understood", "failed")


def age(span: timedelta) -> str:
    """Return a span in the largest unit that tells enough: 4 min, 3 h, 2 days."""
    if span < MINUTE:
        return "less than a minute"
    if span < HOUR:
        return f"{span // MINUTE} min"
    if span < 2 * DAY:
        return f"{span // HOUR} h"
    return f"{span // DAY} days"


def day(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return a day as a person writes it, `Fri 12 Dec`, in the given zone (the machine's if none)."""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}"


def named(when: date) -> str:
    """Return a date as a person writes it, `Fri 12 Dec`."""
    return f"{when:%a} {when.day} {when:%b}"


def clock(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return a time of day, `09:14`, in the given zone (the machine's if none)."""
    return f"{moment.astimezone(zone):%H:%M}"


def tray(
    needs: Sequence[Need], health: Iterable[Health], duty: Duty, hours: Hours, now: datetime, top: Row | None = None
) -> Tray:
    """Return the icon. Blindness is never shown as calm; an urgent need outranks it. Times are those of the hours' zone.

    `top` is what is next: the tooltip names it first.
    """
    zone = hours.zone
    watches = tuple(health)
    loud = [need for need in needs if need.urgency > Urgency.QUIET]
    state = _state(loud, duty, blind=any(one.state in (*BLIND, STARTING) for one in watches))
    count = 0 if state is TrayState.OFF_DUTY else len(loud)
    timed = () if state is TrayState.OFF_DUTY else loud
    tooltip = _tooltip(state, _sentence(loud, top, hours, now), _following(top), watches, duty, zone)
    return Tray(state, count, tooltip, left(timed, hours, now))


def _sentence(loud: Sequence[Need], top: Row | None, hours: Hours, now: datetime) -> str:
    """Name what is loud: the top row, else what is due first, else the loudest; how many more, and what of these is due first."""
    pressing = _pressing(loud, now)
    timed = f"{_called(pressing)}: {remaining(pressing, hours, now)}" if pressing else ""
    more = f", and {len(loud) - 1} more" if len(loud) > 1 else ""
    if top and top.urgency > Urgency.QUIET and loud and not (pressing and pressing.key == top.key):
        return f"{isolated(shorten(top.title, 80))}{more}" + (f"; {timed}" if timed else "")
    return f"{timed or _called(loud[0])}{more}" if loud else ""


def _following(row: Row | None) -> str:
    """Name what comes next while nothing is loud."""
    called = " ".join(isolated(one) for one in (row.name, shorten(row.title, 80)) if one) if row else ""
    return f" Next: {called}." if called else ""


def left(needs: Iterable[Need], hours: Hours, now: datetime) -> str:
    """Return the working time that is left of what is due first, in two or three characters: 7m, 3h; `LATE` once it is over.

    Nothing is told while more than half of the time of everything is left.
    """
    first = _pressing(needs, now)
    if first is None or first.due is None:
        return ""
    if now >= first.due:
        return LATE
    number, unit = _span(hours.working(now, first.due))
    return f"{number}{unit[0]}"


def remaining(need: Need, hours: Hours, now: datetime) -> str:
    """Return the working time that is left of a need in words: `7 min left`, `3 h left`; `LATE` once it is over. Empty where it has no end."""
    if need.due is None or need.due == OPEN:
        return ""
    if now >= need.due:
        return LATE
    number, unit = _span(hours.working(now, need.due))
    return f"{number} {unit} left"


def _span(span: timedelta) -> tuple[int, str]:
    """Return a span as what a person counts: minutes up to 99, begun ones among them, then whole hours."""
    return (-(-span // MINUTE), "min") if span <= MINUTES * MINUTE else (span // HOUR, "h")


def _pressing(needs: Iterable[Need], now: datetime) -> Need | None:
    """Return the need that is due first, of those whose time the icon tells."""
    told = (one for one in needs if one.due and one.due != OPEN and one.shown_from and now >= one.shown_from)
    return min(told, key=lambda one: one.due or OPEN, default=None)


def _state(loud: Sequence[Need], duty: Duty, *, blind: bool) -> TrayState:
    if duty.on is False:
        return TrayState.OFF_DUTY
    if any(need.urgency is Urgency.URGENT for need in loud):
        return TrayState.URGENT
    if loud:
        return TrayState.NEEDS_YOU
    return TrayState.CANNOT_SEE if blind else TrayState.CALM


def _tooltip(
    state: TrayState, said: str, following: str, watches: Sequence[Health], duty: Duty, zone: tzinfo | None
) -> str:
    """Return the sentence; `said` is what is loud, `following` what comes next where nothing is."""
    if state is TrayState.OFF_DUTY:
        return off_duty(duty, zone)
    blind = sorted(one.watch for one in watches if one.state in BLIND)
    unseen = f"cannot see {', '.join(blind)}" if blind else ""
    if not said and state is TrayState.CANNOT_SEE:
        return f"{unseen[:1].upper()}{unseen[1:]}." if unseen else LOOKING
    if not said:
        return f"Nothing needs you; {_seen(watches, zone)}.{following}"
    also = f" ({unseen})" if unseen else ""
    return f"{said}{also}."


def _called(need: Need) -> str:
    return isolated(shorten(need.title, 80))


def _seen(watches: Sequence[Health], zone: tzinfo | None) -> str:
    """Say what calm rests on: how many watches, and when the oldest of their answers came."""
    moments = [one.seen_at for one in watches if one.seen_at]
    if not moments:
        return "nothing is watched"
    return f"{len(watches)} watched, {clock(min(moments), zone)}"


def off_duty(duty: Duty, zone: tzinfo | None = None) -> str:
    """Say who is on duty instead, and when it is my turn."""
    who = f"{isolated(duty.person)} is on duty" if duty.person else "nobody is on duty"
    mine = f"; your next duty begins {day(duty.until, zone)}" if duty.until else ""
    return f"Off duty: {who}{mine}."


def header(snapshot: Snapshot) -> str:
    """Return the menu's first line: `On duty until Fri 12 Dec · 2 need you`."""
    duty = snapshot.duty
    if duty.on is False:
        return off_duty(duty, snapshot.zone).rstrip(".")
    count = sum(need.urgency > Urgency.QUIET for need in snapshot.needs)
    load = f"{count} need{'s' if count == 1 else ''} you" if count else "nothing needs you"
    if snapshot.tray.state is TrayState.CANNOT_SEE:
        load = "looking" if snapshot.tray.tooltip == LOOKING else "cannot see everything"
    if duty.on and duty.until:
        return f"On duty until {day(duty.until, snapshot.zone)} · {load}"
    return load[:1].upper() + load[1:]


def need_line(need: Need, hours: Hours, now: datetime) -> str:
    """Return a need as one line of a menu: its title, and what is left of its time; its age where that has no end."""
    return f"{isolated(shorten(need.title, 60))} · {remaining(need, hours, now) or age(now - need.since)}"


def services(health: Mapping[str, Health]) -> tuple[ServiceState, ...]:
    """Return how each service fares: as the worst of its watches does. A watch without a service stands for itself."""
    groups: dict[str, list[Health]] = {}
    for one in sorted(health.values(), key=lambda one: one.watch):
        groups.setdefault(one.service or one.watch, []).append(one)
    return tuple(_service(name, groups[name]) for name in sorted(groups))


def _service(name: str, watches: list[Health]) -> ServiceState:
    worst = min(watches, key=lambda one: STATES.index(one.state))
    detail = f"{worst.watch}: {worst.detail}" if worst.detail and worst.watch != name else worst.detail
    seen = [one.seen_at for one in watches if one.seen_at]
    oldest = min(seen) if len(seen) == len(watches) else None
    return ServiceState(
        name=name,
        state=worst.state,
        detail=detail,
        hint=worst.hint,
        seen_at=oldest,
        heard=_heard(watches),
        limits=" ".join(dict.fromkeys(one.limits for one in watches if one.limits)),
    )


def _heard(watches: Iterable[Health]) -> str:
    """Say how soon we know what happens: where something is told at once the rest is what nobody waits for."""
    if any(one.live for one in watches):
        return AT_ONCE
    every = min(one.every for one in watches)
    return f"every {int(every.total_seconds())} s" if every < 2 * MINUTE else f"every {age(every)}"
