"""What the tests of calendars share: a calendar as it is written, and a watch on one that a server gives."""

import json
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from supporttray.connectors.calendar import feed
from supporttray.connectors.web import Web
from supporttray.core.item import AnyItem
from supporttray.errors import NotUnderstood
from tests.connectors.lab import NOON, Clock, Look, Raw, Say, raw, reply, run


def event(*lines: str, uid: str = "1") -> tuple[str, ...]:
    """Write an event."""
    return ("BEGIN:VEVENT", f"UID:{uid}@example", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT")


def calendar(*events: tuple[str, ...], head: tuple[str, ...] = ()) -> bytes:
    """Write a calendar of events."""
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", *head, *(line for one in events for line in one))
    return "\r\n".join((*lines, "END:VCALENDAR", "")).encode()


@pytest.fixture
def worked_out_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work calendars out in this process: a child for each of hundreds is dear, and what they mean is the same."""
    from supporttray.connectors.calendar import ics  # noqa: PLC0415  large

    async def work(module: str, asked: bytes, _limit_s: float) -> bytes:
        assert module == ics.__name__
        with warnings.catch_warnings(action="ignore"):  # nobody hears a child's
            return json.dumps(ics._answer(asked)).encode()

    monkeypatch.setattr(feed, "child", SimpleNamespace(run=work))


@asynccontextmanager
async def watching(kind: Any, say: Say, **options: Any) -> AsyncIterator[tuple[Look, Raw]]:
    """Watch what a server says with a connector."""
    async with raw(say) as server:
        clock = Clock()
        service = Web(server.address + "/private-1/basic.ics", "", clock)
        try:
            yield Look(kind(msgspec.convert(options, kind.Options), service, ""), clock), server
        finally:
            await service.http.close()


def told(kind: Any, body: bytes, *, now: datetime = NOON, **options: Any) -> list[AnyItem]:
    """Return what a connector makes of a calendar."""

    async def look() -> list[AnyItem]:
        async with watching(kind, lambda *_: reply(body), **options) as (one, _):
            one.clock.time = now
            await one.poll()
            return list(one.items.values())

    return sorted(run(look()), key=lambda one: (one.at, one.key))


def complaint(kind: Any, body: bytes, **options: Any) -> str:
    """Return what is said of a calendar that is none, without its host."""
    with pytest.raises(NotUnderstood) as caught:
        told(kind, body, **options)
    return caught.value.phrase.partition(" ")[2]


def many(count: int) -> bytes:
    """Write a calendar of very many events."""
    one = "BEGIN:VEVENT\nUID:{0}\nDTSTART:20261123T090000Z\nDTEND:20261123T100000Z\nSUMMARY:Stand-up {0}\nEND:VEVENT\n"
    return ("BEGIN:VCALENDAR\n" + "".join(one.format(number) for number in range(count)) + "END:VCALENDAR\n").encode()
