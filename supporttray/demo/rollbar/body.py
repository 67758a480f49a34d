"""Rollbar's objects, with the keys that its own client expects."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from supporttray.demo.trouble import Arrival, Item, Trouble

PROJECT = 411_703
LEVELS = ("debug", "info", "warning", "error", "critical")
_WHOLE = (
    *("id", "counter", "environment", "framework", "title", "last_occurrence_id", "last_occurrence_timestamp"),
    *("level", "project_id", "platform", "hash", "status", "total_occurrences"),
)
_ROOM = 1_000_000  # occurrences of one item


def epoch(at: datetime | None) -> int:
    """Write a moment as Rollbar does; 0 where there is none."""
    return int(at.timestamp()) if at else 0


def occurrence_id(item: Item, place: int) -> int:
    """Give the id of an item's occurrence by its place among them."""
    return item.number * _ROOM + place


def placed(trouble: Trouble, id_: int) -> tuple[Item, int] | None:
    """Find an occurrence by its id."""
    item = next((one for one in trouble.items() if one.number == id_ // _ROOM), None)
    return (item, id_ % _ROOM) if item and id_ % _ROOM < len(item.came) else None


def listed(item: Item) -> dict[str, Any]:
    """Describe an item as a list does."""
    back = item.came.index(item.back) if item.back in item.came else 0
    return {
        "public_item_id": None,
        "integrations_data": None,
        "level_lock": 0,
        "controlling_id": item.number,
        "last_activated_timestamp": epoch(item.back or item.at),
        "assigned_user_id": None,
        "group_status": 1,
        "hash": f"{item.number:040x}",
        "id": item.number,
        "environment": item.environment,
        "title_lock": 0,
        "title": item.title,
        "last_occurrence_id": occurrence_id(item, len(item.came) - 1),
        "platform": "server",
        "last_occurrence_timestamp": epoch(item.last),
        "first_occurrence_timestamp": epoch(item.at),
        "project_id": PROJECT,
        "resolved_in_version": item.resolved_version or None,
        "status": item.status,
        "unique_occurrences": None,
        "group_item_id": item.number,
        "framework": "django",
        "level": item.level,
        "total_occurrences": len(item.came),
        "counter": item.counter,
        "last_modified_by": 0,
        "first_occurrence_id": occurrence_id(item, 0),
        "activating_occurrence_id": occurrence_id(item, back),
        "last_resolved_timestamp": epoch(item.resolved),
    }


def whole(item: Item) -> dict[str, Any]:
    """Describe an item by itself."""
    told = listed(item)
    last = _data(item, len(item.came) - 1)
    return {**{name: told[name] for name in _WHOLE}, "timestamp": epoch(item.last), "language": "python", "data": last}


def occurrence(item: Item, place: int) -> dict[str, Any]:
    """Describe one occurrence."""
    id_, at = occurrence_id(item, place), epoch(item.came[place])
    return {"id": id_, "item_id": item.number, "timestamp": at, "version": 2, "data": _data(item, place)}


def _data(item: Item, place: int) -> dict[str, Any]:
    kind, _, message = item.title.partition(": ")
    exception = {"class": kind, "message": message or item.title}
    version = item.version if place == 0 else item.last_version
    return {
        "body": {"trace": {"frames": [], "exception": exception}},
        "level": item.level,
        "environment": item.environment,
        "framework": "django",
        "language": "python",
        "timestamp": epoch(item.came[place]),
        "platform": "server",
        "metadata": {},
        **({"context": item.where} if item.where else {}),
        **({"code_version": version} if version else {}),
    }


def deploy(one: Arrival) -> dict[str, Any]:
    """Describe something that went live."""
    return {
        "environment": one.environment,
        "revision": one.version,
        "local_username": one.by.account,
        "comment": one.notes,
        "status": "succeeded",
        "id": one.number,
        "project_id": PROJECT,
        "user_id": None,
        "start_time": epoch(one.at),
        "finish_time": epoch(one.at),
    }


def version(trouble: Trouble, name: str, environment: str) -> dict[str, Any] | None:
    """Describe a version of the code in an environment, if anybody deployed it there or an error came in it."""
    came = [
        one for one in trouble.items() if one.environment == environment and name in (one.version, one.last_version)
    ]
    live = [one for one in trouble.deploys() if one.environment == environment and one.version == name]
    if not came and not live:
        return None
    first, last = min(came, key=_began, default=None), max(came, key=_ended, default=None)
    return {
        "id": live[0].number if live else PROJECT,
        "version": name,
        "environment": environment,
        "date_created": epoch(live[0].at if live else first.at if first else None),
        "first_occurrence_id": occurrence_id(first, 0) if first else None,
        "first_occurrence_timestamp": epoch(first.at) if first else None,
        "last_occurrence_id": occurrence_id(last, len(last.came) - 1) if last else None,
        "last_occurrence_timestamp": epoch(last.last) if last else None,
        "deployed_by": live[-1].by.account if live else None,
        "last_deploy_timestamp": epoch(live[-1].at) if live else None,
    }


def _began(item: Item) -> datetime:
    return item.at


def _ended(item: Item) -> datetime:
    return item.last


def counts(items: Sequence[Item], now: datetime, size: int, buckets: int) -> list[list[int]]:
    """Count the occurrences in each of the last spans of so many seconds, the oldest first."""
    last = epoch(now) // size * size
    came = Counter(epoch(at) // size * size for one in items for at in one.came)
    return [[begin, came[begin]] for begin in range(last - (buckets - 1) * size, last + 1, size)]
