"""What the connectors of holidays share: the time that they tell of, and how a holiday is made."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from supporttray.core.item import Holiday
from supporttray.core.journal import RETENTION
from supporttray.core.text import shorten

BEFORE, AFTER = RETENTION, timedelta(days=400)  # what is older is forgotten anyway


def window(now: datetime) -> tuple[datetime, datetime]:
    """Return the time that holidays are told for."""
    return now - BEFORE, now + AFTER


def holiday(place: str, name: str, first: date, last: date) -> Holiday:
    """Make a holiday of a calendar that is kept at `place`; both days count."""
    told = sha256(name.encode()).hexdigest()[:8]  # several may begin on one day
    at = datetime.combine(first, time(), UTC)
    return Holiday(
        key=f"holiday:{place}/{first}/{told}", title=shorten(name, 100), url="", at=at, first=first, last=last
    )
