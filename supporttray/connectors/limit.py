"""When a service allows the next request: one reading of every vendor's rate-limit headers and their different units."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Retry-After: RFC 9110 §10.2.3 (seconds or a date). The others by vendor: GitHub, Sentry epoch seconds; Buildkite, Zendesk,
# PagerDuty seconds left; GitLab epoch seconds; Linear epoch milliseconds; Jira ISO 8601; Roundup with a fraction.
RETRY = ("retry-after",)
RESET = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset", "rate-limit-reset", "x-sentry-rate-limit-reset")
REMAINING = (
    "x-ratelimit-remaining",
    "ratelimit-remaining",
    "x-rate-limit-remaining",
    "rate-limit-remaining",
    "x-sentry-rate-limit-remaining",
)

LONGEST = timedelta(hours=2)  # no service may silence a watch for longer, whatever it says
UNKNOWN = timedelta(seconds=60)
ASTRAY = timedelta(minutes=2)  # clocks that differ by less differ by nothing that matters
ASTRAY_AT_MOST = timedelta(days=400)  # a clock that is further off is the service's own joke


def moment(value: str, now: datetime) -> datetime | None:
    """Return the moment a header value means; its unit is told by its form and size. None if it means nothing."""
    try:
        number = float(value)
    except ValueError:
        return _date(value)
    if not 0 <= number < 1e14:  # also catches nan and inf
        return None
    if number > 1e11:
        return datetime.fromtimestamp(number / 1000, UTC)
    if number > 1e9:
        return datetime.fromtimestamp(number, UTC)
    return now + timedelta(seconds=number) if number < 1e8 else None


def _date(value: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(value.strip())
        except (ValueError, TypeError, OverflowError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def until(headers: Mapping[str, str], now: datetime, ahead: timedelta = timedelta(0)) -> datetime:
    """Return when to ask again after a refusal for asking too often (429, or 403 with these headers).

    A service says it by its own clock; `ahead` is by how much that is ahead of ours.
    """
    ahead = ahead if abs(ahead) > ASTRAY else timedelta(0)
    for name in (*RETRY, *RESET):
        if name in headers and (found := moment(headers[name], now + ahead)):
            return min(max(found - ahead, now + timedelta(seconds=1)), now + LONGEST).astimezone(UTC)
    return now + UNKNOWN


def ahead(headers: Mapping[str, str], asked: datetime, answered: datetime) -> timedelta:
    """Return by how much a service's clock is surely ahead, to the second (RFC 9110 §6.6.1).

    It told its time somewhere between question and answer, which may lie a sleep of this machine apart. Nothing where it does
    not say or makes no sense.
    """
    told = None if "age" in headers else _date(headers.get("date", ""))  # a cache tells when it was first answered
    if told is None or abs(told - answered) >= ASTRAY_AT_MOST or asked <= told <= answered:
        return timedelta(0)
    return told.astimezone(UTC) - (asked if told < asked else answered)


def exhausted(headers: Mapping[str, str]) -> bool:
    """Whether the allowance is used up with this answer."""
    return any(headers.get(name, "").strip() == "0" for name in REMAINING)
