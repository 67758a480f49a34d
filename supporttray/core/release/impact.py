"""What is said of a release's rates: sentences with numbers, and honest ones where too little is known. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from supporttray.core.release.rate import HOUR

if TYPE_CHECKING:
    from supporttray.core.release.rate import Reading, Usual

TOO_FEW = "Too few weeks are known to say what is usual."
WEEK = timedelta(days=6)


def many(count: int, what: str = "ticket") -> str:
    """Return a number with its noun: 1 ticket, 31 tickets."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def sentence(reading: Reading, what: str = "ticket", *, unusual: bool = False) -> str:
    """Say how many came, and what is usual as far as it is known: "31 tickets since noon, usually 12 ± 4."."""
    usually = f", usually {about(reading.usual)}" if reading.usual else ""
    came = many(reading.count, what) if reading.count else f"No {what}s"
    return f"{came} {reading.span}{usually}{': that is unusual' if unusual else ''}."


def about(usual: Usual) -> str:
    """Return what is usual as people say it: 12 ± 4."""
    mean, spread = round(usual.mean), max(round(usual.spread), 1)
    return f"{mean:,} ± {spread:,}" if mean else "none"


def since(begin: datetime, now: datetime, zone: tzinfo | None) -> str:
    """Say since when, on the wall's clock: since noon, since 09:10, since Monday 09:10, since 3 November."""
    at, today = begin.astimezone(zone), now.astimezone(zone).date()
    clock = "noon" if at.time() == time(12) else f"{at:%H:%M}"
    if at.date() == today:
        return "today" if at.time() == time(0) else f"since {clock}"
    return f"since {_day(at.date(), today)}" + ("" if today - at.date() > WEEK else f" {clock}")


def _day(day: date, today: date) -> str:
    return f"{day:%A}" if today - day <= WEEK else f"{day.day} {day:%B}"


def around(before: Reading, after: Reading, what: str = "") -> str:
    """Say how many an hour came before something and after it: "Before the deploy 3 an hour, after it 7.". What is usual afterwards belongs to it, for other hours have other rates."""
    if after.end <= after.begin or before.end <= before.begin:
        return ""
    usual = after.usual and _rate(after.usual.mean / ((after.end - after.begin) / HOUR))
    usually = f", when {usual} are usual" if usual else ""
    named = f" {what}" if what else ""
    return f"Before {before.span} {_hourly(before)}{named} an hour, after it {_hourly(after)}{usually}."


def _hourly(reading: Reading) -> str:
    return _rate(reading.count / ((reading.end - reading.begin) / HOUR))


def _rate(number: float) -> str:
    """Return a rate with no more digits than people want: 0.4, 2.5, 3, 120."""
    return f"{number:,.0f}" if number >= 9.95 else f"{number:.1f}".removesuffix(".0")


def headline(count: int, usual: Usual | None, confirmed: int) -> str:
    """Say the impact of a release so far: how many tickets over what is usual since it began, and how many problems are confirmed."""
    if usual is None:
        over = f"{many(count)}; too few weeks are known to say what is usual"
        return f"Impact on Customer Support so far: {over}; {confirmed or 'none'} confirmed."
    return f"Impact on Customer Support so far: {_over(count - round(usual.mean))}, {confirmed or 'none'} confirmed."


def _over(number: int) -> str:
    if number == 0:
        return "as many tickets as usual"
    sign = "+" if number > 0 else "−"  # noqa: RUF001  a minus
    return f"{sign}{many(abs(number))} {'over' if number > 0 else 'under'} usual"
