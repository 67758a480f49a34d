"""How values stand in the database's columns: times as integer milliseconds since 1970, items as JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from supporttray.core.item import AnyItem
from supporttray.core.model import Event, Health, Mark
from supporttray.core.outbox import Entry
from supporttray.engine.schema import ITEM_VERSION

EPOCH = datetime.fromtimestamp(0, UTC)


def to_ms(moment: datetime) -> int:
    """Return a moment as milliseconds since 1970, the form of every time column."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def from_ms(number: int) -> datetime:
    """Return the moment of a time column."""
    return EPOCH + timedelta(milliseconds=number)


def to_item(version: int, body: bytes) -> AnyItem | None:
    """Return a stored item; None if its form is no longer read."""
    try:
        return msgspec.json.decode(body, type=AnyItem) if version == ITEM_VERSION else None
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def item_row(item: AnyItem, now: datetime) -> tuple[str, str, int, bytes, str, int]:
    """An item as a row of `item`."""
    return (item.key, item.kind, ITEM_VERSION, msgspec.json.encode(item), item.state, to_ms(now))


def event_row(event: Event) -> tuple[str, str, str, int, int, str, str, str]:
    """An event as a row of `event`."""
    return (
        event.key,
        event.kind,
        event.subject,
        to_ms(event.at),
        to_ms(event.seen_at),
        event.actor,
        event.title,
        event.url,
    )


def to_event(row: tuple[str, str, str, int, int, str, str, str]) -> Event:
    """A row of `event` as an event."""
    key, kind, subject, at, seen_at, actor, title, url = row
    return Event(
        key=key, kind=kind, subject=subject, at=from_ms(at), seen_at=from_ms(seen_at), actor=actor, title=title, url=url
    )


def mark_row(mark: Mark) -> tuple[str, str, int, int, str]:
    """A mark as a row of `mark`."""
    return (mark.subject, mark.kind, to_ms(mark.at), to_ms(mark.until), mark.basis)


def health_row(health: Health) -> tuple[str, str, str, int, int, int | None, str, str]:
    """How a watch fares, as a row of `watch`."""
    every = health.every // timedelta(milliseconds=1)
    seen_at = to_ms(health.seen_at) if health.seen_at else None
    return (health.watch, health.service, health.state, to_ms(health.since), every, seen_at, health.detail, health.hint)


def to_health(row: tuple[str, str, str, int, int, int | None, str, str]) -> Health:
    """A row of `watch` as a value."""
    name, service, state, since, every, seen_at, detail, hint = row
    return Health(
        watch=name,
        service=service,
        state=state,
        since=from_ms(since),
        every=timedelta(milliseconds=every),
        seen_at=None if seen_at is None else from_ms(seen_at),
        detail=detail,
        hint=hint,
    )


def without_text(body: bytes) -> bytes:
    """An outbox entry's body without what the person wrote."""
    entry = msgspec.json.decode(body, type=Entry)
    return msgspec.json.encode(
        msgspec.structs.replace(entry, deed=msgspec.structs.replace(entry.deed, text="", title="", people=()))
    )
