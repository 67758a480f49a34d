"""Moments and spans: how people, the ledger and each service write time."""

import re
from datetime import UTC, datetime, timedelta

SPAN_FORM = 'a span like "-42m", "+1h30m" or "35s" (units d, h, m, s)'

_SPAN = re.compile(
    r"(?P<sign>[+-]?)(?=\d)(?:(?P<d>\d+)d)?(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m)?(?:(?P<s>\d+(?:\.\d+)?)s)?", re.ASCII
)
_STAMP = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def now() -> datetime:
    """Tell the time of this machine."""
    return datetime.now(UTC)


def span(text: str) -> timedelta:
    """Read a span; raise ValueError when the text is not one."""
    found = _SPAN.fullmatch(text)
    if found is None or len(text) > 24:
        raise ValueError(SPAN_FORM)
    days, hours, minutes, seconds = (float(found[unit] or 0) for unit in "dhms")
    if days > 3650:
        raise ValueError(SPAN_FORM)
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found["sign"] == "-" else length


def rfc3339(moment: datetime) -> str:
    """Write a moment for the ledger: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def seconds_z(moment: datetime) -> str:
    """Write a moment as GitHub does: UTC, whole seconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp(moment: datetime) -> int:
    """Turn a moment into microseconds since 1970: what a Slack timestamp counts."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(stamp_us: int) -> datetime:
    """Turn microseconds since 1970 back into a moment."""
    return _EPOCH + stamp_us * _MICROSECOND


def ts(stamp_us: int) -> str:
    """Write a stamp as Slack does: "1712345678.123456"."""
    return f"{stamp_us // 1_000_000}.{stamp_us % 1_000_000:06d}"


def parse_ts(text: str) -> int:
    """Read what a caller sent for a timestamp; whole seconds are allowed, as Slack allows them."""
    found = _STAMP.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 1_000_000 + int((found[2] or "0").ljust(6, "0"))
