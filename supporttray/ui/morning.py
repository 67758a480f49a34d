"""Tomorrow morning, when a pause or a snooze until tomorrow ends."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

MORNING = time(9)  # by the machine's clock


def tomorrow(now: datetime) -> datetime:
    """Return tomorrow at nine where the person is, also across a change of the clock, in UTC."""
    local = now.astimezone()
    return datetime.combine(local.date() + timedelta(days=1), MORNING).astimezone(UTC)
