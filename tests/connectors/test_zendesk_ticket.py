"""A ticket of Zendesk is read as it is told: in UTC, as plain text, with nobody's name; odd fields cost nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray.connectors.zendesk.ticket import Reading, moment

if TYPE_CHECKING:
    from supporttray.core.release.ticket import Ticket

RECORDED = json.loads((Path(__file__).parents[1] / "contracts/zendesk_recordings.json").read_text("utf-8"))
READING = Reading("acme.zendesk.com", "https://acme.zendesk.com", "", {"360002256672": "Cats"})
AT = "2026-11-23T10:00:00Z"
LEAST: dict[str, Any] = {"id": 7, "created_at": AT}


def read(**told: Any) -> Ticket:
    ticket = READING.ticket(LEAST | told)
    assert ticket is not None
    return ticket


def test_recorded_tickets_are_read_whole() -> None:
    solved, cat = (READING.ticket(one) for one in RECORDED["tickets"]["tickets"])
    assert solved
    assert cat
    assert (solved.key, solved.name, solved.title) == (
        "ticket:acme.zendesk.com/2",
        "#2",
        "Mail to create fixture ticket for testing",
    )
    assert (solved.at, solved.changed) == (
        datetime(2019, 6, 3, 2, 23, 47, tzinfo=UTC),
        datetime(2019, 6, 3, 2, 25, 28, tzinfo=UTC),
    )
    assert (solved.status, solved.over, solved.priority, solved.product) == ("solved", True, "", "Cats")
    assert (cat.title, cat.text, cat.url) == ("にゃー", "ぬこすけ", "https://acme.zendesk.com/agent/tickets/3")
    new = READING.ticket(RECORDED["search"]["results"][0])
    assert new
    assert (new.status, new.over, new.priority, new.gone) == ("new", False, "urgent", "")
    assert b"377922500012" not in msgspec.json.encode(new), "whose it is stays there"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"subject": "A  <b>big</b>\r\n title"}, {"title": "A big title"}),
        ({"subject": "🔥" * 10_000}, {"title": "🔥" * 249 + "…"}),
        ({"subject": None, "raw_subject": "Raw"}, {"title": "Raw"}),
        ({"subject": None, "description": "It <i>fails</i>\nat noon"}, {"title": "It fails at noon"}),
        ({"description": "<p>Hi</p><script>alert(1)</script>\n\nKind regards,\nAnna"}, {"text": "Hi"}),
        ({"description": ["no", "text"]}, {"text": "no, text"}),
        ({"status": "waiting_for_parts"}, {"status": "waiting_for_parts", "over": False}),
        ({"status": None, "priority": 3, "tags": "x"}, {"status": "", "priority": "", "labels": ()}),
        ({"tags": ["a", 7, "b\n", None]}, {"labels": ("a", "b")}),
        ({"created_at": "2026-11-23T12:30:00+02:30"}, {"at": datetime(2026, 11, 23, 10, tzinfo=UTC)}),
        ({"created_at": "2026-11-23T10:00:00"}, {"at": datetime(2026, 11, 23, 10, tzinfo=UTC)}),
        ({"created_at": None, "updated_at": AT}, {"at": datetime(2026, 11, 23, 10, tzinfo=UTC)}),
        ({"updated_at": "soon"}, {"changed": None}),
        ({"id": "12"}, {"name": "#12"}),
        ({"brand_id": 360002256672}, {"product": "Cats"}),
        ({"brand_id": 1}, {"product": ""}),
        ({"status": "deleted", "subject": "SCRUBBED", "description": "x"}, {"gone": "It was deleted.", "title": "", "text": ""}),
        ({"status": "closed", "tags": ["closed_by_merge"]}, {"gone": "It was merged into another ticket.", "over": True}),
        ({"status": "open", "tags": ["closed_by_merge"]}, {"gone": ""}),
        ({"via": "email", "requester": {"name": "Anna", "email": "anna@example.com"}}, {"gone": ""}),
    ],
)  # fmt: skip
def test_what_is_told_is_read(told: dict[str, Any], expected: dict[str, Any]) -> None:
    ticket = read(**told)
    assert {name: getattr(ticket, name) for name in expected} == expected
    assert b"anna" not in msgspec.json.encode(ticket).lower()


@pytest.mark.parametrize(
    "told", [{"id": None}, {"id": "x/../y"}, {"id": True}, {"created_at": "soon"}, {"created_at": 9e99}]
)
def test_what_tells_no_number_or_no_moment_is_left_out(told: dict[str, Any]) -> None:
    assert READING.ticket(LEAST | told) is None


@pytest.mark.parametrize(
    ("fields", "product"),
    [
        ([{"id": 36, "value": "shop_app"}], "shop_app"),
        ([{"id": 36, "value": ["a", "b"]}], "a, b"),
        ([{"id": 36, "value": None}, {"id": 37, "value": "other"}], ""),
        ("none", ""),
        (["36"], ""),
    ],
)
def test_the_field_that_the_config_names_tells_the_product(fields: Any, product: str) -> None:
    reading = Reading("acme.zendesk.com", "https://acme.zendesk.com", "36", {"1": "Brand"})
    ticket = reading.ticket(LEAST | {"custom_fields": fields, "brand_id": 1})
    assert ticket
    assert ticket.product == product


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from(["subject", "description", "status", "tags", "via", "updated_at", "brand_id"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)))  # fmt: skip
def test_whatever_stands_in_a_field_the_ticket_is_told(told: dict[str, Any]) -> None:
    ticket = read(**told)
    assert (ticket.name, ticket.at) == ("#7", datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert len(ticket.title) <= 250
    assert len(ticket.text) <= 2000


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.timezones()))  # noqa: DTZ001  hypothesis wants naive ends
def test_a_moment_is_the_same_with_any_offset(at: datetime) -> None:
    found = moment(at.isoformat())
    assert found == at.astimezone(UTC)
    assert found.tzinfo is UTC
