"""Items as the first version that had their kind stored them: fields are only added, so these are understood for ever."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from supporttray.core.item import AnyItem, Holiday, Meeting, Stage, Task
from supporttray.engine.rows import to_item
from supporttray.engine.schema import ITEM_VERSION

BODIES = json.loads((Path(__file__).with_name("golden") / "items.json").read_text("utf-8"))
AT = datetime(2026, 11, 23, 9, 45, tzinfo=UTC)
KNOWN = {"key": "meeting:rule/0a1b2c3d/1795427100", "title": "Stand-up", "at": AT, "until": AT + timedelta(minutes=15)}
ITEMS = (
    Meeting(
        url="https://tracker.example.com/blocked",
        link="https://meet.example.com/1",
        skipped=True,
        remind=timedelta(minutes=10),
        workdays=True,
        **KNOWN,  # type: ignore[arg-type]
    ),
    Meeting(url="", **KNOWN),  # type: ignore[arg-type]
    Holiday(
        key="holiday:DE/2026-12-25/0a1b2c3d",
        title="Christmas Day",
        url="",
        at=datetime(2026, 12, 25, tzinfo=UTC),
        first=date(2026, 12, 25),
        last=date(2026, 12, 26),
    ),
    Task(
        key="task:github.com/acme/support/12",
        title="Order 7",
        url="https://github.com/acme/support/issues/12",
        at=AT,
        name="acme/support#12",
        stage=Stage.DONE,
        assignee="bo",
        changed=AT,
        dropped=True,
    ),
    Task(key="task:acme.atlassian.net/10012", title="Order 7", url="", at=AT, name="ACME-12"),
)


@pytest.mark.parametrize(("body", "item"), list(zip(BODIES, ITEMS, strict=True)))
def test_an_item_as_it_was_stored_is_understood(body: object, item: AnyItem) -> None:
    assert to_item(ITEM_VERSION, json.dumps(body).encode()) == item


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_is_the_same_after_it_was_stored(item: AnyItem) -> None:
    assert to_item(ITEM_VERSION, msgspec.json.encode(item)) == item
