"""The days that a rule of recurrence means (RFC 5545, section 3.3.10), worked out in a child process: the only file that knows dateutil.

Run with `-m`: it reads JSON (the rule, the day from which it counts, the first and the last day that are wanted) and writes JSON:
the days, or null for a rule that cannot be. A rule that never comes true is looked for up to the year 9999, so there is a limit.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time

from dateutil.rrule import rrulestr

from supporttray.child import limit_memory


def days(rule: str, start: str, first: str, last: str) -> list[str] | None:
    """Return the days between two days, both counted; None if the rule makes no sense."""
    begin, earliest, latest = (datetime.combine(date.fromisoformat(day), time()) for day in (start, first, last))
    try:
        return [one.date().isoformat() for one in rrulestr(rule, dtstart=begin).between(earliest, latest, inc=True)]
    except (ValueError, TypeError, AttributeError, ZeroDivisionError, OverflowError):
        return None


if __name__ == "__main__":
    limit_memory()
    json.dump({"days": days(*json.load(sys.stdin))}, sys.stdout)
