"""What there is to tell of errors, deploys and problems, worked out from the demo's ledger without the app's own code.

What is new, or came back, stands at the tracker until somebody looks, and so does what went live: each is told once. That one ended is told
where it was known before. Of a problem each line is one that the app or a person decided.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from supporttray.core.release.problem import Problem

Line = dict[str, Any]
TROUBLE = ("error.", "deploy.", "problem.")
LEVELS = ("error", "critical")  # the least that the demo's watch tells, and above
PRODUCTION = "production"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WHATS = {"error_new": "error.new", "error_back": "error.back"}


def agrees(ledger: Sequence[Line], events: Iterable[Line], problems: Sequence[Problem]) -> None:
    """Assert that of what is new each is told once with its moment, and that nothing else is."""
    told = [event for event in events if event["kind"].startswith(TROUBLE)]
    now = datetime.now(UTC)
    assert Counter(map(_told, told)) - _ended(told) == _errors(ledger, now) + _deploys(ledger, now) + _found(problems)
    ended = {str(line["item"]) for line in ledger if line["what"] == "error_resolved"}
    assert {_number(event) for event in told if event["kind"] == "error.ended"} <= ended


def _told(event: Line) -> tuple[str, str, str]:
    at = "" if event["kind"].startswith("problem.") else _second(event["at"])
    return event["kind"], _number(event), at


def _number(event: Line) -> str:
    return str(event["subject"]).replace("#", "/").replace(":", "/").rpartition("/")[2]


def _second(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def _ended(told: Iterable[Line]) -> Counter[tuple[str, str, str]]:
    return Counter(_told(event) for event in told if event["kind"] == "error.ended")


def _errors(ledger: Iterable[Line], now: datetime) -> Counter[tuple[str, str, str]]:
    """Those of production that were news when somebody looked first."""
    return Counter(
        (WHATS[line["what"]], str(line["id"]), _second(line["at"]))
        for line in ledger
        if line["what"] in WHATS and line["environment"] == PRODUCTION and line["level"] in LEVELS
        if now - datetime.fromisoformat(line["at"]) < DAY
    )


def _deploys(ledger: Iterable[Line], now: datetime) -> Counter[tuple[str, str, str]]:
    """Each is told by whoever deploys; what goes live in production was published a minute before."""
    found = Counter[tuple[str, str, str]]()
    for place, line in enumerate(line for line in ledger if line["what"] == "deployed"):
        at = datetime.fromisoformat(line["at"])
        for moment in (at, at - MINUTE) if line["environment"] == PRODUCTION else (at,):
            if now - moment < DAY:
                found["deploy.live", str(28_000_001 + place), _second(moment.isoformat())] += 1
    return found


def _found(problems: Iterable[Problem]) -> Counter[tuple[str, str, str]]:
    return Counter(("problem.suspected", str(one.number), "") for one in problems)
