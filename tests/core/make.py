"""Values for the tests of the core: whole ones, with what a test is about as an argument."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from supporttray.core.hours import Hours
from supporttray.core.item import AnyItem, Build, Reaction, Reply, Request, Result, Run, Shift
from supporttray.core.model import AlertOptions, Health, Need, Urgency, World

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ALWAYS = Hours(days=frozenset(range(7)), begin=time(), end=time.max, zone=UTC)


def request(*, asked: datetime = NOON, replies: tuple[Reply, ...] | None = (), **more: object) -> Request:
    known: dict[str, object] = {"key": "request:T1/C1/1", "title": "Where is my order?", "url": "https://s/p1"}
    known |= {"by": "UASK", "name": "Priya", "where": "#support"}
    return Request(at=asked, replies=replies, **(known | more))  # type: ignore[arg-type]


def reply(by: str, minutes: int, *, bot: bool = False) -> Reply:
    return Reply(f"r{minutes}", NOON + minutes * MINUTE, by, by.title(), bot)


def eyes(by: str) -> Reaction:
    return Reaction("eyes", by, by.title())


def run(number: int, result: Result, *, ended: int | None = None, attempt: int = 1) -> Run:
    """Return run `number`, created at that minute past noon and ended one later, or at minute `ended`."""
    created = NOON + number * MINUTE
    return Run(f"{number:04}", created, NOON + (number + 1 if ended is None else ended) * MINUTE, result, attempt)


def build(*runs: Run, **more: object) -> Build:
    known: dict[str, object] = {
        "key": "build:g/o/r/1@main",
        "title": "Tests on main",
        "url": "https://g/1",
        "project": "o/r",
    }
    return Build(at=NOON, runs=runs, **(known | more))  # type: ignore[arg-type]


def shift(person: str, begin: float, end: float, *, mine: bool = False, **more: Any) -> Shift:
    at, until = NOON + begin * HOUR, NOON + end * HOUR
    key = f"shift:{more.get('domain', '')}{person}{begin}{'over' if more.get('over') else ''}"
    return Shift(key=key, title=person, url="", at=at, until=until, person=person, mine=mine, **more)


def health(state: str = "ok", *, watch: str = "w", seen: datetime | None = NOON, **more: object) -> Health:
    known: dict[str, object] = {"service": "slack", "since": NOON, "every": MINUTE}
    return Health(watch=watch, state=state, seen_at=seen, **(known | more))  # type: ignore[arg-type]


def world(*items: AnyItem, healths: tuple[Health, ...] = (), alerts: dict[str, AlertOptions] | None = None) -> World:
    return World(
        items={item.key: item for item in items},
        health={one.watch: one for one in healths},
        alerts=alerts or {},
        hours=ALWAYS,
    )


def need(
    key: str = "n",
    urgency: Urgency = Urgency.NEEDS_YOU,
    kind: str = "request.waiting",
    since: datetime = NOON,
    **more: Any,
) -> Need:
    fixed = {"title": f"Need {key}", "because": "so", "subject": f"s-{key}"}
    return Need(key=key, kind=kind, urgency=urgency, since=since, **(fixed | more))
