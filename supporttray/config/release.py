"""What a config says of releases that are to be watched: when, and what is in them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import msgspec

from supporttray.core.release.plan import Release

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from supporttray.table import Table

Word = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)]
Many = Annotated[tuple[Word, ...], msgspec.Meta(max_length=200)]


class _Release(msgspec.Struct, frozen=True):
    """The keys of [[release]]."""

    product: Annotated[Word, msgspec.Meta(description="What it is called", examples=["Shop"])]
    start: Annotated[datetime, msgspec.Meta(description="Since when it is watched", examples=["2026-11-30T08:00:00"])]
    end: Annotated[datetime, msgspec.Meta(description="Until when", examples=["2026-12-04T18:00:00"])]
    version: Annotated[str, msgspec.Meta(max_length=100, description="Its version", examples=["4.0"])] = ""
    components: Annotated[
        Many, msgspec.Meta(description="The parts that it changes", examples=[["checkout", "gift card"]])
    ] = ()
    words: Annotated[
        Many, msgspec.Meta(description="Words that would betray trouble", examples=[["charged twice"]])
    ] = ()
    notes: Annotated[str, msgspec.Meta(max_length=20_000, description="What is written about it")] = ""
    process: Annotated[
        str,
        msgspec.Meta(pattern=r"^(https?://\S+)?$", max_length=2000, description="The page that says how it is done"),
    ] = ""
    environment: Annotated[str, msgspec.Meta(max_length=100, description="Where its errors count")] = "production"
    standup: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$",
            description="When Customer Support stands together",
            examples=["09:30"],
        ),
    ] = ""
    quota: Annotated[int, msgspec.Meta(ge=0, description="How many errors a day are paid for", examples=[5000])] = 0


def releases(tops: Sequence[Table], zone_name: str) -> tuple[Release, ...]:
    """Take the releases: the person's own, and the team's that have another name."""
    zone = ZoneInfo(zone_name) if zone_name else None
    found: dict[str, Release] = {}
    for top in tops:
        for one in _taken(top, zone):
            found.setdefault(one.name.casefold(), one)
    return tuple(found.values())


def _taken(top: Table, zone: ZoneInfo | None) -> Iterable[Release]:
    known = set[str]()
    for table in top.list_of_tables("release", label="product"):
        said = table.struct(_Release)
        table.done()
        if said is None:
            continue
        start, end = _moment(said.start, zone), _moment(said.end, zone)
        if end <= start:
            table.mistake("end", "is not after its start.")
            continue
        one = Release(
            product=said.product.strip(),
            version=said.version.strip(),
            start=start,
            end=end,
            components=said.components,
            words=said.words,
            notes=said.notes,
            process=said.process,
            environment=said.environment,
            standup=time.fromisoformat(said.standup) if said.standup else None,
            quota=said.quota,
            planned=True,
        )
        if one.name.casefold() in known:
            table.mistake("version", f"names {one.name!r} twice.")
            continue
        known.add(one.name.casefold())
        yield one


def _moment(moment: datetime, zone: ZoneInfo | None) -> datetime:
    """Return a moment; one without an offset is in the workspace's zone."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone) if zone else moment.astimezone()).astimezone(UTC)
