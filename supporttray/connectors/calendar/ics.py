"""A calendar's events between two moments (RFC 5545), worked out in a child process: the only file that knows icalendar.

Run with `-m`: a line of JSON says from when to when, what follows it is the calendar. The answer is JSON: the events, or an error.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import icalendar
import recurring_ical_events

from supporttray.child import limit_memory

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 2_000  # events between the two moments
LONGEST = 300  # letters of a summary
TEXT = 20_000  # letters of a description that are looked through
ADDRESS, ADDRESSES = 1_000, 10  # letters of one, and how many of an event
# Where an event says how to come to it, the surest first: RFC 7986 (section 5.11), Google, Microsoft; then where people write it.
_PLACES = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "URL", "LOCATION", "DESCRIPTION")
_ADDRESS = re.compile(r"https://[^\s<>\"'\\()\[\]{}]+", re.IGNORECASE)
_EVENT = re.compile(rb"^BEGIN:VEVENT\s*$", re.IGNORECASE | re.MULTILINE)


def events(body: bytes, begin: datetime, end: datetime) -> list[dict[str, Any]]:
    """Return the events that touch the time from `begin` to `end`, in order. Raises whatever the libraries raise.

    A series that makes no sense is left out, unless it leaves nothing. Moments are in UTC, or without an offset where the calendar
    gives none (floating, section 3.3.5); days are days.
    """
    calendars = icalendar.Calendar.from_ical(body, multiple=True)
    written = sum(len(calendar.walk("VEVENT")) for calendar in calendars)
    if not calendars or written != len(_EVENT.findall(body)):  # the parser passes over what is not closed
        raise ValueError
    found = _expanded(calendars, begin, end, skip=True) or _expanded(calendars, begin, end, skip=False)
    return sorted(found, key=lambda one: (one["begin"], one["end"], one["summary"]))


def _expanded(calendars: Iterable[Any], begin: datetime, end: datetime, *, skip: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for calendar in calendars:
        zone = _zone(calendar)
        query = recurring_ical_events.of(calendar, skip_bad_series=skip)
        for event in query.between(begin, end):
            found.append(_event(event, zone))
            if len(found) > MOST:
                raise OverflowError(MOST)
    return found


def _event(event: Any, zone: str) -> dict[str, Any]:
    begin = event["DTSTART"].dt
    return {
        "begin": _told(begin),
        "end": _told(event["DTEND"].dt if "DTEND" in event else begin),
        "zone": zone,
        "summary": str(event.get("SUMMARY", ""))[:LONGEST],
        "status": str(event.get("STATUS", "")).upper(),
        "url": str(event.get("URL", ""))[:ADDRESS],
        "links": _links(event),
    }


def _links(event: Any) -> list[str]:
    """Return the web addresses in an event, each once."""
    found: dict[str, None] = {}
    for name in _PLACES:
        values = event.get(name, "")
        for value in values if isinstance(values, list) else [values]:
            addresses = (one.rstrip(".,;:!?") for one in _ADDRESS.findall(str(value)[:TEXT]))
            found |= dict.fromkeys(one for one in addresses if len(one) <= ADDRESS)
    return list(found)[:ADDRESSES]


def _told(moment: date) -> str:
    if isinstance(moment, datetime) and moment.tzinfo:
        return moment.astimezone(UTC).isoformat()
    return moment.isoformat()


def _zone(calendar: Any) -> str:
    """Return the name of the calendar's own zone: what it says of itself, or the only one that it describes."""
    zones = {str(zone.get("TZID", "")) for zone in calendar.walk("VTIMEZONE")}
    return str(calendar.get("X-WR-TIMEZONE", "") or (zones.pop() if len(zones) == 1 else ""))


def _answer(asked: bytes) -> dict[str, Any]:
    head, _, body = asked.partition(b"\n")
    begin, end = (datetime.fromisoformat(moment) for moment in json.loads(head))
    try:
        return {"events": events(body, begin, end)}
    except OverflowError as error:
        return {"error": "many" if error.args == (MOST,) else "strange"}
    except MemoryError:
        return {"error": "large"}
    except Exception:  # noqa: BLE001  what the libraries raise at broken calendars has no common base
        return {"error": "strange"}


if __name__ == "__main__":
    limit_memory()
    json.dump(_answer(sys.stdin.buffer.read()), sys.stdout)
