"""The sentences and the tray value that all faces share."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.model import Duty, ServiceState, Tray, TrayState, Urgency
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from supporttray.core.model import Health, Need, Snapshot

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
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


def tray(needs: Sequence[Need], health: Iterable[Health], duty: Duty) -> Tray:
    """Return the icon. Blindness is never shown as calm; an urgent need outranks it."""
    loud = [need for need in needs if need.urgency > Urgency.QUIET]
    blind = [one for one in health if one.state in BLIND]
    state = _state(loud, duty, blind=bool(blind) or len(loud) < len(needs))
    count = 0 if state is TrayState.OFF_DUTY else len(loud)
    return Tray(state, count, _tooltip(state, loud, blind, duty))


def _state(loud: Sequence[Need], duty: Duty, *, blind: bool) -> TrayState:
    if duty.on is False:
        return TrayState.OFF_DUTY
    if any(need.urgency is Urgency.URGENT for need in loud):
        return TrayState.URGENT
    if loud:
        return TrayState.NEEDS_YOU
    return TrayState.CANNOT_SEE if blind else TrayState.CALM


def _tooltip(state: TrayState, loud: Sequence[Need], blind: Sequence[Health], duty: Duty) -> str:
    unseen = f"cannot see {', '.join(sorted(one.watch for one in blind))}" if blind else ""
    if state is TrayState.OFF_DUTY:
        return off_duty(duty)
    if not loud:
        return f"{unseen[:1].upper()}{unseen[1:]}." if unseen else "Nothing needs you."
    more = f", and {len(loud) - 1} more" if len(loud) > 1 else ""
    also = f" ({unseen})" if unseen else ""
    return f"{shorten(loud[0].title, 80)}{more}{also}."


def off_duty(duty: Duty) -> str:
    """Say who is on duty instead, and when it is my turn."""
    who = f"{duty.person} is on duty" if duty.person else "nobody is on duty"
    mine = f"; your next duty begins {day(duty.until)}" if duty.until else ""
    return f"Off duty: {who}{mine}."


def header(snapshot: Snapshot) -> str:
    """Return the menu's first line: `On duty until Fri 12 Dec · 2 need you`."""
    duty = snapshot.duty
    if duty.on is False:
        return off_duty(duty).rstrip(".")
    count = sum(need.urgency > Urgency.QUIET for need in snapshot.needs)
    load = f"{count} need{'s' if count == 1 else ''} you" if count else "nothing needs you"
    if snapshot.tray.state is TrayState.CANNOT_SEE:
        load = "cannot see everything"
    if duty.on and duty.until:
        return f"On duty until {day(duty.until)} · {load}"
    return load[:1].upper() + load[1:]


def need_line(need: Need, now: datetime) -> str:
    """Return a need as one line of a menu: its title and its age."""
    return f"{shorten(need.title, 60)} · {age(now - need.since)}"


def services(health: Mapping[str, Health]) -> tuple[ServiceState, ...]:
    """Return how each watch fares, in the order of their names."""
    return tuple(
        ServiceState(name=one.watch, state=one.state, detail=one.detail, hint=one.hint, seen_at=one.seen_at)
        for one in sorted(health.values(), key=lambda one: one.watch)
    )
