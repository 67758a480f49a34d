"""The public holidays of a country, told in a child process: the only file that knows the library `holidays`, which is large.

Run with `-m`: it reads JSON (country, subdivision or "", the first and the last year) and writes JSON: the days and their names,
or what there is instead of a subdivision that is not known.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import holidays

from supporttray.child import limit_memory


def days(country: str, subdivision: str, first: int, last: int) -> dict[str, Any]:
    """Return {"days": [[day, name], …]}, or {"known": […]}: the subdivisions that there are, none of a country that is not known."""
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        return {"known": []}
    if subdivision and subdivision not in known[country]:
        return {"known": sorted(known[country])}
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=range(first, last + 1), language="en_US"
    )
    return {"days": [(day.isoformat(), name) for day, name in sorted(found.items())]}


if __name__ == "__main__":
    limit_memory()
    json.dump(days(*json.load(sys.stdin)), sys.stdout)
